"""One's own seat, and coming back to it."""

import json
from datetime import datetime

import pytest
from django.test import override_settings

from entremise.domain.events import RETURNS
from entremise.domain.ids import access_log
from entremise.domain.terms import Role
from entremise.services import access, keeping, returning
from entremise.web.passkeys import SLOTS
from entremise.web.sessions import cookie_name
from tests.cast import Talks, granted
from tests.web.contract import ELSEWHERE, SeatedPage, Spec
from tests.web.people import METHODS, Person, Told

PASSPHRASE = "heron lantern gravel spoon"
OTHER = "winter copper almond bridge"


def sets(somebody: Person, passphrase: str = PASSPHRASE, **more: str) -> Told:
    return somebody.sends("own/passphrase", {"passphrase": passphrase, "again": passphrase, **more})


def comes_back(somebody: Person, seat: str, passphrase: str = PASSPHRASE, **headers: str) -> Told:
    return somebody.asks("POST", f"/at/{seat}/return", {"passphrase": passphrase}, **headers)


class TestOwnSeat(SeatedPage):
    spec = Spec(methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self) -> str:
        return "own"

    def test_it_says_that_there_is_no_way_back_yet(self, ana: Person) -> None:
        assert "There is no way back to this seat yet." in ana.sees("own").page.text

    def test_it_says_where_to_come_back(self, talks: Talks, ana: Person) -> None:
        assert f"http://127.0.0.1/at/{talks.ana.seat.id}/return" in ana.sees("own").page.text

    def test_it_shows_what_others_may_learn(self, ana: Person) -> None:
        assert "What others may learn of you" in ana.sees("own").page.text

    def test_at_the_desk_there_is_no_passphrase(self, mo: Person) -> None:
        """Its people come from their accounts."""
        actions = [form.get("action").rsplit("/", 1)[-1] for form in mo.sees("own").page.forms()]

        assert set(actions) <= {"language", "sign-out", "sessions"}


class TestPassphrase(SeatedPage):
    spec = Spec(desk=False, form={"passphrase": PASSPHRASE, "again": PASSPHRASE})

    @pytest.fixture
    def path(self) -> str:
        return "own/passphrase"

    def test_one_comes_back_with_it(self, talks: Talks, ana: Person, stranger: Person) -> None:
        sets(ana)

        told = comes_back(stranger, talks.ana.seat.id)
        assert (told.status, told.location) == (303, f"/at/{talks.ana.seat.id}/")
        assert stranger.asks("GET", told.location).status == 200

    def test_it_is_written_twice_alike(self, talks: Talks, ana: Person, stranger: Person) -> None:
        told = ana.sends("own/passphrase", {"passphrase": PASSPHRASE, "again": OTHER})

        assert told.status == 422
        assert told.page.id("again").get("aria-describedby") == "e-again"
        assert comes_back(stranger, talks.ana.seat.id).status == 422

    @pytest.mark.parametrize("passphrase", ["", "short", "aaaaaaaaaaaaaaaaaaaaaaa"])
    def test_it_must_be_good(self, ana: Person, passphrase: str) -> None:
        told = sets(ana, passphrase)

        assert told.status == 422
        assert told.page.of_class("problem")

    def test_it_is_changed_by_whoever_knows_it(self, talks: Talks, ana: Person, stranger: Person) -> None:
        sets(ana)
        refused = sets(ana, OTHER)
        talks.clock.advance(10)

        assert (refused.status, sets(ana, OTHER, current=PASSPHRASE).status) == (422, 303)
        talks.clock.advance(10)
        assert comes_back(stranger, talks.ana.seat.id, OTHER).status == 303

    def test_while_the_room_is_shut_it_can_be_set(self, talks: Talks, ana: Person, ada: Person) -> None:
        """The page of the seat shows nothing of the room, and the page that says no leads there."""
        sets(ana)
        talks.ana.notes("Nine frigates.")
        granted(keeping.close_room(talks.parts, talks.ana.seat))

        refused = ada.sees()
        assert (refused.status, ada.address("own") in refused.text) == (409, True)
        assert ada.sees("own").status == 200
        assert sets(ada, "short").status == 422
        assert sets(ada).status == 303
        assert "another member has to come in once" in ada.sees("own").text
        assert "Nine frigates." not in ada.sees("own").text

    def test_no_page_says_it_back(self, ana: Person) -> None:
        told = sets(ana, "short but odd")

        assert "short but odd" not in told.text


class TestSessions(SeatedPage):
    spec = Spec()

    @pytest.fixture
    def path(self) -> str:
        return "own/sessions"

    def test_all_but_this_one_end(self, talks: Talks, ana: Person) -> None:
        other = Person(talks.ana.seat)
        other.browser.cookies[cookie_name(talks.ana.seat.id, tls=False)] = access.open_session(
            talks.parts, talks.ana.seat
        )

        ana.sends("own/sessions")

        assert (ana.sees().status, other.sees().status) == (200, 404)

    def test_one_ends(self, talks: Talks, ana: Person) -> None:
        for _ in range(2):
            access.open_session(talks.parts, talks.ana.seat)
        first, second = self.listed(ana)

        ana.sends("own/sessions", {"session": first})

        assert self.listed(ana) == [second]

    def listed(self, somebody: Person) -> list[str]:
        """The sessions that the page offers to end."""
        buttons = somebody.sees("own").page.root.tags("button")
        return [button.get("value") for button in buttons if button.get("name") == "session"]


class TestAddingAPasskey(SeatedPage):
    """What a browser answers is tested with an authenticator, in `tests/browser`."""

    spec = Spec(desk=False, done=422, form={"credential": "{}"})

    @pytest.fixture
    def path(self) -> str:
        return "own/passkeys"

    @pytest.mark.parametrize(
        "credential", ["", "x", "[]", "null", '{"id": 1}', '{"response": {}}', "{" * 5000, "\x00", '"' + "x" * 30000]
    )
    def test_what_no_authenticator_says_is_refused(self, ana: Person, credential: str) -> None:
        assert ana.sends("own/passkeys", {"credential": credential}).status == 422


class TestRemovingAPasskey(SeatedPage):
    spec = Spec(desk=False, form={"passkey": b"passkey".hex()})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        secret = access.open_session(talks.parts, talks.ana.seat)
        granted(returning.add_passkey(talks.parts, talks.ana.seat, secret, b"passkey", data=b"", count=0))
        return "own/passkeys/remove"

    def test_it_is_gone(self, talks: Talks, path: str, ana: Person) -> None:
        ana.sends(path, self.form)

        assert talks.parts.store.passkeys(talks.ana.seat.id) == []


# Coming back ----------------------------------------------------------------------------------------------


@pytest.fixture
def seats(talks: Talks, ana: Person) -> dict[str, str]:
    """Seats of every kind, by what there is to come back to."""
    sets(ana)
    return {
        "with a passphrase": talks.ana.seat.id,
        "without": talks.bo.seat.id,
        "at the desk": talks.mo.seat.id,
        "none": "x" * 16,
    }


def test_the_page_of_any_seat_is_the_same(seats: dict[str, str], stranger: Person) -> None:
    pages = {stranger.asks("GET", f"/at/{seat}/return").body.replace(seat.encode(), b"SEAT") for seat in seats.values()}

    assert len(pages) == 1


def test_whatever_is_wrong_the_answer_is_the_same(seats: dict[str, str], stranger: Person) -> None:
    told = {name: comes_back(stranger, seat, OTHER) for name, seat in seats.items()}

    assert len({one.body.replace(seats[name].encode(), b"SEAT") for name, one in told.items()}) == 1
    assert {one.status for one in told.values()} == {422}
    assert not any(one.cookies for one in told.values())


def test_whoever_tries_too_soon_waits_whatever_the_seat(seats: dict[str, str], stranger: Person) -> None:
    for seat in seats.values():
        comes_back(stranger, seat, OTHER)
    told = {name: comes_back(stranger, seat, OTHER) for name, seat in seats.items()}

    assert {(one.status, one.headers["Retry-After"]) for one in told.values()} == {(429, "1")}


def test_what_is_asked_of_a_passkey_is_the_same(seats: dict[str, str], stranger: Person) -> None:
    asked = [stranger.asks("GET", f"/at/{seat}/return/passkey") for seat in seats.values()]

    shapes = {tuple(sorted(_options(one))) for one in asked}
    assert shapes == {("challenge", "rpId", "userVerification")}
    assert len({_options(one)["challenge"] for one in asked}) == len(asked)


def _options(told: Told) -> dict[str, str]:
    options: dict[str, str] = json.loads(told.body)["request_options"]["publicKey"]
    return options


def test_asking_for_a_passkey_fills_nothing(talks: Talks, stranger: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many seats are named, and however often."""
    kept, keep = set[bytes](), talks.parts.store.keep_challenge

    def counted(digest: bytes, body: bytes, *, expires: datetime, now: datetime) -> None:
        kept.add(digest)
        keep(digest, body, expires=expires, now=now)

    monkeypatch.setattr(talks.parts.store, "keep_challenge", counted)
    for number in range(3 * SLOTS):
        assert stranger.asks("GET", f"/at/nobody{number}/return/passkey").status == 200

    assert 0 < len(kept) <= SLOTS


def test_a_wrong_passkey_is_answered_as_a_wrong_passphrase(seats: dict[str, str], stranger: Person) -> None:
    told = {
        name: stranger.asks("POST", f"/at/{seat}/return/passkey", {"credential": "{}"}) for name, seat in seats.items()
    }
    passphrase = comes_back(stranger, seats["none"], OTHER)

    bodies = {one.body.replace(seats[name].encode(), b"SEAT") for name, one in told.items()}
    assert bodies == {passphrase.body.replace(seats["none"].encode(), b"SEAT")}


def test_it_refuses_other_methods(talks: Talks, stranger: Person) -> None:
    for method in set(METHODS) - {"GET", "HEAD", "POST"}:
        assert stranger.asks(method, f"/at/{talks.ana.seat.id}/return").status == 405
        assert stranger.asks(method, f"/at/{talks.ana.seat.id}/return/passkey").status == 405


@pytest.mark.parametrize("where", ELSEWHERE)
def test_another_site_does_nothing(seats: dict[str, str], stranger: Person, where: str) -> None:
    told = comes_back(stranger, seats["with a passphrase"], **ELSEWHERE[where])

    assert (told.status, dict(told.cookies)) == (403, {})


def test_nobody_comes_back_beside_another_room_of_the_case(seats: dict[str, str], bo: Person) -> None:
    assert comes_back(bo, seats["with a passphrase"]).status == 409


def test_in_a_rehearsal_one_may(seats: dict[str, str], bo: Person) -> None:
    with override_settings(REHEARSAL=True):
        assert comes_back(bo, seats["with a passphrase"]).status == 303


def test_that_somebody_came_back_is_told_in_the_room(talks: Talks, seats: dict[str, str], stranger: Person) -> None:
    comes_back(stranger, seats["with a passphrase"])
    log = talks.parts.store.topic(access_log(talks.place("A")), RETURNS, limit=1)

    assert [getattr(line.event, "role", None) for line in log] == [Role.HEAD]
