"""Public domains to try things on, where this machine has them; they are never part of the project."""

import csv
import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data" / "domains"
FOLDER = Path(os.environ.get("ENTREMISE_DOMAINS", BESIDE))


def manifest() -> list[dict[str, str]]:
    """What the collection says of each folder; skips the test where there is none."""
    if not (FOLDER / "MANIFEST.tsv").is_file():
        pytest.skip(f"no public domains at {FOLDER}; name a folder by ENTREMISE_DOMAINS")
    with (FOLDER / "MANIFEST.tsv").open(newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))
