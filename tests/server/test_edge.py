"""The edge when our own code fails: an answer without words, and a log without them."""

import logging
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from entremise.server.edge import Application, Edge, Scope
from entremise.server.headers import Message, Send
from entremise.server.stream import Receive
from entremise.storage.memory import MemoryStore
from tests.two_worlds.asgi import InlineLane, ask, at_once, django
from tests.two_worlds.world import API, Wiring, World, world

pytestmark = pytest.mark.usefixtures("data")

CANARY: Final = "Kestrel leaves at dawn"


class Failing(MemoryStore):
    """A store that fails with somebody's words in the error, from when it is told to."""

    failing = False

    def credential(self, digest: bytes) -> Any:
        if self.failing:
            raise RuntimeError(CANARY) from ValueError(CANARY)
        return super().credential(digest)


class Log(logging.Handler):
    """What is logged, formatted as for the operator."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Log]:
    django()  # which sets the logs up anew, once
    handler = Log()
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
    names = ("", "entremise", "django", "uvicorn")  # whoever writes to the operator
    loggers = [logging.getLogger(name) for name in names]
    for logger in loggers:
        logger.addHandler(handler)
    yield handler
    for logger in loggers:
        logger.removeHandler(handler)


@pytest.fixture
def made() -> Iterator[World]:
    """A world whose store fails from now on."""
    with world(Wiring(store=Failing)) as made:
        store: Any = made.parts.store
        store.failing = True
        yield made


def test_a_fault_in_the_api_is_a_problem_without_words(made: World, log: Log) -> None:
    told = made.asks("bo", "GET", f"{API}/entries")

    assert told.status == 500
    assert told.header("content-type") == "application/problem+json"
    assert told.header("content-security-policy")
    assert b'"code":"fault"' in told.body
    assert CANARY.encode() not in told.body
    assert len(log.told) == 1
    assert "RuntimeError at " in log.told[0]
    assert "test_edge.py" in log.told[0]
    assert CANARY not in log.told[0]


def test_a_fault_in_a_page_is_a_page_without_words(made: World, log: Log) -> None:
    told = made.asks("bo", "GET", "/at/{bo}/")

    assert told.status == 500
    assert told.header("content-security-policy")
    assert b"The mistake is on our side" in told.body
    assert CANARY.encode() not in told.body
    assert [line for line in log.told if "RuntimeError at " in line]
    assert not [line for line in log.told if CANARY in line]


def test_a_fault_in_a_stream_is_a_problem_without_words(made: World, log: Log) -> None:
    told = made.asks("bo", "GET", "/at/{bo}/stream")

    assert told.status == 500
    assert CANARY.encode() not in told.body
    assert not [line for line in log.told if CANARY in line]


@pytest.mark.parametrize("begun", [False, True])
def test_a_fault_that_nothing_else_catches_stops_at_the_edge(log: Log, *, begun: bool) -> None:
    """Otherwise the server would print a trace; an answer that has begun is not begun again."""

    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        if begun:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"so far"})
        raise RuntimeError(CANARY)

    with world(Wiring()) as made:
        told = ask(Edge(house=made.house, pages=broken, lane=InlineLane()), "GET", "/", {})

    assert (told.status, told.body == b"so far") == ((200, True) if begun else (500, False))
    assert CANARY.encode() not in told.body
    assert [line for line in log.told if "RuntimeError at " in line]
    assert not [line for line in log.told if CANARY in line]


def test_a_body_that_is_too_large_is_not_read_to_its_end() -> None:
    read = 0

    async def receive() -> Message:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"a" * 65_536, "more_body": True}

    with world(Wiring()) as made:
        told = _answers(made.application, receive)

    assert told[0]["status"] == 413
    assert read == 5


def test_a_client_that_leaves_while_it_sends_changes_nothing() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    with world(Wiring()) as made:
        kept = made.parts.store.head(made.talks.bo.seat.place)
        _answers(made.application, receive, token=made.clients["bo"].token)
        assert made.parts.store.head(made.talks.bo.seat.place) == kept


def _answers(application: Application, receive: Callable[[], Any], *, token: str = "") -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", b"127.0.0.1"), (b"authorization", f"Bearer {token}".encode())]
    scope = {"type": "http", "method": "POST", "path": f"{API}/entries", "query_string": b"", "headers": headers}
    at_once(application(scope, receive, send))
    return sent
