"""What is kept no longer is reminded of and destroyed in its time, whoever else is at it and whatever failed before."""

from dataclasses import replace
from datetime import datetime
from typing import Final

import pytest

from entremise.domain.endings import Closing
from entremise.domain.ids import CaseId
from entremise.domain.terms import Outcome, Role
from entremise.server.retention import Retention
from entremise.services import endings
from entremise.services.ports import Parts
from tests.cast import Talks, granted
from tests.server.test_release import until
from tests.services.test_endings import FakeDestruction, reminders

DAY: Final = 24 * 3600
QUICK: Final = 0.01


@pytest.fixture
def kept(talks: Talks) -> Talks:
    """Talks that are closed, and kept for ten days."""
    closing = Closing(outcome=Outcome.HELD, settled=False, retention_days=10)
    granted(endings.close_case(talks.parts, talks.mo.seat, closing))
    return talks


def test_it_reminds_and_destroys_in_its_time(kept: Talks) -> None:
    destruction = FakeDestruction()
    retention = Retention(kept.parts, destruction, pause=QUICK)
    retention.start()
    try:
        assert reminders(kept, kept.case.desk) == []
        kept.clock.advance(3 * DAY)
        assert until(lambda: reminders(kept, kept.place("B")) == [7])
        assert destruction.asked == []
        kept.clock.advance(7 * DAY)
        assert until(lambda: kept.parts.store.endings() == [])
    finally:
        retention.stop()
    assert [(case, by) for case, by, _ in destruction.asked] == [(kept.case.id, None)]


def test_what_fell_due_while_nobody_ran_is_dealt_with_at_the_start(kept: Talks) -> None:
    kept.clock.advance(100 * DAY)

    retention = Retention(kept.parts, FakeDestruction())
    retention.start()
    try:
        assert until(lambda: kept.parts.store.endings() == [])
    finally:
        retention.stop()


def test_several_remind_once(kept: Talks) -> None:
    kept.clock.advance(3 * DAY)
    several = [Retention(kept.parts, FakeDestruction(), pause=QUICK) for _ in range(4)]
    for retention in several:
        retention.start()
    try:
        assert until(lambda: reminders(kept, kept.place("A")) == [7])
        assert not until(lambda: len(reminders(kept, kept.place("A"))) > 1, seconds=0.2)
    finally:
        for retention in several:
            retention.stop()


def test_a_failure_is_told_and_it_goes_on(kept: Talks, caplog: pytest.LogCaptureFixture) -> None:
    class FirstFails(FakeDestruction):
        def __call__(self, parts: Parts, case: CaseId, *, by: Role | None, at: datetime) -> None:
            self.fails = not self.asked
            super().__call__(parts, case, by=by, at=at)

    kept.clock.advance(10 * DAY)
    retention = Retention(replace(kept.parts), FirstFails(), pause=QUICK)
    retention.start()
    try:
        assert until(lambda: kept.parts.store.endings() == [])
    finally:
        retention.stop()
    (told,) = [record.message for record in caplog.records if record.name == "entremise.faults"]
    assert told.startswith("OSError at ")
    assert "no space left" not in told


def test_it_ends_at_once(kept: Talks) -> None:
    retention = Retention(kept.parts, FakeDestruction())
    retention.start()

    retention.stop()

    assert not retention._thread.is_alive()  # noqa: SLF001 – that it has ended is what is asked
