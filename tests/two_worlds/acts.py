"""What somebody does in a world: requests, streams, the passing of time. And what a subject adds to the programs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from hypothesis import strategies as st

from tests.two_worlds.world import World


class Act(Protocol):
    """Something done in a world."""

    def do(self, world: World, /) -> None: ...


@dataclass(frozen=True)
class Ask:
    """One request."""

    who: str
    method: str
    address: str
    form: Mapping[str, Any] | None = None
    json: object = None
    raw: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def do(self, world: World) -> None:
        if self.who in world.clients:
            world.asks(
                self.who,
                self.method,
                self.address,
                form=self.form,
                json=self.json,
                raw=self.raw,
                headers=self.headers,
            )


@dataclass(frozen=True)
class Together:
    """Several acts, one after the other."""

    acts: tuple[Act, ...]

    def do(self, world: World) -> None:
        for act in self.acts:
            act.do(world)


@dataclass(frozen=True)
class AskAndThen:
    """One request, to which a number is answered; then others about what has that number: `{number}`."""

    first: Ask
    then: tuple[Ask, ...]

    def do(self, world: World) -> None:
        first = self.first
        told = world.asks(first.who, first.method, first.address, json=first.json)
        if told.status == 201:
            number = world.reads(told)["number"]
            Together(tuple(replace(one, address=one.address.replace("{number}", str(number))) for one in self.then)).do(
                world
            )


@dataclass(frozen=True)
class Wait:
    """Time passes."""

    seconds: int

    def do(self, world: World) -> None:
        world.waits(self.seconds)


@dataclass(frozen=True)
class SignIn:
    """Somebody signs in by a new link, after so many wrong codes."""

    who: str
    wrong: int = 0

    def do(self, world: World) -> None:
        world.signs_in(self.who, wrong=self.wrong)


@dataclass(frozen=True)
class Listen:
    """Somebody opens a stream, from the browser or by the API."""

    who: str
    api: bool
    after: str | None = None
    resume: str | None = None

    def do(self, world: World) -> None:
        world.listens(self.who, api=self.api, after=self.after, resume=self.resume)


@dataclass(frozen=True)
class HangUp:
    """Somebody closes the streams they hold."""

    who: str

    def do(self, world: World) -> None:
        world.hangs_up(self.who)


@dataclass(frozen=True, kw_only=True)
class Surface:
    """What a subject adds: acts of B and of the desk towards B, acts of A and of the desk towards A, B's addresses.

    In an address of `swept`, `{bo}` is the seat of B's head.
    """

    story: tuple[Act, ...] = ()
    """The subject from end to end in room B, so that every kind of line that it knows is written: low acts."""
    elsewhere: tuple[Act, ...] = ()
    """The same in room A and at the desk, of which B is told nothing: high acts."""
    low: tuple[st.SearchStrategy[Act], ...] = ()
    high: tuple[st.SearchStrategy[Act], ...] = ()
    swept: tuple[str, ...] = ()
