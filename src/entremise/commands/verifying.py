"""Checking an exported record, on any computer: no Django, no server, no data folder."""

import argparse
import sys
from datetime import datetime

from entremise.keys.archive import Checked, NoArchive, NotWhole, Stamp, check
from entremise.keys.note import MOST_CHARACTERS, Verifier
from entremise.keys.stamps import roots_in


def verify(options: argparse.Namespace) -> int:
    """Check an archive and say what was checked. 0: it is whole. 1: it is not. 2: it is no exported record."""
    try:
        key = None if options.key is None else Verifier.read(options.key.strip())
        roots = () if options.tsa_root is None else roots_in(options.tsa_root)
        since = None
        if options.since is not None:
            with options.since.open(encoding="utf-8", errors="replace", newline="") as older:
                since = older.read(MOST_CHARACTERS + 1)
        with options.file.open("rb") as archive:
            records = check(archive, key=key, since=since, roots=roots)
    except NotWhole as reason:
        print(f"entremise: the record is not whole: {reason}", file=sys.stderr)
        return 1
    except NoArchive as reason:
        print(f"entremise: this is no exported record: {reason}", file=sys.stderr)
        return 2
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        print(f"entremise: it cannot be checked: {why}", file=sys.stderr)
        return 2
    print("\n\n".join(map(_told, records)))
    print(f"\n{_of_the_key(records[0], given=key is not None)}")
    return 0


def _told(one: Checked) -> str:
    """What was checked of one record, in a few lines."""
    checkpoint = one.checkpoint
    told = [
        f"Whole: {checkpoint.origin}",
        f"  {_counted(checkpoint.size, 'line')}{_span(one.first, one.last)}, each as it was recorded",
        f"  root {checkpoint.text.splitlines()[2]}",
    ]
    if one.since is not None:
        told.append(f"  the older checkpoint's {_counted(one.since, 'line')} are unchanged at its beginning")
    if one.stamp is not None:
        lines = "all lines" if one.stamp.size == checkpoint.size else f"the first {_counted(one.stamp.size, 'line')}"
        told.append(f"  {lines} stamped at {one.stamp.at:%Y-%m-%d %H:%M:%S} UTC{_unless_trusted(one.stamp)}")
    if one.files:
        told.append(f"  {_counted(one.files, 'document')}, each as it was recorded")
    if one.left_out:
        told.append(f"  {_counted(one.left_out, 'document')} named in it and not in the archive")
    return "\n".join(told)


def _unless_trusted(stamp: Stamp) -> str:
    return "" if stamp.trusted else " (its signature is not checked without --tsa-root)"


def _of_the_key(one: Checked, *, given: bool) -> str:
    if given:
        return f"Signed by the key that was given: {one.key}"
    return (
        f"Signed by the key that the archive names: {one.key}\n"
        "This shows that the archive is whole, not whose it is. The record's page shows the house's key;\n"
        "`--key` checks against it."
    )


def _span(first: datetime | None, last: datetime | None) -> str:
    if first is None or last is None:
        return ""
    return f" from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
