"""What is kept about one seat, for the person who sits there (Regulation (EU) 2016/679, article 15).

It holds what that person wrote and did in its own place, and when it came in. It holds no other person's words
(article 15(4)): of a message that rests on what a room said, or that the guard warned of, it says that it was carried;
of a draft at the desk, where such words are worked on, that there is one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from types import MappingProxyType
from typing import Final

import msgspec

from entremise.domain.errors import N_
from entremise.domain.events import (
    Access,
    Accessed,
    AnnouncedInto,
    CarryHeld,
    CaseClosed,
    CaseOpened,
    CaseReopened,
    Delivered,
    Event,
    InnerOpened,
    LeaveChanged,
    LeaveTold,
    Opened,
    RoomOpened,
    Said,
    SeatGiven,
    SpokenInto,
    Told,
)
from entremise.domain.events.analysis import ValuesEstimated, ValuesGiven, ValuesWithdrawn
from entremise.domain.events.asking import (
    Answered,
    AnswerTold,
    CarryAskedInto,
    ConsentWithdrawn,
    LeaveAskedInto,
    QuestionWithdrawnInto,
    SummaryAskedInto,
    WordingAskedInto,
)
from entremise.domain.events.dates import DatesAnswered, DatesKept
from entremise.domain.events.hotline import DeskRingSeen, RoomRang
from entremise.domain.events.notes import DeskNoteKept, DeskNoteStruck
from entremise.domain.events.points import PointDissolved, PointKept
from entremise.domain.events.rounds import CitiesChosen, DeskCitiesChosen, RoundKept
from entremise.domain.events.seconding import (
    SecondAnswered,
    SecondAsked,
    SecondEndAsked,
    SecondRequired,
    SecondUsed,
    SecondWithdrawn,
)
from entremise.domain.events.tracks import TrackKept
from entremise.domain.ids import PlaceId, access_log
from entremise.domain.leave import Leave
from entremise.domain.log import Line
from entremise.domain.rooms import Seat
from entremise.domain.terms import Disclosure, Role
from entremise.services import notices
from entremise.services.acts import accessed
from entremise.services.archives import Part, packed
from entremise.services.ports import CredentialKind, Parts
from entremise.services.readable import LEAVES, ROLES, Hand, page, section
from entremise.services.seats import detail_of

FORMAT: Final = "entremise subject access 1"
_PAGE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The seat itself."""

    seat: str
    role: Role
    codename: str
    """The case's neutral name."""
    mark: str | None
    """The room's; None at the desk."""
    name: str | None
    """As its own place wrote it down."""
    desk_may_know: Disclosure
    others_may_know: Disclosure
    account: bool
    """Whether a staff account holds it; what is kept about that is shown on the account's own page."""
    passphrase: bool
    """Whether it has a key pair of its own, behind a passphrase that is kept nowhere."""
    passkeys: int
    """How many devices can return to it."""
    mailed_to: str | None = None
    """The address to which notices go, where it asked for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way in that is open now: a link not yet used, a browser's session, a program's token."""

    kind: CredentialKind
    given: datetime | None
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something the seat wrote or did, in the order of its place's log."""

    at: datetime
    inner: bool
    """Whether in a room within the delegation."""
    what: str
    """The kind of line, as in the record."""
    label: str | None = None
    text: str | None = None
    """Its own words."""
    leave: Leave | None = None
    reply_to: str | None = None
    document: str | None = None
    """The name of the file that it added."""
    size: int | None = None
    """Of that file, in bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What an access log tells of the seat."""

    at: datetime
    inner: bool
    what: Access
    by: Role | None
    """In what capacity it was done, where the seat did not do it itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """A draft."""

    saved: datetime
    text: str | None
    """None at the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """All of it."""

    format: str
    about: About
    ways_in: tuple[Way, ...]
    deeds: tuple[Deed, ...]
    seen: tuple[Seen, ...]
    unsent: tuple[Unsent, ...]

    def json(self) -> bytes:
        """The same bytes for the same content."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"


DEEDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "SeatGiven": N_("Given this seat"),
        "Said": N_("Wrote"),
        "LeaveChanged": N_("Changed who may know"),
        "Opened": N_("Said that it had been read"),
        "RoomRang": N_("Asked for the mediator"),
        "DeskRingSeen": N_("Said that a call was seen"),
        "CarryHeld": N_("Put a message at a door"),
        "SpokenInto": N_("Spoke in a room"),
        "AnnouncedInto": N_("Announced in a room"),
        "CaseClosed": N_("Closed the talks"),
        "CaseReopened": N_("Opened the talks again"),
        "InnerOpened": N_("Opened a room within the delegation"),
        "RoundKept": N_("Set or changed a round"),
        "TrackKept": N_("Set or changed a track"),
        "DatesKept": N_("Proposed dates, or closed the question"),
        "DatesAnswered": N_("Said which dates suit the delegation"),
        "CitiesChosen": N_("Chose the cities by whose clocks times are read"),
        "DeskCitiesChosen": N_("Chose the cities by whose clocks the desk reads times"),
        "PointKept": N_("Made or changed a point of the ledger"),
        "PointDissolved": N_("Dissolved a point of the ledger"),
        "DeskNoteKept": N_("Wrote a note of the desk"),
        "ValuesGiven": N_("Said what options are worth to the delegation"),
        "ValuesWithdrawn": N_("Took back what options are worth to the delegation"),
        "ValuesEstimated": N_("Estimated what options are worth to a party"),
        "DeskNoteStruck": N_("Struck out a note of the desk"),
        "SecondRequired": N_("Set whether words are kept with a second seat’s agreement"),
        "SecondEndAsked": N_("Asked that no second seat be required any more"),
        "SecondAsked": N_("Asked a second seat to agree that words are kept"),
        "SecondAnswered": N_("Answered whether another seat may keep words"),
        "SecondWithdrawn": N_("Took back a request that words are kept"),
        "SecondUsed": N_("Kept words with a second seat’s agreement"),
        "Answered": N_("Answered a question of the mediator"),
        "ConsentWithdrawn": N_("Took a consent back"),
        "CarryAskedInto": N_("Asked a room whether words may be carried"),
        "LeaveAskedInto": N_("Asked a room for leave"),
        "SummaryAskedInto": N_("Put a summary to a room"),
        "WordingAskedInto": N_("Asked a room about words of a round"),
        "QuestionWithdrawnInto": N_("Took a question back"),
        "Told": N_("Took down what a party said"),
        "LeaveTold": N_("Took down that it was read back and agreed"),
        "Delivered": N_("Took down that it was read to a party"),
        "AnswerTold": N_("Took down a party’s answer"),
    }
)
"""What a seat did, by the kind of line that tells it."""
WAYS: Final[Mapping[CredentialKind, str]] = MappingProxyType(
    {
        CredentialKind.LINK: N_("A link that was not used yet"),
        CredentialKind.SESSION: N_("Signed in with a browser"),
        CredentialKind.BEARER: N_("A program may act as this seat"),
        CredentialKind.FEED: N_("A calendar program may read when rounds are"),
    }
)
KNOWN: Final[Mapping[Disclosure, str]] = MappingProxyType(
    {
        Disclosure.NOTHING: N_("Nothing"),
        Disclosure.MEMBER: N_("That there is one more member"),
        Disclosure.ROLE: N_("The role"),
        Disclosure.NAME: N_("Role and name"),
    }
)


def subject(parts: Parts, seat: Seat) -> Subject:
    """What is kept about the seat now. Reads the logs of its place and of its inner rooms, once each."""
    places: list[tuple[PlaceId, bool]] = [(seat.place, False), *((one, True) for one in parts.store.inner_of(seat.id))]
    return Subject(
        format=FORMAT,
        about=_about(parts, seat),
        ways_in=tuple(
            Way(kind=one.kind, given=one.given, expires=one.expires) for one in parts.store.credentials(seat.id)
        ),
        deeds=tuple(
            deed for place, inner in places for line in _lines(parts, place) for deed in _deeds(line, seat, inner=inner)
        ),
        seen=tuple(
            seen
            for place, inner in places
            for line in _lines(parts, access_log(place))
            for seen in _seen(line, seat, inner=inner)
        ),
        unsent=tuple(_unsent(parts, seat)),
    )


def take_subject(parts: Parts, seat: Seat) -> Subject:
    """The same, to be taken out of the house: the place's access log tells that it was."""
    taken = subject(parts, seat)
    with parts.store.writing(access_log(seat.place)):
        parts.store.append([accessed(seat.place, Access.SUBJECT_EXPORTED, seat)], at=parts.clock.now())
    return taken


def _about(parts: Parts, seat: Seat) -> About:
    opening = parts.store.opening(seat.place)
    opened = opening.event if opening is not None else None
    detail, asked = detail_of(parts, seat), notices.page(parts, seat).kept
    return About(
        seat=seat.id,
        role=seat.role,
        codename=opened.terms.codename if isinstance(opened, RoomOpened | CaseOpened) else "",
        mark=seat.mark,
        name=detail.name,
        desk_may_know=detail.shown,
        others_may_know=detail.onward,
        account=seat.account is not None,
        passphrase=parts.store.keyholder(f"seat-{seat.id}") is not None,
        passkeys=len(parts.store.passkeys(seat.id)),
        mailed_to=asked.address if asked is not None else None,
    )


def _deeds(line: Line, seat: Seat, *, inner: bool) -> Iterator[Deed]:
    event = line.event
    if _by(event) == seat.id:
        yield _deed(line, event, inner=inner)


def _by(event: Event) -> str | None:
    """Whose deed the line is, where it says so."""
    match event:
        case Said() | LeaveChanged() | Opened() | CarryHeld() | CaseClosed() | CaseReopened():
            return event.seat
        case SpokenInto() | AnnouncedInto() | PointKept() | PointDissolved() | DeskNoteKept() | DeskNoteStruck():
            return event.seat
        case (
            RoundKept()
            | TrackKept()
            | DatesKept()
            | DatesAnswered()
            | CitiesChosen()
            | DeskCitiesChosen()
            | SeatGiven()
            | InnerOpened()
            | RoomRang()
            | DeskRingSeen()
            | QuestionWithdrawnInto()
            | ValuesGiven()
            | ValuesWithdrawn()
            | ValuesEstimated()
        ):
            return event.seat
        case (
            Answered()
            | ConsentWithdrawn()
            | CarryAskedInto()
            | LeaveAskedInto()
            | SummaryAskedInto()
            | WordingAskedInto()
            | SecondRequired()
            | SecondEndAsked()
            | SecondAsked()
            | SecondAnswered()
            | SecondWithdrawn()
            | SecondUsed()
        ):
            return event.seat
        case Told() | LeaveTold() | Delivered() | AnswerTold():
            return event.taken_by
        case _:
            return None


def _deed(line: Line, event: Event, *, inner: bool) -> Deed:  # noqa: PLR0911 – a case for each event
    what = type(event).__name__
    match event:
        case Said():
            return Deed(
                at=line.at,
                inner=inner,
                what=what,
                label=str(event.label),
                text=event.text,
                leave=event.leave,
                reply_to=str(event.reply_to) if event.reply_to else None,
                document=event.document.name if event.document else None,
                size=event.document.size if event.document else None,
            )
        case LeaveChanged():
            return Deed(at=line.at, inner=inner, what=what, label=str(event.label), leave=event.leave)
        case Opened():
            return Deed(at=line.at, inner=inner, what=what, label=str(event.label))
        case CarryHeld():
            own = None if event.sources or event.why else event.text
            return Deed(at=line.at, inner=inner, what=what, label=str(event.carry), text=own)
        case SpokenInto() | AnnouncedInto():
            own = None if event.why else event.text
            return Deed(at=line.at, inner=inner, what=what, label=str(event.label), text=own)
        case InnerOpened():
            return Deed(at=line.at, inner=inner, what=what, text=event.title)
        case Answered():
            return Deed(at=line.at, inner=inner, what=what, text=event.text)
        case Told() | LeaveTold() | Delivered():
            return Deed(at=line.at, inner=inner, what=what, label=str(event.label))
        case _:
            return Deed(at=line.at, inner=inner, what=what)


def _seen(line: Line, seat: Seat, *, inner: bool) -> Iterator[Seen]:
    event = line.event
    if isinstance(event, Accessed) and event.seat == seat.id:
        yield Seen(at=line.at, inner=inner, what=event.what, by=event.by)


def _unsent(parts: Parts, seat: Seat) -> Iterator[Unsent]:
    """The seat's drafts. Under `text` stands what is to be read; a form may have been saved without."""
    for _, draft in parts.store.drafts_of(seat):
        fields = msgspec.json.decode(draft.body, type=dict[str, str | list[str]])
        text = fields.get("text")
        yield Unsent(saved=draft.saved, text=text if isinstance(text, str) and not seat.at_desk else None)


def _lines(parts: Parts, place: PlaceId) -> Iterator[Line]:
    """The place's log from its first line to its last."""
    after = 0
    while lines := parts.store.lines(place, after=after, limit=_PAGE):
        yield from lines
        after = lines[-1].number


# For people -------------------------------------------------------------------------------------------------


def archive(taken: Subject, hand: Hand) -> Iterator[bytes]:
    """A ZIP file of it, in pieces: once for programs, once to be read. The same content gives the same bytes."""
    about, say = taken.about, hand.say
    title = say(N_("What the house holds about a seat of %(title)s")) % {"title": about.codename}
    html = page(hand, title, _facts(about, hand), _sections(taken, hand))
    return packed([Part("subject.json", lambda: [taken.json()]), Part("subject.html", lambda: html)])


def _facts(about: About, hand: Hand) -> list[tuple[str, str]]:
    say, yes = hand.say, {True: N_("Yes"), False: N_("No")}
    return [
        (say(N_("Place")), say(N_("Room %(mark)s")) % {"mark": about.mark} if about.mark else say(N_("The desk"))),
        (say(N_("Role")), say(ROLES[about.role])),
        (say(N_("Name")), about.name or say(N_("None is written down"))),
        (say(N_("What the desk may know")), say(KNOWN[about.desk_may_know])),
        (say(N_("What others may learn")), say(KNOWN[about.others_may_know])),
        (say(N_("Held by a staff account")), say(yes[about.account])),
        (say(N_("A passphrase is set")), say(yes[about.passphrase])),
        (say(N_("Devices that can return")), str(about.passkeys)),
        (say(N_("Notices are mailed to")), about.mailed_to or say(N_("Nobody: none were asked for"))),
        (say(N_("Id of the seat")), about.seat),
    ]


def _sections(taken: Subject, hand: Hand) -> Iterator[str]:
    say = hand.say
    yield from section(
        say(N_("What this seat wrote and did")),
        (_deed_row(one, hand) for one in taken.deeds),
        nothing=say(N_("Nothing.")),
    )
    yield from section(
        say(N_("Unsent words")), (_unsent_row(one, hand) for one in taken.unsent), nothing=say(N_("None."))
    )
    yield from section(
        say(N_("When it came and read")), (_seen_row(one, hand) for one in taken.seen), nothing=say(N_("Nothing."))
    )
    yield from section(
        say(N_("What opens it now")), (_way_row(one, hand) for one in taken.ways_in), nothing=say(N_("Nothing."))
    )


def _deed_row(one: Deed, hand: Hand) -> str:
    head = [hand.told(DEEDS[one.what])]
    head += [hand.told(N_("In reply to %(label)s"), label=one.reply_to)] if one.reply_to else []
    head += [hand.told(N_("within the delegation"))] if one.inner else []
    foot = [] if one.leave is None else [hand.told(LEAVES[one.leave.form])]
    if one.leave is not None and one.leave.condition:
        foot.append(f"<bdi>{escape(one.leave.condition)}</bdi>")
    if one.document is not None:
        foot.append(f"{hand.told(N_('Document'))}: <bdi>{escape(one.document)}</bdi>")
    words = f'<blockquote dir="auto">{escape(one.text)}</blockquote>\n' if one.text is not None else ""
    below = f'<p class="foot">{" · ".join(foot)}</p>\n' if foot else ""
    name = f"<b>{escape(one.label)}</b> " if one.label else ""
    return f'<li><p class="head">{name}{hand.time(one.at)} {" · ".join(head)}</p>\n{words}{below}</li>\n'


def _unsent_row(one: Unsent, hand: Hand) -> str:
    words = hand.told(N_("A draft at the desk")) if one.text is None else escape(one.text)
    return f'<li><p class="head">{hand.time(one.saved)}</p>\n<blockquote dir="auto">{words}</blockquote>\n</li>\n'


def _seen_row(one: Seen, hand: Hand) -> str:
    told = [escape(hand.access.get(one.what, one.what))]
    told += [hand.told(N_("by: %(role)s"), role=hand.say(ROLES[one.by]))] if one.by is not None else []
    told += [hand.told(N_("within the delegation"))] if one.inner else []
    return f"<li><p>{hand.time(one.at)} {' · '.join(told)}</p></li>\n"


def _way_row(one: Way, hand: Hand) -> str:
    since = f"{hand.time(one.given)} " if one.given is not None else ""
    return f"<li><p>{since}{hand.told(WAYS[one.kind])} · {hand.told(N_('until'))} {hand.time(one.expires)}</p></li>\n"
