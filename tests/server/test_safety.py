"""A server does not start where it would be unsafe; each reason says what to do."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from entremise.server.safety import Serving, dangers, is_bare, is_loopback

SAFE: dict[str, Any] = {
    "host": "127.0.0.1",
    "tls": True,
    "names": ["talks.example.org"],
    "secret": "Jb2w-hq0vXzN4sTtK8pYcR1mUe6dLgAf7oWiZ9x3",
    "rehearsed": False,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tmp_path.chmod(0o700)
    return tmp_path


def test_a_safe_one_starts(folder: Path) -> None:
    assert dangers(Serving(data=folder, **SAFE)) == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"host": "0.0.0.0", "tls": False}, "no TLS is declared"),  # noqa: S104 – what is refused
        ({"host": "::", "tls": False}, "no TLS is declared"),
        ({"host": "192.0.2.1", "tls": False}, "no TLS is declared"),
        ({"host": "talks.example.org", "tls": False}, "no TLS is declared"),
        ({"names": ["*"]}, "exact names of this server are wanted"),
        ({"names": ["talks.example.org", ".example.org"]}, "exact names of this server are wanted"),
        ({"names": [""]}, "exact names of this server are wanted"),
        ({"secret": "secret"}, "can be guessed"),
        ({"secret": "abc" * 20}, "can be guessed"),
        ({"secret": ""}, "can be guessed"),
        ({"rehearsed": True}, "`entremise demo` was played into"),
        ({"bare_key": True}, "is in the data folder and has no second half"),
    ],
)
def test_an_unsafe_one_does_not(folder: Path, changed: dict[str, Any], says: str) -> None:
    (danger,) = dangers(Serving(data=folder, **{**SAFE, **changed}))

    assert says in danger
    assert ": " in danger, "what to do stands after a colon"


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701, 0o777])
def test_a_folder_that_others_can_enter_is_unsafe(folder: Path, mode: int) -> None:
    folder.chmod(mode)

    (danger,) = dangers(Serving(data=folder, **SAFE))

    assert f"has mode {mode:o}: chmod 700 {folder}" in danger


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a folder away")
def test_a_folder_of_somebody_else_is_unsafe(folder: Path) -> None:
    os.chown(folder, 65534, 65534)

    (danger,) = dangers(Serving(data=folder, **SAFE))

    assert "belongs to account 65534" in danger


def test_a_rehearsal_may_be_shown_on_ones_own_computer(folder: Path) -> None:
    assert dangers(Serving(data=folder, **{**SAFE, "tls": False, "rehearsed": True, "bare_key": True})) == []


@pytest.mark.parametrize(
    ("key", "outer", "bare"),
    [
        ("data/host.key", "none", True),
        ("data/keys/host.key", "", True),
        ("data/../data/host.key", "none", True),
        ("elsewhere/host.key", "none", False),
        ("data/host.key", "credential", False),
    ],
)
def test_a_whole_host_key_beside_what_it_opens_is_bare(folder: Path, key: str, outer: str, *, bare: bool) -> None:
    assert is_bare(folder / key, outer, data=folder / "data") is bare


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "localhost"])
def test_loopback_is_this_computer(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "talks.example.org", "localhost.example.org", ""])  # noqa: S104
def test_all_else_is_reachable(host: str) -> None:
    assert not is_loopback(host)


def typed(*words: str, data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ENTREMISE", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-m", "entremise.cli", *words, "--port", "0", "--data", str(data)],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_every_danger_is_told_at_once(folder: Path) -> None:
    told = typed("serve", "--host", "0.0.0.0", data=folder, ENTREMISE_HOSTS="*", ENTREMISE_SECRET="x")  # noqa: S104

    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith("entremise: it was not started\n  - ")
    assert told.stderr.count("\n  - ") == 4


def test_a_rehearsal_is_for_ones_own_computer(folder: Path) -> None:
    told = typed("demo", "--host", "0.0.0.0", data=folder)  # noqa: S104

    assert told.returncode == 2
    assert "a rehearsal is for this computer alone" in told.stderr
    assert not stat.S_IMODE(folder.stat().st_mode) & 0o077


def test_a_server_leaves_no_core_dump(folder: Path) -> None:
    """Its memory holds what people wrote."""
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2);"
        "from entremise.server.safety import forbid_core_dumps; forbid_core_dumps();"
        "print(resource.getrlimit(resource.RLIMIT_CORE)); import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)

    assert told.stdout == "(0, 0)\n0\n"


def test_what_was_rehearsed_is_not_served_to_others(folder: Path) -> None:
    """`entremise demo` printed links to every seat of it."""
    played = (
        "import sys; from pathlib import Path; from entremise.web.setup import migrate, set_up;"
        "set_up(data=Path(sys.argv[1])); migrate();"
        "from entremise.cases import play, script; from entremise.wiring import joined;"
        "play.play(joined().parts, script.load('oman'))"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ENTREMISE", "DJANGO"))}
    subprocess.run([sys.executable, "-c", played, str(folder)], env=kept, check=True, timeout=120)

    told = typed("serve", data=folder, ENTREMISE_TLS="1", ENTREMISE_HOSTS="talks.example.org")

    assert told.returncode == 1
    assert "`entremise demo` was played into this one" in told.stderr
