"""The edge: one ASGI application that every request passes.

The live stream is answered here, in the event loop; the API and the pages are synchronous and run in threads. Django
is served as WSGI: under ASGI each of its middlewares costs two more changes of thread (docs/decisions/0002).
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl

from entremise.api.app import MOST_BYTES, answer, bearer
from entremise.api.messages import Answer, Request, problem, refused
from entremise.domain.errors import Refusal
from entremise.domain.rooms import Seat
from entremise.server.headers import Message, Send, guarded
from entremise.server.lane import Lane
from entremise.server.shares import Shares, Turns
from entremise.server.stream import Opening, Receive, seen_from, stream
from entremise.services.documents import PART_BYTES
from entremise.services.faults import tell_fault
from entremise.services.limiting import allowed
from entremise.services.ports import Budget
from entremise.web.sessions import seat_in_browser
from entremise.wiring import House

Scope = Mapping[str, Any]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
_API: Final = "/api/v1"
_TAKES_LONG: Final = frozenset(
    {f"{_API}/{name}" for name in ("analysis", "search", "record/export", "subject", "destroy")}
)
"""What can take seconds: the first search in a place reads its whole log, and so does a copy of the record.

And what must not be kept together with others' acts: destroying changes the host key with its own transaction.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """The application. Made once; `pages` is Django as an ASGI application."""

    house: House
    pages: Application
    lane: Lane
    files: Application | None = None
    """Django again, with threads of its own for what moves files, which takes as long as its sender; None: `pages`."""
    aside: Lane | None = None
    """Where what takes long is done, so that nobody else's request waits for it; None: in `lane` too."""
    tls: bool = False
    moving: Shares = field(default_factory=lambda: Shares(MOST_MOVING, MOST_MOVING_IN_PLACE))
    """Whose files move just now."""
    turns: Turns = field(default_factory=Turns)
    """Whose work is done aside."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        if scope["type"] != "http":
            return
        answered = Started(guarded(send, tls=self.tls))
        try:
            await self._answer(scope, receive, answered)
        except Exception as error:  # noqa: BLE001 – the server's own log would print a trace, with words in it
            tell_fault(error)
            if not answered.started:
                await _send(answered, FAULT)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADER_BYTES:
            await _send(send, HEADERS_TOO_LARGE)
            return
        if path == f"{_API}/stream":
            await self._stream(scope, receive, send, lambda headers: bearer(self.house.parts, headers))
        elif path.startswith("/at/") and path.endswith("/stream"):
            seat = path.removeprefix("/at/").removesuffix("/stream")
            await self._stream(
                scope,
                receive,
                send,
                lambda headers: seat_in_browser(self.house.parts, seat, headers.get("cookie", ""), tls=self.tls),
            )
        elif path.startswith(_API):
            await self._api(scope, receive, send)
        else:
            await self._page(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page, once its form has come whole: a slow sender holds no thread."""
        path: str = scope["path"]
        if _brings_file(scope) or (path.startswith("/at/") and moves_files(path)):
            await self._file(scope, receive, send)
            return
        await self._whole(self.pages, scope, receive, send)

    async def _file(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What brings a file, piece by piece, hands one over or shows it: a few at once for each seat and place.

        Whoever is not known takes no part in it, and nothing of theirs is read: they get the page of what is absent.
        """
        named, cookies = scope["path"].split("/")[2], _headers(scope).get("cookie", "")
        seat = await self.lane.do(lambda: seat_in_browser(self.house.parts, named, cookies, tls=self.tls))
        if seat is None:
            await self.pages(scope, _unread, send)
            return
        with self.moving.taken(seat) as room:
            most = 2 * self.house.parts.files.most_bytes
            if not room:
                await _send(send, MOVING)
            elif not _brings_file(scope):
                await self._whole(self.files or self.pages, scope, receive, _hurried(send), most=PART_BYTES)
            elif _length(scope) > most:
                await _send(send, TOO_LARGE)
            else:
                await (self.files or self.pages)(scope, _bounded(receive, most=most), _hurried(send))

    async def _whole(
        self, pages: Application, scope: Scope, receive: Receive, send: Send, *, most: int = MOST_BYTES
    ) -> None:
        body = await _read(receive, most=most)
        if isinstance(body, Answer):
            await _send(send, body)
            return
        whole = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Message:
            return whole.pop() if whole else await receive()

        await pages(scope, again, send)

    async def _api(self, scope: Scope, receive: Receive, send: Send) -> None:
        files = moves_files(scope["path"])
        body = await _read(receive, most=PART_BYTES if files else MOST_BYTES)
        if isinstance(body, Answer):
            await _send(send, body)
            return
        request = Request(
            method=scope["method"],
            path=scope["path"].removeprefix(_API),
            query=_query(scope),
            headers=_headers(scope),
            body=body,
        )
        if files or scope["path"] in _TAKES_LONG:
            await self._long(request, send)
        else:
            await _send(send, await self.lane.do(partial(answer, self.house.parts, request)), lane=self.lane)

    async def _long(self, request: Request, send: Send) -> None:
        """Answer a program's request that takes long: one of each place's at once, so that no room takes every thread.

        An answer in pieces is on its way until its reader has it: that keeps nobody waiting.
        """
        lane = self.aside or self.lane
        seat = await self.lane.do(lambda: bearer(self.house.parts, request.headers))
        async with self.turns.taken(seat.place) if seat is not None else nullcontext():
            told = await lane.do(partial(answer, self.house.parts, request))
        await _send(send, told, lane=lane)

    async def _stream(
        self, scope: Scope, receive: Receive, send: Send, who: Callable[[Mapping[str, str]], Seat | None]
    ) -> None:
        headers, query = _headers(scope), _query(scope)
        seen = headers.get("last-event-id") or query.get("after")

        def open_() -> Opening | Refusal | None:
            seat = who(headers)
            if seat is None:
                return None
            refusal = allowed(self.house.parts, seat, Budget.READ)
            if refusal is not None:
                return refusal
            head = self.house.parts.store.head(seat.place)
            return Opening(seat.place, head, seen_from(seen, head=head))

        opening = await self.lane.do(open_)
        if opening is None:
            await _send(send, NOBODY)
        elif isinstance(opening, Refusal):
            await _send(send, refused(opening))
        elif scope["method"] != "GET":
            await _send(send, NOT_GET)
        else:

            async def still() -> bool:
                return await self.lane.do(lambda: who(headers) is not None)

            await stream(self.house.hub, opening, receive, send, still=still)


class Started:
    """`send`, remembering whether an answer has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False

    async def __call__(self, message: Message) -> None:
        """Send one message."""
        self.started = True
        await self._send(message)


FAULT: Final = problem(
    500,
    "fault",
    wanted="What was asked for.",
    given="A fault on our side. What was acknowledged before is kept.",
    remedy="Look whether it was done, then try again with the same Idempotency-Key.",
)
MOST_MOVING: Final = 4
"""Files that one seat moves at once: nobody takes every thread there is for it."""
MOST_MOVING_IN_PLACE: Final = 6
"""Files that all seats of a place move at once: no room takes every thread there is (`run.THREADS_FOR_FILES`)."""
MOST_HEADER_BYTES: Final = 32 * 1024
MOST_SECONDS: Final = 15
"""What a request's body is given to arrive in; that of a file, from one piece to the next."""
LEAST_BYTES_A_SECOND: Final = 16 * 1024
"""How fast a file must come and be taken, after its first minute: fifty megabytes within the hour."""
SLOW_SECONDS: Final = 60
HEADERS_TOO_LARGE: Final = problem(
    431,
    "headers-too-large",
    wanted=f"Headers of at most {MOST_HEADER_BYTES} bytes.",
    given="Larger ones.",
    remedy="Sign out where you need not be signed in: each seat keeps a cookie.",
    headers={"Connection": "close"},
)
TOO_SLOW: Final = problem(
    408,
    "too-slow",
    wanted=f"The whole request within {MOST_SECONDS} seconds.",
    given="A part of it.",
    remedy="Send it again; nothing was kept.",
    headers={"Connection": "close"},
)
TOO_LARGE: Final = problem(
    413,
    "too-large",
    wanted=f"A body of at most {MOST_BYTES} bytes.",
    given="A larger one.",
    remedy="Shorten it; nothing was kept.",
    headers={"Connection": "close"},
)
MOVING: Final = problem(
    429,
    "too-many",
    wanted=f"At most {MOST_MOVING} files of one seat, and {MOST_MOVING_IN_PLACE} of its place, that come, go or are"
    " shown at once.",
    given="More.",
    remedy="Wait until one of them is through.",
    headers={"Retry-After": "5"},
)
NOBODY: Final = problem(
    401,
    "token-unknown",
    wanted="A seat's token, or a session at this seat.",
    given="None that is known.",
    remedy="Sign in again, or ask the desk for a token.",
)
NOT_GET: Final = problem(
    405,
    "method-unknown",
    wanted="One of the methods GET.",
    given="Another.",
    remedy="Use one of them.",
    headers={"Allow": "GET"},
)


async def _live(receive: Receive, send: Send) -> None:
    """Starting and stopping is done by `server.run`, around the server; here it is only acknowledged."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _read(receive: Receive, *, most: int = MOST_BYTES) -> bytes | Answer:
    """The request's body; or the answer to one that is larger than `most` or slower than `MOST_SECONDS`."""
    body, more = _part(await receive())
    if more and len(body) <= most:
        pieces, length = [body], len(body)
        try:
            async with asyncio.timeout(MOST_SECONDS):
                while more and length <= most:
                    part, more = _part(await receive())
                    pieces.append(part)
                    length += len(part)
        except TimeoutError:
            return TOO_SLOW
        body = b"".join(pieces)
    return body if len(body) <= most else TOO_LARGE


def moves_files(path: str) -> bool:
    """Whether an address brings, hands over, shows or copies a file, or the record as one."""
    return "/document" in path or "/copies" in path or path.endswith(("/enclose", "/record/export"))


def _brings_file(scope: Scope) -> bool:
    path: str = scope["path"]
    if scope["method"] != "POST" or not path.startswith("/at/") or not path.endswith(("/write", "/enclose")):
        return False
    return _headers(scope).get("content-type", "").startswith("multipart/form-data")


def _length(scope: Scope) -> int:
    text = _headers(scope).get("content-length", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _bounded(receive: Receive, *, most: int) -> Receive:
    """`receive`, ending where the body grows larger than `most`, or its sender is silent or too slow for too long."""
    taken, began, loop = 0, 0.0, asyncio.get_running_loop()

    async def bounded() -> Message:
        nonlocal taken, began
        now = loop.time()
        began = began or now
        left = began + SLOW_SECONDS + taken / LEAST_BYTES_A_SECOND - now
        if left <= 0:
            return {"type": "http.disconnect"}
        try:
            async with asyncio.timeout(min(MOST_SECONDS, left)):
                message = await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        taken += len(message.get("body", b""))
        return message if taken <= most else {"type": "http.disconnect"}

    return bounded


def _hurried(send: Send) -> Send:
    """`send`, dropping the rest of an answer whose reader is silent or too slow for too long.

    Nothing is raised: a thread that hands over a file ends only when all of it is taken from it. The server closes
    the connection of an answer that has no end.
    """
    taken, last, began, over, loop = 0, 0, 0.0, False, asyncio.get_running_loop()

    async def hurried(message: Message) -> None:
        nonlocal taken, last, began, over
        if over:
            return
        now, length = loop.time(), len(message.get("body", b""))
        began, taken = began or now, taken + length
        left = began + SLOW_SECONDS + taken / LEAST_BYTES_A_SECOND - now
        # The server waits for what was sent before, and sends this after it.
        try:
            async with asyncio.timeout(min(MOST_SECONDS + max(last, length) / LEAST_BYTES_A_SECOND, left)):
                await send(message)
        except TimeoutError:
            over = True
        last = length

    return hurried


async def _unread() -> Message:
    """No body."""
    return {"type": "http.request", "body": b"", "more_body": False}


def _part(message: Message) -> tuple[bytes, bool]:
    """What has come of the body, and whether there is more."""
    return bytes(message.get("body", b"")), message.get("more_body", False)


async def _send(send: Send, told: Answer, *, lane: Lane | None = None) -> None:
    """Send an answer. A body in pieces is made in `lane`, each piece when the one before is on its way."""
    length = [] if told.pieces is not None else [(b"content-length", str(len(told.body)).encode())]
    headers = [
        (b"content-type", told.content_type.encode()),
        *length,
        *((name.lower().encode(), value.encode()) for name, value in told.headers.items()),
    ]
    await send({"type": "http.response.start", "status": told.status, "headers": headers})
    if told.pieces is not None and lane is not None:
        while piece := await lane.do(partial(_next, told.pieces)):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": told.body})


def _next(pieces: Iterator[bytes]) -> bytes:
    """The next piece that has anything in it; empty at the end."""
    return next(filter(None, pieces), b"")


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _query(scope: Scope) -> dict[str, str]:
    query: bytes = scope["query_string"]
    return dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True)) if query else {}
