"""The examples for hosting: the service that systemd starts, and what the handbook says of it."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from entremise.cli import main
from entremise.services.limiting import rates_from

ROOT: Final = Path(__file__).parent.parent
UNIT: Final = ROOT / "deploy" / "entremise.service"
MOST_EXPOSED: Final = 1.5
"""By systemd's own count, from 0 to 10."""


@pytest.fixture
def systemd() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd is not installed here")
    return found


def test_the_unit_is_one(systemd: str, tmp_path: Path) -> None:
    unit = tmp_path / UNIT.name
    unit.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", UNIT.read_text(), flags=re.MULTILINE))

    told = subprocess.run([systemd, "verify", unit], capture_output=True, text=True, timeout=60, check=False)

    assert (told.returncode, [line for line in told.stderr.splitlines() if UNIT.name in line]) == (0, [])


def test_the_unit_leaves_little_open(systemd: str) -> None:
    told = subprocess.run(
        [systemd, "security", "--offline=true", UNIT], capture_output=True, text=True, timeout=60, check=False
    )

    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", told.stdout)
    assert found, told.stderr
    assert float(found[1]) <= MOST_EXPOSED


def test_the_timer_that_stamps_is_one(systemd: str, tmp_path: Path) -> None:
    """It runs a command that there is, at a time that follows from nothing."""
    timer, service = (tmp_path / f"entremise-stamp.{kind}" for kind in ("timer", "service"))
    written = (ROOT / "deploy" / service.name).read_text()
    service.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", written, flags=re.MULTILINE))
    timer.write_text((ROOT / "deploy" / timer.name).read_text())

    told = subprocess.run([systemd, "verify", timer, service], capture_output=True, text=True, timeout=60, check=False)

    assert (told.returncode, [line for line in told.stderr.splitlines() if "entremise" in line]) == (0, [])
    assert {"RandomizedDelaySec=0", "Persistent=no"} <= set(timer.read_text().splitlines())


def test_what_the_timer_runs_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "deploy" / "entremise-stamp.service").read_text()
    found = re.search(r"^ExecStart=\S+/entremise-admin (stamp) (--\S+) \S+ (--\S+) \S+$", text, re.MULTILINE)
    assert found

    with pytest.raises(SystemExit) as ended:
        main([found[1], "--help"])

    assert ended.value.code == 0
    assert {found[2], found[3]} <= set(re.findall(r"--[a-z-]+", capsys.readouterr().out))


@pytest.mark.parametrize("setting", ["LimitCORE=0", "MemorySwapMax=0", "UMask=0077", "StateDirectoryMode=0700"])
def test_what_people_wrote_is_kept_in_memory_and_from_others(setting: str) -> None:
    assert setting in UNIT.read_text().splitlines()


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_a_proxy_keeps_no_account_of_who_came(name: str) -> None:
    """Caddy writes an access log where it is told to, nginx where it is not told otherwise."""
    told = (ROOT / "deploy" / name).read_text()

    logs = re.findall(r"^\s*(access_log|error_log|log)\b\s*(.*?);?$", told, re.MULTILINE)
    assert (
        set(logs)
        == {
            "Caddyfile": {("log", "{")},
            "nginx.conf": {("access_log", "off"), ("error_log", "/dev/null emerg")},
        }[name]
    )


def test_every_command_of_the_handbook_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    """As far as its name: `entremise-admin` is `entremise`, as the service runs it."""
    text = (ROOT / "docs" / "hosting.md").read_text()
    commands = {tuple(found.split()) for found in re.findall(r"entremise(?:-admin)? ((?:[a-z]+ ?){1,2})", text)}
    known = {
        words for words in commands if words[0] in {"backup", "restore", "doctor", "key", "account", "case", "serve"}
    }

    assert len(known) > 6
    for words in known:
        with pytest.raises(SystemExit) as ended:
            main([*words[: 2 if words[0] in {"key", "account", "case"} else 1], "--help"])
        assert ended.value.code == 0, words
    capsys.readouterr()


def test_the_limits_of_the_handbook_can_be_set() -> None:
    found = re.search(r"`(act=\S+ program-act=\S+)`", (ROOT / "docs" / "hosting.md").read_text())

    assert found
    assert rates_from(found[1])
