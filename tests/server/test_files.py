"""Files at the edge: they come piece by piece, have threads of their own, and no seat takes all of them."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from entremise.server.edge import (
    LEAST_BYTES_A_SECOND,
    MOST_MOVING,
    MOST_MOVING_IN_PLACE,
    SLOW_SECONDS,
    Edge,
    _bounded,
    moves_files,
)
from entremise.server.headers import Message, Send
from entremise.server.retention import Retention
from entremise.server.shares import Turns
from entremise.server.stream import Receive
from entremise.services import documents
from entremise.services.access import open_session
from entremise.services.documents import PART_BYTES
from entremise.web.sessions import cookie_name
from entremise.wiring import in_memory
from tests.cast import Talks
from tests.server.test_release import until
from tests.server.test_retention import QUICK
from tests.services.test_endings import FakeDestruction
from tests.two_worlds.asgi import InlineLane, Told, VirtualLoop, ask, scope_of

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
    """An edge whose pages are fakes, before the cast's talks."""

    talks: Talks
    pages: FakePages = field(default_factory=FakePages)
    files: FakePages = field(default_factory=FakePages)

    def __post_init__(self) -> None:
        house = replace(in_memory(), parts=self.talks.parts)
        self.edge = Edge(house=house, pages=self.pages, files=self.files, lane=InlineLane())
        talks = self.talks
        self.seats = {"ana": talks.ana.seat, "ada": talks.ada.seat, "bo": talks.bo.seat, "mo": talks.mo.seat}
        self.cookie = "; ".join(
            f"{cookie_name(seat.id, tls=False)}={open_session(self.talks.parts, seat)}" for seat in self.seats.values()
        )


@pytest.fixture(name="house")
def _house(talks: Talks) -> House:
    return House(talks)


async def asked(
    house: House, address: str, *pieces: int, headers: Mapping[str, str] = FORM, length: int | None = None
) -> int:
    """The status of the answer to a request whose body comes in pieces so long; of a seat that is known by its name."""
    name = address.removeprefix("/at/").partition("/")[0]
    known = {"cookie": house.cookie} if name in house.seats else {}
    address = address.replace(f"/at/{name}/", f"/at/{house.seats[name].id}/") if known else address
    scope = scope_of("POST", address, {**headers, **known})
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
    assert house.edge.moving.using == {}
    assert asyncio.run(asked(house, "/at/ana/write", 1)) == 200


def test_no_place_takes_every_thread(house: House) -> None:
    """Ana and Ada together move six; the seventh is refused to either of them, and nobody else notices."""

    async def crowd() -> tuple[int, int]:
        house.files.wait = asyncio.Event()
        names = ["ana"] * MOST_MOVING + ["ada"] * (MOST_MOVING_IN_PLACE - MOST_MOVING)
        theirs = [asyncio.create_task(asked(house, f"/at/{name}/write", 1)) for name in names]
        await asyncio.sleep(0)
        seventh = await asked(house, "/at/ada/write", 1)
        bo = asyncio.create_task(asked(house, "/at/bo/write", 1))
        house.files.wait.set()
        await asyncio.gather(*theirs)
        return seventh, await bo

    assert asyncio.run(crowd()) == (429, 200)


def test_whoever_is_not_known_takes_no_part_of_it(house: House) -> None:
    """Nobody who only names a seat keeps its people out; what they send is not read."""

    async def crowd() -> list[int]:
        house.files.wait = asyncio.Event()
        unknown = scope_of("POST", f"/at/{house.seats['ana'].id}/write", FORM)
        strangers = [asyncio.create_task(_status(house, unknown)) for _ in range(MOST_MOVING + 1)]
        ana = asyncio.create_task(asked(house, "/at/ana/write", 1))
        await asyncio.sleep(0)
        house.files.wait.set()
        return [await ana, *[await one for one in strangers]]

    assert asyncio.run(crowd()) == [200] * (MOST_MOVING + 2)
    assert (len(house.files.pieces), house.pages.pieces) == (2, [0] * (MOST_MOVING + 1))


async def _status(house: House, scope: Any) -> int:
    told: list[Message] = []

    async def never() -> Message:
        raise AssertionError("a stranger's file was read")

    async def send(message: Message) -> None:
        told.append(message)

    await house.edge(scope, never, send)
    status: int = told[0]["status"]
    return status


@pytest.mark.parametrize(("a_second", "whole"), [(LEAST_BYTES_A_SECOND // 4, False), (LEAST_BYTES_A_SECOND, True)])
def test_a_sender_that_is_never_silent_must_still_be_fast_enough(
    house: House, monkeypatch: pytest.MonkeyPatch, a_second: int, *, whole: bool
) -> None:
    """A byte now and then would keep a thread for ever."""
    now = 1000.0

    async def trickle() -> list[Message]:
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(loop, "time", lambda: now)
        came: list[Message] = []
        receive = _bounded(receive=_second, most=1_000 * MEGABYTE)
        while len(came) < 4 * SLOW_SECONDS and (not came or came[-1]["type"] == "http.request"):
            came.append(await receive())
        return came

    async def _second() -> Message:
        nonlocal now
        now += 1
        return {"type": "http.request", "body": bytes(a_second), "more_body": True}

    came = asyncio.run(trickle())
    assert (came[-1]["type"] == "http.request") is whole
    assert len(came) > SLOW_SECONDS


@dataclass
class Reader:
    """Takes what it is sent, at its pace, by a loop whose time stands still; and then nothing any more."""

    loop: VirtualLoop
    a_second: int
    patience: float = float("inf")
    """Bytes after which it takes nothing."""
    taken: int = 0

    async def __call__(self, message: Message) -> None:
        length = len(message.get("body", b""))
        if self.taken + length > self.patience:
            await self.loop.create_future()
        await asyncio.sleep(length / self.a_second)
        self.taken += length


@dataclass(frozen=True)
class Handing:
    """Pages that hand over so many pieces of a megabyte."""

    pieces: int

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(self.pieces):
            await send({"type": "http.response.body", "body": bytes(MEGABYTE), "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def seconds_for(loop: VirtualLoop, task: "asyncio.Task[None]", *, most: int) -> int:
    """How long it takes until the task is done, by the loop's own time."""
    loop.settle()
    while not task.done() and loop.now < most:
        loop.now += 1
        loop.call_soon(lambda: None)
        loop.settle()
    task.result()
    return int(loop.now)


@pytest.mark.parametrize(
    ("a_second", "patience", "whole"),
    [
        (2 * LEAST_BYTES_A_SECOND, float("inf"), True),
        (LEAST_BYTES_A_SECOND // 4, float("inf"), False),
        (MEGABYTE, 10 * MEGABYTE, False),
        (MEGABYTE, 0, False),
    ],
)
def test_a_reader_that_is_too_slow_is_let_go(house: House, a_second: int, patience: float, *, whole: bool) -> None:
    """It would keep a thread for ever, and its delegation's other files waiting."""
    loop = VirtualLoop()
    reader = Reader(loop, a_second, patience)
    house.edge = replace(house.edge, files=Handing(20))
    scope = scope_of("GET", f"/at/{house.seats['ana'].id}/entries/A-01/document", {"cookie": house.cookie})

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    running: Any = house.edge(scope, receive, reader)
    took = seconds_for(loop, loop.create_task(running), most=3_600)

    assert (reader.taken == 20 * MEGABYTE) is whole
    assert house.edge.moving.using == {}
    assert whole or took <= SLOW_SECONDS + (reader.taken + MEGABYTE) / LEAST_BYTES_A_SECOND + 1
    loop.close()


def test_programs_of_one_place_wait_for_each_other_and_for_nobody_else(house: House) -> None:
    """What takes long has a few threads: one room never has two of them."""
    turns, done = Turns(), list[str]()

    async def all_() -> None:
        free = asyncio.Event()

        async def takes(name: str) -> None:
            async with turns.taken(house.seats[name].place):
                if name == "ana":
                    await free.wait()
                done.append(name)

        first = [asyncio.create_task(takes(name)) for name in ("ana", "ada", "bo")]
        for _ in range(5):
            await asyncio.sleep(0)
        assert done == ["bo"]
        free.set()
        await asyncio.gather(*first)

    asyncio.run(all_())
    assert (done, turns.locks) == (["bo", "ana", "ada"], {})


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
        ("/at/ana/record/export", True),
        ("/at/ana/record", False),
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
