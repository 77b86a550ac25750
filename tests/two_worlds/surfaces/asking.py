"""Questions to rooms, and what is taken down of what a party says.

Questions to B are asked with a reason: the guard compares with confidences of A, which differ. Nothing is asked about
the leave of entries of A on which what is carried into B rests.
"""

from dataclasses import dataclass
from typing import Any, Final

from hypothesis import strategies as st

from entremise.domain.ids import Label
from tests.two_worlds.acts import Act, Ask, AskAndThen, Surface
from tests.two_worlds.world import API, World

HIGH_WORDS: Final = (
    "They could live with nine hundred.",
    "Perhaps a harbour in spring.",
    "Nobody need know of Tuesday.",
)
CALL: Final = {"how": "telephone", "who": "head-of-delegation"}
LEAVE_FORM: Final = {"form": "idea", "hours": "4", "ask": "1"}
PAGE_CALL: Final = {"how": "paper", "who": "adviser", "said": ""}


@dataclass(frozen=True)
class OfEntry:
    """Something about an entry, unless what is carried into B rests on it."""

    entry: Label
    ask: Ask

    def do(self, world: World) -> None:
        if self.entry not in world.reserved:
            self.ask.do(world)


def _carry(mark: str, into: str, text: str, *, number: int = 1, **more: Any) -> dict[str, Any]:
    sources = [{"room": mark, "number": number}]
    return {"into": into, "form": "substance", "text": text, "sources": sources, "why": "Agreed.", **more}


def _sheet(source: str, into: str, text: str) -> dict[str, Any]:
    return {
        "sources": [source],
        "into": into,
        "text": text,
        "form": "idea",
        "type": "offer",
        "hours": "1",
        "why": "Agreed.",
        "ask": "1",
    }


def _points(*texts: str) -> dict[str, Any]:
    return {"points": [{"leave": {"form": "substance"}, "text": text} for text in texts], "reply": "yes"}


def _answers(who: str, number: int, words: str) -> tuple[Act, ...]:
    """What a room's seats do with a question of the mediator."""
    page = f"/at/{{{who}}}/asked/{number}"
    return (
        Ask(who, "POST", f"{API}/asked/{number}/answer", json={"reply": "yes"}),
        Ask(who, "POST", f"{API}/asked/{number}/answer", json={"reply": "changed", "text": words}),
        Ask(who, "POST", f"{API}/asked/{number}/answer", json=_points(words)),
        Ask(who, "POST", f"{API}/asked/{number}/take-back"),
        Ask(who, "POST", f"{page}/answer", form={"reply": "no"}),
        Ask(who, "POST", f"{page}/answer", form={"reply": "changed", "text": words}),
        Ask(who, "POST", f"{page}/answer", form={"reply": "yes", "point": [words], "point-leave": ["idea"]}),
        Ask(who, "POST", f"{page}/take-back", form={}),
    )


def _asks(mark: str, into: str, words: str, *, number: int) -> tuple[Act, ...]:
    """What the desk asks of a room, and takes down for it."""
    taken = {"text": words, "call": CALL}
    source, entry = {"room": mark, "number": number}, Label(mark, number)
    return (
        Ask("mo", "POST", f"{API}/asked/carries", json=_carry(mark, into, words)),
        Ask("mo", "POST", f"{API}/asked/carries", json=_carry(mark, into, words, named=False, hours=1, type="demand")),
        Ask("mo", "POST", "/at/{mo}/ask/carry", form=_sheet(f"{mark}-1", into, words)),
        OfEntry(entry, Ask("mo", "POST", f"{API}/asked/leaves", json={"source": source, "form": "verbatim"})),
        OfEntry(entry, Ask("mo", "POST", f"/at/{{mo}}/entries/{entry}/ask", form=LEAVE_FORM)),
        Ask("mo", "POST", f"{API}/asked/summaries", json={"room": mark, "points": [words], "why": "Agreed."}),
        Ask("mo", "POST", f"/at/{{mo}}/rooms/{mark}/summary", form={"point": [words], "why": "Agreed.", "ask": "1"}),
        Ask("mo", "POST", f"{API}/rooms/{mark}/asked/1/withdraw"),
        Ask("mo", "POST", f"{API}/rooms/{mark}/asked/2/said", json={"reply": "yes", "call": CALL}),
        Ask("mo", "POST", f"/at/{{mo}}/rooms/{mark}/asked/1/said", form={**PAGE_CALL, "reply": "yes"}),
        Ask("mo", "POST", f"{API}/rooms/{mark}/taken", json=taken),
        Ask(
            "mo",
            "POST",
            f"{API}/rooms/{mark}/taken",
            json={**taken, "leave": {"form": "substance"}, "agreed_by": "counsel"},
        ),
        Ask("mo", "GET", f"{API}/rooms/{mark}/taken"),
        Ask("mo", "POST", f"{API}/rooms/{mark}/taken/proposals", json={"title": words, "call": CALL}),
        Ask(
            "mo",
            "POST",
            f"{API}/rooms/{mark}/taken/views",
            json={"item": 1, "stance": "refuses", "words": words, "call": CALL},
        ),
        Ask("mo", "POST", f"{API}/rooms/{mark}/asked/2/points", json={"points": [{"text": words}], "call": CALL}),
        Ask("mo", "POST", f"{API}/rooms/{mark}/dates/1/said", json={"answers": ["yes"], "call": CALL}),
        Ask("mo", "POST", f"/at/{{mo}}/rooms/{mark}/take-down", form={**PAGE_CALL, "text": words, "take": "1"}),
        OfEntry(
            entry,
            Ask(
                "mo",
                "POST",
                f"{API}/rooms/{mark}/entries/{number}/read-back",
                json={"call": CALL, "leave": {"form": "substance"}},
            ),
        ),
        Ask("mo", "POST", f"{API}/rooms/{mark}/entries/{number}/read-out", json=CALL),
        Ask("mo", "POST", f"/at/{{mo}}/entries/{mark}-{number}/read-out", form={**PAGE_CALL, "read": "1"}),
    )


def _story(mark: str, into: str, who: str, words: str) -> tuple[Act, ...]:
    """A consent is given and taken back, a leave and a summary are answered, a question is taken back."""
    answer = f"{API}/asked/{{number}}/answer"
    yes = Ask(who, "POST", answer, json={"reply": "yes"})
    carry = Ask("mo", "POST", f"{API}/asked/carries", json=_carry(mark, into, words))
    summary = {"room": mark, "points": [words], "why": "Agreed."}
    return (
        AskAndThen(carry, (yes, Ask(who, "POST", f"{API}/asked/{{number}}/take-back"))),
        AskAndThen(carry, (Ask("mo", "POST", f"{API}/rooms/{mark}/asked/{{number}}/withdraw"),)),
        AskForLeave(mark, into, who, words, yes),
        AskAndThen(
            Ask("mo", "POST", f"{API}/asked/summaries", json=summary), (Ask(who, "POST", answer, json=_points(words)),)
        ),
    )


@dataclass(frozen=True)
class AskForLeave:
    """A seat writes an entry in confidence, and is asked for leave to carry it."""

    mark: str
    into: str
    who: str
    words: str
    answer: Ask

    def do(self, world: World) -> None:
        entry = {"text": self.words, "leave": {"form": "confidence"}}
        told = world.asks(self.who, "POST", f"{API}/entries", json=entry)
        if told.status == 201:
            source = {"room": self.mark, "number": world.reads(told)["number"]}
            asked = {"source": source, "form": "verbatim", "into": self.into}
            AskAndThen(Ask("mo", "POST", f"{API}/asked/leaves", json=asked), (self.answer,)).do(world)


_SWEPT: Final = ("/at/{bo}/asked", f"{API}/asked")

SURFACE: Final = Surface(
    story=_story("B", "A", "bo", "They would take six."),
    elsewhere=_story("A", "B", "ana", HIGH_WORDS[1]),
    low=(
        st.sampled_from(_asks("B", "A", "They would take seven.", number=2)),
        st.sampled_from((*_answers("bo", 1, "We would take seven."), *_answers("bea", 2, "Seven, no more."))),
        st.sampled_from([Ask("bo", "GET", address) for address in (*_SWEPT, "/at/{bo}/")]),
    ),
    high=(
        st.integers(0, len(HIGH_WORDS) - 1).flatmap(
            lambda at: st.sampled_from(_asks("A", "B", HIGH_WORDS[at], number=4 + at))
        ),
        st.sampled_from((*_answers("ana", 1, HIGH_WORDS[0]), *_answers("ada", 2, HIGH_WORDS[2]))),
        st.sampled_from(
            [
                *(Ask("ana", "GET", address.replace("{bo}", "{ana}")) for address in _SWEPT),
                Ask("mo", "GET", "/at/{mo}/asked"),
                Ask("mo", "POST", "/at/{mo}/rooms/A/asked/1/sheet", form={}),
            ]
        ),
    ),
    swept=_SWEPT,
)
