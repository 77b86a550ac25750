"""The application without a network, threads or real time: one request runs to its end before the next begins."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any, TypeVar
from urllib.parse import quote, unquote_to_bytes

from django.core.wsgi import get_wsgi_application

from entremise.server.edge import Application, Scope
from entremise.server.headers import Message, Send
from entremise.server.stream import Receive

T = TypeVar("T")
Headers = tuple[tuple[bytes, bytes], ...]


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose time stands still until it is moved."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def time(self) -> float:
        """Seconds since the world began."""
        return self.now

    def call_soon_threadsafe(  # type: ignore[override]
        self, *arguments: Any, **named: Any
    ) -> asyncio.Handle:
        """There is one thread."""
        return self.call_soon(*arguments, **named)

    def settle(self) -> None:
        """Run all that can run now."""
        while self._ready:  # type: ignore[attr-defined]
            self.call_soon(self.stop)
            self.run_forever()


class InlineLane:
    """Does the work at once."""

    async def do(self, work: Callable[[], T]) -> T:
        return work()

    def close(self) -> None:
        """Nothing is open."""


@lru_cache(maxsize=1)
def django() -> Any:
    """Django, made once: it keeps nothing between requests."""
    return get_wsgi_application()


class InlinePages:
    """Django as an ASGI application, in the thread of the test: what a2wsgi does, without its threads."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = (await receive())["body"]
        given: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> Callable[[bytes], object]:
            given.append((status, headers))
            return lambda data: data

        answer = django()(_environ(scope, body), start)
        try:
            content = b"".join(answer)
        finally:
            answer.close()
        status, headers = given[0]
        raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        await send({"type": "http.response.start", "status": int(status[:3]), "headers": raw})
        await send({"type": "http.response.body", "body": content})


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, byte for byte."""

    status: int
    headers: Headers
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of this name."""
        wanted = name.encode()
        return next((value.decode() for given, value in self.headers if given == wanted), None)


def ask(
    application: Application,
    method: str,
    address: str,
    headers: Mapping[str, str],
    body: bytes = b"",
    *,
    loop: VirtualLoop | None = None,
) -> Told:
    """The answer to one request that does not wait for anything; in a loop of its own if none is given."""
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        messages.append(message)

    at_once(application(scope_of(method, address, headers, body), receive, send), loop=loop)
    start, *rest = messages
    return Told(start["status"], tuple(start["headers"]), b"".join(part["body"] for part in rest))


def at_once(running: Awaitable[None], *, loop: VirtualLoop | None = None) -> None:
    """Run to the end what need not wait for anything."""
    own = loop or VirtualLoop()
    try:
        task = asyncio.ensure_future(running, loop=own)
        own.settle()
        assert task.done(), "the application waited for something that cannot happen"
        task.result()
    finally:
        if loop is None:
            own.close()


def scope_of(method: str, address: str, headers: Mapping[str, str], body: bytes = b"") -> dict[str, Any]:
    """The request as a server would describe it."""
    path, _, query = address.partition("?")
    raw = quote(path, safe="/%-._~")
    named = {"host": "127.0.0.1", **headers}
    if body or method == "POST":
        named["content-length"] = str(len(body))
    return {
        "type": "http",
        "method": method,
        "path": unquote_to_bytes(raw).decode("utf-8", "replace"),
        "raw_path": raw.encode(),
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in named.items()],
    }


def _environ(scope: Scope, body: bytes) -> dict[str, Any]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for raw, value in scope["headers"]:
        name = raw.decode().upper().replace("-", "_")
        key = name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"
        environ[key] = value.decode("latin-1")
    return environ
