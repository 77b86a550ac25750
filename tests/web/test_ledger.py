"""The ledger's pages: who knows what, points, the card before entering a room, notes of the desk."""

from datetime import timedelta
from typing import ClassVar, Final

import pytest
from django.utils.formats import date_format

from entremise.domain.agenda import Keeping
from entremise.domain.events.agenda import ItemState
from entremise.domain.events.rounds import City
from entremise.domain.ids import Mark
from entremise.domain.notes import FREE, About
from entremise.domain.points import Grouping
from entremise.domain.rounds import Setting
from entremise.domain.terms import CarryForm, Role
from entremise.services import agenda, cases, ledger, rounds
from entremise.services.agenda import Telling
from tests.cast import CONFIDENCE, IDEA, NOON, ONLY_IF, SUBSTANCE, VERBATIM, Talks, granted
from tests.web.contract import SeatedPage, Spec
from tests.web.html import Element, fields
from tests.web.people import Person, person, state


def kept(talks: Talks) -> str:
    """A point with an entry of A in it."""
    offer = talks.ana.says("Nine frigates.", leave=SUBSTANCE)
    granted(ledger.keep_point(talks.parts, talks.mo.seat, Grouping(words="Frigates.", entries=(offer,))))
    return "points/1"


class TestLedger(SeatedPage):
    spec = Spec(seat="mo", desk=True, methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        kept(talks)
        return "ledger"


class TestCard(SeatedPage):
    spec = Spec(seat="mo", desk=True, methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "ledger/cards/A"


class TestNewPoint(SeatedPage):
    spec = Spec(
        seat="mo",
        desk=True,
        methods=("GET", "HEAD", "POST"),
        form={"words": "Frigates.", "entry": ["A-01"], "keep": "1"},
    )

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        talks.ana.says("Nine frigates.", leave=SUBSTANCE)
        return "points"


class TestPoint(SeatedPage):
    spec = Spec(
        seat="mo",
        desk=True,
        methods=("GET", "HEAD", "POST"),
        form={"words": "Ships.", "entry": ["A-01"], "round": "2", "keep": "1"},
    )

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return kept(talks)


class TestDissolve(SeatedPage):
    spec = Spec(seat="mo", desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return kept(talks) + "/dissolve"


class TestNotes(SeatedPage):
    spec = Spec(
        seat="mo",
        desk=True,
        methods=("GET", "HEAD", "POST"),
        form={"text": "They hesitate.", "about": "room-A", "keep": "1"},
    )

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "notes"


class TestNote(SeatedPage):
    spec = Spec(seat="mo", desk=True, methods=("GET", "HEAD", "POST"), form={"text": "They agree.", "keep": "1"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        granted(ledger.keep_note(talks.parts, talks.mo.seat, "They hesitate.", FREE))
        return "notes/1"


class TestStrike(SeatedPage):
    spec = Spec(seat="mo", desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        granted(ledger.keep_note(talks.parts, talks.mo.seat, "They hesitate.", FREE))
        return "notes/1/strike"


# The ledger -------------------------------------------------------------------------------------------------


def cells(mo: Person, path: str = "ledger") -> list[list[str]]:
    """The table's rows: the point, then what each column says."""
    body = [row for row in mo.sees(path).page.root.tags("tr") if "group" not in row.classes]
    rows = [[cell.text for cell in row.tags("th", "td")] for row in body]
    return [row for row in rows if row[0] != "Point"]


FLOAT: Final = "May be floated as the mediator’s own idea"
CONDITION: Final = "Only if they They stop first. Then: May be carried: in substance"
TOLD: Final = "Told word for word B-01, C-01, 16:00. Leave: A-01"


def test_a_row_says_who_knows_what(talks: Talks, mo: Person) -> None:
    """In which words, by which carry, with whose leave, when."""
    offer = talks.ana.says("Nine frigates.", leave=VERBATIM)
    talks.mo.carries("Nine frigates.", into="B", sources=[offer], form=CarryForm.VERBATIM)
    talks.bo.says("Not a word.", leave=CONFIDENCE)
    talks.bo.says("If so.", leave=ONLY_IF)
    talks.bo.says("Float it.", leave=IDEA)

    assert cells(mo) == [
        ["B-04 Float it.", f"Not told yet {FLOAT}", FLOAT, "Said it B-04, 16:00"],
        ["B-03 If so.", "Not told Condition not met", CONDITION, "Said it B-03, 16:00"],
        ["B-02 Not a word.", "Not told No leave", "For the mediator, in confidence", "Said it B-02, 16:00"],
        ["A-01 Nine frigates.", "Said it A-01, 16:00", "May be carried: word for word", TOLD],
    ]


def test_an_idea_s_origin_is_said_to_be_unknown_to_them(talks: Talks, mo: Person) -> None:
    idea = talks.ana.says("A pause.", leave=IDEA)
    talks.mo.carries("What of a pause?", into="B", sources=[idea], form=CarryForm.IDEA)

    assert cells(mo)[0][3] == "Told as the mediator’s idea B-01, C-01, 16:00. Origin unknown to them: A-01"


def test_a_message_at_the_door_is_not_told(talks: Talks, mo: Person) -> None:
    offer = talks.ana.says("Nine frigates.", leave=SUBSTANCE)
    talks.mo.carries("They offer nine.", into="B", sources=[offer], hold=60)

    assert cells(mo)[0][3] == "At the door C-01 enters 16:01:00"


def test_the_desks_own_words_stand_as_such(talks: Talks, mo: Person) -> None:
    talks.mo.speaks("And you?", into="B")

    assert cells(mo) == [["B-01 And you?", "Not told", "The desk’s own words", "Told by the mediator B-01, 16:00"]]


def test_a_filter_stands_in_the_address(talks: Talks, mo: Person) -> None:
    """And what was chosen stays chosen."""
    talks.ana.says("Nine frigates.", leave=SUBSTANCE)
    talks.ana.says("Not a word.", leave=CONFIDENCE)
    told = mo.sees("ledger?show=confidence&side=A")
    chosen = [option.get("value") for option in told.page.root.tags("option") if option.has("selected")]

    assert [row[0] for row in cells(mo, "ledger?show=confidence&side=A")] == ["A-02 Not a word."]
    assert chosen == ["confidence", "A"]


def test_a_side_that_is_chosen_has_its_card_beside(talks: Talks, mo: Person) -> None:
    page = mo.sees("ledger?side=B").page.root

    assert [one.text for one in page.tags("h2")][:2] == ["Before you enter room B: Belmark", "Other cards"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("show=nothing", 400),
        ("item=x", 400),
        ("after=1234567", 400),
        ("before=x", 400),
        ("round=1000", 400),
        ("side=H", 404),
        ("before=N-1", 404),
    ],
)
def test_what_no_page_asks_for_is_refused(mo: Person, query: str, status: int) -> None:
    assert mo.sees(f"ledger?{query}").status == status


def test_an_empty_ledger_says_what_will_stand_there(mo: Person) -> None:
    assert "Nothing has been said yet." in mo.sees("ledger").text
    assert "Nothing stands so." in mo.sees("ledger?show=owed").text


def test_the_ledger_is_in_the_masthead_of_the_desk(ana: Person, mo: Person) -> None:
    def ways(somebody: Person) -> list[str]:
        return [link.text for link in somebody.sees().page.root.tags("a") if link.get("href").endswith("/ledger")]

    assert (ways(mo), ways(ana)) == (["Ledger"], [])


def test_earlier_entries_are_a_link(talks: Talks, mo: Person) -> None:
    for number in range(25):
        talks.ana.says(f"Number {number}.", leave=SUBSTANCE)
    (link,) = [one for one in mo.sees("ledger?show=untold").page.root.tags("a") if one.text == "Earlier entries"]

    assert link.get("href") == mo.address("ledger?show=untold&before=A-06")
    assert next(row[0] for row in cells(mo, "ledger?show=untold&before=A-06")) == "A-05 Number 4."


# Points -----------------------------------------------------------------------------------------------------


def test_entries_that_are_ticked_are_put_into_a_point(talks: Talks, mo: Person) -> None:
    """The form begins with the entry's own words."""
    talks.ana.says("Nine frigates.", leave=SUBSTANCE)
    form = mo.sees("points?entry=A-01").page
    words = next(one for one in form.root.tags("textarea") if one.get("name") == "words")
    told = mo.sends("points", {"words": "Frigates.", "entry": ["A-01"], "round": "3", "keep": "1"})

    assert words.text == "Nine frigates."
    assert (told.status, told.location) == (303, mo.address("points/1"))
    assert cells(mo)[0][0] == "K-01 Frigates. Round 3"


def test_a_round_goes_by_its_name_and_day(talks: Talks, mo: Person) -> None:
    setting = Setting(
        title="First round", city=City(name="Muscat", zone="Asia/Muscat"), starts=NOON + timedelta(days=1)
    )
    granted(rounds.set_round(talks.parts, talks.mo.seat, setting))
    talks.ana.says("Nine frigates.", leave=SUBSTANCE)

    mo.sends("points", {"words": "Frigates.", "entry": ["A-01"], "round": "1", "keep": "1"})

    named = f"First round, {date_format(NOON + timedelta(days=1), 'j N Y')}"
    assert cells(mo)[0][0] == f"K-01 Frigates. {named}"
    assert [one.text for one in mo.sees("points/1").page.root.tags("option") if one.has("selected")] == [named]
    assert named in mo.sees("ledger").text


def test_entries_are_added_to_a_point_that_there_is(talks: Talks, mo: Person) -> None:
    path = kept(talks)
    talks.bo.says("Eight.", leave=SUBSTANCE)
    told = mo.sees("points?into=1&entry=B-01")

    assert (told.status, told.location) == (303, mo.address(f"{path}?entry=B-01"))
    ticked = mo.asks("GET", told.location).page.root.all(lambda one: one.get("name") == "entry" and one.has("checked"))
    assert [one.get("value") for one in ticked] == ["A-01", "B-01"]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"words": "", "entry": ["A-01"]}, "words"),
        ({"words": "x" * 401, "entry": ["A-01"]}, "words"),
        ({"words": "Frigates.", "entry": []}, "entries"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(
    talks: Talks, mo: Person, form: dict[str, str | list[str]], field: str
) -> None:
    """And what was written stays in the form."""
    path = kept(talks)
    before = state(talks)
    told = mo.sends(path, {**form, "keep": "1"})

    assert told.status in {409, 422}
    assert f'id="e-{field}"' in told.text
    assert state(talks) == before


def test_enter_in_a_field_keeps_nothing(talks: Talks, mo: Person) -> None:
    path = kept(talks)
    before = state(talks)
    told = mo.sends(path, {"words": "Ships.", "entry": ["A-01"], "save": "draft"})

    assert (told.status, "Ships." in told.text) == (200, True)
    assert state(talks) == before


def test_a_point_shows_how_it_was_worded(talks: Talks, mo: Person) -> None:
    path = kept(talks)
    mo.sends(path, {"words": "Ships.", "entry": ["A-01"], "keep": "1"})
    mo.sends(f"{path}/dissolve")
    page = mo.sees(path)
    worded = next(one for one in page.page.root.tags("ol") if "worded" in one.classes)

    assert [item.text for item in worded.tags("li")] == [
        "16:00, Mediator Frigates. A-01",
        "16:00, Mediator Ships. A-01",
        "16:00, Mediator · Dissolved",
    ]
    assert "This point was dissolved" in page.text
    assert mo.sends(path, {"words": "Ships.", "entry": ["A-01"], "keep": "1"}).status == 303
    assert cells(mo)[0][0] == "K-01 Ships."


def test_dissolving_twice_changes_nothing(talks: Talks, mo: Person) -> None:
    path = kept(talks)
    mo.sends(f"{path}/dissolve")
    before = state(talks)

    assert mo.sends(f"{path}/dissolve").status == 303
    assert state(talks) == before


@pytest.mark.parametrize("path", ["points/2", "points/x", "points/1234567", "points?entry=A-09"])
def test_a_point_that_there_is_not_is_absent(talks: Talks, mo: Person, path: str) -> None:
    kept(talks)

    assert mo.sees(path).status == 404


@pytest.mark.parametrize("entry", ["x", "12"])
def test_what_is_no_entry_is_refused(mo: Person, entry: str) -> None:
    assert mo.sees(f"points?entry={entry}").status == 400


def test_an_interpreter_reads_a_point(talks: Talks) -> None:
    """And is offered nothing to press."""
    path = kept(talks)
    reader = person(talks.parts, granted(cases.give_seat(talks.parts, talks.case.desk, Role.INTERPRETER)))

    def pressed(page: Element) -> list[str]:
        main = next(iter(page.tags("main")))
        return [one.text for one in main.tags("button")]

    assert pressed(reader.sees(path).page.root) == []
    assert pressed(reader.sees("ledger").page.root) == ["Show"]
    assert reader.sends(path, {"words": "x", "entry": ["A-01"], "keep": "1"}).status == 403
    assert reader.sees("points").status == 403


# The card ---------------------------------------------------------------------------------------------------


def test_a_card_says_what_to_have_in_mind(talks: Talks, mo: Person) -> None:
    offer = talks.ana.says("Nine frigates.", leave=SUBSTANCE)
    talks.mo.carries("They offer nine.", into="B", sources=[offer])
    talks.ana.says("Grain, too.", leave=VERBATIM)
    talks.ana.says("Not a word.", leave=CONFIDENCE)
    talks.bo.says("Between us.", leave=CONFIDENCE)
    page = mo.sees("ledger/cards/B").page.root
    slip = next(one for one in page.tags("article") if "slip" in one.classes)

    assert [one.text for one in slip.tags("h1", "h2", "li")] == [
        "Before you enter room B: Belmark",
        "They know",
        "Nine frigates. (B-01; in substance)",
        "They do not know yet",
        "Grain, too. (A-02; May be carried: word for word)",
        "They asked, and wait for an answer",
        "Do not let slip",
        "Not a word. (A-03; in confidence)",
        "They told you, and it must stay with you",
        "Between us. (B-02; in confidence)",
    ]


def test_a_card_leads_into_the_room(mo: Person) -> None:
    page = mo.sees("ledger/cards/B").page.root
    (way,) = [one for one in page.tags("a") if one.text == "Enter room B: Belmark"]
    back = [one.text for one in mo.sees("rooms/B/").page.root.tags("a") if one.get("href").endswith("ledger/cards/B")]

    assert way.get("href") == mo.address("rooms/B/")
    assert back == ["Card for this room"]


def test_a_room_that_there_is_not_has_no_card(mo: Person) -> None:
    assert mo.sees("ledger/cards/H").status == 404


# Notes ------------------------------------------------------------------------------------------------------


class TestWhatANoteIsAbout:
    NOTED: ClassVar[dict[str, About]] = {"room-A": About(mark=Mark("A")), "point-1": About(point=1), "": FREE}

    @pytest.mark.parametrize("about", NOTED)
    def test_it_is_kept(self, talks: Talks, mo: Person, about: str) -> None:
        kept(talks)
        told = mo.sends("notes", {"text": "They hesitate.", "about": about, "keep": "1"})
        (note,) = granted(ledger.notes_page(talks.parts, talks.mo.seat)).notes

        assert (told.status, told.location) == (303, mo.address("notes#note-1"))
        assert note.about == self.NOTED[about]

    @pytest.mark.parametrize(("about", "status"), [("room-H", 404), ("point-9", 404), ("item-1", 404), ("x", 400)])
    def test_it_is_something_that_there_is(self, mo: Person, about: str, status: int) -> None:
        assert mo.sends("notes", {"text": "They hesitate.", "about": about, "keep": "1"}).status == status


def test_a_note_is_changed_in_its_form(talks: Talks, mo: Person) -> None:
    granted(ledger.keep_note(talks.parts, talks.mo.seat, "They hesitate.", About(mark=Mark("A"))))
    form = mo.sees("notes/1").page
    sent = next(fields(one) for one in form.root.tags("form") if one.get("action") == mo.address("notes/1"))
    told = mo.sends("notes/1", {**sent, "save": "", "text": "They agree.", "keep": "1"})
    (note,) = granted(ledger.notes_page(talks.parts, talks.mo.seat)).notes

    assert told.status == 303
    assert (note.text, note.about) == ("They agree.", About(mark=Mark("A")))


def test_an_empty_note_is_refused_at_its_field(talks: Talks, mo: Person) -> None:
    before = state(talks)
    told = mo.sends("notes", {"text": " ", "keep": "1"})

    assert (told.status, 'id="e-text"' in told.text) == (422, True)
    assert state(talks) == before


def test_a_note_stands_where_it_belongs(talks: Talks, mo: Person) -> None:
    """On the card of the party, on the point; in neither on paper."""
    path = kept(talks)
    granted(ledger.keep_note(talks.parts, talks.mo.seat, "They hesitate.", About(mark=Mark("A"))))
    granted(ledger.keep_note(talks.parts, talks.mo.seat, "Ask again.", About(point=1)))

    assert "They hesitate." in mo.sees("ledger/cards/A").text
    assert "They hesitate." not in mo.sees("ledger/cards/B").text
    assert "Ask again." in mo.sees(path).text


def test_a_note_that_is_struck_out_is_gone(talks: Talks, mo: Person) -> None:
    granted(ledger.keep_note(talks.parts, talks.mo.seat, "They hesitate.", FREE))
    mo.sends("notes/1/strike")

    assert "They hesitate." not in mo.sees("notes").text
    assert mo.sees("notes/1").status == 404
    assert mo.sends("notes/1/strike").status == 404


def test_what_papers_told_is_in_the_ledger_and_on_the_card(talks: Talks, mo: Person) -> None:
    """That an item is contested, in the row of that item; what was not told stands under what must not be let slip."""
    item = granted(agenda.keep_item(talks.parts, talks.mo.seat, Keeping(title="Missiles"))).number
    granted(agenda.keep_item(talks.parts, talks.mo.seat, Keeping(title="Detainees")))
    told = Telling(item=item, into="B", title="Missiles", state=ItemState.CONTESTED)
    granted(agenda.show(talks.parts, talks.mo.seat, told))
    (row,) = [one for one in mo.sees("ledger").page.root.tags("tr") if one.text.startswith("Agenda")]
    lines = [one.text for one in mo.sees("ledger/cards/B").page.root.tags("li") if "(" in one.text]

    assert "On their agenda: Contested" in row.text
    assert "Missiles (On their agenda: Contested)" in lines
    assert "Detainees (Agenda)" in lines


def test_a_filter_says_what_it_leaves_out(mo: Person) -> None:
    page = mo.asks("GET", mo.address("ledger") + "?round=1&item=0&show=owed").page.text

    assert "rounds without a time, are left out" in page
    assert "on which no line of the agenda or of a position rests" in page
    assert "left out here" in page
