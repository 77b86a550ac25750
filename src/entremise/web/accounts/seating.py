"""A seat's session that begins from a sign-in: it ends with it, and opens what the account's key opens."""

from django.http import HttpRequest

from entremise.services import staff
from entremise.services.access import digest_of
from entremise.web.accounts import keyring, sign_ins
from entremise.web.accounts.models import Account
from entremise.wiring import joined


def begun(request: HttpRequest, account: Account, secret: str) -> None:
    """Tie the seat's session with this secret to the sign-in of this request."""
    sign_ins.opened(request, digest_of(secret))
    key = keyring.at_hand(request, account)
    if key is not None:
        staff.give_key(joined().parts, secret, key)
