"""Programs: rows of acts that the cast performs, drawn by Hypothesis; and a runner that knows what must follow.

The runner keeps its own account of every entry's leave, written from the words of the design and not from the code:
whether a carry must be permitted is decided here a second time. It also remembers which words each place may hold.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from entremise.domain.errors import Code
from entremise.domain.events import Carried, CarryStopped
from entremise.domain.ids import NOTES, Label, PlaceId
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.log import Line
from entremise.domain.terms import CarryForm, MessageType, Regime
from entremise.services.carrying import AtTheDoor
from entremise.services.ports import Store
from tests.cast import Delegate, RefusedError, Talks, open_talks

WHOLE: Final = 1_000_000
"""More lines than a log of these programs has."""

SECONDS: Final = (0, 1, 10, 30, 31)


@dataclass(frozen=True)
class Given:
    """A leave as a program gives it: its end lies so many seconds ahead."""

    form: LeaveForm
    becomes: LeaveForm | None = None
    ends_in: int | None = None

    def at(self, now: datetime) -> Leave:
        return Leave(
            form=self.form,
            condition="If they stop." if self.form is LeaveForm.CONDITIONAL else None,
            becomes=self.becomes if self.form is LeaveForm.CONDITIONAL else None,
            expires=None if self.ends_in is None else now + timedelta(seconds=self.ends_in),
        )


@dataclass(frozen=True)
class Write:
    who: int
    leave: Given | None
    type: MessageType = MessageType.INFORMATION
    binding: bool = False


@dataclass(frozen=True)
class Change:
    who: int
    entry: int
    leave: Given


@dataclass(frozen=True)
class Carry:
    into: int
    form: CarryForm
    sources: tuple[int, ...]
    quotes: bool
    hold: int
    binding: bool = False


@dataclass(frozen=True)
class Stop:
    carry: int


@dataclass(frozen=True)
class Wait:
    seconds: int
    release: bool = True


@dataclass(frozen=True)
class Speak:
    into: int


@dataclass(frozen=True)
class Announce:
    into: tuple[int, ...]


@dataclass(frozen=True)
class Confirm:
    entry: int


@dataclass(frozen=True)
class Meet:
    entry: int


@dataclass(frozen=True)
class Open:
    who: int
    entry: int


@dataclass(frozen=True)
class Again:
    """A request that was answered before is sent again, with the same key."""

    act: int


Act = Write | Change | Carry | Stop | Wait | Speak | Announce | Confirm | Meet | Open | Again


@dataclass(frozen=True)
class Program:
    """Talks of so many parties under a regime, and what is done in them."""

    parties: int
    regime: Regime
    acts: tuple[Act, ...]


small = st.integers(0, 7)
leaves = st.builds(
    Given,
    form=st.sampled_from([*LeaveForm, LeaveForm.SUBSTANCE, LeaveForm.VERBATIM, LeaveForm.IDEA]),
    becomes=st.sampled_from([None, LeaveForm.SUBSTANCE, LeaveForm.VERBATIM, LeaveForm.IDEA]),
    ends_in=st.sampled_from([None, None, None, 10, 30]),
)
writes = st.builds(
    Write,
    who=small,
    leave=st.none() | leaves,
    type=st.sampled_from(MessageType),
    binding=st.booleans(),
)
carries = st.builds(
    Carry,
    into=small,
    form=st.sampled_from(CarryForm),
    sources=st.lists(small, max_size=2).map(tuple),
    quotes=st.booleans(),
    hold=st.sampled_from([0, 0, 10, 30]),
    binding=st.sampled_from([False, False, False, True]),
)
acts = st.one_of(
    writes,
    writes,
    carries,
    carries,
    st.builds(Change, who=small, entry=small, leave=leaves),
    st.builds(Stop, carry=small),
    st.builds(Wait, seconds=st.sampled_from(SECONDS), release=st.booleans()),
    st.builds(Speak, into=small),
    st.builds(Announce, into=st.lists(small, max_size=3).map(tuple)),
    st.builds(Confirm, entry=small),
    st.builds(Meet, entry=small),
    st.builds(Open, who=small, entry=small),
    st.builds(Again, act=small),
)
ended = st.builds(
    lambda leave, form, between, seconds: (
        Write(0, leave),
        Carry(1, form, (-1,), quotes=True, hold=30),
        *between,
        Wait(seconds),
    ),
    leave=st.sampled_from(
        [
            Given(LeaveForm.SUBSTANCE, ends_in=10),
            Given(LeaveForm.VERBATIM, ends_in=30),
            Given(LeaveForm.SUBSTANCE),
            Given(LeaveForm.VERBATIM),
        ]
    ),
    form=st.sampled_from([CarryForm.SUBSTANCE, CarryForm.VERBATIM]),
    between=st.one_of(
        st.just(()),
        st.just((Stop(0),)),
        st.just((Change(0, -1, Given(LeaveForm.CONFIDENCE)),)),
        leaves.map(lambda leave: (Change(0, -1, leave),)),
    ),
    seconds=st.sampled_from([10, 30, 31]),
)
"""A leave that ends, is changed, or stands, while what it was given for waits at the door, or is stopped there."""

told = st.builds(
    lambda who, leave: (Write(who, Given(LeaveForm.OWN)), Change(who, 0, leave)), who=st.integers(0, 2), leave=leaves
)
"""A note, and then the telling of one."""

met = st.builds(
    lambda becomes, changed, form: (
        Write(0, Given(LeaveForm.CONDITIONAL, becomes=becomes)),
        Meet(-1),
        *((Change(0, -1, changed),) if changed else ()),
        Carry(1, form, (-1,), quotes=True, hold=0),
    ),
    becomes=st.sampled_from([LeaveForm.SUBSTANCE, LeaveForm.VERBATIM]),
    changed=st.none() | st.just(Given(LeaveForm.CONDITIONAL, becomes=LeaveForm.SUBSTANCE)),
    form=st.sampled_from([CarryForm.SUBSTANCE, CarryForm.VERBATIM]),
)
"""A condition that is met, and perhaps set anew before the entry is carried."""

rows = st.one_of(acts.map(lambda act: (act,)), ended, told, met)
programs = st.builds(
    Program,
    parties=st.integers(2, 4),
    regime=st.sampled_from(Regime),
    # Few, so that what fails can be told shortly; or many, so that things can come together.
    acts=(st.lists(rows, max_size=6) | st.lists(rows, min_size=15, max_size=25)).map(
        lambda chosen: tuple(act for row in chosen for act in row)
    ),
)


@dataclass
class Entry:
    """What the runner knows of an entry: in its own words, beside the program's."""

    label: Label
    text: str
    binding: bool
    leave: Leave
    met: bool = False

    def stands_as(self, now: datetime) -> LeaveForm | None:
        """The form that its leave gives at this moment; None: it may not be carried."""
        leave = self.leave
        if leave.expires is not None and now >= leave.expires:
            return None
        if leave.form is LeaveForm.CONDITIONAL:
            return (leave.becomes or LeaveForm.SUBSTANCE) if self.met else None
        return leave.form


FORMS: Final = {
    LeaveForm.SUBSTANCE: {CarryForm.SUBSTANCE},
    LeaveForm.VERBATIM: {CarryForm.SUBSTANCE, CarryForm.VERBATIM},
    LeaveForm.IDEA: {CarryForm.IDEA, CarryForm.HYPOTHETICAL},
}


@dataclass
class Sheet:
    """A carry as the runner knows it."""

    into: str
    form: CarryForm
    text: str
    sources: list[Entry]
    due: datetime
    binding: bool

    def may_enter(self, now: datetime) -> bool:
        """Whether every rule of the design permits it at this moment."""
        named = self.form in {CarryForm.SUBSTANCE, CarryForm.VERBATIM}
        givers = {source.label.series for source in self.sources}
        standing = [source.stands_as(now) for source in self.sources]
        exact = [s.text for s, form in zip(self.sources, standing, strict=True) if form is LeaveForm.VERBATIM]
        return (
            self.into not in givers
            and all(form is not None and self.form in FORMS.get(form, ()) for form in standing)
            and (not named or len(givers) == 1)
            and all(words in self.text for words in exact)
            and (self.form is not CarryForm.VERBATIM or self.text == "\n".join(s.text for s in self.sources))
            and (not self.binding or (named and self.form is CarryForm.VERBATIM and self._binds()))
        )

    def _binds(self) -> bool:
        return all(source.binding for source in self.sources)


@dataclass
class Runner:
    """Performs a program, and knows what each place may hold."""

    program: Program
    talks: Talks = field(init=False)
    entries: dict[Label, Entry] = field(default_factory=dict)
    notes: dict[tuple[str, Label], Entry] = field(default_factory=dict)
    at_door: dict[Label, Sheet] = field(default_factory=dict)
    entered: dict[Label, Sheet] = field(default_factory=dict)
    """What must have entered, by its carry."""
    may_hold: defaultdict[PlaceId, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The words that each place may hold."""
    words: int = 0
    answered: list[tuple[Callable[[], object], object]] = field(default_factory=list)
    """Acts that were granted, to be asked for again, and their answers."""
    happened: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.talks = open_talks(parties=self.program.parties, regime=self.program.regime)

    @property
    def store(self) -> Store:
        return self.talks.parts.store

    @property
    def places(self) -> list[PlaceId]:
        return [self.talks.case.desk, *(room.room for room in self.talks.case.rooms)]

    @property
    def now(self) -> datetime:
        return self.talks.clock.now()

    def log(self, place: PlaceId) -> list[Line]:
        """All lines of a place."""
        return self.store.lines(place, after=0, limit=WHOLE)

    def logs(self) -> dict[PlaceId, list[Line]]:
        """All lines of every place."""
        return {place: self.log(place) for place in self.places}

    def head(self, who: int) -> Delegate:
        """A delegate: the heads of delegation, then the adviser in room A."""
        people = [*self.talks.heads, self.talks.ada]
        return people[who % len(people)]

    def mark(self, index: int) -> str:
        return self.talks.case.rooms[index % self.program.parties].mark

    def fresh(self) -> str:
        """Words that were never used before, and that no guard takes for a sentence."""
        self.words += 1
        return f"w{self.words:04d}x"

    def do(self, act: Act) -> None:
        """Perform one act and take account of it."""
        match act:
            case Write():
                self.write(act)
            case Change():
                self.change(act)
            case Carry():
                self.carry(act)
            case Stop():
                self.stop(act)
            case Wait():
                self.wait(act)
            case Speak():
                self.speak(act)
            case Announce():
                self.announce(act)
            case Confirm() | Meet() | Open():
                self.mark_entry(act)
            case Again():
                self.again(act)

    def ask(self, act: Callable[[str], object]) -> object:
        """The answer to an act with a key of its own, or the refusal."""
        key = f"key {len(self.answered)} {self.words} {self.now}"
        try:
            answer = act(key)
        except RefusedError as error:
            return error.refusal
        self.answered.append((lambda: act(key), answer))
        return answer

    def write(self, act: Write) -> None:
        who, text, leave = self.head(act.who), self.fresh(), None if act.leave is None else act.leave.at(self.now)
        label = self.ask(lambda key: who.says(text, leave=leave, type=act.type, binding=act.binding, key=key))
        assert isinstance(label, Label)
        counts_as = leave or Leave(form=_unmarked(self.program.regime, act.type))
        self.keep(who, Entry(label, text, act.binding, counts_as))

    def keep(self, who: Delegate, entry: Entry) -> None:
        """An entry stands in its room, and at the desk unless it is the delegation's own."""
        self.may_hold[who.seat.place].add(entry.text)
        assert (entry.label.series == NOTES) is (entry.leave.form is LeaveForm.OWN)
        if entry.label.series == NOTES:
            self.notes[str(who.seat.mark), entry.label] = entry
        else:
            self.entries[entry.label] = entry
            self.may_hold[self.talks.case.desk].add(entry.text)

    def change(self, act: Change) -> None:
        who, leave = self.head(act.who), act.leave.at(self.now)
        own = [e for e in self.entries.values() if e.label.series == who.seat.mark]
        own = [e for (mark, _), e in self.notes.items() if mark == who.seat.mark] + own
        if not own:
            return
        entry = own[act.entry % len(own)]
        answer = self.ask(lambda key: who.changes_leave(entry.label, leave, key=key))
        if not isinstance(answer, Label):
            return
        if entry.label.series != NOTES:
            entry.leave, entry.met = leave, False
            self.happened.add("narrowed")
        elif leave.form is not LeaveForm.OWN:
            self.keep(who, replace(entry, label=answer, leave=leave, met=False))
            self.happened.add("note told")

    def carry(self, act: Carry) -> None:
        told = list(self.entries.values())
        sources = list({e.label: e for e in (told[i % len(told)] for i in act.sources if told)}.values())
        into, own = self.mark(act.into), self.fresh()
        quoted = [source.text for source in sources]
        text = "\n".join(quoted) if act.form is CarryForm.VERBATIM else " ".join([own, *quoted])
        if not act.quotes or not text:
            text = own
        due = self.now + timedelta(seconds=act.hold)
        sheet = Sheet(into, act.form, text, sources, due, act.binding)
        answer = self.ask(
            lambda key: self.talks.mo.carries(
                text,
                into=into,
                sources=[source.label for source in sources],
                form=act.form,
                binding=act.binding,
                hold=act.hold,
                why="It is well known.",
                key=key,
            )
        )
        assert isinstance(answer, AtTheDoor) is sheet.may_enter(self.now), (sheet, answer)
        if not isinstance(answer, AtTheDoor):
            return
        self.may_hold[self.talks.case.desk] |= set(text.split())
        if act.hold:
            self.at_door[answer.carry] = sheet
        else:
            self.enter(answer.carry, sheet)

    def enter(self, carry: Label, sheet: Sheet) -> None:
        self.entered[carry] = sheet
        self.may_hold[self.talks.place(sheet.into)] |= set(sheet.text.split())
        self.happened.add("entered")
        self.happened |= {"quoted"} if any(s.text in sheet.text for s in sheet.sources) else set()

    def stop(self, act: Stop) -> None:
        if self.at_door:
            carry = sorted(self.at_door)[act.carry % len(self.at_door)]
            answer = self.ask(lambda key: self.talks.mo.stops(carry, key=key))
            assert isinstance(answer, datetime)
            del self.at_door[carry]
            self.happened.add("stopped by hand")

    def wait(self, act: Wait) -> None:
        if not act.release:
            self.talks.clock.advance(act.seconds)
            return
        self.talks.waits(act.seconds)
        for carry, sheet in list(self.at_door.items()):
            if sheet.due <= self.now:
                del self.at_door[carry]
                if sheet.may_enter(self.now):
                    self.enter(carry, sheet)
                    self.happened.add("released")

    def speak(self, act: Speak) -> None:
        into, text = self.mark(act.into), self.fresh()
        self.ask(lambda key: self.talks.mo.speaks(text, into=into, key=key))
        self.may_hold[self.talks.case.desk].add(text)
        self.may_hold[self.talks.place(into)].add(text)

    def announce(self, act: Announce) -> None:
        into, text = [self.mark(index) for index in act.into] or None, self.fresh()
        self.ask(lambda key: self.talks.mo.announces(text, into=into, key=key))
        marks = into or [room.mark for room in self.talks.case.rooms]
        for mark in (None, *marks):
            self.may_hold[self.talks.place(mark)].add(text)

    def mark_entry(self, act: Confirm | Meet | Open) -> None:
        """Confirm, declare met, or acknowledge: whatever there is with that number."""
        if isinstance(act, Open):
            who = self.head(act.who)
            self.ask(lambda key: who.opens(Label(str(who.seat.mark), act.entry + 1), key=key))
            return
        told = list(self.entries.values())
        if not told:
            return
        entry = told[act.entry % len(told)]
        if isinstance(act, Confirm):
            answer = self.ask(lambda key: self.talks.mo.confirms(entry.label, key=key))
            carried = any(entry.label in [s.label for s in sheet.sources] for sheet in self.entered.values())
            assert isinstance(answer, datetime) is carried
        elif isinstance(self.ask(lambda key: self.talks.mo.declares_met(entry.label, key=key)), datetime):
            entry.met = True
            self.happened.add("met")

    def again(self, act: Again) -> None:
        if self.answered:
            ask, answer = self.answered[act.act % len(self.answered)]
            before = self.logs()
            assert ask() == answer
            assert self.logs() == before
            self.happened.add("asked again")


def _unmarked(regime: Regime, kind: MessageType) -> LeaveForm:
    if regime is Regime.SHAREABLE or (regime is Regime.MUST_SHARE and kind is MessageType.INFORMATION):
        return LeaveForm.SUBSTANCE
    return LeaveForm.CONFIDENCE


def run(program: Program, *, after_each: Callable[[Runner], None] = lambda _: None) -> Runner:
    """The runner at the end of the program."""
    runner = Runner(program)
    for act in program.acts:
        runner.do(act)
        after_each(runner)
    return runner


def stopped_by_house(runner: Runner) -> set[Code | None]:
    """For which reasons the house stopped messages at the door."""
    events = [line.event for line in runner.log(runner.talks.case.desk)]
    return {event.code for event in events if isinstance(event, CarryStopped) and event.role is None}


def carried(lines: Sequence[Line]) -> dict[Label, Carried]:
    """What entered, by its carry."""
    return {line.event.carry: line.event for line in lines if isinstance(line.event, Carried)}
