"""Requests and answers as values, and the errors' one form (RFC 9457, application/problem+json)."""

from collections.abc import Mapping
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
    }
)
"""The status of a refusal: 404 for what is absent, 422 for what is malformed, 409 for all that a rule forbids."""


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
    )


def problem(
    status: int, code: str, *, wanted: str, given: str, remedy: str, headers: Mapping[str, str] | None = None
) -> Answer:
    """The answer that tells an error."""
    title = _TITLES.get(status, "The request cannot be answered")
    told = Problem(status=status, code=code, title=title, wanted=wanted, given=given, remedy=remedy)
    return Answer(status, msgspec.json.encode(told), PROBLEM, headers or {})


def answered(status: int, value: object) -> Answer:
    """The answer that holds `value`."""
    return Answer(status, msgspec.json.encode(value))


_TITLES: Final = {
    400: "The request cannot be read",
    401: "No seat is known by this token",
    404: "There is nothing here for this seat",
    405: "This address takes another method",
    409: "The house refuses",
    413: "The request is too large",
    415: "The request is not JSON",
    422: "The request cannot be taken",
}
