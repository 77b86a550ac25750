"""Notices by mail: that something waits, and nothing of what."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from entremise.domain.errors import Code, Refusal, Unsent
from entremise.domain.events import Access
from entremise.domain.ids import access_log
from entremise.domain.notices import MOST_CODES, MOST_TRIES, MOST_WRONG
from entremise.domain.rooms import Seat
from entremise.services import hotline, keeping, notices, seats, staff
from entremise.services.holding import hold
from entremise.services.notices import Sent, Wish
from entremise.services.ports import LockedHolder, Mailing, Parts
from tests.cast import Talks, granted, in_memory, open_talks

SENDER = "notices@house.example"
HERS = "ana@arvend.example"


@dataclass
class FakePost:
    """A mail server that remembers what it was handed, or refuses."""

    taken: list[tuple[str, bytes]] = field(default_factory=list)
    refuses: Unsent | None = None

    def send(self, message: bytes, *, sender: str, to: str) -> None:
        assert sender == SENDER
        if self.refuses is not None:
            raise self.refuses
        self.taken.append((to, message))

    def check(self) -> None:
        """It is always there."""

    def told(self, to: str) -> list[EmailMessage]:
        """What was sent to this address."""
        return [message_from_bytes(message, policy=policy.default) for at, message in self.taken if at == to]


@pytest.fixture
def post() -> FakePost:
    return FakePost()


@pytest.fixture
def talks(post: FakePost) -> Talks:
    """Talks at noon UTC, four in the afternoon in Muscat, in a house that mails at 8, 13 and 18 o'clock."""
    mailing = Mailing(sender=SENDER, times=(time(8), time(13), time(18)), post=post)
    return open_talks(replace(in_memory(), mailing=mailing))


def wish(address: str = HERS, *, zone: str = "Asia/Muscat", daily: bool = True, rings: bool = False) -> Wish:
    return Wish(address=address, zone=zone, daily=daily, rings=rings)


def code_in(mail: EmailMessage) -> str:
    return str(mail.get_content()).splitlines()[2]


def subscribed(talks: Talks, post: FakePost, seat: Seat, asked: Wish) -> None:
    """The seat asked, was mailed a code, and confirmed."""
    granted(notices.ask(talks.parts, seat, asked))
    notices.send_due(talks.parts)
    granted(notices.confirm(talks.parts, seat, code_in(post.told(asked.address)[-1])))
    post.taken.clear()


def round_at(talks: Talks, hours: float) -> Sent:
    """So many hours later, what the house's thread does."""
    talks.clock.advance(hours * 3600)
    notices.make_due(talks.parts)
    return notices.send_due(talks.parts)


def test_nobody_is_told_who_did_not_ask(talks: Talks, post: FakePost) -> None:
    talks.mo.speaks("A word.", into="A")
    assert round_at(talks, 24) == Sent()
    assert post.taken == []


def test_what_was_brought_is_told_at_the_next_time_by_the_seats_own_clock(talks: Talks, post: FakePost) -> None:
    subscribed(talks, post, talks.ana.seat, wish())
    talks.mo.speaks("A word.", into="A")

    assert round_at(talks, 1.9) == Sent()
    assert round_at(talks, 0.2) == Sent(sent=1)
    (mail,) = post.told(HERS)
    assert mail["Date"] == "Sun, 22 Nov 2026 14:00:00 +0000"


def test_what_the_delegation_wrote_itself_is_no_news(talks: Talks, post: FakePost) -> None:
    subscribed(talks, post, talks.ana.seat, wish())
    talks.ada.says("Among us and the mediator.")
    talks.ada.notes("Among us.")
    granted(hotline.ring(talks.parts, talks.ana.seat))
    assert round_at(talks, 24) == Sent()


def test_whoever_has_looked_is_told_nothing(talks: Talks, post: FakePost) -> None:
    subscribed(talks, post, talks.ana.seat, wish())
    talks.mo.speaks("A word.", into="A")
    notices.look(talks.parts, talks.ana.seat)
    assert round_at(talks, 24) == Sent()


def test_the_same_news_is_told_once(talks: Talks, post: FakePost) -> None:
    subscribed(talks, post, talks.ana.seat, wish())
    talks.mo.speaks("A word.", into="A")
    assert [round_at(talks, 12).sent for _ in range(4)] == [1, 0, 0, 0]


def test_the_desk_is_told_of_what_rooms_told_it(talks: Talks, post: FakePost) -> None:
    subscribed(talks, post, talks.mo.seat, wish("mo@desk.example"))
    talks.ana.notes("Among us.")
    assert round_at(talks, 12) == Sent()
    talks.ana.says("To the mediator.")
    assert round_at(talks, 12) == Sent(sent=1)


def test_all_notices_are_the_same_but_for_address_name_and_time(talks: Talks, post: FakePost) -> None:
    hers, theirs = "anna@arvend.example", "bobo@belmark.example"
    subscribed(talks, post, talks.ana.seat, wish(hers, zone="Europe/Brussels", rings=True))
    subscribed(talks, post, talks.bo.seat, wish(theirs))
    talks.mo.announces("To both.")
    granted(hotline.ring(talks.parts, talks.mo.seat, "A"))
    round_at(talks, 24)

    plain = set()
    for to, message in post.taken:
        head, _, body = message.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        assert [line.partition(b":")[0] for line in lines[:5]] == [b"From", b"To", b"Subject", b"Date", b"Message-ID"]
        plain.add((len(message) - len(to), *lines[:1], lines[2], len(lines[3]), len(lines[4]), *lines[5:], body))
    assert len(post.taken) == 3
    assert len(plain) == 1
    for word in (b"Copper", b"Lantern", b"Arvend", b"Room", b"http", b"mediator"):
        assert not any(word in message.replace(b"arvend.example", b"") for _, message in post.taken)


def test_nothing_is_sent_before_the_address_is_confirmed(talks: Talks, post: FakePost) -> None:
    granted(notices.ask(talks.parts, talks.ana.seat, wish(rings=True)))
    talks.mo.speaks("A word.", into="A")
    granted(hotline.ring(talks.parts, talks.mo.seat, "A"))
    round_at(talks, 0)
    assert [mail["Subject"] for mail in post.told(HERS)] == ["Code"]
    assert round_at(talks, 24) == Sent()


def test_a_code_is_open_for_five_tries_and_half_an_hour(talks: Talks, post: FakePost) -> None:
    ana = talks.ana.seat
    granted(notices.ask(talks.parts, ana, wish()))
    notices.send_due(talks.parts)
    code = code_in(post.told(HERS)[0])
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(MOST_WRONG):
        assert notices.confirm(talks.parts, ana, wrong) == Refusal(Code.MAIL_CODE_WRONG)
    assert notices.confirm(talks.parts, ana, code) == Refusal(Code.MAIL_CODE_WRONG)

    granted(notices.ask(talks.parts, ana, wish()))
    notices.send_due(talks.parts)
    talks.clock.advance(1801)
    assert notices.confirm(talks.parts, ana, code_in(post.told(HERS)[-1])) == Refusal(Code.MAIL_CODE_WRONG)


def test_an_empty_code_confirms_nothing(talks: Talks) -> None:
    assert notices.confirm(talks.parts, talks.ana.seat, "") == Refusal(Code.MAIL_CODE_WRONG)
    granted(notices.withdraw(talks.parts, talks.ana.seat))
    assert notices.confirm(talks.parts, talks.ana.seat, "") == Refusal(Code.MAIL_CODE_WRONG)


def test_a_seat_is_mailed_few_codes_a_day_though_it_withdraws_between(talks: Talks) -> None:
    for number in range(MOST_CODES):
        granted(notices.ask(talks.parts, talks.ana.seat, wish(f"person{number}@arvend.example")))
        granted(notices.withdraw(talks.parts, talks.ana.seat))
    refused = notices.ask(talks.parts, talks.ana.seat, wish())
    assert refused == Refusal(Code.CODES_TOO_MANY, {"most": MOST_CODES})
    granted(notices.ask(talks.parts, talks.ada.seat, wish()))
    talks.clock.advance(24 * 3600)
    granted(notices.ask(talks.parts, talks.ana.seat, wish()))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "ana@",
        "@x.org",
        "a b@x.org",
        "a@x",
        "a@x.org\nBcc: b@x.org",
        "a@x..org",
        "á@x.org",
        "a" * 65 + "@x.org",
    ],
)
def test_what_is_no_address_is_refused(talks: Talks, address: str) -> None:
    assert notices.ask(talks.parts, talks.ana.seat, wish(address)) == Refusal(Code.ADDRESS_UNFIT)


def test_a_house_without_a_mail_server_offers_none() -> None:
    talks = open_talks()
    assert notices.ask(talks.parts, talks.ana.seat, wish()) == Refusal(Code.NO_MAIL)
    assert not notices.page(talks.parts, talks.ana.seat).offered


def test_changing_the_times_needs_no_new_code(talks: Talks, post: FakePost) -> None:
    subscribed(talks, post, talks.ana.seat, wish())
    granted(notices.ask(talks.parts, talks.ana.seat, wish(zone="Europe/Brussels", rings=True)))
    assert round_at(talks, 0) == Sent()
    assert not notices.page(talks.parts, talks.ana.seat).waits_for_code


def test_a_withdrawn_notice_is_not_sent_though_it_was_made(talks: Talks, post: FakePost) -> None:
    subscribed(talks, post, talks.ana.seat, wish())
    talks.mo.speaks("A word.", into="A")
    talks.clock.advance(3 * 3600)
    notices.make_due(talks.parts)
    granted(notices.withdraw(talks.parts, talks.ana.seat))
    assert notices.send_due(talks.parts) == Sent()
    assert post.taken == []


def test_what_fails_is_tried_again_later_under_the_same_name_and_given_up_at_last(talks: Talks, post: FakePost) -> None:
    subscribed(talks, post, talks.ana.seat, wish())
    talks.mo.speaks("A word.", into="A")
    post.refuses = Unsent("no answer")
    assert round_at(talks, 2) == Sent(failed=1)
    assert round_at(talks, 0) == Sent()
    assert [round_at(talks, 1).failed for _ in range(MOST_TRIES - 1)] == [1] * (MOST_TRIES - 1)
    assert talks.parts.store.mails_waiting() == 1
    assert round_at(talks, 1) == Sent(given_up=1)
    assert round_at(talks, 24) == Sent()


def test_what_is_refused_for_good_is_not_tried_again(talks: Talks, post: FakePost) -> None:
    subscribed(talks, post, talks.ana.seat, wish())
    talks.mo.speaks("A word.", into="A")
    post.refuses = Unsent("no such box", final=True)
    assert [round_at(talks, 2), round_at(talks, 1)] == [Sent(given_up=1), Sent()]


def test_a_time_that_passed_while_no_process_ran_is_dealt_with_once(talks: Talks, post: FakePost) -> None:
    subscribed(talks, post, talks.ana.seat, wish())
    talks.mo.speaks("A word.", into="A")
    assert round_at(talks, 100) == Sent(sent=1)
    assert round_at(talks, 0) == Sent()
    (mail,) = post.told(HERS)
    assert mail["Date"].datetime == datetime(2026, 11, 26, 14, tzinfo=UTC)


def test_notices_go_with_the_seat_and_with_the_room(talks: Talks, post: FakePost) -> None:
    subscribed(talks, post, talks.ada.seat, wish("ada@arvend.example"))
    subscribed(talks, post, talks.ana.seat, wish())
    granted(seats.remove(talks.parts, talks.ana.seat, talks.ada.seat.id))
    assert talks.parts.store.notice(talks.ada.seat.id) is None
    granted(keeping.destroy_room(talks.parts, talks.mo.seat, "A"))
    assert talks.parts.store.notices_of(talks.place("A")) == []


def test_whoever_gets_a_lost_seat_does_not_get_its_address(talks: Talks, post: FakePost) -> None:
    subscribed(talks, post, talks.ada.seat, wish("ada@arvend.example"))
    granted(seats.replace_device(talks.parts, talks.ana.seat, talks.ada.seat.id))
    assert notices.page(talks.parts, talks.ada.seat).kept is None


def held(talks: Talks, account: str) -> Seat:
    """The mediator's seat, held by this account from now on."""
    desk = talks.place(None)
    seat = talks.parts.store.seat(talks.mo.seat.id)
    assert seat is not None
    with talks.parts.store.writing(desk, access_log(desk)):
        return hold(talks.parts, seat, account)


def test_whoever_holds_a_seat_no_more_is_mailed_no_more(talks: Talks, post: FakePost) -> None:
    """An account that lost its seats, and one whose seat another holds now, who does not read the address either."""
    subscribed(talks, post, held(talks, "first"), wish("first@desk.example", rings=True))
    staff.release_seats(talks.parts, "first", Access.REMOVED)
    released = talks.parts.store.notice(talks.mo.seat.id)

    subscribed(talks, post, held(talks, "second"), wish("second@desk.example", rings=True))
    seat = held(talks, "third")
    granted(hotline.ring(talks.parts, talks.ana.seat))
    talks.ana.says("To the mediator.")

    assert (released, notices.page(talks.parts, seat).kept) == (None, None)
    assert round_at(talks, 24) == Sent()
    assert post.taken == []


def test_whoever_takes_its_own_seat_again_is_mailed_as_before(talks: Talks, post: FakePost) -> None:
    subscribed(talks, post, held(talks, "first"), wish("first@desk.example"))

    assert notices.page(talks.parts, held(talks, "first")).kept is not None


def test_in_a_closed_room_the_house_reads_an_address_with_consent_only(talks: Talks, post: FakePost) -> None:
    """And a room that was closed since is told nothing, until somebody consents."""
    ana, keys = talks.ana.seat, talks.parts.keys
    subscribed(talks, post, ana, wish())
    locked = keys.drawn(seats.holder_of(ana), "correct horse battery")
    assert isinstance(locked, LockedHolder)
    with talks.parts.store.writing(ana.place):
        keys.keep(locked)
        keys.admit(ana.place, locked.holder.id)
    granted(keeping.close_room(talks.parts, ana))

    keys.lend(ana.place, locked.holder)
    talks.mo.speaks("A word.", into="A")
    assert notices.page(talks.parts, ana).rests
    assert round_at(talks, 2) == Sent()
    assert notices.ask(talks.parts, ana, wish()) == Refusal(Code.HOUSE_MAY_NOT_READ)
    granted(notices.ask(talks.parts, ana, replace(wish(), house_may_read=True)))
    assert not notices.page(talks.parts, ana).rests

    keys.withdraw(ana.place)
    talks.mo.speaks("Another.", into="A")
    assert round_at(talks, 24) == Sent(sent=1)


def test_ringing_mails_those_of_the_other_side_who_asked_for_it_at_once(talks: Talks, post: FakePost) -> None:
    subscribed(talks, post, talks.ana.seat, wish(daily=False, rings=True))
    subscribed(talks, post, talks.ada.seat, wish("ada@arvend.example"))
    subscribed(talks, post, talks.bo.seat, wish("bo@belmark.example", rings=True))
    subscribed(talks, post, talks.mo.seat, wish("mo@desk.example", rings=True))

    granted(hotline.ring(talks.parts, talks.mo.seat, "A"))
    assert round_at(talks, 0) == Sent(sent=1)
    granted(hotline.ring(talks.parts, talks.bo.seat))
    assert round_at(talks, 0) == Sent(sent=1)
    assert [to for to, _ in post.taken] == [HERS, "mo@desk.example"]


def test_two_rounds_at_once_send_one_mail(talks: Talks, post: FakePost) -> None:
    """Of two processes that saw the same row, one makes the notice, and one sends it."""
    subscribed(talks, post, talks.ana.seat, wish())
    talks.mo.speaks("A word.", into="A")
    talks.clock.advance(2 * 3600)
    parts: Parts = talks.parts
    (row,) = parts.store.notices_due(talks.clock.now(), limit=9)
    with parts.store.writing():
        assert parts.store.pass_notice(row, next=talks.clock.now() + timedelta(hours=3), told=0)
        assert not parts.store.pass_notice(row, next=talks.clock.now() + timedelta(hours=3), told=0)
