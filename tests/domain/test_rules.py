"""Rules of `entremise.domain.rules`, as tables that can be read aloud."""

from datetime import datetime, timedelta

import pytest

from entremise.domain.errors import Code, Refusal
from entremise.domain.ids import Label, Mark, SeatId
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.rules import (
    HOLD_SECONDS,
    NAMELESS,
    OWED,
    PERMITS,
    UNMARKED,
    Carriage,
    Source,
    may_carry,
    may_change_leave,
    may_hold,
    narrows,
    permitted_forms,
    unmarked,
)
from entremise.domain.terms import CarryForm, MessageType, Regime, Role
from tests.cast import CONFIDENCE, IDEA, NOON, ONLY_IF, OWN, SUBSTANCE, VERBATIM
from tests.domain.samples import A1, A2, B1, source

C1 = Label("C", 1)
WORDS = "Nine frigates."


def carriage(
    *sources: Source,
    into: str = "B",
    form: CarryForm = CarryForm.SUBSTANCE,
    text: str = WORDS,
    binding: bool = False,
) -> Carriage:
    return Carriage(
        into=Mark(into),
        form=form,
        type=MessageType.OFFER,
        binding=binding,
        text=text,
        sources=sources,
    )


# Regimes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", MessageType)
@pytest.mark.parametrize(
    ("regime", "fact", "other"),
    [
        (Regime.SEALED, LeaveForm.CONFIDENCE, LeaveForm.CONFIDENCE),
        (Regime.SHAREABLE, LeaveForm.SUBSTANCE, LeaveForm.SUBSTANCE),
        (Regime.MUST_SHARE, LeaveForm.SUBSTANCE, LeaveForm.CONFIDENCE),
    ],
)
def test_an_unmarked_entry_counts_as_the_regime_says(
    regime: Regime, fact: LeaveForm, other: LeaveForm, kind: MessageType
) -> None:
    """Sealed: in confidence. Shareable: in substance. Must-share: facts in substance only."""
    form = fact if kind is MessageType.INFORMATION else other

    assert unmarked(regime, kind) == Leave(form=form)


def test_every_regime_has_its_tables() -> None:
    """No regime and no kind of message is without a rule."""
    assert {regime: set(kinds) for regime, kinds in UNMARKED.items()} == {regime: set(MessageType) for regime in Regime}
    assert OWED == {Regime.SEALED: False, Regime.SHAREABLE: False, Regime.MUST_SHARE: True}


# Leave against form ----------------------------------------------------------------------------------------

PERMITTED = {
    (LeaveForm.SUBSTANCE, CarryForm.SUBSTANCE),
    (LeaveForm.VERBATIM, CarryForm.VERBATIM),
    (LeaveForm.VERBATIM, CarryForm.SUBSTANCE),
    (LeaveForm.IDEA, CarryForm.IDEA),
    (LeaveForm.IDEA, CarryForm.HYPOTHETICAL),
}


def given(form: LeaveForm, *, expires: datetime | None = None) -> Leave:
    conditional = form is LeaveForm.CONDITIONAL
    return Leave(
        form=form,
        condition="If they stop." if conditional else None,
        becomes=LeaveForm.SUBSTANCE if conditional else None,
        expires=expires,
    )


def refused(form: LeaveForm, carried: CarryForm) -> Refusal:
    facts: dict[str, str | int] = {"source": "A-01"}
    if form in {LeaveForm.OWN, LeaveForm.CONFIDENCE}:
        return Refusal(Code.IN_CONFIDENCE, facts)
    if form is LeaveForm.CONDITIONAL:
        return Refusal(Code.CONDITION_NOT_MET, facts)
    return Refusal(Code.LEAVE_NARROWER, {**facts, "form": carried, "leave": form})


@pytest.mark.parametrize("carried", CarryForm)
@pytest.mark.parametrize("form", LeaveForm)
def test_each_leave_permits_its_forms_and_no_other(form: LeaveForm, carried: CarryForm) -> None:
    """Five of twenty-four pairs are permitted; every other is refused, and the source named."""
    expected = None if (form, carried) in PERMITTED else refused(form, carried)

    assert may_carry(carriage(source(leave=given(form)), form=carried), now=NOON) == expected


@pytest.mark.parametrize("form", LeaveForm)
def test_the_table_of_permits_is_the_same(form: LeaveForm) -> None:
    """The table that pages read is the rule that decides."""
    assert PERMITS[form] == {carried for left, carried in PERMITTED if left is form}


@pytest.mark.parametrize(("form", "carried"), sorted(PERMITTED))
def test_no_leave_is_carried_after_its_end(form: LeaveForm, carried: CarryForm) -> None:
    """A leave that has ended permits no form, from the very moment of its end."""
    ends = source(leave=given(form, expires=NOON))
    stands = source(leave=given(form, expires=NOON + timedelta(microseconds=1)))

    assert may_carry(carriage(ends, form=carried), now=NOON) == Refusal(Code.LEAVE_EXPIRED, {"source": "A-01"})
    assert may_carry(carriage(stands, form=carried), now=NOON) is None


@pytest.mark.parametrize("carried", CarryForm)
@pytest.mark.parametrize("becomes", [LeaveForm.SUBSTANCE, LeaveForm.VERBATIM, LeaveForm.IDEA])
def test_a_condition_met_permits_what_it_turns_into(becomes: LeaveForm, carried: CarryForm) -> None:
    """Once the condition is met, the entry is carried in the form it turns into and in no other."""
    met = source(leave=Leave(form=LeaveForm.CONDITIONAL, condition="If.", becomes=becomes), met=True)

    permitted = may_carry(carriage(met, form=carried), now=NOON) is None

    assert permitted is ((becomes, carried) in PERMITTED)


def test_one_source_without_leave_refuses_the_whole() -> None:
    """Every source needs leave; the one that has none is named."""
    sources = (source(A1), source(A2, leave=CONFIDENCE))

    assert may_carry(carriage(*sources), now=NOON) == Refusal(Code.IN_CONFIDENCE, {"source": "A-02"})


# Givers and destinations -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", CarryForm)
def test_nothing_is_carried_into_its_own_room(form: CarryForm) -> None:
    """What room A said is not brought to room A, in any form; nor is the leave looked at."""
    own = source(leave=OWN)

    assert may_carry(carriage(own, into="A", form=form), now=NOON) == Refusal(
        Code.OWN_ROOM, {"source": "A-01", "room": "A"}
    )


def test_words_have_one_author() -> None:
    """What is carried under a name is one party's; two parties' words are carried apart."""
    mixed = (source(A1), source(C1))

    assert may_carry(carriage(*mixed), now=NOON) == Refusal(Code.SEVERAL_GIVERS)


@pytest.mark.parametrize("form", sorted(NAMELESS))
def test_an_idea_may_come_from_several(form: CarryForm) -> None:
    """Where nobody is named, the sources may come from several rooms."""
    mixed = (source(A1, leave=IDEA), source(C1, leave=IDEA))

    assert may_carry(carriage(*mixed, form=form), now=NOON) is None


@pytest.mark.parametrize("form", CarryForm)
def test_only_the_nameless_forms_stand_without_source(form: CarryForm) -> None:
    """A party is named only where its words are quoted."""
    expected = None if form in {CarryForm.IDEA, CarryForm.HYPOTHETICAL} else Refusal(Code.SOURCE_MISSING)

    assert may_carry(carriage(form=form), now=NOON) == expected


# Exact words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Nine frigates.", "Nine\nfrigates.", " Nine   frigates. "])
def test_word_for_word_means_the_words(text: str) -> None:
    """Line breaks and spaces are not part of what was said."""
    left = source(text="Nine  frigates.", leave=VERBATIM)

    assert may_carry(carriage(left, form=CarryForm.VERBATIM, text=text), now=NOON) is None


@pytest.mark.parametrize("text", ["nine frigates.", "Nine frigates", "Nine frigates. Now.", "Nine."])
def test_word_for_word_means_every_word(text: str) -> None:
    """A letter more, less or other, and the words are not theirs."""
    left = source(leave=VERBATIM)

    assert may_carry(carriage(left, form=CarryForm.VERBATIM, text=text), now=NOON) == Refusal(
        Code.WORDS_DIFFER, {"source": "A-01"}
    )


def test_several_sources_stand_word_for_word_in_their_order() -> None:
    """Several entries word for word are all their words, one after the other."""
    sources = (source(A1, "One.", leave=VERBATIM), source(A2, "Two.", leave=VERBATIM))

    in_order = carriage(*sources, form=CarryForm.VERBATIM, text="One. Two.")
    reversed_ = carriage(*sources, form=CarryForm.VERBATIM, text="Two. One.")

    assert may_carry(in_order, now=NOON) is None
    assert may_carry(reversed_, now=NOON) == Refusal(Code.WORDS_DIFFER, {"source": "A-01, A-02"})


def test_exact_words_stay_exact_within_a_substance() -> None:
    """What was left word for word may stand within the mediator's words, but unchanged."""
    left = source(leave=VERBATIM)

    within = carriage(left, text="They say: Nine\nfrigates. And thank you.")
    changed = carriage(left, text="They say: nine frigates.")

    assert may_carry(within, now=NOON) is None
    assert may_carry(changed, now=NOON) == Refusal(Code.WORDS_DIFFER, {"source": "A-01"})


@pytest.mark.parametrize(
    ("form", "left"),
    [(CarryForm.SUBSTANCE, SUBSTANCE), (CarryForm.IDEA, IDEA), (CarryForm.HYPOTHETICAL, IDEA)],
)
def test_other_forms_leave_the_wording_to_the_mediator(form: CarryForm, left: Leave) -> None:
    """In substance or as an idea, the words are the mediator's."""
    assert may_carry(carriage(source(leave=left), form=form, text="Quite other words."), now=NOON) is None


# Binding ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [CarryForm.SUBSTANCE, CarryForm.VERBATIM])
@pytest.mark.parametrize("bound", [False, True])
def test_only_binding_words_word_for_word_bind(form: CarryForm, *, bound: bool) -> None:
    """A message binds only if its giver bound itself to these very words."""
    left = source(leave=VERBATIM, binding=bound)
    expected = None if bound and form is CarryForm.VERBATIM else Refusal(Code.NOT_BINDING)

    assert may_carry(carriage(left, form=form, binding=True), now=NOON) == expected


def test_one_source_that_does_not_bind_unbinds_the_whole() -> None:
    """Of several sources word for word, all must bind."""
    sources = (source(A1, "One.", leave=VERBATIM, binding=True), source(A2, "Two.", leave=VERBATIM))
    whole = carriage(*sources, form=CarryForm.VERBATIM, text="One. Two.", binding=True)

    assert may_carry(whole, now=NOON) == Refusal(Code.NOT_BINDING)


def test_binding_words_may_be_carried_as_not_binding() -> None:
    """The mediator may say less than was given."""
    left = source(leave=SUBSTANCE, binding=True)

    assert may_carry(carriage(left), now=NOON) is None


def test_an_idea_never_binds() -> None:
    """Nobody is bound by what nobody said."""
    left = source(leave=IDEA, binding=True)

    assert may_carry(carriage(left, form=CarryForm.IDEA, binding=True), now=NOON) == Refusal(Code.NOT_BINDING)
    assert may_carry(carriage(form=CarryForm.IDEA, binding=True), now=NOON) == Refusal(Code.NOT_BINDING)


# What the page offers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", LeaveForm)
def test_the_page_offers_what_the_rule_permits(form: LeaveForm) -> None:
    """The forms offered for a source are those in which its own words may be carried."""
    left = source(leave=given(form))
    permitted = {carried for carried in CarryForm if may_carry(carriage(left, form=carried), now=NOON) is None}

    assert permitted_forms([left], now=NOON) == permitted


def test_the_page_offers_what_all_sources_permit() -> None:
    """For several sources, only the forms that each of them permits."""
    both = [source(A1, leave=VERBATIM), source(A2, leave=SUBSTANCE)]
    none = [source(A1, leave=VERBATIM), source(B1, leave=IDEA)]

    assert permitted_forms(both, now=NOON) == {CarryForm.SUBSTANCE}
    assert permitted_forms(none, now=NOON) == frozenset()


def test_the_page_offers_the_nameless_forms_without_source() -> None:
    """With nothing quoted, only the mediator's own idea is left."""
    assert permitted_forms([], now=NOON) == {CarryForm.IDEA, CarryForm.HYPOTHETICAL}


# Holding and changing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [0, 1, 30, 600])
def test_a_hold_within_ten_minutes(seconds: int) -> None:
    """A message waits at the door up to ten minutes; programs may let it enter at once."""
    assert HOLD_SECONDS == (0, 600)
    assert may_hold(seconds) is None


@pytest.mark.parametrize("seconds", [-1, 601])
def test_no_hold_beyond(seconds: int) -> None:
    """Longer holds are refused, and the limits named."""
    assert may_hold(seconds) == Refusal(Code.HOLD_OUT_OF_RANGE, {"least": 0, "most": 600, "seconds": seconds})


WRITER, OTHER = SeatId("writer"), SeatId("other")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("asking", [WRITER, OTHER])
def test_who_may_change_a_leave(asking: SeatId, role: Role) -> None:
    """The writer, in any role, and the head of delegation; nobody else."""
    refusal = may_change_leave(writer=WRITER, asking=asking, role=role, told=True, leave=CONFIDENCE)

    allowed = asking == WRITER or role is Role.HEAD
    assert refusal == (None if allowed else Refusal(Code.NOT_WRITER))


@pytest.mark.parametrize("leave", [CONFIDENCE, SUBSTANCE, VERBATIM, IDEA, ONLY_IF])
@pytest.mark.parametrize("told", [False, True])
def test_a_leave_may_be_widened_and_narrowed(leave: Leave, *, told: bool) -> None:
    """Any leave may follow any other, as long as the mediator keeps what was told."""
    assert may_change_leave(writer=WRITER, asking=WRITER, role=Role.COUNSEL, told=told, leave=leave) is None


def test_what_was_told_cannot_be_untold() -> None:
    """A told entry cannot become the delegation's own again; a note can stay so."""
    asks = {"writer": WRITER, "asking": WRITER}

    told = may_change_leave(**asks, role=Role.HEAD, told=True, leave=OWN)
    note = may_change_leave(**asks, role=Role.HEAD, told=False, leave=OWN)

    assert told == Refusal(Code.ALREADY_TOLD)
    assert note is None


# Order -----------------------------------------------------------------------------------------------------


def test_the_gravest_mistake_is_named_first() -> None:
    """Own room before leave, leave before author, author before words, words before binding."""
    own_room = carriage(source(B1, leave=CONFIDENCE), source(A1))
    no_leave = carriage(source(A1, leave=CONFIDENCE), source(C1))
    two_givers = carriage(source(A1, leave=VERBATIM), source(C1), text="Other.")
    other_words = carriage(source(leave=VERBATIM), form=CarryForm.VERBATIM, text="Other.", binding=True)

    codes = [may_carry(one, now=NOON) for one in (own_room, no_leave, two_givers, other_words)]

    assert [refusal and refusal.code for refusal in codes] == [
        Code.OWN_ROOM,
        Code.IN_CONFIDENCE,
        Code.SEVERAL_GIVERS,
        Code.WORDS_DIFFER,
    ]


# Changes of leave -------------------------------------------------------------------------------------------

SOON, LATER = (Leave(form=LeaveForm.SUBSTANCE, expires=NOON + timedelta(hours=hours)) for hours in (1, 2))


@pytest.mark.parametrize(
    ("before", "after", "narrower"),
    [
        (SUBSTANCE, CONFIDENCE, True),
        (CONFIDENCE, CONFIDENCE, True),
        (CONFIDENCE, SUBSTANCE, False),
        (SUBSTANCE, VERBATIM, False),
        (VERBATIM, SUBSTANCE, True),
        (SUBSTANCE, IDEA, True),
        (SUBSTANCE, LATER, True),
        (LATER, SOON, True),
        (SOON, LATER, False),
        (SOON, SUBSTANCE, False),
        (CONFIDENCE, SOON, False),
        (SUBSTANCE, ONLY_IF, True),
        (CONFIDENCE, ONLY_IF, False),
        (ONLY_IF, SUBSTANCE, False),
    ],
)
def test_what_a_change_of_leave_takes_away(before: Leave, after: Leave, narrower: bool) -> None:  # noqa: FBT001
    assert narrows(before, after) is narrower
