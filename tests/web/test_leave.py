"""Who may know an entry, changed."""

import pytest

from entremise.domain.ids import Label
from entremise.domain.leave import Leave, LeaveForm
from tests.cast import CONFIDENCE, ONLY_IF, SUBSTANCE, Talks
from tests.web.contract import SeatedPage, Spec, assert_absent
from tests.web.html import fields
from tests.web.people import Person, state


class TestLeave(SeatedPage):
    spec = Spec(methods=("GET", "POST"), desk=False, form={"leave": "substance", "change": "1"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return f"entries/{talks.ana.says('We can meet on Monday.', leave=CONFIDENCE)}/leave"

    def test_it_shows(self, owner: Person, path: str) -> None:
        told = owner.sees(path)

        assert told.status == 200
        assert told.page.root.tags("h1")[0].text == "Who may know A-01?"


def test_a_choice_is_kept(talks: Talks, ana: Person) -> None:
    entry = talks.ana.says("We can meet on Monday.", leave=CONFIDENCE)

    told = ana.sends(f"entries/{entry}/leave", {"leave": "substance", "change": "1"})

    assert (told.status, told.location) == (303, f"{ana.address()}#A-01")
    assert talks.mo.entry(entry).leave == SUBSTANCE


def test_the_form_shows_what_holds_now(talks: Talks, ana: Person) -> None:
    entry = talks.ana.says("We can stop.", leave=ONLY_IF)

    form = fields(ana.sees(f"entries/{entry}/leave").page.form_to("/leave"))

    assert (form["leave"], form["condition"], form["becomes"]) == (["conditional"], ["They stop first."], ["substance"])


def test_what_was_told_is_not_offered_as_untold(talks: Talks, ana: Person) -> None:
    entry = talks.ana.says("We can stop.", leave=CONFIDENCE)
    note = talks.ana.notes("Or not.")

    assert "own" not in choices(ana, entry)
    assert "own" in choices(ana, note)


def choices(somebody: Person, label: Label) -> list[str]:
    """The leave that the page offers."""
    inputs = somebody.sees(f"entries/{label}/leave").page.root.tags("input")
    return [one.get("value") for one in inputs if one.get("name") == "leave"]


def test_a_note_is_told_as_a_new_entry(talks: Talks, ana: Person) -> None:
    note = talks.ana.notes("We could wait.")

    told = ana.sends(f"entries/{note}/leave", {"leave": "confidence", "change": "1"})

    assert told.location == f"{ana.address()}#A-01"
    assert talks.mo.sees("A") == ["We could wait."]


@pytest.mark.parametrize(
    "case",
    [
        ({"leave": "own"}, 409, None),
        ({"leave": "conditional", "condition": ""}, 422, "condition"),
        ({"leave": "substance", "expires": "2020-01-01T00:00"}, 422, "expires"),
    ],
    ids=["told", "no condition", "past"],
)
def test_what_is_refused_comes_back_as_it_was(
    talks: Talks, ana: Person, case: tuple[dict[str, str], int, str | None]
) -> None:
    form, status, field = case
    entry = talks.ana.says("We can stop.", leave=CONFIDENCE)
    before = state(talks)

    told = ana.sends(f"entries/{entry}/leave", {**form, "change": "1"})

    shown = fields(told.page.form_to("/leave"))
    assert told.status == status
    assert told.page.of_class("problem")[0].tags("h2")[0].text == "Nothing was changed"
    assert {name: shown.get(name) for name in form if name != "leave"} == {
        name: [value] for name, value in form.items() if name != "leave"
    }
    if field is not None:
        assert told.page.id(field).get("aria-describedby") == f"e-{field}"
        assert shown["leave"] == [form["leave"]]
    assert state(talks) == before


def test_an_adviser_does_not_change_what_the_head_wrote(talks: Talks, ada: Person) -> None:
    entry = talks.ana.says("We can stop.", leave=CONFIDENCE)

    told = ada.sends(f"entries/{entry}/leave", {"leave": "substance", "change": "1"})

    assert told.status == 409
    assert talks.mo.entry(entry).leave == CONFIDENCE


@pytest.mark.parametrize("label", ["A-02", "B-01", "N-01", "C-01", "A-01x", "a-01", "A--1", "A-00"])
def test_an_entry_that_is_not_there_is_absent(talks: Talks, ana: Person, label: str) -> None:
    """Another room's entry and a number that nobody has used look the same."""
    talks.ana.says("Ours.")
    talks.bo.says("Theirs.")

    for method in ("GET", "POST"):
        assert_absent(ana, method, ana.address(f"entries/{label}/leave"), {"leave": "substance", "change": "1"})


def test_what_the_mediator_said_has_no_leave(talks: Talks, ana: Person) -> None:
    said = talks.mo.speaks("Shall we begin?", into="A")

    assert_absent(ana, "GET", ana.address(f"entries/{said}/leave"))


def test_sent_twice_it_is_done_once(talks: Talks, ana: Person) -> None:
    note = talks.ana.notes("We could wait.")
    form = {**fields(ana.sees(f"entries/{note}/leave").page.form_to("/leave")), "leave": ["confidence"]}

    first, second = (ana.sends(f"entries/{note}/leave", form) for _ in range(2))

    assert first.location == second.location == f"{ana.address()}#A-01"
    assert talks.mo.sees("A") == ["We could wait."]


def test_a_leave_ends_by_the_clock_of_the_city(talks: Talks, ana: Person) -> None:
    entry = talks.ana.says("We can stop.", leave=CONFIDENCE)

    ana.sends(f"entries/{entry}/leave", {"leave": "substance", "expires": "2026-11-22T18:00", "change": "1"})

    shown = ana.sees(f"entries/{entry}/leave").page
    assert fields(shown.form_to("/leave"))["expires"] == ["2026-11-22T18:00"]
    assert "This leave ends 18:00" in shown.text
    given = talks.mo.entry(entry).leave
    assert given is not None
    assert (given.form, given.expires and given.expires.hour) == (LeaveForm.SUBSTANCE, 14)


def test_a_widened_leave_can_be_narrowed(talks: Talks, ana: Person) -> None:
    entry = talks.ana.says("We can stop.", leave=SUBSTANCE)

    ana.sends(f"entries/{entry}/leave", {"leave": "confidence", "change": "1"})

    assert talks.mo.entry(entry).leave == Leave(form=LeaveForm.CONFIDENCE)
