"""The hotline: each room's by itself, whatever happens on the others'."""

import pytest

from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.hotline import AGAIN_AFTER, LINES
from entremise.domain.ids import Mark
from entremise.services import hotline, keeping
from entremise.services.hotline import ring, see
from tests.cast import Talks, granted


def rings_often(talks: Talks) -> None:
    """So often with room A, and seen each time, that its lines alone are as many as are read."""
    for _ in range(LINES // 4 + 1):
        granted(ring(talks.parts, talks.mo.seat, "A"))
        granted(see(talks.parts, talks.ana.seat))
        granted(ring(talks.parts, talks.ana.seat))
        granted(see(talks.parts, talks.mo.seat, "A"))
        talks.clock.advance(AGAIN_AFTER.total_seconds())


def test_a_busy_room_pushes_no_others_ring_out(talks: Talks) -> None:
    granted(ring(talks.parts, talks.bo.seat))
    rings_often(talks)

    waiting = {line.room.mark: line.hotline.from_room for line in hotline.lines(talks.parts, talks.mo.seat)}[Mark("B")]

    assert waiting is not None
    assert waiting.seen is None
    granted(see(talks.parts, talks.mo.seat, "B"))


def test_nobody_rang_in_a_room_where_nobody_did(talks: Talks) -> None:
    granted(ring(talks.parts, talks.bo.seat))

    assert see(talks.parts, talks.mo.seat, "A") == Refusal(Code.NOBODY_RANG)


@pytest.mark.parametrize("mark", ["C", "", None])
def test_a_room_that_is_not_there_is_absent(talks: Talks, mark: str | None) -> None:
    assert ring(talks.parts, talks.mo.seat, mark) == ABSENT


def test_what_was_done_under_a_key_is_answered_again_after_the_room_is_gone(talks: Talks) -> None:
    granted(ring(talks.parts, talks.ana.seat))
    first = (
        granted(ring(talks.parts, talks.mo.seat, "A", key="ring")),
        granted(see(talks.parts, talks.mo.seat, "A", key="see")),
    )
    granted(keeping.destroy_room(talks.parts, talks.mo.seat, "A"))

    again = ring(talks.parts, talks.mo.seat, "A", key="ring"), see(talks.parts, talks.mo.seat, "A", key="see")

    assert again == first
    assert [act(talks.parts, talks.mo.seat, "A") for act in (ring, see)] == [ABSENT] * 2
