"""Coming back to a seat by a passphrase or a passkey, and the sessions that are open at it."""

from collections import Counter
from dataclasses import replace
from typing import Final, cast

import pytest

from entremise.domain.errors import ABSENT, Code, Refusal, Shut
from entremise.domain.events import Access, Accessed
from entremise.domain.ids import access_log
from entremise.domain.rooms import Seat
from entremise.domain.terms import Role
from entremise.services import access, cases, keeping, returning, seats
from entremise.services.ports import CredentialKind, Passkey, Store
from entremise.services.returning import CHALLENGE_LIFE, MOST_PASSKEYS, WRONG
from entremise.services.seats import holder_of
from tests.api.programs import Counted
from tests.cast import Talks, granted

PASSPHRASE: Final = "heron lantern gravel spoon"
OTHER: Final = "winter copper almond bridge"


@pytest.fixture
def secret(talks: Talks) -> str:
    """Of a session of Ana's."""
    return access.open_session(talks.parts, talks.ana.seat)


@pytest.fixture
def set_up(talks: Talks, secret: str) -> None:
    """Ana has set a passphrase."""
    granted(returning.set_passphrase(talks.parts, talks.ana.seat, secret, PASSPHRASE))


def comes_back(talks: Talks, passphrase: str = PASSPHRASE, *, seat: str | None = None) -> tuple[Seat, str] | Refusal:
    return returning.come_back(talks.parts, talks.ana.seat.id if seat is None else seat, passphrase)


def last_told(talks: Talks) -> Accessed:
    log = access_log(talks.place("A"))
    (line,) = talks.parts.store.lines(log, after=talks.parts.store.head(log) - 1, limit=1)
    assert isinstance(line.event, Accessed)
    return line.event


@pytest.mark.usefixtures("set_up")
def test_one_comes_back_by_the_passphrase(talks: Talks) -> None:
    seat, secret = granted(comes_back(talks))

    assert seat == talks.ana.seat
    assert access.seat_of(talks.parts, secret, CredentialKind.SESSION) == talks.ana.seat
    assert last_told(talks) == Accessed(what=Access.RETURNED, seat=seat.id, role=Role.HEAD)


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize("passphrase", ["", OTHER, PASSPHRASE.upper(), "x" * 5000, "\ud800", "\0"])
def test_no_other_passphrase_opens_anything(talks: Talks, passphrase: str) -> None:
    assert comes_back(talks, passphrase) == WRONG


@pytest.mark.usefixtures("set_up")
def test_a_seat_opens_by_its_own_passphrase(talks: Talks) -> None:
    assert [comes_back(talks, seat=seat) for seat in (talks.bo.seat.id, talks.ada.seat.id, "nobody", "")] == [WRONG] * 4


@pytest.mark.usefixtures("set_up")
def test_what_does_not_exist_costs_what_is_wrong(talks: Talks) -> None:
    """The same questions of the store, one passphrase stretched; only the words are compared in vain."""
    asked: dict[str, Counter[str]] = {}
    tries = {"wrong": (talks.ana.seat.id, OTHER), "none set": (talks.bo.seat.id, OTHER), "nobody": ("x" * 16, OTHER)}
    for name, (seat, passphrase) in tries.items():
        store = Counted(talks.parts.store)
        assert returning.come_back(replace(talks.parts, store=cast("Store", store)), seat, passphrase) == WRONG
        asked[name] = store.asked

    assert len({tuple(sorted(one.items())) for one in asked.values()}) == 1


@pytest.mark.parametrize("seat", ["ana", "nobody"])
@pytest.mark.usefixtures("set_up")
def test_attempts_wait_for_each_other(talks: Talks, seat: str) -> None:
    """Whether there is such a seat or not."""
    given = talks.ana.seat.id if seat == "ana" else seat
    comes_back(talks, OTHER, seat=given)

    assert comes_back(talks, seat=given) == Refusal(Code.TOO_SOON, {"seconds": 1})


@pytest.mark.usefixtures("set_up")
def test_a_passphrase_is_changed_by_whoever_knows_it(talks: Talks, secret: str) -> None:
    changed = returning.set_passphrase(talks.parts, talks.ana.seat, secret, OTHER, current=PASSPHRASE)

    assert not isinstance(changed, Refusal)
    talks.clock.advance(600)
    assert comes_back(talks, PASSPHRASE) == WRONG
    talks.clock.advance(600)
    assert granted(comes_back(talks, OTHER))[0] == talks.ana.seat


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize("current", [None, "", OTHER])
def test_a_session_left_open_does_not_change_it(talks: Talks, secret: str, current: str | None) -> None:
    refused = returning.set_passphrase(talks.parts, talks.ana.seat, secret, OTHER, current=current)

    assert refused == WRONG
    talks.clock.advance(600)
    assert granted(comes_back(talks))[0] == talks.ana.seat


@pytest.mark.parametrize(
    ("passphrase", "code"),
    [
        ("", Code.TEXT_EMPTY),
        ("eleven char", Code.PASSPHRASE_SHORT),
        ("aaaaaaaaaaaaaaaaaaaa", Code.PASSPHRASE_PLAIN),
        ("121212121212121212", Code.PASSPHRASE_PLAIN),
        ("x" * 5000 + "abcdef", Code.TEXT_TOO_LONG),
    ],
)
def test_a_passphrase_is_long_and_not_plain(talks: Talks, secret: str, passphrase: str, code: Code) -> None:
    refused = returning.set_passphrase(talks.parts, talks.ana.seat, secret, passphrase)

    assert isinstance(refused, Refusal)
    assert refused.code is code
    assert returning.ways_back(talks.parts, talks.ana.seat, secret).passphrase is False


@pytest.mark.usefixtures("set_up")
def test_no_passphrase_is_kept(talks: Talks) -> None:
    granted(comes_back(talks))

    assert PASSPHRASE not in repr(vars(talks.parts.store))


@pytest.mark.usefixtures("set_up")
def test_nobody_comes_back_in_two_rooms_of_a_case(talks: Talks) -> None:
    refused = returning.come_back(talks.parts, talks.ana.seat.id, PASSPHRASE, here=[talks.bo.seat])

    assert refused == Refusal(Code.TWO_PLACES)
    assert last_told(talks).what is Access.WAY_BACK_SET


def test_a_closed_room_is_read_with_the_passphrase(talks: Talks, secret: str) -> None:
    """The host cannot read it, and who came by the passphrase can."""
    talks.ana.notes("Words.")
    granted(returning.set_passphrase(talks.parts, talks.ana.seat, secret, PASSPHRASE))
    with talks.parts.store.writing(talks.place("A"), access_log(talks.place("A"))):
        talks.parts.store.keys.close(talks.place("A"))

    _, opened = granted(comes_back(talks))
    access.seat_of(talks.parts, opened, CredentialKind.SESSION)

    assert talks.ana.sees() == ["Words."]


def test_a_passphrase_that_is_set_while_the_room_is_shut_opens_it_once_a_member_has_come(
    talks: Talks, secret: str
) -> None:
    """As after a lost device was replaced: the new link opens the seat, and nobody is there who has the key."""
    talks.ana.notes("Words.")
    granted(returning.set_passphrase(talks.parts, talks.ana.seat, secret, PASSPHRASE))
    granted(keeping.close_room(talks.parts, talks.ana.seat))
    head = comes_in(talks, talks.ana.seat, PASSPHRASE)
    invited = granted(seats.replace_device(talks.parts, talks.ana.seat, talks.ada.seat.id))
    access.sign_out(talks.parts, head)
    _, new = granted(access.enter(talks.parts, invited.invitation.link, invited.invitation.code))

    granted(returning.set_passphrase(talks.parts, talks.ada.seat, new, OTHER))

    access.sign_out(talks.parts, comes_in(talks, talks.ada.seat, OTHER))
    assert is_shut(talks)
    access.sign_out(talks.parts, comes_in(talks, talks.ana.seat, PASSPHRASE))
    assert is_shut(talks)
    comes_in(talks, talks.ada.seat, OTHER)
    assert talks.ada.sees() == ["Words."]


def comes_in(talks: Talks, seat: Seat, passphrase: str) -> str:
    """The secret of a session that has been used once."""
    _, secret = granted(comes_back(talks, passphrase, seat=seat.id))
    access.seat_of(talks.parts, secret, CredentialKind.SESSION)
    return secret


def is_shut(talks: Talks) -> bool:
    try:
        talks.ada.sees()
    except Shut:
        return True
    return False


# Passkeys -------------------------------------------------------------------------------------------------


def adds(talks: Talks, identity: bytes = b"passkey") -> object:
    secret = access.open_session(talks.parts, talks.ana.seat)
    return returning.add_passkey(talks.parts, talks.ana.seat, secret, identity, data=b"public key", count=3)


def test_a_passkey_is_kept_and_forgotten(talks: Talks, secret: str) -> None:
    granted(adds(talks))
    (kept,) = talks.parts.store.passkeys(talks.ana.seat.id)
    told = last_told(talks).what
    (view,) = returning.ways_back(talks.parts, talks.ana.seat, secret).passkeys

    returning.remove_passkey(talks.parts, talks.ana.seat, view.id)

    assert returning.passkey_data(kept) == (b"public key", 3)
    assert (told, last_told(talks).what) == (Access.WAY_BACK_SET, Access.WAY_BACK_REMOVED)
    assert talks.parts.store.passkeys(talks.ana.seat.id) == []


def test_a_passkey_is_of_one_seat(talks: Talks) -> None:
    granted(adds(talks))

    secret = access.open_session(talks.parts, talks.bo.seat)
    again = returning.add_passkey(talks.parts, talks.bo.seat, secret, b"passkey", data=b"", count=0)
    assert again == Refusal(Code.PASSKEY_WRONG)
    returning.remove_passkey(talks.parts, talks.bo.seat, b"passkey".hex())
    assert len(talks.parts.store.passkeys(talks.ana.seat.id)) == 1


def test_a_seat_has_so_many_passkeys(talks: Talks) -> None:
    added = [adds(talks, bytes([number])) for number in range(MOST_PASSKEYS + 1)]

    assert [isinstance(one, Refusal) for one in added] == [False] * MOST_PASSKEYS + [True]


@pytest.mark.parametrize("identity", ["", "zz", "00", "é"])
def test_removing_what_is_not_there_changes_nothing(talks: Talks, identity: str) -> None:
    granted(adds(talks))

    returning.remove_passkey(talks.parts, talks.ana.seat, identity)

    assert len(talks.parts.store.passkeys(talks.ana.seat.id)) == 1


def test_one_comes_back_by_a_passkey(talks: Talks) -> None:
    granted(adds(talks))
    (kept,) = talks.parts.store.passkeys(talks.ana.seat.id)

    came = returning.come_back_by_passkey(talks.parts, talks.ana.seat.id, returning.passkey_used(kept, 4))

    assert granted(came)[0] == talks.ana.seat
    assert returning.passkey_data(talks.parts.store.passkeys(talks.ana.seat.id)[0]) == (b"public key", 4)


def test_not_at_another_seat_and_not_by_one_that_was_removed(talks: Talks) -> None:
    granted(adds(talks))
    (kept,) = talks.parts.store.passkeys(talks.ana.seat.id)
    elsewhere = returning.come_back_by_passkey(talks.parts, talks.bo.seat.id, kept)
    returning.remove_passkey(talks.parts, talks.ana.seat, kept.id.hex())

    assert [elsewhere, returning.come_back_by_passkey(talks.parts, talks.ana.seat.id, kept)] == [WRONG, WRONG]


def test_a_challenge_counts_once_and_for_five_minutes(talks: Talks) -> None:
    for name in ("one", "two"):
        returning.put_challenge(talks.parts, name, b"state")
    first, again = (returning.take_challenge(talks.parts, "one") for _ in range(2))
    talks.clock.advance(CHALLENGE_LIFE.total_seconds())

    assert (first, again, returning.take_challenge(talks.parts, "two")) == (b"state", None, None)


# Sessions -------------------------------------------------------------------------------------------------


def test_own_sessions_are_listed_the_newest_first(talks: Talks, secret: str) -> None:
    talks.clock.advance(60)
    access.open_session(talks.parts, talks.ana.seat)
    access.open_session(talks.parts, talks.ada.seat)
    access.give_token(talks.parts, talks.ana.seat)
    access.invite(talks.parts, talks.ana.seat)

    sessions = returning.ways_back(talks.parts, talks.ana.seat, secret).sessions

    assert [session.this for session in sessions] == [False, True]


def test_one_ends_a_session_of_ones_own_seat(talks: Talks, secret: str) -> None:
    other = access.open_session(talks.parts, talks.ana.seat)
    elsewhere = access.open_session(talks.parts, talks.ada.seat)
    (theirs,) = returning.ways_back(talks.parts, talks.ada.seat, "").sessions
    named = [one.id for one in returning.ways_back(talks.parts, talks.ana.seat, secret).sessions if not one.this]

    for session in (*named, theirs.id, "", "x"):
        returning.end_session(talks.parts, talks.ana.seat, session)

    live = [access.seat_of(talks.parts, one, CredentialKind.SESSION) for one in (secret, other, elsewhere)]
    assert live == [talks.ana.seat, None, talks.ada.seat]
    assert last_told(talks).what is Access.SIGNED_OUT


def test_all_but_this_one_end(talks: Talks, secret: str) -> None:
    others = [access.open_session(talks.parts, talks.ana.seat) for _ in range(2)]
    token = access.give_token(talks.parts, talks.ana.seat)

    returning.end_other_sessions(talks.parts, talks.ana.seat, secret)

    live = [access.seat_of(talks.parts, one, CredentialKind.SESSION) for one in (secret, *others)]
    assert live == [talks.ana.seat, None, None]
    assert access.seat_of(talks.parts, token, CredentialKind.BEARER) == talks.ana.seat


def test_a_seat_that_may_not_read_is_not_returned_to(talks: Talks) -> None:
    granted(adds(talks))
    (kept,) = talks.parts.store.passkeys(talks.ana.seat.id)
    with talks.parts.store.writing(talks.place("A")):
        talks.parts.store.keep_seat(replace(talks.ana.seat, role=Role.ADMINISTRATOR))

    assert returning.come_back_by_passkey(talks.parts, talks.ana.seat.id, kept) == WRONG


def test_a_seat_at_the_desk_is_returned_to_from_its_account(talks: Talks) -> None:
    seat = granted(cases.give_seat(talks.parts, talks.place(None), Role.INTERPRETER))
    with talks.parts.store.writing():
        talks.parts.store.keep_passkey(Passkey(b"desk", seat.id, b""))

    came = returning.come_back_by_passkey(talks.parts, seat.id, Passkey(b"desk", seat.id, b""))

    assert came == Refusal(Code.ACCOUNT_NEEDED)


# What comes in while a lost device is replaced ------------------------------------------------------------


def test_a_session_that_was_ended_sets_no_passphrase(talks: Talks, secret: str) -> None:
    """The passphrase takes a third of a second to work on; a session may end meanwhile."""
    access.sign_out(talks.parts, secret)

    assert returning.set_passphrase(talks.parts, talks.ana.seat, secret, PASSPHRASE) == ABSENT
    assert talks.parts.store.keyholder(holder_of(talks.ana.seat)) is None


def test_a_session_that_was_ended_adds_no_passkey(talks: Talks, secret: str) -> None:
    access.sign_out(talks.parts, secret)

    added = returning.add_passkey(talks.parts, talks.ana.seat, secret, b"passkey", data=b"", count=0)

    assert added == ABSENT
    assert talks.parts.store.passkeys(talks.ana.seat.id) == []


@pytest.mark.usefixtures("set_up")
def test_a_passphrase_that_was_taken_away_meanwhile_opens_nothing(talks: Talks) -> None:
    unlocked = talks.parts.keys.unlocked

    def taken_away_meanwhile(holder: str, passphrase: str) -> object:
        opened = unlocked(holder, passphrase)
        with talks.parts.store.writing(talks.ana.seat.place):
            talks.parts.keys.forget(holder)
        return opened

    keys = Instead(talks.parts.keys, unlocked=taken_away_meanwhile)
    slow = replace(talks.parts, store=cast("Store", Instead(talks.parts.store, keys=keys)))

    assert returning.come_back(slow, talks.ana.seat.id, PASSPHRASE) == WRONG


class Instead:
    """Something of which a few parts are others."""

    def __init__(self, whole: object, **parts: object) -> None:
        self._whole = whole
        self._parts = parts

    def __getattr__(self, name: str) -> object:
        return self._parts.get(name) or getattr(self._whole, name)
