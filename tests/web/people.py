"""People at their browsers: each has a seat's cookie, or none, and reads what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from entremise.domain.ids import CARRIES, Label, PlaceId
from entremise.domain.rooms import Seat
from entremise.services import access, drafts
from entremise.services.ports import Parts
from entremise.web.sessions import cookie_name
from tests.cast import Talks, granted
from tests.web.html import Page

HOST = "127.0.0.1"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
DESTINATIONS = ("room", "none", "announce", "A", "B", "C", "speak-A", "speak-B")
"""What a draft can be meant for."""

Form = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Told:
    """An answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: Mapping[str, Any]

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def page(self) -> Page:
        """The answer, read as HTML."""
        return Page(self.text)

    @property
    def location(self) -> str:
        """Where the answer sends the browser."""
        return self.headers.get("Location", "")


@dataclass
class Person:
    """Somebody at a browser, with a seat or without."""

    seat: Seat | None
    browser: Client = field(default_factory=lambda: Client(SERVER_NAME=HOST))

    def address(self, path: str = "") -> str:
        """The address of a page of this seat."""
        assert self.seat is not None
        return f"/at/{self.seat.id}/{path}"

    def asks(self, method: str, address: str, form: Form | None = None, **headers: str) -> Told:
        """What the house answers to a request, whatever its address."""
        if method == "POST":
            answer = self.browser.post(address, form or {}, headers=headers)
        else:
            answer = self.browser.generic(method, address, headers=headers)
        # An archive comes in pieces.
        return Told(answer.status_code, dict(answer.headers), b"".join(answer), answer.cookies)

    def sees(self, path: str = "") -> Told:
        """A page of this seat."""
        return self.asks("GET", self.address(path))

    def sends(self, path: str, form: Form | None = None, **headers: str) -> Told:
        """A form of this seat."""
        return self.asks("POST", self.address(path), form, **headers)

    def speaks(self, language: str) -> "Person":
        """The same person, reading in this language."""
        self.browser.cookies["language"] = language
        return self


def person(parts: Parts, seat: Seat) -> Person:
    """Somebody who has come in with a link and its code."""
    invitation = access.invite(parts, seat)
    _, secret = granted(access.enter(parts, invitation.link, invitation.code, rehearsal=True))
    someone = Person(seat)
    someone.browser.cookies[cookie_name(seat.id, tls=False)] = secret
    return someone


def nobody() -> Person:
    """Somebody without a seat."""
    return Person(None)


def state(talks: Talks) -> dict[str, object]:
    """All that is kept of a case: its logs, its drafts, what waits at a door."""
    store = talks.parts.store
    places: list[PlaceId] = [talks.case.desk, *(room.room for room in talks.case.rooms)]
    kept: dict[str, object] = {place: store.lines(place, after=0, limit=10_000) for place in places}
    for place in places:
        for seat in store.seats(place):
            for destination in DESTINATIONS:
                kept[f"{seat.id} {destination}"] = drafts.read_draft(talks.parts, seat, destination)
    return {**kept, "door": store.at_door(talks.case.desk)}


def carry_number(label: Label) -> int:
    """The number by which addresses name a carry."""
    assert label.series == CARRIES
    return label.number
