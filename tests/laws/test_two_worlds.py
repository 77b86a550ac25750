"""Two worlds: whatever differs in room A and at the desk towards A, room B cannot tell.

Both worlds do the same towards B, in the same order and at the same times. Between these acts each world does what
it likes in room A: entries, notes, changed leave, words of the mediator, messages carried there, held there, stopped.
"""

from contextlib import suppress
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from entremise.domain.ids import Label
from entremise.domain.leave import LeaveForm
from entremise.domain.terms import CarryForm, MessageType, Regime
from entremise.services import reading
from tests.cast import SUBSTANCE, RefusedError, Talks, open_talks
from tests.laws.programs import Given, leaves


@dataclass(frozen=True)
class Secret:
    """Something done in room A, or at the desk towards A."""

    kind: str
    number: int
    words: str
    leave: Given


@dataclass(frozen=True)
class Towards:
    """Something done in room B, or at the desk towards B, with an answer that B may see."""

    kind: str
    number: int
    seconds: int


@dataclass(frozen=True)
class Story:
    """What is done towards B, with what each world does before each step of it."""

    regime: Regime
    steps: tuple[tuple[Towards, tuple[Secret, ...], tuple[Secret, ...]], ...]


SECRET = ("write", "write", "note", "change", "speak", "announce", "carry", "hold", "stop", "open", "met")
TOWARDS = ("write", "note", "change", "speak", "announce", "carry", "idea", "hold", "open", "confirm", "wait")

words = st.sampled_from(["Nine frigates.", "No.", "We would take seven, and never tell.", "سلام"])
secrets = st.lists(
    st.builds(Secret, kind=st.sampled_from(SECRET), number=st.integers(0, 5), words=words, leave=leaves),
    max_size=3,
).map(tuple)
steps = st.tuples(
    st.builds(Towards, kind=st.sampled_from(TOWARDS), number=st.integers(0, 5), seconds=st.sampled_from([10, 30])),
    secrets,
    secrets,
)
stories = st.builds(Story, regime=st.sampled_from(Regime), steps=st.lists(steps, min_size=1, max_size=12).map(tuple))


class World:
    """One run of the story."""

    def __init__(self, regime: Regime) -> None:
        self.talks: Talks = open_talks(regime=regime)
        self.answers: list[object] = []
        """What Bo was answered."""
        self.bos: list[Label] = []

    def secretly(self, secret: Secret) -> None:
        """Do it, and forget whether it was refused: it concerns A alone."""
        with suppress(RefusedError):
            self._secretly(secret)

    def _secretly(self, secret: Secret) -> None:
        talks, ana, mo = self.talks, self.talks.ana, self.talks.mo
        label, leave = Label("A", secret.number + 1), secret.leave.at(talks.clock.now())
        match secret.kind:
            case "write":
                ana.says(secret.words, leave=leave, type=list(MessageType)[secret.number])
            case "note":
                talks.ada.notes(secret.words)
            case "change":
                ana.changes_leave(label, leave)
            case "speak":
                mo.speaks(secret.words, into="A")
            case "announce":
                mo.announces(secret.words, into=["A"])
            case "carry" | "hold":
                hold = 30 if secret.kind == "hold" else 0
                sources = [self.bos[secret.number % len(self.bos)]] if self.bos else []
                mo.carries(secret.words, into="A", sources=sources, hold=hold, why="It is known.")
            case "stop":
                waiting = talks.parts.store.at_door(talks.case.desk)
                mine = [one.carry for one in waiting if one.into == talks.place("A")]
                if mine:
                    mo.stops(mine[0])
            case "open":
                ana.opens(label)
            case _:
                mo.declares_met(label)

    def openly(self, step: Towards) -> None:
        """Do it, and keep the answer."""
        try:
            self.answers.append(self._openly(step))
        except RefusedError as error:
            self.answers.append(error.refusal)

    def _openly(self, step: Towards) -> object:  # noqa: PLR0911 – one for each act
        talks, bo, mo = self.talks, self.talks.bo, self.talks.mo
        label, text = Label("B", step.number + 1), f"Word {step.number}."
        match step.kind:
            case "write":
                self.bos.append(bo.says(text, leave=SUBSTANCE))
                return self.bos[-1]
            case "note":
                return bo.notes(text)
            case "change":
                return bo.changes_leave(label, Given(LeaveForm.CONDITIONAL).at(talks.clock.now()))
            case "speak":
                return mo.speaks(text, into="B")
            case "announce":
                mo.announces(text, into=["B"] if step.number % 2 else None)
                return None
            case "carry" | "hold":
                # Where it comes from is the worlds' own affair; that it may be carried is not.
                source = talks.ana.says(f"Said {len(self.answers)}.", leave=SUBSTANCE)
                hold = step.seconds if step.kind == "hold" else 0
                mo.carries(text, into="B", sources=[source], type=MessageType.OFFER, hold=hold, why="Known.")
                return None
            case "idea":
                mo.carries(text, into="B", form=CarryForm.IDEA, why="Known.")
                return None
            case "open":
                return bo.opens(label)
            case "confirm":
                # The mediator confirms what was carried in both worlds.
                mo.carries(text, into="A", sources=[bo.says(text, leave=SUBSTANCE)], why="Known.")
                last = bo.page().thread.entries[-1].label
                return mo.confirms(last)
            case _:
                return None

    def seen(self) -> list[object]:
        """All that Bo can observe."""
        parts, seat = self.talks.parts, self.talks.bo.seat
        page = self.talks.bo.page()
        labels = [Label(series, number) for series in ("A", "B", "N", "carry") for number in range(1, 9)]
        return [
            page,
            repr(page),
            reading.own_entries(parts, seat, limit=3),
            [reading.entry_at(parts, seat, label) for label in labels],
            list(self.answers),
        ]


@given(stories)
def test_room_b_cannot_tell_the_worlds_apart(story: Story) -> None:
    """Law 3: at every step, Bo's page and every answer to Bo are equal in both worlds."""
    worlds = World(story.regime), World(story.regime)

    for step, *secrets_of in story.steps:
        for world, its in zip(worlds, secrets_of, strict=True):
            for secret in its:
                world.secretly(secret)
            world.openly(step)
            world.talks.waits(step.seconds)
        assert worlds[0].talks.bo.page() == worlds[1].talks.bo.page()
        assert worlds[0].answers == worlds[1].answers
    assert worlds[0].seen() == worlds[1].seen()


@settings(max_examples=50)
@given(stories)
def test_what_is_secret_does_differ(story: Story) -> None:
    """The law is not kept because both worlds are the same: Ana's page tells them apart as soon as they are."""
    world, silent = World(story.regime), World(story.regime)

    for step, secrets_of, _ in story.steps:
        for secret in secrets_of:
            world.secretly(secret)
        for one in (world, silent):
            one.openly(step)
            one.talks.waits(step.seconds)

    assert world.seen() == silent.seen()
    written = [secret for _, its, _ in story.steps for secret in its if secret.kind == "note"]
    assert (world.talks.ana.page() != silent.talks.ana.page()) or not written
