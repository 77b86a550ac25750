"""Questions of the mediator to a room: read-back of a message or of words about a round, leave, a caucus's summary.

A fold over the lines of one log's topic. Whatever can still become of a question happens before it ends, at most a week
after it was asked: so the last `LINES` lines hold all that is open, and the last number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from entremise.domain.errors import Code, Refusal
from entremise.domain.events.asking import (
    Answered,
    AnswerTold,
    CarryAsked,
    CarryAskedInto,
    ConsentWithdrawn,
    ConsentWithdrawnTold,
    LeaveAsked,
    LeaveAskedInto,
    QuestionWithdrawn,
    QuestionWithdrawnInto,
    Reply,
    SummaryAsked,
    SummaryAskedInto,
    WordingAsked,
    WordingAskedInto,
)
from entremise.domain.events.rounds import RoundState, Worded
from entremise.domain.ids import Label, Mark
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.log import Line
from entremise.domain.rules import MOST_SOURCES, PERMITS, Consent, Source, bound
from entremise.domain.terms import CarryForm, MessageType, Role, Taken, Terms
from entremise.domain.words import plain

HOURS: Final = (1, 168)
"""Shortest and longest time for which a question stands, and the consent with it."""
USUAL_HOURS: Final = 24
MOST_POINTS: Final = 20
MOST_CHARACTERS_A_POINT: Final = 2_000
MOST_A_WEEK: Final = 200
"""Questions to one room in seven days, at most."""
_LINES_EACH: Final = 3
"""A question, its answer, and that one of them was taken back."""
LINES: Final = 2 * MOST_A_WEEK * _LINES_EACH
"""So many of the last lines of a topic hold all that is open: they are about questions of two weeks."""
ASKS_FOR: Final = (LeaveForm.SUBSTANCE, LeaveForm.VERBATIM, LeaveForm.IDEA)
"""Leaves that the mediator can ask for."""


class Asks(StrEnum):
    """What a question is about."""

    CARRY = "carry"
    """May I carry exactly this?"""
    LEAVE = "leave"
    """Would you give leave for this entry?"""
    SUMMARY = "summary"
    """What of it may I take across?"""
    WORDING = "wording"
    """May I say exactly this of a round?"""


READ_BACK: Final = frozenset({Asks.CARRY, Asks.WORDING})
"""Questions about exact words, to which a yes is a consent."""


class State(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    AGREED = "agreed"
    """Yes, or yes with changes; a consent stands until the question ends."""
    DECLINED = "declined"
    GIVEN = "given"
    """A leave was given, or a summary was answered point by point."""
    TAKEN_BACK = "taken-back"
    """By the room: its consent stands no longer. A later no to the same words takes it back as well."""
    WITHDRAWN = "withdrawn"
    """By the mediator."""
    ENDED = "ended"
    """Its time was over before it was answered, or the consent's after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question with all that later lines say of it, as the room knows it or the desk."""

    number: int
    asks: Asks
    role: Role
    """Of the mediators' seat that asked."""
    at: datetime
    until: datetime
    text: str = ""
    """To a carry, or to words about a round: the exact words asked about."""
    form: CarryForm | None = None
    type: MessageType = MessageType.INFORMATION
    """Of a carry: as what the words would be brought."""
    sources: tuple[Label, ...] = ()
    label: Label | None = None
    """To a request for leave: the entry."""
    wanted: LeaveForm | None = None
    points: tuple[str, ...] = ()
    round: int | None = None
    """To words about a round: which, by its number in the place."""
    says: RoundState | None = None
    """How they say that it stands."""
    alone: bool = False
    """Whether the room that is asked alone would read them."""
    into: Mark | None = None
    """At the desk: the room that the words would enter."""
    named: bool = False
    """At the desk: whether the room was told which."""
    party: str | None = None
    """In the room: whose room that is, where it was told."""
    why: str | None = None
    """At the desk: why the words were kept although the guard warned."""
    reply: Reply | None = None
    answered: datetime | None = None
    by: Role | None = None
    """Who answered; None where the desk may know no more than “a member of the delegation”."""
    changed: str | None = None
    """The words to which the room agreed instead."""
    labels: tuple[Label | None, ...] = ()
    taken: Taken | None = None
    """How the answer came, where the desk took it down."""
    taken_back: datetime | None = None
    withdrawn: datetime | None = None

    @property
    def agreed(self) -> str:
        """The words to which the room agreed, or is asked to."""
        return self.changed if self.changed is not None else self.text

    def state(self, now: datetime) -> State:
        """Where it stands at `now`."""
        over = now >= self.until
        if self.withdrawn is not None:
            return State.WITHDRAWN
        if self.taken_back is not None:
            return State.TAKEN_BACK
        if self.reply is None:
            return State.ENDED if over else State.OPEN
        if self.reply is Reply.NO:
            return State.DECLINED
        if self.asks not in READ_BACK:
            return State.GIVEN
        return State.ENDED if over else State.AGREED

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be answered."""
        return self.state(now) is State.OPEN

    def stands(self, now: datetime) -> bool:
        """Whether a consent stands."""
        return self.state(now) is State.AGREED

    def consent(self, into: Mark) -> Consent | None:
        """What the room agreed to and has not taken back; None if it did not."""
        if self.form is None or not self._holds:
            return None
        digest = bound(self.agreed, self.form, into, self.type)
        own = self.changed is not None and self.taken is None
        return Consent(digest=digest, form=self.form, until=self.until, own=own, number=self.number)

    def falls_with(self, other: "Question", words: str, *, at: datetime) -> bool:
        """Whether it is a consent that ends when the room says of `words`, asked about by the other, that they may not.

        A room that was told no name was asked about any room, and may mean each.
        """
        same = self.agreed == words and self.manner == other.manner
        one, two = self.told, other.told
        return self._holds and at < self.until and same and (one is None or two is None or one == two)

    @property
    def _holds(self) -> bool:
        """Whether the room agreed to exact words, and it was not taken back."""
        agreed = self.asks in READ_BACK and self.reply in {Reply.YES, Reply.CHANGED}
        return agreed and self.withdrawn is None and self.taken_back is None

    @property
    def manner(self) -> tuple[object, ...]:
        """As what the words would enter."""
        return self.asks, self.form, self.type, self.round, self.says

    @property
    def told(self) -> str | None:
        """Which room the words would enter, as far as the room that was asked was told: alike in both logs."""
        return self.party if self.into is None else self.into if self.named else None


def questions(lines: Iterable[Line]) -> list[Question]:
    """The questions of one room, oldest first, from lines of its topic in their order: the room's own, or the desk's.

    What only the desk knows of a question, or only the room, stays empty in the other's.
    """
    found: dict[int, Question] = {}
    for line in lines:
        match line.event:
            case CarryAsked() | CarryAskedInto() as asked:
                question = _asked(asked, line, Asks.CARRY)
                found[asked.number] = replace(
                    question, text=asked.text, form=asked.form, type=asked.type, sources=asked.sources
                )
            case LeaveAsked() | LeaveAskedInto() as asked:
                question = _asked(asked, line, Asks.LEAVE)
                found[asked.number] = replace(question, label=asked.label, wanted=asked.form)
            case SummaryAsked() | SummaryAskedInto() as asked:
                found[asked.number] = replace(_asked(asked, line, Asks.SUMMARY), points=asked.points)
            case WordingAsked() | WordingAskedInto() as asked:
                question = _asked(asked, line, Asks.WORDING)
                found[asked.number] = replace(
                    question, text=asked.text, round=asked.round, says=asked.state, alone=asked.alone
                )
            case Answered() | AnswerTold() as answer if answer.number in found:
                found[answer.number] = replace(
                    found[answer.number],
                    reply=answer.reply,
                    answered=line.at,
                    by=answer.role,
                    changed=answer.text,
                    labels=answer.labels,
                    taken=answer.taken,
                )
                if answer.reply is not Reply.YES:
                    # With changes, too: these words, and not those.
                    _take_back(found, found[answer.number], found[answer.number].text, at=line.at)
            case ConsentWithdrawn() | ConsentWithdrawnTold() as back if back.number in found:
                found[back.number] = replace(found[back.number], taken_back=line.at)
                _take_back(found, found[back.number], found[back.number].agreed, at=line.at)
            case QuestionWithdrawn() | QuestionWithdrawnInto() as back if back.number in found:
                found[back.number] = replace(found[back.number], withdrawn=line.at)
            case _:
                pass
    return list(found.values())


def consents(asked: Iterable[Question], source: Label) -> tuple[Consent, ...]:
    """To what the giver of an entry agreed, of questions at the desk that rest on it."""
    found = (one.consent(one.into) for one in asked if one.into is not None and source in one.sources)
    return tuple(consent for consent in found if consent is not None)


def worded(
    asked: Iterable[Question],
    words: str,
    *,
    round: int,  # noqa: A002 – what it is
    says: RoundState,
    others: bool = False,
    at: datetime,
) -> Worded:
    """Whether a room had agreed, at a moment, to these words of a round that stands so. By its own log or the desk's.

    `others`: whether other rooms read them too, which the desk alone knows.
    """
    about = [one for one in asked if one.round == round and one.at <= at and not _was(one.withdrawn, at)]
    alike = [one for one in about if one.says is says and words in {one.text, one.agreed}]
    states = [_worded(one, words, others=others, at=at) for one in alike]
    if Worded.AGREED in states:
        return Worded.AGREED
    if states:
        return states[-1]
    return Worded.DIFFERS if about else Worded.NOT_ASKED


def _worded(question: Question, words: str, *, others: bool, at: datetime) -> Worded:
    if not _was(question.answered, at):
        return Worded.ASKED
    if question.reply is Reply.NO or _was(question.taken_back, at):
        return Worded.DECLINED
    if question.agreed != words or (others and question.alone):
        return Worded.DIFFERS
    return Worded.ENDED if at >= question.until else Worded.AGREED


def _was(moment: datetime | None, at: datetime) -> bool:
    return moment is not None and moment <= at


def next_number(asked: Sequence[Question], *, now: datetime) -> int | Refusal:
    """The number of the room's next question; or that it was asked too much in seven days."""
    recent = sum(now - one.at < timedelta(days=7) for one in asked)
    if recent >= MOST_A_WEEK:
        return Refusal(Code.ASKED_TOO_OFTEN, {"most": MOST_A_WEEK})
    return max((one.number for one in asked), default=0) + 1


def until(hours: int, *, now: datetime) -> datetime | Refusal:
    """When a question that stands for so long ends."""
    least, most = HOURS
    if least <= hours <= most:
        return now + timedelta(hours=hours)
    return Refusal(Code.HOURS_OUT_OF_RANGE, {"least": least, "most": most, "hours": hours})


def may_name(terms: Terms) -> bool:
    """Whether a room may be told whose room its words would enter without the mediator's choosing to.

    Where it is no secret that these talks take place: else a name would tell a room who takes part besides. It hangs
    on what the room itself was told when it opened. By the number of rooms, a name or none would tell how many there
    are.
    """
    return not terms.fact_confidential


def about(text: str, into: Mark, sources: Sequence[Source]) -> str | Refusal:
    """The words that a room can be asked about, or why it cannot: they rest on entries of one room, and leave it."""
    words = plain(text)
    if isinstance(words, Refusal):
        return words
    givers = {source.label.series for source in sources}
    if not givers:
        return Refusal(Code.SOURCE_MISSING)
    if len(sources) > MOST_SOURCES:
        return Refusal(Code.SOURCES_TOO_MANY, {"most": MOST_SOURCES, "count": len(sources)})
    if len(givers) > 1:
        return Refusal(Code.SEVERAL_GIVERS)
    if into in givers:
        return Refusal(Code.OWN_ROOM, {"source": str(sources[0].label), "room": into})
    return words


def summed_up(points: Sequence[str]) -> tuple[str, ...] | Refusal:
    """The points of a summary, without empty ones; or why it cannot be put so."""
    written = [point for point in points if point.strip()]
    if not 1 <= len(written) <= MOST_POINTS:
        return Refusal(Code.POINTS_OUT_OF_RANGE, {"most": MOST_POINTS, "count": len(written)})
    kept = [plain(point, most=MOST_CHARACTERS_A_POINT) for point in written]
    refusal = next((one for one in kept if isinstance(one, Refusal)), None)
    return refusal or tuple(one for one in kept if isinstance(one, str))


def wanted(form: LeaveForm, source: Source, *, now: datetime) -> Refusal | None:
    """Whether the mediator can ask for this leave: one that lets something be carried, and was not given yet."""
    if form not in ASKS_FOR:
        return Refusal(Code.LEAVE_NOT_ASKED, {"form": form})
    return Refusal(Code.LEAVE_THERE, {"source": str(source.label)}) if reaches(source, form, now=now) else None


def reaches(source: Source, form: LeaveForm, *, now: datetime) -> bool:
    """Whether the entry may be carried as `form` would let it be."""
    standing = source.standing(now=now)
    return isinstance(standing, LeaveForm) and PERMITS[form] <= PERMITS[standing]


def replied(question: Question, leave: Leave) -> Reply:
    """What a change of leave answers to a request for one."""
    given = question.wanted is not None and PERMITS[question.wanted] <= PERMITS[leave.form]
    return Reply.YES if given else Reply.CHANGED


def unless_open(question: Question | None, *, now: datetime) -> Refusal | None:
    """None while a question can be answered; else why it cannot."""
    match None if question is None else question.state(now):
        case None:
            return Refusal(Code.ABSENT)
        case State.OPEN:
            return None
        case State.ENDED if question is not None and question.reply is None:
            return Refusal(Code.QUESTION_ENDED)
        case State.WITHDRAWN:
            return Refusal(Code.QUESTION_WITHDRAWN)
        case _:
            return Refusal(Code.QUESTION_ANSWERED)


def agreed_words(question: Question, reply: Reply, text: str | None) -> str | Refusal | None:
    """The room's own words, where it agreed with changes; None where it agreed to the mediator's, or declined."""
    if reply is not Reply.CHANGED:
        return None
    words = plain(text or "")
    return None if words == question.text else words


def _take_back(found: dict[int, Question], question: Question, words: str, *, at: datetime) -> None:
    """The room's last word on `words` is no: each yes to them before stands no longer."""
    fallen = [one for one in found.values() if one.falls_with(question, words, at=at)]
    found.update({one.number: replace(one, taken_back=at) for one in fallen})


def _asked(
    asked: CarryAsked
    | CarryAskedInto
    | LeaveAsked
    | LeaveAskedInto
    | SummaryAsked
    | SummaryAskedInto
    | WordingAsked
    | WordingAskedInto,
    line: Line,
    asks: Asks,
) -> Question:
    question = Question(number=asked.number, asks=asks, role=asked.role, at=line.at, until=asked.until)
    match asked:
        case CarryAsked() | LeaveAsked():
            return replace(question, party=asked.into)
        case CarryAskedInto():
            return replace(question, into=asked.into, named=asked.named, why=asked.why)
        case LeaveAskedInto():
            return replace(question, into=asked.into, named=asked.named)
        case SummaryAskedInto():
            return replace(question, why=asked.why)
        case WordingAskedInto():
            return replace(question, why=asked.why)
        case SummaryAsked() | WordingAsked():
            return question
