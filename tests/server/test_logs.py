"""Nothing that a server writes to its log tells of anybody: no word, no address, no identifier, no secret (law 9)."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import pytest

from tests.commands.story import WORDS

pytestmark = pytest.mark.timeout(180)

CANARY: Final = "Wagtail over the estuary"
NAME: Final = "a.canary-mediator"
ADDRESS: Final = "203.0.113.77"


@dataclass
class Served:
    """`entremise serve` on a house with words in it, and all that must not stand in its log."""

    url: str
    data: Path
    process: "subprocess.Popen[str]"
    log: Path
    secrets: list[str] = field(default_factory=list)
    seats: dict[str, str] = field(default_factory=dict)
    """By place: `A`, `B`, `desk`."""
    tokens: dict[str, str] = field(default_factory=dict)

    def asks(self, place: str, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        headers = {
            "authorization": f"Bearer {self.tokens[place]}",
            "x-forwarded-for": ADDRESS,
            **more.pop("headers", {}),
        }
        return httpx.request(method, f"{self.url}/api/v1{path}", json=body, headers=headers, timeout=30, **more)

    def says(self, raw: bytes) -> None:
        """Bytes as they come, with no answer waited for."""
        address = urlsplit(self.url)
        with suppress(OSError), socket.create_connection((address.hostname, address.port), timeout=5) as line:
            line.sendall(raw)
            line.recv(4096)

    def told(self) -> str:
        """Stop it, and read all that it wrote."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        assert self.process.stdout is not None
        return self.process.stdout.read() + self.log.read_text()


def typed(*words: str, data: Path) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ENTREMISE", "DJANGO"))}
    command = [sys.executable, *words] + ([str(data)] if words[1] == "tests.commands.story" else ["--data", str(data)])
    return subprocess.run(command, env=kept, capture_output=True, text=True, timeout=120, check=True).stdout


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    typed("-m", "tests.commands.story", "tell", data=data)
    log = tmp_path / "log"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ENTREMISE", "DJANGO"))}
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "entremise.cli", "serve", "--port", "0", "--data", str(data)],
            env=kept,
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
        )
    assert process.stdout is not None
    try:
        found = re.search(r"http://\S+\d", process.stdout.readline())
        assert found, log.read_text()
        yield _planted(Served(found[0], data, process, log))
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()


def _planted(made: Served) -> Served:
    """With its places, seats and tokens known, so that they can be looked for."""
    database = sqlite3.connect(made.data / "entremise.sqlite3")
    for seat, place, mark in database.execute("SELECT id, place, mark FROM seat ORDER BY role DESC"):
        made.seats.setdefault(mark or "desk", seat)
        made.secrets += [seat, place]
    made.secrets += [row[0] for row in database.execute("SELECT id FROM place")]
    database.close()
    for place, seat in made.seats.items():
        made.tokens[place] = typed("-m", "entremise.cli", "seat", "token", seat, data=made.data).strip()
    made.secrets += made.tokens.values()
    return made


def signed_in(served: Served) -> tuple[httpx.Client, str]:
    """A browser at a seat in room A; its link, code and session are among what must not be told."""
    seat = served.seats["A"]
    link = typed("-m", "entremise.cli", "seat", "link", seat, "--url", served.url, data=served.data)
    found = re.search(r"(http\S+/enter/(\S+))\s+code\s+(\d+)", link)
    assert found
    browser = httpx.Client(timeout=30, headers={"x-forwarded-for": ADDRESS})
    browser.get(found[1])
    browser.post(found[1], data={"code": "424242"}, headers={"origin": "https://elsewhere.example"})
    browser.post(found[1], data={"code": CANARY})
    # A wrong code is followed by a pause.
    for _ in range(40):
        entered = browser.post(found[1], data={"code": found[3]})
        if entered.status_code == 303:
            break
        browser.post(f"{served.url}/enter/{CANARY.replace(' ', '')}", data={"code": found[3]})
    served.secrets += [found[2], found[3], *(cookie.value or "" for cookie in browser.cookies.jar)]
    return browser, f"{served.url}/at/{seat}/"


def by_api(served: Served) -> None:
    """Good requests, bad ones, and too many."""
    written = served.asks("A", "POST", "/entries", {"text": CANARY, "leave": {"form": "confidence"}})
    assert written.status_code == 201
    served.asks("A", "POST", "/entries", {"text": CANARY + "\u202e"})
    served.asks("A", "POST", "/entries", {"text": 7, CANARY: CANARY})
    served.asks("A", "POST", f"/entries/{CANARY}/leave", {"form": CANARY})
    served.asks("A", "GET", f"/{CANARY}", headers={"idempotency-key": CANARY})
    served.asks("B", "GET", "/entries", params={"after": CANARY, "room": CANARY})
    # Requests are given back as time goes by, so that a slow machine needs more of them.
    answers = (served.asks("A", "POST", "/search", {"text": CANARY}).status_code for _ in range(400))
    assert 429 in answers
    httpx.get(f"{served.url}/api/v1/place", headers={"authorization": f"Bearer {CANARY}"}, timeout=30)
    served.asks(
        "desk", "POST", "/carries", {"into": "B", "form": "idea", "text": CANARY, "hold_seconds": 0, "why": "x"}
    )


def by_pages(served: Served) -> None:
    browser, room = signed_in(served)
    with closing(browser):
        for path in (
            "",
            "search",
            "record",
            CANARY,
            f"entries/{CANARY}/leave",
            f"?before={CANARY}",
            f"?reply={CANARY}",
        ):
            browser.get(room + path)
        browser.post(room + "write", data={"text": CANARY, "leave": "own", "give": "1"})
        browser.post(room + "write", data={"text": CANARY, "leave": CANARY})
        browser.post(room + "write", data={"text": CANARY, "save": "draft"})
        browser.post(room + "search", data={"text": CANARY})
        browser.post(room + "write", data={"text": CANARY}, headers={"sec-fetch-site": "cross-site"})
        browser.post(room + "documents", files={"file": (f"{CANARY}.pdf", CANARY.encode(), "application/pdf")})
        browser.get(served.url, headers={"host": f"{CANARY.replace(' ', '-')}.example"})
        browser.post(f"{served.url}/language", data={"language": CANARY, "next": f"//{CANARY}"})
        browser.post(room + "sign-out")


def by_accounts(served: Served) -> None:
    """Somebody guesses at accounts."""
    typed("-m", "entremise.cli", "account", "new", NAME, "--url", served.url, data=served.data)
    with httpx.Client(timeout=30, headers={"x-forwarded-for": ADDRESS}) as browser:
        for name in (NAME, CANARY, f"{NAME}@example.org"):
            for path in ("/account/sign-in", "/account/", "/account/second-factor/give", f"/account/enrol/{CANARY}"):
                browser.get(served.url + path)
                browser.post(served.url + path, data={"login": name, "password": CANARY, "code": "424242"})


def by_raw_bytes(served: Served) -> None:
    """What is no request at all."""
    token = served.tokens["A"]
    served.says(f"{CANARY}\r\n\r\n".encode())
    served.says(f"GET /{CANARY.replace(' ', '')} HTTP/1.1\r\nHost: {CANARY}\r\n\r\n".encode())
    served.says(b"POST /api/v1/entries HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n" + CANARY.encode())
    served.says(b"GET / HTTP/1.1\r\nHost: x\r\nCookie: " + CANARY.encode() * 2000 + b"\r\n\r\n")
    served.says(f"GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode())


def by_faults(served: Served) -> None:
    """Our own mistakes, while somebody's words are in hand: a table is missing."""
    database = sqlite3.connect(served.data / "entremise.sqlite3", timeout=20)
    database.executescript("DROP TABLE draft; DROP TABLE answer; DROP TABLE reference;")
    database.close()
    key = {"idempotency-key": CANARY.replace(" ", "-")}
    failed = served.asks("A", "POST", "/entries", {"text": CANARY}, headers=key)
    assert failed.status_code == 500
    served.asks("A", "GET", "/entries")


WAYS: Final[dict[str, Callable[[Served], None]]] = {
    "programs": by_api,
    "browsers": by_pages,
    "accounts": by_accounts,
    "raw bytes": by_raw_bytes,
    "our own faults": by_faults,
}


def test_the_log_tells_of_nobody(served: Served) -> None:
    for act in WAYS.values():
        act(served)

    told = served.told()

    words = [word for sentence in (*WORDS, CANARY) for word in sentence.strip(".").split() if len(word) > 5]
    planted = [*words, *served.secrets, "424242", NAME, "canary", ADDRESS, "127.0.0.1", "203.0.113", "/at/", "/enter/"]
    assert [line for line in told.splitlines() for word in planted if word and word.lower() in line.lower()] == []
    assert "entremise.faults" in told, "a fault is told: the log is not empty for want of telling"
