"""`entremise stamp`, against a real server of RFC 3161 on this computer; and a stamped record, checked by hand."""

import io
import json
import socket
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from entremise.cli import main
from tests.browser.server import Server
from tests.support.tsa import MISSING, TimeStamping, time_stamping
from tests.test_cli import NEW, typed

pytestmark = pytest.mark.skipif(MISSING, reason="openssl makes the server")


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[TimeStamping]:
    folder = tmp_path / "tsa"
    folder.mkdir()
    with time_stamping(folder) as made:
        yield made


def test_records_are_stamped_once_a_day(clock: TimeStamping, tmp_path: Path) -> None:
    data = tmp_path / "data"
    typed(*NEW, data=data)

    first, second = (typed("stamp", "--tsa", clock.url, "--tsa-root", str(clock.root), data=data) for _ in range(2))
    # The desk's, two rooms', and their access logs'.
    assert (first.returncode, first.stderr) == (0, "")
    assert int(first.stdout.removeprefix("stamped  ")) >= 3
    assert (second.returncode, second.stdout) == (0, "stamped  0\n")
    assert len(clock.asked) == 1


def test_offline_they_wait_for_the_next_time(clock: TimeStamping, tmp_path: Path) -> None:
    data = tmp_path / "data"
    typed(*NEW, data=data)
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        silent = typed("stamp", "--tsa", f"http://127.0.0.1:{held.getsockname()[1]}/", data=data)

    assert (silent.returncode, silent.stdout) == (1, "stamped  0\n")
    assert "wait to be stamped: the clock that stamps cannot be reached" in silent.stderr
    assert typed("stamp", "--tsa", clock.url, data=data).returncode == 0


def test_without_a_clock_it_says_what_waits(tmp_path: Path) -> None:
    typed(*NEW, data=tmp_path)

    told = typed("stamp", data=tmp_path)
    assert told.returncode == 1
    assert "no clock is named that stamps" in told.stderr


def test_an_address_of_another_kind_is_not_understood(tmp_path: Path) -> None:
    told = typed("stamp", "--tsa", "file:///etc/passwd", data=tmp_path)

    assert (told.returncode, told.stdout) == (2, "")
    assert "an address such as" in told.stderr


def test_a_stamped_record_is_checked_by_hand(
    clock: TimeStamping, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole way: a rehearsal, a day's stamp, a copy by a program, and the check on another computer."""
    server = Server(tmp_path / "data").start()
    seat = next(seat for seat in server.seats if seat["place"] == "A")
    typed("stamp", "--tsa", clock.url, data=tmp_path / "data")
    try:
        asked = {"Authorization": f"Bearer {seat['token']}"}
        archive = httpx.get(f"{server.url}/api/v1/record/export", headers=asked, timeout=30).content
    finally:
        server.stop()
    file = tmp_path / "record.zip"
    file.write_bytes(archive)

    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        opened.extractall(tmp_path / "unpacked")
        key = json.loads(opened.read("record.json"))["key"]
    assert main(["verify", str(file), "--key", key, "--tsa-root", str(clock.root)]) == 0
    assert "stamped at" in capsys.readouterr().out
    checked = subprocess.run(
        ["openssl", "ts", "-verify", "-in", "stamp.tsr", "-data", "stamp.root", "-CAfile", str(clock.root)],
        cwd=tmp_path / "unpacked",
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert "Verification: OK" in checked.stdout + checked.stderr
