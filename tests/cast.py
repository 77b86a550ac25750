"""The cast, in roles: Ana and Ada in room A, Bo in room B, Mo at the desk, Zed of another case.

    talks = open_talks()
    offer = talks.ana.says("Nine frigates.", leave=SUBSTANCE)
    talks.mo.carries("They offer nine frigates.", into="B", sources=[offer])
    assert talks.bo.sees() == ["They offer nine frigates."]

Works over any parts: in memory, or on a database. Time stands still until `advance` or `waits`; ids depend on
their place and nothing else. Every act answers what the service answered; where the house refuses,
`RefusedError` is raised, and `refusal(talks.ana.says, "")` is the refusal itself.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, ParamSpec, TypeVar

from entremise.documents.sealing import Streams
from entremise.domain.errors import Refusal
from entremise.domain.ids import Label, PlaceId
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.rooms import Seat, Writing
from entremise.domain.terms import CarryForm, MessageType, Regime, Role, Terms
from entremise.domain.views import CarryView, EntryView
from entremise.keys.note import HouseNotary
from entremise.services import carrying, cases, documents, enclosing, reading, speaking
from entremise.services.accesses import ReadHours
from entremise.services.carrying import AtTheDoor, Carrying
from entremise.services.cases import Case, Party
from entremise.services.documents import Attached
from entremise.services.guarding import Guard
from entremise.services.limiting import Limits
from entremise.services.ports import MOST_UPLOAD_BYTES, Clock, Files, Ids, Parts, Store
from entremise.services.reading import DeskPage, RoomPage
from entremise.services.searching import Search
from entremise.storage.memory import MemoryStore
from tests.support.here import Here

P = ParamSpec("P")
R = TypeVar("R")

NOON: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
"""When every story begins."""

OWN: Final = Leave(form=LeaveForm.OWN)
CONFIDENCE: Final = Leave(form=LeaveForm.CONFIDENCE)
SUBSTANCE: Final = Leave(form=LeaveForm.SUBSTANCE)
VERBATIM: Final = Leave(form=LeaveForm.VERBATIM)
IDEA: Final = Leave(form=LeaveForm.IDEA)
ONLY_IF: Final = Leave(form=LeaveForm.CONDITIONAL, condition="They stop first.", becomes=LeaveForm.SUBSTANCE)

PARTIES: Final = ("Arvend", "Belmark", "Corvia", "Dunmore", "Eskel", "Farrow", "Galdin", "Hestia")
"""The parties, by their rooms' marks."""


@dataclass
class FakeClock:
    """A clock that stands still until it is advanced."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class FakeIds:
    """Ids that depend on the place they are drawn for and the count of draws for it, and on nothing else.

    With another salt they are other chance, counted by itself.
    """

    salt: str = ""
    _drawn: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def fresh(self, place: str) -> str:
        return self._draw("fresh", place)[:16]

    def secret(self, place: str) -> str:
        return self._draw("secret", place)[:32]

    def code(self, place: str) -> str:
        return f"{int(self._draw('code', place), 16) % 1_000_000:06d}"

    def _draw(self, kind: str, place: str) -> str:
        self._drawn[self.salt, kind, place] += 1
        drawn = f"{self.salt}|{kind}|{place}|{self._drawn[self.salt, kind, place]}"
        return hashlib.sha256(drawn.encode()).hexdigest()


class RefusedError(AssertionError):
    """The house refused what a test took for granted."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.code}: wanted {refusal.wanted} {refusal.given}")
        self.refusal = refusal


def granted(answer: R | Refusal) -> R:
    """What the house answered, unless it refused."""
    if isinstance(answer, Refusal):
        raise RefusedError(answer)
    return answer


def given(parts: Parts, seat: Seat, content: bytes, name: str) -> str:
    """The id of a file that the seat has given in one request."""
    receiving = granted(documents.receive(parts, seat, name))
    granted(receiving.take(content) or True)
    return granted(receiving.end()).id


def refusal(act: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> Refusal:
    """The refusal with which the house answers the act."""
    try:
        done = act(*args, **kwargs)
    except RefusedError as error:
        return error.refusal
    raise AssertionError(f"the house did not refuse, but answered {done}")


@dataclass(frozen=True)
class Delegate:
    """A seat in a party's room."""

    parts: Parts
    seat: Seat

    def says(
        self,
        text: str,
        *,
        leave: Leave | None = None,
        type: MessageType = MessageType.INFORMATION,  # noqa: A002 – the domain's own word
        binding: bool = False,
        reply_to: Label | None = None,
        document: str | None = None,
        key: str | None = None,
    ) -> Label:
        """The label of a new entry; with no leave, the regime decides who may know it."""
        writing = Writing(text=text, type=type, binding=binding, leave=leave, reply_to=reply_to)
        return granted(speaking.write(self.parts, self.seat, writing, document=document, key=key)).label

    def gives(self, content: bytes, name: str = "Letter.txt") -> str:
        """A file that has come whole and hangs on nothing yet."""
        return given(self.parts, self.seat, content, name)

    def notes(self, text: str, *, key: str | None = None) -> Label:
        """The label of a new internal note."""
        return self.says(text, leave=OWN, key=key)

    def changes_leave(self, label: Label, leave: Leave, *, key: str | None = None) -> Label:
        """The label under which the entry is known from now on."""
        return granted(speaking.change_leave(self.parts, self.seat, label, leave, key=key)).label

    def opens(self, label: Label, *, key: str | None = None) -> datetime:
        """When the delegation said that it had read what was brought."""
        return granted(speaking.acknowledge(self.parts, self.seat, label, key=key)).at

    def page(self, *, before: Label | None = None) -> RoomPage:
        """The room's page."""
        return reading.room_page(self.parts, self.seat, before=before)

    def sees(self) -> list[str]:
        """The words on the room's page, oldest first."""
        return [entry.text for entry in self.page().thread.entries]

    def entry(self, label: Label) -> EntryView:
        """One entry of the room."""
        return _there(reading.entry_at(self.parts, self.seat, label), label)


@dataclass(frozen=True)
class Mediator:
    """A seat at the desk."""

    parts: Parts
    seat: Seat

    def carries(
        self,
        words: str,
        *,
        into: str,
        sources: Sequence[Label] = (),
        form: CarryForm = CarryForm.SUBSTANCE,
        type: MessageType | None = None,  # noqa: A002 – the domain's own word
        binding: bool = False,
        hold: int = 0,
        why: str | None = None,
        document: str | None = None,
        key: str | None = None,
    ) -> AtTheDoor:
        """What was put at the door; with no hold, it has entered."""
        asked = Carrying(
            into=into,
            form=form,
            text=words,
            type=type,
            binding=binding,
            sources=tuple(sources),
            hold_seconds=hold,
            why=why,
            document=document,
        )
        return granted(carrying.carry(self.parts, self.seat, asked, key=key))

    def copies(self, label: Label, *, name: str = "", as_pictures: bool = False) -> Attached:
        """A copy of a told entry's document that may leave."""
        return granted(enclosing.copy_told(self.parts, self.seat, label, name=name, as_pictures=as_pictures))

    def gives(self, content: bytes, name: str = "Paper.txt") -> str:
        """A paper of the desk's own that hangs on nothing yet."""
        return given(self.parts, self.seat, content, name)

    def stops(self, carry: Label, *, key: str | None = None) -> datetime:
        """When the message at the door was stopped."""
        return granted(carrying.stop(self.parts, self.seat, carry, key=key)).at

    def speaks(self, text: str, *, into: str, reply_to: Label | None = None, key: str | None = None) -> Label:
        """The label of the mediator's own words in a room."""
        said = speaking.speak(self.parts, self.seat, into, text, reply_to=reply_to, key=key)
        return granted(said).label

    def announces(self, text: str, *, into: Sequence[str] | None = None, key: str | None = None) -> datetime:
        """When the rooms, or all of them, were given their copies."""
        return granted(speaking.announce(self.parts, self.seat, text, into=into, key=key)).at

    def confirms(self, label: Label, *, key: str | None = None) -> datetime:
        """When the entry's room was told that it was conveyed."""
        return granted(carrying.confirm_conveyance(self.parts, self.seat, label, key=key)).at

    def declares_met(self, label: Label, *, key: str | None = None) -> datetime:
        """When the entry's condition was marked as met."""
        return granted(carrying.declare_met(self.parts, self.seat, label, key=key)).at

    def page(self, *marks: str) -> DeskPage:
        """The desk's page with these rooms, or the first two."""
        return granted(reading.desk_page(self.parts, self.seat, marks))

    def sees(self, mark: str) -> list[str]:
        """The words in a room's column, oldest first."""
        (column,) = self.page(mark).columns
        return [entry.text for entry in column.thread.entries]

    def entry(self, label: Label) -> EntryView:
        """One entry as the desk knows it."""
        return _there(reading.entry_at(self.parts, self.seat, label), label)

    def carry(self, label: Label) -> CarryView:
        """One carry."""
        return _there(carrying.carry_view(self.parts, self.seat, label), label)


@dataclass(frozen=True)
class Talks:
    """A case with its people in their places, and Zed, who sits in room A of another."""

    parts: Parts
    clock: FakeClock
    case: Case
    heads: tuple[Delegate, ...]
    """The heads of delegation, by their rooms' marks: Ana, Bo, and whoever else there is."""
    ada: Delegate
    mo: Mediator
    other: Case
    zed: Delegate

    @property
    def ana(self) -> Delegate:
        """The head of the delegation in room A."""
        return self.heads[0]

    @property
    def bo(self) -> Delegate:
        """The head of the delegation in room B."""
        return self.heads[1]

    def place(self, mark: str | None) -> PlaceId:
        """The room with this mark; the desk with None."""
        if mark is None:
            return self.case.desk
        return next(room.room for room in self.case.rooms if room.mark == mark)

    def waits(self, seconds: float) -> int:
        """Time passes, and what is then due is dealt with; how many messages that were."""
        self.clock.advance(seconds)
        return carrying.release_due(self.parts)


def terms(regime: Regime = Regime.SEALED, *, codename: str = "Copper Lantern", fact_confidential: bool = True) -> Terms:
    """The terms of a case."""
    return Terms(
        codename=codename,
        regime=regime,
        fact_confidential=fact_confidential,
        mediator="Ministry of Bridges",
        city="Muscat",
        zone="Asia/Muscat",
    )


def in_memory() -> Parts:
    """Parts that keep nothing, with a clock and ids of the tests' own."""
    return parts_on(MemoryStore())


def parts_on(store: Store, *, clock: Clock | None = None, ids: Ids | None = None) -> Parts:
    """The other parts, beside a store; the clock and the ids of the tests' own where none are given."""
    clock = clock or FakeClock()
    return Parts(
        store=store,
        clock=clock,
        ids=ids or FakeIds(),
        guard=Guard(),
        search=Search(),
        limits=Limits(clock),
        reads=ReadHours(),
        notary=HouseNotary(lambda: bytes(32)),
        files=Files(Streams(random=bytes), Here(), MOST_UPLOAD_BYTES),
    )


def open_talks(
    parts: Parts | None = None,
    *,
    regime: Regime = Regime.SEALED,
    parties: int = 2,
    shown: bool = False,
    fact_confidential: bool = True,
) -> Talks:
    """A case with so many parties and the cast in its seats; `shown`: the desk may know the seats' roles."""
    parts = parts or in_memory()
    assert isinstance(parts.clock, FakeClock)
    named = [Party(name=name) for name in PARTIES[:parties]]
    case = granted(cases.open_case(parts, terms(regime, fact_confidential=fact_confidential), named))
    other = granted(cases.open_case(parts, terms(regime, codename="Quiet Harbour"), named))

    def seated(place: PlaceId, role: Role) -> Seat:
        return granted(cases.give_seat(parts, place, role, shown=shown))

    return Talks(
        parts=parts,
        clock=parts.clock,
        case=case,
        heads=tuple(Delegate(parts, seated(room.room, Role.HEAD)) for room in case.rooms),
        ada=Delegate(parts, seated(case.rooms[0].room, Role.ADVISER)),
        mo=Mediator(parts, seated(case.desk, Role.MEDIATOR)),
        other=other,
        zed=Delegate(parts, seated(other.rooms[0].room, Role.HEAD)),
    )


def _there(found: R | None, label: Label) -> R:
    assert found is not None, f"there is no {label}"
    return found
