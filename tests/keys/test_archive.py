"""An exported record, checked offline: whatever is not what was recorded is detected; no archive does harm."""

import io
import json
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.domain.record import Checkpoint
from entremise.keys import archive as archives
from entremise.keys.archive import Checked, NoArchive, NotWhole, check
from entremise.keys.note import Signer
from entremise.services.archives import CHECKPOINT, RECORD, Part
from tests.keys.archives import ORIGIN, SCAN, SIGNER, Kept, changed, kept, line, part, zipped

OTHER = Signer("talks.example/record", bytes(32))


def test_a_record_is_found_whole() -> None:
    room = kept(6)

    checkpoint = Checkpoint.read(room.checkpoint())
    assert checkpoint is not None
    assert check(zipped(room.parts())) == (
        Checked(
            folder="",
            checkpoint=checkpoint,
            key=SIGNER.verifier,
            first=datetime(2026, 2, 6, 8, 1, tzinfo=UTC),
            last=datetime(2026, 2, 6, 8, 6, tzinfo=UTC),
            since=None,
            stamp=None,
            files=1,
            left_out=0,
        ),
    )


@pytest.mark.parametrize("count", [0, 1, 2, 255, 256, 300])
def test_records_of_every_length_are_found_whole(count: int) -> None:
    assert check(zipped(kept(count).parts()))[0].checkpoint.size == count


def test_what_stands_beside_the_record_is_not_asked() -> None:
    """The readable page and the explanation are for people."""
    assert check(zipped([*kept().parts(), part("README.txt", b"?"), part("record.html", b"?")]))


# Changed records ------------------------------------------------------------------------------------------

room = kept(5)
texts = st.text(st.characters(codec="utf-8"), max_size=20)


@given(st.data())
def test_any_change_of_a_line_is_detected(chosen: st.DataObject) -> None:
    """A line changed in any field, dropped, inserted, or moved, by somebody who has not the house's key."""
    size = chosen.draw(st.integers(2, 12))
    before = kept(size)
    at = chosen.draw(st.integers(0, size - 1))
    lines = list(before.lines)
    match chosen.draw(st.sampled_from(["change", "drop", "insert", "move"])):
        case "change":
            lines[at] = replace(lines[at], **chosen.draw(st.sampled_from(CHANGES)))
        case "drop":
            del lines[at]
        case "insert":
            lines.insert(at, line(chosen.draw(st.integers(1, size + 1)), chosen.draw(texts)))
        case _:
            lines.insert(chosen.draw(st.integers(0, size - 1)), lines.pop(at))
    if chosen.draw(st.booleans()):
        lines = [replace(one, number=number) for number, one in enumerate(lines, start=1)]
    after = replace(before, lines=tuple(lines), files={}, contents={})

    if after.lines == before.lines:
        assert check(zipped(after.parts(checkpoint=before.checkpoint())))
    else:
        with pytest.raises(NotWhole):
            check(zipped(after.parts(checkpoint=before.checkpoint())))


CHANGES: list[dict[str, Any]] = [
    {"number": 1},
    {"number": 7},
    {"at": 0},
    {"kind": "Told"},
    {"version": 2},
    {"salt": bytes(16)},
    {"body": b"{}"},
]


@given(st.data())
def test_any_letter_changed_in_a_record_is_detected(chosen: st.DataObject) -> None:
    """Also where a change leaves no JSON, or none as we write it."""
    record, checkpoint = (b"".join(one.chunks()) for one in room.parts()[:2])
    at = chosen.draw(st.integers(0, len(record) + len(checkpoint) - 1))
    byte = chosen.draw(st.integers(0, 255))
    text = bytearray(record + checkpoint)
    if text[at] == byte:
        return
    text[at] = byte
    parts = [part(RECORD, bytes(text[: len(record)])), part(CHECKPOINT, bytes(text[len(record) :])), *room.parts()[2:]]

    with pytest.raises((NotWhole, NoArchive)):
        check(zipped(parts), key=SIGNER.verifier)


def reworded(lines: list[dict[str, Any]]) -> None:
    lines[2]["body"] = '{"text":"Our ceiling is ten million."}'


def antedated(lines: list[dict[str, Any]]) -> None:
    lines[2]["at"] = 0


def without_its_leaf(lines: list[dict[str, Any]]) -> None:
    lines[2]["leaf"] = ""


def given_a_file(lines: list[dict[str, Any]]) -> None:
    lines[2]["file"] = "files/letter.pdf"


def dropped(lines: list[dict[str, Any]]) -> None:
    del lines[2]


def cut_off(lines: list[dict[str, Any]]) -> None:
    del lines[-1]


def doubled(lines: list[dict[str, Any]]) -> None:
    lines.insert(3, lines[2])


def swapped(lines: list[dict[str, Any]]) -> None:
    lines[2], lines[3] = lines[3], lines[2]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (reworded, "line 3 is not what was recorded"),
        (antedated, "line 3 is not what was recorded"),
        (without_its_leaf, "line 3 is not what was recorded"),
        (given_a_file, "the file of line 3 is another one"),
        (dropped, "line 3 is missing"),
        (doubled, "line 3 stands where line 4 is wanted"),
        (swapped, "line 3 is missing"),
        (cut_off, "it ends with line 4, and its checkpoint with line 5"),
    ],
)
def test_the_line_is_named_and_its_words_are_not(change: Callable[[list[dict[str, Any]]], None], told: str) -> None:
    record = json.loads(b"".join(room.parts()[0].chunks()))
    change(record["lines"])

    with pytest.raises(NotWhole) as refused:
        check(zipped([part(RECORD, as_written(record)), *room.parts()[1:]]))
    assert str(refused.value) == told


def as_written(record: dict[str, Any]) -> bytes:
    lines = record.pop("lines")
    head = compact(record).removesuffix("}")
    rows = ",\n".join(compact(one) for one in lines)
    return f'{head},"lines":[\n{rows}\n]}}\n'.encode()


def compact(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def test_a_record_rewritten_with_its_leaves_is_detected() -> None:
    after = changed(room, 2, body=b'{"text":"Our ceiling is ten million."}')

    with pytest.raises(NotWhole, match="the checkpoint is of other leaves"):
        check(zipped(after.parts(checkpoint=room.checkpoint())))


def test_a_record_signed_by_somebody_else_is_detected() -> None:
    """Who forges the whole archive, key and all, is found out by the key that was noted elsewhere."""
    forged = replace(changed(room, 2, body=b"{}"), signer=OTHER)

    assert check(zipped(forged.parts()))
    with pytest.raises(NotWhole, match="the checkpoint is not good: it is not signed by this key"):
        check(zipped(forged.parts()), key=SIGNER.verifier)


def test_a_checkpoint_of_another_record_is_detected() -> None:
    with pytest.raises(NotWhole, match="the checkpoint is not one of this record"):
        check(zipped(room.parts(checkpoint=replace(room, origin=f"{ORIGIN}2").checkpoint())))


@pytest.mark.parametrize("checkpoint", ["", "nonsense", SIGNER.sign("a note\n"), f"{ORIGIN}\n0\n\n— x YQ==\n"])
def test_without_a_checkpoint_nothing_is_whole(checkpoint: str) -> None:
    with pytest.raises(NotWhole, match="the checkpoint is not"):
        check(zipped(room.parts(checkpoint=checkpoint)))


# The older checkpoint -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", range(6))
def test_the_past_is_as_it_was(size: int) -> None:
    assert check(zipped(room.parts()), since=room.checkpoint(size))[0].since == size


def test_a_past_that_the_house_rewrote_is_detected() -> None:
    """The house holds the key: it can sign another past, but not one that fits a checkpoint that somebody kept."""
    after = changed(room, 1, body=b"{}")
    after = replace(after, files={}, contents={})

    assert check(zipped(after.parts()), since=room.checkpoint(1))
    with pytest.raises(NotWhole, match="a line up to 4 was changed after the older checkpoint"):
        check(zipped(after.parts()), since=room.checkpoint(4))


def test_an_end_that_the_house_cut_off_is_detected() -> None:
    with pytest.raises(NotWhole, match="the older checkpoint has 5 lines, and it has 3"):
        check(zipped(kept(3).parts()), since=kept(5).checkpoint())


@pytest.mark.parametrize(
    ("older", "told"),
    [
        (replace(room, origin="another"), "the older checkpoint speaks of another record"),
        (replace(room, signer=OTHER), "the older checkpoint is not good: it is not signed by this key"),
    ],
)
def test_an_older_checkpoint_is_one_of_this_record(older: Kept, told: str) -> None:
    with pytest.raises(NotWhole) as refused:
        check(zipped(room.parts()), since=older.checkpoint())
    assert str(refused.value) == told


def test_an_older_checkpoint_that_is_none_is_said_to_be_none() -> None:
    with pytest.raises(NoArchive, match="the older checkpoint is no checkpoint"):
        check(zipped(room.parts()), since="nonsense")


# Documents and further records ----------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", SCAN[:-1], SCAN + b"!", b"!" * len(SCAN)])
def test_a_file_that_was_changed_is_detected(data: bytes) -> None:
    after = replace(room, contents={"files/letter.pdf": data})

    with pytest.raises(NotWhole, match="the file of line 2 is another one"):
        check(zipped(after.parts()))


def test_a_file_that_is_missing_is_detected() -> None:
    with pytest.raises(NotWhole, match="the file of line 2 is another one"):
        check(zipped(replace(room, contents={}).parts()))


def test_a_file_that_was_added_is_detected() -> None:
    with pytest.raises(NotWhole, match="it holds a file that no line of the record names"):
        check(zipped([*room.parts(), part("files/more.pdf", b"")]))


def test_a_file_that_was_left_out_is_counted() -> None:
    checked = check(zipped(replace(room, files={}, contents={}).parts()))[0]

    assert (checked.files, checked.left_out) == (0, 1)


def test_every_record_of_an_archive_is_checked() -> None:
    inner = replace(kept(3), origin=f"{ORIGIN}.inner")
    whole = [*room.parts(), *inner.parts("inner-1/")]

    assert [(one.folder, one.checkpoint.size) for one in check(zipped(whole))] == [("", 5), ("inner-1/", 3)]
    assert [one.since for one in check(zipped(whole), since=inner.checkpoint(2))] == [None, 2]
    with pytest.raises(NotWhole):
        check(zipped([*room.parts(), *inner.parts("inner-1/", checkpoint=inner.checkpoint(2))]))


# Hostile archives -----------------------------------------------------------------------------------------

HEAD, FIRST, *_ = b"".join(room.parts()[0].chunks()).splitlines(keepends=True)
END = b"]}\n"


def record(*lines: bytes) -> list[Part]:
    return [part(RECORD, b"".join(lines)), *room.parts()[1:]]


def a_line(**fields: object) -> list[Part]:
    """A record of one line, which has these fields."""
    usual = {"number": 1, "at": 0, "kind": "", "version": 1, "salt": "A" * 22 + "==", "leaf": "", "body": ""}
    return record(HEAD, json.dumps({**usual, **fields}).encode() + b"\n", END)


def with_first(old: bytes, new: bytes) -> list[Part]:
    """A record whose first line has something else in it."""
    return record(HEAD, FIRST.removesuffix(b",\n").replace(old, new) + b"\n", END)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [part("a.txt", b"")],
        [part(f"folder/../{RECORD}", b""), *room.parts()],
        [part(f"/etc/{RECORD}", b""), *room.parts()],
        [part(f"C:\\{RECORD}", b""), part(f"..\\/{RECORD}", b""), *room.parts()],
        room.parts()[:1],
        room.parts("inner-1/"),
        record(b""),
        record(b"nonsense\n"),
        record(b"[" * 100_000 + b"\n"),
        record(HEAD.replace(b"record 1", b"record 2")),
        record(HEAD.replace(b"talks.example", b"talks example")),
        record(HEAD.replace(b'"key"', b'"lock"')),
        record(HEAD.replace(b"a-room", b"\\u001b[2J")),
        record(HEAD.replace(b"a-room", "\u202e".encode())),
        record(HEAD.replace(b"a-room", b"a" * 1000)),
        record(HEAD),
        record(HEAD, b"\n", END),
        record(HEAD, END, END),
        record(HEAD, FIRST),
        record(HEAD, FIRST.replace(b",\n", b"\n"), FIRST),
        record(HEAD, FIRST.replace(b",\n", b"\n"), END, b"more"),
        record(HEAD, b"{}\n", END),
        record(HEAD, b"[]\n", END),
        a_line(number=True),
        a_line(number=1.0),
        a_line(number=-1),
        a_line(number=2**64),
        a_line(at=2**63),
        a_line(version=-1),
        a_line(salt=""),
        a_line(salt="é"),
        a_line(kind="\ud800"),
        a_line(file=1),
        a_line(more=1),
        with_first(b'"number":1', b'"number":1,"number":1'),
        with_first(b'"number":1', b'"number":' + b"9" * 100_000),
        with_first(b'"number":1', b'"number":NaN'),
    ],
)
def test_what_is_no_record_is_said_to_be_none(parts: list[Part]) -> None:
    with pytest.raises(NoArchive):
        check(zipped(parts))


def test_two_files_of_one_name_are_no_record() -> None:
    """Two programs could read different ones."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive = zipped([*room.parts(), room.parts()[0]])

    with pytest.raises(NoArchive, match="two files of one name"):
        check(archive)


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"%PDF-1.7", bytes(100_000)])
def test_what_is_no_zip_file_is_no_record(data: bytes) -> None:
    with pytest.raises(NoArchive):
        check(io.BytesIO(data))


@given(st.data())
def test_a_damaged_archive_does_no_harm(chosen: st.DataObject) -> None:
    """It is refused, or the damage is where nothing of the record stands."""
    data = bytearray(WHOLE)
    for _ in range(chosen.draw(st.integers(1, 4))):
        data[chosen.draw(st.integers(0, len(data) - 1))] = chosen.draw(st.integers(0, 255))
    end = chosen.draw(st.integers(0, len(data)) | st.just(len(data)))

    with suppress(NoArchive, NotWhole):
        (checked,) = check(io.BytesIO(data[:end]), key=SIGNER.verifier)
        assert checked.checkpoint.text in room.checkpoint()


WHOLE = zipped(room.parts()).getvalue()


def squeezed(size: int, *, packing: int = zipfile.ZIP_DEFLATED, document: bool = False) -> io.BytesIO:
    """A record with `size` bytes in a line or a document that pack to almost nothing."""
    held = io.BytesIO()
    named = kept(2)
    lines = (named.lines[0], line(2, "", document=bytes(size))) if document else ()
    named = replace(named, lines=lines, files={2: "files/zeros"} if document else {}, contents={})
    with zipfile.ZipFile(held, "w", packing) as made:
        for one in named.parts() if document else named.parts()[1:]:
            made.writestr(one.name, b"".join(one.chunks()))
        with made.open("files/zeros" if document else RECORD, "w") as entry:
            for _ in range(size // 2**20):
                entry.write(bytes(2**20))
    return held


@pytest.mark.parametrize(
    ("size", "packing", "document", "told"),
    [
        (2**28, zipfile.ZIP_DEFLATED, False, "a line of its record is longer than any that is written"),
        (2**28, zipfile.ZIP_DEFLATED, True, "it unpacks to more than a record of its size holds"),
        (2**24, zipfile.ZIP_LZMA, False, "packed in a way that no record is packed in"),
        (2**24, zipfile.ZIP_BZIP2, False, "packed in a way that no record is packed in"),
    ],
)
def test_a_bomb_is_put_out(size: int, packing: int, document: bool, told: str) -> None:  # noqa: FBT001
    """Quickly, and in a small part of the memory that it would unfold to."""
    bomb = squeezed(size, packing=packing, document=document)
    tracemalloc.start()
    with pytest.raises(NoArchive, match=told):
        check(bomb)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 16 * 2**20


@pytest.mark.parametrize("size", [archives.MOST_DIRECTORY + 1, 2**32 - 2])
def test_a_table_of_contents_without_end_is_not_read(size: int) -> None:
    listing = bytes(min(size, 2**24)) + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, size, 0, 0)

    with pytest.raises(NoArchive):
        check(io.BytesIO(listing))
