"""The host key: what it is made of, who may read its file, and how it is changed without losing anything."""

import json
import os
import stat
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from threading import Event, Thread
from typing import Final

import pytest

from entremise.keys import host
from entremise.keys.boxes import derived
from entremise.keys.host import (
    Credential,
    Host,
    HostKeyUnfit,
    NoOuter,
    OuterSecret,
    Passphrase,
    Transit,
    fingerprint_of,
    open_host,
    outer_named,
)
from entremise.keys.scheme import HostKey
from tests.keys import vault
from tests.keys.draws import CHEAP, counting, fixed

SECRET: Final = bytes(range(32))
ALONE: Final = "cc50bba47bc4b54de2aa2ed04b32cb79fb4cdc36ab5e7c23a8cb6d7a2ae1a54d"
WITH_OUTER: Final = "6882a99b60e45b97f93a0affde6ee234696d848151107431c44e8996704f3ef7"


class StopError(Exception):
    """Something went wrong in the middle."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "host.key"


def made(path: Path, outer: OuterSecret | None = None, *, secret: bytes = SECRET) -> Host:
    """A host whose file is new."""
    return open_host(path, outer or NoOuter(), may_create=True, draw=fixed(secret))


def opened(path: Path, outer: OuterSecret | None = None) -> Host:
    """A host whose file is there."""
    return open_host(path, outer or NoOuter(), may_create=False, draw=fixed())


def credential(folder: Path, body: bytes = b"outer secret 16+") -> Credential:
    (folder / "entremise").write_bytes(body)
    return Credential(folder)


# What it is made of ---------------------------------------------------------------------------------------


def test_it_is_derived_as_the_page_shows(path: Path, tmp_path: Path) -> None:
    assert made(path).key.hex() == derived(SECRET, ("entremise/1/host-key",)).hex()
    assert made(tmp_path / "other.key", credential(tmp_path)).key.hex() == WITH_OUTER


def test_it_is_the_same_at_the_next_start(path: Path) -> None:
    key = made(path).key

    assert opened(path).key == key


def test_a_fingerprint_tells_the_key_and_nothing_of_it(path: Path) -> None:
    key = made(path).key

    assert fingerprint_of(key) == derived(key, ("entremise/1/host-key-fingerprint",))[:16]
    assert fingerprint_of(key) not in bytes(key)


def test_a_passphrase_makes_another_key(path: Path) -> None:
    asked = iter(["correct horse battery", "correct horse battery"])
    outer = Passphrase(lambda: next(asked), cost=CHEAP, draw=counting())

    key = made(path, outer).key

    assert key == opened(path, outer).key
    assert key != derived(SECRET, ("entremise/1/host-key",))


def test_a_wrong_passphrase_is_noticed(path: Path) -> None:
    made(path, Passphrase(lambda: "correct horse battery", cost=CHEAP))

    with pytest.raises(HostKeyUnfit, match="another passphrase was given"):
        opened(path, Passphrase(lambda: "correct horse batterz"))


def test_what_cannot_be_a_passphrase_is_not_taken(path: Path) -> None:
    with pytest.raises(HostKeyUnfit, match="Nothing was written"):
        made(path, Passphrase(lambda: ""))


def test_a_passphrase_is_read_from_a_descriptor(path: Path) -> None:
    for _ in range(2):
        reading, writing = os.pipe()
        os.write(writing, "cinq mots de passe là\nand nothing else\n".encode())
        os.close(writing)
        outer = outer_named(f"passphrase:{reading}", {})
        assert isinstance(outer, Passphrase)
        assert outer.ask() == "cinq mots de passe là"


def test_a_closed_descriptor_gives_no_passphrase() -> None:
    outer = outer_named("passphrase:999999", {})
    assert isinstance(outer, Passphrase)

    with pytest.raises(HostKeyUnfit, match="descriptor 999999"):
        outer.ask()


def test_nobody_is_asked_where_there_is_no_terminal() -> None:
    outer = outer_named("passphrase", {})
    assert isinstance(outer, Passphrase)

    with pytest.raises(HostKeyUnfit, match="no terminal"):
        outer.ask()


@pytest.mark.parametrize(
    ("folder", "body", "says"),
    [(None, None, "was given none"), ("", None, "cannot be read"), ("", b"short", "it has 5")],
    ids=["no folder", "no file", "too short"],
)
def test_a_missing_credential_is_told(
    path: Path, tmp_path: Path, folder: str | None, body: bytes | None, says: str
) -> None:
    if body is not None:
        (tmp_path / "entremise").write_bytes(body)

    with pytest.raises(HostKeyUnfit, match=says):
        made(path, Credential(None if folder is None else tmp_path))

    assert not path.exists()


def test_another_outer_secret_than_the_file_was_made_with_is_refused(path: Path, tmp_path: Path) -> None:
    made(path)

    with pytest.raises(HostKeyUnfit, match=r"“none” is wanted.*“credential” is set"):
        opened(path, credential(tmp_path))


@pytest.mark.parametrize(
    ("name", "outer"),
    [
        ("", NoOuter),
        ("none", NoOuter),
        ("credential", Credential(Path("/run/credentials/entremise"))),
        ("transit:house", Transit("house")),
        ("transit:team/eu/house", Transit("house", "team/eu")),
    ],
)
def test_a_setting_names_an_outer_secret(name: str, outer: object) -> None:
    named = outer_named(name, {"CREDENTIALS_DIRECTORY": "/run/credentials/entremise"})

    assert type(named) is outer or named == outer


@pytest.mark.parametrize(
    "name", ["vault", "none:1", "credential:x", "passphrase:x", "passphrase:²", "transit", "transit:"]
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(HostKeyUnfit, match="ENTREMISE_KEY_OUTER"):
        outer_named(name, {})


# Vault ----------------------------------------------------------------------------------------------------


@pytest.fixture
def transit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Transit]:
    with vault.serving() as address:
        monkeypatch.setenv("VAULT_ADDR", address)
        monkeypatch.setenv("VAULT_TOKEN", vault.TOKEN)
        yield Transit("house", "entremise", draw=counting())


def test_transit_opens_what_it_sealed(path: Path, transit: Transit) -> None:
    key = made(path, transit).key

    assert opened(path, transit).key == key
    assert key != derived(SECRET, ("entremise/1/host-key",))


def test_the_file_does_not_keep_transit_s_secret(path: Path, transit: Transit) -> None:
    outer = bytes(range(100, 132))

    key = made(path, replace(transit, draw=fixed(outer))).key

    assert key == derived(SECRET + outer, ("entremise/1/host-key",))
    assert b64encode(outer)[:8] not in b64decode(json.loads(path.read_text())["kept"])


@pytest.mark.parametrize(("name", "token"), [("other", vault.TOKEN), ("house", "s.wrong")])
def test_transit_s_refusal_is_told_without_what_was_sent(
    path: Path, transit: Transit, monkeypatch: pytest.MonkeyPatch, name: str, token: str
) -> None:
    monkeypatch.setenv("VAULT_TOKEN", token)

    with pytest.raises(HostKeyUnfit, match=r"Forbidden.*VAULT_TOKEN") as refused:
        made(path, Transit(name, "entremise"))

    assert token not in str(refused.value)


def test_a_vault_that_is_away_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_ADDR", "http://127.0.0.1:9")

    with pytest.raises(HostKeyUnfit, match="ConnectionError"):
        made(path, Transit("house"))


# The file -------------------------------------------------------------------------------------------------


def test_a_new_file_is_for_this_account_alone(path: Path) -> None:
    made(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["host.key"]


def test_no_file_is_made_where_something_is_sealed(path: Path) -> None:
    with pytest.raises(HostKeyUnfit, match="put its copy back"):
        opened(path)

    assert not path.exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_may_read_is_refused(path: Path, mode: int) -> None:
    made(path)
    path.chmod(mode)

    with pytest.raises(HostKeyUnfit, match=f"mode {mode:o}: chmod 600"):
        opened(path)


def test_another_s_file_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(path)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)

    with pytest.raises(HostKeyUnfit, match="chown"):
        opened(path)


@pytest.mark.parametrize("body", [b"", b"{}", b"x" * 32, b'{"entremise":"host key 2"}'])
def test_a_file_that_is_no_host_key_is_refused(path: Path, body: bytes) -> None:
    path.write_bytes(body)
    path.chmod(0o600)

    with pytest.raises(HostKeyUnfit, match="holds something else"):
        opened(path)


def test_what_is_no_file_is_refused(path: Path, tmp_path: Path) -> None:
    made(tmp_path / "real.key")
    path.symlink_to(tmp_path / "real.key")

    with pytest.raises(HostKeyUnfit, match="cannot be read"):
        opened(path)


def test_a_folder_is_refused(path: Path) -> None:
    path.mkdir(mode=0o700)

    with pytest.raises(HostKeyUnfit, match="is something else"):
        opened(path)


def test_of_two_that_make_it_at_once_one_does(path: Path) -> None:
    made(path)

    with pytest.raises(FileExistsError):
        host._File(path, NoOuter()).create(bytes(32))  # noqa: SLF001 – open_host looks first

    assert opened(path).key == derived(SECRET, ("entremise/1/host-key",))


# Changing it ----------------------------------------------------------------------------------------------


def test_a_changed_key_is_another_one(path: Path) -> None:
    one = made(path)
    before = one.key

    with one.changing(lambda: fingerprint_of(before), draw=counting()) as key:
        assert one.key == before

    assert (one.key, opened(path).key) == (key, key)
    assert key != before
    assert not path.with_name("host.key.next").exists()


def test_a_change_asks_for_no_outer_secret_again(path: Path) -> None:
    asked = iter(["correct horse battery"])
    one = made(path, Passphrase(lambda: next(asked), cost=CHEAP))

    with one.changing(lambda: one.fingerprint, draw=counting()) as key:
        pass

    assert opened(path, Passphrase(lambda: "correct horse battery")).key == key


def test_an_error_leaves_the_old_key_in_use(path: Path) -> None:
    one = made(path)
    before = one.key

    with suppress(StopError), one.changing(lambda: fingerprint_of(before), draw=counting()):
        raise StopError

    assert (one.key, opened(path).key) == (before, before)
    one.settle(fingerprint_of(before))
    assert not path.with_name("host.key.next").exists()


def test_the_key_that_the_database_knows_is_used(path: Path) -> None:
    """After a crash in which the database had the new fingerprint already, the change is finished."""
    one = made(path)
    with suppress(StopError), one.changing(lambda: one.fingerprint, draw=counting()) as key:
        raise StopError

    again = opened(path)
    again.settle(fingerprint_of(key))

    assert (again.key, opened(path).key) == (key, key)
    assert not path.with_name("host.key.next").exists()


def test_no_key_but_the_database_s_is_used(path: Path) -> None:
    one = made(path)
    before = one.key

    with pytest.raises(HostKeyUnfit, match="another one was found"):
        one.settle(bytes(16))

    assert one.key == before


def test_the_old_secret_is_overwritten(path: Path) -> None:
    """As far as a file can be: what the disk keeps besides is another matter."""
    one = made(path)

    with path.open("rb") as old:
        with one.changing(lambda: one.fingerprint, draw=counting()):
            pass
        assert set(old.read()) == {0}


def test_a_process_that_did_not_change_it_finds_the_new_key(path: Path) -> None:
    one, other = made(path), opened(path)
    with one.changing(lambda: one.fingerprint, draw=counting()) as key:
        pass

    other.settle(fingerprint_of(key))

    assert other.key == key


def test_a_change_that_goes_on_elsewhere_is_left_alone(path: Path) -> None:
    """Between the database's new fingerprint and the file's new name, another process starts."""
    one = made(path)
    with one.changing(lambda: one.fingerprint, draw=counting()) as key:
        other = opened(path)
        other.settle(fingerprint_of(key))
        third = opened(path)
        third.settle(one.fingerprint)

    assert (other.key, third.key == key, opened(path).key) == (key, False, key)


def test_two_change_it_one_after_the_other(path: Path) -> None:
    one, other = made(path), opened(path)
    inside, done = Event(), Event()
    database = [one.fingerprint]
    keys: list[HostKey] = []

    def second() -> None:
        inside.wait()
        with other.changing(lambda: database[0], draw=fixed(bytes(32))) as key:
            keys.append(key)
            database[0] = fingerprint_of(key)
        done.set()

    thread = Thread(target=second)
    thread.start()
    with one.changing(lambda: database[0], draw=counting()) as key:
        inside.set()
        assert not done.wait(0.2)
        keys.append(key)
        database[0] = fingerprint_of(key)
    thread.join()

    assert opened(path).key == keys[-1]
    assert len(keys) == 2


def killed(path: Path, at: str) -> None:
    """A process that changes the key, and is killed at a step."""
    one = opened(path)

    def stop() -> None:
        os.kill(os.getpid(), 9)

    names: dict[str, Callable[[], None]] = {
        "part": lambda: setattr(os, "fsync", lambda _: stop()),
        "next": lambda: setattr(Path, "replace", lambda *_: stop()),
    }
    names[at]()
    with one.changing(lambda: one.fingerprint, draw=counting()):
        pass


@pytest.mark.parametrize("at", ["part", "next"])
def test_a_killed_change_is_undone_or_finished(path: Path, at: str) -> None:
    old = made(path).fingerprint
    process = get_context("fork").Process(target=killed, args=(path, at))
    process.start()
    process.join()
    assert process.exitcode == -9

    one = opened(path)
    one.settle(old)

    assert one.fingerprint == old
    with one.changing(lambda: old, draw=counting()) as key:
        pass
    assert opened(path).key == key


def test_a_host_without_a_file_changes_its_key_too() -> None:
    """In memory, where nothing outlives the process."""
    one = Host(HostKey(bytes(32)))

    with one.changing(lambda: one.fingerprint, draw=counting()) as key:
        pass

    assert one.key == key != bytes(32)
