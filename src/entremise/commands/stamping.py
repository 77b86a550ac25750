"""Time-stamps for every record, once a day. What cannot be stamped now waits for the next time."""

import argparse
import os
import sys

from entremise.keys.stamps import TimeServer, roots_in
from entremise.services.stamping import stamp_all
from entremise.wiring import joined


def stamp(options: argparse.Namespace) -> int:
    """Have every checkpoint stamped that is new since its last stamp; 1 if some wait for the clock to be reached."""
    address = options.tsa or os.environ.get("ENTREMISE_TSA", "")
    roots = () if options.tsa_root is None else roots_in(options.tsa_root)
    done = stamp_all(joined().parts, TimeServer(address, roots=roots) if address else None)
    print(f"stamped  {done.stamped}")
    if done.why is not None:
        print(f"entremise: {done.waiting} wait to be stamped: {done.why}", file=sys.stderr)
    return 1 if done.waiting else 0
