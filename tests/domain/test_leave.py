"""Rules of `entremise.domain.leave`."""

from datetime import UTC, datetime, timedelta

import pytest

from entremise.domain.errors import Code, Refusal
from entremise.domain.leave import BECOMES, Leave, LeaveForm, checked, standing
from entremise.domain.words import MOST_CHARACTERS_A_LINE
from tests.cast import NOON, ONLY_IF

LATER = NOON + timedelta(microseconds=1)
SIMPLE = [form for form in LeaveForm if form is not LeaveForm.CONDITIONAL]
CARRIED = [LeaveForm.SUBSTANCE, LeaveForm.VERBATIM, LeaveForm.IDEA]


@pytest.mark.parametrize("met", [False, True])
@pytest.mark.parametrize("form", [LeaveForm.OWN, LeaveForm.CONFIDENCE])
def test_a_confidence_stands_for_nothing(form: LeaveForm, *, met: bool) -> None:
    """What is the delegation's own, or in confidence, may not be carried, whatever else is said of it."""
    leave = Leave(form=form, expires=NOON)

    assert standing(leave, met=met, now=NOON) is Code.IN_CONFIDENCE


@pytest.mark.parametrize("form", CARRIED)
def test_a_leave_stands_as_it_was_given(form: LeaveForm) -> None:
    """Without end or condition, a leave is what it says."""
    assert standing(Leave(form=form), met=False, now=NOON) is form


@pytest.mark.parametrize("form", CARRIED)
def test_a_leave_ends_at_its_moment(form: LeaveForm) -> None:
    """Until the moment the leave stands; at the moment and after it does not."""
    assert standing(Leave(form=form, expires=LATER), met=False, now=NOON) is form
    assert standing(Leave(form=form, expires=NOON), met=False, now=NOON) is Code.LEAVE_EXPIRED
    assert standing(Leave(form=form, expires=NOON), met=False, now=LATER) is Code.LEAVE_EXPIRED


@pytest.mark.parametrize("becomes", BECOMES)
def test_a_condition_opens_the_form_it_turns_into(becomes: LeaveForm) -> None:
    """Until the condition is met nothing may be carried; then in the form named, and no other."""
    leave = Leave(form=LeaveForm.CONDITIONAL, condition="If they stop.", becomes=becomes)

    assert standing(leave, met=False, now=NOON) is Code.CONDITION_NOT_MET
    assert standing(leave, met=True, now=NOON) is becomes


def test_a_condition_met_does_not_outlast_the_leave() -> None:
    """A conditional leave that has ended stays ended when its condition is met."""
    leave = Leave(form=LeaveForm.CONDITIONAL, condition="If.", becomes=LeaveForm.IDEA, expires=NOON)

    assert standing(leave, met=True, now=NOON) is Code.LEAVE_EXPIRED


@pytest.mark.parametrize("form", SIMPLE)
def test_a_leave_without_condition_is_whole(form: LeaveForm) -> None:
    """A leave of each form can be given, with an end that lies ahead."""
    leave = Leave(form=form, expires=LATER)

    assert checked(leave, now=NOON) == leave


@pytest.mark.parametrize("form", LeaveForm)
def test_a_leave_cannot_have_ended_already(form: LeaveForm) -> None:
    """The end of a leave lies ahead when it is given."""
    leave = Leave(form=form, condition=ONLY_IF.condition if form == "conditional" else None, expires=NOON)

    assert checked(leave, now=NOON) == Refusal(Code.EXPIRY_PAST)


@pytest.mark.parametrize("form", SIMPLE)
def test_a_condition_stands_with_conditional_only(form: LeaveForm) -> None:
    """A condition that would be ignored is refused, so that nobody believes in it."""
    leave = Leave(form=form, condition="If they stop.")

    assert checked(leave, now=NOON) == Refusal(Code.CONDITION_UNUSED, {"form": form})


@pytest.mark.parametrize("form", SIMPLE)
def test_what_it_becomes_is_dropped_without_condition(form: LeaveForm) -> None:
    """A leave without condition becomes nothing else."""
    assert checked(Leave(form=form, becomes=LeaveForm.IDEA), now=NOON) == Leave(form=form)


@pytest.mark.parametrize("condition", [None, "", " \n"])
def test_conditional_needs_a_condition(condition: str | None) -> None:
    """“Only if they …” says what they must do."""
    leave = Leave(form=LeaveForm.CONDITIONAL, condition=condition)

    assert checked(leave, now=NOON) == Refusal(Code.CONDITION_MISSING)


def test_a_condition_is_kept_plain() -> None:
    """A condition is words like any other: no space around it, nothing that misleads."""
    kept = checked(Leave(form=LeaveForm.CONDITIONAL, condition=" If they stop.\r\n"), now=NOON)
    refused = checked(Leave(form=LeaveForm.CONDITIONAL, condition="If\u202e"), now=NOON)

    assert kept == Leave(form=LeaveForm.CONDITIONAL, condition="If they stop.", becomes=LeaveForm.SUBSTANCE)
    assert refused == Refusal(Code.CHARACTER_FORBIDDEN, {"character": "U+202E", "position": 3})


def test_a_condition_is_a_line() -> None:
    """A condition is no longer than a line."""
    condition = "ab " * MOST_CHARACTERS_A_LINE
    refused = checked(Leave(form=LeaveForm.CONDITIONAL, condition=condition), now=NOON)

    assert isinstance(refused, Refusal)
    assert refused.code is Code.TEXT_TOO_LONG


@pytest.mark.parametrize("becomes", LeaveForm)
def test_a_condition_turns_into_a_form_that_carries(becomes: LeaveForm) -> None:
    """A condition turns into substance, exact words or an idea; anything else counts as substance."""
    kept = checked(Leave(form=LeaveForm.CONDITIONAL, condition="If.", becomes=becomes), now=NOON)

    assert isinstance(kept, Leave)
    assert kept.becomes is (becomes if becomes in CARRIED else LeaveForm.SUBSTANCE)


def test_a_leave_ends_within_ten_years_or_never() -> None:
    """A moment that no calendar of some city can show would close the pages that show it."""
    far = Leave(form=LeaveForm.SUBSTANCE, expires=datetime(9999, 12, 31, tzinfo=UTC))

    assert checked(far, now=datetime(2026, 2, 6, tzinfo=UTC)) == Refusal(Code.EXPIRY_FAR)
