"""The security headers that every answer carries, whoever gives it: pages, API, stream, files, errors."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from entremise.web.inert import POLICY

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

_EVERYWHERE: Final = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # Not "no-referrer": with it browsers send "Origin: null", and no act could be told from a stranger's.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-embedder-policy", b"require-corp"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), browsing-topics=()"),
    (b"x-robots-tag", b"noindex, nofollow"),
]
_TLS: Final = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
_NOT_KEPT: Final = (b"cache-control", b"no-store")


def expected(*, tls: bool) -> dict[str, str]:
    """What a page is answered with, by name: for looking whether a proxy passes it on."""
    pairs = [*_EVERYWHERE, _NOT_KEPT, *([_TLS] if tls else [])]
    return {name.decode(): value.decode() for name, value in pairs}


def guarded(send: Send, *, tls: bool) -> Send:
    """`send`, adding the headers to each answer's start; nothing is cached unless the answer itself allows it."""
    extra = [*_EVERYWHERE, _TLS] if tls else _EVERYWHERE

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = list(message.get("headers", ()))
            names = {name.lower() for name, _ in own}
            kept = [] if b"cache-control" in names else [_NOT_KEPT]
            message["headers"] = [*own, *(pair for pair in extra if pair[0] not in names), *kept]
        await send(message)

    return with_headers
