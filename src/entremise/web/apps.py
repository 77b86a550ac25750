"""The pages, as Django knows them: their template tags, and how a fault in them is told."""

import sys

from django.apps import AppConfig
from django.core.signals import got_request_exception

from entremise.services.faults import tell_fault


class WebConfig(AppConfig):
    """The application that owns the template tags."""

    name = "entremise.web"
    label = "web"

    def ready(self) -> None:
        """Tell faults in pages from now on."""
        got_request_exception.connect(_tell, dispatch_uid="entremise.faults")


def _tell(**_: object) -> None:
    error = sys.exc_info()[1]
    if error is not None:
        tell_fault(error)
