"""Leave: who may know an entry, as its writer sets it. The field's term is authority to convey."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from entremise.domain.errors import Code, Refusal
from entremise.domain.words import MOST_CHARACTERS_A_LINE, plain


class LeaveForm(StrEnum):
    """How far an entry may go."""

    OWN = "own"
    """The writer's delegation only; the desk never sees it."""
    CONFIDENCE = "confidence"
    """For the mediator, in confidence: to think with, never to speak."""
    SUBSTANCE = "substance"
    """May be carried in other words, with the party's name."""
    VERBATIM = "verbatim"
    """May be carried in these exact words, with the party's name."""
    IDEA = "idea"
    """May be floated as the mediator's own idea; its origin never appears."""
    CONDITIONAL = "conditional"
    """Only if they …: nothing until the condition is met, then another form."""


BECOMES = (LeaveForm.SUBSTANCE, LeaveForm.VERBATIM, LeaveForm.IDEA)
"""What a conditional leave can turn into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Who may know one entry."""

    form: LeaveForm
    condition: str | None = None
    """With `conditional`: what they must do first, in the giver's words."""
    becomes: LeaveForm | None = None
    """With `conditional`: the form it turns into once met; one of `BECOMES`."""
    expires: datetime | None = None
    """From this moment on the entry may be carried no more; the mediator still knows it."""


LONGEST = timedelta(days=3653)
"""Ten years: a leave that is to end later need not say so. Keeps every moment within every city's calendar."""

CONFIDENCE = Leave(form=LeaveForm.CONFIDENCE)
"""The leave of silence: what the mediator is told and nobody else."""


def standing(leave: Leave, *, met: bool, now: datetime) -> LeaveForm | Code:
    """The form in which the entry may be carried at `now`, or the code of why it may not.

    `met` says whether a conditional leave's condition has been met.
    """
    if leave.form in {LeaveForm.OWN, LeaveForm.CONFIDENCE}:
        return Code.IN_CONFIDENCE
    if leave.expires is not None and leave.expires <= now:
        return Code.LEAVE_EXPIRED
    if leave.form is not LeaveForm.CONDITIONAL:
        return leave.form
    return (leave.becomes or LeaveForm.SUBSTANCE) if met else Code.CONDITION_NOT_MET


def checked(leave: Leave, *, now: datetime) -> Leave | Refusal:
    """`leave` made whole, or why it cannot be given: a condition stands with `conditional` and only there."""
    refusal = _unfit(leave.expires, now=now)
    if refusal is not None:
        return refusal
    if leave.form is not LeaveForm.CONDITIONAL:
        if leave.condition:
            return Refusal(Code.CONDITION_UNUSED, {"form": leave.form})
        return replace(leave, condition=None, becomes=None)
    if not (leave.condition or "").strip():
        return Refusal(Code.CONDITION_MISSING)
    condition = plain(leave.condition or "", most=MOST_CHARACTERS_A_LINE)
    if isinstance(condition, Refusal):
        return condition
    becomes = leave.becomes if leave.becomes in BECOMES else LeaveForm.SUBSTANCE
    return replace(leave, condition=condition, becomes=becomes)


def _unfit(expires: datetime | None, *, now: datetime) -> Refusal | None:
    if expires is not None and expires <= now:
        return Refusal(Code.EXPIRY_PAST)
    if expires is not None and expires - now > LONGEST:
        return Refusal(Code.EXPIRY_FAR)
    return None
