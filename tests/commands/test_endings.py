"""`entremise case new --retention`, `entremise retention show`, `entremise retention run`."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from entremise.commands.endings import retention_run, retention_show
from entremise.domain.endings import Closing
from entremise.domain.terms import Outcome
from entremise.services import endings
from entremise.wiring import on_database, using
from tests.cast import FakeClock, FakeIds, Talks, granted, open_talks
from tests.services.test_endings import reminders
from tests.test_cli import NEW, typed

NONE: Final = argparse.Namespace()
DAY: Final = 24 * 3600


@pytest.fixture
def talks(request: pytest.FixtureRequest, data: Path) -> Iterator[Talks]:
    """Talks on SQLite, in the house that the commands use."""
    with using(on_database(clock=FakeClock(), ids=FakeIds(salt=request.node.nodeid))) as house:
        yield open_talks(house.parts)


def closes(talks: Talks, *, days: int | None) -> None:
    closing = Closing(outcome=Outcome.HELD, settled=True, retention_days=days)
    granted(endings.close_case(talks.parts, talks.mo.seat, closing))


def told(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_a_case_is_opened_with_its_days(tmp_path: Path) -> None:
    opened = typed(*NEW, "--retention", "90", data=tmp_path)
    shown = typed("retention", "show", data=tmp_path)
    run = typed("retention", "run", data=tmp_path)

    assert (opened.returncode, opened.stderr) == (0, "")
    assert shown.stdout.split() == ["Lantern", "open;", "90", "days", "after", "its", "closing"]
    assert (run.returncode, run.stdout) == (0, "0 reminded, 0 destroyed\n")


@pytest.mark.parametrize("days", ["0"])
def test_days_that_cannot_be_kept_are_refused(tmp_path: Path, days: str) -> None:
    refused = typed(*NEW, "--retention", days, data=tmp_path)

    assert refused.returncode == 2
    assert refused.stderr == (
        "entremise: A number of days from 1 to 3650, or none. A number outside these was given."
        " Give a number of days from 1 to 3650, or none.\n"
    )


def test_days_that_are_no_number_are_not_understood(tmp_path: Path) -> None:
    assert typed(*NEW, "--retention", "ten", data=tmp_path).returncode == 2


def test_it_shows_how_long_closed_cases_stay(talks: Talks, capsys: pytest.CaptureFixture[str]) -> None:
    closes(talks, days=30)

    retention_show(NONE)

    shown = [line for line in told(capsys).splitlines() if "closed" in line]
    assert shown == ["Copper Lantern                   closed 2026-11-22; destroyed 2026-12-22 12:00 UTC, in 30 days"]


def test_it_shows_what_stays_until_somebody_destroys_it(talks: Talks, capsys: pytest.CaptureFixture[str]) -> None:
    closes(talks, days=None)

    retention_show(NONE)

    assert "Copper Lantern                   closed 2026-11-22; until somebody destroys it" in told(capsys)


def test_it_reminds_and_then_destroys(talks: Talks, capsys: pytest.CaptureFixture[str]) -> None:
    """The case's places open for nobody any more, and another case stays as it is."""
    closes(talks, days=7)
    talks.clock.advance(6 * DAY)
    retention_run(NONE)
    reminded = told(capsys), reminders(talks, talks.place("A"))
    talks.clock.advance(DAY)

    retention_run(NONE)

    assert reminded == ("1 reminded, 0 destroyed\n", [1])
    assert told(capsys) == "0 reminded, 1 destroyed\n"
    store = talks.parts.store
    assert {row.destroyed for row in store.places_of(talks.case.id)} == {talks.clock.now()}
    assert store.seats(talks.place("A")) == []
    assert {row.destroyed for row in store.places_of(talks.other.id)} == {None}
    retention_show(NONE)
    assert "Quiet Harbour" in told(capsys)
