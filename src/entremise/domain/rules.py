"""What the house allows. Each rule answers None, or a Refusal that says why; the tables can be read aloud.

Sources: the three regimes after practice in the United States (released only with consent), the UNCITRAL Model Law
on International Commercial Mediation 2018, article 9 (substance may be disclosed unless given on condition that it
be kept confidential), and India's company mediation rules, rule 18 (factual information shall be disclosed unless so
given).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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


def is_owed(leave: Leave, *, met: bool, regime: Regime, now: datetime) -> bool:
    """Whether the desk owes what was left so to the other rooms: the regime says so, and the leave stands at `now`."""
    form = standing(leave, met=met, now=now)
    return isinstance(form, LeaveForm) and OWED[regime] and CarryForm.SUBSTANCE in PERMITS[form]


def bound(text: str, form: CarryForm, into: Mark, kind: MessageType) -> bytes:
    """The digest of exactly these words, in this form, for this room, as this type: what a consent binds to."""
    return hashlib.sha256(f"{form}\0{into}\0{kind}\0{text}".encode("utf-8", "surrogatepass")).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A giver's yes to exactly these words, in this form, for this room, as this type, until then (the read-back)."""

    digest: bytes
    form: CarryForm
    until: datetime
    own: bool = False
    """Whether the words are the giver's own: it agreed with changes, itself, and nobody took that down for it."""
    number: int = 0
    """Of the question that it answers."""

    def stands(self, *, now: datetime) -> bool:
        """Whether it has not expired."""
        return now < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What the desk holds of a told entry, so far as carrying it is concerned."""

    label: Label
    text: str
    binding: bool
    leave: Leave
    met: bool
    """Whether its condition, if any, is marked as met."""
    consents: tuple[Consent, ...] = ()
    """What its giver agreed to when it was read back, as far as it was not withdrawn."""

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

    def agreed(self, source: Source, *, now: datetime) -> bool:
        """Whether the source's giver agreed to exactly this: one character more, and it did not."""
        return bool(self._consents(source, now=now))

    def given(self, *, now: datetime) -> tuple[Source, ...]:
        """What its givers said, for the guard: its sources, and these words where a giver agreed to them as its own."""
        own = (one for one in self.sources if any(consent.own for consent in self._consents(one, now=now)))
        return (*self.sources, *(replace(one, text=self.text) for one in own))

    def answers(self, *, now: datetime) -> frozenset[tuple[Mark, int]]:
        """The questions by which its givers agreed to exactly this: whose, and the number."""
        found = ((one, consent) for one in self.sources for consent in self._consents(one, now=now))
        return frozenset((Mark(one.label.series), consent.number) for one, consent in found)

    def _consents(self, source: Source, *, now: datetime) -> list[Consent]:
        digest = bound(self.text, self.form, self.into, self.type)
        return [consent for consent in source.consents if consent.digest == digest and consent.stands(now=now)]


def unmarked(regime: Regime, kind: MessageType) -> Leave:
    """The leave that the regime gives to an entry whose writer chose none."""
    return Leave(form=UNMARKED[regime][kind])


def may_change_leave(*, writer: SeatId | None, asking: SeatId, role: Role, told: bool, leave: Leave) -> Refusal | None:
    """The writer, or a role that may change any seat's; and what the mediator was told cannot be untold."""
    if asking != writer and not may(role, Act.CHANGE_ANY_LEAVE):
        return Refusal(Code.NOT_WRITER)
    if told and leave.form is LeaveForm.OWN:
        return Refusal(Code.ALREADY_TOLD)
    return None


def narrows(before: Leave, after: Leave) -> bool:
    """Whether a change of leave takes something away: a form, time, or that no condition is to be met."""
    had, has = _reach(before), _reach(after)
    sooner = after.expires is not None and (before.expires is None or after.expires < before.expires)
    taken_away = sooner or after.form is LeaveForm.CONDITIONAL
    return not has or not had <= has or (bool(had) and taken_away)


def widens(before: Leave, after: Leave) -> bool:
    """Whether a change of leave gives something: a form, time, or that another condition is to be met, or none."""
    had, has = _reach(before), _reach(after)
    later = before.expires is not None and (after.expires is None or after.expires > before.expires)
    lifted = before.form is LeaveForm.CONDITIONAL and before.condition != after.condition
    return not has <= had or (bool(has) and (later or lifted))


def reaches(leave: Leave) -> bool:
    """Whether it lets an entry be carried in any form, now or once its condition is met."""
    return bool(_reach(leave))


def may_hold(seconds: int) -> Refusal | None:
    """A hold within `HOLD_SECONDS`."""
    least, most = HOLD_SECONDS
    if least <= seconds <= most:
        return None
    return Refusal(Code.HOLD_OUT_OF_RANGE, {"least": least, "most": most, "seconds": seconds})


def may_carry(carriage: Carriage, *, now: datetime) -> Refusal | None:
    """Every source from another room, from one giver, with leave for this form that stands at `now`.

    Where a source's own leave does not reach so far, its giver's consent to exactly these words does instead.

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
    """The forms that every source's leave permits at `now`, or a consent does; the nameless ones with no source."""
    return frozenset.intersection(*(_forms_of(source, now=now) for source in sources)) if sources else NAMELESS


def _reach(leave: Leave) -> frozenset[CarryForm]:
    """The forms that a leave permits, or would once its condition is met."""
    return PERMITS[leave.becomes or LeaveForm.SUBSTANCE] if leave.form is LeaveForm.CONDITIONAL else PERMITS[leave.form]


def _forms_of(source: Source, *, now: datetime) -> frozenset[CarryForm]:
    form = source.standing(now=now)
    by_leave = PERMITS[form] if isinstance(form, LeaveForm) else frozenset()
    return by_leave | {consent.form for consent in source.consents if consent.stands(now=now)}


def _from_another_room(carriage: Carriage) -> Refusal | None:
    for source in carriage.sources:
        if source.label.series == carriage.into:
            return Refusal(Code.OWN_ROOM, {"source": str(source.label), "room": carriage.into})
    return None


def _with_leave(carriage: Carriage, *, now: datetime) -> Refusal | None:
    for source in carriage.sources:
        if carriage.agreed(source, now=now):
            continue
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
    """What was read back and agreed to is the giver's own wording, whatever the entry's was."""
    words, unread = _folded(carriage.text), [one for one in carriage.sources if not carriage.agreed(one, now=now)]
    if carriage.form is CarryForm.VERBATIM:
        if not unread or _says_all(carriage):
            return None
        return Refusal(Code.WORDS_DIFFER, {"source": ", ".join(str(s.label) for s in carriage.sources)})
    for source in unread:
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
        # A consent to other words makes no words binding.
        return None if _says_all(carriage) else Refusal(Code.NOT_BINDING)
    return Refusal(Code.NOT_BINDING)


def _says_all(carriage: Carriage) -> bool:
    """Whether the words are its sources', in their order, and no others."""
    return _folded(carriage.text) == _folded("\n".join(source.text for source in carriage.sources))


def _folded(text: str) -> str:
    """The words alone: line breaks and runs of spaces are not part of what was said."""
    return " ".join(text.split())
