"""What the pages of agenda, positions and mandate show, of one place's log."""

from dataclasses import dataclass
from datetime import datetime

from entremise.domain.agenda import DeskAgenda, Item, RoomAgenda, RoomItem
from entremise.domain.errors import ABSENT, Refusal
from entremise.domain.events import CaseOpened, RoomOpened
from entremise.domain.events.rounds import ROUNDS
from entremise.domain.ids import Label
from entremise.domain.mandate import MandateDesk, MandatesTold, digest_of
from entremise.domain.positions import Stand, Standing
from entremise.domain.rooms import Seat
from entremise.domain.rounds import LINES, desk_rounds
from entremise.domain.terms import Terms
from entremise.domain.views import EntryKind, EntryView, desk_entries, room_entries
from entremise.services import agenda, mandate, positions, reach
from entremise.services.acts import load_desk, room_opened
from entremise.services.ports import Parts
from entremise.services.reading import room_page
from entremise.services.seats import PeoplePage, people_page


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAgendaPage:
    """The desk's agenda with all that the desk knows and thinks of it."""

    seat: Seat
    opened: CaseOpened
    now: datetime
    head: int
    agenda: DeskAgenda
    standings: dict[int, Standing]
    mandates: MandatesTold
    rounds: dict[int, datetime | None]
    """The rounds by their numbers, and when each begins."""

    @property
    def terms(self) -> Terms:
        """The case's terms."""
        return self.opened.terms


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskItemPage:
    """One item at the desk."""

    page: DeskAgendaPage
    item: Item
    standing: Standing
    sources: tuple[EntryView, ...]
    """The told entries that it rests on."""
    viewed: tuple[EntryView, ...]
    """The told entries in which sides said what they think of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomAgendaPage:
    """A room's agenda, and what the delegation keeps beside it."""

    seat: Seat
    opened: RoomOpened
    now: datetime
    head: int
    agenda: RoomAgenda
    stands: tuple[Stand, ...]
    mandate: MandateDesk

    @property
    def terms(self) -> Terms:
        """The case's terms, as this room was told them."""
        return self.opened.terms


@dataclass(frozen=True, slots=True, kw_only=True)
class MandatePage:
    """A delegation's mandate desk."""

    page: RoomAgendaPage
    people: PeoplePage
    acceptable: tuple[EntryView, ...]
    """The latest that the mediator brought, said or announced, newest first."""
    accepted: dict[Label, EntryView]
    """What was accepted, by its label."""


def desk_page(parts: Parts, seat: Seat) -> DeskAgendaPage:
    """The desk's agenda."""
    began = desk_rounds(parts.store.topic(seat.place, ROUNDS, limit=2 * LINES))
    return DeskAgendaPage(
        seat=seat,
        opened=load_desk(parts.store, seat.place).opened,
        now=parts.clock.now(),
        head=parts.store.head(seat.place),
        agenda=agenda.at_desk(parts, seat.place),
        standings=positions.standings(parts, seat.place),
        mandates=mandate.told(parts, seat.place),
        rounds={one.now.number: one.now.starts for one in began},
    )


def desk_item_page(parts: Parts, seat: Seat, number: int) -> DeskItemPage | Refusal:
    """One item of the desk's agenda."""
    page = desk_page(parts, seat)
    item = page.agenda.item(number)
    if item is None:
        return ABSENT
    viewed = [view.label for view in item.views if view.label is not None]
    found = {entry.label: entry for entry in desk_entries(parts.store.about(seat.place, [*item.sources, *viewed]))}
    return DeskItemPage(
        page=page,
        item=item,
        standing=page.standings.get(number, Standing(item=number)),
        sources=tuple(found[label] for label in item.sources if label in found),
        viewed=tuple(found[label] for label in viewed if label in found),
    )


def room_agenda_page(parts: Parts, seat: Seat) -> RoomAgendaPage:
    """The seat's own room's agenda."""
    return RoomAgendaPage(
        seat=seat,
        opened=room_opened(parts.store, seat.place),
        now=parts.clock.now(),
        head=parts.store.head(seat.place),
        agenda=agenda.in_room(parts, seat.place),
        stands=positions.stands(parts, seat.place),
        mandate=reach.in_room_desk(parts, seat.place),
    )


def room_item(page: RoomAgendaPage, number: int) -> RoomItem | Refusal | None:
    """One item of a room's agenda; None for the talks as a whole, which is item 0."""
    return None if number == 0 else page.agenda.item(number) or ABSENT


def mandate_page(parts: Parts, seat: Seat) -> MandatePage:
    """The seat's own room's mandate desk."""
    page, room = room_agenda_page(parts, seat), room_page(parts, seat)
    came = {entry.label: entry for entry in (*room.thread.entries, *room.brought) if entry.kind is not EntryKind.SAID}
    accepted = {one.of for one in page.mandate.acceptances}
    entries = room_entries(parts.store.about(seat.place, accepted)) if accepted else []
    return MandatePage(
        page=page,
        people=people_page(parts, seat),
        acceptable=tuple(came[label] for label in sorted(came, reverse=True)),
        accepted={entry.label: entry for entry in entries if entry.label in accepted},
    )


def digest_of_entry(entry: EntryView) -> str:
    """What an acceptance of this entry binds to."""
    return digest_of(entry.text, entry.document.digest if entry.document is not None else None)
