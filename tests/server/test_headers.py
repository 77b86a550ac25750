"""Every answer carries the security headers, whoever gives it."""

from collections.abc import Iterator
from typing import Final

import pytest

from entremise.api.app import MOST_BYTES
from entremise.server.headers import guarded
from tests.two_worlds.asgi import Told, ask
from tests.two_worlds.world import API, Wiring, World, world

pytestmark = pytest.mark.usefixtures("data")

EVERYWHERE: Final = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "x-robots-tag": "noindex, nofollow",
}
LARGE: Final = b"a" * (MOST_BYTES + 1)
ANSWERS: Final = {
    "the first page": ("stranger", "GET", "/", b"", 200),
    "a room": ("bo", "GET", "/at/{bo}/", b"", 200),
    "the desk": ("mo", "GET", "/at/{mo}/", b"", 200),
    "a link": ("stranger", "GET", "/enter/x", b"", 200),
    "a link that opens nothing": ("stranger", "POST", "/enter/x", b"code=1", 422),
    "nothing": ("bo", "GET", "/nowhere", b"", 404),
    "another's place": ("bo", "GET", "/at/{ana}/", b"", 404),
    "another method": ("bo", "DELETE", "/at/{bo}/write", b"", 405),
    "a tampered form": ("bo", "POST", "/at/{bo}/write", b"text=a&leave=x", 400),
    "a page's form that is too large": ("bo", "POST", "/at/{bo}/write", b"text=" + LARGE, None),
    "a redirection": ("bo", "POST", "/at/{bo}/write", b"text=a&leave=own", 303),
    "a program's answer": ("bo", "GET", f"{API}/place", b"", 200),
    "a program's entry": ("bo", "POST", f"{API}/entries", b'{"text": "a"}', 201),
    "a program's mistake": ("bo", "POST", f"{API}/entries", b"{", 400),
    "a program that is nobody's": ("stranger", "GET", f"{API}/place", b"", 401),
    "nothing for a program": ("bo", "GET", f"{API}/nothing", b"", 404),
    "another method for a program": ("bo", "PATCH", f"{API}/place", b"", 405),
    "a body that is too large": ("bo", "POST", f"{API}/entries", LARGE, 413),
    "a stream that is nobody's": ("stranger", "GET", f"{API}/stream", b"", 401),
    "the document": ("stranger", "GET", f"{API}/openapi.json", b"", 200),
}
STATIC: Final = ("/static/app.css", "/static/app.js", "/static/favicon.svg")


@pytest.fixture
def made() -> Iterator[World]:
    with world(Wiring()) as made:
        yield made


def carried(told: Told) -> dict[str, str]:
    """The headers, each once."""
    names = [name for name, _ in told.headers]
    assert len(names) == len(set(names)), names
    return {name.decode(): value.decode() for name, value in told.headers}


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_carries_them_and_is_not_kept(made: World, answer: str) -> None:
    who, method, address, body, status = ANSWERS[answer]
    form = {} if address.startswith(API) else {"content-type": "application/x-www-form-urlencoded"}

    told = made.asks(who, method, address, raw=body, headers=form if body else {})

    assert status is None or told.status == status
    assert 200 <= told.status < 500
    assert carried(told).items() >= {**EVERYWHERE, "cache-control": "no-store"}.items()


@pytest.mark.parametrize("address", STATIC)
def test_files_carry_them_and_may_be_kept(made: World, address: str) -> None:
    """They are the same for everybody, and hold nothing of any case."""
    told = made.asks("stranger", "GET", address)

    headers = carried(told)
    assert told.status == 200
    assert headers.items() >= EVERYWHERE.items()
    assert "max-age" in headers["cache-control"]
    assert "no-store" not in headers["cache-control"]


@pytest.mark.parametrize(
    "address", ["/static/", "/static/../settings.py", "/static/%2e%2e/settings.py", "/static/none.js"]
)
def test_only_files_that_are_meant_to_be_read_are(made: World, address: str) -> None:
    told = made.asks("stranger", "GET", address)

    assert told.status == 404
    assert carried(told).items() >= EVERYWHERE.items()


def test_the_stream_carries_them(made: World) -> None:
    made.listens("bo")

    (start,) = [seen for seen in made.seen if seen.status == 200]
    told = carried(Told(start.status, start.headers, b""))
    assert told.items() >= {**EVERYWHERE, "cache-control": "no-store", "x-accel-buffering": "no"}.items()
    assert told["content-type"] == "text/event-stream; charset=utf-8"


@pytest.mark.parametrize("host", ["evil.example", "", "127.0.0.1:80@evil.example", "a b"])
def test_another_hosts_name_is_refused_with_them(made: World, host: str) -> None:
    told = ask(made.application, "GET", "/", {"host": host})

    assert told.status == 400
    assert carried(told).items() >= EVERYWHERE.items()


def test_no_answer_tells_what_answers(made: World) -> None:
    told = [made.asks(who, method, address, raw=body) for who, method, address, body, _ in ANSWERS.values()]

    names = {name for one in told for name, _ in one.headers}
    assert not names & {b"server", b"x-powered-by", b"via", b"x-request-id", b"server-timing", b"etag"}


@pytest.mark.parametrize("tls", [False, True])
def test_behind_tls_browsers_are_told_to_insist(*, tls: bool) -> None:
    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    running = guarded(send, tls=tls)({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[arg-type]
    with pytest.raises(StopIteration):
        running.send(None)  # type: ignore[attr-defined]

    names = {name for name, _ in sent[0]["headers"]}  # type: ignore[attr-defined]
    assert (b"strict-transport-security" in names) is tls
