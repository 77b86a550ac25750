"""The Oman channel, played from its script: what each place ends up knowing, and what it never learns."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from entremise.cases.play import play
from entremise.cases.script import Script, load
from entremise.cases.steps.agenda import GiveView
from entremise.cases.steps.calls import TakeDown
from entremise.cases.steps.entries import Acknowledge, Announce, Carry, Write
from entremise.domain.errors import Code
from entremise.domain.events import (
    Announced,
    AnnouncedInto,
    Brought,
    Carried,
    CarryStopped,
    ConveyanceConfirmed,
    Conveyed,
)
from entremise.domain.leave import LeaveForm
from entremise.domain.terms import CarryForm, Role
from entremise.domain.views import EntryView
from entremise.services import reading
from entremise.services.ports import Parts
from entremise.storage.memory import MemoryStore
from entremise.wiring import on_database
from tests.cast import FakeClock, FakeIds, parts_on
from tests.scenes.places import Scene, everything, runs

LAST_DAY = date(2026, 2, 6)
MUSCAT = ZoneInfo("Asia/Muscat")

KEPT = {
    "A": (
        "us-purpose",
        "us-public-line",
        "us-assessment",
        "us-first-item",
        "us-medical",
        "us-suspend",
        "us-years",
    ),
    "B": (
        "ir-one-day",
        "ir-asked-them",
        "ir-strike",
        "ir-thursday",
        "ir-no-missiles",
        "ir-research",
        "ir-sites",
        "ir-machines",
    ),
}
"""What each room wrote for itself, or for the mediator alone, to the end."""


def in_memory() -> Parts:
    return parts_on(MemoryStore(), ids=FakeIds("oman"))


@pytest.fixture(scope="module")
def script() -> Script:
    return load("oman")


@pytest.fixture(scope="module")
def scene(script: Script) -> Scene:
    parts = in_memory()
    return Scene(parts, play(parts, script))


def words(script: Script, name: str) -> str:
    for step in script.steps:
        match step:
            case Write() | TakeDown() if step.name == name:
                return step.text
            case GiveView() if step.name == name:
                return step.words
            case _:
                pass
    raise LookupError(name)


def on_last_day(entries: list[EntryView]) -> list[EntryView]:
    return [entry for entry in entries if entry.at.astimezone(MUSCAT).date() == LAST_DAY]


# What each place knows ---------------------------------------------------------------------------------


def test_room_a_on_the_last_day(scene: Scene) -> None:
    shown = on_last_day(scene.entries("us-head"))

    assert scene.names(shown, room="A") == [
        "announced",
        "two-subjects",
        "said",  # an internal note
        "us-order",
        "morning",
        "announced",
        "us-morning",
        "spoken",
        "us-level",
        "right",
        "us-medical",
        "spoken",
        "which",
        "us-suspend",
        "us-pairs",
        "us-waiver",
        "inspections",
        "us-force",
        "us-phase",
        "answer",
        "trust",
        "us-again",
        "again-ir",
        "announced",
        "us-list",
        "us-technical",
        "us-stock",
        "us-years",
        "said",  # the two points of the closing summary
        "said",
    ]
    assert [str(entry.label) for entry in shown if not entry.is_note] == [f"A-{n}" for n in range(23, 52)]


def test_room_b_on_the_last_day(scene: Scene) -> None:
    shown = on_last_day(scene.entries("ir-expert"))

    assert scene.names(shown, room="B") == [
        "announced",
        "four-subjects",
        "ir-no-missiles",
        "order",
        "ir-morning",
        "may-i",
        "announced",
        "morning-agreed",
        "spoken",
        "level",
        "said",  # an internal note
        "ir-right",
        "ir-which",
        "pairs",
        "sentence",
        "ir-inspections",
        "waiver",
        "excluded",
        "ir-answer",
        "ir-trust",
        "ir-again",
        "again-us",
        "ir-meet",
        "ir-meet-confirmed",
        "announced",
        "ir-relief",
        "ir-consortium",
        "ir-day",
        "ir-sites",
        "ir-machines",
    ]
    assert [str(entry.label) for entry in shown if not entry.is_note] == [f"B-{n}" for n in range(27, 56)]


@pytest.mark.parametrize(("mark", "nickname"), [("A", "us-notes"), ("B", "ir-adviser")])
def test_the_desk_knows_all_of_a_room_but_its_notes(scene: Scene, mark: str, nickname: str) -> None:
    shared = [entry for entry in scene.entries(nickname) if not entry.is_note]
    at_desk = scene.column(mark)

    assert [(entry.label, entry.at, entry.text) for entry in at_desk] == [
        (entry.label, entry.at, entry.text) for entry in shared
    ]
    assert len(scene.entries(nickname)) > len(shared)


def test_no_number_is_missing_where_a_note_stands(scene: Scene) -> None:
    for mark in "AB":
        numbers = [entry.label.number for entry in scene.column(mark)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_a_room_holds_only_what_it_wrote_and_what_the_desk_brought(scene: Scene, script: Script) -> None:
    """Nothing is in a room that neither its own people, nor a carry into it, nor the desk's words explain."""
    for mark, nickname in (("A", "us-head"), ("B", "ir-head")):
        brought = {view.text for view in scene.column(mark) if view.form is not None}
        carried = {
            step.text or "\n".join(words(script, name) for name in step.sources)
            for step in script.steps
            if isinstance(step, Carry) and step.into == mark and step.refused is None
        }
        assert brought <= carried
        assert {entry.text for entry in scene.entries(nickname) if entry.form is not None} == brought


# What a place never learns -----------------------------------------------------------------------------


@pytest.mark.parametrize(("mine", "other"), [("A", "B"), ("B", "A")])
def test_what_was_kept_is_nowhere_in_the_other_room(scene: Scene, script: Script, mine: str, other: str) -> None:
    """Every confidence and every note is planted here, and none of its words is read there."""
    log = everything(scene.log(other))
    page = repr(reading.room_page(scene.parts, scene.played.seats["us-head" if other == "A" else "ir-head"]))
    seen = runs(log + page, length=4)

    for name in KEPT[mine]:
        text = words(script, name)
        assert text in everything(scene.log(mine))
        assert text not in log
        assert text not in page
        assert not runs(text, length=4) & seen, name


def test_own_notes_are_not_at_the_desk_either(scene: Scene, script: Script) -> None:
    notes = [step for step in script.steps if isinstance(step, Write) and step.leave is LeaveForm.OWN]
    desk = everything(scene.log("desk"))

    assert [step.name for step in notes] == ["us-purpose", "us-assessment", "us-first-item", "ir-research"]
    for step in notes:
        assert step.text not in desk


@pytest.mark.parametrize(("mark", "other"), [("A", "B"), ("B", "A")])
def test_a_rooms_log_names_no_seat_and_no_label_of_the_other(scene: Scene, mark: str, other: str) -> None:
    log = everything(scene.log(mark))

    for seat in scene.played.seats.values():
        if seat.mark == other:
            assert seat.id not in log
    assert f"series='{other}'" not in log
    assert str(scene.place(other)) not in log


def test_room_b_would_be_the_same_had_a_kept_silent(scene: Scene, script: Script) -> None:
    """Two worlds: without all that A kept, and what the desk did about it in A, B's log is equal."""
    untold, steps = set(KEPT["A"]), []
    for step in script.steps:
        if untold & {step.gives(), *step.needs()}:
            # What rests on it falls away with it: a question about it, and the answer.
            untold.add(step.gives() or "")
        elif step.by != "us-notes":
            steps.append(step)
    parts = in_memory()
    other = Scene(parts, play(parts, replace(script, steps=tuple(steps), lines=())))

    # Besides the words: a refused attempt, a question and its answer, what the mediator says of it, and what the desk
    # takes A to value.
    assert len(script.steps) - len(steps) == len(KEPT["A"]) + 5
    assert other.log("B") == scene.log("B")
    assert other.entries("ir-head") == scene.entries("ir-head")
    assert other.log("A") != scene.log("A")


def test_the_desk_learns_a_role_only_where_the_seat_allows(scene: Scene) -> None:
    assert scene.told("us-waiver").role is Role.COUNSEL
    assert scene.told("us-technical").role is None
    assert scene.told("ir-consortium").role is Role.ADVISER
    assert scene.told("ir-which").role is Role.ADVISER


# What the house refused --------------------------------------------------------------------------------


def test_every_attempt_without_leave_was_refused(script: Script) -> None:
    """The player lets nothing pass that the house does not refuse with this code."""
    assert [step.refused for step in script.steps if step.refused is not None] == [
        Code.IN_CONFIDENCE,
        Code.LEAVE_NARROWER,
        Code.CONDITION_NOT_MET,
        Code.LEAVE_EXPIRED,
        Code.NOT_WRITER,
        Code.WORDS_DIFFER,
        Code.IN_CONFIDENCE,
        Code.CONDITION_NOT_MET,
        Code.LEAVE_EXPIRED,
    ]


def test_a_refused_attempt_leaves_no_trace(scene: Scene, script: Script) -> None:
    everywhere = "".join(everything(scene.log(mark)) for mark in ("A", "B", "desk"))
    accepted = {step.text for step in script.steps if isinstance(step, Carry) and step.refused is None}
    refused = [
        step.text
        for step in script.steps
        if isinstance(step, Carry) and step.refused is not None and step.text not in accepted
    ]

    assert len(refused) == 6
    for text in refused:
        assert text is not None
        assert text not in everywhere


# The door ----------------------------------------------------------------------------------------------


def test_every_message_entered_when_it_was_due(scene: Scene) -> None:
    entered = [view for name in scene.played.carries if (view := scene.carry(name)).entered is not None]

    assert len(entered) == 30
    for view in entered:
        assert view.entered == view.due
        assert view.due - view.at in {timedelta(seconds=30), timedelta(seconds=120)}
    assert scene.parts.store.next_due() is None


def test_a_stopped_message_never_enters(scene: Scene) -> None:
    stopped = scene.carry("force")

    assert stopped.stopped == datetime(2026, 2, 6, 10, 36, 10, tzinfo=UTC)
    assert (stopped.stopped_by, stopped.stop_code, stopped.entered) == (Role.MEDIATOR, None, None)
    assert "force" not in scene.played.labels
    assert "threatens" not in everything(scene.log("B"))
    assert scene.about("desk", "us-force") == ["Told", "Carried"]


def test_the_house_stops_a_message_whose_leave_was_taken_back(scene: Scene) -> None:
    """The giver narrowed the leave while the message waited: when it was due it did not enter."""
    stopped = scene.carry("strike")

    assert (stopped.stopped, stopped.stopped_by) == (stopped.due, None)
    assert stopped.stop_code is Code.IN_CONFIDENCE
    assert "strike" not in scene.played.labels
    assert stopped.text not in everything(scene.log("A"))
    assert CarryStopped(carry=stopped.label, role=None, code=Code.IN_CONFIDENCE) in [
        line.event for line in scene.log("desk")
    ]


def test_a_condition_is_set_met_and_then_carried(scene: Scene) -> None:
    assert scene.about("A", "us-waiver") == ["Said", "ConditionMet", "Conveyed"]
    assert scene.about("desk", "us-waiver") == ["Told", "ConditionDeclared", "Carried", "ConveyanceConfirmed"]
    waiver = scene.carry("waiver")
    told = scene.told("us-waiver")
    assert told.met is not None
    assert waiver.entered is not None
    assert told.met < waiver.at < waiver.entered
    assert (waiver.form, waiver.binding, waiver.text) == (CarryForm.VERBATIM, True, told.text)


def test_a_condition_is_not_read_by_those_who_are_to_meet_it(scene: Scene) -> None:
    for name, other in (("us-waiver", "B"), ("us-transfer", "B"), ("ir-sites", "A")):
        leave = scene.told(name).leave
        assert leave is not None
        assert leave.condition is not None
        assert not runs(leave.condition, length=4) & runs(everything(scene.log(other)), length=4)


def test_a_confidence_that_is_widened_may_go_as_an_idea(scene: Scene) -> None:
    """What was refused as a confidence is carried once its writer gives leave, and names nobody."""
    assert scene.about("A", "us-funds") == ["Said", "LeaveChanged"]
    assert scene.about("desk", "us-funds") == ["Told", "LeaveTold", "Carried"]
    idea = scene.carry("side-by-side")
    assert (idea.form, idea.attribution) == (CarryForm.IDEA, None)
    assert [str(source) for source in idea.sources] == ["A-04"]


@pytest.mark.parametrize("name", ["side-by-side", "use", "morning", "pairs"])
def test_an_idea_says_nothing_of_where_it_came_from(scene: Scene, name: str) -> None:
    label = scene.played.labels[name]
    (line,) = [
        line for line in scene.log(label.series) if isinstance(line.event, Brought) and line.event.label == label
    ]
    carry = scene.carry(name)

    assert line.event == Brought(
        label=label,
        form=carry.form,
        type=carry.type,
        binding=False,
        attribution=None,
        text=carry.text,
    )
    for room in scene.played.case.rooms:
        assert room.party not in carry.text


def test_what_is_carried_in_a_partys_name_names_it(scene: Scene) -> None:
    assert scene.carry("level").attribution == "United States"
    assert scene.carry("right").attribution == "Iran"


def test_announcements_are_copies(scene: Scene, script: Script) -> None:
    """Each room has one of each, alike but for its number; the desk keeps every copy."""
    texts = [step.text for step in script.steps if isinstance(step, Announce)]
    copies = {
        mark: [(line.at, line.event.text) for line in scene.log(mark) if isinstance(line.event, Announced)]
        for mark in "AB"
    }
    kept = [line.event.text for line in scene.log("desk") if isinstance(line.event, AnnouncedInto)]

    assert copies["A"] == copies["B"]
    assert [text for _, text in copies["A"]] == texts
    assert sorted(kept) == sorted(texts * 2)


def test_receipts_hold_a_label_and_nothing_else(scene: Scene, script: Script) -> None:
    receipts = {mark: [line.event for line in scene.log(mark) if isinstance(line.event, Conveyed)] for mark in "AB"}
    confirmed = [line.event for line in scene.log("desk") if isinstance(line.event, ConveyanceConfirmed)]

    assert [field.name for field in fields(Conveyed)] == ["label"]
    assert [str(event.label) for event in receipts["A"]] == ["A-02", "A-37"]
    assert [str(event.label) for event in receipts["B"]] == ["B-02", "B-41"]
    assert len(confirmed) == 4


def test_the_desk_learns_that_a_message_was_read_and_not_by_whom(scene: Scene, script: Script) -> None:
    read = [step.entry for step in script.steps if isinstance(step, Acknowledge)]
    desk = everything(scene.log("desk"))

    assert all(scene.told(name).opened is not None for name in read)
    for nickname in ("us-head", "us-adviser", "us-counsel", "ir-head", "ir-expert", "ir-adviser"):
        assert scene.played.seats[nickname].id not in desk


# What is left for whoever sits down next ---------------------------------------------------------------


def test_unfinished_business_waits_in_each_room(scene: Scene) -> None:
    left = {
        mark: [
            entry.leave.form.value for entry in scene.column(mark)[-5:] if entry.leave is not None and not entry.carried
        ]
        for mark in "AB"
    }
    assert left["A"] == ["idea", "substance", "confidence", "substance", "confidence"]
    assert left["B"] == ["verbatim", "idea", "substance", "conditional", "confidence"]
    assert [str(entry.label) for mark in "AB" for entry in scene.column(mark) if entry.open_condition] == ["B-54"]
    assert str(scene.played.labels["ir-sites"]) == "B-54"
    for name in ("again-us", "again-ir", "trust"):
        assert scene.told(name).opened is None


def test_pages_are_full(scene: Scene) -> None:
    for nickname in ("us-head", "ir-head"):
        page = reading.room_page(scene.parts, scene.played.seats[nickname])
        assert len(page.thread.entries) == reading.PAGE
        assert page.thread.earlier is not None
        assert len(page.brought) == reading.ASIDE
        assert len(page.conveyed) == 2
        assert len(page.conditions) >= 1
    desk = granted_desk(scene)
    assert desk.at_door == ()
    assert len(desk.recent) == reading.ASIDE


def granted_desk(scene: Scene) -> reading.DeskPage:
    page = reading.desk_page(scene.parts, scene.played.seats["mediator"], ())
    assert isinstance(page, reading.DeskPage)
    return page


# Elsewhere, and twice ----------------------------------------------------------------------------------


def test_it_is_the_same_on_a_database(scene: Scene, script: Script, data: Path) -> None:
    parts = on_database(clock=FakeClock(), ids=FakeIds("oman")).parts
    kept = Scene(parts, play(parts, script))

    assert kept.played == scene.played
    for mark in ("A", "B", "desk"):
        assert kept.log(mark) == scene.log(mark)
    assert kept.entries("us-head") == scene.entries("us-head")
    assert kept.column("B") == scene.column("B")


def test_two_cases_in_one_house_do_not_meet(script: Script) -> None:
    """Played twice in one store: each case has the words, the labels and the times of its own."""
    parts = in_memory()
    first, second = (Scene(parts, play(parts, script)) for _ in range(2))

    assert first.played.case != second.played.case
    assert first.played.labels == second.played.labels
    for mark in ("A", "B"):
        assert [(line.at, type(line.event)) for line in first.log(mark)] == [
            (line.at, type(line.event)) for line in second.log(mark)
        ]


def test_every_carried_line_has_its_brought_line(scene: Scene) -> None:
    carried = [line.event for line in scene.log("desk") if isinstance(line.event, Carried)]
    brought = [line.event for mark in "AB" for line in scene.log(mark) if isinstance(line.event, Brought)]

    assert {event.label for event in carried} == {event.label for event in brought}
    assert len(carried) == len(brought)
