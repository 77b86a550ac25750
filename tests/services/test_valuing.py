"""Values and what is found in them: the desk's estimates, numbers given by a room, numbers for the engine alone."""

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any, Final

import pytest

from entremise.domain.agenda import Keeping
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.analysis import (
    VALUES,
    Preference,
    PreferenceKind,
    ValuesEstimated,
    ValuesGiven,
    ValuesSealed,
    ValuesTold,
    ValuesWithdrawn,
    Worths,
    values_of,
)
from entremise.domain.ids import MARKS, DeskId, Label
from entremise.domain.log import Append, Line
from entremise.domain.terms import Role
from entremise.domain.valuing import DESK_LINES, MOST_GIVEN, MOST_LINES, ROOM_LINES, Origin, at_desk, in_room
from entremise.services import agenda, drafts, exports, valuing, weighing
from entremise.services.findings import Findings, Known, Order, TooLong
from entremise.services.valuing import LEAST_PARTIES, AnalysisPage
from tests.cast import CONFIDENCE, Talks, granted, open_talks, refusal
from tests.services.test_keeping import closed as closed_to_the_host

TABLE: Final = """issue,option,party,value,give_or_take
Monitoring,In two weeks,A,10,2
Monitoring,In four weeks,A,4,2
Monitoring,In two weeks,B,0,0
Monitoring,In four weeks,B,12,0
Relief,Before,A,0,0
Relief,After,A,6,0
Relief,Before,B,9,0
Relief,After,B,0,0
,(disagreement),A,3,
,(disagreement),B,2,
"""
ISSUES: Final = [("Port", ("Open", "Shut"))]
SECRET: Final = (731, 419, 307, 577)
"""Numbers that stand nowhere else."""


@pytest.fixture
def talks() -> Talks:
    return open_talks()


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else the machine does, there is time to find all."""
    monkeypatch.setattr(weighing, "weigh", partial(weighing.weigh, budget=60))


def page(talks: Talks, **asked: object) -> AnalysisPage:
    return granted(valuing.analysis_page(talks.parts, talks.mo.seat, **asked))  # type: ignore[arg-type]  # as asked


def findings(talks: Talks) -> Findings:
    found = page(talks).findings
    assert isinstance(found, Findings)
    return found


def tabled(talks: Talks) -> Talks:
    """The case with two issues and the desk's estimates of both parties."""
    granted(valuing.take_table(talks.parts, talks.mo.seat, TABLE))
    return talks


def worths(*points: Sequence[int]) -> list[Worths]:
    return [Worths(issue=number, points=tuple(row)) for number, row in enumerate(points, 1)]


def asked(talks: Talks, mark: str = "A") -> Talks:
    granted(valuing.ask(talks.parts, talks.mo.seat, mark))
    return talks


def gives(
    talks: Talks, *, sealed: bool, points: Sequence[Sequence[int]] = (SECRET[:2], SECRET[2:]), without: int = 353
) -> None:
    granted(valuing.give(talks.parts, talks.ana.seat, 1, worths(*points), without=without, sealed=sealed))


# Estimates --------------------------------------------------------------------------------------------------


def test_a_table_brings_issues_and_estimates(talks: Talks) -> None:
    held = page(tabled(talks)).values

    assert [(issue.title, issue.options) for issue in held.issues] == [
        ("Monitoring", ("In two weeks", "In four weeks")),
        ("Relief", ("Before", "After")),
    ]
    views = held.parties.values()
    assert [(view.origin, view.without) for view in views] == [(Origin.ESTIMATE, 3), (Origin.ESTIMATE, 2)]
    assert held.parties[MARKS[0]].values[1] == Worths(issue=1, points=(10, 4), give_or_take=2)


def test_the_frontier_and_the_points_are_found(talks: Talks) -> None:
    found = findings(tabled(talks))

    assert (found.outcomes, found.size, found.is_exact) == (4, 2, True)
    assert found.curve == ((10, 12), (4, 21))
    assert {kind for point in found.points for kind in point.kinds} == {"nash", "egalitarian", "ks", "utilitarian"}


def test_an_estimate_names_told_entries_and_no_others(talks: Talks) -> None:
    label = talks.ana.says("We need two weeks.", leave=CONFIDENCE)
    talks = tabled(talks)
    rests = [Worths(issue=1, points=(9, 1), rests_on=(label,)), Worths(issue=2, points=(0, 5))]
    granted(valuing.estimate(talks.parts, talks.mo.seat, "A", rests, without=0))

    unknown = [replace(rests[0], rests_on=(Label("A", 9),))]
    refused = refusal(lambda: granted(valuing.estimate(talks.parts, talks.mo.seat, "A", unknown, without=0)))

    assert page(talks).values.parties[MARKS[0]].values[1].rests_on == (label,)
    assert refused.code is Code.SOURCE_UNKNOWN


@pytest.mark.parametrize(
    ("table", "line", "column"),
    [
        ("option,party,value\n", 1, "issue"),
        ("issue,option,party,value\nPort,Open,A,many\n", 2, "value"),
        ("issue,option,party,value\nPort,Open,,3\n", 2, "party"),
        ("issue,option,party,value\nPort,,A,3\n", 2, "option"),
        ("issue,option,party,value\nPort,Open,A,3\nPort,Open,A,4\n", 3, "option"),
        ("issue,option,party,value\nPort,Open,A,1001\n", 2, "value"),
        ("issue,option,party,value\nPort,Open,A,-1\n", 2, "value"),
        ("issue;option;party;value;give_or_take\nPort;Open;A;3;x\n", 2, "give_or_take"),
        ('issue,option,party,value\nPort,"Open,A,3\n', 2, "issue"),
        ("issue,option,party,value\n", 2, "value"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(talks: Talks, table: str, line: int, column: str) -> None:
    refused = valuing.take_table(talks.parts, talks.mo.seat, table)

    assert refused == Refusal(Code.TABLE_UNREAD, {"line": line, "column": column, "most": 1000})
    assert page(talks).values.issues == ()


def test_a_table_about_another_option_changes_nothing(talks: Talks) -> None:
    tabled(talks)
    head = talks.parts.store.head(talks.mo.seat.place)

    refused = valuing.take_table(talks.parts, talks.mo.seat, TABLE.replace("In two weeks", "At once"))

    assert refused == Refusal(Code.TABLE_OPTION_UNKNOWN)
    assert talks.parts.store.head(talks.mo.seat.place) == head


def test_the_desks_own_values_go_out_as_the_table_they_came_in_as(talks: Talks) -> None:
    written = granted(valuing.write_table(talks.parts, tabled(talks).mo.seat))
    again = open_talks()
    granted(valuing.take_table(again.parts, again.mo.seat, written))

    assert [view.values for view in page(again).values.parties.values()] == [
        view.values for view in page(talks).values.parties.values()
    ]


def test_an_issue_that_is_named_anew_has_another_number(talks: Talks) -> None:
    """Values hang on an issue's options, so that a changed issue is another one."""
    tabled(talks)
    granted(valuing.drop_issue(talks.parts, talks.mo.seat, 1))
    named = granted(valuing.name_issue(talks.parts, talks.mo.seat, "Monitoring", ["Now", "Later"]))

    shown = page(talks)

    assert named.number == 3
    assert [party.missing for party in shown.parties] == [("Monitoring",), ("Monitoring",)]
    assert valuing.drop_issue(talks.parts, talks.mo.seat, 1) == ABSENT


@pytest.mark.parametrize("options", [[], ["One"], ["One", "One"], [str(number) for number in range(13)]])
def test_an_issue_has_two_to_twelve_options(talks: Talks, options: list[str]) -> None:
    refused = refusal(lambda: granted(valuing.name_issue(talks.parts, talks.mo.seat, "Port", options)))

    assert refused.code is Code.OPTIONS_OUT_OF_RANGE


# Packages ---------------------------------------------------------------------------------------------------


def test_trades_begin_with_a_package_and_make_nobody_worse(talks: Talks) -> None:
    tabled(talks)
    number = granted(valuing.keep_package(talks.parts, talks.mo.seat, {1: 0, 2: 0})).number

    found = page(talks, table=number).findings

    assert isinstance(found, Findings)
    assert [(worth.points, worth.low, worth.high) for worth in found.packages[0].worths] == [(10, 8, 12), (9, 9, 9)]
    (trade,) = found.trades
    assert [(one.issue, one.before, one.after, one.gains) for one in trade.changes] == [
        (0, 0, 1, (-6, 12)),
        (1, 0, 1, (6, -9)),
    ]
    assert [worth.points for worth in trade.result.worths] == [10, 12]


def test_one_package_has_one_number(talks: Talks) -> None:
    tabled(talks)

    numbers = [granted(valuing.keep_package(talks.parts, talks.mo.seat, {1: 0, 2: 1})).number for _ in range(2)]
    refused = refusal(lambda: granted(valuing.keep_package(talks.parts, talks.mo.seat, {1: 0})))

    assert (numbers, refused.code) == ([1, 1], Code.PACKAGE_INCOMPLETE)


def test_a_package_becomes_a_draft_and_is_not_carried(talks: Talks) -> None:
    tabled(talks)
    number = granted(valuing.keep_package(talks.parts, talks.mo.seat, {1: 1, 2: 0})).number
    before = talks.parts.store.head(talks.bo.seat.place), talks.parts.store.head(talks.mo.seat.place)

    granted(valuing.draft_package(talks.parts, talks.mo.seat, number, "B"))

    kept = drafts.read_draft(talks.parts, talks.mo.seat, "B")
    assert kept is not None
    assert kept.fields["text"] == "Monitoring: In four weeks\nRelief: Before"
    assert (talks.parts.store.head(talks.bo.seat.place), talks.parts.store.head(talks.mo.seat.place)) == before


def test_a_package_is_added_to_what_is_drafted(talks: Talks) -> None:
    tabled(talks)
    drafts.keep_draft(talks.parts, talks.mo.seat, "B", {"text": "Begun."})
    number = granted(valuing.keep_package(talks.parts, talks.mo.seat, {1: 1, 2: 0})).number

    granted(valuing.draft_package(talks.parts, talks.mo.seat, number, "B"))

    kept = drafts.read_draft(talks.parts, talks.mo.seat, "B")
    assert kept is not None
    assert str(kept.fields["text"]).startswith("Begun.\n\nMonitoring")


@pytest.mark.usefixtures("patience")
def test_a_question_is_asked_where_estimates_are_uncertain(talks: Talks) -> None:
    table = TABLE.replace(",10,2", ",10,9").replace(",4,2", ",4,4").replace("Relief,After,A,6,0", "Relief,After,A,6,6")
    granted(valuing.take_table(talks.parts, talks.mo.seat, table))

    ask = findings(talks).ask

    assert ask is not None
    assert (ask.mark, ask.is_swing) == ("A", True)
    assert set(ask.between) == {"Monitoring", "Relief"}


def test_what_was_found_is_found_again_at_once(talks: Talks) -> None:
    tabled(talks)

    assert findings(talks) is findings(talks)


# What is known beside points ----------------------------------------------------------------------------------

UNSURE: Final = """issue,option,party,value,give_or_take
Port,Open,A,9,4
Port,Shut,A,0,4
Relief,Now,A,8,4
Relief,Later,A,0,4
Port,Open,B,0,0
Port,Shut,B,7,0
Relief,Now,B,0,0
Relief,Later,B,5,0
,(disagreement),A,2,
"""
SWING: Final = Preference(kind=PreferenceKind.SWING, issues=(1, 2))


def noted(talks: Talks, preference: Preference, mark: str = "A") -> int:
    return granted(valuing.note_preference(talks.parts, talks.mo.seat, mark, preference)).number


def unsure(talks: Talks) -> Talks:
    """Two issues; what they are worth to A is uncertain, and two packages are kept: all for A, and all for B."""
    granted(valuing.take_table(talks.parts, talks.mo.seat, UNSURE))
    for options in ({1: 0, 2: 1}, {1: 1, 2: 0}):
        granted(valuing.keep_package(talks.parts, talks.mo.seat, options))
    return talks


@pytest.mark.parametrize(
    "preference",
    [
        SWING,
        Preference(kind=PreferenceKind.ORDER, issues=(2,), order=(1, 0)),
        Preference(kind=PreferenceKind.WEIGHT, issues=(1,), low=20, high=60),
        Preference(kind=PreferenceKind.AT_LEAST, better=((1, 0), (2, 1)), worse=((1, 1), (2, 0))),
        Preference(kind=PreferenceKind.ACCEPTS, better=((1, 0), (2, 1))),
    ],
    ids=lambda one: one.kind,
)
def test_what_is_noted_stands_until_it_or_its_issue_is_taken_off(talks: Talks, preference: Preference) -> None:
    unsure(talks)
    first, second = noted(talks, preference), noted(talks, preference)
    held = page(talks).values.preferences
    granted(valuing.drop_preference(talks.parts, talks.mo.seat, first))
    after = page(talks).values.preferences
    granted(valuing.drop_issue(talks.parts, talks.mo.seat, 2))
    granted(valuing.drop_issue(talks.parts, talks.mo.seat, 1))

    assert [(one.number, one.mark, one.preference) for one in held] == [(1, "A", preference), (2, "A", preference)]
    assert [one.number for one in after] == [second]
    assert page(talks).values.preferences == ()
    assert valuing.drop_preference(talks.parts, talks.mo.seat, second) == ABSENT


@pytest.mark.parametrize(
    "preference",
    [
        Preference(kind=PreferenceKind.SWING, issues=(1,)),
        Preference(kind=PreferenceKind.SWING, issues=(1, 1)),
        Preference(kind=PreferenceKind.SWING, issues=(1, 9)),
        replace(SWING, order=(0,)),
        Preference(kind=PreferenceKind.ORDER, issues=(1,), order=(0,)),
        Preference(kind=PreferenceKind.ORDER, issues=(1,), order=(0, 0)),
        Preference(kind=PreferenceKind.WEIGHT, issues=(1,), low=60, high=20),
        Preference(kind=PreferenceKind.WEIGHT, issues=(1,), high=101),
        Preference(kind=PreferenceKind.AT_LEAST, better=((1, 0),), worse=((2, 0),)),
        Preference(kind=PreferenceKind.AT_LEAST, better=((1, 0),), worse=((1, 0),)),
        Preference(kind=PreferenceKind.AT_LEAST, better=((1, 7),), worse=((1, 0),)),
        Preference(kind=PreferenceKind.ACCEPTS, better=((1, 0),)),
    ],
)
def test_what_is_unclear_is_not_noted(talks: Talks, preference: Preference) -> None:
    unsure(talks)

    assert valuing.note_preference(talks.parts, talks.mo.seat, "A", preference) == Refusal(Code.PREFERENCE_UNCLEAR)


@pytest.mark.usefixtures("patience")
def test_what_is_noted_decides_what_the_estimate_leaves_open(talks: Talks) -> None:
    """Nine or eight, give or take four: either package may be the better one for A, until it says what matters more."""
    unsure(talks)
    before = findings(talks).holds
    noted(talks, SWING)
    after = findings(talks).holds

    assert before is not None
    assert after is not None
    of_a = [[order for order in holds.orders if order.mark == "A"] for holds in (before, after)]
    assert of_a == [
        [Order(mark=MARKS[0], better=0, worse=1, is_sure=False)],
        [Order(mark=MARKS[0], better=0, worse=1, is_sure=True)],
    ]


@pytest.mark.usefixtures("patience")
def test_what_holds_whatever_the_values_is_what_the_worst_of_them_leave(talks: Talks) -> None:
    """Nine give or take four is five at least, and no agreement is worth two to A: the port is enough for it, of 17."""
    unsure(talks)

    holds = findings(talks).holds

    assert holds is not None
    assert (holds.is_surest, holds.modest is not None) == (True, True)
    assert (holds.agreement.options, holds.least) == ((0, 1), 17.6)


def kept_of(party: Known) -> Callable[[Sequence[int]], int]:
    """What a package is worth to a party at the least that its values may be."""
    rows = list(zip(party.points, party.give_or_take, strict=True))
    return lambda package: sum(max(0, row[at] - loose) for (row, loose), at in zip(rows, package, strict=True))


@pytest.mark.parametrize("seed", range(8))
def test_the_safest_package_is_safe_by_exactly_as_much_as_is_told(seed: int) -> None:
    """Against every package: of estimates alone the worst values are the least that each option may be worth."""
    chance = random.Random(seed)
    parties = [
        replace(one, without=chance.randrange(200), give_or_take=tuple(chance.randrange(30) for _ in range(3)))
        for one in of_many(chance, 2, 3, 3)
    ]
    weighing.forget()

    found = weighing.weigh(named(3, 3), parties, desk=DeskId("a-desk"), budget=60)

    def safety(package: Sequence[int]) -> float:
        return min(
            (kept_of(one)(package) - one.without) / (sum(map(max, one.points)) - sum(map(min, one.points)))
            for one in parties
        )

    assert isinstance(found, Findings)
    assert found.holds is not None
    most = max(map(safety, product(range(3), repeat=3)))
    assert safety(found.holds.agreement.options) == pytest.approx(most)
    assert found.holds.least == pytest.approx(100 * most, abs=0.051)


@pytest.mark.parametrize("seed", range(8))
def test_what_holds_whatever_the_values_holds_in_every_world(seed: int) -> None:
    """In worlds drawn within give or take that keep what is noted, with an estimate that is far too loose."""
    chance = random.Random(seed)
    swing = (1, Preference(kind=PreferenceKind.SWING, issues=(0, 1)))
    parties = [replace(one, preferences=(swing,), without=60) for one in of_many(chance, 2, 3, 3, loose=40)]
    weighing.forget()

    found = weighing.weigh(named(3, 3), parties, desk=DeskId("a-desk"), budget=60)

    assert isinstance(found, Findings)
    assert found.holds is not None
    ranges = [sum(map(max, one.points)) - sum(map(min, one.points)) for one in parties]
    worlds = [[drawn for _ in range(2000) if (drawn := world_near(chance, one)) is not None] for one in parties]
    assert all(worlds)
    for party, seen, width in zip(parties, worlds, ranges, strict=True):
        for world in seen:
            worth = sum(row[at] for row, at in zip(world, found.holds.agreement.options, strict=True))
            assert 100 * (worth - party.without) / width >= found.holds.least - 0.051
    assert found.holds.modest is not None
    mine = found.holds.modest.options
    for both in zip(*worlds, strict=False):
        sums = [
            [sum(world[issue][at] / width for world, width in zip(both, ranges, strict=True)) for at in range(3)]
            for issue in range(3)
        ]
        behind = sum(max(row) - row[at] for row, at in zip(sums, mine, strict=True))
        assert 100 * behind <= found.holds.most + 0.051


def world_near(chance: random.Random, party: Known) -> list[list[float]] | None:
    """Values within give or take that keep the order of options, if they keep that the first issue matters more."""
    world = []
    for row, loose in zip(party.points, party.give_or_take, strict=True):
        tiers = sorted(set(row))
        drawn = sorted(max(0.0, tier + chance.uniform(-loose, loose)) for tier in tiers)
        world.append([drawn[tiers.index(level)] for level in row])
    swings = [max(row) - min(row) for row in world]
    return world if swings[0] >= swings[1] else None


@pytest.mark.usefixtures("patience")
def test_the_answer_to_a_question_is_asked_no_more(talks: Talks) -> None:
    unsure(talks)
    ask = findings(talks).ask
    assert ask is not None
    assert ask.is_swing
    numbers = (1, 2)
    answer = replace(ask.yes, issues=tuple(numbers[place] for place in ask.yes.issues))
    noted(talks, answer, str(ask.mark))

    again = findings(talks).ask

    assert again is None or (again.mark, again.between) != (ask.mark, ask.between)


def test_what_cannot_all_be_true_is_named(talks: Talks) -> None:
    unsure(talks)
    noted(talks, Preference(kind=PreferenceKind.WEIGHT, issues=(1,), low=70))
    noted(talks, SWING)
    noted(talks, Preference(kind=PreferenceKind.WEIGHT, issues=(2,), low=40))

    found = findings(talks)

    assert [(one.mark, one.preferences, one.and_estimate) for one in found.contradictions] == [("A", (1, 3), False)]
    assert (found.holds, found.ask) == (None, None)


def test_what_does_not_fit_the_estimate_is_named(talks: Talks) -> None:
    unsure(talks)
    noted(talks, SWING, "B")
    noted(talks, replace(SWING, issues=(2, 1)), "B")

    (one,) = findings(talks).contradictions

    assert (one.mark, one.preferences, one.and_estimate) == ("B", (2,), True)


def test_orders_that_run_against_every_number_are_named(talks: Talks) -> None:
    """There are no values at all in which both are true."""
    worths = "Port,Open,A,0\nPort,Shut,A,9\nPort,Open,B,5\nPort,Shut,B,0\n"
    granted(valuing.take_table(talks.parts, talks.mo.seat, f"issue,option,party,value\n{worths}"))
    noted(talks, Preference(kind=PreferenceKind.ORDER, issues=(1,), order=(0, 1)))

    (one,) = findings(talks).contradictions

    assert (one.mark, one.preferences, one.and_estimate) == ("A", (1,), True)


def test_of_sealed_numbers_nothing_is_said_that_holds_whatever_they_are(talks: Talks) -> None:
    asked(unsure(talks))
    gives(talks, sealed=True)
    noted(talks, SWING)

    found = findings(talks)

    assert (found.holds, found.ask, found.contradictions) == (None, None, ())


def of_many(chance: random.Random, count: int, issues: int, options: int, **known_as: int) -> list[Known]:
    """So many parties, with a value drawn for every option."""
    return [
        Known(
            mark=mark,
            name=mark,
            points=tuple(tuple(chance.randrange(100) for _ in range(options)) for _ in range(issues)),
            give_or_take=(known_as.get("loose", 0),) * issues,
            without=0,
            is_sealed=False,
        )
        for mark in MARKS[:count]
    ]


def named(issues: int, options: int) -> list[tuple[str, tuple[str, ...]]]:
    return [(f"Issue {number}", tuple(map(str, range(options)))) for number in range(issues)]


def test_trades_need_no_frontier() -> None:
    """Three parties with more packages than a page weighs: the frontier is thinned, the trades are whole."""
    parties, table = of_many(random.Random(4), 3, 15, 8), (0,) * 15

    found = weighing.weigh(named(15, 8), parties, desk=DeskId("a-desk"), packages=[table], table=table, budget=20)

    assert isinstance(found, Findings)
    assert (found.is_exact, found.trades_are_cut, len(found.trades)) == (False, False, 3)
    for trade in found.trades:
        was, now = found.packages[0].worths, trade.result.worths
        assert all(after.points >= before.points for before, after in zip(was, now, strict=True))  # type: ignore[operator]


def test_what_a_thinned_frontier_does_not_tell_is_told_as_not_known() -> None:
    """Of a kept package it is found out by itself: the best for one party stands, the worst for all does not."""
    parties = of_many(random.Random(4), 3, 15, 8)
    best = tuple(max(range(8), key=row.__getitem__) for row in parties[0].points)
    worst = tuple(
        min(range(8), key=lambda option: sum(party.points[issue][option] for party in parties)) for issue in range(15)
    )

    found = weighing.weigh(named(15, 8), parties, desk=DeskId("a-desk"), packages=[best, worst], budget=20)

    assert isinstance(found, Findings)
    assert [package.on_frontier for package in found.packages] == [True, False]
    assert {package.on_frontier for package in found.frontier} == {None}


def test_eight_parties_trade() -> None:
    everybody = [
        Known(mark=mark, name=mark, points=((0, 10), (0, 10)), give_or_take=(0, 0), without=0, is_sealed=False)
        for mark in MARKS
    ]

    found = weighing.weigh(named(2, 2), everybody, desk=DeskId("a-desk"), packages=[(0, 0)], table=(0, 0))

    assert isinstance(found, Findings)
    assert [trade.result.options for trade in found.trades] == [(0, 1), (1, 1)]


def test_a_solver_is_there_before_the_time_runs() -> None:
    """Else the first page of a server would spend its second on importing it, and leave out what to ask."""
    program = """
import sys
from entremise.domain.ids import DeskId, Mark
from entremise.services import weighing
from entremise.services.findings import Known

def known(loose):
    return [Known(mark=Mark(mark), name=mark, points=((0, 10),), give_or_take=(loose,), without=0, is_sealed=False)
            for mark in "AB"]

for loose in (0, 2):
    weighing.weigh([("Rent", ("Low", "High"))], known(loose), desk=DeskId("desk"), budget=-1)
    print("entremise.analysis.robust" in sys.modules)
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=100, check=True)

    assert told.stdout.split() == ["False", "True"]


def test_what_there_was_no_time_for_is_told_apart_from_what_there_is_not() -> None:
    parties = of_many(random.Random(3), 2, 3, 3, loose=2)
    weighing.forget()

    late = weighing.weigh(named(3, 3), parties, desk=DeskId("a-desk"), packages=[(0,) * 3], budget=-1)
    whole = weighing.weigh(named(3, 3), parties, desk=DeskId("a-desk"), packages=[(0,) * 3], budget=20)

    assert isinstance(late, Findings)
    assert isinstance(whole, Findings)
    assert (late.ask, late.ask_is_cut, late.holds, late.holds_are_cut) == (None, late.is_exact, None, True)
    assert (whole.ask_is_cut, whole.holds is not None, whole.holds_are_cut) == (False, True, False)


def test_what_the_clock_cut_short_is_tried_again() -> None:
    parties, table = of_many(random.Random(1), 2, 6, 5, loose=20), (0,) * 6
    weighing.forget()

    late = weighing.weigh(named(6, 5), parties, desk=DeskId("a-desk"), packages=[table], table=table, budget=-1)
    whole = weighing.weigh(named(6, 5), parties, desk=DeskId("a-desk"), packages=[table], table=table, budget=20)

    assert isinstance(late, TooLong) or late.trades_are_cut
    assert isinstance(whole, Findings)
    assert (whole.is_exact, whole.trades_are_cut, bool(whole.trades), whole.ask is not None) == (
        True,
        False,
        True,
        True,
    )


def test_what_was_cut_short_is_told_for_a_minute_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a page which is looked at again and again takes its second once."""
    parties = of_many(random.Random(2), 2, 3, 3)

    def weighed() -> Findings | TooLong:
        return weighing.weigh(
            named(3, 3), parties, desk=DeskId("a-desk"), packages=[(0,) * 3], table=(0,) * 3, budget=-1
        )

    weighing.forget()
    first, again = weighed(), weighed()
    monkeypatch.setattr(weighing, "CUT_SECONDS", 0.0)
    weighing.forget()
    third, fourth = weighed(), weighed()

    assert isinstance(first, Findings)
    assert first is again
    assert third is not fourth


def test_what_does_not_fit_a_page_says_so() -> None:
    """Five parties of many options: the joining is cut off, nothing is taken for whole, and no page waits for it."""
    chance = random.Random(1)
    issues = [(f"Issue {number}", tuple(map(str, range(12)))) for number in range(20)]
    parties = [
        Known(
            mark=mark,
            name=mark,
            points=tuple(tuple(chance.randrange(1000) for _ in range(12)) for _ in issues),
            give_or_take=(0,) * 20,
            without=0,
            is_sealed=False,
        )
        for mark in MARKS[:5]
    ]
    began = time.monotonic()

    found = weighing.weigh(issues, parties, desk=DeskId("a-desk"))

    assert isinstance(found, TooLong) or not found.is_exact
    assert time.monotonic() - began < 10


def test_a_desk_has_one_turn_and_takes_none_from_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """One desk is weighed for without end; its next page is put off, and another desk's is weighed all the same."""
    begun, free = threading.Event(), threading.Event()
    ours, weighed = threading.get_ident(), weighing._weighed  # noqa: SLF001 – to hold a turn

    def held(*args: Any, **kwargs: Any) -> Findings | None:
        if threading.get_ident() != ours:
            begun.set()
            free.wait(30)
        return weighed(*args, **kwargs)

    monkeypatch.setattr(weighing, "_weighed", held)
    monkeypatch.setattr(weighing, "WAIT_SECONDS", 0.05)
    one, other = DeskId("one"), DeskId("other")
    slow = threading.Thread(target=weighing.weigh, args=(ISSUES, known(7)), kwargs={"desk": one})
    slow.start()
    try:
        assert begun.wait(30)
        put_off = weighing.weigh(ISSUES, known(8), desk=one)
        found = weighing.weigh(ISSUES, known(9), desk=other)
    finally:
        free.set()
        slow.join(30)
    again = weighing.weigh(ISSUES, known(8), desk=one)

    assert put_off == TooLong(2, is_busy=True)
    assert isinstance(found, Findings)
    assert isinstance(again, Findings)


def test_two_desks_that_ask_without_end_keep_no_third_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both turns are taken, and both desks wait for more, when a third comes: it is the next."""
    free = {number: threading.Event() for number in (11, 12, 13, 14, 15)}
    begun: list[int] = []

    def held(_problem: Any, parties: list[Known], *_rest: Any, **_options: Any) -> None:
        number = parties[0].points[0][0]
        begun.append(number)
        free[number].wait(30)

    monkeypatch.setattr(weighing, "_weighed", held)
    monkeypatch.setattr(weighing, "WAIT_SECONDS", 30)
    threads = []
    asking = ((11, "one"), (12, "two"), (13, "one"), (14, "two"), (15, "third"))
    for number, desk in asking:
        thread = threading.Thread(target=weighing.weigh, args=(ISSUES, known(number)), kwargs={"desk": DeskId(desk)})
        thread.start()
        threads.append(thread)
        wait_until(lambda: len(begun) + len(weighing._MEMORY.turns.line) == len(threads))  # noqa: SLF001 – who waits
    free[11].set()
    wait_until(lambda: len(begun) == 3)
    for event in free.values():
        event.set()
    for thread in threads:
        thread.join(30)

    assert begun[:3] == [11, 12, 15]
    assert sorted(begun[3:]) == [13, 14]


def wait_until(is_so: Callable[[], bool]) -> None:
    """Until it is so; half a minute at most."""
    until = time.monotonic() + 30
    while not is_so() and time.monotonic() < until:
        time.sleep(0.01)


def known(most: int) -> list[Known]:
    """Two parties' values that no other test weighs."""
    return [
        Known(mark=mark, name=mark, points=(points,), give_or_take=(0,), without=0, is_sealed=False)
        for mark, points in zip(MARKS[:2], ((most, 911), (911, most)), strict=True)
    ]


# What a room gives ------------------------------------------------------------------------------------------


def test_a_room_reads_the_issues_in_its_own_numbers(talks: Talks) -> None:
    tabled(talks)
    granted(valuing.drop_issue(talks.parts, talks.mo.seat, 1))
    asked(talks)

    (question,) = granted(valuing.values_page(talks.parts, talks.ana.seat)).questions

    assert [(one.issue, one.title) for one in question.issues] == [(1, "Relief")]
    assert granted(valuing.values_page(talks.parts, talks.bo.seat)).questions == ()


def test_the_words_of_a_question_are_guarded(talks: Talks) -> None:
    talks.bo.says("Experts may meet in the northern harbour on Friday.", leave=CONFIDENCE)
    granted(
        valuing.name_issue(
            talks.parts, talks.mo.seat, "Place", ["Experts may meet in the northern harbour on Friday", "Elsewhere"]
        )
    )

    refused = refusal(lambda: granted(valuing.ask(talks.parts, talks.mo.seat, "A")))
    granted(valuing.ask(talks.parts, talks.mo.seat, "A", why="Agreed."))

    assert refused.code is Code.REPEATS_CONFIDENCE


def test_numbers_given_to_the_desk_are_seen_there_by_its_own_numbers(talks: Talks) -> None:
    asked(tabled(talks))
    gives(talks, sealed=False)

    held = page(talks).values.parties[MARKS[0]]

    assert (held.origin, held.values[1].points, held.without) == (Origin.TOLD, (731, 419), 353)


def test_sealed_numbers_are_weighed_and_seen_nowhere_at_the_desk(talks: Talks) -> None:
    """Plant numbers, then look for them in all that the desk has: its page, its log, its archive, its table."""
    asked(tabled(talks))
    gives(talks, sealed=True)

    shown = page(talks)
    log = talks.parts.store.lines(talks.mo.seat.place, after=0, limit=1000)
    archive = b"".join(granted(exports.export(talks.parts, talks.mo.seat)))
    table = granted(valuing.write_table(talks.parts, talks.mo.seat))

    assert isinstance(shown.findings, Findings)
    assert [event for line in log if isinstance(event := line.event, ValuesSealed)]
    for number in (*SECRET, 353, sum(SECRET), SECRET[0] + SECRET[2], SECRET[0] + SECRET[3], SECRET[1] + SECRET[3]):
        for there in (repr(shown), repr(log), table):
            assert str(number) not in there.replace("2026", "")
    assert b"Monitoring" in archive or archive
    assert all(worth.points is None for one in shown.findings.frontier for worth in one.worths if worth.mark == "A")
    assert shown.findings.curve == ()


def test_what_is_found_follows_sealed_numbers(talks: Talks) -> None:
    asked(tabled(talks))
    found = []
    for points in (((9, 0), (1, 0)), ((0, 9), (1, 0))):
        gives(talks, sealed=True, points=points, without=0)
        found.append([one.options for one in findings(talks).frontier])

    assert found == [[(0, 0), (1, 0)], [(1, 0)]]


def test_packages_stand_in_an_order_that_says_nothing_of_sealed_numbers(talks: Talks) -> None:
    asked(tabled(talks))
    gives(talks, sealed=True, points=((400, 0), (0, 100)))

    found = findings(talks)

    assert [one.options for one in found.frontier] == sorted(one.options for one in found.frontier)


def test_numbers_taken_back_are_weighed_no_more(talks: Talks) -> None:
    asked(tabled(talks))
    gives(talks, sealed=True)
    granted(valuing.withdraw(talks.parts, talks.ana.seat, 1))

    assert page(talks).findings is None
    assert valuing.withdraw(talks.parts, talks.ana.seat, 1) == ABSENT


def test_a_closed_room_seals_nothing_and_what_it_sealed_is_out_of_reach(talks: Talks) -> None:
    """Whoever is in the room: else the desk would see by the page whether a member is there."""
    asked(tabled(talks))
    gives(talks, sealed=True)
    closed_to_the_host(talks)

    shown = page(talks)

    assert [party.is_within_reach for party in shown.parties] == [False, True]
    assert shown.findings is None


def test_an_estimate_replaces_what_was_given(talks: Talks) -> None:
    asked(tabled(talks))
    gives(talks, sealed=True)
    granted(valuing.estimate(talks.parts, talks.mo.seat, "A", worths((1, 0), (0, 1)), without=0))

    assert page(talks).values.parties[MARKS[0]].origin is Origin.ESTIMATE


def test_what_is_asked_once_is_done_once(talks: Talks) -> None:
    done = [valuing.take_table(talks.parts, talks.mo.seat, TABLE, key="a-key-of-ours") for _ in range(2)]

    lines = talks.parts.store.topic(talks.mo.seat.place, VALUES, limit=100)
    assert done[0] == done[1]
    assert sum(isinstance(line.event, ValuesEstimated) for line in lines) == LEAST_PARTIES


def test_an_issue_taken_from_the_agenda_has_the_items_name(talks: Talks) -> None:
    number = granted(agenda.keep_item(talks.parts, talks.mo.seat, Keeping(title="Escorts"))).number

    granted(valuing.name_issue(talks.parts, talks.mo.seat, "", ["Two", "Four"], item=number))

    shown = page(talks)
    assert [(issue.title, issue.item) for issue in shown.values.issues] == [("Escorts", number)]
    assert shown.items == ()
    assert valuing.name_issue(talks.parts, talks.mo.seat, "Other", ["Two", "Four"], item=99) == ABSENT


# Bounds -----------------------------------------------------------------------------------------------------


def test_a_room_gives_so_often_and_may_always_take_back(talks: Talks) -> None:
    asked(tabled(talks))
    for _ in range(MOST_GIVEN):
        gives(talks, sealed=False)

    refused = refusal(lambda: gives(talks, sealed=False))
    taken_back = valuing.withdraw(talks.parts, talks.ana.seat, 1)
    after = refusal(lambda: gives(talks, sealed=False))
    asked(talks)

    assert (refused, after.code) == (Refusal(Code.GIVEN_TOO_OFTEN, {"most": 50}), Code.GIVEN_TOO_OFTEN)
    assert not isinstance(taken_back, Refusal)
    granted(valuing.give(talks.parts, talks.ana.seat, 2, worths((1, 0), (0, 1)), without=0, sealed=False))


def test_no_room_pushes_anything_out_of_what_the_desk_reads(talks: Talks) -> None:
    """A fills its share of the desk's log: issues, B's values and B's next question stand as they stood."""
    asked(tabled(talks))
    asked(talks, "B")
    granted(valuing.give(talks.parts, talks.bo.seat, 1, worths((1, 2), (3, 4)), without=5, sealed=False))
    quiet = page(talks).values
    told = ValuesTold(mark=MARKS[0], number=1, values=(), without=0)
    appends = [Append(talks.mo.seat.place, told)] * (DESK_LINES + 2 * ROOM_LINES)
    with talks.parts.store.writing(talks.mo.seat.place):
        talks.parts.store.append(appends, at=talks.parts.clock.now())

    loud = page(talks).values
    asked(talks, "B")

    assert (loud.issues, loud.parties[MARKS[1]], loud.asked[MARKS[1]], loud.lines) == (
        quiet.issues, quiet.parties[MARKS[1]], quiet.asked[MARKS[1]], quiet.lines,
    )  # fmt: skip
    assert [one.number for one in granted(valuing.values_page(talks.parts, talks.bo.seat)).questions] == [1, 2]


def test_a_rooms_lines_have_their_own_topic_at_the_desk(talks: Talks) -> None:
    asked(tabled(talks))
    gives(talks, sealed=False)
    gives(talks, sealed=True)
    granted(valuing.withdraw(talks.parts, talks.ana.seat, 1))

    counts = [
        len(talks.parts.store.topic(talks.mo.seat.place, topic, limit=100))
        for topic in (VALUES, values_of(MARKS[0]), values_of(MARKS[1]))
    ]

    assert counts == [4, 4, 0]


def test_at_its_own_bound_the_desk_takes_issues_off_and_reads_all(talks: Talks) -> None:
    now, seat = talks.parts.clock.now(), talks.mo.seat
    rows = [f"Issue {number},{option},{mark},1" for number in range(20) for option in "xy" for mark in "AB"]
    table = "\n".join(["issue,option,party,value", *rows])
    granted(valuing.take_table(talks.parts, seat, table))
    estimated = ValuesEstimated(mark=MARKS[0], values=(), without=0, seat=seat.id, role=seat.role)
    with talks.parts.store.writing(seat.place):
        talks.parts.store.append([Append(seat.place, estimated)] * (MOST_LINES - 23), at=now)
    granted(valuing.take_table(talks.parts, seat, table))

    refused = refusal(lambda: granted(valuing.keep_package(talks.parts, seat, {1: 0})))
    for issue in page(talks).values.issues:
        granted(valuing.drop_issue(talks.parts, seat, issue.number))

    after = page(talks).values
    assert refused.code is Code.LIST_FULL
    assert (after.issues, after.last_issue) == ((), 20)
    assert MOST_LINES + 1 + 20 == after.lines < DESK_LINES


def test_lines_without_their_question_are_passed_over(talks: Talks) -> None:
    seat, now = talks.ana.seat, talks.parts.clock.now()
    given = ValuesGiven(number=9, values=(), without=0, sealed=False, seat=seat.id, role=Role.HEAD)
    taken_back = ValuesWithdrawn(number=9, seat=seat.id, role=Role.HEAD)
    told = ValuesTold(mark=MARKS[0], number=9, values=(), without=0)

    assert in_room([Line(seat.place, 1, now, given), Line(seat.place, 2, now, taken_back)]) == ()
    assert at_desk([Line(talks.mo.seat.place, 1, now, told)]).parties == {}
    assert valuing.give(talks.parts, seat, 9, [], without=0, sealed=False) == ABSENT


def test_a_key_answers_for_its_reason_as_well(talks: Talks) -> None:
    tabled(talks)
    first = granted(valuing.ask(talks.parts, talks.mo.seat, "A", why="Agreed.", key="a-key-of-ours"))

    again = valuing.ask(talks.parts, talks.mo.seat, "A", why="Agreed.", key="a-key-of-ours")
    other = valuing.ask(talks.parts, talks.mo.seat, "A", why="For another reason.", key="a-key-of-ours")

    assert (again, other) == (first, Refusal(Code.KEY_REUSED))
