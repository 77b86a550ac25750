"""Plants unlikely words wherever somebody can write, and makes a backup: `python -m tests.storage.planting DATA`.

The database is the one of DATA, or the one that ENTREMISE_DATABASE names. The backup is not encrypted here, so that
only what seals its rows hides what they hold.
"""

import logging
import os
import sys
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Final

from entremise.domain.inner import within
from entremise.domain.terms import Regime, Role, Terms
from entremise.services import drafts, faults, inner, keeping, notices, returning, seats
from entremise.services.access import open_session
from entremise.services.cases import Case, Party, give_seat, open_case
from entremise.services.ports import Mailing, Parts
from entremise.storage.post import SmtpPost
from entremise.web.setup import migrate, set_up
from tests.cast import CONFIDENCE, ONLY_IF, SUBSTANCE, Delegate, Mediator, granted

WORDS: Final = (
    *("codename", "institution", "city", "note", "title", "party", "otherparty", "entry", "told", "condition"),
    *("carried", "why", "spoken", "announced", "drafted", "answered", "filename", "filebody", "person", "inner"),
    *("innernote", "passphrase", "deskperson", "mailaddress"),
)
"""What each planted word stands for."""

MARK: Final = "Xylophagous"
"""What every planted word begins with; no other text has it."""


def word(what: str) -> str:
    """The word planted there."""
    return f"{MARK}{what}"


def main(data: Path) -> None:
    """Plant, then copy what is kept."""
    set_up(data=data)
    migrate()
    from entremise.wiring import copies, joined  # noqa: PLC0415 – Django is set up first

    plants(joined().parts)
    with copies().copy_data() as copy, (data / "backup").open("wb") as file:
        while piece := copy.read(2**20):
            file.write(piece)
    (data / "keys").write_bytes(repr(copies().read_keys()).encode())
    sys.stderr.flush()
    # As if killed: the write-ahead log stays beside the database.
    os._exit(0)


def plants(parts: Parts) -> None:
    """Every planted word in its place, by the acts of people."""
    terms = Terms(
        codename=word("codename"),
        regime=Regime.SEALED,
        fact_confidential=True,
        mediator=word("institution"),
        city=word("city"),
        zone="Asia/Muscat",
        note=word("note"),
    )
    parties = [Party(name=word("party"), title=word("title")), Party(name=word("otherparty"))]
    case: Case = granted(open_case(parts, terms, parties))
    ana = Delegate(parts, granted(give_seat(parts, case.rooms[0].room, Role.HEAD)))
    bo = Delegate(parts, granted(give_seat(parts, case.rooms[1].room, Role.HEAD)))
    mo = Mediator(parts, granted(give_seat(parts, case.desk, Role.MEDIATOR)))
    granted(keeping.rotate(parts, ana.seat))
    keeping.rewrap(parts)
    in_room(parts, ana)
    source = ana.says(f"{word('told')} words.", leave=SUBSTANCE)
    ana.says(f"{word('entry')} words.", leave=CONFIDENCE, key=word("answered"))
    granted(seats.give(parts, mo.seat, Role.SECRETARIAT, name=word("deskperson")))
    mo.carries(f"{word('carried')} words.", into="B", sources=[source], why=f"{word('why')} words.", key="k")
    mo.speaks(f"{word('spoken')} words.", into="A")
    mo.announces(f"{word('announced')} words.")
    bo.sees()
    try:
        fails()
    except ValueError as error:
        faults.tell_fault(error)
        logging.getLogger("django.request").exception("failed")


def fails() -> None:
    """A fault of ours, whose text quotes what somebody wrote."""
    raise ValueError(word("entry"))


def in_room(parts: Parts, ana: Delegate) -> None:
    """What a delegation writes for itself."""
    granted(seats.give(parts, ana.seat, Role.ADVISER, name=word("person")))
    condition = replace(ONLY_IF, condition=f"{word('condition')} words.")
    ana.says("If so.", leave=condition)
    document = ana.gives(f"{word('filebody')} ".encode() * 20_000, name=f"{word('filename')}.txt")
    ana.says("With a letter.", leave=SUBSTANCE, document=document)
    drafts.keep_draft(parts, ana.seat, "A", {"text": f"{word('drafted')} words."})
    room = granted(inner.open_inner(parts, ana.seat, word("inner"), []))
    granted(inner.note(parts, within(ana.seat, room), f"{word('innernote')} words.", key="n"))
    session = open_session(parts, ana.seat)
    granted(returning.set_passphrase(parts, ana.seat, session, f"{word('passphrase')} and three more words"))
    mailing = Mailing(sender="notices@house.example", times=(time(8),), post=SmtpPost("127.0.0.1", 25, "smtp"))
    wish = notices.Wish(address=f"{word('mailaddress')}@example.org", zone="Asia/Muscat")
    granted(notices.ask(replace(parts, mailing=mailing), ana.seat, wish))


if __name__ == "__main__":
    os.umask(0o077)
    main(Path(sys.argv[1]))
