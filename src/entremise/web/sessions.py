"""A browser's sessions: one cookie for each seat, so that two tabs at two seats never mix.

The cookie's name holds the seat's id and its value the session's secret; the page's address names the seat. Where the
transport is TLS the name begins with `__Host-` and the cookie is Secure.
"""

from typing import Final

from entremise.domain.rooms import Seat
from entremise.services.access import SESSION_LIFE, seat_of
from entremise.services.ports import CredentialKind, Parts

MAX_AGE: Final = int(SESSION_LIFE.total_seconds())


def cookie_name(seat: str, *, tls: bool) -> str:
    """The name of the cookie that holds the session at `seat`."""
    return f"__Host-seat-{seat}" if tls else f"seat-{seat}"


def seat_in_browser(parts: Parts, seat: str, cookies: str, *, tls: bool) -> Seat | None:
    """The seat that the address names, if the browser's cookies hold a live session at it; else None."""
    secret = _cookie(cookies, cookie_name(seat, tls=tls))
    found = seat_of(parts, secret, CredentialKind.SESSION) if secret else None
    return found if found is not None and found.id == seat else None


def _cookie(cookies: str, name: str) -> str:
    """The value of the cookie `name`, or an empty text. Ours hold nothing that is ever quoted."""
    for pair in cookies.split(";"):
        given, _, value = pair.strip().partition("=")
        if given == name:
            return value
    return ""
