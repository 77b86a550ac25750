"""What the edge takes of a request before anybody looks at it: so many headers, so many bytes, so much time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest

from entremise.server.edge import MOST_HEADER_BYTES, MOST_SECONDS, Edge
from entremise.server.headers import Message
from entremise.wiring import in_memory, using
from tests.two_worlds.asgi import InlineLane, InlinePages, VirtualLoop, ask

pytestmark = pytest.mark.usefixtures("data")


@pytest.fixture
def edge() -> Iterator[Edge]:
    with using(in_memory()) as house:
        yield Edge(house=house, pages=InlinePages(), lane=InlineLane())


@pytest.fixture
def loop() -> Iterator[VirtualLoop]:
    loop = VirtualLoop()
    yield loop
    loop.close()


@dataclass
class Slow:
    """A client that sends a part of its body, and then no more."""

    loop: VirtualLoop
    told: list[Message] = field(default_factory=list)
    _sent: bool = False

    async def receive(self) -> Any:
        if self._sent:
            await self.loop.create_future()
        self._sent = True
        return {"type": "http.request", "body": b"text=", "more_body": True}

    async def send(self, message: Message) -> None:
        self.told.append(message)

    def waits(self, seconds: float) -> None:
        self.loop.now += seconds
        self.loop.call_soon(self.loop.stop)
        self.loop.run_forever()
        self.loop.settle()


@pytest.mark.parametrize("path", ["/language", "/api/v1/entries"])
def test_who_begins_and_does_not_go_on_is_sent_away(edge: Edge, loop: VirtualLoop, path: str) -> None:
    slow = Slow(loop)
    scope = {"type": "http", "method": "POST", "path": path, "headers": [], "query_string": b""}
    task = loop.create_task(edge(scope, slow.receive, slow.send))
    loop.settle()

    slow.waits(MOST_SECONDS - 1)
    assert (task.done(), slow.told) == (False, [])

    slow.waits(2)
    assert (task.done(), slow.told[0]["status"]) == (True, 408)
    assert b"connection" in dict(slow.told[0]["headers"])


@pytest.mark.parametrize("path", ["/", "/api/v1/entries", "/api/v1/stream", "/at/nobody/stream"])
def test_headers_larger_than_is_taken_are_refused(edge: Edge, path: str) -> None:
    told = ask(edge, "GET", path, {"x-large": "x" * MOST_HEADER_BYTES})

    assert (told.status, msgspec.json.decode(told.body)["code"]) == (431, "headers-too-large")


@pytest.mark.parametrize("origin", ["http://[", "http://127.0.0.1:x", "//", "http://\udcff", "http://[::1", "\t"])
def test_an_origin_that_cannot_be_read_is_elsewhere(edge: Edge, origin: str) -> None:
    """Refused, and no fault of ours."""
    told = ask(edge, "POST", "/language", {"origin": origin.encode("utf-8", "replace").decode(), "host": "127.0.0.1"})

    assert told.status == 403


@pytest.mark.parametrize("number", ["9" * 23, "0", "-1", "1e3", "٣", " 1", "1.0"])
def test_a_number_that_no_carry_has_is_absent(edge: Edge, number: str) -> None:
    told = ask(edge, "POST", f"/at/nobody/carries/{number}/stop", {"host": "127.0.0.1"})

    assert told.status == 404
