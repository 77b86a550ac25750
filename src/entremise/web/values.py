"""The values that templates receive beside the services' pages. Nothing here decides anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from entremise.domain.endings import Ending
from entremise.domain.errors import Refusal
from entremise.domain.ids import Label, Mark
from entremise.domain.leave import LeaveForm
from entremise.domain.repetition import Repetition
from entremise.domain.roles import Act
from entremise.domain.rules import permitted_forms
from entremise.domain.terms import CarryForm, MessageType, Outcome, PartyRoom
from entremise.domain.views import EntryView
from entremise.services.documents import Attached


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The band at the top of every page: where one is, who can be here, and by whose clock."""

    seat: str
    """The seat's id, for addresses."""
    mark: str
    """`A` … `H`, or `desk`."""
    name: str
    """“Room A: United States”, or “The desk”."""
    who: str
    """Who can be here."""
    role: str
    now: datetime
    """In the case's city's zone."""
    city: str
    title: str
    """What the case is called here."""
    note: str | None
    head: int
    """Line by which the live stream resumes."""
    key: str
    """A fresh idempotency key for this page's forms."""
    may: frozenset[Act] = frozenset()
    """What this seat's role may do; a page offers no more."""
    ending: Ending | None = None
    """How the talks are closed; None: they are open."""

    @property
    def days_left(self) -> int | None:
        """Days until the place is destroyed by itself; None: it is not."""
        return self.ending.days_left(self.now) if self.ending is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """The form in which a delegation writes, as it was last filled in."""

    text: str = ""
    leave: LeaveForm = LeaveForm.CONFIDENCE
    condition: str = ""
    becomes: LeaveForm = LeaveForm.SUBSTANCE
    expires: str = ""
    """`YYYY-MM-DDTHH:MM` by the city's clock, or empty."""
    type: MessageType = MessageType.INFORMATION
    binding: bool = False
    reply_to: str = ""
    document: Attached | None = None
    """The file that has been given and will hang on the entry."""
    document_lost: bool = False
    """Whether there was one that is kept no more."""
    saved: datetime | None = None
    """When this draft was saved."""
    refusal: Refusal | None = None
    field: str = ""
    """The id of the field that the refusal is about."""
    repetitions: tuple[Repetition, ...] = ()
    """At the desk: what the guard found in the words that were refused."""
    why: str = ""
    """At the desk: why words that repeat a confidence are taken down as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """The form by which the talks are closed, as it was last filled in."""

    outcome: Outcome = Outcome.HELD
    settled: bool = False
    attended: frozenset[Mark] = frozenset()
    """The rooms whose party took part."""
    began: str = ""
    """`YYYY-MM-DD` by the city's clock, as `ended`."""
    ended: str = ""
    retention: str = ""
    """Days, or empty."""
    refusal: Refusal | None = None
    field: str = ""
    """The id of the field that the refusal is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormChoice:
    """One form of carrying, and whether the sources permit it."""

    form: CarryForm
    permitted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Corridor:
    """The one writing field of the desk: the sheet that a room will read."""

    to: str = ""
    """Mark of the room to be entered; empty while none is chosen."""
    room: PartyRoom | None = None
    sources: tuple[EntryView, ...] = ()
    form: CarryForm = CarryForm.SUBSTANCE
    forms: tuple[FormChoice, ...] = ()
    type: MessageType = MessageType.INFORMATION
    binding: bool = False
    text: str = ""
    hold_seconds: int = 30
    why: str = ""
    """Why the wording is kept although the guard warns."""
    giver: str = ""
    """The party that the sheet's first line names; empty where none is named."""
    saved: datetime | None = None
    refusal: Refusal | None = None
    field: str = ""
    repetitions: tuple[Repetition, ...] = ()
    """What the guard found in the words, both wordings of each."""
    checked: bool = False
    """Whether the guard has looked at these words."""
    document: Attached | None = None
    """The copy that goes along."""
    in_document: tuple[Repetition, ...] = ()
    """Which of the repetitions stand in that copy."""

    @property
    def warned(self) -> frozenset[Label]:
        """The entries whose words are repeated."""
        return frozenset(one.source for one in self.repetitions if one.source is not None)


HOLDS = (10, 30, 120, 600)
"""Holds that the desk offers, in seconds."""


def form_choices(sources: Sequence[EntryView], *, now: datetime) -> tuple[FormChoice, ...]:
    """Every form of carrying, and whether all of these sources permit it now."""
    permitted = permitted_forms([source.source() for source in sources], now=now)
    return tuple(FormChoice(form=form, permitted=form in permitted) for form in CarryForm)
