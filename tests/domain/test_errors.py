"""Rules of `entremise.domain.errors`. Refusals are found in the program's source."""

import ast
import re
from collections.abc import Iterator
from typing import Final

import pytest

from entremise.domain.errors import ABSENT, WORDINGS, Broken, Code, Conflict, EntremiseError, Refusal
from tests.domain.source import trees

COMPUTED: Final[dict[str, tuple[Code, ...]]] = {
    "form": (Code.IN_CONFIDENCE, Code.LEAVE_EXPIRED, Code.CONDITION_NOT_MET),
}
"""Where the code stands in a variable: the variable, and which codes it can hold."""


def named(sentence: str) -> set[str]:
    """The facts that a sentence names."""
    return set(re.findall(r"%\((\w+)\)s", sentence))


def wanted(code: Code) -> set[str]:
    """The facts that the code's three sentences name."""
    wording = WORDINGS[code]
    return named(wording.wanted) | named(wording.given) | named(wording.remedy)


def produced() -> Iterator[tuple[str, Code, set[str]]]:
    """Each place in the program where a refusal is made: where, with which code, with which facts."""
    for module, tree in trees("entremise"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal":
                facts = node.args[1] if len(node.args) > 1 else ast.Dict([], [])
                assert isinstance(facts, ast.Dict), f"{module}:{node.lineno} gives its facts by name"
                keys = {key.value for key in facts.keys if isinstance(key, ast.Constant)}
                for code in codes(node.args[0]):
                    yield f"{module}:{node.lineno}", code, {str(key) for key in keys}


def codes(node: ast.expr) -> tuple[Code, ...]:
    if isinstance(node, ast.Attribute):
        if node.attr == "code":
            return ()
        return (Code[node.attr],)
    assert isinstance(node, ast.Name)
    return COMPUTED[node.id]


PRODUCED: Final = list(produced())


@pytest.mark.parametrize("code", Code)
def test_every_refusal_has_three_sentences(code: Code) -> None:
    """Each code says what was wanted, what was given, and what to do, in full sentences."""
    wording = WORDINGS[code]

    assert all(text[0].isupper() or text[0] == "%" for text in (wording.wanted, wording.given, wording.remedy))
    assert all(text.endswith((".", "…")) for text in (wording.wanted, wording.given, wording.remedy))
    assert all(len(text) <= 110 for text in (wording.wanted, wording.given, wording.remedy))


def test_there_are_no_other_sentences() -> None:
    """There is a wording for each code, and for nothing else."""
    assert set(WORDINGS) == set(Code)


@pytest.mark.parametrize(("where", "code", "facts"), PRODUCED, ids=[f"{at} {code}" for at, code, _ in PRODUCED])
def test_every_refusal_gives_the_facts_that_its_sentences_name(where: str, code: Code, facts: set[str]) -> None:
    """Where the program refuses, it gives every fact that the wording names, and none besides."""
    assert facts == wanted(code), where


def test_every_code_is_used() -> None:
    """A code that nothing refuses with is a promise that nothing keeps."""
    assert {code for _, code, _ in PRODUCED} == set(Code)


def test_a_refusal_is_made_of_its_facts() -> None:
    """The sentences are the wording's, with the facts in their places."""
    refusal = Refusal(Code.OWN_ROOM, {"source": "A-01", "room": "A"})

    assert refusal.wanted == "Sources from another room than the one entered."
    assert refusal.given == "A-01 was said in room A, into which it would be carried."
    assert refusal.remedy == "Choose another room."


def test_the_absent_has_no_facts() -> None:
    """What is absent and what is not yours are told by one value, which names nothing."""
    assert Refusal(Code.ABSENT) == ABSENT
    assert wanted(Code.ABSENT) == set()


@pytest.mark.parametrize("code", Code)
def test_facts_stand_by_name(code: Code) -> None:
    """Facts stand in sentences by name, so that a translator may move them."""
    wording = WORDINGS[code]
    facts = dict.fromkeys(wanted(code), "")

    assert "%" not in "".join(text % facts for text in (wording.wanted, wording.given, wording.remedy))


def test_errors_have_one_root() -> None:
    """Whoever catches the root catches whatever this package raises."""
    assert issubclass(Conflict, EntremiseError)
    assert issubclass(Broken, EntremiseError)
    assert not issubclass(Conflict, Broken)
