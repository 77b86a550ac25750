"""The guard at work: at the door, when the mediator speaks, when the desk announces."""

import threading
from dataclasses import replace
from datetime import datetime

import pytest

from entremise import wiring
from entremise.domain.errors import Code, Refusal
from entremise.domain.events import Told
from entremise.domain.ids import DeskId, Label, Mark
from entremise.domain.log import Append
from entremise.domain.terms import CarryForm, MessageType
from entremise.services import carrying, keeping, speaking
from entremise.services.acts import desk_of
from entremise.services.carrying import Carrying
from entremise.services.guarding import Guard
from tests.cast import CONFIDENCE, NOON, SUBSTANCE, FakeClock, Talks, granted, open_talks

SECRET = "Between us: a phased order would do if the first phase is short."
SAYS_IT = "They might live with it if the first phase is short."


def test_a_carry_that_repeats_a_confidence_is_refused(talks: Talks) -> None:
    label = talks.ana.says(SECRET, leave=CONFIDENCE)
    source = talks.ana.says("We are ready to speak of relief.", leave=SUBSTANCE)
    asked = Carrying(into="B", form=CarryForm.SUBSTANCE, text=SAYS_IT, sources=(source,))

    refused = carrying.carry(talks.parts, talks.mo.seat, asked)

    assert refused == Refusal(Code.REPEATS_CONFIDENCE, {"source": str(label)})
    assert talks.bo.sees() == []


def test_a_reason_lets_it_pass_and_is_recorded_at_the_desk(talks: Talks) -> None:
    """The guard warns; the mediator decides and says why."""
    talks.ana.says(SECRET, leave=CONFIDENCE)
    source = talks.ana.says("We are ready to speak of relief.", leave=SUBSTANCE)
    asked = Carrying(into="B", form=CarryForm.SUBSTANCE, text=SAYS_IT, sources=(source,), why="Said in public since.")

    done = carrying.carry(talks.parts, talks.mo.seat, asked)

    assert not isinstance(done, Refusal)
    view = carrying.carry_view(talks.parts, talks.mo.seat, done.carry)
    assert view is not None
    assert view.why == "Said in public since."


@pytest.mark.parametrize("why", ["", "   "])
def test_an_empty_reason_is_none(talks: Talks, why: str) -> None:
    talks.ana.says(SECRET, leave=CONFIDENCE)

    refused = speaking.speak(talks.parts, talks.mo.seat, "B", SAYS_IT, why=why)

    assert isinstance(refused, Refusal)
    assert refused.code is Code.REPEATS_CONFIDENCE


def test_what_the_mediator_says_is_guarded_as_well(talks: Talks) -> None:
    """To speak is no way around leave; in the giver's own room the words may be said."""
    talks.ana.says(SECRET, leave=CONFIDENCE)

    in_b = speaking.speak(talks.parts, talks.mo.seat, "B", SAYS_IT)
    in_a = speaking.speak(talks.parts, talks.mo.seat, "A", SAYS_IT)

    assert isinstance(in_b, Refusal)
    assert not isinstance(in_a, Refusal)


def test_an_announcement_is_guarded_for_each_room_that_reads_it(talks: Talks) -> None:
    talks.ana.says(SECRET, leave=CONFIDENCE)

    everywhere = speaking.announce(talks.parts, talks.mo.seat, SAYS_IT)
    at_home = speaking.announce(talks.parts, talks.mo.seat, SAYS_IT, into=["A"])

    assert isinstance(everywhere, Refusal)
    assert not isinstance(at_home, Refusal)
    assert talks.bo.sees() == []


def test_a_guard_that_comes_later_knows_as_much(talks: Talks) -> None:
    """What it knows is read from the desk's log; a new process forgets nothing."""
    talks.ana.says(SECRET, leave=CONFIDENCE)
    parts = replace(talks.parts, guard=Guard())

    assert isinstance(speaking.speak(parts, talks.mo.seat, "B", SAYS_IT), Refusal)


def test_a_line_that_was_not_kept_is_not_remembered(talks: Talks) -> None:
    """The guard may look within a transaction that fails afterwards: what it read there was never said."""
    parts, desk = talks.parts, DeskId(talks.mo.seat.place)
    never_said = Told(
        label=Label("A", 1),
        role=None,
        text=SECRET,
        type=MessageType.INFORMATION,
        binding=False,
        leave=CONFIDENCE,
        marked=True,
    )

    def fail() -> None:
        with parts.store.writing(desk):
            parts.store.append([Append(desk, never_said)], at=parts.clock.now())
            assert parts.guard.repeated_in(parts, desk, SAYS_IT, into=Mark("B"), sources=())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert parts.guard.repeated_in(parts, desk, SAYS_IT, into=Mark("B"), sources=()) == ()


def test_a_guard_forgets_a_desk_whose_keys_are_gone() -> None:
    """Words are kept no longer than what they are sealed with."""
    talks = open_talks(wiring.in_memory(clock=FakeClock(NOON)).parts)
    desk = DeskId(talks.mo.seat.place)
    talks.ana.says(SECRET, leave=CONFIDENCE)
    assert talks.parts.guard.repeated_in(talks.parts, desk, SAYS_IT, into=Mark("B"), sources=())

    granted(keeping.destroy_case(talks.parts, talks.case.id, by=None, at=NOON))

    assert isinstance(talks.parts.guard, Guard)
    assert desk not in talks.parts.guard.desks()


def test_desks_do_not_wait_for_each_other(talks: Talks) -> None:
    """While one desk's log is read, the words at another are compared."""
    parts, desk, other = talks.parts, DeskId(talks.mo.seat.place), desk_of(talks.parts.store, talks.zed.seat.place)
    guard, compared, waited = Guard(), [], []

    class Slow:
        """A clock that has the guard asked for the other desk from another thread, while it is asked itself."""

        def now(self) -> datetime:
            asked = threading.Thread(target=compare)
            asked.start()
            asked.join(timeout=5)
            waited.append(asked.is_alive())
            return NOON

    def compare() -> None:
        compared.append(guard.repeated_in(parts, other, SAYS_IT, into=Mark("B"), sources=()))

    guard.repeated_in(replace(parts, clock=Slow()), desk, SAYS_IT, into=Mark("B"), sources=())

    assert (compared, waited) == ([()], [False])
