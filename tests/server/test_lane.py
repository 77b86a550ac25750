"""Work in other threads: each act whole, groups kept together, nobody answered too soon."""

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from entremise.domain.rooms import Writing
from entremise.domain.terms import Role
from entremise.server.lane import MOST_TOGETHER, Lane, ThreadLane, TogetherLane
from entremise.services import cases, speaking
from entremise.storage.sql.store import SqlStore
from tests.cast import Talks, granted, open_talks, parts_on
from tests.keys.draws import a_host
from tests.support.databases import described

LANES = pytest.mark.parametrize(
    "make", [lambda: ThreadLane(4), lambda: TogetherLane(nullcontext)], ids=["threads", "together"]
)


class Groups:
    """Tells which acts were kept together, and holds the first until it is let go."""

    def __init__(self, *, fails: bool = False) -> None:
        self.groups: list[list[object]] = []
        self.let_go = threading.Event()
        self.fails = fails

    @contextmanager
    def together(self) -> Iterator[None]:
        self.groups.append([])
        yield
        if self.fails:
            raise OSError("the disk is full")

    def act(self, name: object) -> Callable[[], object]:
        def work() -> object:
            if name == "first":
                self.let_go.wait(5)
            self.groups[-1].append(name)
            if name == "bad":
                raise ValueError(name)
            return name

        return work

    async def do(self, *names: object) -> list[Any]:
        """What each act was answered, all asked for while the first is under way."""
        lane = TogetherLane(self.together)
        first = asyncio.ensure_future(lane.do(self.act("first")))
        await asyncio.sleep(0.05)
        others = [asyncio.ensure_future(lane.do(self.act(name))) for name in names]
        await asyncio.sleep(0.05)
        self.let_go.set()
        done = await asyncio.gather(first, *others, return_exceptions=True)
        await asyncio.to_thread(lane.close)
        return list(done)


@LANES
def test_work_is_done_elsewhere_and_answered_here(make: Callable[[], Lane]) -> None:
    async def main() -> tuple[threading.Thread, BaseException]:
        lane = make()
        thread = await lane.do(threading.current_thread)
        (error,) = await asyncio.gather(lane.do(lambda: 1 // 0), return_exceptions=True)
        await asyncio.to_thread(lane.close)
        return thread, error  # type: ignore[return-value]

    thread, error = asyncio.run(main())

    assert thread is not threading.current_thread()
    assert isinstance(error, ZeroDivisionError)


@LANES
def test_the_loop_goes_on_meanwhile(make: Callable[[], Lane]) -> None:
    async def main() -> list[str]:
        lane, said, let_go = make(), [], threading.Event()
        waiting = asyncio.ensure_future(lane.do(lambda: let_go.wait(5)))
        await asyncio.sleep(0.02)
        said.append("the loop")
        let_go.set()
        await waiting
        said.append("the work")
        await asyncio.to_thread(lane.close)
        return said

    assert asyncio.run(main()) == ["the loop", "the work"]


def test_what_comes_meanwhile_is_kept_together() -> None:
    groups = Groups()

    done = asyncio.run(groups.do(1, 2, 3))

    assert done == ["first", 1, 2, 3]
    assert groups.groups == [["first"], [1, 2, 3]]


def test_a_group_has_a_most() -> None:
    groups = Groups()

    asyncio.run(groups.do(*range(MOST_TOGETHER + 1)))

    assert [len(group) for group in groups.groups] == [1, MOST_TOGETHER, 1]


def test_an_act_that_fails_does_not_spoil_the_others() -> None:
    groups = Groups()

    done = asyncio.run(groups.do(1, "bad", 3))

    assert (done[0], done[1], done[3]) == ("first", 1, 3)
    assert isinstance(done[2], ValueError)


def test_nobody_is_told_that_it_is_kept_when_it_was_not() -> None:
    """Law 5: an answer is given after the group is kept; if that fails, everybody is told so."""
    done = asyncio.run(Groups(fails=True).do(1, 2))

    assert [type(one) for one in done] == [OSError] * 3


def test_nobody_is_answered_before_the_group_is_kept() -> None:
    kept = threading.Event()
    answered_early = []

    @contextmanager
    def together() -> Iterator[None]:
        yield
        kept.wait(0.1)
        kept.set()

    async def main() -> None:
        lane = TogetherLane(together)
        await lane.do(lambda: None)
        answered_early.append(not kept.is_set())
        await asyncio.to_thread(lane.close)

    asyncio.run(main())

    assert answered_early == [False]


def test_who_no_longer_waits_is_no_trouble() -> None:
    async def main() -> object:
        groups = Groups()
        lane = TogetherLane(groups.together)
        first = asyncio.ensure_future(lane.do(groups.act("first")))
        await asyncio.sleep(0.02)
        first.cancel()
        groups.let_go.set()
        done = await lane.do(groups.act(2))
        await asyncio.to_thread(lane.close)
        return done

    assert asyncio.run(main()) == 2


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path) -> Iterator[Talks]:
    """Talks kept in SQLite."""
    connections["default"].close()
    shutil.copyfile(sqlite_template, tmp_path / "world.sqlite3")
    with described("lane", {"NAME": tmp_path / "world.sqlite3"}) as alias:
        yield open_talks(parts_on(SqlStore(alias=alias, host=a_host())))


def _writes(talks: Talks, text: str) -> Callable[[], object]:
    return lambda: granted(speaking.write(talks.parts, talks.ana.seat, Writing(text=text)))


def _fails_halfway(talks: Talks) -> Callable[[], object]:
    def act() -> None:
        with talks.parts.store.writing(talks.case.desk):
            talks.parts.store.drop_draft(talks.ana.seat, "room")
            granted(cases.give_seat(talks.parts, talks.case.desk, Role.MEDIATOR))

    return act


async def _all(lane: Lane, acts: list[Callable[[], object]]) -> list[Any]:
    done = await asyncio.gather(*(lane.do(act) for act in acts), return_exceptions=True)
    await asyncio.to_thread(lane.close)
    return list(done)


def test_on_a_database_each_act_is_whole(sqlite: Talks) -> None:
    acts = [_writes(sqlite, "One."), _fails_halfway(sqlite), _writes(sqlite, "Two.")]

    done = asyncio.run(_all(TogetherLane(sqlite.parts.store.together), acts))

    assert isinstance(done[1], Exception)
    assert sqlite.ana.sees() == ["One.", "Two."]


def test_on_a_database_a_group_that_cannot_be_kept_leaves_nothing(sqlite: Talks) -> None:
    """The disk is full when the group is to be kept: all are told, and nothing of it stands there."""

    @contextmanager
    def full() -> Iterator[None]:
        with sqlite.parts.store.together():
            yield
            raise OSError("the disk is full")

    done = asyncio.run(_all(TogetherLane(full), [_writes(sqlite, "One."), _writes(sqlite, "Two.")]))

    assert [type(one) for one in done] == [OSError, OSError]
    assert sqlite.ana.sees() == []
    assert sqlite.ana.says("Later.").number == 1
