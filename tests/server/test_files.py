"""Files at the edge: they come piece by piece, have threads of their own, and no seat takes all of them."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from entremise.server.edge import MOST_MOVING, Edge, moves_files
from entremise.server.headers import Message, Send
from entremise.server.retention import Retention
from entremise.server.stream import Receive
from entremise.services import documents
from entremise.services.documents import PART_BYTES
from entremise.wiring import in_memory
from tests.cast import Talks
from tests.server.test_release import until
from tests.server.test_retention import QUICK
from tests.services.test_endings import FakeDestruction
from tests.two_worlds.asgi import InlineLane, Told, ask, scope_of

FORM = {"content-type": "multipart/form-data; boundary=x"}
MEGABYTE = 1_000_000


@dataclass
class FakePages:
    """Reads what comes and says how it came; waits first, if it is told to."""

    pieces: list[int] = field(default_factory=list)
    wait: asyncio.Event | None = None

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if self.wait is not None:
            await self.wait.wait()
        more = True
        while more:
            message = await receive()
            self.pieces.append(len(message.get("body", b"")))
            more = message.get("more_body", False)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@dataclass
class House:
    """An edge whose pages are fakes."""

    pages: FakePages = field(default_factory=FakePages)
    files: FakePages = field(default_factory=FakePages)

    def __post_init__(self) -> None:
        self.edge = Edge(house=in_memory(), pages=self.pages, files=self.files, lane=InlineLane())


@pytest.fixture(name="house")
def _house() -> House:
    return House()


async def asked(
    house: House, address: str, *pieces: int, headers: Mapping[str, str] = FORM, length: int | None = None
) -> int:
    """The status of the answer to a request whose body comes in pieces so long."""
    scope = scope_of("POST", address, headers)
    said = str(sum(pieces) if length is None else length).encode()
    scope["headers"] = [(name, said if name == b"content-length" else value) for name, value in scope["headers"]]
    coming = [{"type": "http.request", "body": bytes(one), "more_body": True} for one in pieces]
    coming.append({"type": "http.request", "body": b"", "more_body": False})
    told: list[Message] = []

    async def receive() -> Message:
        return coming.pop(0)

    async def send(message: Message) -> None:
        told.append(message)

    await house.edge(scope, receive, send)
    status: int = told[0]["status"]
    return status


@pytest.mark.parametrize("address", ["/at/ana/write", "/at/mo/enclose"])
def test_a_form_with_a_file_comes_piece_by_piece(house: House, address: str) -> None:
    assert asyncio.run(asked(house, address, MEGABYTE, MEGABYTE)) == 200
    assert (house.files.pieces, house.pages.pieces) == ([MEGABYTE, MEGABYTE, 0], [])


@pytest.mark.parametrize("address", ["/at/ana/sign-out", "/language", "/enter/x"])
def test_any_other_form_is_as_small_as_it_was(house: House, address: str) -> None:
    assert asyncio.run(asked(house, address, MEGABYTE)) == 413
    assert (house.files.pieces, house.pages.pieces) == ([], [])


def test_a_form_without_a_file_comes_whole(house: House) -> None:
    """A slow sender of words holds no thread."""
    plain = {"content-type": "application/x-www-form-urlencoded"}

    assert asyncio.run(asked(house, "/at/ana/write", 10, 10, headers=plain)) == 200
    assert house.pages.pieces == [20]


@pytest.mark.parametrize(("length", "status"), [(PART_BYTES, 200), (PART_BYTES + 1, 413)])
def test_a_part_of_a_file_comes_whole_and_is_bounded(house: House, length: int, status: int) -> None:
    assert asyncio.run(asked(house, "/at/ana/documents/x/parts/0", length, headers={})) == status


def test_what_says_that_it_is_far_too_large_is_not_read(house: House) -> None:
    assert asyncio.run(asked(house, "/at/ana/write", 10, length=200 * MEGABYTE)) == 413
    assert house.files.pieces == []


def test_what_grows_far_too_large_is_cut_off(house: House) -> None:
    """Whatever it said of its length."""
    assert asyncio.run(asked(house, "/at/ana/write", 60 * MEGABYTE, 60 * MEGABYTE, length=5)) == 200
    assert house.files.pieces == [60 * MEGABYTE, 0]


def test_no_seat_takes_every_thread(house: House) -> None:
    """Of five that one seat moves at once the fifth is refused; another seat's is not; then there is room again."""

    async def crowd() -> tuple[list[int], int, int]:
        house.files.wait = asyncio.Event()
        ana = [asyncio.create_task(asked(house, "/at/ana/write", 1)) for _ in range(MOST_MOVING)]
        await asyncio.sleep(0)
        fifth = await asked(house, "/at/ana/write", 1)
        bo = asyncio.create_task(asked(house, "/at/bo/write", 1))
        house.files.wait.set()
        return [await one for one in ana], fifth, await bo

    assert asyncio.run(crowd()) == ([200] * MOST_MOVING, 429, 200)
    assert house.edge.moving == {}
    assert asyncio.run(asked(house, "/at/ana/write", 1)) == 200


@pytest.mark.parametrize(
    ("path", "moves"),
    [
        ("/at/ana/", False),
        ("/at/ana/write", False),
        ("/at/ana/search", False),
        ("/at/ana/entries/A-01/document", True),
        ("/at/ana/entries/A-01/document/shown", True),
        ("/at/mo/copies/x", True),
        ("/at/mo/enclose", True),
        ("/api/v1/entries/1/document", True),
        ("/api/v1/copies", True),
        ("/api/v1/entries", False),
    ],
)
def test_what_moves_files_is_told_by_its_address(path: str, *, moves: bool) -> None:
    assert moves_files(path) is moves


@pytest.mark.parametrize(("path", "length", "code"), [("/documents/x/0", PART_BYTES + 1, 413), ("/documents", 9, 401)])
def test_programs_send_parts_too(house: House, path: str, length: int, code: int) -> None:
    told: Told = ask(house.edge, "PUT", f"/api/v1{path}", {}, bytes(length))

    assert told.status == code


def test_files_that_hang_on_nothing_are_swept_beside_the_server(talks: Talks) -> None:
    name = talks.ana.gives(b"Nine frigates.")
    talks.clock.advance(documents.LIFE.total_seconds() + 1)
    retention = Retention(talks.parts, FakeDestruction(), pause=QUICK)
    retention.start()
    try:
        assert until(_gone(talks, name))
    finally:
        retention.stop()


def _gone(talks: Talks, name: str) -> Callable[[], bool]:
    return lambda: documents.attached(talks.parts, talks.ana.seat, name) is None
