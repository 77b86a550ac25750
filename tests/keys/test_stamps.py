"""Time-stamps: asked of a server, and believed only where they are good."""

import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from entremise.domain.errors import Unstamped
from entremise.keys.stamps import MOST_BYTES, TimeServer, roots_in, stamped_at
from tests.support.tsa import MISSING, TimeStamping, time_stamping

pytestmark = pytest.mark.skipif(MISSING, reason="openssl makes the server")

ROOT = sha256(b"a root").digest()


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeStamping]:
    with time_stamping(tmp_path_factory.mktemp("tsa")) as made:
        yield made


@pytest.fixture
def broken(clock: TimeStamping) -> Iterator[TimeStamping]:
    """The same server, about to answer something else."""
    yield clock
    clock.answers = None


def test_a_stamp_tells_the_time_and_proves_it(clock: TimeStamping) -> None:
    roots = roots_in(clock.root)

    token, at = TimeServer(clock.url, roots=roots).stamp(ROOT)
    assert abs(at - datetime.now(UTC)) < timedelta(minutes=1)
    assert stamped_at(token, ROOT, roots=roots) == stamped_at(token, ROOT) == at


def test_the_server_is_shown_a_hash_and_nothing_else(clock: TimeStamping) -> None:
    TimeServer(clock.url).stamp(ROOT)

    asked = clock.asked[-1]
    assert sha256(ROOT).digest() in asked
    assert len(asked) < 100


def test_other_peoples_tools_check_it(clock: TimeStamping, tmp_path: Path) -> None:
    token, _ = TimeServer(clock.url).stamp(ROOT)
    (tmp_path / "stamp.tsr").write_bytes(token)
    (tmp_path / "stamp.root").write_bytes(ROOT)

    checked = subprocess.run(
        ["openssl", "ts", "-verify", "-in", "stamp.tsr", "-data", "stamp.root", "-CAfile", str(clock.root)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert "Verification: OK" in checked.stdout + checked.stderr


def test_a_stamp_of_something_else_is_not_believed(clock: TimeStamping) -> None:
    token, _ = TimeServer(clock.url).stamp(ROOT)

    with pytest.raises(Unstamped, match="a stamp of something else"):
        stamped_at(token, sha256(b"another").digest())


def test_a_stamp_that_leads_to_another_root_is_not_believed(clock: TimeStamping) -> None:
    token, _ = TimeServer(clock.url).stamp(ROOT)

    with pytest.raises(Unstamped, match="its signature is not good"):
        stamped_at(token, ROOT, roots=roots_in(clock.folder / "signer.pem"))


def test_an_answer_to_another_request_is_not_taken(broken: TimeStamping) -> None:
    token, _ = TimeServer(broken.url).stamp(ROOT)
    broken.answers = token

    with pytest.raises(Unstamped, match="the answer is one to another request"):
        TimeServer(broken.url).stamp(ROOT)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (b"", "it is no time-stamp"),
        (b"nonsense", "it is no time-stamp"),
        (bytes(MOST_BYTES + 1), "longer than any stamp"),
        (bytes.fromhex("30053003020102"), "refused to stamp"),
    ],
)
def test_what_is_no_stamp_is_not_taken(broken: TimeStamping, answers: bytes, told: str) -> None:
    broken.answers = answers

    with pytest.raises(Unstamped, match=told):
        TimeServer(broken.url).stamp(ROOT)


def test_any_byte_changed_in_a_stamp_is_detected_or_means_nothing(clock: TimeStamping) -> None:
    roots = roots_in(clock.root)
    token, at = TimeServer(clock.url, roots=roots).stamp(ROOT)
    times = set()

    for position in range(0, len(token), 7):
        changed = token[:position] + bytes([token[position] ^ 1]) + token[position + 1 :]
        try:
            times.add(stamped_at(changed, ROOT, roots=roots))
        except Unstamped:
            continue
    assert times <= {at}


def test_a_server_that_is_not_there_is_said_not_to_be() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        with pytest.raises(Unstamped, match="cannot be reached"):
            TimeServer(f"http://127.0.0.1:{held.getsockname()[1]}/").stamp(ROOT)


@pytest.mark.parametrize("url", ["", "timestamp.example", "file:///etc/passwd", "ftp://timestamp.example", "http://"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="an address such as"):
        TimeServer(url)
