"""Programs at the seats of the cast, and all that is kept, counted."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final, cast
from urllib.parse import urlencode

import msgspec

from entremise.domain.ids import PlaceId
from entremise.domain.terms import Role
from entremise.server.edge import Application, Edge
from entremise.services import access, cases
from entremise.services.hub import Hub
from entremise.services.ports import Store
from entremise.storage.memory import MemoryStore
from entremise.wiring import House
from tests.cast import Talks, granted, open_talks, parts_on
from tests.two_worlds.asgi import InlineLane, Told, ask

BASE: Final = "/api/v1"


class Counted:
    """A store that counts what it is asked: each call of it is one statement or a few, always the same."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.asked: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._store, name)
        if name == "keys":
            return cast("Callable[..., Any]", method)

        @wraps(method)
        def counted(*arguments: object, **named: object) -> object:
            self.asked[name] += 1
            return method(*arguments, **named)

        return counted


@dataclass(frozen=True)
class Answered:
    """What a program was answered."""

    told: Told

    @property
    def status(self) -> int:
        return self.told.status

    @property
    def type(self) -> str:
        return self.told.header("content-type") or ""

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.told.body)

    @property
    def code(self) -> str:
        """The problem's code."""
        assert self.type == "application/problem+json", self.told
        return str(self.json["code"])

    @property
    def bytes(self) -> tuple[int, object, bytes]:
        """All of it, for comparing."""
        return self.told.status, self.told.headers, self.told.body


@dataclass(frozen=True)
class Program:
    """A program that acts as one seat."""

    application: Application
    token: str | None

    def asks(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        raw: bytes | None = None,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        **query: object,
    ) -> Answered:
        """One request to the API."""
        sent = dict(headers or {})
        if self.token is not None:
            sent.setdefault("authorization", f"Bearer {self.token}")
        if key is not None:
            sent["idempotency-key"] = key
        if raw is None:
            raw = b"" if body is None else msgspec.json.encode(body)
        address = f"{BASE}{path}" + (f"?{urlencode(query)}" if query else "")
        return Answered(ask(self.application, method, address, sent, raw))

    def gets(self, path: str, **query: object) -> Answered:
        return self.asks("GET", path, **cast("dict[str, Any]", query))

    def posts(self, path: str, body: object = None, **more: Any) -> Answered:
        return self.asks("POST", path, body, **more)


@dataclass
class Programs:
    """The cast's programs in one house, in memory."""

    regime_parties: int = 2
    store: Counted = field(init=False)

    def __post_init__(self) -> None:
        hub = Hub()
        self.store = Counted(MemoryStore(hub))
        parts = parts_on(cast("Store", self.store))
        self.talks: Talks = open_talks(parts, parties=self.regime_parties)
        self.application: Application = Edge(house=House(parts, hub), pages=_no_pages, lane=InlineLane())
        self.co = granted(cases.give_seat(parts, self.talks.case.desk, Role.CO_MEDIATOR))
        seats = {
            "ana": self.talks.ana.seat,
            "ada": self.talks.ada.seat,
            "bo": self.talks.bo.seat,
            "mo": self.talks.mo.seat,
            "co": self.co,
            "zed": self.talks.zed.seat,
        }
        self.at = {name: Program(self.application, access.give_token(parts, seat)) for name, seat in seats.items()}
        self.stranger = Program(self.application, None)

    def __getattr__(self, name: str) -> Program:
        try:
            return self.__dict__["at"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def kept(self) -> dict[PlaceId, int]:
        """The number of lines in each log."""
        store = self.talks.parts.store
        return {row.place: store.head(row.place) for row in store.places()}

    def cost(self, act: Callable[[], Answered]) -> Counter[str]:
        """What the store is asked while a program is answered."""
        self.store.asked.clear()
        act()
        return Counter(self.store.asked)


async def _no_pages(*_: object) -> None:
    raise AssertionError("a program was sent to the pages")
