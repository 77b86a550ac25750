"""Files that leave the host: whole or not at all, and never over another."""

import io
import stat
from pathlib import Path

import pytest

from entremise.keys.age import AgeUnfit, identities_in, new_identity, recipients_named
from entremise.keys.parcel import Head, ParcelUnfit, pack, unpack

HEAD = Head(part="data", at="2026-02-06T08:00:00+00:00", program="0.2.0", database="sqlite", migrations=("storage.1",))
WORDS = b"line\nand line\n" * 50_000


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, str]:
    """An identity's file, and its recipient."""
    identity, recipient = new_identity()
    (tmp_path / "identity").write_text(identity)
    return tmp_path / "identity", recipient


@pytest.mark.parametrize("plain", [True, False])
def test_what_was_packed_is_unpacked(tmp_path: Path, pair: tuple[Path, str], *, plain: bool) -> None:
    file, held = tmp_path / "parcel", io.BytesIO()
    size = pack(HEAD, io.BytesIO(WORDS), file, None if plain else recipients_named([pair[1]]))

    head = unpack(file, held, [] if plain else identities_in(pair[0]))

    assert head == HEAD
    assert held.getvalue() == WORDS
    assert size == file.stat().st_size
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (b"line" in file.read_bytes()) is plain


def test_an_empty_one_is_one(tmp_path: Path) -> None:
    held = io.BytesIO()
    pack(HEAD, io.BytesIO(), tmp_path / "parcel", None)

    assert unpack(tmp_path / "parcel", held, []) == HEAD
    assert held.getvalue() == b""


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "parcel").write_bytes(b"older")

    with pytest.raises(FileExistsError, match="a new file is wanted"):
        pack(HEAD, io.BytesIO(WORDS), tmp_path / "parcel", None)

    assert (tmp_path / "parcel").read_bytes() == b"older"


@pytest.mark.parametrize("plain", [True, False])
def test_one_that_cannot_be_finished_is_not_there(tmp_path: Path, pair: tuple[Path, str], *, plain: bool) -> None:
    class Cut(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 100_000:
                raise OSError(5, "Input/output error")
            return super().read(min(size or 0, 65_536) if size and size > 0 else 65_536)

    with pytest.raises(OSError, match="Input/output error"):
        pack(HEAD, Cut(WORDS), tmp_path / "parcel", None if plain else recipients_named([pair[1]]))

    assert sorted(path.name for path in tmp_path.iterdir()) == ["identity"]


def test_without_its_identity_it_is_not_opened(tmp_path: Path, pair: tuple[Path, str]) -> None:
    pack(HEAD, io.BytesIO(WORDS), tmp_path / "parcel", recipients_named([pair[1]]))

    with pytest.raises(AgeUnfit, match="name its file with --identity"):
        unpack(tmp_path / "parcel", io.BytesIO(), [])


@pytest.mark.parametrize(
    "content", [b"", b"{}\n", b"{}", b"words\nwords", b"x" * 200_000, b'{"entremise":"parcel 2"}\n']
)
def test_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "parcel").write_bytes(content)

    with pytest.raises(ParcelUnfit, match="a file that `entremise` made is wanted"):
        unpack(tmp_path / "parcel", io.BytesIO(), [])
