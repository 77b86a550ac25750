"""A browser's sessions: one cookie for each seat, so that two tabs at two seats never mix.

The cookie's name holds the seat's id and its value the session's secret; the page's address names the seat. Where the
transport is TLS the name begins with `__Host-` and the cookie is Secure.
"""

from collections.abc import Iterator
from typing import Final

from entremise.domain.rooms import Seat
from entremise.services.access import SESSION_LIFE, seat_of
from entremise.services.ports import CredentialKind, Parts

MAX_AGE: Final = int(SESSION_LIFE.total_seconds())
MOST_SEATS_HERE: Final = 50
"""Cookies of one browser that are looked up at once: as many as browsers keep for a site."""


def cookie_name(seat: str, *, tls: bool) -> str:
    """The name of the cookie that holds the session at `seat`."""
    return f"__Host-seat-{seat}" if tls else f"seat-{seat}"


def seat_in_browser(parts: Parts, seat: str, cookies: str, *, tls: bool) -> Seat | None:
    """The seat that the address names, if the browser's cookies hold a live session at it; else None."""
    secret = _cookie(cookies, cookie_name(seat, tls=tls))
    found = seat_of(parts, secret, CredentialKind.SESSION) if secret else None
    return found if found is not None and found.id == seat else None


def session_secret(seat: str, cookies: str, *, tls: bool) -> str:
    """The secret of the browser's session at `seat`, or an empty text."""
    return _cookie(cookies, cookie_name(seat, tls=tls))


def seats_here(parts: Parts, cookies: str, *, tls: bool) -> list[Seat]:
    """Every seat at which the browser's cookies hold a live session, at most `MOST_SEATS_HERE`."""
    begins = cookie_name("", tls=tls)
    named = [name.removeprefix(begins) for name, _ in _pairs(cookies) if name.startswith(begins)]
    held = (seat_in_browser(parts, seat, cookies, tls=tls) for seat in named[:MOST_SEATS_HERE])
    return [seat for seat in held if seat is not None]


def _cookie(cookies: str, name: str) -> str:
    """The value of the cookie `name`, or an empty text. Ours hold nothing that is ever quoted."""
    return next((value for given, value in _pairs(cookies) if given == name), "")


def _pairs(cookies: str) -> Iterator[tuple[str, str]]:
    for pair in cookies.split(";"):
        name, _, value = pair.strip().partition("=")
        yield name, value
