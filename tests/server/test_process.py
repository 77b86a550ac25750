"""The program itself: started, signed in to, stopped, killed, started again."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from re import search
from typing import IO, Any, Final
from urllib.parse import urlsplit

import httpx
import pytest

pytestmark = pytest.mark.timeout(120)

CANARY: Final = "Kestrel leaves at dawn."


@dataclass
class Server:
    """A server that runs, and what it said when it was ready."""

    process: "subprocess.Popen[str]"
    told: dict[str, Any]
    errors: Path

    @property
    def url(self) -> str:
        return str(self.told["url"])

    def seat(self, place: str) -> dict[str, str]:
        """The first seat of this place."""
        return next(seat for seat in self.told["seats"] if seat["place"] == place)

    def asks(self, place: str, method: str, path: str, body: object = None, **more: Any) -> httpx.Response:
        """One request of a program at this place."""
        headers = {"authorization": f"Bearer {self.seat(place)['token']}"}
        return httpx.request(method, f"{self.url}/api/v1{path}", json=body, headers=headers, timeout=20, **more)

    def listens(self, place: str) -> socket.socket:
        """An open stream."""
        address = urlsplit(self.url)
        stream = socket.create_connection((address.hostname or "", address.port or 0), timeout=10)
        token = self.seat(place)["token"]
        stream.sendall(
            f"GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
        )
        received = b""
        while b"retry: 1000" not in received:
            part = stream.recv(4096)
            assert part, received
            received += part
        return stream


@contextmanager
def demo(folder: Path) -> Iterator[Server]:
    """`entremise demo --json --port 0` on this folder; killed at the end if it still runs."""
    errors = folder.with_suffix(f".{time.monotonic_ns()}.err")
    command = [sys.executable, "-m", "entremise.cli", "demo", "--json", "--port", "0", "--data", str(folder)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ENTREMISE_")}
    with errors.open("w") as errors_file:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors_file, text=True, env=environment)
    try:
        output: IO[str] = process.stdout  # type: ignore[assignment]
        line = output.readline()
        assert line, errors.read_text()
        yield Server(process, json.loads(line), errors)
    finally:
        process.kill()
        process.wait(10)
        output.close()


def lines(folder: Path) -> list[tuple[str, int]]:
    """How many lines stand in each place's log; a start gives new links, so the logs of accesses do grow."""
    query = "SELECT place, COUNT(*) FROM entry WHERE place NOT LIKE '%.access' GROUP BY place ORDER BY place"
    with closing(sqlite3.connect(folder / "entremise.sqlite3", timeout=20)) as database:
        return database.execute(query).fetchall()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder into which the rehearsal was played once; the server that did so was stopped in order."""
    folder = tmp_path_factory.mktemp("process") / "data"
    with demo(folder) as server:
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(10) in {0, -signal.SIGTERM}
        assert server.process.stdout is not None
        assert server.process.stdout.read() == "", "one line, and nothing else"
    return folder


@pytest.fixture
def server(played: Path) -> Iterator[Server]:
    """A second start on the same folder."""
    with demo(played) as server:
        yield server


def test_a_second_start_plays_nothing_again(played: Path) -> None:
    before = lines(played)
    with demo(played):
        assert lines(played) == before


def test_it_says_where_it_is_and_how_each_seat_gets_in(server: Server) -> None:
    assert set(server.told) == {"url", "seats"}
    assert {seat["place"] for seat in server.told["seats"]} == {"desk", "A", "B"}
    assert all(set(seat) == {"place", "role", "link", "token"} for seat in server.told["seats"])
    assert server.asks("A", "GET", "/place").json()["place"] == "A"


def test_a_seat_is_taken_by_its_link_once(server: Server) -> None:
    link = server.seat("B")["link"]
    with httpx.Client(timeout=20) as browser:
        page = browser.get(link)
        code = search(r'name="code" value="(\d{6})"', page.text)
        assert page.status_code == 200
        assert code is not None
        address = link.partition("?")[0]
        entered = browser.post(address, data={"code": code[1]})
        assert entered.status_code == 303
        room = browser.get(f"{server.url}{entered.headers['location']}")
        assert room.status_code == 200
        assert "no-store" in room.headers["cache-control"]
        assert browser.post(address, data={"code": code[1]}).status_code == 422
        assert httpx.get(f"{server.url}{entered.headers['location']}", timeout=20).status_code == 404


def test_it_stops_in_order_with_streams_open(server: Server) -> None:
    """Open streams are ended, not waited for."""
    with ExitStack() as open_streams:
        streams = [open_streams.enter_context(server.listens(place)) for place in ("desk", "A", "B")]
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        code = server.process.wait(10)
        assert time.monotonic() - begun < 5
        assert code in {0, -signal.SIGTERM}
        for stream in streams:
            stream.settimeout(2)
            assert stream.recv(4096).endswith(b"0\r\n\r\n"), "the stream was cut, not ended"


def test_what_was_accepted_survives_a_kill(played: Path) -> None:
    """Law 5: kill -9 right after the answer; the message is still at the door, and enters when it is due, once."""
    text = f"What was accepted stays, {time.monotonic_ns()}."
    with demo(played) as server:
        body = {"into": "B", "form": "idea", "text": text, "hold_seconds": 3, "why": "A test."}
        held = server.asks("desk", "POST", "/carries", body)
        server.process.kill()
        server.process.wait(10)
    assert held.status_code == 201
    number = held.json()["id"]

    with demo(played) as again:
        end = time.monotonic() + 20
        state = ""
        while state != "entered" and time.monotonic() < end:
            state = again.asks("desk", "GET", f"/carries/{number}").json()["state"]
            time.sleep(0.1)
        assert state == "entered"
        read: list[dict[str, Any]] = []
        after: object = 0
        while after is not None:
            told = again.asks("B", "GET", "/entries", params={"limit": 200, "after": str(after)}).json()
            read += told["entries"]
            after = told["next"]
        assert [entry["text"] for entry in read].count(text) == 1


def test_a_message_at_the_door_is_neither_lost_nor_let_in_by_a_restart(played: Path) -> None:
    with demo(played) as server:
        body = {"into": "B", "form": "idea", "text": "Not yet.", "hold_seconds": 600, "why": "A test."}
        number = server.asks("desk", "POST", "/carries", body).json()["id"]
        server.process.kill()
        server.process.wait(10)
    with demo(played) as again:
        assert again.asks("desk", "GET", f"/carries/{number}").json()["state"] == "held"
        assert again.asks("desk", "POST", f"/carries/{number}/stop").status_code == 200


def test_its_log_holds_no_link_code_token_or_word(server: Server) -> None:
    """Law 9, with good and bad requests, and with links that open nothing."""
    link = server.seat("A")["link"].partition("?")[0]
    secret = link.rpartition("/")[2]
    server.asks("A", "POST", "/entries", {"text": CANARY, "leave": {"form": "confidence"}})
    server.asks("A", "POST", "/entries", {"text": CANARY + "\u202e"})
    server.asks("A", "POST", f"/entries/{CANARY}/leave", {"form": CANARY})
    httpx.post(link, data={"code": "424242"}, timeout=20)
    httpx.post(link, data={"code": CANARY}, headers={"origin": "https://elsewhere.example"}, timeout=20)
    httpx.get(f"{server.url}/{CANARY}", timeout=20)
    httpx.get(f"{server.url}/", headers={"host": "evil.example"}, timeout=20)
    with socket.create_connection((urlsplit(server.url).hostname or "", urlsplit(server.url).port or 0)) as line:
        line.sendall(f"{CANARY}\r\n\r\n".encode())
        line.recv(4096)
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(10)

    told = server.errors.read_text()
    tokens = [seat["token"] for seat in server.told["seats"]]
    codes = [seat["link"].partition("code=")[2] for seat in server.told["seats"]]
    assert not [word for word in [secret, "424242", "Kestrel", *tokens, *codes] if word and word in told], told


def test_a_folder_is_served_by_one_server(server: Server, played: Path) -> None:
    """Two on one embedded database would not hear each other's news."""
    command = [sys.executable, "-m", "entremise.cli", "serve", "--port", "0", "--data", str(played)]

    second = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)

    assert second.returncode == 1
    assert "another server serves" in second.stderr
    assert server.asks("A", "GET", "/place").status_code == 200
