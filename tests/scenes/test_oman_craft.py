"""The mediator's craft in the Oman channel: agenda and positions, what is asked, and what the ledger holds."""

from functools import partial

import pytest

from entremise.domain.events import AnnouncedInto
from entremise.domain.events.agenda import ItemKind, ItemState, Stance
from entremise.domain.events.asking import Reply
from entremise.domain.events.positions import StandKind
from entremise.domain.ids import Mark
from entremise.domain.leave import LeaveForm
from entremise.domain.positions import Movement
from entremise.services import agenda, asking, ledger, positions, valuing, weighing
from entremise.services.findings import Findings
from tests.cast import granted
from tests.scenes.places import HEADS, Scene, runs

SIX = ("nuclear", "relief", "missiles", "aircraft", "what-follows", "people")
"""The items on which a position is written down."""


# The agenda ----------------------------------------------------------------------------------------------


def test_the_desk_has_one_agenda_in_its_order(scene: Scene) -> None:
    assert [(one.title, one.state) for one in agenda.items(scene.parts, scene.played.case.desk)] == [
        ("The nuclear programme", ItemState.AGREED),
        ("The lifting of sanctions", ItemState.TO_CLARIFY),
        ("Ballistic missiles", ItemState.CONTESTED),
        ("Drones and spare parts", ItemState.CONTESTED),
        ("What follows from which act", ItemState.TO_CLARIFY),
        ("The detainees", ItemState.OTHER_TRACK),
        ("Armed groups in the region", ItemState.CONTESTED),
        ("How people are treated at home", ItemState.CONTESTED),
        ("Nothing outside the accord of 2015", ItemState.TO_CLARIFY),
    ]


def test_each_room_reads_what_is_disputed_and_by_whom_only_with_leave(scene: Scene) -> None:
    """Iran refused two subjects: one as what may be told, and one in confidence."""
    read = {
        mark: [
            (one.title, one.state, one.raised_by, one.refused_by)
            for one in agenda.in_room(scene.parts, scene.place(mark)).items
            if one.kind is ItemKind.ITEM
        ]
        for mark in "AB"
    }
    assert read["A"] == [
        ("The nuclear programme", ItemState.AGREED, None, ()),
        ("The lifting of sanctions", ItemState.TO_CLARIFY, "Iran", ()),
        ("Ballistic missiles", ItemState.CONTESTED, None, ()),
        ("Drones and spare parts", ItemState.CONTESTED, None, ("Iran",)),
    ]
    assert read["B"] == [
        ("The nuclear programme", ItemState.AGREED, "United States", ()),
        ("The lifting of sanctions", ItemState.TO_CLARIFY, None, ()),
        ("Ballistic missiles", ItemState.CONTESTED, "United States", ()),
        ("Drones and spare parts", ItemState.CONTESTED, "United States", ()),
    ]


def test_a_proposal_and_a_view_stand_at_the_desk_with_their_side(scene: Scene) -> None:
    known = agenda.at_desk(scene.parts, scene.played.case.desk)
    number = scene.played.numbers
    assert [(str(one.mark), one.title, one.item) for one in known.proposals] == [
        ("A", "Drones and spare parts", number["aircraft"]),
        ("A", "Ballistic missiles", number["missiles"]),
        ("B", "The lifting of sanctions", number["relief"]),
        ("B", "Nothing outside the accord of 2015", number["scope"]),
    ]
    views = {name: known.item(number[name]) for name in ("missiles", "aircraft", "groups")}
    assert {name: item.refused_by for name, item in views.items() if item is not None} == {
        "missiles": (Mark("B"),),
        "aircraft": (Mark("B"),),
        "groups": (Mark("B"),),
    }
    assert known.item(number["missiles"]) is not None
    own = agenda.in_room(scene.parts, scene.place("B")).item(scene.played.shown["missiles", "B"])
    assert own is not None
    assert own.view is not None
    assert own.view.stance is Stance.REFUSES


def test_a_room_reads_which_of_its_items_comes_first(scene: Scene) -> None:
    for mark in "AB":
        shown = scene.played.shown
        item = agenda.in_room(scene.parts, scene.place(mark)).item(shown["missiles", mark])
        assert item is not None
        assert item.after == (shown["nuclear", mark],)


def test_what_was_refused_in_confidence_is_not_in_the_other_room(scene: Scene) -> None:
    assert "what defends us" in repr(scene.all_of("desk"))
    assert "what defends us" not in repr(scene.all_of("A"))


def test_the_scope_is_known_to_the_room_that_was_told_it(scene: Scene) -> None:
    lines = [one for one in agenda.in_room(scene.parts, scene.place("A")).items if one.kind is ItemKind.SCOPE]
    assert [(one.title, one.state, one.raised_by) for one in lines] == [
        ("Nothing outside the accord of 2015", ItemState.TO_CLARIFY, "Iran")
    ]


def test_what_the_desk_alone_has_on_its_agenda_is_in_no_room(scene: Scene) -> None:
    own = {"Armed groups in the region", "How people are treated at home", "What follows from which act"}
    assert own <= {one.title for one in agenda.items(scene.parts, scene.played.case.desk)}
    for mark in "AB":
        held = repr(scene.all_of(mark))
        assert not [title for title in own if title in held]


# Positions -----------------------------------------------------------------------------------------------


def test_neither_side_moved_on_any_of_the_six_items(scene: Scene) -> None:
    standings = positions.standings(scene.parts, scene.played.case.desk)
    last = scene.played.numbers["round-4"]

    assert set(standings) == {scene.played.numbers[name] for name in SIX}
    for name in SIX:
        standing = standings[scene.played.numbers[name]]
        assert (name, standing.movement, standing.stages) == (name, Movement.UNCHANGED, (0, last))
        assert [(one.mark, one.place, one.words) for one in standing.positions if one.stage == last] == [
            (one.mark, one.place, one.words) for one in standing.positions if one.stage == 0
        ]


def test_where_the_mediator_sees_room_is_for_the_desk(scene: Scene) -> None:
    standings = positions.standings(scene.parts, scene.played.case.desk)
    zones = {name: standings[scene.played.numbers[name]].zone for name in SIX}
    drawn = {name: (zone.low, zone.high) for name, zone in zones.items() if zone is not None and zone.low is not None}
    said = {name: zone.caption for name, zone in zones.items() if zone is not None and zone.caption}

    assert drawn == {"nuclear": (40, 60), "relief": (40, 55)}
    assert said == {"people": "Step 1 done"}
    for mark in "AB":
        held = repr(scene.all_of(mark))
        for words in ("the order of steps, not on the figures", "A shared calendar", "Not on the agenda"):
            assert words not in held


def test_interests_and_red_lines_stay_in_their_own_room(scene: Scene) -> None:
    kept = {mark: positions.stands(scene.parts, scene.place(mark)) for mark in "AB"}
    shown = scene.played.shown
    assert [(one.kind, one.item) for one in kept["A"]] == [(StandKind.INTEREST, 0), (StandKind.RED_LINE, 0)]
    assert [(one.kind, one.item) for one in kept["B"]] == [
        (StandKind.RED_LINE, shown["nuclear", "B"]),
        (StandKind.INTEREST, shown["relief", "B"]),
    ]
    for mark, other in (("A", "B"), ("B", "A")):
        elsewhere = repr(scene.all_of(other)) + repr(scene.all_of("desk"))
        for one in kept[mark]:
            assert one.words not in elsewhere


# What is asked -------------------------------------------------------------------------------------------


def test_a_sentence_was_read_back_and_is_carried_in_those_words(scene: Scene) -> None:
    number = scene.played.numbers["may-again-ir"]
    question = asking.question_at_desk(scene.parts, scene.seat("mediator"), "B", number)
    assert question is not None
    assert question.text == scene.carry("again-ir").text
    assert question.answered is not None
    page = asking.asked_page(scene.parts, scene.seat("us-head"))
    assert question.text not in [shown.question.text for shown in (*page.open, *page.standing)]


def test_a_request_for_leave_is_answered_and_the_thought_is_carried(scene: Scene) -> None:
    """Yes: the confidence may go as an idea. No: it stays one, and nothing of it is in the other room."""
    answers = {
        name: asking.question_at_desk(scene.parts, scene.seat("mediator"), mark, scene.played.numbers[name])
        for name, mark in (("may-morning", "B"), ("may-medical", "A"))
    }
    assert {name: one.reply for name, one in answers.items() if one is not None} == {
        "may-morning": Reply.YES,
        "may-medical": Reply.NO,
    }
    leaves = {name: scene.told(name).leave for name in ("ir-morning", "us-medical")}
    assert {name: leave.form for name, leave in leaves.items() if leave is not None} == {
        "ir-morning": LeaveForm.IDEA,
        "us-medical": LeaveForm.CONFIDENCE,
    }
    assert scene.carry("morning").attribution is None
    assert not runs(scene.told("us-medical").text, length=4) & runs(repr(scene.all_of("B")), length=4)


def test_the_caucus_of_one_room_is_closed_with_its_leave(scene: Scene) -> None:
    carried, kept = scene.column("A")[-2:]
    assert [entry.leave.form.value for entry in (carried, kept) if entry.leave is not None] == [
        "substance",
        "confidence",
    ]
    assert carried.text not in repr(scene.all_of("B"))
    assert [shown.state for shown in asking.asked_page(scene.parts, scene.seat(HEADS["A"])).open] == []


# The ledger ----------------------------------------------------------------------------------------------


def test_the_ledger_has_points_of_the_last_round_and_no_room_has_them(scene: Scene) -> None:
    points = ledger.standing_points(scene.parts, scene.seat("mediator"))
    assert [(one.words, one.round) for one in points] == [
        ("Which subjects are spoken of", 4),
        ("Inspections, and the waiver for civil work", 4),
        ("When to meet again", 4),
    ]
    for mark in "AB":
        assert "Which subjects are spoken of" not in repr(scene.all_of(mark))
        assert "Begin the next round" not in repr(scene.all_of(mark))


def test_papers_say_what_was_announced(scene: Scene) -> None:
    """The secretariat's words of the day stand as they did before there were papers."""
    announced = [event.text for event in scene.all_of("desk") if isinstance(event, AnnouncedInto)]
    assert any("11:00 in Muscat, 08:00 in Brussels" in text for text in announced)


# The analysis --------------------------------------------------------------------------------------------


def test_the_desk_weighs_two_packages_and_finds_what_both_would_gain(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weighing, "weigh", partial(weighing.weigh, budget=60))
    page = granted(valuing.analysis_page(scene.parts, scene.seat("mediator")))
    found = page.findings

    assert isinstance(found, Findings)
    assert (found.outcomes, found.is_exact) == (1296, True)
    assert [(one.on_frontier, [worth.points for worth in one.worths]) for one in found.packages] == [
        (False, [550, 680]),
        (False, [670, 670]),
    ]
    assert [[worth.points for worth in trade.result.worths] for trade in found.trades] == [[700, 670]]
    assert {kind for point in found.points for kind in point.kinds} == {"nash", "egalitarian", "ks", "utilitarian"}


def test_every_estimate_rests_on_what_its_own_side_told(scene: Scene) -> None:
    """So that nothing is taken for a side's value that only the other one said."""
    held = granted(valuing.analysis_page(scene.parts, scene.seat("mediator"))).values

    rests = {str(mark): [one.rests_on for one in party.values.values()] for mark, party in held.parties.items()}
    assert {mark: {label.series for labels in all_of for label in labels} for mark, all_of in rests.items()} == {
        "A": {"A"},
        "B": {"B"},
    }
    assert all(labels for all_of in rests.values() for labels in all_of)


@pytest.mark.parametrize("mark", ["A", "B"])
def test_no_room_has_a_word_of_the_analysis(scene: Scene, mark: str) -> None:
    held = granted(valuing.analysis_page(scene.parts, scene.seat("mediator"))).values
    words = {word for issue in held.issues for word in (issue.title, *issue.options) if len(word.split()) > 2}
    log = repr(scene.all_of(mark))

    assert len(words) > 10
    assert [word for word in words if word in log] == []
