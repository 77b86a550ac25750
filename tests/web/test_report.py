"""The mediator's report, on the page and to be taken along."""

import json

import pytest

from entremise.domain.endings import Closing
from entremise.domain.events import Access, Accessed
from entremise.domain.ids import Mark, access_log
from entremise.domain.terms import Disclosure, Outcome, Role
from entremise.services import cases, endings
from tests.cast import Talks, granted
from tests.services.test_endings import lived_in, tells
from tests.web.contract import SeatedPage, Spec, assert_absent
from tests.web.people import Person, person

WORDS = "canary"
TEXT = """\
Mediator’s report

Case                 Copper Lantern
Mediator             Ministry of Bridges
Began                22 November 2026
Ended                22 November 2026
Outcome              The mediation took place and has terminated.
Settlement           No settlement was reached.
Attendance: Arvend   Took part: Person 1 (Counsel).
Attendance: Belmark  Took no part.

Report of 22 November 2026. It states what a mediator may report, and nothing else.
"""


def closed(talks: Talks) -> None:
    closing = Closing(outcome=Outcome.TERMINATED, settled=False, attended=(Mark("A"),))
    granted(endings.close_case(talks.parts, talks.mo.seat, closing))


class TestReport(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "HEAD"), done=200, desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "report"


class TestTakeReport(SeatedPage):
    spec = Spec(seat="mo", done=200, desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "report/txt"


def test_it_says_what_may_be_reported(talks: Talks, mo: Person) -> None:
    tells(talks, "A", 1, Disclosure.NAME)
    closed(talks)

    article = mo.sees("report").page.of_class("report")[0]

    rows = [(term.text, said.text) for term, said in zip(article.tags("dt"), article.tags("dd"), strict=True)]
    assert rows == [
        ("Case", "Copper Lantern"),
        ("Mediator", "Ministry of Bridges"),
        ("Began", "22 November 2026"),
        ("Ended", "22 November 2026"),
        ("Outcome", "The mediation took place and has terminated."),
        ("Settlement", "No settlement was reached."),
        ("Attendance: Arvend", "Took part: Person 1 (Counsel)."),
        ("Attendance: Belmark", "Took no part."),
    ]


def test_as_text_it_says_the_same(talks: Talks, mo: Person) -> None:
    tells(talks, "A", 1, Disclosure.NAME)
    closed(talks)

    told = mo.sends("report/txt")

    assert told.text == TEXT
    assert told.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert told.headers["Content-Disposition"] == 'attachment; filename="report.txt"'


def test_for_programs_it_has_the_reports_fields_and_no_other(talks: Talks, mo: Person) -> None:
    tells(talks, "A", 1, Disclosure.ROLE)
    closed(talks)

    told = mo.sends("report/json")

    assert told.headers["Content-Disposition"] == 'attachment; filename="report.json"'
    assert json.loads(told.body) == {
        "codename": "Copper Lantern",
        "mediator": "Ministry of Bridges",
        "day": "2026-11-22",
        "began": "2026-11-22",
        "ended": "2026-11-22",
        "outcome": "terminated",
        "settled": False,
        "attendance": [
            {"party": "Arvend", "attended": True, "people": [{"role": "counsel", "name": None}]},
            {"party": "Belmark", "attended": False, "people": []},
        ],
    }


def test_while_talks_are_under_way_it_says_since_when(talks: Talks, mo: Person) -> None:
    assert mo.sends("report/txt").text.splitlines()[2:6] == [
        "Case      Copper Lantern",
        "Mediator  Ministry of Bridges",
        "Began     22 November 2026",
        "Ended     Under way",
    ]


def test_nobodys_words_are_in_it_in_any_form(talks: Talks, mo: Person) -> None:
    """Not on the page either: of a case in which everything that can be written was written."""
    lived_in(talks)
    mo.sends("rooms/A/speak", {"text": "canary draft", "save": "draft"})
    under_way = [mo.sees("report"), mo.sends("report/txt"), mo.sends("report/json")]
    closed(talks)

    for told in (*under_way, mo.sees("report"), mo.sends("report/txt"), mo.sends("report/json")):
        assert told.status == 200
        assert WORDS not in told.text


def test_it_is_made_in_the_readers_language(talks: Talks, mo: Person) -> None:
    closed(talks)

    assert "22 novembre 2026" in mo.speaks("fr").sends("report/txt").text


def test_taking_it_is_told_in_the_desks_access_log(talks: Talks, mo: Person) -> None:
    mo.sees("report")
    log = access_log(talks.case.desk)
    before = talks.parts.store.head(log)

    mo.sends("report/json")

    (line,) = talks.parts.store.lines(log, after=before, limit=10)
    assert line.event == Accessed(what=Access.REPORTED, seat=talks.mo.seat.id, role=Role.MEDIATOR)


def test_an_unknown_form_is_absent(mo: Person) -> None:
    assert_absent(mo, "POST", mo.address("report/docx"))


def test_an_interpreter_is_refused(talks: Talks) -> None:
    somebody = person(talks.parts, granted(cases.give_seat(talks.parts, talks.case.desk, Role.INTERPRETER)))

    assert [somebody.sees("report").status, somebody.sends("report/txt").status] == [403, 403]
