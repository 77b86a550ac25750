"""The narrow way: a flood of attempts does not take the house's threads."""

from collections.abc import Callable
from contextlib import ExitStack
from threading import Barrier, Event, Thread

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from entremise.web.busy import SEATS, STAFF, Way, narrow
from tests.cast import Talks
from tests.web.people import HOST, Person


def post() -> HttpRequest:
    return RequestFactory(SERVER_NAME=HOST).post("/account/sign-in")


def test_so_many_run_so_many_wait_and_others_are_told_so() -> None:
    running, finish, done = Barrier(3), Event(), list[int]()

    def view(request: HttpRequest) -> HttpResponse:
        if not finish.is_set():
            running.wait(timeout=10)
            finish.wait(timeout=10)
        return HttpResponse()

    entered = narrow(view, way=Way(at_once=2, waiting=0))
    threads = [Thread(target=lambda: done.append(entered(post()).status_code)) for _ in range(2)]
    for thread in threads:
        thread.start()
    running.wait(timeout=10)

    refused = entered(post())

    finish.set()
    for thread in threads:
        thread.join(timeout=10)
    assert isinstance(refused, HttpResponse)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
    assert "Yours was not, and nothing was done." in refused.content.decode()
    assert done == [200, 200]


def test_one_who_waits_comes_in() -> None:
    way, first, done = Way(at_once=1, waiting=1), Event(), list[bool]()

    def waits() -> None:
        with way.taken() as room:
            done.append(room)

    with way.taken():
        thread = Thread(target=waits)
        thread.start()
        first.wait(timeout=0.05)
        assert done == []
    thread.join(timeout=10)

    assert done == [True]


def test_it_is_free_again_after_a_fault() -> None:
    def fails(request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    entered = narrow(fails, way=Way(at_once=1, waiting=0))

    assert [_raises(lambda: entered(post())) for _ in range(3)] == [True] * 3


def test_a_page_is_looked_at_freely() -> None:
    way = Way(at_once=1, waiting=0)
    entered = narrow(lambda _: HttpResponse(), way=way)

    with way.taken():
        assert entered(RequestFactory(SERVER_NAME=HOST).get("/account/sign-in")).status_code == 200


@pytest.mark.parametrize("path", ["return", "own/passphrase"])
@pytest.mark.parametrize("known", [True, False])
def test_passphrases_of_seats_go_this_way_whether_the_seat_is_there_or_not(
    talks: Talks, ana: Person, path: str, *, known: bool
) -> None:
    seat = talks.ana.seat.id if known else "x" * 16
    with ExitStack() as others:
        crowd(SEATS, others)
        told = ana.asks("POST", f"/at/{seat}/{path}", {"passphrase": "heron lantern gravel spoon"})

    assert (told.status, told.headers["Retry-After"]) == (503, "2")


def test_a_flood_at_one_sign_in_leaves_the_other_free(talks: Talks, ana: Person) -> None:
    """Whoever tries seats' passphrases keeps no staff out, nor the other way about."""
    seat = {"passphrase": "heron lantern gravel spoon"}
    with ExitStack() as others:
        crowd(STAFF, others)
        staff = ana.asks("POST", "/account/sign-in", {"login": "mo", "password": "x"}).status
        returns = ana.asks("POST", f"/at/{talks.ana.seat.id}/return", seat).status
    with ExitStack() as others:
        crowd(SEATS, others)
        then = ana.asks("POST", "/account/sign-in", {"login": "mo", "password": "x"}).status

    assert (staff, returns == 503, then == 503) == (503, False, False)


def crowd(way: Way, others: ExitStack) -> None:
    """Fill a way, with those who wait too."""
    for _ in range(2):
        others.enter_context(way.taken())
    # Nobody waits in a test: those who would are there already.
    while way._within.acquire(blocking=False):  # noqa: SLF001
        others.callback(way._within.release)  # noqa: SLF001


def _raises(act: Callable[[], object]) -> bool:
    try:
        act()
    except ZeroDivisionError:
        return True
    return False
