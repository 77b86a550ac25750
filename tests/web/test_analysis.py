"""The desk's analysis, how it is prepared, and what a room is asked to value."""

from collections.abc import Sequence

import pytest

from entremise.domain.events.analysis import Worths
from entremise.services import valuing, weighing
from entremise.services.weighing import TooLong
from tests.cast import CONFIDENCE, Talks, granted
from tests.services.test_valuing import SECRET, TABLE
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
