"""Searching a place: what it holds, and nothing that another holds."""

from dataclasses import replace
from datetime import timedelta
from typing import Final, cast

import pytest

from entremise.domain.agenda import Keeping
from entremise.domain.errors import ABSENT, Broken, Code, Refusal
from entremise.domain.events import Told
from entremise.domain.events.mandate import Reach
from entremise.domain.events.positions import StandKind
from entremise.domain.events.rounds import City
from entremise.domain.finding import Piece, Query, Term
from entremise.domain.ids import DeskId, Label, PlaceId
from entremise.domain.log import Append, Line
from entremise.domain.mandate import OnItem
from entremise.domain.notes import FREE
from entremise.domain.rooms import Seat, Writing
from entremise.domain.rounds import Move, Setting
from entremise.domain.terms import CarryForm, MessageType, Role
from entremise.domain.tracks import Track
from entremise.domain.written import PaperKind
from entremise.services import agenda, asking, dates, ledger, mandate, positions, rounds, speaking, telling, tracks
from entremise.services.agenda import Telling
from entremise.services.asking import CarryQuestion
from entremise.services.ports import Store
from entremise.services.searching import Results, Search, search
from tests.cast import CONFIDENCE, NOON, OWN, SUBSTANCE, Talks, granted


def labels(talks: Talks, seat: Seat, text: str, *, room: str | None = None) -> list[str]:
    return [str(one.entry.label) for one in granted(search(talks.parts, seat, text, room=room)).entries]


def test_a_delegation_finds_what_stands_in_its_room(talks: Talks) -> None:
    """Its entries and notes, what the mediator said and brought, and announcements; newest first."""
    offer = talks.ana.says("Nine frigates.", leave=SUBSTANCE)
    talks.ada.says("Frigates: eleven at most.", leave=OWN)
    talks.mo.speaks("Which frigates?", into="A")
    talks.mo.carries("Their frigates stay.", into="A", form=CarryForm.IDEA)
    talks.mo.announces("No frigates before spring.")

    assert labels(talks, talks.ana.seat, "frigates") == ["A-04", "A-03", "A-02", "N-01", str(offer)]


def test_a_result_says_who_wrote_it_when_and_where_the_words_stand(talks: Talks) -> None:
    talks.ana.says("We keep nine frigates.", leave=SUBSTANCE)

    (found,) = granted(search(talks.parts, talks.ana.seat, "nine")).entries

    assert found.entry == talks.ana.entry(Label("A", 1))
    assert found.extract == (
        Piece("We keep ", marked=False),
        Piece("nine", marked=True),
        Piece(" frigates.", marked=False),
    )


def test_the_desk_finds_what_it_holds(talks: Talks) -> None:
    """Of every room, or of one; a delegation's notes are not among it."""
    talks.ana.says("Nine frigates.", leave=CONFIDENCE)
    talks.ana.notes("Frigates: eleven at most.")
    talks.bo.says("No frigates.", leave=SUBSTANCE)
    talks.mo.carries("One could count frigates.", into="B", form=CarryForm.IDEA)

    assert labels(talks, talks.mo.seat, "frigates") == ["B-02", "B-01", "A-01"]
    assert labels(talks, talks.mo.seat, "frigates", room="A") == ["A-01"]


def test_nobody_finds_what_another_place_holds(talks: Talks) -> None:
    """Not another room's words, nor what waits at a door, nor another case's."""
    talks.ana.says("Nine frigates.", leave=SUBSTANCE)
    talks.mo.carries("Frigates may go.", into="B", form=CarryForm.IDEA, hold=30)

    assert labels(talks, talks.bo.seat, "frigates") == []
    assert labels(talks, talks.zed.seat, "frigates") == []


def test_a_room_cannot_be_named_from_a_room(talks: Talks) -> None:
    """Not even one's own: it is as absent as one that there is not."""
    talks.ana.says("Nine frigates.", leave=SUBSTANCE)

    asked = [search(talks.parts, talks.bo.seat, "frigates", room=room) for room in ("A", "B", "H")]

    assert asked == [ABSENT] * 3
    assert search(talks.parts, talks.mo.seat, "frigates", room="H") == ABSENT


def test_what_is_written_later_is_found(talks: Talks) -> None:
    """Each search reads on."""
    talks.ana.says("Nine frigates.")
    assert labels(talks, talks.ana.seat, "frigates") == ["A-01"]

    talks.ada.says("Frigates again.")

    assert labels(talks, talks.ana.seat, "frigates") == ["A-02", "A-01"]


def test_a_search_goes_on_page_by_page(talks: Talks) -> None:
    """Each entry once."""
    for _ in range(5):
        talks.ana.says("Oil.")
    read: list[Label] = []
    before: Label | None = None
    while True:
        page = granted(search(talks.parts, talks.ana.seat, "oil", before=before, limit=2))
        read += [one.entry.label for one in page.entries]
        before = page.earlier
        if before is None:
            break

    assert read == [Label("A", number) for number in (5, 4, 3, 2, 1)]


def test_a_result_leads_to_a_page_that_shows_it(talks: Talks) -> None:
    """With a few entries below it; the last page where there are none."""
    first = talks.ana.says("Frigates.")
    for _ in range(60):
        talks.ana.says("Oil.")
    last = talks.ana.says("Frigates.")

    found = granted(search(talks.parts, talks.ana.seat, "frigates")).entries

    assert [(one.entry.label, one.before) for one in found] == [(last, None), (first, Label("A", 5))]
    assert first in [entry.label for entry in talks.ana.page(before=Label("A", 5)).thread.entries]


@pytest.mark.parametrize(("text", "code"), [("", Code.QUERY_EMPTY), ("oil " * 100, Code.TEXT_TOO_LONG)])
def test_what_cannot_be_looked_for_is_refused(talks: Talks, text: str, code: Code) -> None:
    refused = search(talks.parts, talks.ana.seat, text)

    assert isinstance(refused, Refusal)
    assert refused.code is code


def test_an_observer_does_not_search(talks: Talks) -> None:
    """Its role reads."""
    observer = replace(talks.ana.seat, role=Role.OBSERVER)

    refused = search(talks.parts, observer, "oil")

    assert isinstance(refused, Refusal)
    assert refused.code is Code.ROLE_MAY_NOT


def test_a_search_that_comes_later_finds_as_much(talks: Talks) -> None:
    """The index is read from the log; a new process forgets nothing."""
    talks.ana.says("Nine frigates.")
    later = replace(talks.parts, search=Search())

    assert search(later, talks.ana.seat, "frigates") == search(talks.parts, talks.ana.seat, "frigates")


def test_a_line_that_was_not_kept_is_not_found(talks: Talks) -> None:
    """A search may look within a transaction that fails afterwards: what it read there was never said."""
    parts, desk = talks.parts, DeskId(talks.mo.seat.place)
    never_said = Told(
        label=Label("A", 1),
        role=None,
        text="Nine frigates.",
        type=MessageType.INFORMATION,
        binding=False,
        leave=CONFIDENCE,
        marked=True,
    )

    def fail() -> None:
        with parts.store.writing(desk):
            parts.store.append([Append(desk, never_said)], at=parts.clock.now())
            assert labels(talks, talks.mo.seat, "frigates") == ["A-01"]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert labels(talks, talks.mo.seat, "frigates") == []


class Watched:
    """A store that knows which logs were read from their beginning, and cannot be read while it is `shut`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.begun: list[PlaceId] = []
        self.shut = False

    def lines(self, place: PlaceId, *, after: int, limit: int) -> list[Line]:
        if self.shut:
            raise Broken("the place is closed")
        if after == 0:
            self.begun.append(place)
        return self._store.lines(place, after=after, limit=limit)

    def looked_through(self, search: Search, *places: PlaceId) -> list[PlaceId]:
        """The logs read from their beginning when these places are searched."""
        self.begun.clear()
        for place in places:
            search.find(cast("Store", self), place, OIL, series=None, before=None, limit=1)
        return list(self.begun)


OIL: Final = Query((Term(("oil",), exact=True),))


def test_a_place_that_cannot_be_read_is_forgotten(talks: Talks) -> None:
    """When its key is gone, no word of it stays in memory: it is read anew when it can be."""
    store, search, place = Watched(talks.parts.store), Search(), talks.ana.seat.place
    assert store.looked_through(search, place, place) == [place]

    store.shut = True
    with pytest.raises(Broken):
        store.looked_through(search, place)
    store.shut = False

    assert store.looked_through(search, place, place) == [place]


def test_a_place_is_forgotten_when_told_to(talks: Talks) -> None:
    """When a room is destroyed or closed; others stay."""
    store, search = Watched(talks.parts.store), Search()
    here, there = talks.ana.seat.place, talks.bo.seat.place
    store.looked_through(search, here, there)

    search.forget(here)

    assert store.looked_through(search, here, there) == [here]


def test_only_so_many_places_are_kept_in_mind(talks: Talks) -> None:
    """The one not searched for longest goes first."""
    store, search = Watched(talks.parts.store), Search(most_places=2)
    ana, bo, mo = talks.ana.seat.place, talks.bo.seat.place, talks.mo.seat.place

    assert store.looked_through(search, ana, bo, ana, mo) == [ana, bo, mo]
    assert store.looked_through(search, ana, mo, bo) == [bo]


def test_only_so_many_words_are_kept_in_mind(talks: Talks) -> None:
    """Of all places together; the one in use is kept whatever its size."""
    talks.ana.says("One two three four five six.")
    talks.bo.says("One two three four five six.")
    store, search = Watched(talks.parts.store), Search(most_words=5)
    ana, bo = talks.ana.seat.place, talks.bo.seat.place

    assert store.looked_through(search, ana, ana, bo, bo, ana) == [ana, bo, ana]


def test_what_is_found_in_one_room_does_not_depend_on_another(talks: Talks) -> None:
    """Neither what, nor in which order, nor how it is cut."""
    quiet = talks.bo.says("Oil and frigates.")
    before = granted(search(talks.parts, talks.bo.seat, "oil"))
    for _ in range(30):
        talks.ana.says("Oil, oil, oil, frigates.", leave=SUBSTANCE)
    labels(talks, talks.ana.seat, "oil")

    after = search(talks.parts, talks.bo.seat, "oil")

    assert after == before
    assert isinstance(after, Results)
    assert [one.entry.label for one in after.entries] == [quiet]


# Papers -----------------------------------------------------------------------------------------------------


def on_papers(talks: Talks, seat: Seat, text: str, *, room: str | None = None) -> list[tuple[PaperKind, int, str]]:
    found = granted(search(talks.parts, seat, text, room=room)).papers
    return [(one.thing.kind, one.thing.number, one.thing.series) for one in found]


def test_a_room_finds_what_its_papers_hold(talks: Talks) -> None:
    """Its agenda, questions, positions, mandate, and rounds that it was told of."""
    parts, ana, mo = talks.parts, talks.ana.seat, talks.mo.seat
    label = talks.ana.says("We would take seven.", leave=CONFIDENCE)
    number = granted(agenda.keep_item(parts, mo, Keeping(title="Kestrels"))).number
    granted(agenda.show(parts, mo, Telling(item=number, into="A", title="Kestrels")))
    asked = CarryQuestion(into="B", form=CarryForm.SUBSTANCE, text="Seven kestrels might do.", sources=(label,))
    granted(asking.ask_carry(parts, mo, asked))
    granted(positions.keep_stand(parts, ana, item=1, kind=StandKind.RED_LINE, words="No kestrels."))
    granted(mandate.set_mandate(parts, ana, 1, reach=Reach.INSIDE, words="Kestrels, to nine."))
    told = telling.Telling(marks=("A",))
    setting = Setting(
        title="Kestrels again", city=City(name="Muscat", zone="Asia/Muscat"), starts=NOON + timedelta(days=1)
    )
    granted(rounds.set_round(parts, mo, setting, telling=told))

    assert on_papers(talks, ana, "kestrels") == [
        (PaperKind.ROUND, 1, ""),
        (PaperKind.MANDATE, 1, ""),
        (PaperKind.STAND, 1, ""),
        (PaperKind.QUESTION, 1, ""),
        (PaperKind.ITEM, 1, ""),
    ]
    assert on_papers(talks, talks.bo.seat, "kestrels") == []
    assert on_papers(talks, mo, "kestrels") == [
        (PaperKind.ROUND, 1, ""),
        (PaperKind.QUESTION, 1, "A"),
        (PaperKind.SHOWN, 1, "A"),
        (PaperKind.ITEM, 1, ""),
    ]
    assert on_papers(talks, mo, "kestrels", room="A") == [(PaperKind.QUESTION, 1, "A"), (PaperKind.SHOWN, 1, "A")]


def test_a_reason_outside_the_mandate_does_not_hide_the_mandate(talks: Talks) -> None:
    parts, ana = talks.parts, talks.ana.seat
    granted(mandate.set_mandate(parts, ana, 0, reach=Reach.OUTSIDE, words="Keep the kestrels."))
    offer = Writing(text="Herons.", leave=SUBSTANCE)
    granted(speaking.write(parts, ana, offer, on=OnItem(item=0, why="Egrets press.")))

    found = [on_papers(talks, ana, word) for word in ("kestrels", "egrets")]

    assert found == [[(PaperKind.MANDATE, 0, "")], [(PaperKind.OUTSIDE, 0, "")]]


def test_every_reason_outside_the_mandate_is_found(talks: Talks) -> None:
    parts, ana = talks.parts, talks.ana.seat
    granted(mandate.set_mandate(parts, ana, 0, reach=Reach.OUTSIDE))
    for why in ("Egrets press.", "Herons press."):
        granted(speaking.write(parts, ana, Writing(text="Yes.", leave=SUBSTANCE), on=OnItem(item=0, why=why)))

    assert on_papers(talks, ana, "press") == [(PaperKind.OUTSIDE, 0, "")] * 2
    assert on_papers(talks, ana, "egrets") == [(PaperKind.OUTSIDE, 0, "")]


def test_what_was_said_with_a_notice_is_found_whatever_follows(talks: Talks) -> None:
    """By the room and by the desk: of a round, a track and a question for dates, told again, with others or none."""
    parts, mo, city = talks.parts, talks.mo.seat, City(name="Muscat", zone="Asia/Muscat")
    says = [telling.Telling(marks=("A",), words=words) for words in ("Kestrels.", "Herons.", "")]
    granted(rounds.set_round(parts, mo, Setting(title="Round", city=city, starts=NOON), telling=says[0]))
    for again, says_it in enumerate(says[1:], 1):
        move = Move(starts=NOON + timedelta(days=again))
        granted(rounds.change_round(parts, mo, 1, move, telling=says_it))
    strand = Track(title="Track", city=city)
    for number, says_it in zip((None, 1, 1), says, strict=True):
        granted(tracks.keep_track(parts, mo, replace(strand, title=f"Track {says_it.words}"), number=number))
        granted(tracks.tell_track(parts, mo, 1, says_it))
    granted(dates.propose(parts, mo, "Dates", [NOON + timedelta(days=1)], city=city, telling=says[0]))
    granted(dates.close(parts, mo, 1))

    kinds = [PaperKind.DATES, PaperKind.TRACK, PaperKind.ROUND]
    assert on_papers(talks, talks.ana.seat, "kestrels") == [(kind, 1, "") for kind in kinds]
    assert on_papers(talks, mo, "kestrels") == [(kind, 1, "A") for kind in kinds]
    assert on_papers(talks, talks.ana.seat, "herons") == [(kind, 1, "") for kind in kinds[1:]]
    assert on_papers(talks, talks.ana.seat, "track") == [(PaperKind.TRACK, 1, "")]


def test_on_papers_the_words_that_stand_are_found(talks: Talks) -> None:
    """What was written anew, struck out or taken off is found no more under its old words."""
    parts, mo = talks.parts, talks.mo.seat
    for text in ("Kestrels.", "Herons."):
        granted(ledger.keep_note(parts, mo, text, FREE, number=1 if text == "Herons." else None))
        on_papers(talks, mo, "kestrels")
    granted(ledger.keep_note(parts, mo, "Egrets.", FREE))
    granted(ledger.strike_note(parts, mo, 2))

    found = [on_papers(talks, mo, word) for word in ("kestrels", "herons", "egrets")]

    assert found == [[], [(PaperKind.NOTE, 1, "")], []]


def test_what_belongs_to_an_item_that_was_taken_off_is_found_without_it(talks: Talks) -> None:
    parts, ana, mo = talks.parts, talks.ana.seat, talks.mo.seat
    number = granted(agenda.keep_item(parts, mo, Keeping(title="Ships"))).number
    granted(agenda.show(parts, mo, Telling(item=number, into="A", title="Ships")))
    granted(positions.keep_stand(parts, ana, item=1, kind=StandKind.POSITION, words="Kestrels."))
    before = [one.item for one in granted(search(parts, ana, "kestrels")).papers]
    granted(agenda.take_off(parts, mo, number, "A"))

    after = [one.item for one in granted(search(parts, ana, "kestrels")).papers]

    assert (before, after) == ([1], [None])


def test_papers_stand_beside_the_first_answer_alone(talks: Talks) -> None:
    talks.mo.announces("Kestrels.")
    granted(ledger.keep_note(talks.parts, talks.mo.seat, "Kestrels.", FREE))

    later = granted(search(talks.parts, talks.mo.seat, "kestrels", before=Label("B", 1)))

    assert later.papers == ()
