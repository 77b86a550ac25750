"""The program's own source, as trees to be searched."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import entremise

ROOT = Path(entremise.__file__).parent


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def trees(*packages: str) -> Iterator[tuple[str, ast.Module]]:
    """The modules under these packages, by their dotted names, with their trees."""
    for path in sorted(ROOT.rglob("*.py")):
        name = ".".join(("entremise", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
        if any(name == package or name.startswith(package + ".") for package in packages):
            yield name, tree_of(path)
