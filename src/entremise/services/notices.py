"""Notices by mail: asked for, confirmed, withdrawn; made at their times, and sent.

Whether something waits is decided by the place's own log and what the seat itself looked at, and by nothing else.
What is asked for is answered before any mail server is asked: alike, whatever becomes of the address.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Final, TypeVar

import msgspec

from entremise.domain import notices as rules
from entremise.domain.errors import Code, Refusal, Unsent
from entremise.domain.ids import PlaceId
from entremise.domain.notices import (
    CODE_LIFE,
    CODES_WITHIN,
    MOST_CODES,
    MOST_TRIES,
    MOST_WRONG,
    NEWS_AT_DESK,
    NEWS_IN_ROOM,
    MailKind,
    last_time,
    next_time,
    pause,
)
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.services.acts import needs, once
from entremise.services.ports import Mail, NoticeRow, Parts, Post
from entremise.services.speaking import Done

T = TypeVar("T")

HOUSE: Final = "notices"
"""Under which name the house keeps the key for addresses that it may read."""
MOST_AT_ONCE: Final = 200
"""Seats looked after, and mails sent, in one round."""
_ROOM_KINDS: Final = frozenset(event.__name__ for event in NEWS_IN_ROOM)
_DESK_KINDS: Final = frozenset(event.__name__ for event in NEWS_AT_DESK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a seat asks for."""

    address: str
    zone: str
    """By whose city's clock the times of day are."""
    daily: bool = True
    """At the times of day that the house has set, if something waits."""
    rings: bool = False
    """At once, when somebody asks to be called."""
    house_may_read: bool = False
    """That the house can read the address though the room is closed to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of it, sealed."""

    address: str = ""
    """Empty: it was withdrawn."""
    zone: str = "UTC"
    daily: bool = False
    rings: bool = False
    confirmed: datetime | None = None
    code: str = ""
    """That confirms the address; empty: none is open."""
    code_until: datetime | None = None
    wrong: int = 0
    codes: tuple[datetime, ...] = ()
    """When codes were sent, as far as it still matters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesPage:
    """A seat's notices, as it sees them."""

    offered: bool
    """Whether the house sends mail at all."""
    times: tuple[time, ...]
    closed: bool
    """Whether the place is closed to the house."""
    kept: Kept | None
    """None: nothing is asked for."""
    rests: bool = False
    """Whether nothing is sent because the place was closed to the house since: it cannot read the address."""

    @property
    def waits_for_code(self) -> bool:
        """Whether the address is still to be confirmed."""
        return self.kept is not None and self.kept.confirmed is None


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the mails of one round."""

    sent: int = 0
    failed: int = 0
    """Tried in vain; tried again later."""
    given_up: int = 0


def page(parts: Parts, seat: Seat) -> NoticesPage:
    """What the seat asked for."""
    row = parts.store.notice(seat.id)
    closed = parts.keys.is_closed(seat.place)
    kept = _kept(parts, row) if row is not None else None
    asked = kept if kept is not None and kept.address else None
    return NoticesPage(
        offered=parts.mailing.post is not None,
        times=parts.mailing.times,
        closed=closed,
        kept=asked,
        rests=asked is not None and row is not None and closed and not row.by_house,
    )


@needs(Act.READ)
def ask(parts: Parts, seat: Seat, wish: Wish, *, key: str | None = None) -> Done | Refusal:
    """Ask for notices at an address. A new one is mailed a code first, and nothing else until it is confirmed.

    The answer is the same whatever the address is, and whether there is one.
    """
    now, address, zone = parts.clock.now(), rules.address(wish.address), rules.zone(wish.zone)
    if parts.mailing.post is None:
        return Refusal(Code.NO_MAIL)
    if isinstance(address, Refusal):
        return address
    if isinstance(zone, Refusal):
        return zone
    # Drawn outside of the transaction, if it never was.
    parts.keys.house(HOUSE)

    def act() -> Done | Refusal:
        closed = parts.keys.is_closed(seat.place)
        if closed and not wish.house_may_read:
            return Refusal(Code.HOUSE_MAY_NOT_READ)
        row, before = _before(parts, seat)
        asked = replace(before, address=address, zone=zone, daily=wish.daily, rings=wish.rings)
        if address != before.address or before.confirmed is None:
            recent = tuple(at for at in before.codes if now - at < CODES_WITHIN)
            if len(recent) >= MOST_CODES:
                return Refusal(Code.CODES_TOO_MANY, {"most": MOST_CODES})
            code, codes = parts.ids.code(seat.place), (*recent, now)
            asked = replace(asked, confirmed=None, code=code, code_until=now + CODE_LIFE, wrong=0, codes=codes)
            _post(parts, seat, MailKind.CODE, at=now)
        _keep(parts, replace(row, by_house=closed), asked, now=now)
        return Done(now)

    return once(parts, seat, act, places=(seat.place,), result=Done, key=key, asked=("notices", wish))


@needs(Act.READ)
def confirm(parts: Parts, seat: Seat, code: str, *, key: str | None = None) -> Done | Refusal:
    """Confirm the address by the code that was mailed to it: from now on notices are sent."""
    now = parts.clock.now()

    def act() -> Done | Refusal:
        row, kept = _before(parts, seat)
        is_open = kept.code and kept.code_until is not None and now < kept.code_until and kept.wrong < MOST_WRONG
        right = hmac.compare_digest(kept.code.encode(), code.strip().encode("utf-8", "replace"))
        if not (is_open and right):
            if kept.code:
                # Kept although the act is refused: so many tries, and no more.
                _keep(parts, row, replace(kept, wrong=kept.wrong + 1), now=now)
            return Refusal(Code.MAIL_CODE_WRONG)
        head = parts.store.head(seat.place)
        sure = replace(kept, confirmed=now, code="", code_until=None, wrong=0)
        _keep(parts, replace(row, seen=head, told=head), sure, now=now)
        return Done(now)

    return once(parts, seat, act, places=(seat.place,), result=Done, key=key, asked=("confirm notices", code))


@needs(Act.READ)
def withdraw(parts: Parts, seat: Seat, *, key: str | None = None) -> Done | Refusal:
    """Forget the seat's address, and send nothing more. How many codes were sent today is still counted."""
    now = parts.clock.now()

    def act() -> Done:
        row, kept = _before(parts, seat)
        parts.store.drop_notice(seat.id)
        recent = tuple(at for at in kept.codes if now - at < CODES_WITHIN)
        if recent:
            _keep(parts, row, Kept(codes=recent), now=now)
        return Done(now)

    return once(parts, seat, act, places=(seat.place,), result=Done, key=key, asked="withdraw notices", still=True)


def look(parts: Parts, seat: Seat) -> None:
    """The seat looks at its place now: what stands there needs no notice. One statement where none is asked for."""
    row = parts.store.notice(seat.id) if parts.mailing.post is not None else None
    if row is None or (row.next is None and not row.rings):
        return
    head = parts.store.head(seat.place)
    if head > row.seen:
        with parts.store.writing():
            parts.store.look(seat.id, head)


def ring(parts: Parts, place: PlaceId, *, at: datetime) -> None:
    """Have those of the place mailed at once who asked for it. Within a transaction that writes there."""
    head = parts.store.head(place)
    for row in parts.store.notices_of(place):
        if row.rings:
            _mail(parts, row, MailKind.RUNG, at=at, upto=head)


# At their times ---------------------------------------------------------------------------------------------


def make_due(parts: Parts) -> int:
    """Make the notices that are due now; how many. Safe to call from several processes, and again after a crash."""
    now = parts.clock.now()
    return _each(parts.store.notices_due(now, limit=MOST_AT_ONCE), lambda row: _make(parts, row, now))


def send_due(parts: Parts) -> Sent:
    """Try the mails that are due now. What fails is tried again later, under the same name.

    A mail that the server took just before a crash is sent once more: SMTP cannot tell. Its name is the same.
    """
    post, now = parts.mailing.post, parts.clock.now()
    if post is None:
        return Sent()
    outcomes: list[Sent] = []
    _each(parts.store.mails_due(now, limit=MOST_AT_ONCE), lambda mail: outcomes.append(_send(parts, post, mail, now)))
    return Sent(
        sum(one.sent for one in outcomes),
        sum(one.failed for one in outcomes),
        sum(one.given_up for one in outcomes),
    )


def _make(parts: Parts, row: NoticeRow, now: datetime) -> bool:
    kept = _sendable(parts, row)
    times = parts.mailing.times
    if kept is None or not times:
        # Nobody can be told where the house cannot read the address: looked at again tomorrow.
        _pass(parts, row, now + CODES_WITHIN, told=row.told)
        return False
    head, place = parts.store.head(row.place), parts.store.place(row.place)
    at_desk = place is not None and place.mark is None
    waits = parts.store.came(row.place, _DESK_KINDS if at_desk else _ROOM_KINDS, after=max(row.seen, row.told))
    due = next_time(times, kept.zone, after=now)
    with parts.store.writing():
        passed = parts.store.pass_notice(row, next=due, told=head if waits else row.told)
        if passed and waits:
            at = last_time(times, kept.zone, until=now)
            _mail(parts, row, MailKind.WAITS, at=at, upto=head, due=now)
    return passed and waits


def _pass(parts: Parts, row: NoticeRow, due: datetime, *, told: int) -> None:
    with parts.store.writing():
        parts.store.pass_notice(row, next=due, told=told)


def _send(parts: Parts, post: Post, mail: Mail, now: datetime) -> Sent:
    row = parts.store.notice(mail.seat)
    kept = _sendable(parts, row) if row is not None else None
    if row is None or kept is None or not _is_wanted(mail, row, kept, now):
        _drop(parts, mail)
        return Sent()
    if mail.tries >= MOST_TRIES:
        _drop(parts, mail)
        return Sent(given_up=1)
    with parts.store.writing():
        if not parts.store.put_off_mail(mail, next=now + pause(mail.tries + 1)):
            return Sent()
    sender = parts.mailing.sender
    message = rules.message(mail.kind, sender=sender, to=kept.address, name=mail.id, at=mail.at, code=kept.code)
    try:
        post.send(message, sender=sender, to=kept.address)
    except Unsent as refused:
        if not refused.final:
            return Sent(failed=1)
        _drop(parts, mail)
        return Sent(given_up=1)
    _drop(parts, mail)
    return Sent(sent=1)


def _is_wanted(mail: Mail, row: NoticeRow, kept: Kept, now: datetime) -> bool:
    """Whether the mail is still of use: not withdrawn meanwhile, and the seat has not looked since."""
    match mail.kind:
        case MailKind.CODE:
            return bool(kept.code) and kept.code_until is not None and now < kept.code_until
        case MailKind.WAITS:
            return kept.confirmed is not None and kept.daily and row.seen < mail.upto
        case MailKind.RUNG:
            return kept.confirmed is not None and kept.rings and row.seen < mail.upto


def _sendable(parts: Parts, row: NoticeRow) -> Kept | None:
    """What was asked for; None where it was withdrawn, or the place is closed to the house, which may not read it.

    Not read then even while a member has the room open: whether a mail goes must not tell that somebody is there.
    """
    if not row.by_house and parts.keys.is_closed(row.place):
        return None
    kept = _kept(parts, row)
    return kept if kept is not None and kept.address else None


def _kept(parts: Parts, row: NoticeRow) -> Kept | None:
    body = parts.store.notice_body(row)
    return msgspec.json.decode(body, type=Kept) if body is not None else None


def _before(parts: Parts, seat: Seat) -> tuple[NoticeRow, Kept]:
    row = parts.store.notice(seat.id)
    if row is None:
        return NoticeRow(seat=seat.id, place=seat.place), Kept()
    return row, _kept(parts, row) or Kept()


def _keep(parts: Parts, row: NoticeRow, kept: Kept, *, now: datetime) -> None:
    sure = kept.confirmed is not None and bool(kept.address)
    times = parts.mailing.times
    due = next_time(times, kept.zone, after=now) if sure and kept.daily and times else None
    parts.store.keep_notice(replace(row, next=due, rings=sure and kept.rings), msgspec.json.encode(kept))


def _post(parts: Parts, seat: Seat, kind: MailKind, *, at: datetime) -> None:
    _mail(parts, NoticeRow(seat=seat.id, place=seat.place), kind, at=at, upto=0)


def _mail(
    parts: Parts, row: NoticeRow, kind: MailKind, *, at: datetime, upto: int, due: datetime | None = None
) -> None:
    name = parts.ids.secret(row.place)
    parts.store.keep_mail(Mail(id=name, seat=row.seat, kind=kind, at=at, upto=upto, next=due or at))


def _drop(parts: Parts, mail: Mail) -> None:
    with parts.store.writing():
        parts.store.drop_mail(mail.id)


def _each(things: list[T], does: Callable[[T], object]) -> int:
    """Do it with each; one that fails holds up no other. How many were done; the first failure is raised at the end."""
    failures, done = [], 0
    for thing in things:
        try:
            done += bool(does(thing))
        except Exception as error:  # noqa: BLE001 – raised below
            failures.append(error)
    if failures:
        raise failures[0]
    return done
