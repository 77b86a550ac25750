"""Whatever is done in talks, each seat's copy of the record is whole, and is a function of its own place's log."""

import io
import re
import zipfile
from typing import Final

from hypothesis import given, note

from entremise.domain.rooms import Seat
from entremise.keys.archive import check
from entremise.services import exports
from entremise.services.ports import Parts
from tests.cast import granted
from tests.laws.programs import Program, programs, run
from tests.laws.test_laws import only

WORD: Final = re.compile(r"w\d{4}x")


def taken(parts: Parts, seat: Seat) -> bytes:
    return b"".join(granted(exports.export(parts, seat)))


@given(programs)
def test_a_copy_holds_its_own_place_and_nothing_else(program: Program) -> None:
    """Every word that was written, told, carried, said or announced there, and no other; and it verifies."""
    note(str(program))
    runner = run(program)
    talks = runner.talks

    for seat in (talks.mo.seat, talks.ada.seat, *(head.seat for head in talks.heads[1:])):
        alone = taken(only(runner, seat.place), seat)
        archive = taken(talks.parts, seat)
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            texts = {name: opened.read(name).decode() for name in opened.namelist()}
        assert archive == alone
        for name in ("record.json", "record.html"):
            assert set(WORD.findall(texts[name])) == runner.may_hold[seat.place]
        assert check(io.BytesIO(archive))[0].checkpoint.size == len(runner.log(seat.place))
