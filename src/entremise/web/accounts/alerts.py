"""Alerts by mail, where an address is given: that something happened, and not where, with what, or by whom."""

import logging
import secrets
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from entremise.web.accounts.models import Account

_log: Final = logging.getLogger("entremise.accounts")


class Alert(StrEnum):
    """What is told."""

    SIGNED_IN = "signed-in"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 – says that it was, not what it is
    FACTOR_ADDED = "factor-added"
    FACTOR_REMOVED = "factor-removed"
    CODES_DRAWN = "codes-drawn"
    ENROLMENT = "enrolment"


TEXTS: Final[Mapping[Alert, object]] = {
    Alert.SIGNED_IN: _("Somebody signed in to your account."),
    Alert.PASSWORD_CHANGED: _("The password of your account was changed."),
    Alert.FACTOR_ADDED: _("A second factor was added to your account."),
    Alert.FACTOR_REMOVED: _("A second factor of your account was removed."),
    Alert.CODES_DRAWN: _("New recovery codes were drawn for your account."),
    Alert.ENROLMENT: _("A new enrolment link was made for your account, and its old password was taken away."),
}


def alert(account: Account, kind: Alert) -> None:
    """Tell the account's owner, where there is an address and a way to send. A mail that fails stops nothing."""
    if not (account.address and settings.ALERTS):
        return
    words = f"{TEXTS[kind]}\n\n{gettext('If it was not you, tell your administrator.')}\n"
    # Django's own would name this machine.
    headers = {"Message-ID": f"<{secrets.token_hex(16)}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>"}
    message = EmailMessage(gettext("Your account"), words, to=[account.address], headers=headers)
    try:
        message.send()
    except OSError:
        _log.error("an alert could not be sent: is the mail server there?")
