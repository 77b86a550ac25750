"""The thread that makes and sends notices, with a real mail server and a real store."""

import logging
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller

from entremise.server.notices import Notifying
from entremise.services import notices
from entremise.services.notices import Wish
from entremise.services.ports import Parts
from entremise.storage.post import mailing_from
from entremise.wiring import on_database
from tests.cast import FakeClock, FakeIds, Talks, granted, open_talks
from tests.storage.test_post import Box

HERS = "ana@arvend.example"


@pytest.fixture
def box() -> Iterator[tuple[Box, int]]:
    """A mail server on this computer, and its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    kept = Box()
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept, port
    controller.stop()


@pytest.fixture
def talks(request: pytest.FixtureRequest, data: Path, box: tuple[Box, int]) -> Talks:
    """Talks on SQLite, in a house that sends mail."""
    house = on_database(clock=FakeClock(), ids=FakeIds(salt=request.node.nodeid))
    mailing = mailing_from(urlsplit(f"smtp://127.0.0.1:{box[1]}"), sender="n@house.example", times="08:00 18:00")
    return open_talks(replace(house.parts, mailing=mailing))


def until(happened: Callable[[], object]) -> None:
    """Wait for what another thread does."""
    for _ in range(200):
        if happened():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def running(parts: Parts) -> Notifying:
    thread = Notifying(parts, pause=0.05)
    thread.start()
    return thread


def test_from_asking_to_the_notice(talks: Talks, box: tuple[Box, int]) -> None:
    thread = running(talks.parts)
    granted(notices.ask(talks.parts, talks.ana.seat, Wish(address=HERS, zone="Asia/Muscat")))
    until(lambda: box[0].got)
    code = box[0].got.pop()[2].decode().partition("\r\n\r\n")[2].splitlines()[2]
    granted(notices.confirm(talks.parts, talks.ana.seat, code))
    talks.mo.speaks("A word.", into="A")
    talks.clock.at = talks.clock.at.replace(hour=14, minute=1)
    until(lambda: box[0].got)
    thread.stop()

    assert [(sender, to) for sender, to, _, _ in box[0].got] == [("n@house.example", [HERS])]


def test_what_was_asked_for_before_a_crash_is_sent_after_it(talks: Talks, box: tuple[Box, int]) -> None:
    granted(notices.ask(talks.parts, talks.ana.seat, Wish(address=HERS, zone="Asia/Muscat")))
    thread = running(talks.parts)
    until(lambda: box[0].got)
    thread.stop()

    assert len(box[0].got) == 1
    assert talks.parts.store.mails_due(talks.clock.now().replace(year=2030), limit=9) == []


def test_a_failure_is_counted_in_the_log_and_nobody_is_named(
    talks: Talks, box: tuple[Box, int], caplog: pytest.LogCaptureFixture
) -> None:
    log = logging.getLogger("entremise.notices")
    log.addHandler(caplog.handler)
    box[0].rcpt = f"450 <{HERS}>: later"
    granted(notices.ask(talks.parts, talks.ana.seat, Wish(address=HERS, zone="Asia/Muscat")))
    thread = running(talks.parts)
    until(lambda: caplog.messages)
    thread.stop()
    log.removeHandler(caplog.handler)

    assert set(caplog.messages) == {"mails not taken: 1, tried again later; 0 given up"}
