"""The desk's analysis, how it is prepared, and what a room is asked to value."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest

from entremise.domain.agenda import Keeping
from entremise.domain.events.analysis import Worths
from entremise.services import agenda, valuing, weighing
from entremise.services.findings import Findings, TooLong
from entremise.wiring import House
from tests.cast import CONFIDENCE, Talks, granted, open_talks
from tests.services.test_valuing import SECRET, SWING, TABLE, UNSURE, noted, unsure
from tests.services.test_valuing import page as page_of
from tests.web.contract import SeatedPage, Spec
from tests.web.people import Form, Person, person

GIVEN: Form = {
    "w-1-0": "731", "w-1-1": "419", "w-2-0": "307", "w-2-1": "577", "without": "353", "reader": "engine",
}  # fmt: skip
ESTIMATED: Form = {
    "w-1-0": "9", "w-1-1": "1", "g-1": "2", "r-1": "A-01", "w-2-0": "0", "w-2-1": "5", "without": "3",
}  # fmt: skip


def tabled(talks: Talks) -> None:
    talks.ana.says("We need two weeks.", leave=CONFIDENCE)
    granted(valuing.take_table(talks.parts, talks.mo.seat, TABLE))


def asked(talks: Talks) -> None:
    tabled(talks)
    granted(valuing.ask(talks.parts, talks.mo.seat, "A"))


def gives(talks: Talks, points: Sequence[Sequence[int]] = (SECRET[:2], SECRET[2:])) -> None:
    worths = [Worths(issue=number, points=tuple(row)) for number, row in enumerate(points, 1)]
    granted(valuing.give(talks.parts, talks.ana.seat, 1, worths, without=3, sealed=True))


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else the machine does, there is time to find all."""
    monkeypatch.setattr(weighing, "weigh", partial(weighing.weigh, budget=60))


class TestAnalysis(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "HEAD"), done=200, desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        tabled(talks)
        return "analysis"


class TestPrepare(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "HEAD"), done=200, desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        tabled(talks)
        return "analysis/prepare"


class TestNameIssue(SeatedPage):
    spec = Spec(seat="mo", desk=True, form={"title": "Port", "options": "Open\nShut"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "analysis/issues"


class TestDropIssue(SeatedPage):
    spec = Spec(seat="mo", desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        tabled(talks)
        return "analysis/issues/1/drop"


class TestTakeTable(SeatedPage):
    spec = Spec(seat="mo", desk=True, form={"table": TABLE})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "analysis/table"


class TestWriteTable(SeatedPage):
    spec = Spec(seat="mo", desk=True, done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        tabled(talks)
        return "analysis/table/file"


class TestEstimate(SeatedPage):
    spec = Spec(seat="mo", desk=True, methods=("GET", "POST"), form=ESTIMATED)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        tabled(talks)
        return "analysis/values/A"


class TestAsk(SeatedPage):
    spec = Spec(seat="mo", desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        tabled(talks)
        return "analysis/values/A/ask"


class TestNotePreference(SeatedPage):
    spec = Spec(seat="mo", desk=True, form={"mark": "A", "kind": "swing", "one": "1", "other": "2"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        tabled(talks)
        return "analysis/preferences"


class TestDropPreference(SeatedPage):
    spec = Spec(seat="mo", desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        tabled(talks)
        noted(talks, SWING)
        return "analysis/preferences/1/drop"


class TestKeepPackage(SeatedPage):
    spec = Spec(seat="mo", desk=True, form={"o-1": "0", "o-2": "1"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        tabled(talks)
        return "analysis/packages"


class TestDraftPackage(SeatedPage):
    spec = Spec(seat="mo", desk=True, form={"to": "B"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        tabled(talks)
        granted(valuing.keep_package(talks.parts, talks.mo.seat, {1: 0, 2: 1}))
        return "analysis/packages/1/draft"


class TestRoomValues(SeatedPage):
    spec = Spec(methods=("GET", "HEAD"), done=200, desk=False)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        asked(talks)
        return "values"


class TestGive(SeatedPage):
    spec = Spec(desk=False, form=GIVEN)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        asked(talks)
        return "values/1/give"


class TestWithdraw(SeatedPage):
    spec = Spec(desk=False)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        asked(talks)
        gives(talks)
        return "values/1/withdraw"


# What is seen -----------------------------------------------------------------------------------------------


def test_the_picture_and_the_table_say_the_same(talks: Talks, mo: Person) -> None:
    tabled(talks)
    granted(valuing.keep_package(talks.parts, talks.mo.seat, {1: 1, 2: 1}))

    text = mo.sees("analysis").text

    assert "For the desk only" in text
    assert "<desc" in text
    assert "2 packages stand on the frontier, from the best for Arvend to the best for Belmark." in text
    assert "Of the packages kept these stand on it: 1." in text
    assert "10 (6 to 14)" in text or "10 (8 to 12)" in text
    assert "style=" not in text


def test_a_trade_says_what_it_was_and_what_it_comes_to(talks: Talks, mo: Person) -> None:
    """Arvend has 10 before and after, give or take; Belmark 9 before and 12 after."""
    tabled(talks)
    granted(valuing.keep_package(talks.parts, talks.mo.seat, {1: 0, 2: 0}))

    text = mo.sees("analysis").text

    assert "Arvend 10 to 10 (6 to 14), Belmark 9 to 12" in text or "Arvend 10 to 10 (8 to 12), Belmark 9 to 12" in text
    assert text.count(" gives <span") == 2
    assert ">for</p>" in text


def test_no_trade_is_denied_that_was_not_looked_for(talks: Talks, mo: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut short, with and without something found, the page says so instead of saying that there is none."""
    tabled(talks)
    granted(valuing.keep_package(talks.parts, talks.mo.seat, {1: 0, 2: 0}))
    found = page_of(talks).findings
    assert isinstance(found, Findings)
    none = replace(found, is_exact=False, trades=(), trades_are_cut=True, points=())
    unsure = replace(none, packages=tuple(replace(package, on_frontier=None) for package in found.packages))

    monkeypatch.setattr(weighing, "weigh", lambda *_, **__: unsure)
    text = mo.sees("analysis").text

    assert "No change of up to three issues" not in text
    assert "not all changes were tried" in text
    assert "that no other beats for all" not in text
    assert "2 packages that were found" in text
    assert "Not known" in text
    assert "Of these it is not known: 1." in text
    assert 'class="fp da"' in text


def test_nothing_is_left_out_in_silence(talks: Talks, mo: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """What there was no time for is named, and when to look again."""
    tabled(talks)
    found = page_of(talks).findings
    assert isinstance(found, Findings)
    none = replace(found, ask=None, ask_is_cut=True, holds=None, holds_are_cut=True)
    before = mo.sees("analysis").text

    monkeypatch.setattr(weighing, "weigh", lambda *_, **__: none)
    text = mo.sees("analysis").text

    assert "There was no time" not in before
    assert "There was no time to look for the question worth asking next." in text
    assert "There was no time to find out what holds whatever the values are." in text


def test_every_point_shows_how_uncertain_it_is(talks: Talks, mo: Person) -> None:
    """Two packages of the frontier and one that is kept, all uncertain for one side: a cross for each."""
    tabled(talks)
    granted(valuing.keep_package(talks.parts, talks.mo.seat, {1: 0, 2: 0}))

    drawn = mo.sees("analysis").text.partition("<svg")[2].partition("</svg>")[0]

    crosses = re.findall(r'class="ed" d="([^"]+)"', drawn)
    assert [path.count("M") // 2 for path in crosses] == [2, 1]
    assert drawn.count('class="fi"') == 2


def test_the_picture_names_what_is_worse_than_no_agreement(talks: Talks, mo: Person) -> None:
    tabled(talks)
    granted(valuing.keep_package(talks.parts, talks.mo.seat, {1: 0, 2: 1}))

    text = mo.sees("analysis").text

    assert "Worse than no agreement for Belmark: 1." in text


def test_of_three_parties_no_line_is_drawn(house: House) -> None:
    """Seen from two of three sides the frontier is no line: joined, it would rise and fall."""
    talks = open_talks(house.parts, parties=3, shown=True)
    table = "issue,option,party,value\n" + "".join(
        f"{issue},{option},{mark},{value}\n"
        for mark, row in (("A", (0, 9, 5, 0, 2, 1)), ("B", (4, 0, 9, 1, 0, 5)), ("C", (9, 1, 0, 3, 8, 0)))
        for (issue, option), value in zip(
            [
                ("Port", "Open"),
                ("Port", "Shut"),
                ("Port", "Half"),
                ("Relief", "Now"),
                ("Relief", "Later"),
                ("Relief", "No"),
            ],
            row,
            strict=True,
        )
    )
    granted(valuing.take_table(talks.parts, talks.mo.seat, table))

    text = person(talks.parts, talks.mo.seat).sees("analysis").text

    drawn = text.partition('<svg class="plot')[2].partition("</svg>")[0]
    assert 'class="li"' not in drawn
    assert 'class="fi"' in drawn
    assert "Drawn is what they are worth to Arvend and Belmark." in drawn
    assert "from the best for" not in drawn


def test_items_that_are_no_issue_are_not_part_of_a_package(talks: Talks, mo: Person) -> None:
    tabled(talks)
    granted(agenda.keep_item(talks.parts, talks.mo.seat, Keeping(title="Missiles")))
    granted(valuing.keep_package(talks.parts, talks.mo.seat, {1: 0, 2: 0}))

    text = mo.sees("analysis").text

    assert text.partition("Missiles")[2].partition("</tr>")[0].count("Not part of it") == 1


def test_the_desk_is_told_what_sealed_numbers_reveal(talks: Talks, mo: Person) -> None:
    asked(talks)
    before = [mo.sees(path).text for path in ("analysis", "analysis/prepare")]
    gives(talks)

    after = [mo.sees(path).text for path in ("analysis", "analysis/prepare")]

    assert not any("What sealed numbers reveal" in text for text in before)
    assert all("By trying other values for the others" in text for text in after)


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize(("answer", "said"), [("one", [(1, 2)]), ("other", [(2, 1)]), ("same", [(1, 2), (2, 1)])])
def test_an_answer_has_its_place_beside_the_question(
    talks: Talks, mo: Person, answer: str, said: list[tuple[int, int]]
) -> None:
    granted(valuing.take_table(talks.parts, talks.mo.seat, UNSURE))
    form = mo.sees("analysis").text.partition('id="ask"')[2].partition("</form>")[0]
    fields: Form = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))

    told = mo.sends("analysis/preferences", {**fields, "answer": answer})

    assert (told.status, fields["mark"], fields["kind"]) == (303, "A", "swing")
    held = page_of(talks).values.preferences
    assert [one.preference.issues for one in held] == said
    one, other = said[0]
    names = {1: "Port", 2: "Relief"}
    assert f"{names[one]} matters at least as much as {names[other]}" in mo.sees("analysis/prepare").text


def test_an_answer_between_packages_notes_what_differs(talks: Talks, mo: Person) -> None:
    tabled(talks)

    told = mo.sends(
        "analysis/preferences",
        {"mark": "B", "kind": "at-least", "one-1": "0", "other-1": "1", "one-2": "1", "other-2": "0"},
    )

    assert told.status == 303
    (held,) = page_of(talks).values.preferences
    assert (held.mark, held.preference.better, held.preference.worse) == ("B", ((1, 0), (2, 1)), ((1, 1), (2, 0)))


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"kind": "swing", "one": "2", "other": "1"}, "Relief matters at least as much as Port"),
        ({"kind": "weight", "one": "1", "low": "20", "high": "60"}, "Port weighs from 20 to 60 in a hundred"),
        ({"kind": "order", "one": "1", "order": "Shut\nOpen"}, "Port, best first: Shut, Open"),
        (
            {"kind": "at-least", "one": "1", "other": "2"},
            "Port Open, Relief Later at least as good as Port Shut, Relief Now",
        ),
        ({"kind": "accepts", "one": "1"}, "acceptable: Port Open, Relief Later"),
    ],
)
def test_what_is_noted_stands_in_words(talks: Talks, mo: Person, form: Form, words: str) -> None:
    unsure(talks)

    told = mo.sends("analysis/preferences", {"mark": "A", **form})

    assert told.status == 303
    assert f"<span>{words}</span>" in mo.sees("analysis/prepare").text


def test_what_is_unclear_stays_in_its_form(talks: Talks, mo: Person) -> None:
    unsure(talks)

    told = mo.sends("analysis/preferences", {"mark": "A", "kind": "order", "one": "1", "order": "Shut\nAjar"})

    assert told.status == 422
    assert "Shut\nAjar</textarea>" in told.text
    assert 'id="e-order-A"' in told.text


@pytest.mark.usefixtures("patience")
def test_what_holds_whatever_the_values_are_is_told(talks: Talks, mo: Person) -> None:
    unsure(talks)
    before = mo.sees("analysis").text
    noted(talks, SWING)
    after = mo.sees("analysis").text

    assert "For Arvend either of the packages 1 and 2 may be the better one." in before
    assert "For Arvend package 1 is at least as good as package 2." in after
    assert "Safest for all" in after


def test_a_contradiction_is_named(talks: Talks, mo: Person) -> None:
    unsure(talks)
    for mark in (SWING, replace(SWING, issues=(2, 1))):
        noted(talks, mark, "B")

    text = mo.sees("analysis").text

    assert "What is noted of Belmark does not fit the estimate" in text
    assert "Relief matters at least as much as Port" in text


def test_a_page_whose_turn_did_not_come_says_nothing_of_others(
    talks: Talks, mo: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    tabled(talks)
    monkeypatch.setattr(weighing, "weigh", lambda *_, **__: TooLong(4, is_busy=True))

    text = mo.sees("analysis").text

    assert "This is yet to be weighed." in text
    assert "ther" not in text.partition('<div class="empty">')[2].partition("</div>")[0]


def test_sealed_numbers_are_on_no_page_of_the_desk(talks: Talks, mo: Person) -> None:
    asked(talks)
    gives(talks)
    granted(valuing.keep_package(talks.parts, talks.mo.seat, {1: 0, 2: 1}))

    pages = [mo.sees(path).text for path in ("analysis", "analysis/prepare", "analysis/values/A", "record", "")]

    sums = {str(number) for number in (*SECRET, SECRET[0] + SECRET[2], SECRET[0] + SECRET[3], SECRET[1] + SECRET[3])}
    assert not [number for number in sums for page in pages if f">{number}" in page or f"{number} " in page]
    assert "<svg" not in pages[0].partition("<main")[2]
    assert "sealed" in pages[0]


def test_a_room_is_told_what_the_results_reveal(talks: Talks, ana: Person) -> None:
    asked(talks)

    text = ana.sees("values").text

    assert "The engine alone" in text
    assert "the desk can learn how our options rank" in text
    assert "Monitoring" in text


def test_what_was_typed_stays_where_a_number_is_missing(talks: Talks, ana: Person) -> None:
    asked(talks)

    told = ana.sends("values/1/give", {**GIVEN, "w-2-0": "many"})

    assert told.status == 422
    assert 'value="731"' in told.text
    assert 'id="q1-w-2-0"' in told.text
    assert 'href="#q1-w-2-0"' in told.text


def test_enter_in_a_field_gives_nothing(talks: Talks, ana: Person) -> None:
    asked(talks)
    head = talks.parts.store.head(talks.ana.seat.place)

    told = ana.sends("values/1/give", {**GIVEN, "save": "draft"})

    assert (told.status, talks.parts.store.head(talks.ana.seat.place)) == (200, head)


def test_a_table_that_cannot_be_read_stays_in_its_field(talks: Talks, mo: Person) -> None:
    told = mo.sends("analysis/table", {"table": "issue,option,party,value\nPort,Open,A,many\n"})

    assert told.status == 422
    assert "Line 2 does not read so in the column “value”." in told.text
    assert "Port,Open,A,many" in told.text


def test_an_observer_at_no_desk_sees_the_link(talks: Talks, ana: Person) -> None:
    assert "/analysis" not in ana.sees().text


def test_the_desk_of_nothing_yet_says_how_to_begin(talks: Talks) -> None:
    text = person(talks.parts, talks.mo.seat).sees("analysis").text

    assert "There is nothing to weigh yet." in text
