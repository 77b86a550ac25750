"""Requests and answers as values, and the errors' one form (RFC 9457, application/problem+json)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import msgspec

from entremise.domain.errors import Code, Refusal

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"

STATUS: Final[Mapping[Code, int]] = MappingProxyType(
    {
        Code.ABSENT: 404,
        Code.ROLE_MAY_NOT: 403,
        Code.TEXT_EMPTY: 422,
        Code.TEXT_TOO_LONG: 422,
        Code.WORD_TOO_LONG: 422,
        Code.CHARACTER_FORBIDDEN: 422,
        Code.CONDITION_MISSING: 422,
        Code.CONDITION_UNUSED: 422,
        Code.EXPIRY_PAST: 422,
        Code.EXPIRY_FAR: 422,
        Code.HOLD_OUT_OF_RANGE: 422,
        Code.SOURCES_TOO_MANY: 422,
        Code.ROOM_MISSING: 422,
        Code.REPLY_UNKNOWN: 422,
        Code.HOURS_OUT_OF_RANGE: 422,
        Code.POINTS_OUT_OF_RANGE: 422,
        Code.POINTS_UNANSWERED: 422,
        Code.LEAVE_NOT_ASKED: 422,
        Code.TAKEN_LATER: 422,
        Code.DAYS_OUT_OF_RANGE: 422,
        Code.ROLE_NOT_SEATED: 422,
        Code.QUERY_EMPTY: 422,
        Code.CITY_UNKNOWN: 422,
        Code.CITIES_OUT_OF_RANGE: 422,
        Code.TIME_UNREADABLE: 422,
        Code.TIME_SKIPPED: 422,
        Code.TIME_DOUBLED: 422,
        Code.TIME_FAR: 422,
        Code.TIME_NEEDED: 422,
        Code.ENDS_FIRST: 422,
        Code.SLOTS_OUT_OF_RANGE: 422,
        Code.ANSWERS_MISSING: 422,
        Code.STEPS_FEWER: 422,
        Code.STEP_UNKNOWN: 422,
        Code.TRACK_UNKNOWN: 422,
        Code.ITEM_IN_TRACK: 422,
        Code.OUTSIDE_TRACK: 422,
        Code.ROUND_NOT_TOLD: 422,
        Code.TRACK_RING: 422,
        Code.ADDRESS_UNFIT: 422,
        Code.MAIL_CODE_WRONG: 422,
        Code.HOUSE_MAY_NOT_READ: 422,
        Code.ITEM_UNKNOWN: 422,
        Code.ORDER_DIFFERS: 422,
        Code.LEAVE_UNTOLD: 422,
        Code.PLACE_OUT_OF_RANGE: 422,
        Code.AUTHORITY_UNKNOWN: 422,
        Code.NOT_ACCEPTABLE: 422,
        Code.UNTIL_PAST: 422,
        Code.DATES_CROSSED: 422,
        Code.SETTLED_UNHELD: 422,
        Code.RETENTION_OUT_OF_RANGE: 422,
        Code.OPTIONS_OUT_OF_RANGE: 422,
        Code.VALUE_OUT_OF_RANGE: 422,
        Code.PACKAGE_INCOMPLETE: 422,
        Code.PREFERENCE_UNCLEAR: 422,
        Code.TABLE_UNREAD: 422,
        Code.DOCUMENT_EMPTY: 422,
        Code.DOCUMENT_TOO_LARGE: 413,
        Code.TOO_MANY: 429,
        Code.TOO_SOON: 429,
    }
)
"""The status of a refusal.

404 for what is absent, 403 for what is for other roles, 422 for what is malformed, 409 for all else a rule forbids.
"""


WAIT: Final = frozenset({Code.TOO_MANY, Code.TOO_SOON})
"""Refusals that name how many seconds to wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a program asks."""

    method: str
    path: str
    """After `/api/v1`."""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What it is answered."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: Iterator[bytes] | None = None
    """Of a body too long to stand in memory whole; `body` is empty then."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What was wanted, what was given, what to do."""

    status: int
    code: str
    title: str
    wanted: str
    given: str
    remedy: str


def refused(refusal: Refusal) -> Answer:
    """The answer that tells a refusal."""
    return problem(
        STATUS.get(refusal.code, 409),
        refusal.code,
        wanted=refusal.wanted,
        given=refusal.given,
        remedy=refusal.remedy,
        headers={"Retry-After": str(refusal.facts["seconds"])} if refusal.code in WAIT else None,
    )


def problem(
    status: int, code: str, *, wanted: str, given: str, remedy: str, headers: Mapping[str, str] | None = None
) -> Answer:
    """The answer that tells an error."""
    title = _TITLES.get(status, "The request cannot be answered")
    told = Problem(status=status, code=code, title=title, wanted=wanted, given=given, remedy=remedy)
    return Answer(status, msgspec.json.encode(told), PROBLEM, headers or {})


def sent(status: int, pieces: Iterator[bytes], content_type: str) -> Answer:
    """The answer whose body comes in pieces."""
    return Answer(status, b"", content_type, pieces=pieces)


def answered(status: int, value: object) -> Answer:
    """The answer that holds `value`."""
    return Answer(status, msgspec.json.encode(value))


_TITLES: Final = {
    400: "The request cannot be read",
    401: "No seat is known by this token",
    403: "The role of this seat may not do this",
    404: "There is nothing here for this seat",
    405: "This address takes another method",
    409: "The house refuses",
    413: "The request is too large",
    415: "The request is not JSON",
    422: "The request cannot be taken",
    429: "Too many requests",
}
