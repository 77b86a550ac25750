"""The tables, as Django knows them."""

from django.apps import AppConfig


class StorageConfig(AppConfig):
    """The application that owns the tables and their migrations."""

    name = "entremise.storage"
    label = "storage"
    default_auto_field = "django.db.models.BigAutoField"
