"""What every page of an account's knows: whose it is, and what is to be said."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest

CURRENT: Final[Mapping[str, str]] = {
    "account": "seats",
    "account-sign-ins": "sign-ins",
    "administration": "administration",
    "administration-new": "administration",
    "account-alerts": "security",
    "account_change_password": "security",
}
"""By an address's name, which part of the account it belongs to; what sets up a second factor begins with `mfa_`."""


def account(request: HttpRequest) -> dict[str, Any]:
    """For templates: who is signed in, whether with a second factor, and what the last act has to say."""
    if not hasattr(request, "account"):
        return {}
    user: Any = request.user
    name = (request.resolver_match.url_name if request.resolver_match else None) or ""
    return {
        "current": "security" if name.startswith("mfa_") else CURRENT.get(name),
        "me": user if user.is_authenticated else None,
        "ready": request.account is not None,
        # Taken when it is shown, and not by a page that shows nothing.
        "notices": lambda: request.session.pop("notices", []),
    }
