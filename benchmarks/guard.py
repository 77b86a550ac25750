"""What the guard finds of a labelled set of drafts, and what a check costs against so many held entries.

Prints JSON. `tuned_on` was looked at while the guard was made, `held_out` was not, and `papers` is about what stands on
the desk's papers: summaries, estimates, positions, rounds, points, mandates, issues; `forms` is about ways of writing,
and what only looks like another, and was looked at. Of each: recall on repeated facts and phrases, in all and by how
they are written; recall on paraphrases, which share no words and are not aimed at; precision of the warnings; and false
alarms, the share of innocent drafts that are warned of. Then milliseconds of a check.

    python benchmarks/guard.py [--entries 10000] [--rounds 200] [--misses]

`--misses` tells on the error stream which drafts were judged wrongly, but for those of `held_out`.
"""

import argparse
import gc
import itertools
import json
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from entremise.domain.events import CaseOpened, MemberTold, SpokenInto, Told
from entremise.domain.events.analysis import IssueNamed
from entremise.domain.events.asking import SummaryAskedInto
from entremise.domain.events.mandate import AcceptanceTold, ConsultationTold
from entremise.domain.events.papers import DeskPaper
from entremise.domain.events.points import PointKept
from entremise.domain.events.positions import PositionSet, ZoneSet
from entremise.domain.events.rounds import City, RoundKept, RoundState
from entremise.domain.folding import fold
from entremise.domain.guard import SUMMARY, Confidences
from entremise.domain.ids import DeskId, Label, Mark, RoomId, SeatId
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.log import Line
from entremise.domain.plain_words import PLAIN, STOP
from entremise.domain.terms import Disclosure, MessageType, PartyRoom, Regime, Role, Terms
from entremise.services.stemming import Stems

MO = SeatId("mo")
NOW = datetime(2026, 2, 6, 8, tzinfo=UTC)
A, B = Mark("A"), Mark("B")
DRAFTS = Path(__file__).parent / "guard_drafts"
SETS = ("tuned_on", "held_out", "papers", "forms")
LEAVES = {
    "c": Leave(form=LeaveForm.CONFIDENCE),
    "s": Leave(form=LeaveForm.SUBSTANCE),
    "v": Leave(form=LeaveForm.VERBATIM),
    "i": Leave(form=LeaveForm.IDEA),
    "x": Leave(form=LeaveForm.SUBSTANCE, expires=NOW - timedelta(hours=1)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(DeskPaper):
    """A note of the desk."""

    TOPIC = "notes"
    text: str

    def confidences(self) -> tuple[str, ...]:
        """Its words."""
        return (self.text,)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft, and what is repeated in it."""

    repeats: str
    written: str
    """`figure`, `phrase`, …; `paraphrase` for what shares no words."""
    text: str


@dataclass(slots=True)
class Case:
    """What one desk holds, and the drafts for room B."""

    name: str
    known: Confidences
    lines: int = 0
    names: dict[str, str] = field(default_factory=dict)
    """What the warning's id is, for each label of the set."""
    drafts: list[Draft] = field(default_factory=list)

    def add(self, label: str, text: str) -> None:
        """Have the desk hold one line of the set."""
        self.lines += 1
        name, _, leave = label.partition(" ")
        kind, number = name[:1], name[1:]
        match kind:
            case "C":
                event: object = opened(text)
                self.names[name] = "terms-1"
            case "N":
                event = Note(text=text)
                self.names[name] = f"notes-{self.lines}"
            case "M":
                event = MemberTold(mark=A, member=1, shown=Disclosure.NAME, onward=Disclosure.NOTHING, name=text)
                self.names[name] = "member-A-1"
            case _ if name in PAPERS:
                paper = PAPERS[name](text)
                event = paper
                topic = SUMMARY if isinstance(paper, SummaryAskedInto) else paper.TOPIC
                self.names[name] = f"{topic}-{self.lines}"
            case "T":
                event = SpokenInto(label=Label("B", 90), role=Role.MEDIATOR, text=text)
            case _:
                event = told(Label(kind, int(number)), text, LEAVES[leave])
                self.names[name] = str(Label(kind, int(number)))
        self.known.read(Line(DeskId("desk"), self.lines, NOW, event))  # type: ignore[arg-type]  # a note is no event of the house

    def found(self, draft: Draft) -> set[str]:
        """What the guard warns of."""
        return {one.id for one in self.known.repeated_in(draft.text, into=B, sources=(), now=NOW)}


def summary(text: str) -> DeskPaper:
    """Room A was asked about a summary."""
    points = tuple(text.split(" / "))
    return SummaryAskedInto(mark=A, number=1, seat=MO, role=Role.MEDIATOR, points=points, until=NOW)


def estimate(text: str) -> DeskPaper:
    """Where the mediator sees room on an item."""
    return ZoneSet(item=1, low=40, high=60, remark=text, caption="", seat=MO, role=Role.MEDIATOR)


def position(text: str) -> DeskPaper:
    """Where A is understood to stand."""
    return PositionSet(item=1, stage=0, mark=A, words=text, point=None, sources=(), seat=MO, role=Role.MEDIATOR)


def assessed(text: str) -> DeskPaper:
    """What the mediator makes of a round."""
    return RoundKept(
        number=1,
        track=None,
        title="Round",
        state=RoundState.CONFIRMED,
        starts=None,
        ends=None,
        city=City(name="Muscat", zone="Asia/Muscat"),
        venue=None,
        items=(),
        sessions=(),
        arrivals=(),
        resumes=None,
        reason=None,
        outcome=None,
        assessment=text,
        again=None,
        seat=MO,
        role=Role.MEDIATOR,
    )


def point(text: str) -> DeskPaper:
    """A point of the ledger."""
    return PointKept(number=1, words=text, entries=(), seat=MO, role=Role.MEDIATOR)


def accepted(text: str) -> DeskPaper:
    """Whose word an acceptance of A waits for."""
    return AcceptanceTold(mark=A, number=1, of=Label("A", 80), digest="", authority=text, label=Label("A", 81))


def consults(text: str) -> DeskPaper:
    """Until when A consults, by the clock of the case's city."""
    return ConsultationTold(mark=A, until=datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Muscat")))


def issue(text: str) -> DeskPaper:
    """An issue with its options."""
    title, *options = text.split(" / ")
    return IssueNamed(number=1, title=title, options=tuple(options))


PAPERS: Mapping[str, Callable[[str], DeskPaper]] = {
    "S1": summary,
    "Z1": estimate,
    "P1": position,
    "R1": assessed,
    "K1": point,
    "W1": accepted,
    "D1": consults,
    "I1": issue,
}
"""How each paper of a set is written."""


def opened(codename: str) -> CaseOpened:
    """The case's first line."""
    terms = Terms(
        codename=codename,
        regime=Regime.SEALED,
        fact_confidential=True,
        mediator="The mediator",
        city="Muscat",
        zone="Asia/Muscat",
    )
    rooms = tuple(PartyRoom(room=RoomId(mark), mark=Mark(mark), party=f"Party {mark}") for mark in "AB")
    return CaseOpened(terms=terms, rooms=rooms)


def told(label: Label, text: str, leave: Leave) -> Told:
    """An entry, as the desk was told it."""
    return Told(
        label=label, role=None, text=text, type=MessageType.INFORMATION, binding=False, leave=leave, marked=True
    )


def cases(name: str) -> Iterator[Case]:
    """The labelled set, case by case."""
    stems = Stems()
    case: Case | None = None
    for line in (DRAFTS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            if case is not None:
                yield case
            case = Case(line[3:], Confidences(stems))
        elif case is not None and line.startswith("> "):
            label, _, text = line[2:].partition(" | ")
            repeats, _, written = label.partition(" ")
            case.drafts.append(Draft(repeats, written, text.replace(r"\n", "\n")))
        elif case is not None and line.startswith("C "):
            case.add("C", line[2:])
        elif case is not None and line and not line.startswith("#"):
            label, _, text = line.partition(" | ")
            case.add(label, text)
    if case is not None:
        yield case


def judged(name: str, *, misses: bool) -> dict[str, object]:
    """How the guard does on one part of the set."""
    found: defaultdict[str, list[bool]] = defaultdict(list)
    alarms: list[bool] = []
    right = wrong = 0
    for case in cases(name):
        for draft in case.drafts:
            warned = case.found(draft)
            wanted = case.names.get(draft.repeats, "")
            if draft.repeats == "-":
                alarms.append(bool(warned))
            else:
                found[draft.written].append(wanted in warned)
            right += wanted in warned
            wrong += len(warned - {wanted})
            if misses and (bool(warned) if draft.repeats == "-" else wanted not in warned or len(warned) > 1):
                print(case.name, draft.repeats, draft.written, "|", draft.text, "|", sorted(warned), file=sys.stderr)
    aimed = [one for written, ones in found.items() if written != "paraphrase" for one in ones]
    return {
        "drafts": len(alarms) + sum(map(len, found.values())),
        "recall": share(aimed),
        "by_writing": {written: share(ones) for written, ones in sorted(found.items()) if written != "paraphrase"},
        "paraphrases": share(found["paraphrase"]),
        "precision": round(right / (right + wrong), 3),
        "false_alarms": share(alarms),
    }


def share(ones: list[bool]) -> str:
    """How many of how many, and the share."""
    return f"{sum(ones)}/{len(ones)} = {sum(ones) / max(1, len(ones)):.3f}"


def cost(entries: int, rounds: int) -> dict[str, object]:
    """Milliseconds of a check against so many entries held in confidence, in words as often as they come in speech."""
    chance = random.Random(7)  # noqa: S311 – chance here guards nothing
    vocabulary = sorted({word for name in SETS for case in cases(name) for word in written(case)})
    chance.shuffle(vocabulary)
    # As in speech: words that hold sentences together come most often, then those of every meeting.
    vocabulary.sort(key=lambda word: (fold(word) not in STOP, fold(word) not in PLAIN))
    syllables = [first + second for first in "bdfgklmnprstvz" for second in ("a", "en", "i", "or", "ul")]
    vocabulary += ["".join(chance.choices(syllables, k=chance.randrange(2, 5))) for _ in range(20_000)]
    often = list(itertools.accumulate(1 / (number + 3) for number in range(len(vocabulary))))
    known = Confidences(Stems())
    known.read(Line(DeskId("desk"), 1, NOW, opened("Sandgrouse")))

    def sentence() -> str:
        said = " ".join(chance.choices(vocabulary, cum_weights=often, k=chance.randrange(6, 20)))
        figure = chance.choice(
            (f" {chance.randrange(20, 999) / 10} percent", f" on {chance.randrange(1, 29)} March", "", "")
        )
        return f"{said}{figure}."

    texts = [" ".join(sentence() for _ in range(chance.choice((1, 1, 2, 3)))) for _ in range(entries)]
    begun = time.process_time()
    for number, text in enumerate(texts, start=1):
        known.read(Line(DeskId("desk"), number + 1, NOW, told(Label("A", number), text, LEAVES["c"])))
    reading = time.process_time() - begun
    answer: dict[str, object] = {"entries": entries, "first_reading_cpu_s": round(reading, 1)}
    paused = pauses()
    for kind, least, most, times in (("a_message", 1, 6, rounds), ("a_page", 25, 40, rounds // 5)):
        took: dict[str, list[float]] = {"cpu_ms": [], "cpu_ms_but_for_garbage": [], "ms": []}
        for _ in range(times):
            text = " ".join(sentence() for _ in range(chance.randrange(least, most)))
            paused.clear()
            begun, worked = time.perf_counter(), time.process_time()
            known.repeated_in(text, into=B, sources=(), now=NOW)
            worked = (time.process_time() - worked) * 1000
            took["cpu_ms"].append(worked)
            took["cpu_ms_but_for_garbage"].append(worked - sum(paused))
            took["ms"].append((time.perf_counter() - begun) * 1000)
        answer[kind] = {
            name: {
                "median": round(statistics.median(ones), 1),
                "p95": round(statistics.quantiles(ones, n=20)[-1], 1),
                "most": round(max(ones), 1),
            }
            for name, ones in took.items()
        }
    return answer


def pauses() -> list[float]:
    """Milliseconds of each collection of garbage from now on: it walks over all that the process holds."""
    found: list[float] = []
    begun = [0.0]

    def note(phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            begun[0] = time.process_time()
        else:
            found.append((time.process_time() - begun[0]) * 1000)

    gc.callbacks.append(note)
    return found


def written(case: Case) -> Iterator[str]:
    """Words of the set's drafts."""
    for draft in case.drafts:
        yield from (word.strip(".,:;?!") for word in draft.text.split())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    answer = {name: judged(name, misses=options.misses and name != "held_out") for name in SETS}
    print(json.dumps({**answer, "cost": cost(options.entries, options.rounds)}, indent=2))


if __name__ == "__main__":
    main()
