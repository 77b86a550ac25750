"""The words of accounts for what they keep."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

HOW: Mapping[str, Promise] = {
    "password": _("with the password, before a second factor was set up"),
    "app": _("with the password and the app"),
    "key": _("with the password and a passkey"),
    "code": _("with the password and a recovery code"),
    "passkey": _("with a passkey"),
}


@register.filter
def sign_in_words(how: str) -> str:
    """How somebody signed in."""
    return str(HOW[how])
