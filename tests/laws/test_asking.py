"""A carry without leave never happens, whatever the order of questions, answers, changes, waiting and carrying."""

from dataclasses import dataclass, field
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from entremise.domain.errors import Refusal
from entremise.domain.events.asking import Reply
from entremise.domain.ids import Label
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.terms import CarryForm, MessageType
from entremise.services import asking, carrying, speaking
from entremise.services.asking import AskedAs, CarryQuestion, PointAnswer, SummaryQuestion
from entremise.services.carrying import AtTheDoor, Carrying
from tests.cast import CONFIDENCE, IDEA, SUBSTANCE, VERBATIM, Talks, granted, open_talks

GIVEN = "We would take seven."
WORDS = (GIVEN, "They might take seven.", "They might take seven!", "Seven  is possible.")
FORMS = (CarryForm.SUBSTANCE, CarryForm.VERBATIM, CarryForm.IDEA)
BY_LEAVE = {
    LeaveForm.CONFIDENCE: (),
    LeaveForm.SUBSTANCE: (CarryForm.SUBSTANCE,),
    LeaveForm.VERBATIM: (CarryForm.SUBSTANCE, CarryForm.VERBATIM),
    LeaveForm.IDEA: (CarryForm.IDEA,),
}
"""In which forms a leave lets the entry be carried, written a second time."""
A1 = Label("A", 1)

What = tuple[str, CarryForm, str, MessageType]
TYPES = (MessageType.INFORMATION, MessageType.WARNING)
WHAT = st.tuples(st.sampled_from(WORDS), st.sampled_from(FORMS), st.sampled_from("BC"), st.sampled_from(TYPES))
ACTS = st.one_of(
    st.tuples(st.just("ask"), WHAT, st.sampled_from([1, 2])),
    st.tuples(st.just("answer"), st.integers(1, 4), st.sampled_from(Reply), st.sampled_from(WORDS)),
    st.tuples(st.just("take back"), st.integers(1, 4)),
    st.tuples(st.just("leave"), st.sampled_from([CONFIDENCE, SUBSTANCE, VERBATIM, IDEA])),
    st.tuples(st.just("wait"), st.sampled_from([1, 30, 1800, 3600])),
    st.tuples(st.just("carry"), WHAT, st.sampled_from([0, 30])),
)


@dataclass
class Model:
    """What room A agreed to, kept a second time."""

    talks: Talks
    leave: Leave = CONFIDENCE
    asked: dict[int, tuple[What, datetime]] = field(default_factory=dict)
    replied: set[int] = field(default_factory=set)
    agreed: dict[int, What] = field(default_factory=dict)
    at_door: dict[Label, What] = field(default_factory=dict)
    brought: list[tuple[str, str]] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.talks.clock.at

    def may(self, what: What) -> bool:
        """Whether room A lets exactly this go now."""
        text, form, _, _ = what
        if any(agreed == what and self.now < self.asked[number][1] for number, agreed in self.agreed.items()):
            return True
        if form not in BY_LEAVE[self.leave.form]:
            return False
        exact = form is CarryForm.VERBATIM or self.leave.form is LeaveForm.VERBATIM
        return text == GIVEN if exact else True

    def undo(self, what: What) -> None:
        """Room A's last word on this is no. It is told no room's name, so that it may mean each."""
        kept = (what[0], what[1], what[3])
        self.agreed = {
            number: agreed
            for number, agreed in self.agreed.items()
            if (agreed[0], agreed[1], agreed[3]) != kept or self.now >= self.asked[number][1]
        }

    def answers(self, number: int, reply: Reply, text: str) -> None:
        what = self.asked[number][0]
        other = reply is Reply.CHANGED and text != what[0]
        if reply is Reply.NO or other:
            self.undo(what)
        if reply is not Reply.NO:
            self.agreed[number] = (text, *what[1:]) if other else what

    def changes(self, leave: Leave) -> None:
        """What a leave takes away, it takes away from what was agreed, too."""
        had, has = ({*BY_LEAVE[one.form]} for one in (self.leave, leave))
        if leave != self.leave and (not has or not had <= has):
            self.agreed = {}
        self.leave = leave

    def does(self, act: tuple[object, ...]) -> None:
        parts, talks = self.talks.parts, self.talks
        match act:
            case ("ask", (str(text), CarryForm() as form, str(into), MessageType() as kind), int(hours)):
                question = CarryQuestion(into=into, form=form, text=text, sources=(A1,), type=kind, hours=hours)
                asked = asking.ask_carry(parts, talks.mo.seat, question)
                assert isinstance(asked, AskedAs)
                self.asked[asked.number] = (text, form, into, kind), asked.until
            case ("answer", int(number), Reply() as reply, str(text)):
                done = asking.answer(parts, talks.ana.seat, number, reply, text=text)
                could = number in self.asked and number not in self.replied and self.now < self.asked[number][1]
                assert isinstance(done, Refusal) is not could
                if could:
                    self.replied.add(number)
                    self.answers(number, reply, text)
            case ("take back", int(number)):
                back = asking.take_back_consent(parts, talks.ana.seat, number)
                stood = number in self.agreed and self.now < self.asked[number][1]
                assert isinstance(back, Refusal) is not stood
                if stood:
                    self.undo(self.agreed[number])
            case ("leave", Leave() as leave):
                granted(speaking.change_leave(parts, talks.ana.seat, A1, leave))
                self.changes(leave)
            case ("wait", int(seconds)):
                self.waits(seconds)
            case ("carry", (str(text), CarryForm() as form, str(into), MessageType() as kind), int(hold)):
                carry = Carrying(
                    into=into, form=form, text=text, type=kind, sources=(A1,), hold_seconds=hold, why="Agreed."
                )
                held = carrying.carry(parts, talks.mo.seat, carry)
                assert isinstance(held, AtTheDoor) is self.may((text, form, into, kind))
                if isinstance(held, AtTheDoor) and hold:
                    self.at_door[held.carry] = (text, form, into, kind)
                elif isinstance(held, AtTheDoor):
                    self.brought.append((into, text))
            case _:
                raise AssertionError(act)

    def waits(self, seconds: int) -> None:
        """Time passes; what is due enters if room A still lets it."""
        self.talks.clock.advance(seconds)
        carrying.release_due(self.talks.parts)
        for carry in list(self.at_door):
            view = self.talks.mo.carry(carry)
            if view.due <= self.now:
                what = self.at_door.pop(carry)
                assert (view.entered is not None) is self.may(what)
                if self.may(what):
                    self.brought.append((what[2], what[0]))


@given(st.lists(ACTS, max_size=14))
def test_nothing_goes_without_leave_or_consent(acts: list[tuple[object, ...]]) -> None:
    model = Model(open_talks(parties=3))
    model.talks.ana.says(GIVEN, leave=CONFIDENCE)

    for act in acts:
        model.does(act)

    heads = {"B": model.talks.heads[1], "C": model.talks.heads[2]}
    found = [(mark, text) for mark, head in heads.items() for text in head.sees()]
    assert sorted(found) == sorted(model.brought)


@given(
    st.lists(st.sampled_from([None, CONFIDENCE, SUBSTANCE, VERBATIM, IDEA]), min_size=1, max_size=20),
    st.integers(0, 3),
    st.integers(1, 3),
)
def test_a_summary_becomes_entries_once_and_whole(leaves: list[Leave | None], before: int, times: int) -> None:
    """However often it is sent: an entry for each point that is not struck, in order, without a gap."""
    talks = open_talks()
    for _ in range(before):
        talks.ana.says("Other matters.")
    points = tuple(f"Point {number}." for number in range(len(leaves)))
    granted(asking.ask_summary(talks.parts, talks.mo.seat, SummaryQuestion(mark="A", points=points)))
    answers = [PointAnswer(leave=leave) for leave in leaves]

    done = [asking.answer_summary(talks.parts, talks.ana.seat, 1, answers, key="a-key") for _ in range(times)]

    assert len({repr(one) for one in done}) == 1
    kept = [(text, leave) for text, leave in zip(points, leaves, strict=True) if leave is not None]
    entries = [talks.mo.entry(Label("A", before + 1 + at)) for at in range(len(kept))]
    assert [(entry.text, entry.leave) for entry in entries] == kept
    assert len(talks.ana.sees()) == before + len(kept)
