"""Files as text, numbers as fractions: tolerant of how files were saved, short with what is hostile."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from entremise.analysis.errors import Unreadable

MOST_BYTES = 32 * 2**20
MOST_DEPTH = 100
SMALLEST, LARGEST = -30, 15
"""Powers of ten; nothing smaller or larger is anybody's value."""
DIGITS = 12
"""More digits than these are a float's, not a person's; it is then read to KEPT digits."""
KEPT = 10
SMALL_DENOMINATOR = 1000
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_text(path: Path) -> str:
    """A file's text, whichever of the usual encodings it is in."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Unreadable(path, None, f"at most {MOST_BYTES} bytes", f"{size}")
    data = path.read_bytes()
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # Every byte means something here, so that nothing is refused for an accent.
        return data.decode("latin-1")


def line_of(text: str, *words: str) -> int | None:
    """The line of a text on which `words`, quoted or not, first stand one after the other."""
    at = 0
    for word in words:
        at = text.find(word, at)
        if at < 0:
            return None
    return text.count("\n", 0, at) + 1


@lru_cache(maxsize=65536)
def exact(text: str) -> Fraction | None:
    """The number that a text states, without the noise that floats leave; None if it is none, or infinite.

    0.30000000000000004 is 3/10 and 0.3333333333333333 is 1/3.
    """
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or (number and not SMALLEST <= number.adjusted() <= LARGEST):
        return None
    digits = len(number.as_tuple().digits)
    value = Fraction(number)
    if digits <= DIGITS:
        return value
    simple = value.limit_denominator(SMALL_DENOMINATOR)
    if abs(simple - value) <= max(abs(value), Fraction(1)) / 10**15:
        return simple
    place = number.adjusted() - KEPT + 1
    return Fraction(round(value / Fraction(10) ** place)) * Fraction(10) ** place


def number(value: object, path: Path, line: int | None, what: str) -> Fraction:
    """A finite number, from text or from a parsed file; raises Unreadable otherwise."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unreadable(path, line, f"a number for {what}", _short(value))
    # repr gives the shortest text that means the same float.
    found = exact(value if isinstance(value, str) else repr(value)) if len(str(value)) <= 400 else None
    if found is None:
        raise Unreadable(path, line, f"a finite number below 10^{LARGEST + 1} for {what}", _short(value))
    return found


def weight(value: object, path: Path, line: int | None, what: str) -> Fraction:
    """As `number`, and not negative."""
    found = number(value, path, line, what)
    if found < 0:
        raise Unreadable(path, line, f"a weight of at least 0 for {what}", _short(value))
    return found


def decimal(value: Fraction) -> str:
    """A fraction as the shortest decimal: exact where that has at most 15 digits, else what a float shows."""
    if value.denominator == 1:
        return str(value.numerator)
    shown = repr(float(value))
    return shown if "e" not in shown else f"{float(value):.15f}".rstrip("0")


def is_short(value: Fraction) -> bool:
    """Whether a decimal of at most 15 digits, as floats hold them, is exactly this."""
    return exact(repr(float(value))) == value


def whole(value: object, path: Path, line: int | None, what: str) -> int:
    """A whole number."""
    found = number(value, path, line, what)
    if found.denominator != 1:
        raise Unreadable(path, line, f"a whole number for {what}", _short(value))
    return int(found)


def read_json(path: Path, text: str) -> Any:  # noqa: ANN401 – whatever JSON holds
    """What a JSON file holds, its numbers as they are written (text), so that nothing is lost."""
    try:
        return json.loads(text.lstrip("\ufeff"), parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise Unreadable(path, error.lineno, "JSON", error.msg) from None
    except RecursionError:
        raise Unreadable(path, None, f"JSON nested at most {MOST_DEPTH} deep") from None


def mapping(value: object, path: Path, line: int | None, what: str) -> Mapping[str, Any]:
    """A mapping with text keys, or Unreadable."""
    if not isinstance(value, Mapping):
        raise Unreadable(path, line, f"a mapping for {what}", _short(value))
    return {str(key): held for key, held in value.items()}


def sequence(value: object, path: Path, line: int | None, what: str) -> list[Any]:
    """A list, or Unreadable."""
    if not isinstance(value, list | tuple):
        raise Unreadable(path, line, f"a list for {what}", _short(value))
    return list(value)


def safe_name(text: str) -> str:
    """A name for a file, from a party's or a problem's."""
    return re.sub(r"[^\w.-]+", "_", text).strip("._") or "unnamed"


def _short(value: object) -> str:
    shown = str(value)
    return repr(shown if len(shown) <= 40 else shown[:37] + "…")
