"""Files for somebody else to keep: opened by the identity they were made for, and only whole."""

import io
from pathlib import Path
from typing import Any

import pytest

from entremise.keys.age import AgeUnfit, decrypt, encrypt, identities_in, new_identity, recipients_named

WORDS = b"What is kept. " * 20_000


def sealed_for(*recipients: str, words: bytes = WORDS) -> bytes:
    kept = io.BytesIO()
    encrypt(io.BytesIO(words), kept, recipients_named(recipients))
    return kept.getvalue()


def opened(sealed: bytes, identity: str, folder: Path) -> bytes:
    file, found = folder / "identity", io.BytesIO()
    file.write_text(f"# public key: age1…\n{identity}\n")
    decrypt(io.BytesIO(sealed), found, identities_in(file))
    return found.getvalue()


def test_each_recipient_opens_it(tmp_path: Path) -> None:
    pairs = [new_identity() for _ in range(2)]

    sealed = sealed_for(*(recipient for _, recipient in pairs))

    assert [opened(sealed, identity, tmp_path) == WORDS for identity, _ in pairs] == [True, True]


def test_nothing_of_it_stands_in_the_file() -> None:
    assert b"kept" not in sealed_for(new_identity()[1])


def test_another_identity_does_not_open_it(tmp_path: Path) -> None:
    sealed = sealed_for(new_identity()[1])

    with pytest.raises(AgeUnfit, match="another was given"):
        opened(sealed, new_identity()[0], tmp_path)


@pytest.mark.parametrize("length", [0, 10, 150, 70_000, 200_000, -1])
def test_a_part_of_it_is_refused(tmp_path: Path, length: int) -> None:
    identity, recipient = new_identity()

    with pytest.raises(AgeUnfit, match="cut short or changed"):
        opened(sealed_for(recipient)[:length], identity, tmp_path)


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    identity, recipient = new_identity()
    sealed = bytearray(sealed_for(recipient))
    sealed[-100] ^= 1

    with pytest.raises(AgeUnfit, match="cut short or changed"):
        opened(bytes(sealed), identity, tmp_path)


@pytest.mark.parametrize("name", ["", "age1", "age1xyz", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1"])
def test_what_is_no_recipient_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="an age recipient such as age1… is wanted"):
        recipients_named([name])


def test_a_file_without_an_identity_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("age1…\n")

    for name in ("empty", "nowhere"):
        with pytest.raises(AgeUnfit, match="age identity"):
            identities_in(tmp_path / name)


class Full(io.RawIOBase):
    """A disk that takes so many bytes and no more."""

    def __init__(self, room: int) -> None:
        self._room = room

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._room -= len(data)
        if self._room < 0:
            raise OSError(28, "No space left on device")
        return len(data)


@pytest.mark.parametrize("room", [0, 300, 100_000, 270_000])
def test_a_full_disk_is_noticed(room: int) -> None:
    """Also where only the last piece no longer fits."""
    recipients = recipients_named([new_identity()[1]])

    with pytest.raises(OSError, match="No space left"):
        encrypt(io.BytesIO(WORDS), Full(room), recipients)
