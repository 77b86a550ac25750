"""Whether an account has a second factor, and which addresses can be asked for without."""

from typing import Final

from allauth.mfa.models import Authenticator

from entremise.web.accounts.models import Account

FACTORS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes are none: they stand in for one."""
PROVED: Final = "second factor"
"""Under which a session keeps that the second factor was given, or set up, in it."""
OPEN_WITHOUT: Final = (
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
)
"""Names of the addresses with which one is set up."""


def has_second_factor(account: Account) -> bool:
    """Whether it has one."""
    return bool(Authenticator.objects.filter(user_id=account.pk, type__in=FACTORS).exists())
