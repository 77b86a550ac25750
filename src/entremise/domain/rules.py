"""What the house allows. Each rule answers None, or a Refusal that says why; the tables can be read aloud.

Sources: the three regimes after practice in the United States (released only with consent), the UNCITRAL Model Law
on International Commercial Mediation 2018, article 9 (substance may be disclosed unless given on condition that it
be kept confidential), and India's company mediation rules, rule 18 (factual information shall be disclosed unless so
given).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from entremise.domain.errors import Code, Refusal
from entremise.domain.ids import Label, Mark, SeatId
from entremise.domain.leave import Leave, LeaveForm, standing
from entremise.domain.roles import Act, may
from entremise.domain.terms import CarryForm, MessageType, Regime, Role

C, S = LeaveForm.CONFIDENCE, LeaveForm.SUBSTANCE

UNMARKED: Final[Mapping[Regime, Mapping[MessageType, LeaveForm]]] = MappingProxyType({
    #                     information  offer, question, answer, demand, warning, clarification
    Regime.SEALED:     dict.fromkeys(MessageType, C),
    Regime.SHAREABLE:  dict.fromkeys(MessageType, S),
    Regime.MUST_SHARE: {kind: S if kind is MessageType.INFORMATION else C for kind in MessageType},
})  # fmt: skip
"""What an entry counts as when its writer chose no leave."""

OWED: Final[Mapping[Regime, bool]] = MappingProxyType(
    {
        Regime.SEALED: False,
        Regime.SHAREABLE: False,
        Regime.MUST_SHARE: True,
    }
)
"""Whether the desk owes to the other rooms what it may carry in substance."""

PERMITS: Final[Mapping[LeaveForm, frozenset[CarryForm]]] = MappingProxyType({
    LeaveForm.OWN:         frozenset(),
    LeaveForm.CONFIDENCE:  frozenset(),
    LeaveForm.SUBSTANCE:   frozenset({CarryForm.SUBSTANCE}),
    LeaveForm.VERBATIM:    frozenset({CarryForm.VERBATIM, CarryForm.SUBSTANCE}),
    LeaveForm.IDEA:        frozenset({CarryForm.IDEA, CarryForm.HYPOTHETICAL}),
    LeaveForm.CONDITIONAL: frozenset(),
})  # fmt: skip
"""In which forms an entry may be carried. Within a message in substance, words left `verbatim` appear exactly."""

ENCLOSES: Final = frozenset({LeaveForm.VERBATIM, LeaveForm.IDEA})
"""Leaves by which an entry's document, too, may be carried: as a copy, which is word for word by its nature."""

NAMELESS: Final = frozenset({CarryForm.IDEA, CarryForm.HYPOTHETICAL})
"""Forms in which no party is named; only these may stand without a source."""

HOLD_SECONDS: Final = (0, 600)
"""Shortest and longest time at the door. Pages offer 10 s and more; 0 serves programs."""

MOST_SOURCES: Final = 20
"""Sources of one carry, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What the desk holds of a told entry, so far as carrying it is concerned."""

    label: Label
    text: str
    binding: bool
    leave: Leave
    met: bool
    """Whether its condition, if any, is marked as met."""

    def standing(self, *, now: datetime) -> LeaveForm | Code:
        """The form in which it may be carried at `now`, or why not."""
        return standing(self.leave, met=self.met, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriage:
    """A message that is to enter a room: the exact words and all that goes with them."""

    into: Mark
    form: CarryForm
    type: MessageType
    binding: bool
    text: str
    sources: tuple[Source, ...]
    document_of: Label | None = None
    """The entry from whose document a copy goes along; None: from none."""


def unmarked(regime: Regime, kind: MessageType) -> Leave:
    """The leave that the regime gives to an entry whose writer chose none."""
    return Leave(form=UNMARKED[regime][kind])


def may_change_leave(*, writer: SeatId, asking: SeatId, role: Role, told: bool, leave: Leave) -> Refusal | None:
    """The writer, or a role that may change any seat's; and what the mediator was told cannot be untold."""
    if asking != writer and not may(role, Act.CHANGE_ANY_LEAVE):
        return Refusal(Code.NOT_WRITER)
    if told and leave.form is LeaveForm.OWN:
        return Refusal(Code.ALREADY_TOLD)
    return None


def may_hold(seconds: int) -> Refusal | None:
    """A hold within `HOLD_SECONDS`."""
    least, most = HOLD_SECONDS
    if least <= seconds <= most:
        return None
    return Refusal(Code.HOLD_OUT_OF_RANGE, {"least": least, "most": most, "seconds": seconds})


def may_carry(carriage: Carriage, *, now: datetime) -> Refusal | None:
    """Every source from another room, from one giver, with leave for this form that stands at `now`.

    The first rule that refuses answers; the order is from the gravest mistake to the smallest.
    """
    return (
        _from_another_room(carriage)
        or _with_leave(carriage, now=now)
        or _from_somebody(carriage)
        or _in_exact_words(carriage, now=now)
        or _enclosed(carriage, now=now)
        or _bound(carriage)
    )


def may_enclose(source: Source, *, now: datetime) -> Refusal | None:
    """Whether a copy of the entry's document may go along with a message: it is the entry's very words."""
    form = source.standing(now=now)
    if isinstance(form, Code):
        return Refusal(form, {"source": str(source.label)})
    return None if form in ENCLOSES else Refusal(Code.DOCUMENT_VERBATIM, {"source": str(source.label)})


def permitted_forms(sources: Sequence[Source], *, now: datetime) -> frozenset[CarryForm]:
    """The forms that every source's leave permits at `now`; the nameless ones when there is no source."""
    if not sources:
        return NAMELESS
    forms = [source.standing(now=now) for source in sources]
    return frozenset.intersection(*(PERMITS[form] if isinstance(form, LeaveForm) else frozenset() for form in forms))


def _from_another_room(carriage: Carriage) -> Refusal | None:
    for source in carriage.sources:
        if source.label.series == carriage.into:
            return Refusal(Code.OWN_ROOM, {"source": str(source.label), "room": carriage.into})
    return None


def _with_leave(carriage: Carriage, *, now: datetime) -> Refusal | None:
    for source in carriage.sources:
        form = source.standing(now=now)
        if isinstance(form, Code):
            return Refusal(form, {"source": str(source.label)})
        if carriage.form not in PERMITS[form]:
            return Refusal(
                Code.LEAVE_NARROWER,
                {"source": str(source.label), "form": carriage.form, "leave": form},
            )
    return None


def _from_somebody(carriage: Carriage) -> Refusal | None:
    if carriage.form in NAMELESS:
        return None
    givers = {source.label.series for source in carriage.sources}
    if not givers:
        return Refusal(Code.SOURCE_MISSING)
    return Refusal(Code.SEVERAL_GIVERS) if len(givers) > 1 else None


def _in_exact_words(carriage: Carriage, *, now: datetime) -> Refusal | None:
    words = _folded(carriage.text)
    if carriage.form is CarryForm.VERBATIM:
        if words == _folded("\n".join(source.text for source in carriage.sources)):
            return None
        return Refusal(Code.WORDS_DIFFER, {"source": ", ".join(str(s.label) for s in carriage.sources)})
    for source in carriage.sources:
        exact = source.standing(now=now) is LeaveForm.VERBATIM
        if exact and _folded(source.text) not in words:
            return Refusal(Code.WORDS_DIFFER, {"source": str(source.label)})
    return None


def _enclosed(carriage: Carriage, *, now: datetime) -> Refusal | None:
    """A document goes along as it is, so its entry must be a source, with leave for its very words."""
    label = carriage.document_of
    if label is None:
        return None
    source = next((source for source in carriage.sources if source.label == label), None)
    if source is None:
        return Refusal(Code.DOCUMENT_NOT_QUOTED, {"source": str(label)})
    return may_enclose(source, now=now)


def _bound(carriage: Carriage) -> Refusal | None:
    if not carriage.binding:
        return None
    if carriage.form is CarryForm.VERBATIM and all(source.binding for source in carriage.sources):
        return None
    return Refusal(Code.NOT_BINDING)


def _folded(text: str) -> str:
    """The words alone: line breaks and runs of spaces are not part of what was said."""
    return " ".join(text.split())
