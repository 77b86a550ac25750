"""From a request to its answer. Whoever asks is known first; only then is anything looked up.

What is absent and what is not yours answer alike, after the same work: an operation that is not for the asking seat
is as absent as one that does not exist.
"""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from entremise.api.messages import Answer, Request, answered, problem, refused, sent
from entremise.api.openapi import document
from entremise.api.operations import OPERATIONS
from entremise.api.operations.calls import Call, Malformed, Operation, Pieces, Result
from entremise.domain.errors import ABSENT, SHUT, Conflict, Refusal, Shut
from entremise.domain.rooms import Seat
from entremise.services import accesses
from entremise.services.access import seat_of
from entremise.services.limiting import allowed
from entremise.services.ports import Budget, CredentialKind, Parts

MOST_BYTES: Final = 256 * 1024
"""Largest request body taken."""
STATUS_READ: Final = 200
_TRIES: Final = 5
_QUOTED: Final = re.compile(r"\s'.*'", re.DOTALL)
_KEY: Final = re.compile(r"[\x21-\x7e]{1,200}")
_DECODERS: Final = {
    takes: msgspec.json.Decoder(takes)
    for takes in {operation.takes for operation in OPERATIONS if operation.takes is not None}
}
STRANGER: Final = problem(
    401,
    "token-unknown",
    wanted="The header “Authorization: Bearer …” with a seat's token.",
    given="None that is known.",
    remedy="Ask the desk for a token.",
    headers={"WWW-Authenticate": "Bearer"},
)
"""The answer to whoever is not known."""
_ROUTES: Final = tuple(
    (re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]{1,40})", operation.path)), operation) for operation in OPERATIONS
)


def answer(parts: Parts, request: Request) -> Answer:
    """The answer to `request`. Changes something only if its status is 2xx.

    But for `second-asked`: the act has changed nothing, and a second seat was asked to agree (`guarding.asks_second`).
    """
    try:
        return _answer(parts, request)
    except Shut:
        return refused(SHUT)


def _answer(parts: Parts, request: Request) -> Answer:
    if request.path == "/openapi.json" and request.method == "GET":
        return answered(200, document())
    seat = bearer(parts, request.headers)
    if seat is None:
        return STRANGER
    found = _route(request, seat)
    if isinstance(found, Answer):
        return found
    operation, path = found
    spends = operation.spends or (Budget.PROGRAM_READ if operation.method == "GET" else Budget.PROGRAM_ACT)
    refusal = allowed(parts, seat, spends)
    if refusal is not None:
        return refused(refusal)
    call = _call(parts, seat, operation, request, path=path)
    if isinstance(call, Answer):
        return call
    told = _told(operation, _done(operation, call))
    if told.status == STATUS_READ and (operation.method == "GET" or operation.spends is Budget.SEARCH):
        accesses.read(parts, seat)
    return told


def bearer(parts: Parts, headers: Mapping[str, str]) -> Seat | None:
    """The seat whose token the request bears, or None."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    return seat_of(parts, token.strip(), CredentialKind.BEARER)


def _route(request: Request, seat: Seat) -> tuple[Operation, Mapping[str, str]] | Answer:
    allowed = []
    for pattern, operation in _ROUTES:
        match = pattern.fullmatch(request.path)
        if match is None or operation.desk not in {None, seat.at_desk}:
            continue
        if operation.method == request.method:
            return operation, match.groupdict()
        allowed.append(operation.method)
    if not allowed:
        return refused(ABSENT)
    methods = ", ".join(allowed)
    return problem(
        405,
        "method-unknown",
        wanted=f"One of the methods {methods}.",
        given="Another.",
        remedy="Use one of them.",
        headers={"Allow": methods},
    )


def _call(
    parts: Parts, seat: Seat, operation: Operation, request: Request, *, path: Mapping[str, str]
) -> Call | Answer:
    """The request, read as the operation takes it; or what is wrong with it."""
    key = request.headers.get("idempotency-key")
    if key is not None and not _KEY.fullmatch(key):
        return _malformed("an Idempotency-Key of 1 to 200 visible ASCII characters", "another")
    body: object = request.body if operation.takes_bytes else None
    if operation.takes is not None:
        body = _body(operation.takes, request, bare=operation.bare)
    if isinstance(body, Answer):
        return body
    return Call(parts=parts, seat=seat, path=path, query=request.query, body=body, key=key)


def _body(takes: type[msgspec.Struct], request: Request, *, bare: bool) -> object:
    if bare and not request.body:
        return takes()
    content_type = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if content_type != "application/json":
        return problem(
            415,
            "not-json",
            wanted="A body of the type application/json.",
            given="Another type.",
            remedy="Send JSON.",
        )
    try:
        return _DECODERS[takes].decode(request.body)
    except msgspec.ValidationError as error:
        # What is wrong and where, without the value: an error's text never holds what somebody wrote.
        amiss = _QUOTED.sub("", str(error))
        return _malformed(f"a body as {takes.__name__} in the OpenAPI document", amiss, status=422)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return _malformed("JSON in UTF-8", "something else")


def _done(operation: Operation, call: Call) -> Result:
    for _ in range(_TRIES - 1):
        try:
            return operation.does(call)
        except Conflict:
            continue
    return operation.does(call)


def _told(operation: Operation, result: Result) -> Answer:
    match result:
        case Pieces():
            return sent(operation.status, result.pieces, operation.media)
        case Refusal():
            return refused(result)
        case Malformed():
            return _malformed(result.wanted, result.given)
        case status, value:
            return answered(status, value)


def _malformed(wanted: str, given: str, *, status: int = 400) -> Answer:
    return problem(
        status,
        "malformed",
        wanted=f"{wanted[:1].upper()}{wanted[1:]}.",
        given=f"{given[:1].upper()}{given[1:]}.",
        remedy="Correct it and send it again; nothing was kept.",
    )
