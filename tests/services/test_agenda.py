"""The agenda: proposals, views, the desk's list, and what rooms are told of it."""

from typing import Any

import pytest

from entremise.domain.agenda import Item, Keeping, Proposal, Proposing, RoomItem
from entremise.domain.errors import Code, Refusal
from entremise.domain.events.agenda import ItemKind, ItemState, Stance
from entremise.domain.ids import DeskId, Label, Mark
from entremise.domain.leave import Leave
from entremise.domain.terms import CarryForm, MessageType
from entremise.services import agenda, keeping
from entremise.services.agenda import Telling
from tests.cast import CONFIDENCE, IDEA, NOON, OWN, SUBSTANCE, VERBATIM, Delegate, Talks, granted, open_talks, refusal


def proposes(who: Delegate, title: str = "Missiles", *, leave: Leave | None = SUBSTANCE, words: str = "") -> Label:
    return granted(agenda.propose(who.parts, who.seat, Proposing(title=title, words=words), leave=leave)).label


def keeps(talks: Talks, title: str = "Missiles", *, number: int | None = None, **fields: Any) -> int:
    keeping = Keeping(title=title, **fields)
    return granted(agenda.keep_item(talks.parts, talks.mo.seat, keeping, number=number)).number


def shows(talks: Talks, item: int, into: str = "B", title: str = "Missiles", **fields: Any) -> int:
    telling = Telling(item=item, into=into, title=title, **fields)
    return granted(agenda.show(talks.parts, talks.mo.seat, telling)).number


def views(who: Delegate, item: int, stance: Stance, words: str, *, leave: Leave | None = None) -> Label:
    return granted(agenda.give_view(who.parts, who.seat, item, stance=stance, words=words, leave=leave)).label


def items(talks: Talks) -> tuple[Item, ...]:
    return agenda.items(talks.parts, DeskId(talks.mo.seat.place))


def room(who: Delegate) -> tuple[RoomItem, ...]:
    return agenda.in_room(who.parts, who.seat.place).items


# Proposing ------------------------------------------------------------------------------------------------


def test_a_proposal_is_an_entry_with_its_leave_told_as_a_proposal(talks: Talks) -> None:
    label = proposes(talks.ana, words="Range and number.")

    entry = talks.mo.entry(label)
    expected = Proposal(
        mark=Mark("A"),
        number=1,
        label=label,
        kind=ItemKind.ITEM,
        title="Missiles",
        words="Range and number.",
        at=NOON,
    )
    assert (entry.text, entry.leave, entry.type) == ("Missiles\n\nRange and number.", SUBSTANCE, MessageType.DEMAND)
    assert agenda.at_desk(talks.parts, talks.mo.seat.place).proposals == (expected,)


def test_a_proposal_is_seen_nowhere_else(talks: Talks) -> None:
    before = talks.bo.page(), agenda.in_room(talks.parts, talks.bo.seat.place)

    proposes(talks.ana)

    assert (talks.bo.page(), agenda.in_room(talks.parts, talks.bo.seat.place)) == before


def test_a_proposal_that_the_mediator_may_not_know_is_refused(talks: Talks) -> None:
    assert refusal(proposes, talks.ana, leave=OWN) == Refusal(Code.LEAVE_UNTOLD)
    assert talks.ana.sees() == []


# At the desk ----------------------------------------------------------------------------------------------


def test_the_desk_sees_who_raised_and_who_refused_as_far_as_told(talks: Talks) -> None:
    label = proposes(talks.ana)
    number = keeps(talks, state=ItemState.CONTESTED, sources=(label,))
    shows(talks, number, sources=(label,), form=CarryForm.SUBSTANCE)
    views(talks.bo, 1, Stance.REFUSES, "Not a subject of these talks.")

    (item,) = items(talks)

    assert (item.raised_by, item.refused_by) == ((Mark("A"),), (Mark("B"),))
    assert [view.words for view in item.views] == ["", "Not a subject of these talks."]


def test_what_the_desk_notes_of_a_side_can_be_taken_back(talks: Talks) -> None:
    number = keeps(talks)
    granted(agenda.note_stance(talks.parts, talks.mo.seat, number, "B", stance=Stance.REFUSES))
    noted = items(talks)[0].refused_by
    granted(agenda.note_stance(talks.parts, talks.mo.seat, number, "B", stance=None))

    assert (noted, items(talks)[0].refused_by) == ((Mark("B"),), ())


def test_no_item_comes_after_itself(talks: Talks) -> None:
    first = keeps(talks, "Limits")
    second = keeps(talks, "Relief", after=(first,))

    assert refusal(keeps, talks, "Limits", number=first, after=(second,)) == Refusal(Code.AGENDA_RING, {"number": 1})
    assert refusal(keeps, talks, "Limits", number=first, after=(9,)) == Refusal(Code.ITEM_UNKNOWN, {"number": 9})


def test_items_are_moved_among_their_kind(talks: Talks) -> None:
    keeps(talks, "Limits")
    keeps(talks, "Nothing outside the accord", kind=ItemKind.SCOPE)
    keeps(talks, "Relief")
    granted(agenda.move(talks.parts, talks.mo.seat, 3, earlier=True))

    assert [item.number for item in items(talks)] == [3, 2, 1]


def test_an_order_names_each_item_once(talks: Talks) -> None:
    keeps(talks)

    assert agenda.order(talks.parts, talks.mo.seat, [1, 1]) == Refusal(Code.ORDER_DIFFERS, {"count": 1})


def test_an_item_rests_on_what_was_told(talks: Talks) -> None:
    assert refusal(keeps, talks, sources=(Label("A", 7),)) == Refusal(Code.SOURCE_UNKNOWN, {"source": "A-07"})


# Telling a room -------------------------------------------------------------------------------------------


def test_a_room_reads_what_the_mediator_chose_for_it_under_its_own_number(talks: Talks) -> None:
    keeps(talks, "Limits")
    number = keeps(talks, "Missiles", state=ItemState.CONTESTED)

    shows(talks, number, title="A further subject", state=ItemState.TO_CLARIFY)

    expected = RoomItem(
        number=1,
        kind=ItemKind.ITEM,
        title="A further subject",
        words="",
        state=ItemState.TO_CLARIFY,
        track="",
        raised_by=None,
        refused_by=(),
        proposal=None,
        after=(),
        at=NOON,
    )
    assert room(talks.bo) == (expected,)
    assert room(talks.ana) == ()


def test_who_raised_it_is_named_with_leave_alone(talks: Talks) -> None:
    label = proposes(talks.ana, leave=IDEA)
    number = keeps(talks, sources=(label,))

    assert refusal(shows, talks, number, sources=(label,), form=CarryForm.SUBSTANCE).code is Code.LEAVE_NARROWER
    shows(talks, number, sources=(label,), form=CarryForm.IDEA)
    unnamed = room(talks.bo)[0].raised_by
    talks.ana.changes_leave(label, SUBSTANCE)
    shows(talks, number, sources=(label,), form=CarryForm.SUBSTANCE)

    assert (unnamed, room(talks.bo)[0].raised_by) == (None, "Arvend")


def test_nobody_is_named_where_the_mediator_so_chooses(talks: Talks) -> None:
    label = proposes(talks.ana, leave=SUBSTANCE)
    number = keeps(talks, sources=(label,))

    shows(talks, number, sources=(label,), form=CarryForm.SUBSTANCE, unnamed=True)

    assert room(talks.bo)[0].raised_by is None


def test_an_item_that_was_given_in_confidence_does_not_leave_the_desk(talks: Talks) -> None:
    label = proposes(talks.ana, leave=CONFIDENCE)
    number = keeps(talks, sources=(label,))

    assert refusal(shows, talks, number) == Refusal(Code.ITEM_LEAVE_MISSING, {"source": "A-01"})
    assert refusal(shows, talks, number, sources=(label,)).code is Code.IN_CONFIDENCE
    assert room(talks.bo) == ()


def test_word_for_word_is_word_for_word(talks: Talks) -> None:
    label = proposes(talks.ana, leave=VERBATIM, words="Range.")
    number = keeps(talks, sources=(label,))
    telling: dict[str, Any] = {"sources": (label,), "form": CarryForm.VERBATIM}

    assert refusal(shows, talks, number, title="Rockets", **telling).code is Code.WORDS_DIFFER
    assert (
        refusal(
            shows, talks, number, words="Range.", state=ItemState.OTHER_TRACK, track="They sell the range.", **telling
        ).code
        is Code.WORDS_DIFFER
    )
    assert shows(talks, number, words="Range.", **telling) == 1


def test_the_room_that_raised_it_is_told_without_leave_and_knows_its_own(talks: Talks) -> None:
    label = proposes(talks.ana, leave=CONFIDENCE)
    number = keeps(talks, sources=(label,))
    shows(talks, number, into="A")

    paper = agenda.in_room(talks.parts, talks.ana.seat.place)

    assert (paper.items[0].proposal, paper.proposals[0].item) == (1, 1)


def test_a_room_sees_a_dispute_without_learning_by_whom(talks: Talks) -> None:
    number = keeps(talks)
    shows(talks, number, into="A")
    view = views(talks.ana, 1, Stance.REFUSES, "No.")

    shows(talks, number, into="B", state=ItemState.CONTESTED)
    unnamed = room(talks.bo)[0].refused_by
    assert refusal(shows, talks, number, named=(view,)).code is Code.IN_CONFIDENCE
    talks.ana.changes_leave(view, SUBSTANCE)
    shows(talks, number, into="B", state=ItemState.CONTESTED, named=(view,))

    assert (unnamed, room(talks.bo)[0].refused_by) == ((), ("Arvend",))


def test_nobody_is_named_as_disputing_by_what_it_said_of_something_else(talks: Talks) -> None:
    """Neither by any entry, nor by its view of another item; by what the item rests on, it is."""
    word, proposal = talks.ana.says("We like the weather.", leave=SUBSTANCE), proposes(talks.ana)
    other, number = keeps(talks, "Relief"), keeps(talks, sources=(proposal,))
    shows(talks, other, into="A", title="Relief")
    view = views(talks.ana, 1, Stance.REFUSES, "No.", leave=SUBSTANCE)
    fields: dict[str, Any] = {"sources": (proposal,), "form": CarryForm.SUBSTANCE}

    for label in (word, view):
        unrelated = Refusal(Code.SOURCE_UNKNOWN, {"source": str(label)})
        assert refusal(shows, talks, number, named=(label,), **fields) == unrelated
    shows(talks, number, named=(proposal,), **fields)

    assert room(talks.bo)[0].refused_by == ("Arvend",)


def test_a_side_is_named_by_what_it_said_last_whatever_the_desk_noted_since(talks: Talks) -> None:
    number = keeps(talks)
    shows(talks, number, into="A")
    first, last = (views(talks.ana, 1, Stance.REFUSES, words, leave=SUBSTANCE) for words in ("No.", "Still no."))
    granted(agenda.note_stance(talks.parts, talks.mo.seat, number, "A", stance=Stance.ACCEPTS))

    assert refusal(shows, talks, number, named=(first,)) == Refusal(Code.SOURCE_UNKNOWN, {"source": str(first)})
    assert shows(talks, number, named=(last,)) == 1


def test_the_guard_looks_at_what_a_room_is_told(talks: Talks) -> None:
    talks.ana.says("We would accept seven frigates after Easter.")
    number = keeps(talks, "Frigates")
    told: dict[str, Any] = {"title": "Frigates", "words": "They would accept seven frigates after Easter."}

    assert refusal(shows, talks, number, **told).code is Code.REPEATS_CONFIDENCE
    assert shows(talks, number, why="It was in the press.", **told) == 1


def test_a_room_learns_the_order_of_its_own_items_alone(talks: Talks) -> None:
    first, second, third = (keeps(talks, title) for title in ("Limits", "Relief", "Missiles"))
    shows(talks, first, title="Limits")
    shows(talks, third, title="Missiles")
    granted(agenda.order(talks.parts, talks.mo.seat, [third, second, first]))
    granted(agenda.sequence(talks.parts, talks.mo.seat, "B"))

    assert [item.title for item in room(talks.bo)] == ["Missiles", "Limits"]
    assert [item.number for item in room(talks.bo)] == [2, 1]


def test_a_room_reads_what_comes_before_among_its_own_items(talks: Talks) -> None:
    hidden, first = keeps(talks, "Hidden"), keeps(talks, "Limits")
    second = keeps(talks, "Relief", after=(hidden, first))
    shows(talks, first, title="Limits")

    shows(talks, second, title="Relief")
    told = room(talks.bo)[1].after
    shows(talks, second, title="Relief", sequence=False)

    assert (told, room(talks.bo)[1].after) == ((1,), ())


def test_an_item_is_taken_off_and_keeps_its_number(talks: Talks) -> None:
    number = keeps(talks)
    shows(talks, number)
    granted(agenda.take_off(talks.parts, talks.mo.seat, number, "B"))
    off = room(talks.bo)
    again = shows(talks, number)

    assert (off, again) == ((), 1)
    assert refusal(views, talks.bo, 2, Stance.ACCEPTS, "Yes.") == Refusal(Code.ITEM_UNKNOWN, {"number": 2})


def test_three_rooms_count_for_themselves() -> None:
    talks = open_talks(parties=3)
    numbers = [keeps(talks, title) for title in ("One", "Two", "Three")]
    for into, told in (("B", numbers), ("C", numbers[1:])):
        for number in told:
            shows(talks, number, into=into)

    assert [[item.number for item in room(who)] for who in talks.heads] == [[], [1, 2, 3], [1, 2]]


# Roles ----------------------------------------------------------------------------------------------------


def test_a_room_does_not_keep_the_desks_agenda(talks: Talks) -> None:
    answer = agenda.keep_item(talks.parts, talks.ana.seat, Keeping(title="Mine"))

    assert isinstance(answer, Refusal)
    assert answer.code is Code.ROLE_MAY_NOT


@pytest.mark.parametrize("mark", ["C", ""])
def test_a_room_that_is_not_there_is_told_nothing(talks: Talks, mark: str) -> None:
    number = keeps(talks)

    assert refusal(shows, talks, number, into=mark) == Refusal(Code.ROOM_MISSING)


def test_an_act_under_one_key_is_done_once(talks: Talks) -> None:
    first = agenda.propose(talks.parts, talks.ana.seat, Proposing(title="Missiles"), key="k" * 8)
    again = agenda.propose(talks.parts, talks.ana.seat, Proposing(title="Missiles"), key="k" * 8)

    assert first == again
    assert len(agenda.in_room(talks.parts, talks.ana.seat.place).proposals) == 1


def test_a_repeated_act_gets_its_first_answer_when_the_room_is_destroyed(talks: Talks) -> None:
    number, parts, seat = keeps(talks), talks.parts, talks.mo.seat
    telling = Telling(item=number, into="B", title="Missiles")

    def acts(suffix: str) -> list[object]:
        return [
            agenda.show(parts, seat, telling, key=f"show{suffix}"),
            agenda.sequence(parts, seat, "B", key=f"order{suffix}"),
            agenda.take_off(parts, seat, number, "B", key=f"off{suffix}"),
        ]

    first = acts("")
    granted(keeping.destroy_room(parts, seat, "B"))

    assert not any(isinstance(one, Refusal) for one in first)
    assert acts("") == first
    assert acts("-new") == [Refusal(Code.ROOM_MISSING)] * 3
