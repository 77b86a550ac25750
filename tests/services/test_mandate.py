"""The mandate desk: what a delegation may accept, who confirms it, until when it consults."""

from datetime import timedelta

from entremise.domain.door.mandate import Accepting
from entremise.domain.errors import Code, Refusal
from entremise.domain.events import Told
from entremise.domain.events.asking import Reply
from entremise.domain.events.mandate import Authority, Reach
from entremise.domain.ids import Label, Mark
from entremise.domain.leave import Leave
from entremise.domain.mandate import Acceptance, OnItem, Outside, digest_of
from entremise.domain.rooms import Writing
from entremise.domain.terms import CarryForm, MessageType, Role
from entremise.domain.views import Referendum
from entremise.services import asking, mandate, seats, speaking
from entremise.services.asking import CarryQuestion
from entremise.services.reach import in_room_desk
from tests.cast import CONFIDENCE, NOON, SUBSTANCE, VERBATIM, Delegate, Talks, granted, refusal

LATER = NOON + timedelta(hours=4)
OFFER = "We propose nine frigates."


def offered(talks: Talks) -> Label:
    label = talks.mo.carries(OFFER, into="A", form=CarryForm.IDEA).entered
    assert label is not None
    return label


def accepts(
    who: Delegate, label: Label, *, words: str = OFFER, leave: Leave | None = VERBATIM, name_authority: bool = True
) -> int:
    kept = mandate.accept(
        who.parts,
        who.seat,
        label,
        Accepting(
            digest=digest_of(words),
            authority="Minister",
            words="We accept, ad referendum.",
            name_authority=name_authority,
            leave=leave,
        ),
    )
    return granted(kept).number


def settles(who: Delegate, number: int, *, words: str = OFFER, final: bool = True) -> None:
    granted(
        mandate.settle(
            who.parts, who.seat, number, digest=digest_of(words), final=final, words="The Minister has confirmed."
        )
    )


def names(who: Delegate, *chain: Authority) -> None:
    granted(mandate.name_authorities(who.parts, who.seat, chain))


def told(talks: Talks) -> tuple[Acceptance, ...]:
    return mandate.told(talks.parts, talks.mo.seat.place).acceptances


# Ad referendum --------------------------------------------------------------------------------------------


def test_an_acceptance_is_told_as_what_it_is_and_binds_nobody_yet(talks: Talks) -> None:
    offer = offered(talks)

    accepts(talks.ada, offer)

    expected = Acceptance(
        mark=Mark("A"),
        number=1,
        of=offer,
        digest=digest_of(OFFER),
        authority="Minister",
        label=Label("A", 2),
        at=NOON,
    )
    entry = talks.mo.entry(Label("A", 2))
    assert told(talks) == (expected,)
    assert (entry.text, entry.leave, entry.binding, entry.reply_to) == (
        "We accept, ad referendum.",
        VERBATIM,
        False,
        offer,
    )


def test_the_authoritys_word_makes_it_final_with_the_same_leave(talks: Talks) -> None:
    number = accepts(talks.ada, offered(talks))

    settles(talks.ana, number)

    entry = talks.mo.entry(Label("A", 3))
    assert (told(talks)[0].final, told(talks)[0].settled_by) == (True, Label("A", 3))
    assert (entry.leave, entry.binding) == (VERBATIM, True)


def test_the_entry_says_how_the_acceptance_stands_wherever_it_is_read(talks: Talks) -> None:
    """The desk reads which office it waits for only where the delegation names it."""
    number = accepts(talks.ada, offered(talks), name_authority=False)
    answer = Label("A", 2)

    waiting = [talks.ana.entry(answer).referendum, talks.mo.entry(answer).referendum]
    settles(talks.ana, number, final=False)

    assert waiting == [Referendum("Minister"), Referendum(None)]
    assert talks.ana.entry(answer).referendum == Referendum("Minister", final=False)
    assert talks.mo.entry(answer).referendum == Referendum(None, final=False)
    assert talks.ana.entry(Label("A", 3)).referendum is None


def test_an_authority_that_does_not_confirm_binds_nobody(talks: Talks) -> None:
    number = accepts(talks.ada, offered(talks))

    settles(talks.ana, number, final=False)

    assert (told(talks)[0].final, talks.mo.entry(Label("A", 3)).binding) == (False, False)


def test_the_head_speaks_for_the_authority_unless_another_seat_is_named(talks: Talks) -> None:
    names(talks.ana, Authority(office="Minister"))
    number = accepts(talks.ada, offered(talks))

    assert refusal(settles, talks.ada, number) == Refusal(Code.NOT_AUTHORITY)
    settles(talks.ana, number)
    names(talks.ana, Authority(office="Minister", seat=talks.ada.seat.id))
    other = accepts(talks.ada, offered(talks))
    assert refusal(settles, talks.ana, other) == Refusal(Code.NOT_AUTHORITY)
    settles(talks.ada, other)
    assert [one.final for one in told(talks)] == [True, True]


def test_who_settles_is_who_was_named_when_it_was_accepted(talks: Talks) -> None:
    """The head empties the chain, or names others: the authority's seat decides still."""
    names(talks.ana, Authority(office="Minister", seat=talks.ada.seat.id))
    number = accepts(talks.ada, offered(talks))

    for chain in ((), (Authority(office="Minister"),), (Authority(office="Minister", seat=talks.ana.seat.id),)):
        names(talks.ana, *chain)
        assert refusal(settles, talks.ana, number) == Refusal(Code.NOT_AUTHORITY)
    settles(talks.ada, number)

    assert told(talks)[0].final is True


def test_the_head_steps_in_for_a_seat_that_is_gone(talks: Talks) -> None:
    names(talks.ana, Authority(office="Minister", seat=talks.ada.seat.id))
    number = accepts(talks.ada, offered(talks))
    granted(seats.remove(talks.parts, talks.ana.seat, talks.ada.seat.id))

    settles(talks.ana, number)

    assert told(talks)[0].final is True


def test_an_authority_speaks_once(talks: Talks) -> None:
    number = accepts(talks.ada, offered(talks))
    settles(talks.ana, number)

    assert refusal(settles, talks.ana, number, final=False) == Refusal(Code.ALREADY_SETTLED)


def test_the_office_is_named_to_the_desk_if_the_delegation_says_so(talks: Talks) -> None:
    accepts(talks.ada, offered(talks), name_authority=False)

    assert told(talks)[0].authority is None
    assert in_room_desk(talks.parts, talks.ana.seat.place).acceptances[0].authority == "Minister"


def test_an_acceptance_binds_to_the_words_accepted(talks: Talks) -> None:
    offer = offered(talks)

    differ = Refusal(Code.ACCEPTED_DIFFER, {"source": str(offer)})
    assert refusal(accepts, talks.ada, offer, words="We propose seven frigates.") == differ
    number = accepts(talks.ada, offer)
    assert refusal(settles, talks.ana, number, words="We propose seven frigates.") == differ


def test_nobody_accepts_its_own_words(talks: Talks) -> None:
    label = talks.ana.says(OFFER)

    assert refusal(accepts, talks.ada, label) == Refusal(Code.NOT_ACCEPTABLE, {"source": "A-01"})


def test_nobody_accepts_what_is_not_there(talks: Talks) -> None:
    offer = offered(talks)

    assert refusal(accepts, talks.bo, offer).code is Code.ABSENT


def test_an_authority_that_was_not_named_confirms_nothing(talks: Talks) -> None:
    names(talks.ana, Authority(office="Council"))

    assert refusal(accepts, talks.ada, offered(talks)) == Refusal(Code.AUTHORITY_UNKNOWN)


def test_a_leave_that_has_ended_is_given_to_nothing_new(talks: Talks) -> None:
    ending = Leave(form=SUBSTANCE.form, expires=NOON + timedelta(minutes=1))
    number = accepts(talks.ada, offered(talks), leave=ending)
    talks.clock.advance(120)

    settles(talks.ana, number)

    assert talks.mo.entry(Label("A", 3)).leave == CONFIDENCE


def test_an_acceptance_is_seen_in_no_other_room(talks: Talks) -> None:
    offer = offered(talks)
    before = talks.bo.page(), in_room_desk(talks.parts, talks.bo.seat.place)

    settles(talks.ana, accepts(talks.ada, offer))

    assert (talks.bo.page(), in_room_desk(talks.parts, talks.bo.seat.place)) == before


# Mandate and consultation ---------------------------------------------------------------------------------


def test_the_mandate_stays_in_its_room(talks: Talks) -> None:
    before = talks.mo.page(), talks.bo.page()

    granted(
        mandate.set_mandate(talks.parts, talks.ana.seat, 0, reach=Reach.NEEDS_CAPITAL, words="Ask the capital first.")
    )
    names(talks.ana, Authority(office="Minister"))

    kept = in_room_desk(talks.parts, talks.ada.seat.place)
    assert [(one.item, one.reach, one.words) for one in kept.mandates] == [
        (0, Reach.NEEDS_CAPITAL, "Ask the capital first.")
    ]
    assert (talks.mo.page(), talks.bo.page()) == before
    assert mandate.told(talks.parts, talks.mo.seat.place).acceptances == ()


def test_the_head_sets_the_mandate(talks: Talks) -> None:
    answer = mandate.set_mandate(talks.parts, talks.ada.seat, 0, reach=Reach.INSIDE)

    assert isinstance(answer, Refusal)
    assert (answer.code, answer.facts["role"]) == (Code.ROLE_MAY_NOT, Role.ADVISER)


def test_a_consultation_is_kept_unless_the_delegation_tells_it(talks: Talks) -> None:
    def desk() -> object:
        return mandate.told(talks.parts, talks.mo.seat.place).consultations

    granted(mandate.consult(talks.parts, talks.ana.seat, LATER, words="The council meets."))
    kept = desk()
    granted(mandate.consult(talks.parts, talks.ana.seat, LATER, told=True))
    known = desk()
    granted(mandate.consult(talks.parts, talks.ana.seat, None))

    assert (kept, known, desk()) == ((), ((Mark("A"), LATER),), ())


def test_a_consultation_ends_in_time_to_come(talks: Talks) -> None:
    assert mandate.consult(talks.parts, talks.ana.seat, NOON) == Refusal(Code.UNTIL_PAST)


def test_a_seat_of_another_room_is_no_authority(talks: Talks) -> None:
    chain = [Authority(office="Minister", seat=talks.bo.seat.id)]

    assert mandate.name_authorities(talks.parts, talks.ana.seat, chain) == Refusal(Code.AUTHORITY_UNKNOWN)


# Outside --------------------------------------------------------------------------------------------------


def beyond(talks: Talks) -> tuple[Outside, ...]:
    return in_room_desk(talks.parts, talks.ana.seat.place).outside


def test_outside_the_mandate_a_delegation_goes_on_with_a_reason(talks: Talks) -> None:
    """It accepts, answers a read-back and writes an offer with the reason alone. The desk learns nothing of it."""
    granted(mandate.set_mandate(talks.parts, talks.ana.seat, 0, reach=Reach.OUTSIDE))
    before = len(talks.parts.store.lines(talks.mo.seat.place, after=0, limit=500))
    offer = Writing(text=OFFER, type=MessageType.OFFER, leave=VERBATIM)
    without, with_reason = OnItem(item=0), OnItem(item=0, why="Time is short.")

    assert speaking.write(talks.parts, talks.ana.seat, offer, on=without) == Refusal(Code.OUTSIDE_MANDATE)
    written = granted(speaking.write(talks.parts, talks.ana.seat, offer, on=with_reason))
    assert [(one.item, one.why, one.label) for one in beyond(talks)] == [(0, "Time is short.", written.label)]
    desk = talks.parts.store.lines(talks.mo.seat.place, after=before, limit=500)
    assert [type(line.event) for line in desk] == [Told]
    assert "Time is short." not in repr(desk)


def test_an_acceptance_outside_the_mandate_has_a_reason(talks: Talks) -> None:
    granted(mandate.set_mandate(talks.parts, talks.ana.seat, 0, reach=Reach.OUTSIDE))
    label = offered(talks)
    accepting = Accepting(digest=digest_of(OFFER), authority="Minister", words="We accept.", leave=VERBATIM)

    refused = mandate.accept(talks.parts, talks.ana.seat, label, accepting, on=OnItem(item=0))
    assert refused == Refusal(Code.OUTSIDE_MANDATE)
    granted(mandate.accept(talks.parts, talks.ana.seat, label, accepting, on=OnItem(item=0, why="They press.")))
    assert [(one.why, one.label) for one in beyond(talks)] == [("They press.", label)]


def test_a_yes_outside_the_mandate_has_a_reason(talks: Talks) -> None:
    """A no needs none."""
    granted(mandate.set_mandate(talks.parts, talks.ana.seat, 0, reach=Reach.OUTSIDE))
    source = talks.ana.says("Nine.", leave=CONFIDENCE)
    for text in ("They offer nine.", "They offer ten."):
        question = CarryQuestion(text=text, form=CarryForm.SUBSTANCE, into="B", sources=(source,))
        granted(asking.ask_carry(talks.parts, talks.mo.seat, question))
    parts, seat = talks.parts, talks.ana.seat

    assert asking.answer(parts, seat, 1, Reply.YES, on=OnItem(item=0)) == Refusal(Code.OUTSIDE_MANDATE)
    granted(asking.answer(parts, seat, 1, Reply.YES, on=OnItem(item=0, why="They press.")))
    granted(asking.answer(parts, seat, 2, Reply.NO, on=OnItem(item=0)))
    assert [(one.why, one.question) for one in beyond(talks)] == [("They press.", 1)]


def test_within_the_mandate_nothing_is_asked(talks: Talks) -> None:
    """Nor where nobody wrote down how far it goes; an item that the room was not told there is not."""
    offer = Writing(text=OFFER, type=MessageType.OFFER, leave=VERBATIM)

    granted(speaking.write(talks.parts, talks.ana.seat, offer, on=OnItem(item=0)))
    granted(mandate.set_mandate(talks.parts, talks.ana.seat, 0, reach=Reach.NEEDS_CAPITAL))
    granted(speaking.write(talks.parts, talks.ana.seat, offer, on=OnItem(item=0)))
    absent = speaking.write(talks.parts, talks.ana.seat, offer, on=OnItem(item=7))

    assert beyond(talks) == ()
    assert absent == Refusal(Code.ITEM_UNKNOWN, {"number": 7})
