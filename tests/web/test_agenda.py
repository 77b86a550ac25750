"""The agenda: the desk's page with positions, the sheet for a room, a room's own pages."""

from typing import Any, Final

import pytest

from entremise.domain.agenda import Keeping, Proposing
from entremise.domain.events.agenda import ItemKind, ItemState, Stance
from entremise.domain.ids import Label, Mark
from entremise.domain.positions import Setting, Zoning
from entremise.domain.terms import CarryForm, Role
from entremise.services import agenda, cases, positions
from entremise.services.agenda import Telling
from tests.cast import SUBSTANCE, Talks, granted
from tests.web.contract import SeatedPage, Spec
from tests.web.html import fields
from tests.web.people import Person, person


def kept(talks: Talks, title: str = "Missiles", **more: Any) -> int:
    keeping = Keeping(title=title, **more)
    return granted(agenda.keep_item(talks.parts, talks.mo.seat, keeping)).number


def told(talks: Talks, number: int, into: str = "A", title: str = "Missiles", **more: Any) -> None:
    telling = Telling(item=number, into=into, title=title, **more)
    granted(agenda.show(talks.parts, talks.mo.seat, telling))


class TestAgendaAtDesk(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        kept(talks)
        return "agenda"


class TestAgendaInRoom(SeatedPage):
    spec = Spec(methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        told(talks, kept(talks))
        return "agenda"


class TestNewItem(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "POST"), desk=True, form={"title": "Missiles"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "agenda/new"


class TestItem(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        told(talks, kept(talks))
        told(talks, 1, "B")
        return "agenda/items/1"


class TestKeep(SeatedPage):
    spec = Spec(seat="mo", desk=True, form={"title": "Rockets", "state": "parked"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return f"agenda/items/{kept(talks)}/keep"


class TestMove(SeatedPage):
    spec = Spec(seat="mo", desk=True, form={"to": "earlier"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return f"agenda/items/{kept(talks)}/move"


class TestStance(SeatedPage):
    spec = Spec(seat="mo", desk=True, form={"mark": "B", "stance": "refuses"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return f"agenda/items/{kept(talks)}/stance"


class TestPosition(SeatedPage):
    spec = Spec(seat="mo", desk=True, form={"mark": "B", "stage": "0", "words": "No.", "place": "90"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return f"agenda/items/{kept(talks)}/position"


class TestZone(SeatedPage):
    spec = Spec(seat="mo", desk=True, form={"low": "40", "high": "60", "remark": "On the order of steps."})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return f"agenda/items/{kept(talks)}/zone"


class TestTell(SeatedPage):
    spec = Spec(
        seat="mo", methods=("GET", "POST"), desk=True, form={"title": "Missiles", "state": "contested", "form": "idea"}
    )

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return f"agenda/items/{kept(talks)}/rooms/B"


class TestTakeOff(SeatedPage):
    spec = Spec(seat="mo", desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        told(talks, kept(talks), "B")
        return "agenda/items/1/rooms/B/off"


class TestSequence(SeatedPage):
    spec = Spec(seat="mo", desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        told(talks, kept(talks), "B")
        return "agenda/rooms/B/order"


class TestPropose(SeatedPage):
    spec = Spec(methods=("GET", "POST"), desk=False, form={"title": "Missiles", "leave": "substance"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "agenda/propose"


class TestView(SeatedPage):
    spec = Spec(desk=False, form={"stance": "refuses", "words": "No.", "leave": "confidence"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        told(talks, kept(talks))
        return "agenda/items/1/view"


class TestPapers(SeatedPage):
    spec = Spec(desk=False, form={"kind": "red-line", "words": "No visits."})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "agenda/items/0/papers"


# At the desk ------------------------------------------------------------------------------------------------


def contested(talks: Talks) -> None:
    """A raised it with leave, B refused it; positions at the opening and after a round."""
    label = granted(agenda.propose(talks.parts, talks.ana.seat, Proposing(title="Missiles"), leave=SUBSTANCE)).label
    number = kept(talks, state=ItemState.CONTESTED, sources=(label,))
    granted(agenda.note_stance(talks.parts, talks.mo.seat, number, "B", stance=Stance.REFUSES))
    for mark, words, place in (("A", "Should be on the agenda.", 5), ("B", "Not a subject of these talks.", 95)):
        for stage in (0, 1):
            setting = Setting(item=number, mark=Mark(mark), stage=stage, words=words, place=place)
            granted(positions.set_position(talks.parts, talks.mo.seat, setting))


def test_the_desk_sees_positions_drawn_and_in_a_table(talks: Talks, mo: Person) -> None:
    contested(talks)
    granted(positions.set_zone(talks.parts, talks.mo.seat, Zoning(item=1, low=40, high=60, remark="On the order.")))

    text = mo.sees("agenda").text

    assert "Contested: raised by A, refused by B" in text
    assert "Places of the sides, last known: A at 5 of 100, B at 95 of 100." in text
    assert "The mediator sees room from 40 to 60." in text
    assert text.count('class="way"') == 2
    assert "Unchanged" in text
    assert "<b>Desk only.</b>" in text
    assert "At 95 of 100" in text


def test_the_drawing_is_written_alike_in_every_language(talks: Talks, mo: Person) -> None:
    contested(talks)
    mo.sends("agenda/items/1/position", {"mark": "A", "stage": "1", "words": "x", "place": "13"})

    path = next(line for line in mo.sees("agenda").text.splitlines() if 'class="way" data-room="A"' in line)

    assert 'd="M92.9 14L107.1 48"' in path


def test_a_proposal_is_taken_up(talks: Talks, mo: Person) -> None:
    proposing = Proposing(title="Missiles", words="Range.", kind=ItemKind.SCOPE)
    granted(agenda.propose(talks.parts, talks.ana.seat, proposing))

    assert "Take it up" in mo.sees("agenda").text
    form = fields(mo.sees("agenda/new?proposal=A-01").page.form_to("agenda/new"))
    assert (form["title"], form["sources"]) == (["Missiles"], ["A-01"])
    mo.sends("agenda/new", {"title": "Missiles", "sources": "a-1", "kind": "scope"})

    text = mo.sees("agenda").text
    assert "Take it up" not in text
    assert "Lines around the talks" in text


def test_what_was_filled_in_stays_when_it_is_refused(mo: Person) -> None:
    answer = mo.sends("agenda/new", {"title": "", "words": "Range.", "sources": ""})

    assert answer.status == 422
    assert "The item was not kept" in answer.text
    assert "Range." in answer.text


def test_enter_in_a_field_keeps_nothing(talks: Talks, mo: Person) -> None:
    assert mo.sends("agenda/new", {"title": "Missiles", "save": "draft"}).status == 200
    assert agenda.items(talks.parts, talks.case.desk) == ()


def test_a_number_off_the_line_is_refused(talks: Talks, mo: Person) -> None:
    kept(talks)

    assert mo.sends("agenda/items/1/zone", {"low": "40", "high": "900"}).status == 422
    assert mo.sends("agenda/items/1/zone", {"low": "x"}).status == 422
    assert mo.sends("agenda/items/1/position", {"mark": "A", "words": "x", "sources": "what"}).status in {409, 422}


def test_the_sheet_says_which_leave_there_is(talks: Talks, mo: Person) -> None:
    contested(talks)

    page = mo.sees("agenda/items/1/rooms/B")

    assert "What room B, Belmark, will read" in page.text
    assert "A-01" in page.text
    refused = mo.sends("agenda/items/1/rooms/B", {"title": "Missiles", "form": "substance", "sequence": "1"})
    assert refused.status == 409
    assert "This room was not told" in refused.text


def test_the_guard_asks_for_a_reason(talks: Talks, mo: Person) -> None:
    talks.ana.says("We would accept seven frigates after Easter.")
    kept(talks)
    form = {"title": "They would accept seven frigates after Easter", "form": "idea"}

    refused = mo.sends("agenda/items/1/rooms/B", form)

    assert "Or keep the wording, and say why" in refused.text
    assert mo.sends("agenda/items/1/rooms/B", {**form, "why": "In the press."}).status == 303


def test_both_wordings_stand_one_above_the_other_with_what_they_share_marked(talks: Talks, mo: Person) -> None:
    talks.ana.says("We would accept seven frigates after Easter.")
    kept(talks)
    form = {"title": "Ships", "words": "They would accept seven frigates after Easter.", "form": "idea"}

    page = mo.sends("agenda/items/1/rooms/B", form).page

    yours, theirs = (one for one in page.of_class("said") if one.tag == "dd")
    assert "They would accept seven frigates" in yours.text
    assert theirs.text == "We would accept seven frigates after Easter."
    assert [mark.text for mark in yours.tags("mark")] == [mark.text for mark in theirs.tags("mark")] != []


LONG: Final = "word " * 20_000


@pytest.mark.parametrize(
    ("path", "form", "field"),
    [
        ("agenda/new", {"title": ""}, "title"),
        ("agenda/new", {"title": "Ships", "words": LONG}, "words"),
        ("agenda/new", {"title": "Ships", "state": "other-track", "track": LONG}, "track"),
        ("agenda/new", {"title": "Ships", "sources": "A-99999999999"}, "sources"),
        ("agenda/items/1/keep", {"title": LONG}, "title"),
        ("agenda/items/1/rooms/B", {"title": "Ships", "words": LONG, "form": "idea"}, "words"),
        ("agenda/items/1/position", {"mark": "A", "stage": "0", "words": "Nine.", "place": "1" + "0" * 30}, "p-place"),
        ("agenda/items/1/position", {"mark": "A", "stage": "0", "words": "Nine.", "place": "-5"}, "p-place"),
        ("agenda/items/1/position", {"mark": "A", "stage": "0", "words": "Nine.", "place": "½"}, "p-place"),
        ("agenda/items/1/position", {"mark": "A", "stage": "0", "words": "", "place": "5"}, "p-words"),
        ("agenda/items/1/position", {"mark": "A", "stage": "0", "words": LONG, "place": "5"}, "p-words"),
        ("agenda/items/1/position", {"mark": "A", "stage": "0", "words": "Nine.", "sources": "B-01"}, "p-sources"),
        ("agenda/items/1/zone", {"low": "60", "high": "40"}, "z-low"),
        ("agenda/items/1/zone", {"low": "4", "high": "5", "remark": LONG}, "z-remark"),
        ("agenda/items/1/zone", {"low": "4", "high": "5", "caption": LONG}, "z-caption"),
    ],
)
def test_what_the_desk_cannot_keep_is_said_at_its_field_and_stays(
    talks: Talks, mo: Person, path: str, form: dict[str, str], field: str
) -> None:
    kept(talks)
    talks.ana.says("Nine.")

    answer = mo.sends(path, form)

    at = answer.page.id(field)
    assert answer.status in {409, 422}
    assert (at.get("aria-invalid"), answer.page.id(f"e-{field}").tag) == ("true", "p")
    name = at.get("name")
    assert (at.get("value") or "".join(at.pieces)).strip() == form.get(name, "").strip()


@pytest.mark.parametrize(
    ("path", "form", "field"),
    [
        ("agenda/propose", {"title": "Ships", "words": LONG, "leave": "confidence"}, "words"),
        ("agenda/items/1/view", {"stance": "asks", "words": LONG, "leave": "confidence"}, "words"),
        ("agenda/items/1/papers", {"kind": "interest", "words": ""}, "stand-words"),
        ("agenda/items/1/papers", {"kind": "interest", "words": LONG}, "stand-words"),
        ("agenda/items/1/papers", {"kind": "interest", "words": LONG, "number": "1"}, "stand-1"),
        ("agenda/items/1/mandate", {"reach": "inside", "words": LONG}, "mandate-words"),
        ("mandate/authorities", {"office-1": "Minister", "office-2": LONG}, "office-2"),
        ("mandate/consultation", {"until": "2026-11-22T20:00", "words": LONG, "told": "yes"}, "consult-words"),
        ("mandate/consultation", {"until": "2020-01-01T20:00", "words": "With the Minister."}, "until"),
    ],
)
def test_what_a_room_cannot_keep_is_said_at_its_field_and_stays(
    talks: Talks, ana: Person, path: str, form: dict[str, str], field: str
) -> None:
    told(talks, kept(talks))
    ana.sends("agenda/items/1/papers", {"kind": "interest", "words": "Ships."})

    answer = ana.sends(path, form)

    at = answer.page.id(field)
    assert answer.status in {409, 422}
    assert (at.get("aria-invalid"), answer.page.id(f"e-{field}").tag) == ("true", "p")
    assert (at.get("value") or "".join(at.pieces)).strip() == form[at.get("name")].strip()


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("agenda/items/1/view", {"stance": "asks", "words": "Why kestrels?", "leave": "confidence"}),
        ("agenda/items/1/papers", {"kind": "interest", "words": "Why kestrels?"}),
        ("agenda/items/1/mandate", {"reach": "inside", "words": "Why kestrels?"}),
    ],
)
def test_what_was_typed_for_an_item_that_was_taken_off_is_not_lost(
    talks: Talks, ana: Person, path: str, form: dict[str, str]
) -> None:
    told(talks, kept(talks))
    granted(agenda.take_off(talks.parts, talks.mo.seat, 1, "A"))

    answer = ana.sends(path, form)

    assert answer.status == 422
    assert [one.text for one in answer.page.root.tags("textarea") if one.text] == ["Why kestrels?"]


def test_the_secretariat_keeps_the_agenda_and_tells_no_room(talks: Talks) -> None:
    kept(talks)
    secretary = person(
        talks.parts, granted(cases.give_seat(talks.parts, talks.case.desk, Role.SECRETARIAT, shown=False))
    )

    assert secretary.sends("agenda/items/1/move", {"to": "later"}).status == 303
    assert secretary.asks("GET", secretary.address("agenda/items/1/rooms/B"), {}).status == 403
    assert "Tell this room" not in secretary.sees("agenda/items/1").text


# In a room --------------------------------------------------------------------------------------------------


def test_a_room_sees_its_own_numbers_and_nobody_elses_view(talks: Talks, bo: Person) -> None:
    kept(talks, "Hidden")
    contested(talks)
    told(
        talks,
        2,
        "B",
        sources=(Label("A", 1),),
        form=CarryForm.SUBSTANCE,
        unnamed=True,
        state=ItemState.CONTESTED,
    )

    text = bo.sees("agenda").text

    assert "1. <bdi>Missiles</bdi>" in text
    assert "Contested" in text
    assert "Arvend" not in text
    assert "Hidden" not in text
    assert "Should be on the agenda" not in text
    assert bo.asks("GET", bo.address("agenda/items/2"), {}).status == 404


def test_a_room_proposes_with_a_leave(talks: Talks, ana: Person) -> None:
    told_ = ana.sends("agenda/propose", {"title": "Missiles", "words": "Range.", "leave": "idea"})

    assert (told_.status, told_.location) == (303, ana.address("agenda#proposals"))
    assert talks.mo.entry(Label("A", 1)).text == "Missiles\n\nRange."
    assert "With the mediator" in ana.sees("agenda").text


def test_a_proposal_without_a_title_is_not_sent(talks: Talks, ana: Person) -> None:
    answer = ana.sends("agenda/propose", {"title": " ", "leave": "confidence"})

    assert answer.status == 422
    assert "This was not proposed" in answer.text
    assert talks.ana.sees() == []


def test_a_room_says_what_it_thinks(talks: Talks, ana: Person) -> None:
    told(talks, kept(talks))

    assert ana.sends("agenda/items/1/view", {"stance": "refuses", "words": "", "leave": "confidence"}).status == 422
    ana.sends("agenda/items/1/view", {"stance": "refuses", "words": "Not a subject.", "leave": "confidence"})

    assert "Not a subject." in ana.sees("agenda").text
    assert agenda.items(talks.parts, talks.case.desk)[0].refused_by == (Mark("A"),)


def test_own_papers_are_kept_written_anew_and_dropped(talks: Talks, ana: Person) -> None:
    ana.sends("agenda/items/0/papers", {"kind": "interest", "words": "Trade."})
    ana.sends("agenda/items/0/papers", {"kind": "interest", "number": "1", "words": "Open trade."})
    anew = ana.sees("agenda/items/0").text
    ana.sends("agenda/items/0/papers", {"kind": "interest", "number": "1", "drop": "1"})

    assert "Open trade." in anew
    assert positions.stands(talks.parts, talks.ana.seat.place) == ()


def test_an_observer_reads_and_is_offered_nothing(talks: Talks) -> None:
    told(talks, kept(talks))
    observer = person(talks.parts, granted(cases.give_seat(talks.parts, talks.place("A"), Role.OBSERVER, shown=False)))

    page = observer.sees("agenda/items/1").page

    assert [form.get("action") for form in page.forms() if "agenda" in form.get("action")] == []
    assert observer.asks("GET", observer.address("agenda/propose"), {}).status == 403


@pytest.mark.parametrize("address", ["agenda/items/9", "agenda/items/9/rooms/B", "agenda/items/1/rooms/Z"])
def test_what_is_not_there_is_absent(talks: Talks, mo: Person, address: str) -> None:
    kept(talks)

    assert mo.asks("GET", mo.address(address), {}).status == 404
