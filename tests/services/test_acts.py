"""An act is done once, whoever asks again."""

from collections.abc import Callable

import pytest

from entremise.domain.errors import ABSENT, Broken, Code, Refusal
from entremise.domain.ids import CARRIES, Label, RoomId
from entremise.domain.terms import CarryForm
from entremise.services import seats
from entremise.services.acts import desk_of, load_desk, load_room, room_of
from tests.cast import NOON, ONLY_IF, SUBSTANCE, Talks, granted, refusal

Act = Callable[[Talks, str], object]


def _waiting(talks: Talks) -> Label:
    return talks.mo.carries("Wait?", into="B", form=CarryForm.IDEA, hold=60).carry


ACTS: dict[str, tuple[Callable[[Talks], Label], Callable[[Talks, Label, str], object]]] = {
    "write": (lambda t: t.ana.says("Nine."), lambda t, _, key: t.ana.says("Ten.", key=key)),
    "note": (lambda t: t.ana.says("Nine."), lambda t, _, key: t.ana.notes("Ten.", key=key)),
    "leave": (lambda t: t.ana.says("Nine."), lambda t, x, key: t.ana.changes_leave(x, SUBSTANCE, key=key)),
    "tell": (lambda t: t.ana.notes("Nine."), lambda t, x, key: t.ana.changes_leave(x, SUBSTANCE, key=key)),
    "speak": (lambda t: t.ana.says("Nine."), lambda t, _, key: t.mo.speaks("So?", into="A", key=key)),
    "announce": (lambda t: t.ana.says("Nine."), lambda t, _, key: t.mo.announces("Noon.", key=key)),
    "carry": (
        lambda t: t.ana.says("Nine.", leave=SUBSTANCE),
        lambda t, x, key: t.mo.carries("Nine.", into="B", sources=[x], key=key),
    ),
    "hold": (
        lambda t: t.ana.says("Nine.", leave=SUBSTANCE),
        lambda t, x, key: t.mo.carries("Nine.", into="B", sources=[x], hold=30, key=key),
    ),
    "stop": (_waiting, lambda t, x, key: t.mo.stops(x, key=key)),
    "met": (
        lambda t: t.ana.says("Nine.", leave=ONLY_IF),
        lambda t, x, key: t.mo.declares_met(x, key=key),
    ),
}
"""Every act: what comes before it, and how it is done with a key."""


@pytest.mark.parametrize("name", ACTS)
def test_a_repeated_key_gets_the_first_answer(talks: Talks, name: str) -> None:
    prepare, act = ACTS[name]
    label = prepare(talks)
    first = act(talks, label, "k")
    before = talks.ana.page(), talks.bo.page(), talks.mo.page()

    assert act(talks, label, "k") == first
    assert (talks.ana.page(), talks.bo.page(), talks.mo.page()) == before


@pytest.mark.parametrize("name", ACTS)
def test_the_first_answer_is_the_answer_later_too(talks: Talks, name: str) -> None:
    prepare, act = ACTS[name]
    label = prepare(talks)
    first = act(talks, label, "k")
    talks.waits(300)

    assert act(talks, label, "k") == first


def test_another_key_is_another_act(talks: Talks) -> None:
    assert talks.ana.says("Nine.", key="1") != talks.ana.says("Nine.", key="2")


def test_no_key_is_another_act_each_time(talks: Talks) -> None:
    assert talks.ana.says("Nine.") != talks.ana.says("Nine.")


def test_whoever_has_lost_the_seat_meanwhile_finds_nothing(talks: Talks) -> None:
    """The request had come in, and its seat was known; then the head took the seat away."""
    granted(seats.remove(talks.parts, talks.ana.seat, talks.ada.seat.id))

    assert refusal(talks.ada.notes, "Ten.") == ABSENT
    assert refusal(talks.ada.notes, "Ten.", key="k") == ABSENT
    assert talks.ana.sees() == []


def test_a_key_is_for_one_act(talks: Talks) -> None:
    talks.ana.says("Nine.", key="k")

    assert refusal(talks.ana.says, "Ten.", key="k") == Refusal(Code.KEY_REUSED)
    assert refusal(talks.ana.notes, "Nine.", key="k") == Refusal(Code.KEY_REUSED)
    assert talks.ana.sees() == ["Nine."]


def test_a_key_belongs_to_its_seat(talks: Talks) -> None:
    talks.ana.says("Nine.", key="k")

    assert talks.bo.says("Five.", key="k") == Label("B", 1)
    assert talks.ada.says("Ten.", key="k") == Label("A", 2)


def test_a_refusal_is_not_kept(talks: Talks) -> None:
    source = talks.ana.says("Nine.")
    refused = refusal(talks.mo.carries, "Nine.", into="B", sources=[source], key="k")
    talks.ana.changes_leave(source, SUBSTANCE)

    entered = talks.mo.carries("Nine.", into="B", sources=[source], key="k").entered

    assert refused.code is Code.IN_CONFIDENCE
    assert entered == Label("B", 1)


def test_a_place_is_loaded_as_it_stands(talks: Talks) -> None:
    talks.ana.says("Nine.")
    talks.ana.notes("Seven.")
    _waiting(talks)
    store = talks.parts.store

    room, desk = load_room(store, talks.place("A")), load_desk(store, talks.place(None))

    assert (room.next_label, room.last_note, room.desk) == (Label("A", 2), 1, talks.case.desk)
    assert (desk.next_carry, desk.opened.rooms) == (Label(CARRIES, 2), talks.case.rooms)


def test_a_place_that_was_never_opened_is_our_mistake(talks: Talks) -> None:
    store, nowhere = talks.parts.store, RoomId("nowhere")

    for load in (load_room, load_desk, desk_of, lambda store, place: room_of(store, place, "A")):
        with pytest.raises(Broken, match="never opened"):
            load(store, nowhere)
    with pytest.raises(Broken, match="never opened"):
        load_room(store, talks.place(None))
    with pytest.raises(Broken, match="never opened"):
        load_desk(store, talks.place("A"))


def test_times_are_the_clocks(talks: Talks) -> None:
    label = talks.ana.says("Nine.")

    assert talks.ana.entry(label).at == talks.mo.entry(label).at == talks.ana.page().now == NOON
