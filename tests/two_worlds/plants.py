"""Planted leaks: parts that tell room B something of other places. Each has happened to somebody.

A plant is a part put in place of ours where a world is wired; the product knows nothing of them. The runner must find
every one, or it cannot be trusted to find the next.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final, Protocol

import msgspec

from entremise.domain.events import Brought, Carried, Event, Said
from entremise.domain.events.agenda import ItemKept, StanceNoted, ViewTold
from entremise.domain.events.analysis import ValuesAsked
from entremise.domain.events.asking import CarryAskedInto, LeaveAskedInto, SummaryAskedInto, WordingAskedInto
from entremise.domain.events.dates import DatesAskedInto
from entremise.domain.events.hotline import DeskRangInto, RoomRangTold
from entremise.domain.events.rounds import RoundKept, RoundToldInto
from entremise.domain.events.tracks import TrackToldInto
from entremise.domain.ids import DeskId, Label, PlaceId, access_log
from entremise.domain.log import Append, Line
from entremise.domain.rooms import Seat
from entremise.server.edge import Application, Scope
from entremise.server.headers import Message, Send
from entremise.server.stream import Receive
from entremise.services.hub import Hub, Notifier
from entremise.services.ports import Answer, Draft, Held, Mail
from entremise.storage.memory import MemoryStore
from entremise.wiring import House
from tests.cast import FakeIds
from tests.two_worlds.world import Postman, Wiring

# Parts that leak ----------------------------------------------------------------------------------------------


@dataclass
class CountedIds(FakeIds):
    """Ids drawn from one row for all places (GlobaLeaks #1158: “New Submission 473”)."""

    def _draw(self, kind: str, place: str) -> str:
        return f"{super()._draw(kind, 'everywhere'):0>32}"


class LeakyStore(MemoryStore):
    """A store that knows how much stands in all logs together."""

    @property
    def total(self) -> int:
        """Lines in all logs."""
        return sum(len(lines) for lines in self._kept.logs.values())

    def source_of(self, label: Label | None) -> Line | None:
        """Where an entry that was carried stood first."""
        for lines in self._kept.logs.values():
            for line in lines:
                if isinstance(line.event, Said) and line.event.label == label:
                    return line
        return None


class GlobalNumbers(LeakyStore):
    """Labels count what other rooms were told."""

    def lasts(self, place: PlaceId, *series: str) -> tuple[int, ...]:
        lasts = super().lasts(place, *series)
        return tuple(max(last, self.total) if name == "B" else last for name, last in zip(series, lasts, strict=True))


class GlobalHead(LeakyStore):
    """The number of a place's last line counts all lines: on the page, in its record, and where a stream resumes."""

    def head(self, place: PlaceId) -> int:
        return self.total

    def nodes(self, place: PlaceId, level: int, first: int, count: int) -> list[bytes]:
        kept = super().nodes(place, level, first, count)
        return [*kept, *[bytes(32)] * (count - len(kept))]


class BroughtLater(LeakyStore):
    """What is brought bears the time at which its source was written."""

    def append(self, appends: Iterable[Append], *, at: datetime) -> None:
        appends = list(appends)
        source = self.source_of(_source(appends))
        for append in appends:
            brought = isinstance(append.event, Brought)
            super().append([append], at=source.at if brought and source is not None else at)


class BroughtBy(LeakyStore):
    """What is brought names the role of whoever wrote its source."""

    def append(self, appends: Iterable[Append], *, at: datetime) -> None:
        appends = list(appends)
        source = self.source_of(_source(appends))
        role = source.event.role if source is not None and isinstance(source.event, Said) else "?"
        super().append(_with_words(appends, f" ({role})"), at=at)


class BroughtFrom(LeakyStore):
    """What is brought names its source."""

    def append(self, appends: Iterable[Append], *, at: datetime) -> None:
        appends = list(appends)
        super().append(_with_words(appends, f" ({_source(appends)})"), at=at)


class SharedAnswers(LeakyStore):
    """An idempotency key answers whoever uses it."""

    def answer(self, seat: Seat, key: str) -> Answer | None:
        return next((kept for (_, known), kept in self._kept.answers.items() if known == key), None)


class SharedDrafts(LeakyStore):
    """Drafts are kept under their destination alone."""

    def draft(self, seat: Seat, destination: str) -> Draft | None:
        return next((kept for (_, known), kept in self._kept.drafts.items() if known == destination), None)


class TiesByPosition(LeakyStore):
    """Entries of one moment stand by ids that are drawn from one row for all logs."""

    def __init__(self, notifier: Notifier) -> None:
        super().__init__(notifier)
        self.positions: dict[tuple[PlaceId, int], str] = {}

    def append(self, appends: Iterable[Append], *, at: datetime) -> None:
        for append in appends:
            super().append([append], at=at)
            drawn = sha256(b"%d" % self.total).hexdigest()
            self.positions[append.place, self.head(append.place)] = drawn

    def about(self, place: PlaceId, labels: Collection[Label]) -> list[Line]:
        return self._tied(super().about(place, labels))

    def page(self, place: PlaceId, **bounds: Any) -> list[Line]:
        return self._tied(super().page(place, **bounds))

    def _tied(self, lines: list[Line]) -> list[Line]:
        return sorted(lines, key=lambda line: (line.at, self.positions[line.place, line.number]))


class BusyHold(LeakyStore):
    """A message waits longer when there is much to do."""

    def hold(self, held: Held) -> None:
        super().hold(replace(held, due=held.due + timedelta(seconds=self.total // 8)))


class OneAtATime(LeakyStore):
    """One message enters at a time: another's stands in its way."""

    def due(self, now: datetime, *, limit: int) -> list[Held]:
        return super().due(now, limit=1)


class OneMailAMinute(LeakyStore):
    """One mail leaves in a minute: another's goes first."""

    def __init__(self, notifier: Notifier) -> None:
        super().__init__(notifier)
        self.again: datetime | None = None

    def mails_due(self, now: datetime, *, limit: int) -> list[Mail]:
        if self.again is not None and now < self.again:
            return []
        due = super().mails_due(now, limit=min(limit, 1))
        if due:
            self.again = now + timedelta(minutes=1)
        return due


class FullDisk(LeakyStore):
    """All rooms share what may be kept."""

    def unhold(self, desk: DeskId, carry: Label) -> bool:
        return self.total < 80 and super().unhold(desk, carry)


class LoudHub(Hub):
    """News of any place wakes every place."""

    def news(self, heads: Mapping[PlaceId, int]) -> None:
        highest = max(heads.values(), default=0)
        super().news(dict.fromkeys([*self._listeners, *heads], highest))


class CountingHub(Hub):
    """The stream's ids count all news."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def news(self, heads: Mapping[PlaceId, int]) -> None:
        self.count += len(heads)
        super().news(dict.fromkeys(heads, 1000 + self.count))


class RestlessHub(Hub):
    """News of any place puts off every stream's sign of life."""

    def news(self, heads: Mapping[PlaceId, int]) -> None:
        super().news(heads)
        for listener in self._all():
            listener.beat_at += 0.5


# A post that leaks --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CountingPostman(Postman):
    """Every mail bears how many were sent before it."""

    sent: Counter[str] = field(default_factory=Counter)

    def send(self, message: bytes, *, sender: str, to: str) -> None:
        self.sent["mails"] += 1
        super().send(b"X-Queue: %d\r\n" % self.sent["mails"] + message, sender=sender, to=to)


# Servers that leak --------------------------------------------------------------------------------------------


@dataclass
class Request:
    """What a leaking server looks at."""

    house: House
    scope: Scope
    count: int
    memory: Counter[str]

    @property
    def path(self) -> str:
        """The address."""
        return str(self.scope["path"])

    @property
    def total(self) -> int:
        """Lines in all logs."""
        store = self.house.parts.store
        return sum(store.head(row.place) for row in store.places())

    def header(self, name: bytes) -> bytes:
        """A header of the request."""
        given: dict[bytes, bytes] = dict(self.scope["headers"])
        return given.get(name, b"")

    def desk(self) -> DeskId:
        """The desk of the case."""
        rows = self.house.parts.store.places()
        return next(DeskId(row.place) for row in rows if row.mark is None and self._is_ours(row.place))

    def at_desk(self, *kinds: type[Event]) -> int:
        """How many lines of these kinds stand at the desk."""
        lines = self.house.parts.store.lines(self.desk(), after=0, limit=10_000)
        return sum(isinstance(line.event, kinds) for line in lines)

    def _is_ours(self, place: PlaceId) -> bool:
        line = self.house.parts.store.opening(place)
        return line is not None and getattr(line.event, "terms").codename == "Copper Lantern"  # noqa: B009


class Change(Protocol):
    """What a leaking server does to an answer's start and body."""

    def __call__(self, request: Request, start: Message, body: bytes) -> bytes: ...


def around(change: Change) -> Callable[[Application, House], Application]:
    """An application whose answers are changed."""

    def wrapped(application: Application, house: House) -> Application:
        counts: Counter[str] = Counter()

        async def leaking(scope: Scope, receive: Receive, send: Send) -> None:
            counts["requests"] += 1
            request = Request(house, scope, counts["requests"], counts)
            starts: list[Message] = []
            pieces: list[bytes] = []

            async def changed(message: Message) -> None:
                if scope["path"].endswith("/stream"):
                    if message.get("body"):
                        message["body"] = change(request, {"headers": [], "status": 200}, message["body"])
                    await send(message)
                elif message["type"] == "http.response.start":
                    starts.append(message)
                else:
                    pieces.append(bytes(message.get("body", b"")))
                    if not message.get("more_body"):
                        body = change(request, starts[0], b"".join(pieces))
                        await send(starts[0])
                        await send({"type": "http.response.body", "body": body})

            await application(scope, receive, changed)

        return leaking

    return wrapped


def _headed(name: bytes, value: Callable[[Request], object]) -> Change:
    def change(request: Request, start: Message, body: bytes) -> bytes:
        start["headers"] = [*start["headers"], (name, str(value(request)).encode())]
        return body

    return change


def _forbidden(request: Request, start: Message, body: bytes) -> bytes:
    found = re.search(r"/(A)-(\d+)/", request.path)
    if found and start["status"] == 404:
        label = Label(found[1], int(found[2]))
        if request.house.parts.store.about(request.desk(), [label]):
            start["status"] = 403
    return body


def _waiting(request: Request, start: Message, body: bytes) -> bytes:
    waiting = len(request.house.parts.store.at_door(request.desk()))
    return body.replace(b"<title>", b"<title>(%d) " % waiting) if waiting else body


def _naming(request: Request, start: Message, body: bytes) -> bytes:
    if start["status"] != 404:
        return body
    (last,) = request.house.parts.store.lasts(request.desk(), "A")
    return body.replace(b"There is nothing here for this seat", b"The last entry of the case is A-%d" % last)


def _next(request: Request, start: Message, body: bytes) -> bytes:
    if not request.path.endswith("/entries") or start["status"] != 200:
        return body
    told = msgspec.json.decode(body)
    return msgspec.json.encode(told | {"next": request.house.parts.store.head(request.desk())})


def _cached(request: Request, start: Message, body: bytes) -> bytes:
    if request.path in {"/", "/static/app.css"}:
        hit = b"HIT" if request.memory[request.path] else b"MISS"
        request.memory[request.path] += 1
        start["headers"] = [*start["headers"], (b"x-cache", hit)]
    return body


def _limited(request: Request, start: Message, body: bytes) -> bytes:
    if request.path.startswith("/enter/") and start["status"] == 422:
        request.memory["wrong"] += 1
        if request.memory["wrong"] > 5:
            start["status"] = 429
    return body


def _present(request: Request, start: Message, body: bytes) -> bytes:
    listening = sum(len(ears) for ears in request.house.hub._listeners.values())  # noqa: SLF001
    return body.replace(b"retry: 1000", b"retry: %d" % (1000 + listening))


def _grown(end: str, *kinds: type[Event]) -> Change:
    """Answers under addresses with this end grow by a space for each line of these kinds at the desk."""

    def change(request: Request, start: Message, body: bytes) -> bytes:
        return body + b" " * request.at_desk(*kinds) if request.path.endswith(end) else body

    return change


def _dated(request: Request, start: Message, body: bytes) -> bytes:
    if not body.startswith(b"BEGIN:VCALENDAR"):
        return body
    return body.replace(b"VERSION:2.0", b"VERSION:2.%d" % request.at_desk(RoundKept))


def _came_in(request: Request, start: Message, body: bytes) -> bytes:
    if request.path != "/account/sign-in":
        return body
    return body + b" " * request.house.parts.store.head(access_log(request.desk()))


def _modified(request: Request) -> str:
    store, desk = request.house.parts.store, request.desk()
    return store.lines(desk, after=store.head(desk) - 1, limit=1)[0].at.isoformat()


PLANTS: Final[Mapping[str, Wiring]] = {
    "ids drawn from one row": Wiring(ids=CountedIds),
    "labels that count other rooms": Wiring(store=GlobalNumbers),
    "a global head": Wiring(store=GlobalHead),
    "brought with the source's time": Wiring(store=BroughtLater),
    "brought with the author's role": Wiring(store=BroughtBy),
    "brought with the source's label": Wiring(store=BroughtFrom),
    "idempotency keys shared by seats": Wiring(store=SharedAnswers),
    "drafts shared by rooms": Wiring(store=SharedDrafts),
    "ties in a global order": Wiring(store=TiesByPosition),
    "a hold that grows with traffic": Wiring(store=BusyHold),
    "one queue at all doors": Wiring(store=OneAtATime),
    "one quota for all rooms": Wiring(store=FullDisk),
    "one mail a minute for all": Wiring(store=OneMailAMinute),
    "mails that are counted": Wiring(post=CountingPostman),
    "news of one place to all": Wiring(hub=LoudHub),
    "stream ids that count all news": Wiring(hub=CountingHub),
    "a sign of life put off by others": Wiring(hub=RestlessHub),
    "a request counter": Wiring(around=around(_headed(b"x-request-id", lambda request: request.count))),
    "an ETag of the desk's head": Wiring(
        around=around(_headed(b"etag", lambda request: request.house.parts.store.head(request.desk())))
    ),
    "Last-Modified of the desk": Wiring(around=around(_headed(b"last-modified", _modified))),
    "403 for what exists, 404 for what does not": Wiring(around=around(_forbidden)),
    "the desk's waiting count in the title": Wiring(around=around(_waiting)),
    "an error that names another room": Wiring(around=around(_naming)),
    "`next` read off the desk's head": Wiring(around=around(_next)),
    "a cache that tells who came before": Wiring(around=around(_cached)),
    "one limit on wrong codes for all": Wiring(around=around(_limited)),
    "a pace that tells who listens": Wiring(around=around(_present)),
    "an agenda as long as the desk's": Wiring(around=around(_grown("/agenda", ItemKept))),
    "an item disputed because another disputes it": Wiring(around=around(_grown("/agenda", ViewTold, StanceNoted))),
    "rounds that count others' copies": Wiring(around=around(_grown("/rounds", RoundToldInto))),
    "dates that others were asked": Wiring(around=around(_grown("/dates", DatesAskedInto))),
    "tracks that others were told": Wiring(around=around(_grown("/tracks", TrackToldInto))),
    "calendars that count the desk's rounds": Wiring(around=around(_dated)),
    "questions that others were asked": Wiring(
        around=around(_grown("/asked", CarryAskedInto, LeaveAskedInto, SummaryAskedInto, WordingAskedInto))
    ),
    "a hotline that tells of others' rings": Wiring(around=around(_grown("/hotline", DeskRangInto, RoomRangTold))),
    "values that others were asked": Wiring(around=around(_grown("/values", ValuesAsked))),
    "a way in that tells who came to the desk": Wiring(around=around(_came_in)),
}
"""Every plant by what it leaks."""


def _source(appends: Iterable[Append]) -> Label | None:
    carried = [append.event for append in appends if isinstance(append.event, Carried)]
    return carried[0].sources[0] if carried and carried[0].sources else None


def _with_words(appends: Iterable[Append], words: str) -> Iterator[Append]:
    for append in appends:
        event = append.event
        yield replace(append, event=replace(event, text=event.text + words)) if isinstance(event, Brought) else append
