"""What a search costs in a room of 100,000 entries: the first, which reads the whole log, and later ones.

Prints JSON: seconds and processor time of the first search, median milliseconds of later ones by what is looked for, of
one just after a new entry, and the megabytes that the index holds. Words are drawn as they come in speech, few of them
often.

    python benchmarks/search.py [--entries 100000] [--rounds 30]
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from case import aged, done, house, opened

from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.rooms import Writing
from entremise.domain.terms import Role
from entremise.services.cases import give_seat
from entremise.services.ports import Parts
from entremise.services.searching import search
from entremise.services.speaking import write

WORDS_AN_ENTRY = 25
VOCABULARY = 20_000
QUERIES = {
    "rare_word": '"word19000"',
    "common_word": '"word0"',
    "beginning_of_many": "word1",
    "two_words": '"word3" "word250"',
    "common_run": '"word0 word1"',
    "run_that_is_nowhere": '"word19000 word18999 word18998"',
    "nothing": '"nowhere"',
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    with house() as parts:
        print(json.dumps({"entries": options.entries, **measured(parts, options.entries, options.rounds)}, indent=2))


def measured(parts: Parts, entries: int, rounds: int) -> dict[str, object]:
    """Write the room, and search it."""
    ana = done(give_seat(parts, opened(parts).rooms[0].room, Role.HEAD))
    own = Leave(form=LeaveForm.OWN)
    chance = random.Random(7)  # noqa: S311 – chance here guards nothing
    words = [f"word{number}" for number in range(VOCABULARY)]
    weights = [1 / (number + 1) for number in range(VOCABULARY)]

    def tell(_: int) -> None:
        text = " ".join(chance.choices(words, weights, k=WORDS_AN_ENTRY))
        done(write(parts, ana, Writing(text=text, leave=own)))

    aged(parts, entries, tell)

    before = memory_megabytes()
    begun, worked = time.perf_counter(), time.process_time()
    done(search(parts, ana, QUERIES["rare_word"]))
    first, worked = time.perf_counter() - begun, time.process_time() - worked
    held = memory_megabytes() - before

    def one_more() -> None:
        write(parts, ana, Writing(text="One more.", leave=own))
        begun = time.perf_counter()
        done(search(parts, ana, QUERIES["rare_word"]))
        after_writing.append((time.perf_counter() - begun) * 1000)

    after_writing: list[float] = []
    for _ in range(rounds):
        one_more()
    later = {name: median(partial(search, parts, ana, query), rounds) for name, query in QUERIES.items()}
    return {
        "first_s": round(first, 2),
        "first_cpu_s": round(worked, 2),
        "index_mb": round(held),
        "later_ms": later,
        "after_an_entry_ms": round(statistics.median(after_writing), 2),
    }


def median(act: Callable[[], object], rounds: int) -> float:
    """Median milliseconds."""
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        act()
        times.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(times), 2)


def memory_megabytes() -> float:
    """What this process holds in memory."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
