"""The desk's ledger: its pages, points, cards and notes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import pytest

from entremise.domain.agenda import Keeping
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.notes import DeskNoteKept
from entremise.domain.events.rounds import City
from entremise.domain.ids import CARRIES, Label, Mark
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.ledger import How, Row, Show, Why
from entremise.domain.notes import FREE, About
from entremise.domain.points import Grouping
from entremise.domain.rounds import Setting
from entremise.domain.terms import CarryForm, MessageType, Regime, Role
from entremise.domain.told import Matter
from entremise.services import agenda, asking, cases, ledger, rounds
from entremise.services.agenda import Telling
from entremise.services.asking import SummaryQuestion
from entremise.services.ledger import BATCH, MOST_LINES_READ, PAGE, Asked, Kept, LedgerPage
from tests.cast import CONFIDENCE, NOON, SUBSTANCE, Mediator, Talks, granted, open_talks

MUSCAT: Final = City(name="Muscat", zone="Asia/Muscat")


@pytest.fixture
def talks() -> Talks:
    return open_talks()


def page(talks: Talks, asked: Asked | None = None) -> LedgerPage:
    return granted(ledger.ledger_page(talks.parts, talks.mo.seat, asked or Asked()))


def keeps(talks: Talks, words: str, *entries: Label, number: int | None = None, round: int | None = None) -> int:  # noqa: A002
    grouping = Grouping(words=words, entries=entries, round=round)
    return granted(ledger.keep_point(talks.parts, talks.mo.seat, grouping, number=number)).number


def begins(talks: Talks, title: str, starts: datetime) -> int:
    """A round of this title, at that moment."""
    setting = Setting(title=title, city=MUSCAT, starts=starts)
    return granted(rounds.set_round(talks.parts, talks.mo.seat, setting)).number


def words(rows: Sequence[Row]) -> list[str]:
    return [row.words for row in rows]


def points(found: LedgerPage) -> list[str]:
    return [row.words for group in found.groups for row in group.rows]


# The page ---------------------------------------------------------------------------------------------------


def test_an_empty_ledger(talks: Talks) -> None:
    found = page(talks)

    assert (found.groups, found.alone, found.further, found.earlier) == ((), (), None, None)


def test_entries_stand_by_themselves_the_newest_first(talks: Talks) -> None:
    """What was carried is read with the entry from which it was carried; a note of the delegation is not known here."""
    offer = talks.ana.says("Nine.", leave=SUBSTANCE)
    talks.ana.notes("Ten, if need be.")
    talks.mo.carries("They offer nine.", into="B", sources=[offer])
    talks.bo.says("Eight.", leave=CONFIDENCE)
    talks.mo.carries("What of nine and a half?", into="A", form=CarryForm.IDEA)
    talks.mo.speaks("And you?", into="B")

    assert words(page(talks).alone) == ["And you?", "What of nine and a half?", "Eight.", "Nine."]


def test_an_announcement_is_one_row(talks: Talks) -> None:
    """A copy went into each room; one is no copy of another that says the same later."""
    talks.mo.announces("At noon.")
    talks.clock.advance(60)
    talks.mo.announces("At noon.")

    found = page(talks).alone
    assert [[[fact.label for fact in cell.facts] for cell in row.cells] for row in found] == [
        [[Label("A", 2)], [Label("B", 2)]],
        [[Label("A", 1)], [Label("B", 1)]],
    ]


def test_what_a_point_holds_stands_in_it(talks: Talks) -> None:
    """With its wording, and no longer by itself."""
    offer = talks.ana.says("Nine.", leave=SUBSTANCE)
    talks.bo.says("Grain.", leave=SUBSTANCE)
    keeps(talks, "Frigates.", offer)

    found = page(talks)
    assert points(found) == ["Frigates."]
    assert words(found.alone) == ["Grain."]


def test_what_was_carried_stands_for_its_sources(talks: Talks) -> None:
    """An idea of the desk's own stands for itself."""
    offer = talks.ana.says("Nine.", leave=SUBSTANCE)
    entered = talks.mo.carries("They offer nine.", into="B", sources=[offer]).entered
    idea = talks.mo.carries("Nine and a half?", into="A", form=CarryForm.IDEA).entered
    assert entered is not None
    assert idea is not None
    keeps(talks, "Frigates.", entered, idea)

    assert [point.entries for point in page(talks).points] == [(offer, idea)]


def test_a_point_that_is_dissolved_gives_its_entries_back(talks: Talks) -> None:
    """And can be kept again, with the same number."""
    offer = talks.ana.says("Nine.", leave=SUBSTANCE)
    number = keeps(talks, "Frigates.", offer)
    done = ledger.dissolve_point(talks.parts, talks.mo.seat, number)

    assert done == Kept(1, NOON)
    assert (points(page(talks)), words(page(talks).alone)) == ([], ["Nine."])
    assert keeps(talks, "Frigates again.", offer, number=number) == 1
    assert points(page(talks)) == ["Frigates again."]


def test_a_dissolved_point_is_dissolved_once(talks: Talks) -> None:
    offer = talks.ana.says("Nine.", leave=SUBSTANCE)
    number = keeps(talks, "Frigates.", offer)
    granted(ledger.dissolve_point(talks.parts, talks.mo.seat, number))

    assert ledger.dissolve_point(talks.parts, talks.mo.seat, number) == Refusal(Code.POINT_DISSOLVED)
    assert ledger.dissolve_point(talks.parts, talks.mo.seat, 9) == ABSENT


def test_a_repeated_request_makes_one_point(talks: Talks) -> None:
    offer = talks.ana.says("Nine.", leave=SUBSTANCE)
    grouping = Grouping(words="Frigates.", entries=(offer,))
    twice = [ledger.keep_point(talks.parts, talks.mo.seat, grouping, key="a key of ours") for _ in range(2)]

    assert twice == [Kept(1, NOON), Kept(1, NOON)]
    assert len(page(talks).points) == 1


@pytest.mark.parametrize("label", [Label("A", 9), Label("N", 1), Label(CARRIES, 1), Label("H", 1)])
def test_a_point_holds_what_the_desk_has(talks: Talks, label: Label) -> None:
    """No note of a delegation, no message at a door, nothing of a room that there is not."""
    talks.ana.notes("Ten, if need be.")
    talks.mo.carries("What of nine?", into="B", form=CarryForm.IDEA, hold=60)
    refused = ledger.keep_point(talks.parts, talks.mo.seat, Grouping(words="Frigates.", entries=(label,)))

    assert refused == Refusal(Code.POINT_ENTRY_UNKNOWN, {"source": str(label)})


def test_a_point_is_under_an_item_that_there_is(talks: Talks) -> None:
    offer = talks.ana.says("Nine.", leave=SUBSTANCE)
    grouping = Grouping(words="Frigates.", entries=(offer,), item=7)

    assert ledger.keep_point(talks.parts, talks.mo.seat, grouping) == ABSENT


def test_points_stand_by_agenda_item(talks: Talks) -> None:
    """In the agenda's order; those of none at the end."""
    offer = talks.ana.says("Nine.", leave=SUBSTANCE)
    items = [
        granted(agenda.keep_item(talks.parts, talks.mo.seat, Keeping(title=one))).number for one in ("Sea", "Land")
    ]
    for words_, item in (("Free.", None), ("Grain.", items[1]), ("Frigates.", items[0]), ("Corn.", items[1])):
        grouping = Grouping(words=words_, entries=(offer,), item=item)
        granted(ledger.keep_point(talks.parts, talks.mo.seat, grouping))
    granted(ledger.keep_note(talks.parts, talks.mo.seat, "Ask the pilots.", About(item=items[0])))
    found = page(talks)

    assert [(group.item and group.item.title, words(group.rows)) for group in found.groups] == [
        ("Sea", ["Frigates."]),
        ("Land", ["Grain.", "Corn."]),
        (None, ["Free."]),
    ]
    assert [note.text for note in found.groups[0].notes] == ["Ask the pilots."]
    assert points(page(talks, Asked(item=items[1]))) == ["Grain.", "Corn."]
    assert points(page(talks, Asked(item=0))) == ["Free."]


# Filters ----------------------------------------------------------------------------------------------------


def test_what_is_owed(talks: Talks) -> None:
    """In a regime in which facts are owed; until they were told."""
    owing = open_talks(regime=Regime.MUST_SHARE, parties=3)
    fact = owing.ana.says("Nine.", type=MessageType.INFORMATION)
    owing.ana.says("Ten, between us.", leave=CONFIDENCE)
    owing.mo.carries("They have nine.", into="B", sources=[fact])

    assert words(page(owing, Asked(show=Show.OWED)).alone) == ["Nine."]
    assert words(page(owing, Asked(show=Show.OWED, side="C")).alone) == ["Nine."]
    assert words(page(owing, Asked(show=Show.OWED, side="B")).alone) == []
    talks.ana.says("Nine.")
    assert words(page(talks, Asked(show=Show.OWED)).alone) == []


def test_a_side_and_a_round(talks: Talks) -> None:
    """Entries that no point holds are of no round."""
    nine, eight = talks.ana.says("Nine.", leave=SUBSTANCE), talks.bo.says("Eight.", leave=SUBSTANCE)
    talks.ana.says("Alone.", leave=SUBSTANCE)
    keeps(talks, "Ours.", nine, round=1)
    keeps(talks, "Theirs.", eight, round=2)

    found = page(talks, Asked(round=2))
    assert (points(found), words(found.alone), [one.number for one in found.rounds]) == (["Theirs."], [], [1, 2])
    assert points(page(talks, Asked(side="A"))) == ["Ours."]


def test_an_entry_is_in_the_round_that_had_begun_last(talks: Talks) -> None:
    """What was said before the first round is in none."""
    talks.ana.says("Before.", leave=SUBSTANCE)
    first, second = (begins(talks, f"Round {at}", NOON + timedelta(hours=at)) for at in (1, 2))
    talks.clock.advance(3700)
    talks.ana.says("In the first.", leave=SUBSTANCE)
    talks.clock.advance(3700)
    talks.ana.says("In the second.", leave=SUBSTANCE)

    assert words(page(talks, Asked(round=first)).alone) == ["In the first."]
    assert words(page(talks, Asked(round=second)).alone) == ["In the second."]
    assert [one.number for one in page(talks).rounds] == [first, second]


def test_an_entry_is_under_the_item_that_rests_on_it(talks: Talks) -> None:
    """What no line of the agenda names is under no item."""
    nine = talks.ana.says("Nine.", leave=SUBSTANCE)
    talks.ana.says("Grain.", leave=SUBSTANCE)
    sea = granted(agenda.keep_item(talks.parts, talks.mo.seat, Keeping(title="Sea", sources=(nine,)))).number

    assert words(page(talks, Asked(item=sea)).alone) == ["Nine."]
    assert words(page(talks, Asked(item=0)).alone) == ["Grain."]


def test_what_papers_told_stands_beside_what_was_carried(talks: Talks) -> None:
    """In a row for each matter, with what each room was told last; where the show is narrowed, none."""
    sea = granted(agenda.keep_item(talks.parts, talks.mo.seat, Keeping(title="Sea"))).number
    granted(agenda.show(talks.parts, talks.mo.seat, Telling(item=sea, into="B", title="Sea")))
    (row,) = page(talks).noticed

    assert (row.matter, row.number, row.words) == (Matter.ITEM, sea, "Sea")
    assert [told is not None and told.words for _, told in row.cells] == [False, "Sea"]
    assert page(talks, Asked(side="A")).noticed == ()
    assert page(talks, Asked(show=Show.OWED)).noticed == ()
    assert len(page(talks, Asked(item=sea)).noticed) == 1
    assert page(talks, Asked(item=0)).noticed == ()


@pytest.mark.parametrize("asked", [Asked(side="H"), Asked(before=Label("N", 1)), Asked(before=Label("", 3))])
def test_what_there_is_not_is_absent(talks: Talks, asked: Asked) -> None:
    assert ledger.ledger_page(talks.parts, talks.mo.seat, asked) == ABSENT


def test_before_an_entry_that_is_not_there_is_nothing(talks: Talks) -> None:
    talks.ana.says("Nine.", leave=SUBSTANCE)

    assert page(talks, Asked(before=Label("A", 9))).alone == ()


# Page by page -----------------------------------------------------------------------------------------------


def test_entries_come_page_by_page(talks: Talks) -> None:
    """Every one of them once."""
    for number in range(45):
        talks.ana.says(f"Number {number}.", leave=SUBSTANCE)
    found = page(talks)
    read = words(found.alone)
    while found.earlier is not None:
        found = page(talks, Asked(before=found.earlier))
        assert len(found.alone) <= PAGE
        read += words(found.alone)

    assert read == [f"Number {number}." for number in reversed(range(45))]


def test_points_come_page_by_page(talks: Talks) -> None:
    offer = talks.ana.says("Nine.", leave=SUBSTANCE)
    for number in range(45):
        keeps(talks, f"Point {number}.", offer)
    found = page(talks)
    read = points(found)
    while found.further is not None:
        found = page(talks, Asked(after=found.further))
        assert found.alone == ()
        read += points(found)

    assert read == [f"Point {number}." for number in range(45)]


def test_a_page_looks_back_so_far_and_says_where_it_stopped(talks: Talks) -> None:
    """What is looked for may lie further back than one page looks."""
    talks.ana.says("Between us.", leave=CONFIDENCE)
    for number in range(MOST_LINES_READ + BATCH):
        talks.ana.says(f"Number {number}.", leave=SUBSTANCE)

    found = page(talks, Asked(show=Show.CONFIDENCE))
    assert (found.alone, found.earlier) == ((), Label("A", 62))
    assert words(page(talks, Asked(show=Show.CONFIDENCE, before=found.earlier)).alone) == ["Between us."]


def test_an_announcement_is_not_torn_apart_by_a_page(talks: Talks) -> None:
    """Its copies stand in lines of their own, between which a reading may begin."""
    talks.mo.announces("At noon.")
    for number in range(BATCH - 1):
        talks.ana.says(f"Number {number}.", leave=SUBSTANCE)
    found, read = page(talks), []
    while True:
        read += [row for row in found.alone if row.words == "At noon."]
        if found.earlier is None:
            break
        found = page(talks, Asked(before=found.earlier))

    assert [[len(cell.facts) for cell in row.cells] for row in read] == [[1, 1]]


# A point ----------------------------------------------------------------------------------------------------


def test_a_point_has_a_page(talks: Talks) -> None:
    """With its history, its notes, and what is about to be added."""
    nine, ten = (talks.ana.says(text, leave=SUBSTANCE) for text in ("Nine.", "Ten."))
    number = keeps(talks, "Frigates.", nine)
    keeps(talks, "Ships.", nine, number=number)
    granted(ledger.keep_note(talks.parts, talks.mo.seat, "Ask again.", About(point=number)))
    found = granted(ledger.point_page(talks.parts, talks.mo.seat, number, adding=[ten]))

    assert [one.words for one in found.history] == ["Frigates.", "Ships."]
    assert [note.text for note in found.notes] == ["Ask again."]
    assert found.entries == (nine, ten)
    assert found.row is not None
    assert [fact.text for fact in found.row.cell("A").facts] == ["Nine.", "Ten."]


def test_a_point_that_there_is_not_has_no_page(talks: Talks) -> None:
    assert ledger.point_page(talks.parts, talks.mo.seat, 1) == ABSENT
    assert ledger.point_page(talks.parts, talks.mo.seat, None, adding=[Label("A", 9)]) == ABSENT


# The card ---------------------------------------------------------------------------------------------------


def test_a_card_is_made_of_points_and_entries(talks: Talks) -> None:
    nine = talks.ana.says("Nine.", leave=SUBSTANCE)
    talks.mo.carries("They offer nine.", into="B", sources=[nine])
    talks.ana.says("Ten, between us.", leave=CONFIDENCE)
    keeps(talks, "Frigates.", nine)
    granted(ledger.keep_note(talks.parts, talks.mo.seat, "They hesitate.", About(mark=Mark("B"))))
    found = granted(ledger.card_page(talks.parts, talks.mo.seat, "B"))

    assert [(line.words, line.how, line.point) for line in found.card.known.lines] == [("Frigates.", How.SUBSTANCE, 1)]
    assert [(line.words, line.why) for line in found.card.slip.lines] == [("Ten, between us.", Why.CONFIDENCE)]
    assert [note.text for note in found.notes] == ["They hesitate."]
    assert found.since is None


def test_a_card_says_from_when_on_it_is(talks: Talks) -> None:
    """Points are on it however old their entries are."""
    first = talks.ana.says("Nine.", leave=CONFIDENCE)
    talks.clock.advance(60)
    for number in range(ledger.ON_CARD):
        talks.bo.says(f"Number {number}.", leave=SUBSTANCE)
    keeps(talks, "Frigates.", first)
    found = granted(ledger.card_page(talks.parts, talks.mo.seat, "B"))

    assert found.since is not None
    assert (found.since - NOON).total_seconds() == 60
    assert [line.words for line in found.card.slip.lines] == ["Frigates."]


def test_an_old_confidence_stays_on_the_card(talks: Talks) -> None:
    """However much was said since, and in no point; a card says how many more there are."""
    talks.ana.says("Nine.", leave=CONFIDENCE)
    for number in range(ledger.ON_CARD):
        talks.bo.says(f"Number {number}.", leave=SUBSTANCE)
    slip = granted(ledger.card_page(talks.parts, talks.mo.seat, "B")).card.slip

    assert ([line.words for line in slip.lines], slip.more) == (["Nine."], 0)

    for number in range(ledger.ON_CARD + ledger.MOST_OLD):
        talks.ana.says(f"Secret {number}.", leave=CONFIDENCE)
    slip = granted(ledger.card_page(talks.parts, talks.mo.seat, "B")).card.slip

    assert len(slip.lines) + slip.more == ledger.ON_CARD + ledger.MOST_OLD + 1


def test_an_idea_that_was_not_carried_must_not_be_let_slip(talks: Talks) -> None:
    """As whose it is: it may be carried as the mediator's own. Once it was, it is known."""
    idea = talks.ana.says("Nine.", leave=Leave(form=LeaveForm.IDEA))
    before = granted(ledger.card_page(talks.parts, talks.mo.seat, "B")).card.slip
    talks.mo.carries("What of nine?", into="B", sources=[idea], form=CarryForm.IDEA)
    after = granted(ledger.card_page(talks.parts, talks.mo.seat, "B")).card.slip

    assert [(line.words, line.form) for line in before.lines] == [("Nine.", LeaveForm.IDEA)]
    assert after.lines == ()


def test_papers_stand_on_a_card(talks: Talks) -> None:
    """What they were told is known, what they were not told must not be let slip, what they were asked waits."""
    sea = granted(agenda.keep_item(talks.parts, talks.mo.seat, Keeping(title="Sea"))).number
    granted(agenda.keep_item(talks.parts, talks.mo.seat, Keeping(title="Land")))
    granted(agenda.show(talks.parts, talks.mo.seat, Telling(item=sea, into="B", title="Sea")))
    granted(ledger.keep_note(talks.parts, talks.mo.seat, "They hesitate.", FREE))
    granted(asking.ask_summary(talks.parts, talks.mo.seat, SummaryQuestion(mark=Mark("B"), points=("June.",))))
    found = granted(ledger.card_page(talks.parts, talks.mo.seat, "B")).card

    assert [line.words for line in found.known.lines] == ["June.", "Sea"]
    assert [line.words for line in found.papers.lines] == ["They hesitate.", "Land"]
    assert [line.words for line in found.waiting.lines] == ["June."]


def test_a_room_that_there_is_not_has_no_card(talks: Talks) -> None:
    assert ledger.card_page(talks.parts, talks.mo.seat, "H") == ABSENT


# Notes ------------------------------------------------------------------------------------------------------


def test_notes_are_kept_changed_and_struck_out(talks: Talks) -> None:
    first = granted(ledger.keep_note(talks.parts, talks.mo.seat, "One.", FREE)).number
    granted(ledger.keep_note(talks.parts, talks.mo.seat, "Two.", About(mark=Mark("A"))))
    granted(ledger.keep_note(talks.parts, talks.mo.seat, "One, again.", FREE, number=first))

    def there() -> list[str]:
        return [note.text for note in granted(ledger.notes_page(talks.parts, talks.mo.seat)).notes]

    assert there() == ["Two.", "One, again."]
    granted(ledger.strike_note(talks.parts, talks.mo.seat, first))
    assert there() == ["Two."]
    assert ledger.strike_note(talks.parts, talks.mo.seat, first) == ABSENT


@pytest.mark.parametrize("about", [About(mark=Mark("H")), About(point=1), About(item=1)])
def test_a_note_is_about_what_there_is(talks: Talks, about: About) -> None:
    assert ledger.keep_note(talks.parts, talks.mo.seat, "One.", about) == ABSENT


def test_nothing_of_it_stands_in_a_room(talks: Talks) -> None:
    """Neither a point nor a note writes a line anywhere but at the desk."""
    nine = talks.ana.says("Nine.", leave=SUBSTANCE)
    before = {room.mark: talks.parts.store.head(room.room) for room in talks.case.rooms}
    keeps(talks, "Frigates.", nine)
    granted(ledger.keep_note(talks.parts, talks.mo.seat, "They hesitate.", About(mark=Mark("A"))))

    assert {room.mark: talks.parts.store.head(room.room) for room in talks.case.rooms} == before
    last = talks.parts.store.lines(talks.case.desk, after=talks.parts.store.head(talks.case.desk) - 1, limit=1)[0]
    assert isinstance(last.event, DeskNoteKept)


# Who may ----------------------------------------------------------------------------------------------------


def test_an_interpreter_at_the_desk_reads(talks: Talks) -> None:
    """And changes nothing."""
    seat = granted(cases.give_seat(talks.parts, talks.case.desk, Role.INTERPRETER))
    reads = Mediator(talks.parts, seat)
    offer = talks.ana.says("Nine.", leave=SUBSTANCE)

    assert words(granted(ledger.ledger_page(talks.parts, reads.seat, Asked())).alone) == ["Nine."]
    refused = [
        ledger.keep_point(talks.parts, seat, Grouping(words="x", entries=(offer,))),
        ledger.dissolve_point(talks.parts, seat, 1),
        ledger.keep_note(talks.parts, seat, "x", FREE),
        ledger.strike_note(talks.parts, seat, 1),
    ]
    assert [one.code for one in refused if isinstance(one, Refusal)] == [Code.ROLE_MAY_NOT] * 4
