"""The agenda, positions, own papers and the mandate desk.

What B is told of items is told with a reason: the guard compares with confidences of A, which differ. The desk's own
items for B are the same in both worlds; beside them it keeps others, so their numbers at the desk differ, and are
found by their titles.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from hypothesis import strategies as st

from tests.two_worlds.acts import Act, Ask, Surface
from tests.two_worlds.world import API, World

LOW: Final = ("Grain", "Harbour", "Ferries")
"""Titles of the items that B is told of."""
HIGH: Final = ("Zucchini", "Quince")
"""Titles of the others."""
WHY: Final = "Agreed with both."


def _items(world: World) -> list[dict[str, Any]]:
    told = world.asks("mo", "GET", f"{API}/agenda/items")
    return msgspec.json.decode(told.body)["items"] if told.status == 200 else []


@dataclass(frozen=True)
class OfItem:
    """An act of the desk on the item with this title; where it has none, it keeps one first."""

    title: str
    act: str
    """What stands in the address after the item."""
    json: Mapping[str, Any] = field(default_factory=dict)
    item: Mapping[str, Any] = field(default_factory=dict)
    """How it is kept, if it is not there."""
    page: bool = False

    def do(self, world: World) -> None:
        if not any(one["title"] == self.title for one in _items(world)):
            world.asks("mo", "POST", f"{API}/agenda/items", json={"title": self.title, **self.item})
        number = next((one["number"] for one in _items(world) if one["title"] == self.title), 0)
        if self.page:
            world.asks("mo", "POST", f"/at/{{mo}}/agenda/items/{number}/{self.act}", form=self.json)
        else:
            world.asks("mo", "POST", f"{API}/agenda/items/{number}/{self.act}", json=self.json)


@dataclass(frozen=True)
class Swap:
    """Two items of B's change places at the desk, whatever stands between them."""

    first: str
    second: str

    def do(self, world: World) -> None:
        numbers = {one["title"]: one["number"] for one in _items(world)}
        order = list(numbers.values())
        if self.first in numbers and self.second in numbers:
            here, there = order.index(numbers[self.first]), order.index(numbers[self.second])
            order[here], order[there] = order[there], order[here]
            world.asks("mo", "POST", f"{API}/agenda/order", json={"order": order})


@dataclass(frozen=True)
class Accept:
    """A seat accepts the last that came from the mediator, as its own page offers it."""

    who: str
    words: str
    leave: str
    page: bool

    def do(self, world: World) -> None:
        told = world.asks(self.who, "GET", f"{API}/mandate")
        offered = msgspec.json.decode(told.body).get("acceptable", []) if told.status == 200 else []
        for one in offered[:1]:
            if self.page:
                form = {"digest": one["digest"], "authority": "Council", "text": self.words, "leave": self.leave}
                world.asks(self.who, "POST", f"/at/{{{self.who}}}/mandate/accept/{one['entry']}", form=form)
            else:
                body = {"digest": one["digest"], "authority": "Council", "words": self.words}
                body["leave"] = {"form": self.leave}
                world.asks(self.who, "POST", f"{API}/entries/{one['entry']}/accept", json=body)


@dataclass(frozen=True)
class Settle:
    """The head records the authority's word on the last acceptance."""

    who: str
    words: str
    final: bool

    def do(self, world: World) -> None:
        told = world.asks(self.who, "GET", f"{API}/mandate")
        accepted = msgspec.json.decode(told.body).get("acceptances", []) if told.status == 200 else []
        for one in accepted[-1:]:
            body = {"digest": one["digest"], "final": self.final, "words": self.words}
            world.asks(self.who, "POST", f"{API}/mandate/acceptances/{one['number']}/settle", json=body)


def _tell(room: str, title: str, **more: Any) -> dict[str, Any]:
    return {"room": room, "title": title, "why": WHY, **more}


def _of_room(who: str, word: str, *, leave: str) -> list[Act]:
    """What the seat of a room does with agenda, papers and mandate."""
    at = f"/at/{{{who}}}"
    return [
        Ask(who, "GET", f"{API}/agenda"),
        Ask(who, "GET", f"{at}/agenda"),
        Ask(who, "GET", f"{at}/agenda/items/1"),
        Ask(who, "GET", f"{at}/mandate"),
        Ask(who, "POST", f"{API}/agenda/proposals", json={"title": f"{word} quay", "leave": {"form": leave}}),
        Ask(who, "POST", f"{at}/agenda/propose", form={"title": f"{word} pier", "kind": "scope", "leave": leave}),
        Ask(who, "POST", f"{API}/agenda/views", json={"item": 1, "stance": "refuses", "words": f"No {word}."}),
        Ask(
            who,
            "POST",
            f"{at}/agenda/items/2/view",
            form={"stance": "accepts", "words": f"Yes, {word}.", "leave": leave},
        ),
        Ask(who, "POST", f"{API}/papers", json={"kind": "red-line", "words": f"{word} stays."}),
        Ask(who, "POST", f"{at}/agenda/items/1/papers", form={"kind": "interest", "words": f"{word} trade."}),
        Ask(who, "POST", f"{API}/mandate/reach", json={"reach": "outside", "words": f"{word} is not ours."}),
        Ask(who, "POST", f"{API}/mandate/authorities", json={"chain": [{"office": "Council"}]}),
        Ask(
            who,
            "POST",
            f"{at}/mandate/consultation",
            form={"until": "2026-12-01T10:00", "words": f"On {word}.", "told": "yes"},
        ),
        Ask(who, "POST", f"{API}/mandate/consultation", json={}),
        Accept(who, f"We accept, {word}.", leave, page=False),
        Accept(who, f"We accept it, {word}.", leave, page=True),
        Settle(who, f"The Council has said so, {word}.", final=True),
        Settle(who, f"The Council has refused, {word}.", final=False),
    ]


_TOLD: Final[list[Act]] = [
    OfItem("Grain", "tell", _tell("B", "Grain", state="contested")),
    OfItem("Grain", "tell", _tell("B", "Grain and flour", words="By sea.", state="agreed")),
    OfItem("Harbour", "tell", _tell("B", "Harbour"), item={"kind": "scope"}),
    OfItem(
        "Ferries",
        "tell",
        _tell("B", "Ferries", form="idea", sources=["A-3"], state="other-track", track="Port"),
        item={"sources": ["A-3"]},
    ),
    OfItem("Harbour", "rooms/B", {"title": "Harbour", "form": "idea", "why": WHY, "sequence": "1"}, page=True),
    OfItem("Grain", "take-off", {"room": "B"}),
    OfItem("Harbour", "stance", {"room": "B", "stance": "refuses"}),
    OfItem("Grain", "position", {"room": "B", "words": "By sea.", "place": 90}),
    Swap("Grain", "Ferries"),
    Ask("mo", "POST", f"{API}/agenda/order/tell", json={"room": "B"}),
]
_ELSEWHERE: Final[list[Act]] = [
    OfItem("Zucchini", "tell", _tell("A", "Zucchini", state="contested")),
    OfItem("Quince", "tell", _tell("A", "Quince", words="Zucchini 971."), item={"words": "Zucchini 977."}),
    OfItem("Quince", "take-off", {"room": "A"}),
    OfItem("Zucchini", "stance", {"room": "A", "stance": "refuses"}),
    OfItem("Zucchini", "position", {"room": "A", "words": "Zucchini or nothing.", "place": 13}),
    OfItem("Quince", "zone", {"low": "3", "high": "17", "remark": "Zucchini may move."}, page=True),
    Ask("mo", "POST", f"{API}/agenda/order/tell", json={"room": "A"}),
    Ask("mo", "GET", "/at/{mo}/agenda"),
    Ask("mo", "GET", "/at/{mo}/agenda/items/1"),
    Ask("mo", "GET", "/at/{mo}/agenda/items/1/rooms/B"),
]


def _story(mark: str, head: str, titles: tuple[str, str], word: str, *, leave: str) -> tuple[Act, ...]:
    """Two items are told and put in order, a side speaks of them, accepts something; one is taken off again."""
    first, second = titles
    leaves = {"leave": {"form": leave}}
    proposed = {"title": f"{word} quay", **leaves}
    return (
        OfItem(first, "tell", _tell(mark, first, state="contested")),
        OfItem(second, "tell", _tell(mark, second)),
        Swap(first, second),
        Ask("mo", "POST", f"{API}/agenda/order/tell", json={"room": mark}),
        OfItem(first, "stance", {"room": mark, "stance": "refuses"}),
        OfItem(first, "position", {"room": mark, "words": f"{word} first.", "place": 90}),
        OfItem(first, "zone", {"low": 3, "high": 17}),
        Ask(head, "POST", f"{API}/agenda/proposals", json=proposed),
        Ask(
            head, "POST", f"{API}/agenda/views", json={"item": 1, "stance": "refuses", "words": f"No {word}.", **leaves}
        ),
        Ask(head, "POST", f"{API}/papers", json={"kind": "red-line", "words": f"{word} stays."}),
        Ask(head, "POST", f"{API}/mandate/reach", json={"reach": "outside", "words": f"{word} is not ours."}),
        Ask(
            head,
            "POST",
            f"/at/{{{head}}}/write",
            form={"text": f"{word} all the same.", "leave": leave, "on_item": "0", "outside": f"{word} asks."},
        ),
        Ask(head, "POST", f"{API}/mandate/authorities", json={"chain": [{"office": "Council"}]}),
        Ask(
            head,
            "POST",
            f"{API}/mandate/consultation",
            json={"until": "2026-12-01T10:00:00+04:00", "words": f"On {word}.", "told": True},
        ),
        Accept(head, f"We accept, {word}.", leave, page=False),
        Settle(head, f"The Council has said so, {word}.", final=True),
        OfItem(second, "take-off", {"room": mark}),
    )


SURFACE: Final = Surface(
    story=_story("B", "bo", ("Grain", "Harbour"), "Juniper", leave="substance"),
    elsewhere=_story("A", "ana", ("Quince", "Zucchini"), "Osprey", leave="confidence"),
    low=(
        st.sampled_from(_TOLD),
        st.sampled_from(_TOLD),
        st.sampled_from(_of_room("bo", "Juniper", leave="substance")),
        st.sampled_from(_of_room("bea", "Larch", leave="confidence")),
    ),
    high=(
        st.sampled_from(_ELSEWHERE),
        st.sampled_from(_of_room("ana", "Osprey", leave="substance")),
        st.sampled_from(_of_room("ada", "Heron", leave="confidence")),
    ),
    swept=(
        "/at/{bo}/agenda",
        "/at/{bo}/agenda/new",
        "/at/{bo}/agenda/propose",
        "/at/{bo}/agenda/items/0",
        "/at/{bo}/agenda/items/1",
        "/at/{bo}/agenda/items/2",
        "/at/{bo}/agenda/items/9",
        "/at/{bo}/agenda/items/1/rooms/B",
        "/at/{bo}/mandate",
        "/at/{bo}/mandate/accept/B-1",
        f"{API}/agenda",
        f"{API}/agenda/items",
        f"{API}/papers",
        f"{API}/mandate",
    ),
)
