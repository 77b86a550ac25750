"""Notices by mail: that something waits, and nothing of what. When one is due, what it says, and to whom it may go.

A notice is the same for everybody but for the address, a random name of fixed length and the time, which is one of
those that the house has set. Nothing in it depends on a place, a case, a language or a count.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime
from enum import StrEnum
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import (
    Announced,
    Brought,
    ConditionMet,
    Conveyed,
    Delivered,
    DestructionNear,
    Event,
    Introduced,
    LeaveTold,
    MemberTold,
    Spoken,
    TalksClosed,
    TalksReopened,
    Told,
)
from entremise.domain.events.agenda import AgendaSequenced, AgendaShown, AgendaTakenOff, ProposalTold, ViewTold
from entremise.domain.events.analysis import ValuesSealed, ValuesTakenBack, ValuesTold, ValuesWanted
from entremise.domain.events.asking import (
    AnswerTold,
    CarryAsked,
    ConsentWithdrawnTold,
    LeaveAsked,
    QuestionWithdrawn,
    SummaryAsked,
    WordingAsked,
)
from entremise.domain.events.dates import DatesAsked, DatesTold
from entremise.domain.events.hotline import DeskRang, DeskRingSeenTold, RoomRangTold, RoomRingSeen
from entremise.domain.events.mandate import AcceptanceSettledTold, AcceptanceTold, ConsultationTold
from entremise.domain.events.rounds import RoundTold
from entremise.domain.events.tracks import TrackTold

MOST_ADDRESS: Final = 254
"""Characters of a mail address (RFC 5321)."""
MOST_LOCAL: Final = 64
"""Characters before its @."""
CODE_LIFE: Final = timedelta(minutes=30)
"""For how long a code confirms the address that it was mailed to."""
MOST_CODES: Final = 5
"""Codes that a seat is mailed within `CODES_WITHIN`."""
CODES_WITHIN: Final = timedelta(days=1)
MOST_WRONG: Final = 5
"""Wrong codes after which another one must be asked for."""
MOST_TIMES: Final = 12
"""Times of day that a house may set."""
NAME_LETTERS: Final = 32
"""Of a message's random name."""
FIRST_PAUSE: Final = timedelta(minutes=1)
"""After the first try that failed; it doubles, up to `LONGEST_PAUSE`."""
LONGEST_PAUSE: Final = timedelta(hours=1)
MOST_TRIES: Final = 16
"""After which a mail is not tried any more, some eleven hours: the next notice says the same."""

_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
_DAY: Final = timedelta(days=1)
_AREAS: Final = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)
_DAYS_AHEAD: Final = 3
"""Enough for a time that a change of clocks leaves out."""

WAITS: Final = (
    "Something waits for you at the place where you asked to be told of it.\n"
    "This message is always the same. It says neither what, nor from whom.\n"
    "Go there by the way you know. An answer to this message is read by nobody.\n"
    "\n"
    "Quelque chose vous attend là où vous avez demandé à en être averti.\n"
    "Ce message est toujours le même. Il ne dit ni quoi, ni de qui.\n"
    "Allez-y par le chemin que vous connaissez. Une réponse à ce message n'est lue par personne.\n"
)
"""What every notice says. In both languages: which one somebody reads is nobody's business on the way."""

CONFIRMS: Final = (
    "Somebody asked that short notices be sent to this address. The code is:\n"
    "\n"
    "{code}\n"
    "\n"
    "It is valid for 30 minutes. If it was not you, do nothing: without the code nothing is sent.\n"
    "\n"
    "Quelqu'un a demandé que de brefs avis soient envoyés à cette adresse. Le code est ci-dessus.\n"
    "Il vaut 30 minutes. Si ce n'était pas vous, ne faites rien : sans le code, rien n'est envoyé.\n"
)
"""What goes with a code. All codes have six digits."""


NEWS_IN_ROOM: Final[frozenset[type[Event]]] = frozenset(
    {
        Brought,
        Spoken,
        Announced,
        Conveyed,
        ConditionMet,
        Introduced,
        TalksClosed,
        TalksReopened,
        DestructionNear,
        DeskRang,
        RoomRingSeen,
        *(CarryAsked, LeaveAsked, SummaryAsked, WordingAsked, QuestionWithdrawn, DatesAsked, ValuesWanted),
        *(AgendaShown, AgendaTakenOff, AgendaSequenced, RoundTold, TrackTold),
    }
)
"""What comes into a room from outside the delegation. Told by its name alone, so that a closed room is not opened."""
NEWS_AT_DESK: Final[frozenset[type[Event]]] = frozenset(
    {
        *(Told, LeaveTold, Delivered, MemberTold, DestructionNear, RoomRangTold, DeskRingSeenTold),
        *(AnswerTold, ConsentWithdrawnTold, DatesTold, ValuesTold, ValuesSealed, ValuesTakenBack),
        *(ProposalTold, ViewTold, AcceptanceTold, AcceptanceSettledTold, ConsultationTold),
    }
)
"""What comes to the desk."""


class MailKind(StrEnum):
    """What a mail is for. On the way, the first two are the same."""

    WAITS = "waits"
    """Something came since the seat last looked; sent at a time that the house has set."""
    RUNG = "rung"
    """Somebody asks to be called; sent at once."""
    CODE = "code"
    """The code that confirms an address."""


SUBJECTS: Final = {MailKind.WAITS: "Notice", MailKind.RUNG: "Notice", MailKind.CODE: "Code"}


def address(text: str) -> str | Refusal:
    """The mail address that `text` holds, or why it holds none. Domains beyond ASCII are written in their xn-- form."""
    given = text.strip()
    local = given.partition("@")[0]
    if len(given) > MOST_ADDRESS or len(local) > MOST_LOCAL or _ADDRESS.fullmatch(given) is None:
        return Refusal(Code.ADDRESS_UNFIT)
    return given


def zone(name: str) -> str | Refusal:
    """The name of a time zone, or that there is none of this name."""
    return name if name in cities() else Refusal(Code.ZONE_UNKNOWN)


@cache
def cities() -> tuple[str, ...]:
    """The zones that a seat may choose, each named after a city. Read from the system when first asked for."""
    return tuple(sorted(name for name in available_timezones() if name.partition("/")[0] in _AREAS))


def times_from(text: str) -> tuple[time, ...]:
    """The times of day that `text` names, such as `08:00 13:00`, in their order.

    Raises ValueError for what cannot be read, with what is wanted.
    """
    try:
        found = sorted({time.fromisoformat(word) for word in text.split()})
    except ValueError:
        found = []
    plain = all(one.tzinfo is None and one.second == one.microsecond == 0 for one in found)
    if not plain or not 0 < len(found) <= MOST_TIMES:
        raise ValueError(
            f"one to {MOST_TIMES} times of day such as 08:00 13:00 18:00 are wanted in ENTREMISE_NOTICE_TIMES;"
            f" {text!r} was given: correct it, or leave it out"
        )
    return tuple(found)


def next_time(times: Sequence[time], zone_name: str, *, after: datetime) -> datetime:
    """The first moment after `after` at which it is one of `times` in the zone.

    Where clocks skip a time, it is as much later; where they show it twice, it counts once.
    """
    where = ZoneInfo(zone_name)
    today = after.astimezone(where).date()
    moments = (
        datetime.combine(today + number * _DAY, at, tzinfo=where).astimezone(UTC)
        for number in range(-1, _DAYS_AHEAD)
        for at in times
    )
    return min(moment for moment in moments if moment > after)


def last_time(times: Sequence[time], zone_name: str, *, until: datetime) -> datetime:
    """The last such moment that is not after `until`."""
    where = ZoneInfo(zone_name)
    today = until.astimezone(where).date()
    moments = (
        datetime.combine(today - number * _DAY, at, tzinfo=where).astimezone(UTC)
        for number in range(-1, _DAYS_AHEAD)
        for at in times
    )
    return max(moment for moment in moments if moment <= until)


def message(kind: MailKind, *, sender: str, to: str, name: str, at: datetime, code: str = "") -> bytes:
    """The mail, byte for byte: of one size for all addresses of one length, and of one text.

    Written out by hand, so that no library's next version adds a header of its own.
    """
    text = CONFIRMS.format(code=code) if kind is MailKind.CODE else WAITS
    head = (
        f"From: {sender}\n"
        f"To: {to}\n"
        f"Subject: {SUBJECTS[kind]}\n"
        f"Date: {format_datetime(at)}\n"
        f"Message-ID: <{name}@{sender.rpartition('@')[2]}>\n"
        "Auto-Submitted: auto-generated\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n"
        "\n"
    )
    return (head + text).replace("\n", "\r\n").encode()


def pause(tries: int) -> timedelta:
    """How long to wait after so many tries that failed: 1, 2, 4 … minutes, at most an hour."""
    return min(FIRST_PAUSE * (1 << min(max(tries - 1, 0), 10)), LONGEST_PAUSE)
