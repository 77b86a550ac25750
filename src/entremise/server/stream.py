"""The live stream: server-sent events that say “this place has news”, and never what.

`id` is the number of the place's last line, so a client that comes back says where it was and misses nothing. A
stream holds no database connection and no thread: whoever is asking is looked up first, and both are given back.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from entremise.domain.ids import PlaceId
from entremise.server.headers import Send
from entremise.services.hub import Hub, Listener

BEAT_SECONDS: Final = 15.0
"""A sign of life after so many seconds, counted from the stream's own beginning."""
LIFE_SECONDS: Final = 900.0
"""A stream ends after so many seconds, and the client, asked again who it is, comes back."""
HEADERS: Final = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no")]
BEAT: Final = b":\n\n"
OPEN: Final = b"retry: 1000\n\n"

Receive = Callable[[], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a stream begins."""

    place: PlaceId
    head: int
    """The last line the place has now."""
    seen: int
    """The last line the client knows of."""


def news(head: int) -> bytes:
    """The event that tells of news up to line `head`."""
    return b"id: %d\nevent: news\ndata:\n\n" % head


def seen_from(text: str | None, *, head: int) -> int:
    """The line that a client says it knows; the last one if it says nothing that can be read."""
    if text is None or not (text.isascii() and text.isdecimal() and len(text) < 16):
        return head
    return min(int(text), head)


async def _always() -> bool:
    return True


async def stream(
    hub: Hub, opening: Opening, receive: Receive, send: Send, *, still: Callable[[], Awaitable[bool]] = _always
) -> None:
    """Tell the client of news until it goes away, the stream has lived its life, or the program ends.

    Before each event and each sign of life `still` is asked whether the client may go on listening: who has signed out,
    or lost the seat, hears of nothing that comes after.
    """
    loop = asyncio.get_running_loop()
    begun = loop.time()
    listener = Listener(opening.head, beat_at=begun + BEAT_SECONDS)
    gone = asyncio.ensure_future(_gone(receive))
    gone.add_done_callback(lambda _: listener.wake())
    try:
        with hub.listening(opening.place, listener):
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await send({"type": "http.response.body", "body": OPEN, "more_body": True})
            await _tell(listener, opening.seen, gone, send, still=still, ends=begun + LIFE_SECONDS)
            if not gone.done():
                await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        gone.cancel()


async def _tell(
    listener: Listener,
    seen: int,
    gone: "asyncio.Future[None]",
    send: Send,
    *,
    still: Callable[[], Awaitable[bool]],
    ends: float,
) -> None:
    loop = asyncio.get_running_loop()
    while not (listener.over or gone.done() or loop.time() >= ends):
        if listener.head > seen:
            if not await still():
                return
            seen = listener.head
            await send({"type": "http.response.body", "body": news(seen), "more_body": True})
        elif loop.time() >= listener.beat_at:
            listener.beat_at += BEAT_SECONDS
            if not await still():
                return
            await send({"type": "http.response.body", "body": BEAT, "more_body": True})
        else:
            await listener.changed()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
