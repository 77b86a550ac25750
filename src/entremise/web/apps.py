"""The pages, as Django knows them: their template tags and nothing else."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The application that owns the template tags."""

    name = "entremise.web"
    label = "web"
