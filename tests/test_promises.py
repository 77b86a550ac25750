"""What the screen promises: docs/promises.md names for each promise what keeps it and the test that proves it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = ROOT / "src" / "entremise"
ROW: Final = re.compile(r"^\| (?P<promise>[^|]+) \| (?P<kept_by>[^|]+) \| (?P<proved_by>[^|]+) \|$", re.MULTILINE)
NAMED: Final = re.compile(r"`([\w/]+\.py)::?(\w+)`")
IN_TEMPLATE: Final = re.compile(
    r"{% translate (?P<quote>['\"])(?P<short>.*?)(?P=quote)|{% blocktranslate[^%]*%}(?P<long>.*?){% endblocktranslate",
    re.DOTALL,
)
PLACE: Final = re.compile(r"{{.*?}}|%\(\w+\)s|{\w+}")
ABSOLUTE: Final = re.compile(
    r"\b(cannot|nobody|nothing can|never|nowhere|once|does not learn|only your|is kept)\b", re.IGNORECASE
)
"""Words with which a sentence promises, rather than tells."""

MARKS: Final = frozenset({"_", "N_", "gettext", "gettext_lazy"})
"""Functions that mark words for translation."""

NO_PROMISE: Final = frozenset(
    {
        "Once they have, it may be carried",
        "This cannot be done",
        "A passphrase that nobody else would think of.",
        "The one given cannot be used, or came too late.",
        "Remove it: it cannot be read, or changes how the words around it are read.",
    }
)
"""Sentences with such a word that promise nothing."""


@dataclass(frozen=True)
class Promise:
    """A row of the table."""

    words: str
    kept_by: str
    proved_by: str


def promises() -> list[Promise]:
    """The table's rows, without its heads and rules."""
    text = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
    rows = [Promise(*(cell.strip() for cell in found.groups())) for found in ROW.finditer(text)]
    return [row for row in rows if "`" in row.kept_by]


def in_short(text: str) -> str:
    """A sentence with “…” where a fact stands, and no markup."""
    return re.sub(r"\s+", " ", PLACE.sub("…", re.sub(r"</?\w[^>]*>", "", text))).strip()


def in_templates() -> Iterator[str]:
    for path in sorted((SOURCE / "web" / "templates").rglob("*.html")):
        for found in IN_TEMPLATE.finditer(path.read_text(encoding="utf-8")):
            yield in_short(found["short"] or found["long"])


def in_code() -> Iterator[str]:
    """What the code marks for translation."""
    for path in [*sorted((SOURCE / "web").rglob("*.py")), SOURCE / "domain" / "errors.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            marked = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS
            if marked and isinstance(node.args[0], ast.Constant):  # type: ignore[attr-defined]
                yield in_short(str(node.args[0].value))  # type: ignore[attr-defined]


@cache
def on_screen() -> frozenset[str]:
    """Every sentence that a page can show."""
    return frozenset([*in_templates(), *in_code()])


@cache
def functions_of(file: Path) -> frozenset[str]:
    """Functions, classes and names of a module, those within classes too."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    named = {
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
    }
    named |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return frozenset(named)


ROWS: Final = promises()
IDS: Final = [row.words for row in ROWS]


def test_there_are_promises() -> None:
    assert len(ROWS) > 20


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_a_promise_stands_on_the_screen(row: Promise) -> None:
    assert any(row.words in sentence for sentence in on_screen())


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_a_promise_is_kept_by_something(row: Promise) -> None:
    named = NAMED.findall(row.kept_by)
    assert named
    for file, function in named:
        assert function in functions_of(SOURCE / file), f"{file} has no {function}"


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_a_promise_is_proved_by_a_test(row: Promise) -> None:
    assert "MISSING" not in row.proved_by
    named = NAMED.findall(row.proved_by)
    assert named
    for file, function in named:
        assert function.startswith("test_")
        assert function in functions_of(ROOT / file), f"{file} has no {function}"


def test_nothing_is_promised_in_passing() -> None:
    written = [row.words for row in ROWS]
    absolute = {sentence for sentence in on_screen() if ABSOLUTE.search(sentence)} - NO_PROMISE
    assert sorted(one for one in absolute if not any(words in one for words in written)) == []
