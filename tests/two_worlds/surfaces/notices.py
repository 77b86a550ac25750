"""Notices by mail, and the hotline."""

from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st

from tests.two_worlds.acts import Ask, Surface
from tests.two_worlds.world import API, World


@dataclass(frozen=True)
class Confirm:
    """Somebody types the code that was mailed to an address."""

    who: str
    address: str

    def do(self, world: World) -> None:
        world.waits(1)
        form = {"code": world.codes.get(self.address, "000000")}
        world.asks(self.who, "POST", f"/at/{{{self.who}}}/own/notices/confirm", form=form)


@dataclass(frozen=True)
class HighConfirm:
    """The same in the other room, in no time at all."""

    who: str
    address: str

    def do(self, world: World) -> None:
        form = {"code": world.codes.get(self.address, "000000")}
        world.asks(self.who, "POST", f"/at/{{{self.who}}}/own/notices/confirm", form=form)


def _wish(address: str) -> dict[str, str]:
    return {"address": address, "zone": "Asia/Muscat", "daily": "1", "rings": "1"}


def _story(mark: str, who: str) -> tuple[Ask, ...]:
    """Both sides ring, and say that they have seen it."""
    return (
        Ask("mo", "POST", f"{API}/hotline/ring", json={"room": mark}),
        Ask(who, "POST", f"/at/{{{who}}}/ring/seen", form={}),
        Ask(who, "POST", f"{API}/hotline/ring"),
        Ask("mo", "POST", f"/at/{{mo}}/rooms/{mark}/ring/seen", form={}),
    )


SURFACE: Final = Surface(
    story=_story("B", "bo"),
    elsewhere=_story("A", "ana"),
    low=(
        st.sampled_from(
            [
                Ask("mo", "POST", "/at/{mo}/rooms/B/ring", form={}),
                Ask("mo", "POST", "/at/{mo}/rooms/B/ring/seen", form={}),
                Ask("mo", "POST", f"{API}/hotline/ring", json={"room": "B"}),
                Ask("bo", "POST", "/at/{bo}/ring", form={}),
                Ask("bea", "POST", "/at/{bea}/ring/seen", form={}),
                Ask("bea", "POST", f"{API}/hotline/ring"),
                Ask("bo", "GET", f"{API}/hotline"),
                Ask("bo", "GET", "/at/{bo}/"),
                Ask("bea", "POST", "/at/{bea}/own/notices", form=_wish("bea@belmark.example")),
                Ask("bo", "POST", "/at/{bo}/own/notices", form=_wish("bo@belmark.example")),
                Ask("bo", "POST", f"{API}/notices/withdraw"),
                Confirm("bea", "bea@belmark.example"),
                Confirm("bo", "bo@belmark.example"),
            ]
        ),
    ),
    high=(
        st.sampled_from(
            [
                Ask("mo", "POST", "/at/{mo}/rooms/A/ring", form={}),
                Ask("mo", "POST", "/at/{mo}/rooms/A/ring/seen", form={}),
                Ask("ana", "POST", "/at/{ana}/ring", form={}),
                Ask("ada", "POST", "/at/{ada}/ring/seen", form={}),
                Ask("ana", "POST", "/at/{ana}/own/notices", form=_wish("ana@arvend.example")),
                Ask("ada", "POST", "/at/{ada}/own/notices", form=_wish("ada@arvend.example")),
                HighConfirm("ana", "ana@arvend.example"),
                Ask("ana", "POST", f"{API}/notices/withdraw"),
            ]
        ),
    ),
    swept=("/at/{bo}/own/notices", f"{API}/notices", f"{API}/hotline"),
)
