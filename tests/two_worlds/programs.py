"""What happens: programs that Hypothesis draws, each a row of steps for two worlds.

A step's `low` act is done in both worlds: what B does, what the mediator does towards B, the passing of time. Before
it, each world has `high` acts of its own: what room A does, what the mediator does towards A, and, where a third room
exists, what happens there. Nothing high may be observed by B.

Two acts need care to be the same act in both worlds. A carry into B is the same whatever entry of A it was made from
(`Way`); and confirming to B that its entry was conveyed begins with conveying it, as only what was carried can be
confirmed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from hypothesis import strategies as st

from entremise.domain.ids import DeskId, Label
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.rooms import Writing
from entremise.services import speaking
from entremise.services.speaking import Written
from tests.two_worlds.acts import Act, Ask, HangUp, Listen, SignIn, Together, Wait
from tests.two_worlds.surfaces import SURFACES
from tests.two_worlds.world import API, OLD, World

T = TypeVar("T")


@dataclass(frozen=True)
class Way:
    """From where in room A the words that are carried into B come: what B must not be able to tell."""

    author: str = "ana"
    fresh: bool = False
    """Written just now, rather than when the talks began."""
    text: str = "The convoys rest."
    before: int = 0
    """How many other entries were written just before."""

    def source(self, world: World, form: LeaveForm, words: str) -> list[Label]:
        """The source, written in room A if it is to be a fresh one."""
        if form is LeaveForm.IDEA and self.author == "nobody":
            return []
        if form is not LeaveForm.VERBATIM and not (self.fresh or self.author == "nobody"):
            return [OLD["idea" if form is LeaveForm.IDEA else self.author]]
        writer = world.talks.ada if self.author == "ada" else world.talks.ana
        for _ in range(self.before):
            writer.says("Other matters.")
        text = words if form is LeaveForm.VERBATIM else self.text
        writing = Writing(text=text, leave=Leave(form=form))
        written = speaking.write(world.parts, writer.seat, writing)
        if not isinstance(written, Written):
            return []
        world.reserved.add(written.label)
        return [written.label]


@dataclass(frozen=True)
class Bring:
    """The mediator carries words of A, or an idea, into B: the same act, whichever way the words came."""

    carry: Mapping[str, Any]
    page: bool
    ways: tuple[Way, Way]

    def do_in(self, world: World, number: int) -> None:
        form = {
            "substance": LeaveForm.SUBSTANCE,
            "verbatim": LeaveForm.VERBATIM,
            "idea": LeaveForm.IDEA,
            "hypothetical": LeaveForm.IDEA,
        }[self.carry["form"]]
        sources = self.ways[number].source(world, form, self.carry["text"])
        world.brings(self.carry, sources=sources, page=self.page)


@dataclass(frozen=True)
class Stop:
    """The mediator stops one of the messages carried towards B, or of those carried elsewhere."""

    index: int
    elsewhere: bool = False
    page: bool = False

    def do(self, world: World) -> None:
        carries = world.others if self.elsewhere else world.carries
        if carries:
            number = carries[self.index % len(carries)].number
            address = f"/at/{{mo}}/carries/{number}/stop" if self.page else f"{API}/carries/{number}/stop"
            world.asks("mo", "POST", address)


@dataclass(frozen=True)
class Convey:
    """The mediator carries an entry of B into room A and then confirms to B that it was conveyed."""

    number: int
    page: bool

    def do(self, world: World) -> None:
        told = world.parts.store.series(world.desk, "B", after=self.number - 1, limit=1)
        text = getattr(told[0].event, "text", "") if told else ""
        for form in ("substance", "idea"):
            carry = {"into": "A", "form": form, "text": text, "hold_seconds": 0, "why": "Agreed."}
            world.brings(carry, sources=[Label("B", self.number)])
        if self.page:
            world.asks("mo", "POST", f"/at/{{mo}}/entries/B-{self.number:02d}/conveyed")
        else:
            world.asks("mo", "POST", f"{API}/rooms/B/entries/{self.number}/conveyed")


@dataclass(frozen=True)
class Close:
    """The mediator closes the talks, or opens them again: the same act, however they came out for A.

    While a message is at a door nothing is closed, so that all of them are stopped first.
    """

    days: int | None
    outcomes: tuple[Mapping[str, Any], Mapping[str, Any]]
    page: bool
    again: bool

    def do_in(self, world: World, number: int) -> None:
        for held in world.parts.store.at_door(DeskId(world.desk)):
            world.asks("mo", "POST", f"{API}/carries/{held.carry.number}/stop")
        outcome = self.outcomes[number]
        if self.page:
            form = {**outcome, "settled": "yes" if outcome["settled"] else "no", "retention": str(self.days or "")}
            world.asks("mo", "POST", "/at/{mo}/ending/close", form=form)
        else:
            world.asks("mo", "POST", f"{API}/ending/close", json={**outcome, "retention_days": self.days})
        world.asks("bo", "GET", "/at/{bo}/ending")
        if self.again:
            world.asks("mo", "POST", "/at/{mo}/ending/reopen")


@dataclass(frozen=True)
class Give:
    """Somebody gives a file by the API, in one part, and writes an entry on which it hangs."""

    who: str
    name: str
    content: bytes
    leave: str

    def do(self, world: World) -> None:
        begun = world.asks(self.who, "POST", f"{API}/documents", json={"name": self.name, "size": len(self.content)})
        if begun.status != 201:
            return
        document = world.reads(begun)["id"]
        world.asks(self.who, "PUT", f"{API}/documents/{document}/0", raw=self.content)
        entry = {"text": "With a file.", "leave": {"form": self.leave}, "document": document}
        world.asks(self.who, "POST", f"{API}/entries", json=entry)


@dataclass(frozen=True)
class BringElsewhere:
    """The mediator carries something into another room than B, from an entry of B or as an idea."""

    carry: Mapping[str, Any]
    source: int | None

    def do(self, world: World) -> None:
        world.brings(self.carry, sources=[] if self.source is None else [Label("B", self.source)])


@dataclass(frozen=True)
class ChangeLeave:
    """A seat of A changes who may know an entry, unless it is one that something carried into B rests on."""

    who: str
    label: Label
    leave: Mapping[str, Any]
    page: bool

    def do(self, world: World) -> None:
        if self.label in world.reserved:
            return
        if self.page:
            form = {"leave": self.leave["form"], "condition": self.leave.get("condition") or ""}
            world.asks(self.who, "POST", f"/at/{{{self.who}}}/entries/{self.label}/leave", form=form)
        else:
            world.asks(self.who, "POST", f"{API}/entries/{self.label}/leave", json=self.leave)


@dataclass(frozen=True)
class Step:
    """High acts of each world, then the low act of both."""

    low: Act | Bring | Close
    high: tuple[tuple[Act, ...], tuple[Act, ...]]


Program = list[Step]


def perform(world: World, program: Program, number: int) -> None:
    """Do the program in this world, which is number 0 or 1, with B listening; then B's sweep through all there is."""
    for act in PRELUDE:
        act.do(world)
    for step in program:
        for act in step.high[number]:
            act.do(world)
        if isinstance(step.low, Bring | Close):
            step.low.do_in(world, number)
        else:
            step.low.do(world)
    for act in SWEEP:
        act.do(world)
    LAST.do_in(world, number)
    for act in FAREWELL:
        act.do(world)


# Words ------------------------------------------------------------------------------------------------------

CONDITION: Final = "they sign first"
"""Of the conditional entries that both rooms have from the beginning, and of most that are written."""
KEYS: Final = ("key-number-1", "key-number-2")
"""Keys that both rooms use, as programs written by the same hand would."""
LOW_WORDS: Final = (
    "Nine frigates may leave by Friday.",
    "We accept.",
    "« La réponse est non. »",
    "می‌پذیریم.",
    "<b>Two</b> & 'three'",
    "First line.\n\nSecond line.",
)
LOW_REFUSED: Final = ("", "  \n", "a\u202eb", "a" * 501, "x\x00y", "word " * 4_001)
HIGH_WORDS: Final = (
    "Salt convoys rest at the northern cape tonight.",
    "Amber.",
    "Ils dorment encore.",
    "بندر بسته است.",
    "Copper prices fell again before dawn, " * 8,
)
HIGH_REFUSED: Final = ("", "q" * 501, "\u2066")
MOMENTS: Final = ("", "", "", "2026-11-22T16:08", "2026-11-23T09:00", "2020-01-01T00:00", "soon")


def _rarely(usual: st.SearchStrategy[T], rare: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    return st.one_of(usual, usual, usual, rare)


def _writing(words: tuple[str, ...], refused: tuple[str, ...], series: str) -> st.SearchStrategy[dict[str, Any]]:
    """The form in which a delegation writes: mostly as the page sends it."""
    key = {"key": st.sampled_from(KEYS)}
    well = st.fixed_dictionaries(
        {
            "text": st.sampled_from(words),
            "leave": st.sampled_from([str(form) for form in LeaveForm]),
            "condition": st.just(CONDITION),
        },
        optional=key
        | {
            "becomes": st.sampled_from(["substance", "verbatim", "idea"]),
            "type": st.sampled_from(["information", "offer", "question"]),
            "binding": st.just("1"),
        },
    )
    wildly = st.fixed_dictionaries(
        {
            "text": st.sampled_from([*words, *refused]),
            "leave": st.sampled_from([*map(str, LeaveForm), "", "nonsense"]),
            "condition": st.sampled_from(["", "\x07"]),
        },
        optional=key
        | {
            "becomes": st.just("own"),
            "expires": st.sampled_from(MOMENTS),
            "type": st.just("rant"),
            "reply_to": st.sampled_from([f"{series}-01", f"{series}-02", "N-01", f"{series}-40", "zz"]),
            "save": st.just("draft"),
        },
    )
    return st.one_of(well, well, wildly)


def _leave() -> st.SearchStrategy[dict[str, Any]]:
    """A leave as the API takes it."""
    well = st.sampled_from(
        [
            *({"form": str(form)} for form in LeaveForm if form is not LeaveForm.CONDITIONAL),
            {"form": "conditional", "condition": CONDITION, "becomes": "idea"},
            {"form": "substance", "expires": "2027-01-01T00:00:00+04:00"},
        ]
    )
    wildly = st.fixed_dictionaries(
        {"form": st.sampled_from([*map(str, LeaveForm), "aloud"])},
        optional={
            "condition": st.sampled_from([None, CONDITION]),
            "becomes": st.sampled_from([None, "idea", "own"]),
            "expires": st.sampled_from(["2026-11-22T12:08:00Z", "2027-01-01T00:00:00"]),
        },
    )
    return _rarely(well, wildly)


def _entry(words: tuple[str, ...], refused: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """An entry as the API takes it."""
    kinds = {"leave": _leave(), "kind": st.sampled_from(["information", "offer", "warning"]), "binding": st.booleans()}
    well = st.fixed_dictionaries({"text": st.sampled_from(words)}, optional=kinds)
    wildly = st.fixed_dictionaries(
        {"text": st.sampled_from([*words, *refused])},
        optional=kinds | {"reply_to": st.sampled_from([1, 2, "N-1", 40]), "room": st.sampled_from(["A", "B", "C"])},
    )
    return st.one_of(well, well, wildly)


_KEYED: Final[st.SearchStrategy[dict[str, str]]] = st.one_of(
    st.just({}), st.just({}), st.sampled_from(KEYS).map(lambda key: {"idempotency-key": key})
)
_MALFORMED: Final = st.sampled_from(
    [b"", b"{", b'{"text": "\\ud800"}', b"\xff\xfe", b"[" * 5000, b'{"text": 1}', b'{"text": "a", "x": 1}', b"null"]
)

# What B does, the mediator towards B, and time ---------------------------------------------------------------

_B: Final = st.sampled_from(["bo", "bea"])
_OTHERS: Final = ("ana", "ada", "mo", "zed", "cy")
_LABELS: Final = (
    *(f"B-{number:02d}" for number in range(1, 9)),
    *("N-01", "N-02", "A-01", "A-03", "A-05", "A-12", "C-01", "carry-01", "1", "2", "x", "B-00", "999999"),
)
_READ: Final = (
    "/at/{b}/",
    "/at/{b}/",
    "/at/{b}/?before=B-03",
    "/at/{b}/?before=A-02",
    "/at/{b}/?reply=B-01",
    "/at/{b}/announce",
    "/at/{b}/rooms/A/",
    "/at/{b}/rooms/B/",
    "/at/{b}/nothing",
    "/at/{ana}/",
    "/at/{mo}/",
    "/at/{cy}/",
    "/at/{b}/entries/{l}/leave",
    "/",
    "/static/app.css",
    "/nowhere",
    f"{API}/place",
    f"{API}/entries",
    f"{API}/entries?limit=1",
    f"{API}/entries?after=1&limit=2",
    f"{API}/entries?after={{l}}",
    f"{API}/entries?room=A",
    f"{API}/entries?limit=201",
    f"{API}/carries/1",
    f"{API}/carries/2",
    "/at/{b}/delegation",
    "/at/{b}/people",
    "/at/{b}/own",
    "/at/{b}/keys",
    "/at/{b}/return",
    "/at/{b}/search",
    "/at/{b}/destroy",
    "/at/{b}/inner/x/",
    "/at/{b}/entries/{l}/document",
    "/at/{b}/entries/{l}/document/look",
    "/at/{b}/copies/x",
    f"{API}/seats",
    f"{API}/entries/1/document",
    f"{API}/documents/x",
    "/at/{b}/access",
    "/at/{b}/access?before=3",
    "/at/{b}/access?inner=x",
    "/at/{b}/ending",
    "/at/{b}/report",
    f"{API}/access",
    f"{API}/access?limit=1",
    f"{API}/ending",
    f"{API}/report",
    f"{API}/openapi.json",
    f"{API}/nothing",
)
_POST: Final = (
    f"{API}/entries/{{l}}/leave",
    f"{API}/entries/{{l}}/opened",
    f"{API}/entries/{{l}}/opened",
    f"{API}/carries",
    f"{API}/carries/1/stop",
    f"{API}/announcements",
    f"{API}/rooms/A/entries/1/conveyed",
    f"{API}/rooms/B/entries/1/met",
    f"{API}/place",
    "/at/{b}/entries/{l}/opened",
    "/at/{b}/entries/{l}/opened",
    "/at/{b}/entries/{l}/met",
    "/at/{b}/entries/{l}/conveyed",
    "/at/{b}/carries/1/stop",
    "/at/{b}/corridor",
    "/at/{b}/quote",
    "/at/{ana}/write",
    "/at/{b}/subject",
    "/at/{b}/ending/close",
    f"{API}/ending/close",
    f"{API}/ending/reopen",
    "/language",
)


@st.composite
def _b_reads(draw: st.DrawFn) -> Act:
    who = draw(_B)
    address = draw(st.sampled_from(_READ)).replace("{b}", f"{{{who}}}")
    address = address.replace("{l}", draw(st.sampled_from(_LABELS)))
    method = draw(_rarely(st.just("GET"), st.sampled_from(["HEAD", "DELETE", "POST"])))
    return Ask(draw(_rarely(st.just(who), st.just("stranger"))), method, address)


@st.composite
def _b_acts(draw: st.DrawFn) -> Act:
    who = draw(_B)
    address = draw(st.sampled_from(_POST)).replace("{b}", f"{{{who}}}")
    address = address.replace("{l}", draw(st.sampled_from(_LABELS)))
    json = draw(st.sampled_from([None, {"form": "confidence"}, {"form": "substance"}]))
    form = draw(st.sampled_from([{}, {"language": "fr"}, {"key": KEYS[0]}, {"source": "A-01", "to": "B"}]))
    return Ask(who, "POST", address, form=form, json=json, headers=draw(_KEYED))


@st.composite
def _writes(draw: st.DrawFn, who: str, words: tuple[str, ...], refused: tuple[str, ...], series: str) -> Act:
    """Somebody writes in their room, by the page or by the API, well or badly; or leaves a draft there."""
    way = draw(st.sampled_from(["page", "page", "draft", "api", "api", "malformed"]))
    if way in {"page", "draft"}:
        saved = {"save": "draft"} if way == "draft" else {}
        return Ask(who, "POST", f"/at/{{{who}}}/write", form=draw(_writing(words, refused, series)) | saved)
    if way == "api":
        return Ask(who, "POST", f"{API}/entries", json=draw(_entry(words, refused)), headers=draw(_KEYED))
    return Ask(who, "POST", f"{API}/entries", raw=draw(_MALFORMED), headers=draw(_KEYED))


_WAYS: Final = st.builds(
    Way,
    author=st.sampled_from(["ana", "ada", "nobody"]),
    fresh=st.booleans(),
    text=st.sampled_from(HIGH_WORDS),
    before=st.sampled_from([0, 0, 1, 2]),
)
_BRINGS: Final = st.builds(
    Bring,
    carry=st.fixed_dictionaries(
        {
            "into": st.just("B"),
            "form": st.sampled_from(["substance", "verbatim", "idea", "hypothetical"]),
            "text": st.sampled_from(LOW_WORDS),
            "type": st.sampled_from(["information", "offer", "question"]),
            "hold_seconds": st.sampled_from([0, 30]),
        }
    ),
    page=st.booleans(),
    ways=st.tuples(_WAYS, _WAYS),
)


_OUTCOMES: Final = st.fixed_dictionaries(
    {
        "outcome": st.sampled_from(["held", "terminated"]),
        "settled": st.booleans(),
        "attended": st.sampled_from([[], ["A"], ["A", "B"]]),
    }
)


@st.composite
def _searches(draw: st.DrawFn, who: str, words: tuple[str, ...]) -> Act:
    """Somebody searches in their place, by the page or by the API."""
    text = draw(st.sampled_from([*words, "convoy", "harb", '"the end"', "", "9"]))
    if draw(st.booleans()):
        return Ask(who, "POST", f"/at/{{{who}}}/search", form={"text": text})
    return Ask(who, "POST", f"{API}/search", json={"text": text})


@st.composite
def _manages(draw: st.DrawFn, who: str) -> Act:
    """A head of delegation gives a seat, opens a room within, draws a new key, takes a copy of the record."""
    acts = [
        Ask(who, "POST", f"/at/{{{who}}}/seats", form={"role": "adviser", "name": "Kestrel", "days": "7"}),
        Ask(who, "POST", f"/at/{{{who}}}/inner", form={"title": "Principals", "member": []}),
        Ask(who, "POST", f"/at/{{{who}}}/keys/rotate"),
        Ask(who, "POST", f"/at/{{{who}}}/record/export"),
        Ask(who, "POST", f"/at/{{{who}}}/return", form={"passphrase": "two gulls over grey water"}),
        Ask(who, "POST", f"/at/{{{who}}}/own/sessions"),
        Ask(who, "GET", f"/at/{{{who}}}/delegation"),
    ]
    return draw(st.sampled_from(acts))


def _gives(who: str, words: tuple[str, ...]) -> st.SearchStrategy[Act]:
    return st.builds(
        Give,
        who=st.just(who),
        name=st.sampled_from(["plan.txt", "a.pdf"]),
        content=st.sampled_from(words).map(str.encode),
        leave=st.sampled_from(["own", "confidence", "verbatim"]),
    )


_CLOSES: Final = st.builds(
    Close,
    days=st.sampled_from([None, 1, 30]),
    outcomes=st.tuples(_OUTCOMES, _OUTCOMES),
    page=st.booleans(),
    again=st.just(value=True),
)


@st.composite
def _mediates(draw: st.DrawFn, mark: str, words: tuple[str, ...]) -> Act:
    """The mediator speaks in a room, announces there, or marks a condition of it as met.

    A key belongs to a seat, so the mediator takes other keys for other rooms: a low act that is refused because a high
    one used its key would be another act.
    """
    text, number = draw(st.sampled_from(words)), draw(st.sampled_from([1, 1, 2, 4]))
    acts = [
        Ask("mo", "POST", f"{API}/entries", json={"text": text, "room": mark}),
        Ask(
            "mo",
            "POST",
            f"/at/{{mo}}/rooms/{mark}/speak",
            form={"text": text, "key": f"{draw(st.sampled_from(KEYS))}-{mark}"},
        ),
        Ask("mo", "POST", f"{API}/announcements", json={"text": text} | ({} if mark == "B" else {"into": [mark]})),
        Ask("mo", "POST", "/at/{mo}/announce", form={"text": text, "into": [mark]}),
        Ask("mo", "POST", f"{API}/rooms/{mark}/entries/{number}/met", json={"condition": CONDITION}),
        Ask("mo", "POST", f"/at/{{mo}}/entries/{mark}-{number:02d}/met"),
    ]
    return draw(st.sampled_from(acts))


@st.composite
def _changes(draw: st.DrawFn) -> Act:
    """A seat of B changes who may know an entry."""
    who, leave = draw(_B), draw(_leave())
    label = draw(st.sampled_from(["B-02", "B-02", "B-01", "N-01", "B-04", "A-02"]))
    if draw(st.booleans()):
        return Ask(who, "POST", f"{API}/entries/{label}/leave", json=leave, headers=draw(_KEYED))
    form = {"leave": leave["form"], "condition": leave.get("condition") or ""}
    return Ask(who, "POST", f"/at/{{{who}}}/entries/{label}/leave", form=form)


@st.composite
def _listens(draw: st.DrawFn, who: tuple[str, ...]) -> Act:
    if draw(st.integers(0, 4)) == 0:
        return HangUp(draw(st.sampled_from(who)))
    places = st.sampled_from([None, None, "0", "2", "5", "99999", "x"])
    return Listen(draw(st.sampled_from(who)), draw(st.booleans()), after=draw(places), resume=draw(places))


_SIGN_INS: Final[st.SearchStrategy[Act]] = st.builds(
    SignIn, who=st.sampled_from(["bo", "bea"]), wrong=st.integers(0, 6)
)
_HIGH_SIGN_INS: Final[st.SearchStrategy[Act]] = st.builds(
    SignIn, who=st.sampled_from(["ana", "ada", "mo"]), wrong=st.integers(0, 6)
)
_CONVEYS: Final[st.SearchStrategy[Any]] = st.builds(Convey, number=st.sampled_from([2, 2, 1, 4]), page=st.booleans())
LOW: Final[tuple[st.SearchStrategy[Any], ...]] = (
    st.sampled_from([Wait(1), Wait(7), Wait(31), Wait(601)]),
    _b_reads(),
    _b_acts(),
    _writes("bo", LOW_WORDS, LOW_REFUSED, "B"),
    _writes("bea", LOW_WORDS, LOW_REFUSED, "B"),
    _changes(),
    _BRINGS,
    _mediates("B", LOW_WORDS),
    _rarely(st.builds(Stop, index=st.integers(0, 3), page=st.booleans()), _CLOSES),
    _CONVEYS,
    _SIGN_INS,
    _listens(("bo", "bea")),
    _searches("bo", LOW_WORDS),
    _manages("bo"),
    _gives("bo", LOW_WORDS),
    *(act for surface in SURFACES for act in surface.low),
)

# What room A does, and the mediator towards it ----------------------------------------------------------------

_HIGH_READ: Final = (
    "/at/{ana}/",
    "/at/{ana}/access",
    "/at/{ana}/record",
    f"{API}/access",
    f"{API}/record/export",
    f"{API}/subject",
    "/at/{ana}/entries/A-01/leave",
    "/at/{ana}/nothing",
    "/at/{bo}/",
    f"{API}/place",
    f"{API}/entries?limit=1",
    f"{API}/entries?limit=abc",
    f"{API}/carries/1",
)


@st.composite
def _high_asks(draw: st.DrawFn) -> Act:
    who = draw(st.sampled_from(["ana", "ada", "zed", "cy"]))
    if draw(st.booleans()):
        return Ask(who, "GET", draw(st.sampled_from(_HIGH_READ)))
    number = draw(st.integers(1, 9))
    address = draw(
        st.sampled_from(
            [f"{API}/entries/{number}/opened", f"/at/{{{who}}}/entries/A-{number:02d}/opened", f"{API}/carries"]
        )
    )
    return Ask(who, "POST", address, headers=draw(_KEYED))


_ELSEWHERE: Final[st.SearchStrategy[Act]] = st.builds(
    BringElsewhere,
    carry=st.fixed_dictionaries(
        {
            "into": st.sampled_from(["A", "A", "C"]),
            "form": st.sampled_from(["substance", "idea", "idea"]),
            "text": st.sampled_from(HIGH_WORDS),
            "hold_seconds": st.sampled_from([0, 30]),
        }
    ),
    source=st.sampled_from([None, None, 1, 2]),
)
HIGH: Final[tuple[st.SearchStrategy[Act], ...]] = (
    _writes("ana", HIGH_WORDS, HIGH_REFUSED, "A"),
    _writes("ada", HIGH_WORDS, HIGH_REFUSED, "A"),
    _writes("zed", HIGH_WORDS, HIGH_REFUSED, "A"),
    _writes("cy", HIGH_WORDS, HIGH_REFUSED, "C"),
    _high_asks(),
    st.builds(Ask, st.sampled_from(["ana", "zed"]), st.just("GET"), st.sampled_from(["/", "/static/app.css"])),
    st.builds(
        ChangeLeave,
        who=st.sampled_from(["ana", "ada"]),
        label=st.builds(Label, st.sampled_from(["A", "A", "N"]), st.integers(1, 9)),
        leave=_leave(),
        page=st.booleans(),
    ),
    _mediates("A", HIGH_WORDS),
    _ELSEWHERE,
    st.builds(Stop, index=st.integers(0, 3), elsewhere=st.just(value=True)),
    _HIGH_SIGN_INS,
    _listens(("ana", "ada", "mo")),
    _searches("ana", HIGH_WORDS),
    _searches("mo", HIGH_WORDS),
    _manages("ana"),
    _gives("ana", HIGH_WORDS),
    *(act for surface in SURFACES for act in surface.high),
)


_TALKS: Final[tuple[Any, ...]] = (
    Ask("mo", "POST", f"{API}/entries", json={"text": "We listen.", "room": "B"}),
    Ask("mo", "POST", f"{API}/announcements", json={"text": "Tomorrow at nine.", "into": ["B"]}),
    Ask("mo", "POST", f"{API}/rooms/B/entries/1/met", json={"condition": CONDITION}),
    Ask("bo", "POST", "/at/{bo}/seats/{bo}/describe", form={"shown": "role", "onward": "member"}),
    Ask("bea", "POST", f"{API}/entries/3/opened"),
    Convey(2, page=False),
    Ask("bo", "POST", f"{API}/entries/B-02/leave", json={"form": "confidence"}),
    Close(
        days=None,
        outcomes=({"outcome": "held", "settled": True}, {"outcome": "terminated", "settled": False}),
        page=False,
        again=True,
    ),
)
"""The talks themselves, from end to end in room B."""
_ELSEWHERE_HELD: Final = {"into": "A", "form": "idea", "text": "A buoy could be laid.", "hold_seconds": 30}
_TALKS_ELSEWHERE: Final[tuple[Act, ...]] = (
    Ask("mo", "POST", f"{API}/entries", json={"text": "Amber, we hear.", "room": "A"}),
    Ask("mo", "POST", f"{API}/announcements", json={"text": "Amber at ten.", "into": ["A"]}),
    Ask("ana", "POST", f"{API}/entries", json={"text": "Amber is paid."}, headers={"idempotency-key": KEYS[0]}),
    Ask("ana", "POST", "/at/{ana}/write", form={"text": "Amber, perhaps.", "leave": "own", "save": "draft"}),
    BringElsewhere({**_ELSEWHERE_HELD, "hold_seconds": 0}, None),
    BringElsewhere(_ELSEWHERE_HELD, None),
    Stop(-1, elsewhere=True),
    Ask("mo", "POST", "/at/{mo}/rooms/B/introduce", form={"member": ["1"], "into": "A"}),
    Ask("ana", "GET", "/"),
    Ask("ana", "GET", "/static/app.css"),
)
"""The same in room A and at the desk."""
STORIES: Final[tuple[tuple[Any, ...], ...]] = (_TALKS, *(surface.story for surface in SURFACES if surface.story))
"""Every subject from end to end in room B: low acts."""
ELSEWHERE: Final[tuple[Act, ...]] = (
    Together(_TALKS_ELSEWHERE),
    *(Together(surface.elsewhere) for surface in SURFACES if surface.elsewhere),
)
"""Every subject from end to end in room A and at the desk: high acts."""


@dataclass(frozen=True)
class _Kinds:
    """Low acts and high acts to choose among, and the story that is told first."""

    low: Sequence[st.SearchStrategy[Any]]
    high: Sequence[st.SearchStrategy[Any]]
    story: tuple[Any, ...] = ()


_CARRYING: Final = _Kinds((st.sampled_from([Wait(7), Wait(31)]), _BRINGS, _BRINGS), (_ELSEWHERE,))
"""The doors are busy."""
_TALKING: Final = _Kinds(
    (_changes(), _mediates("B", LOW_WORDS), _writes("bo", LOW_WORDS, (), "B"), _CONVEYS, _BRINGS),
    (_mediates("A", HIGH_WORDS), st.just(ELSEWHERE[0])),
    _TALKS,
)
"""Leaves, conditions and receipts."""
_THEMES: Final[tuple[_Kinds, ...]] = (
    _CARRYING,
    # People come in, and try codes.
    _Kinds((_SIGN_INS, _listens(("bo", "bea"))), (_HIGH_SIGN_INS, _listens(("ana", "ada", "mo")))),
    # Words are written, and drafts left.
    _Kinds(
        (_writes("bo", LOW_WORDS, LOW_REFUSED, "B"), _writes("bea", LOW_WORDS, LOW_REFUSED, "B")),
        (_writes("ana", HIGH_WORDS, HIGH_REFUSED, "A"), _writes("ada", HIGH_WORDS, HIGH_REFUSED, "A")),
    ),
    _TALKING,
)
"""Low and high acts that have to do with each other."""
_SUBJECTS: Final[tuple[_Kinds, ...]] = tuple(
    _Kinds(surface.low, (*surface.high, st.just(Together(surface.elsewhere))), surface.story) for surface in SURFACES
)
"""Those of each subject."""


@st.composite
def _programs(draw: st.DrawFn, kinds: st.SearchStrategy[_Kinds], *, silent: bool) -> Program:
    chosen = draw(kinds)
    some = st.lists(st.one_of(chosen.high), min_size=1, max_size=6).map(tuple)
    acts = st.one_of(some, some, st.just(()))
    steps = st.builds(Step, low=st.one_of(chosen.low), high=st.tuples(acts, st.just(()) if silent else acts))
    told = [Step(low=low, high=((), ())) for low in chosen.story]
    elsewhere = st.lists(st.sampled_from(ELSEWHERE), max_size=2).map(tuple)
    told.append(Step(low=Wait(1), high=(draw(elsewhere), () if silent else draw(elsewhere))))
    # Long enough that the sweep at the end is not most of the work.
    return told + draw(st.lists(steps, min_size=3, max_size=10))


def _some(kinds: tuple[st.SearchStrategy[T], ...]) -> st.SearchStrategy[list[st.SearchStrategy[T]]]:
    numbers = st.lists(st.integers(0, len(kinds) - 1), min_size=3, max_size=7, unique=True)
    return numbers.map(lambda chosen: [kinds[number] for number in chosen])


_KINDS: Final[st.SearchStrategy[_Kinds]] = st.one_of(
    st.builds(_Kinds, st.just(LOW), st.just((*HIGH, st.sampled_from(ELSEWHERE))), st.sampled_from(STORIES)),
    st.builds(_Kinds, _some(LOW), _some(HIGH), st.sampled_from(STORIES)),
    st.sampled_from(_THEMES),
    st.sampled_from(_SUBJECTS),
    st.sampled_from(_SUBJECTS),
)
"""All kinds, a few kinds only, a theme or a subject: what needs two acts together is met sooner so.

Source: A. Groce et al., Swarm Testing, ISSTA 2012.
"""
PROGRAMS: Final[st.SearchStrategy[Program]] = _programs(_KINDS, silent=False)
SILENT: Final[st.SearchStrategy[Program]] = _programs(_KINDS, silent=True)
"""Programs in which room A is silent in the second world."""
AT_THE_DOORS: Final[st.SearchStrategy[Program]] = _programs(st.just(_CARRYING), silent=False)
"""Programs of carrying alone."""
SOUGHT: Final[st.SearchStrategy[Program]] = st.one_of(PROGRAMS, SILENT, SILENT, SILENT, AT_THE_DOORS)
"""Programs of all these families, in which planted leaks are sought: where a room is silent most of them are seen."""
EVERYTHING: Final[Program] = [
    *(Step(low=low, high=((), ())) for story in STORIES for low in story),
    Step(low=Wait(1), high=(ELSEWHERE, ())),
]
"""Every subject from end to end in room B, and in the first world in room A and at the desk, too."""

# The sweep ----------------------------------------------------------------------------------------------------

_SWEPT: Final = (
    "/",
    "/at/{bo}/delegation",
    "/at/{bo}/own",
    "/at/{bo}/keys",
    "/at/{bo}/return",
    "/at/{bo}/search",
    "/at/{ana}/return",
    f"{API}/seats",
    f"{API}/entries/1/document",
    "/static/app.css",
    "/at/{bo}/",
    "/at/{bo}/entries/B-01/leave",
    "/at/{bo}/entries/A-04/leave",
    "/at/{ana}/",
    "/at/{bo}/access",
    "/at/{bo}/ending",
    "/at/{bo}/record",
    "/at/{bo}/record/checkpoint",
    "/at/{bo}/record/consistency?from=1",
    f"{API}/record/checkpoint?of=access/",
    f"{API}/record/consistency?from=2",
    f"{API}/record/inclusion?entry=1",
    f"{API}/record/export",
    f"{API}/access",
    f"{API}/ending",
    f"{API}/place",
    f"{API}/entries",
    f"{API}/entries?limit=1",
    f"{API}/entries?after=2&limit=2",
    f"{API}/entries?after=A-2",
    f"{API}/carries/1",
    f"{API}/openapi.json",
    *(address for surface in SURFACES for address in surface.swept),
)
PRELUDE: Final[tuple[Act, ...]] = (Listen("bo", api=False), Listen("bea", api=True))
"""What B does at the beginning: both seats have their streams open."""
SWEEP: Final[tuple[Act, ...]] = (
    Listen("bo", api=False, after="0"),
    *(
        Ask("bo", "POST", f"{API}/entries", json={"text": "Last.", "leave": None}, headers={"idempotency-key": key})
        for key in KEYS
    ),
    Ask("bea", "POST", "/at/{bea}/write", form={"text": "A note.", "leave": "own"}),
    Ask("bea", "POST", "/at/{bea}/write", form={"text": "A note.", "leave": "own", "key": KEYS[0]}),
    *(Ask("bea", "POST", f"{API}/entries/{number}/opened") for number in range(1, 6)),
    *(
        Ask("bo", "POST", address)
        for address in (
            f"{API}/carries",
            f"{API}/carries/1/stop",
            f"{API}/announcements",
            f"{API}/entries/1/leave",
            f"{API}/rooms/A/entries/1/conveyed",
            f"{API}/rooms/A/entries/1/met",
            "/at/{bo}/carries/1/stop",
        )
    ),
    Ask("bo", "POST", "/at/{bo}/search", form={"text": "convoy"}),
    Ask("bo", "POST", f"{API}/search", json={"text": "harbour"}),
    Give("bo", "last.txt", b"The last of it.", "own"),
    *(
        Ask("bo", "POST", "/at/{bo}/entries/B-02/leave", form={"leave": leave, "change": "1"})
        for leave in ("confidence", "substance")
    ),
    SignIn("bea", wrong=1),
    *(
        Ask(
            "mo", "POST", f"{API}/carries", json={"into": "B", "form": "idea", "text": "The end.", "hold_seconds": hold}
        )
        for hold in (0, 10)
    ),
    Ask("bea", "POST", "/at/{bea}/own/notices", form={"address": "bea@belmark.example", "zone": "Asia/Muscat"}),
    Wait(31),
    *(Ask("bo", "GET", address) for address in _SWEPT),
    Ask("bo", "POST", "/at/{bo}/record/export"),
    Ask("stranger", "GET", "/at/{bo}/"),
    Ask("stranger", "GET", f"{API}/entries"),
)
"""What B does at the end of every program: reads every page and operation, writes, signs in, listens, gets a mail."""
LAST: Final = Close(
    days=30,
    outcomes=(
        {"outcome": "held", "settled": True, "attended": ["A", "B"]},
        {"outcome": "terminated", "settled": False, "attended": []},
    ),
    page=False,
    again=False,
)
"""Then the talks are closed."""
FAREWELL: Final[tuple[Act, ...]] = (
    Ask("bo", "GET", "/at/{bo}/"),
    Ask("bo", "GET", "/at/{bo}/ending"),
    Ask("bo", "GET", f"{API}/ending"),
    Ask("bo", "POST", f"{API}/entries", json={"text": "After all."}),
    Ask("bo", "POST", "/at/{bo}/subject"),
    Ask("bo", "GET", f"{API}/access?limit=200"),
    Ask("bo", "POST", "/at/{bo}/sign-out"),
    HangUp("bo"),
    HangUp("bea"),
)
"""What B does when they are closed: reads, takes along what the house holds about it, and signs out."""
