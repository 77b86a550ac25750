"""The desk's ledger and notes: all of it is the desk's own, so B's rooms and programs find nothing there."""

from typing import Final

from hypothesis import strategies as st

from tests.two_worlds.acts import Ask, Surface
from tests.two_worlds.world import API

SURFACE: Final = Surface(
    elsewhere=(
        Ask("mo", "POST", f"{API}/ledger/points", json={"words": "Zucchini 967.", "entries": ["A-1"]}),
        Ask("mo", "POST", f"{API}/ledger/points/1/dissolve"),
        Ask("mo", "POST", f"{API}/ledger/notes", json={"text": "Damson 857 of theirs.", "room": "A"}),
        Ask("mo", "POST", f"{API}/ledger/notes/1/strike"),
    ),
    low=(
        st.sampled_from(
            [
                Ask("bo", "GET", f"{API}/ledger"),
                Ask("bo", "GET", "/at/{bo}/ledger"),
                Ask("bo", "GET", "/at/{bo}/ledger/cards/A"),
                Ask("bea", "POST", f"{API}/ledger/points", json={"words": "Grain.", "entries": ["A-1"]}),
                Ask("bo", "POST", "/at/{bo}/notes", form={"text": "Grain.", "keep": "1"}),
            ]
        ),
    ),
    high=(
        st.sampled_from(
            [
                Ask("mo", "POST", f"{API}/ledger/points", json={"words": "Zucchini 971.", "entries": ["A-1"]}),
                Ask("mo", "POST", f"{API}/ledger/points", json={"words": "Quince 883.", "entries": ["A-2", "B-1"]}),
                Ask("mo", "POST", f"{API}/ledger/points/1", json={"words": "Medlar 877.", "entries": ["A-1"]}),
                Ask("mo", "POST", "/at/{mo}/points/1/dissolve", form={}),
                Ask("mo", "POST", f"{API}/ledger/notes", json={"text": "Damson 863 of theirs.", "room": "A"}),
                Ask("mo", "POST", "/at/{mo}/notes", form={"text": "Sorrel 859.", "about": "room-B", "keep": "1"}),
                Ask("mo", "POST", "/at/{mo}/notes/1/strike", form={}),
                Ask("mo", "GET", "/at/{mo}/ledger"),
                Ask("mo", "GET", "/at/{mo}/ledger/cards/B"),
                Ask("mo", "GET", f"{API}/ledger/cards/A"),
            ]
        ),
    ),
    swept=("/at/{bo}/ledger", "/at/{bo}/ledger/cards/A", "/at/{bo}/points/1", "/at/{bo}/notes"),
)
