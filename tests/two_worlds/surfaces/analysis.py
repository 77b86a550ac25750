"""The desk's analysis, and what rooms are asked to value and give.

Issues are the desk's words towards every room that it asks, so that naming them is the same act in both worlds.
"""

from typing import Any, Final

from hypothesis import strategies as st

from tests.two_worlds.acts import Ask, Surface
from tests.two_worlds.world import API

ISSUES: Final = ({"title": "Port", "options": ["Open", "Shut"]}, {"title": "Relief", "options": ["Now", "Later"]})


def _numbers(*points: int, sealed: bool) -> dict[str, Any]:
    return {"values": [{"issue": 1, "points": list(points)}], "sealed": sealed, "without": 1}


def _form(reader: str, *points: int) -> dict[str, str]:
    return {f"w-1-{place}": str(number) for place, number in enumerate(points)} | {"reader": reader, "without": "1"}


def _story(mark: str, head: str, *points: int) -> tuple[Ask, ...]:
    """A room is asked, gives its numbers for the engine and for the desk, and takes them back."""
    return (
        Ask("mo", "POST", f"{API}/analysis/values/{mark}/ask", json={"why": "Agreed."}),
        Ask(head, "POST", f"{API}/values/1", json=_numbers(*points, sealed=True)),
        Ask(head, "POST", f"{API}/values/1", json=_numbers(*points, sealed=False)),
        Ask(head, "POST", f"{API}/values/1/withdraw"),
    )


def _weight(low: int) -> dict[str, Any]:
    return {"kind": "weight", "issues": [1], "low": low % 100, "high": 100}


def _weighs(mark: str) -> dict[str, str]:
    return {"mark": mark, "kind": "weight", "one": "1", "low": "61", "high": "93"}


SURFACE: Final = Surface(
    story=(
        Ask("mo", "POST", f"{API}/analysis/issues", json={"title": "Pilots", "options": ["Theirs", "Ours"]}),
        Ask("mo", "POST", f"{API}/analysis/issues/1/drop"),
        Ask("mo", "POST", f"{API}/analysis/issues", json=ISSUES[0]),
        *_story("B", "bo", 3, 7),
    ),
    elsewhere=(
        *_story("A", "ana", 977, 13),
        Ask("mo", "POST", f"{API}/analysis/values/A", json={"values": [{"issue": 2, "points": [977, 13]}]}),
        Ask("mo", "POST", f"{API}/analysis/packages", json={"options": {"2": 0}}),
        Ask(
            "mo",
            "POST",
            f"{API}/analysis/values/A/preferences",
            json={"kind": "order", "issues": [2], "order": [1, 0]},
        ),
        Ask("mo", "POST", f"{API}/analysis/preferences/1/drop"),
    ),
    low=(
        st.sampled_from(
            [
                Ask("mo", "POST", f"{API}/analysis/issues", json=ISSUES[0]),
                Ask("mo", "POST", f"{API}/analysis/issues", json=ISSUES[1]),
                Ask("mo", "POST", f"{API}/analysis/issues/1/drop"),
                # With a reason: the guard compares with confidences of A, which differ.
                Ask("mo", "POST", f"{API}/analysis/values/B/ask", json={"why": "Agreed."}),
                Ask("mo", "POST", "/at/{mo}/analysis/values/B/ask", form={"why": "Agreed."}),
                Ask("bo", "GET", f"{API}/values"),
                Ask("bo", "GET", "/at/{bo}/values"),
                Ask("bo", "POST", f"{API}/values/1", json=_numbers(3, 7, sealed=True)),
                Ask("bea", "POST", f"{API}/values/1", json=_numbers(5, 2, sealed=False)),
                Ask("bo", "POST", "/at/{bo}/values/1/give", form=_form("engine", 4, 4)),
                Ask("bo", "POST", "/at/{bo}/values/1/give", form=_form("desk", 4)),
                Ask("bo", "POST", f"{API}/values/1/withdraw"),
            ]
        ),
    ),
    high=(
        st.sampled_from(
            [
                Ask("mo", "POST", f"{API}/analysis/values/A/ask", json={"why": "Agreed."}),
                Ask("mo", "POST", f"{API}/analysis/values/A", json={"values": [{"issue": 1, "points": [977, 13]}]}),
                Ask("mo", "POST", f"{API}/analysis/values/A/preferences", json=_weight(977)),
                Ask("mo", "POST", "/at/{mo}/analysis/preferences", form=_weighs("A")),
                Ask("mo", "POST", f"{API}/analysis/preferences/1/drop"),
                Ask("mo", "POST", f"{API}/analysis/packages", json={"options": {"1": 0}}),
                Ask("mo", "GET", f"{API}/analysis"),
                Ask("mo", "GET", "/at/{mo}/analysis"),
                Ask("mo", "POST", "/at/{mo}/analysis/packages/1/draft", form={"to": "A"}),
                Ask("ana", "GET", "/at/{ana}/values"),
                Ask("ana", "POST", f"{API}/values/1", json=_numbers(977, 13, sealed=True)),
                Ask("ada", "POST", f"{API}/values/1", json=_numbers(883, 17, sealed=False)),
                Ask("ana", "POST", "/at/{ana}/values/1/give", form=_form("engine", 911, 19)),
                Ask("ana", "POST", f"{API}/values/1/withdraw"),
            ]
        ),
    ),
    swept=("/at/{bo}/values",),
)
