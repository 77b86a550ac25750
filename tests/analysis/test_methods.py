"""docs/method: one page for each method, and every example on it runs as it stands."""

import doctest
import importlib.util
import re
from pathlib import Path
from typing import Final

import pytest

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "method"
PAGES: Final = sorted(path for path in FOLDER.glob("*.md") if path.stem != "README")
BLOCK: Final = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PARTS: Final = ("## Formula", "## Source", "## Cost", "## Example")
SOLVERS: Final = ("scipy", "ortools")


def examples(page: Path) -> str:
    return "\n".join(BLOCK.findall(page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_example_runs_as_it_stands(page: Path) -> None:
    text = examples(page)
    if "robust" in text and any(importlib.util.find_spec(name) is None for name in SOLVERS):
        pytest.skip("the extra `solvers` is not installed")
    example = doctest.DocTestParser().get_doctest(text, {}, page.stem, str(page), 0)

    result = doctest.DocTestRunner().run(example)

    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_page_says_formula_source_cost_and_an_example(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert [part for part in PARTS if part not in text] == []


def test_every_page_is_in_the_list() -> None:
    listed = re.findall(r"\((\S+)\.md\)", (FOLDER / "README.md").read_text(encoding="utf-8"))

    assert sorted(name for name in listed if "/" not in name) == [page.stem for page in PAGES]
