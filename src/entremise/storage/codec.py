"""Events as versioned JSON, and back. Rows written by older code are raised to today's form at reading.

To change an event's form: raise its number in `VERSIONS`, and say in `UPCASTS` how a body of the version before
becomes one of the next. Rows are never rewritten.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, get_args

import msgspec

from entremise.domain.errors import Broken
from entremise.domain.events import AccessEvent, DeskEvent, Event, InnerEvent, RoomEvent

Upcast = Callable[[dict[str, Any]], dict[str, Any]]

KINDS: Final[Mapping[str, type[Event]]] = MappingProxyType(
    {
        event.__name__: event
        for event in (*get_args(RoomEvent), *get_args(DeskEvent), *get_args(InnerEvent), AccessEvent)
    }
)
"""Every event by its name, which is its kind in the table and never changes."""

VERSIONS: Final[Mapping[str, int]] = MappingProxyType({"RoundKept": 2, "RoundTold": 2, "RoundToldInto": 3})
"""Today's version of each kind; 1 where none is named."""


def _numbered(fields: dict[str, Any]) -> dict[str, Any]:
    """Sessions had no numbers, and every room that was told of a round read them all."""
    return {**fields, "sessions": [{**one, "number": number} for number, one in enumerate(fields["sessions"], 1)]}


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "notice": _numbered(fields["notice"])}


def _told_into(fields: dict[str, Any]) -> dict[str, Any]:
    told = _told(fields)
    return {**told, "sessions": [[one["number"]] * 2 for one in told["notice"]["sessions"]]}


def _worded(fields: dict[str, Any]) -> dict[str, Any]:
    """No room could be asked about words of a round."""
    return {**fields, "worded": "not-asked" if fields["notice"]["words"] is not None else None}


UPCASTS: Final[Mapping[tuple[str, int], Upcast]] = MappingProxyType(
    {
        ("RoundKept", 1): _numbered,
        ("RoundTold", 1): _told,
        ("RoundToldInto", 1): _told_into,
        ("RoundToldInto", 2): _worded,
    }
)
"""How a body of (kind, version) becomes one of version + 1."""

_ENCODER = msgspec.json.Encoder()
_DECODERS = {kind: msgspec.json.Decoder(event) for kind, event in KINDS.items()}


def encode(event: Event) -> tuple[str, int, bytes]:
    """The event's kind, the version of its form, and its body."""
    kind = type(event).__name__
    return kind, VERSIONS.get(kind, 1), _ENCODER.encode(event)


def decode(
    kind: str,
    version: int,
    body: bytes,
    *,
    versions: Mapping[str, int] = VERSIONS,
    upcasts: Mapping[tuple[str, int], Upcast] = UPCASTS,
) -> Event:
    """The event that a row holds, raised to today's form. Raises Broken for a kind or version unknown here."""
    if kind not in _DECODERS:
        raise Broken(f"a row holds an event of the unknown kind {kind!r}: written by newer code?")
    today = versions.get(kind, 1)
    if version > today:
        raise Broken(f"a row holds {kind} in version {version}, newer than {today}: update this program")
    try:
        if version == today:
            event: Event = _DECODERS[kind].decode(body)
            return event
        fields = msgspec.json.decode(body)
        for step in range(version, today):
            fields = upcasts[kind, step](fields)
        return msgspec.convert(fields, KINDS[kind], strict=False)
    except (msgspec.MsgspecError, KeyError) as error:
        # Not the cause's text, which may quote the body.
        raise Broken(f"a row of {kind}, version {version}, cannot be read: {type(error).__name__}") from None
