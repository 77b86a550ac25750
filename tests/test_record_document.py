"""docs/record.md: its worked example is what the program computes, and what a reader computes by its words."""

import json
import re
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any

from entremise.domain import record
from entremise.domain.record import Checkpoint
from entremise.keys.note import HouseNotary, Verifier, opened

DOCUMENT = Path(__file__).parents[1] / "docs" / "record.md"
ORIGIN = "entremise/record/an-example"


def example() -> Any:
    (found,) = re.findall(r"## A worked example\n.*?```json\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    return json.loads(found)


def fields(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "salt": b64decode(line["salt"]),
        "number": line["number"],
        "at_micros": line["at"],
        "kind": line["kind"],
        "version": line["version"],
        "body": line["body"].encode(),
    }


def test_the_example_is_what_the_program_computes() -> None:
    lines = [fields(line) for line in example()["lines"]]

    notary = HouseNotary(lambda: b64decode(example()["seed"]))
    root = record.root_of(record.leaf(**line) for line in lines)
    assert (
        example()
        | {
            "commitments": [record.commitment(**line).hex() for line in lines],
            "leaves": [record.leaf(**line).hex() for line in lines],
            "root": root.hex(),
            "key": notary.key(),
            "checkpoint": notary.sign(Checkpoint(ORIGIN, 2, root).text),
        }
        == example()
    )


def test_the_example_follows_from_the_words_of_the_document() -> None:
    """With SHA-256 and nothing else, as a reader would do it."""
    leaves = []
    for line, expected in zip(example()["lines"], example()["commitments"], strict=True):
        number, at, version = (line[name].to_bytes(8, "big") for name in ("number", "at", "version"))
        parts = [b64decode(line["salt"]), number, at, line["kind"].encode(), version, line["body"].encode()]
        framed = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
        commitment = sha256(b"entremise line commitment 1\n" + framed)
        assert commitment.hexdigest() == expected
        leaves.append(sha256(b"\x00" + commitment.digest()).digest())

    assert [leaf.hex() for leaf in leaves] == example()["leaves"]
    assert sha256(b"\x01" + b"".join(leaves)).hexdigest() == example()["root"]


def test_the_examples_checkpoint_is_signed() -> None:
    text = opened(example()["checkpoint"], Verifier.read(example()["key"]))

    assert Checkpoint.read(text) == Checkpoint(ORIGIN, 2, bytes.fromhex(example()["root"]))
