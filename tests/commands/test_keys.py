"""`entremise key`, `case destroy` and `room destroy`: what the host does with keys, and what it prints."""

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from entremise.cli import main
from entremise.domain.errors import Code, Refusal
from entremise.domain.events import Access
from entremise.domain.ids import access_log
from entremise.domain.terms import CarryForm, Role
from entremise.services import accesses, keeping
from entremise.services.accesses import AccessView
from entremise.services.ports import LockedHolder
from entremise.services.seats import holder_of
from entremise.wiring import House, in_memory, using
from tests.cast import FakeClock, FakeIds, Talks, granted, open_talks

Runs = Callable[..., tuple[int, str, str]]
WORDS = "heron lantern gravel spoon"


@pytest.fixture
def house(data: Path) -> Iterator[House]:
    with using(in_memory(clock=FakeClock(), ids=FakeIds())) as house:
        yield house


@pytest.fixture
def talks(house: House) -> Talks:
    return open_talks(house.parts)


@pytest.fixture
def runs(data: Path, capsys: pytest.CaptureFixture[str]) -> Runs:
    """The command, its exit code and what it printed."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--data", str(data)])
        return (code, *capsys.readouterr())

    return run


def told(talks: Talks, mark: str | None) -> list[AccessView]:
    seat = talks.mo.seat if mark is None else talks.ana.seat
    lines = talks.parts.store.lines(access_log(seat.place), after=0, limit=99)
    return list(accesses.views_of(lines, seat))


def closes_desk(talks: Talks) -> None:
    """The desk, closed to the host; nobody has it open."""
    keys, desk, name = talks.parts.keys, talks.case.desk, holder_of(talks.mo.seat)
    locked = keys.drawn(name, WORDS)
    assert isinstance(locked, LockedHolder)
    with talks.parts.store.writing(desk, access_log(desk)):
        keys.keep(locked)
        keys.admit(desk, name)
        keys.close(desk)


def test_they_are_shown_for_each_place(talks: Talks, runs: Runs) -> None:
    granted(keeping.rotate(talks.parts, talks.ana.seat))

    code, shown, _ = runs("key", "show")

    assert code == 0
    assert f"host key  {talks.parts.keys.fingerprint.hex()}" in shown
    assert "Copper Lantern  case " in shown
    assert "  room A   key 2, open to the host, 0 with a passphrase" in shown
    assert "  desk     key 1, open to the host" in shown


def test_a_new_key_is_drawn_and_told_in_its_place_alone(talks: Talks, runs: Runs) -> None:
    code, shown, _ = runs("key", "rotate", "Copper Lantern", "A")

    assert (code, shown) == (0, "key 2 is in use; what was written opens as before\n")
    assert [(view.what, view.by) for view in told(talks, "A")] == [(Access.KEY_ROTATED, Role.ADMINISTRATOR)]
    assert told(talks, None) == []


def test_the_host_key_is_changed_and_told_everywhere(talks: Talks, runs: Runs) -> None:
    before = talks.parts.keys.fingerprint

    code, shown, _ = runs("key", "rewrap")

    assert (code, talks.parts.keys.fingerprint == before) == (0, False)
    assert talks.parts.keys.fingerprint.hex() in shown
    assert [view.what for mark in ("A", None) for view in told(talks, mark)] == [Access.KEY_REWRAPPED] * 2


def test_a_room_is_destroyed_and_its_certificate_printed(talks: Talks, runs: Runs) -> None:
    code, shown, _ = runs("room", "destroy", "Copper Lantern", "A", "--yes")

    assert code == 0
    assert "Certificate of destruction" in shown
    assert keeping.keys_page(talks.parts, talks.mo.seat).certificates[0].text == shown
    assert "  room A   destroyed 2026-11-22" in runs("key", "show")[1]


def test_a_message_at_its_door_keeps_a_room(talks: Talks, runs: Runs) -> None:
    talks.mo.carries("Wait?", into="B", form=CarryForm.IDEA, hold=60)

    code, shown, refused = runs("room", "destroy", "Copper Lantern", "B", "--yes")

    assert (code, shown) == (2, "")
    assert Refusal(Code.WAITS_AT_DOOR, {"count": 1}).given in refused


def test_a_case_is_destroyed_once(talks: Talks, runs: Runs) -> None:
    code, shown, _ = runs("case", "destroy", talks.case.id, "--yes")
    again = runs("case", "destroy", talks.case.id)

    assert (code, again[0], again[1]) == (0, 0, shown)
    assert f"destroyed 2026-11-22  case {talks.case.id}" in runs("key", "show")[1]


@pytest.mark.parametrize(("typed", "code"), [("Copper Lantern", 0), ("copper", 1)])
def test_without_yes_the_codename_is_typed(
    talks: Talks, runs: Runs, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(f"{typed}\n"))

    done, shown, _ = runs("room", "destroy", "Copper Lantern", "A")

    assert (done, "Nothing was destroyed." in shown) == (code, code == 1)


@pytest.mark.usefixtures("talks")
@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("key", "rotate", "Nothing", "A"), "a case's id or codename is wanted"),
        (("key", "rotate", "Copper Lantern", "H"), "one of desk, A, B is wanted"),
        (("room", "destroy", "Copper Lantern", "H", "--yes"), "the letter of a room"),
        (("room", "destroy", "Copper Lantern", "A"), "say --yes"),
    ],
)
def test_what_cannot_be_done_is_said(runs: Runs, words: tuple[str, ...], wanted: str) -> None:
    code, _, refused = runs(*words)

    assert (code, wanted in refused) == (2, True)


def test_a_closed_desk_is_listed_by_its_id(talks: Talks, runs: Runs) -> None:
    """The host cannot read its case's name, nor the parties'; every list goes on."""
    closes_desk(talks)

    listed = {words: runs(*words)[:2] for words in (("key", "show"), ("case", "show"), ("retention", "show"))}

    assert {code for code, _ in listed.values()} == {0}
    assert all(talks.case.id in shown and "Copper Lantern" not in shown for _, shown in listed.values())
    assert all("Quiet Harbour" in shown for _, shown in listed.values())
    assert talks.ana.seat.id in listed["case", "show"][1]
    assert runs("key", "rotate", talks.case.id, "A")[0] == 0
