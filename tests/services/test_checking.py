"""Looking whether what is kept is what was written."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, cast

import pytest

from entremise.domain.errors import Broken, Shut
from entremise.domain.ids import PlaceId
from entremise.services.checking import Found, look_through
from entremise.services.ports import SaltedLine, Store
from tests.cast import Talks


class Harmed:
    """A store of which one place is not what it was."""

    def __init__(self, store: Store, place: PlaceId, harm: Callable[[list[SaltedLine]], list[SaltedLine]]) -> None:
        self._store = store
        self._place = place
        self._harm = harm

    def salted(self, place: PlaceId, *, after: int, limit: int) -> list[SaltedLine]:
        lines = self._store.salted(place, after=after, limit=limit)
        return self._harm(lines) if place == self._place else lines

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def looked(
    talks: Talks, harm: Callable[[list[SaltedLine]], list[SaltedLine]] | None = None, *, every_line: bool = True
) -> Found:
    """What a look finds, with room A harmed."""
    store = talks.parts.store
    if harm is not None:
        store = cast("Store", Harmed(store, talks.place("A"), harm))
    return look_through(replace(talks.parts, store=store), every_line=every_line)


def lines(talks: Talks) -> int:
    store = talks.parts.store
    return sum(store.head(row.place) for row in store.places())


def test_every_line_of_every_place_is_read(talks: Talks) -> None:
    for _ in range(600):
        talks.ana.says("Oil.")

    found = looked(talks)

    assert found == Found(places=len(talks.parts.store.places()), lines=lines(talks))


def test_a_quick_look_reads_the_first_and_the_last(talks: Talks) -> None:
    for _ in range(10):
        talks.ana.says("Oil.")
    heads = [talks.parts.store.head(row.place) for row in talks.parts.store.places()]

    assert looked(talks, every_line=False).lines == sum(min(head, 2) for head in heads)


HARMS: Final[dict[str, Callable[[list[SaltedLine]], list[SaltedLine]]]] = {
    "words": lambda lines: [replace(line, body=line.body + b" ") for line in lines],
    "time": lambda lines: [replace(line, at=line.at + 1) for line in lines],
    "salt": lambda lines: [replace(line, salt=b"\x01" * 16) for line in lines],
    "number": lambda lines: [replace(line, number=line.number + 1) for line in lines],
    "one missing": lambda lines: lines[:-1],
    "order": lambda lines: lines[::-1],
}


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_not_what_was_written_is_found(talks: Talks, harm: str) -> None:
    talks.ana.says("Oil.")

    found = looked(talks, HARMS[harm])

    assert found.amiss == 1
    assert found.lines < lines(talks)


def test_a_place_that_cannot_be_opened_is_told_apart(talks: Talks) -> None:
    """A closed one is as it should be; one whose key does not fit is not."""

    def shut(_: list[SaltedLine]) -> list[SaltedLine]:
        raise Shut

    def broken(_: list[SaltedLine]) -> list[SaltedLine]:
        raise Broken

    assert (looked(talks, shut).closed, looked(talks, shut).amiss) == (1, 0)
    assert (looked(talks, broken).closed, looked(talks, broken).amiss) == (0, 1)
