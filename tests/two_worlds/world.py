"""One world: a house of its own, its people, its time, and all that room B can observe of it.

A world's clock moves a second at a time; in each second what is due enters, and the streams are asked for signs of
life, as the server's releaser and ticker do. Whatever B is answered or told goes into `seen`, byte for byte, with the
virtual time at which it came. Nothing is masked.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import time
from hashlib import sha256
from importlib import import_module
from typing import Any, Final
from unittest import mock
from urllib.parse import urlencode

import msgspec
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.test import override_settings

from entremise.domain.errors import Refusal
from entremise.domain.ids import Label, PlaceId
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.rooms import Seat
from entremise.domain.terms import CarryForm, Role
from entremise.keys.ring import Keyring
from entremise.server.edge import Application, Edge
from entremise.server.headers import Message
from entremise.services import access, carrying, cases, notices
from entremise.services.hub import Hub, Notifier
from entremise.services.ports import Holder, LockedHolder, Mailing, Post, Store
from entremise.storage.memory import MemoryStore
from entremise.web.sessions import cookie_name
from entremise.wiring import House, joined, using
from tests.cast import FakeClock, FakeIds, Talks, granted, open_talks, parts_on
from tests.two_worlds.asgi import InlineLane, InlinePages, Told, VirtualLoop, ask, scope_of

IN_B: Final = frozenset({"bo", "bea", "stranger"})
"""Whose answers are observed: B's seats, and somebody at B's with no seat at all."""
OLD: Final = {"ana": Label("A", 1), "ada": Label("A", 2), "idea": Label("A", 3)}
"""Entries that stand in room A from the beginning, whose leave no program changes."""
CY: Final = FakeIds().fresh(FakeIds().fresh("room C"))
"""The id of the seat in room C, in the worlds that have one."""
API: Final = "/api/v1"
MAILED: Final = tuple(time(16, minute) for minute in range(60))
"""When the house sends notices: each minute of the first hour, by Muscat's clock."""


def _plain_store(notifier: Notifier) -> Store:
    return MemoryStore(notifier)


def _plain_post(world: "World") -> Post:
    return Postman(world)


def _plain_application(application: Application, house: House) -> Application:
    return application


@dataclass(frozen=True, kw_only=True)
class Wiring:
    """How the parts of a world are made: ours, or ones that leak."""

    ids: Callable[[], FakeIds] = FakeIds
    hub: Callable[[], Hub] = Hub
    store: Callable[[Notifier], Store] = _plain_store
    around: Callable[[Application, House], Application] = _plain_application
    post: Callable[["World"], Post] = _plain_post
    parties: int = 2


@dataclass
class Client:
    """One person's browser and program."""

    seat: Seat | None
    token: str = ""
    cookies: dict[str, str] = field(default_factory=dict)


@dataclass
class Ear:
    """A stream that somebody holds open."""

    who: str
    task: "asyncio.Task[None]"
    gone: "asyncio.Future[Message]"


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that B was given."""

    at: float
    """Seconds since the world began."""
    what: str
    """What B did, as B knows it."""
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


@dataclass(frozen=True)
class Postman:
    """The mail server of a world. What it is handed for B is observed, byte for byte."""

    world: "World"

    def send(self, message: bytes, *, sender: str, to: str) -> None:
        world = self.world
        world.codes[to] = message.decode().partition("\r\n\r\n")[2].splitlines()[2]
        if to.endswith("@belmark.example"):
            envelope = ((b"from", sender.encode()), (b"to", to.encode()))
            world.seen.append(Seen(world.loop.now, "a mail", 0, envelope, message))

    def check(self) -> None:
        """It is always there."""


class HandedOn(BaseEmailBackend):
    """Hands what Django mails to the postman of the world that is in use."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """All of them."""
        post = joined().parts.mailing.post
        assert post is not None
        for one in email_messages:
            message: Any = one.message()
            for address in one.to:
                post.send(message.as_bytes(linesep="\r\n"), sender=one.from_email, to=address)
        return len(email_messages)


class NamedHolders(Keyring):
    """Keys of persons that are the same in every world. A real house draws them by chance."""

    __slots__ = ()

    def drawn(self, holder: str, passphrase: str) -> LockedHolder | Refusal:
        return self.locked(Holder(holder, sha256(holder.encode()).digest()), passphrase)


class World:
    """See the module. Use inside `world()`."""

    def __init__(self, wiring: Wiring) -> None:
        self.loop = VirtualLoop()
        hub = wiring.hub()
        hub.bind(self.loop)
        self.clock, self.ids = FakeClock(), wiring.ids()
        parts = parts_on(wiring.store(hub), clock=self.clock, ids=self.ids)
        self.parts = replace(parts, mailing=Mailing(sender="n@house.example", times=MAILED, post=wiring.post(self)))
        # Of the same make, and each person's keys are drawn from the person's name: their letters stand on a page.
        self.parts.keys.__class__ = NamedHolders
        self.house = House(self.parts, hub)
        edge = Edge(house=self.house, pages=InlinePages(), lane=InlineLane())
        self.application = wiring.around(edge, self.house)
        self.seen: list[Seen] = []
        self.codes: dict[str, str] = {}
        """The third line of the last mail to each address: a code, where it is one."""
        self.ears: list[Ear] = []
        self.faults: list[str] = []
        """What was answered with a fault of ours, to anybody."""
        self.carries: list[Label] = []
        """What was carried towards B, as the desk numbers it."""
        self.others: list[Label] = []
        """What was carried towards other rooms."""
        self.reserved: set[Label] = set(OLD.values())
        """Entries of A that are sources of what is carried into B: their leave is not changed."""
        self.parties = wiring.parties
        self.members: dict[str, Any] = {}
        """The staff who have enrolled, by their login names."""
        self.leaving = ExitStack()
        """What is done when the world ends."""

    def time(self) -> float:
        """The world's clock, for Django."""
        return self.clock.at.timestamp()

    def people(self) -> None:
        """The cast takes its seats; room A writes what is carried from it later, and room B has something to act on."""
        self.talks: Talks = open_talks(self.parts, parties=self.parties, shown=True)
        bea = granted(cases.give_seat(self.parts, self.talks.bo.seat.place, Role.ADVISER))
        seats = {
            "bo": self.talks.bo.seat,
            "bea": bea,
            "mo": self.talks.mo.seat,
            "ana": self.talks.ana.seat,
            "ada": self.talks.ada.seat,
            "zed": self.talks.zed.seat,
        }
        if self.parties > 2:
            seats["cy"] = self.talks.heads[2].seat
        self.clients = {name: Client(seat) for name, seat in seats.items()} | {"stranger": Client(None)}
        for name, seat in seats.items():
            self.clients[name].token = access.give_token(self.parts, seat)
            invitation = access.invite(self.parts, seat)
            _, secret = granted(access.enter(self.parts, invitation.link, invitation.code, rehearsal=True))
            self.clients[name].cookies[cookie_name(seat.id, tls=False)] = secret
        substance, idea = Leave(form=LeaveForm.SUBSTANCE), Leave(form=LeaveForm.IDEA)
        self.talks.ana.says("The harbour stays open.", leave=substance)
        self.talks.ada.says("The pilots stay aboard.", leave=substance)
        self.talks.ada.says("A third flag over the port.", leave=idea)
        only_if = Leave(form=LeaveForm.CONDITIONAL, condition="they sign first", becomes=LeaveForm.VERBATIM)
        self.talks.bo.says("Two berths are free.", leave=only_if)
        self.talks.bo.says("Our crews are ready.", leave=substance)
        self.talks.bo.notes("Ask for three.")
        self.talks.mo.carries("A pilot could lead.", into="B", form=CarryForm.IDEA)
        self.is_mailed("bo", "bo@belmark.example")
        self.is_mailed("mo", "mo@desk.example")
        self.waits(61)

    def is_mailed(self, who: str, address: str) -> None:
        """Somebody asks for notices, of rings too, and confirms the address."""
        seat = self.clients[who].seat
        assert seat is not None
        granted(notices.ask(self.parts, seat, notices.Wish(address=address, zone="Asia/Muscat", rings=True)))
        notices.send_due(self.parts)
        while address not in self.codes:
            self.waits(1)
        granted(notices.confirm(self.parts, seat, self.codes[address]))

    def staff(self, name: str) -> Any:
        """A member of staff, `tests.web.accounts.people.Member`, who enrols by a link when first asked for.

        They have browsers of their own and come straight to the pages: nothing of it is observed but mails.
        """
        # Imported here: accounts are Django's models, and those are classes only once it is set up.
        people = import_module("tests.web.accounts.people")
        if not self.members:
            self.leaving.enter_context(people.accounts())
            handed = {"ALERTS": True, "EMAIL_BACKEND": f"{__name__}.{HandedOn.__name__}"}
            self.leaving.enter_context(override_settings(**handed))
        if name not in self.members:
            self.members[name] = people.signed_in(name)
        return self.members[name]

    # What people do ----------------------------------------------------------------------------------------

    def asks(
        self,
        who: str,
        method: str,
        address: str,
        *,
        form: Mapping[str, Any] | None = None,
        json: object = None,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Told:
        """One request, through the edge; observed if it is B's."""
        client = self.clients[who]
        sent = dict(headers or {})
        if address.startswith(API):
            if client.token:
                sent.setdefault("authorization", f"Bearer {client.token}")
            body = msgspec.json.encode(json) if raw is None and json is not None else raw or b""
        else:
            if client.cookies:
                sent["cookie"] = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
            if form is not None:
                sent.setdefault("content-type", "application/x-www-form-urlencoded")
            body = urlencode(form or {}, doseq=True, errors="surrogatepass").encode() if raw is None else raw
        # What is drawn for a stranger who asks for a seat of A is other chance than what is drawn for that seat, and
        # other than what anybody draws after.
        self.ids.salt = who if who == "stranger" else ""
        told = ask(self.application, method, self.address(address), sent, body, loop=self.loop)
        self.ids.salt = ""
        self.keeps_cookies(client, told)
        if told.status >= 500:
            self.faults.append(f"{told.status}: {who} {method} {address}")
        if who in IN_B:
            self.seen.append(Seen(self.loop.now, f"{who} {method} {address}", told.status, told.headers, told.body))
        self.loop.settle()
        return told

    def address(self, template: str) -> str:
        """The address with seats' names replaced by their ids. Cy's is the same whether Cy exists or not."""
        for name, client in self.clients.items():
            if client.seat is not None:
                template = template.replace(f"{{{name}}}", client.seat.id)
        return template.replace("{cy}", CY)

    def keeps_cookies(self, client: Client, told: Told) -> None:
        """What a browser does with Set-Cookie."""
        for name, value in told.headers:
            if name == b"set-cookie":
                pair, _, attributes = value.decode().partition(";")
                cookie, _, content = pair.strip().partition("=")
                if "max-age=0" in attributes.lower():
                    client.cookies.pop(cookie, None)
                else:
                    client.cookies[cookie] = content

    def signs_in(self, who: str, *, wrong: int = 0) -> None:
        """By a new link, after so many wrong codes."""
        seat = self.clients[who].seat
        assert seat is not None
        invitation = access.invite(self.parts, seat)
        self.asks(who, "GET", f"/enter/{invitation.link}")
        for code in ["x", "\u202e", "000000", "", "9" * 300, "no"][:wrong]:
            self.asks(who, "POST", f"/enter/{invitation.link}", form={"code": code})
        self.asks(who, "POST", f"/enter/{invitation.link}", form={"code": invitation.code})

    def listens(self, who: str, *, api: bool = False, after: str | None = None, resume: str | None = None) -> None:
        """Open a live stream and keep it open."""
        client = self.clients[who]
        number = sum(ear.who == who for ear in self.ears)
        headers = {"last-event-id": resume} if resume is not None else {}
        path = f"{API}/stream" if api else f"/at/{{{who}}}/stream"
        if api:
            headers["authorization"] = f"Bearer {client.token}"
        elif client.cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        address = self.address(path) + (f"?after={after}" if after is not None else "")
        gone: asyncio.Future[Message] = self.loop.create_future()

        async def receive() -> Message:
            return await gone

        async def send(message: Message) -> None:
            if who in IN_B:
                self.seen.append(
                    Seen(
                        self.loop.now,
                        f"{who}'s stream {number} {path}",
                        message.get("status", 0),
                        tuple(message.get("headers", ())),
                        message.get("body", b"") + (b"+" if message.get("more_body") else b""),
                    )
                )

        running: Any = self.application(scope_of("GET", address, headers), receive, send)
        task: asyncio.Task[None] = self.loop.create_task(running)
        self.ears.append(Ear(who, task, gone))
        self.loop.settle()

    def hangs_up(self, who: str) -> None:
        """Close the streams that this person holds open."""
        for ear in self.ears:
            if ear.who == who and not ear.gone.done():
                ear.gone.set_result({"type": "http.disconnect"})
        self.loop.settle()

    # What the desk does ------------------------------------------------------------------------------------

    def reads(self, told: Told) -> Any:
        """The JSON that was answered."""
        return msgspec.json.decode(told.body)

    def brings(self, carry: Mapping[str, Any], *, sources: list[Label], page: bool = False) -> None:
        """The mediator carries something, by the page or by the API; towards B it is remembered for `stop`."""
        kept = self.carries if carry["into"] == "B" else self.others
        if page:
            form = {**carry, "to": carry["into"], "carry": "1", "sources": [str(label) for label in sources]}
            before = len(self.parts.store.series(self.desk, "carry", limit=1000))
            told = self.asks("mo", "POST", "/at/{mo}/corridor", form=form)
            if told.status == 303:
                kept.append(Label("carry", before + 1))
            return
        named = [{"room": label.series, "number": label.number} for label in sources]
        told = self.asks("mo", "POST", f"{API}/carries", json={**carry, "sources": named})
        if told.status == 201:
            kept.append(Label("carry", self.reads(told)["id"]))

    @property
    def desk(self) -> PlaceId:
        """The desk."""
        return self.talks.case.desk

    def waits(self, seconds: int) -> None:
        """Time passes, second by second."""
        store, hub, loop = self.parts.store, self.house.hub, self.loop
        for _ in range(seconds):
            self.clock.advance(1)
            loop.now += 1
            due = store.next_due()
            if due is not None and due <= self.clock.at:
                carrying.release_due(self.parts)
            notices.make_due(self.parts)
            notices.send_due(self.parts)
            hub.tick(loop.now)
            loop.settle()

    def ends(self) -> None:
        """Every stream is closed."""
        for ear in self.ears:
            if not ear.gone.done():
                ear.gone.set_result({"type": "http.disconnect"})
        self.loop.settle()
        self.leaving.close()
        self.house.hub.bind(None)
        self.loop.close()


@contextmanager
def world(wiring: Wiring) -> Iterator[World]:
    """A fresh world with its people in it, in use by the pages within the block."""
    made = World(wiring)
    # Django dates the end of cookies and pages by the system's clock; here it has the world's.
    with (
        using(made.house),
        mock.patch("django.http.response.time", made),
        mock.patch("django.utils.cache.time", made),
    ):
        try:
            made.people()
            yield made
        finally:
            made.ends()
