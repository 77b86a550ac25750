"""PrefLib's rankings (.soc, .soi, .toc, .toi): who ranks which options how, with ties in braces.

Source: Mattei, Walsh, PrefLib: a library for preferences, ADT 2013; format of 2022, https://www.preflib.org/format.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from entremise.analysis.errors import Unreadable
from entremise.analysis.formats.parts import check_names
from entremise.analysis.formats.texts import read_text

SUFFIXES = (".soc", ".soi", ".toc", ".toi")
MOST_ALTERNATIVES = 10_000
GROUP = re.compile(r"\{([^{}]*)\}|([^,{}]+)")


@dataclass(frozen=True, slots=True)
class Ranking:
    """An order of options, best first; options in one set are equally good; how many people hold it."""

    tiers: tuple[frozenset[int], ...]
    count: int


@dataclass(frozen=True, slots=True)
class Rankings:
    """Options by name, and the rankings of them by number (from 0)."""

    title: str
    options: tuple[str, ...]
    rankings: tuple[Ranking, ...]


def read(path: Path) -> Rankings:
    """The rankings of a file."""
    title, names, orders = path.stem, dict[int, str](), list[Ranking]()
    for line, stated in enumerate(read_text(path).split("\n"), 1):
        text = stated.strip()
        if text.startswith("#"):
            key, _, value = text.lstrip("# ").partition(":")
            if key.strip().upper() == "TITLE":
                title = value.strip()
            if key.strip().upper().startswith("ALTERNATIVE NAME"):
                names[_whole(key.split()[-1], path, line)] = value.strip()
        elif text:
            orders.append(_ranking(text, path, line))
    numbers = sorted(set(names).union(*(tier for order in orders for tier in order.tiers)))
    if not orders or not numbers:
        raise Unreadable(path, None, "at least one ranking, such as `2: 1,{2,3}`")
    if len(numbers) > MOST_ALTERNATIVES:
        raise Unreadable(path, None, f"at most {MOST_ALTERNATIVES} alternatives", f"{len(numbers)}")
    place = {number: at for at, number in enumerate(numbers)}
    return Rankings(
        title,
        tuple(names.get(number, str(number)) for number in numbers),
        tuple(Ranking(tuple(frozenset(place[n] for n in tier) for tier in o.tiers), o.count) for o in orders),
    )


def write(rankings: Rankings, path: Path) -> list[Path]:
    """One file, in the format of 2022; the file written."""
    check_names([*filter(None, [rankings.title]), *rankings.options], "PrefLib")
    lines = [f"# TITLE: {rankings.title}", f"# NUMBER ALTERNATIVES: {len(rankings.options)}"]
    lines += [f"# ALTERNATIVE NAME {number}: {name}" for number, name in enumerate(rankings.options, 1)]
    lines += [f"{ranking.count}: {','.join(map(_tier, ranking.tiers))}" for ranking in rankings.rankings]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [path]


def _tier(tier: Sequence[int] | frozenset[int]) -> str:
    numbers = ",".join(str(number + 1) for number in sorted(tier))
    return numbers if len(tier) == 1 else f"{{{numbers}}}"


def _ranking(text: str, path: Path, line: int) -> Ranking:
    count, colon, order = text.partition(":")
    if not colon:
        raise Unreadable(path, line, "`count: order`", repr(text[:40]))
    tiers = tuple(
        frozenset(_whole(word, path, line) for word in (tied or single).split(",") if word.strip())
        for tied, single in GROUP.findall(order)
        if (tied or single).strip()
    )
    every = [number for tier in tiers for number in tier]
    if not every or len(set(every)) < len(every):
        raise Unreadable(path, line, "an order that names each alternative once", repr(order[:40]))
    return Ranking(tiers, _whole(count, path, line))


def _whole(text: str, path: Path, line: int) -> int:
    word = text.strip()
    if not (word.isascii() and word.isdecimal() and len(word) <= 9):
        raise Unreadable(path, line, "a whole number", repr(word[:40]))
    return int(word)
