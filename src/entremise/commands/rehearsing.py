"""`entremise rehearse`: delegates negotiate on a file or folder, or on many. Sets no Django up."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial

from entremise.analysis.errors import AnalysisError, one_line
from entremise.analysis.rehearsal import Rehearsed, sweep, sweep_on_ray
from entremise.commands.waiting import Work, working


def rehearse(options: argparse.Namespace) -> int:
    """One line for each rehearsal. 0: all done; 2: some input was none; 130: interrupted, the lines so far stand."""
    delegates = [options.a, options.b, *options.more]
    wishes = {"mediator": options.mediator, "rounds": options.rounds, "seed": options.seed}
    runs = (
        sweep_on_ray(options.domains, delegates, **wishes)
        if options.ray
        else sweep(options.domains, delegates, workers=options.workers, **wishes)
    )
    try:
        with working() as work:
            faults = work.step("rehearsals", partial(_told, options, runs, work))
    except (AnalysisError, OSError) as error:
        print(f"entremise: {one_line(error)}", file=sys.stderr)
        return 2
    if work.is_interrupted():
        return 130
    return 2 if faults else 0


def _told(options: argparse.Namespace, runs: Iterator[Rehearsed | AnalysisError], work: Work) -> int:
    """How many could not be held; each is told as soon as it is done."""
    faults = 0
    for number, (path, done) in enumerate(zip(options.domains, runs, strict=True), 1):
        if isinstance(done, AnalysisError):
            faults += 1
            print(f"entremise: {one_line(done)}", file=sys.stderr)
        elif options.json:
            print(json.dumps({"path": str(path), **asdict(done)}), flush=True)
        else:
            print(_line(done), flush=True)
        work.tell(number, len(options.domains))
        if work.is_interrupted():
            break
    return faults


def _line(done: Rehearsed) -> str:
    pair = " – ".join(done.delegates)
    if done.package is None:
        return f"{done.domain}: {pair}: no agreement in {done.rounds} rounds"
    worth = "  ".join(f"{value:.3f}" for value in done.utilities)
    sort = "undominated" if done.is_undominated else "dominated"
    return (
        f"{done.domain}: {pair}: {worth} after {done.rounds} rounds; {done.nash_share:.0%} of the Nash product, "
        f"{sort}: {', '.join(done.package)}"
    )
