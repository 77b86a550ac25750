"""A copy of the record to take along: whole, the same each time, and never more than its reader could read."""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Any, cast

import pytest

from entremise.domain.dictating import Call, Dictation
from entremise.domain.endings import Closing
from entremise.domain.errors import Code, Refusal
from entremise.domain.events import Access, Accessed, Event
from entremise.domain.ids import DeskId, Label, Mark, access_log
from entremise.domain.inner import within
from entremise.domain.log import Line
from entremise.domain.rooms import Seat
from entremise.domain.terms import Came, CarryForm, MessageType, Outcome, Role
from entremise.keys.archive import check
from entremise.keys.note import Verifier
from entremise.services import (
    access,
    accesses,
    cases,
    dictating,
    endings,
    exports,
    inner,
    keeping,
    reading,
    speaking,
)
from entremise.services.ports import Parts
from entremise.services.readable import KEPT, Hand, otherwise
from tests.cast import CONFIDENCE, NOON, ONLY_IF, SUBSTANCE, VERBATIM, Talks, granted, open_talks
from tests.domain.samples import B1, EVENTS
from tests.services.test_record import inner_room

ID = re.compile(r"[0-9a-f]{16}(\.access)?")
"""What names a place or a seat, and tells nothing of it."""


def lived_in(talks: Talks) -> Talks:
    """Some work, with something in every room that no other may know."""
    offer = talks.ana.says("Nine frigates.", leave=SUBSTANCE, type=MessageType.OFFER)
    talks.ada.notes("We would take six.")
    talks.ana.says("Our harbour is full.", leave=CONFIDENCE)
    talks.ana.says("Word for word.", leave=VERBATIM)
    condition = talks.ana.says("We sail last.", leave=ONLY_IF)
    talks.mo.speaks("Say more of the harbour.", into="A")
    talks.mo.announces("We go on at three.")
    carried = talks.mo.carries("They offer nine frigates.", into="B", sources=[offer])
    assert carried.entered is not None
    talks.mo.carries("What if both sailed?", into="A", form=CarryForm.IDEA)
    talks.mo.stops(talks.mo.carries("Too early.", into="B", form=CarryForm.IDEA, hold=30).carry)
    talks.mo.declares_met(condition)
    talks.mo.confirms(offer)
    talks.bo.opens(carried.entered)
    talks.bo.says("Our coal runs out.", reply_to=carried.entered)
    return talks


def taken(parts: Parts, seat: Seat, **more: Any) -> bytes:
    return b"".join(granted(exports.export(parts, seat, **more)))


def unpacked(archive: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def people(talks: Talks) -> list[Seat]:
    return [talks.ana.seat, talks.ada.seat, talks.bo.seat, talks.mo.seat]


def test_it_verifies_without_the_house(talks: Talks) -> None:
    lived_in(talks)
    key = Verifier.read(talks.parts.notary.key())

    for seat in people(talks):
        checked = check(io.BytesIO(taken(talks.parts, seat)), key=key)
        assert [(one.folder, one.checkpoint.size) for one in checked] == [
            ("", talks.parts.store.head(seat.place)),
            ("access/", talks.parts.store.head(access_log(seat.place))),
        ]


def test_it_holds_a_page_to_read_and_says_how_to_check_it(talks: Talks) -> None:
    lived_in(talks)

    files = unpacked(taken(talks.parts, talks.ana.seat))
    assert list(files) == [
        "README.txt",
        "record.html",
        "record.json",
        "checkpoint.txt",
        "access/record.json",
        "access/checkpoint.txt",
    ]
    assert f"entremise verify FILE.zip --key {talks.parts.notary.key()}" in files["README.txt"]
    for text in ["Nine frigates.", "We would take six.", "What if both sailed?", "They stop first.", "A-01", "N-01"]:
        assert text in files["record.html"]


def test_the_page_shows_words_as_they_were_written(talks: Talks) -> None:
    """Markup in them is words; and the page neither runs nor asks for anything."""
    talks.ana.says("<script>alert('Nine')</script> & more")

    page = unpacked(taken(talks.parts, talks.ana.seat))["record.html"]
    assert "&lt;script&gt;alert(&#x27;Nine&#x27;)&lt;/script&gt; &amp; more" in page
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert not re.search(r"(src|href)=", page)


def test_the_same_record_gives_the_same_bytes() -> None:
    """In two houses with the same keys, that did the same: no time, no name and no chance is in the archive."""
    one, two = lived_in(open_talks()), lived_in(open_talks())
    two.clock.advance(3600)

    own = ("README.txt", "record.json", "checkpoint.txt")
    for seat in people(one):
        first, second = unpacked(taken(one.parts, seat)), unpacked(taken(two.parts, seat))
        assert {name: first[name] for name in own} == {name: second[name] for name in own}
    assert taken(lived_in(open_talks()).parts, one.ana.seat) == taken(lived_in(open_talks()).parts, one.ana.seat)


def test_what_happens_in_another_room_changes_no_byte() -> None:
    one, two = lived_in(open_talks()), lived_in(open_talks())
    two.ana.says("A new offer.", leave=SUBSTANCE)
    inner_room(two)
    taken(two.parts, two.ana.seat)
    taken(two.parts, two.mo.seat)

    assert taken(one.parts, one.bo.seat) == taken(two.parts, two.bo.seat)


# Never more than its reader could read ----------------------------------------------------------------------


def strings(value: object) -> Iterator[str]:
    """Every text within a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Label):
        yield from (str(value), value.series)
    elif isinstance(value, datetime):
        yield value.isoformat().replace("+00:00", "Z")
    elif is_dataclass(value):
        for one in fields(value):
            yield from strings(getattr(value, one.name))
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, Iterable) and not isinstance(value, bytes):
        for one in value:
            yield from strings(one)


def read_by(talks: Talks, seat: Seat) -> set[str]:
    """Every text that the house shows to this seat on its pages."""
    shown: list[object] = [granted(accesses.access_page(talks.parts, seat)), [role.value for role in Role]]
    if seat.at_desk:
        marks = [room.mark for room in talks.case.rooms]
        shown += [granted(reading.desk_page(talks.parts, seat, marks))]
        shown += [reading.room_entries_at_desk(talks.parts, seat, mark, limit=reading.MOST) for mark in marks]
    else:
        shown += [
            reading.room_page(talks.parts, seat),
            reading.own_entries(talks.parts, seat, limit=reading.MOST),
        ]
    return set(strings(shown))


def in_records(archive: bytes) -> Iterator[str]:
    """Every text in the lines of an archive, without names of places and seats."""
    for name, text in unpacked(archive).items():
        if name.endswith("record.json"):
            for line in json.loads(text)["lines"]:
                yield from (one for one in strings(json.loads(line["body"])) if not ID.fullmatch(one))


def test_it_holds_nothing_that_its_reader_could_not_read(talks: Talks) -> None:
    """Every word in it, in every field of every line, stands on a page of the same seat."""
    lived_in(talks)

    for seat in people(talks):
        archive = taken(talks.parts, seat)
        assert set(in_records(archive)) <= read_by(talks, seat)


SECRETS = {"A": ["We would take six.", "Our harbour is full.", "We sail last."], "B": ["Our coal runs out."]}


def test_it_holds_no_word_of_another_room(talks: Talks) -> None:
    lived_in(talks)

    for delegate, own, others in [(talks.ana, "A", "B"), (talks.bo, "B", "A")]:
        words = "".join(unpacked(taken(talks.parts, delegate.seat)).values())
        assert all(secret in words for secret in SECRETS[own])
        assert not any(secret in words for secret in SECRETS[others])
    desk = "".join(unpacked(taken(talks.parts, talks.mo.seat)).values())
    assert "We would take six." not in desk


def test_an_inner_room_is_in_its_members_copies_alone(talks: Talks) -> None:
    principals = inner_room(talks)
    granted(inner.note(talks.parts, within(talks.ana.seat, principals), "Between us two."))

    files = unpacked(taken(talks.parts, talks.ana.seat))
    assert "Between us two." in files["inner-1/record.json"]
    assert "<h2>Principals</h2>" in files["record.html"]
    assert "Between us two." in files["record.html"]
    for seat in (talks.ada.seat, talks.bo.seat, talks.mo.seat):
        assert "Between us two." not in "".join(unpacked(taken(talks.parts, seat)).values())


# Documents ------------------------------------------------------------------------------------------------

LETTER = b"We would take six, and say so in writing.\n"


def files_of(archive: bytes) -> dict[str, bytes]:
    """The documents in an archive, by their names without numbers."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        names = [name for name in opened.namelist() if name.startswith("files/")]
        return {name.partition(" ")[2]: opened.read(name) for name in names}


def test_documents_are_in_it_and_bound_by_their_lines(talks: Talks) -> None:
    talks.ana.says("See the letter.", leave=SUBSTANCE, document=talks.ana.gives(LETTER, "Letter & draft?.txt"))

    for seat in (talks.ada.seat, talks.mo.seat):
        archive = taken(talks.parts, seat)
        assert files_of(archive) == {"Letter _ draft_.txt": LETTER}
        (own, _) = check(io.BytesIO(archive))
        assert (own.files, own.left_out) == (1, 0)
        assert re.search(r'href="files/0+\d%20Letter%20_%20draft_.txt"', unpacked(archive)["record.html"])
    assert files_of(taken(talks.parts, talks.bo.seat)) == {}


def test_what_was_carried_is_in_the_other_rooms_copy_as_it_left(talks: Talks) -> None:
    source = talks.ana.says("A paper.", leave=VERBATIM, document=talks.ana.gives(LETTER, "Our letter.txt"))
    copy = talks.mo.copies(source, name="A paper.txt")
    talks.mo.carries("A paper.", into="B", form=CarryForm.VERBATIM, sources=[source], document=copy.id)

    archive = taken(talks.parts, talks.bo.seat)
    assert list(files_of(archive)) == ["A paper.txt"]
    assert check(io.BytesIO(archive))[0].files == 1
    assert "Our letter" not in "".join(unpacked(archive).values())
    assert check(io.BytesIO(taken(talks.parts, talks.mo.seat)))[0].files == 2


def test_a_document_that_is_kept_no_more_is_left_out(talks: Talks) -> None:
    label = talks.ana.says("See the letter.", document=talks.ana.gives(LETTER, "Letter.txt"))
    document = talks.ana.entry(label).document
    assert document is not None
    with talks.parts.store.writing(talks.ana.seat.place):
        talks.parts.store.drop_document(talks.ana.seat.place, document.id)

    archive = taken(talks.parts, talks.ana.seat)
    assert files_of(archive) == {}
    assert check(io.BytesIO(archive))[0].left_out == 1
    assert "Letter.txt" in unpacked(archive)["record.html"]
    assert "href=" not in unpacked(archive)["record.html"]


def test_the_readable_page_tells_how_the_talks_ended(talks: Talks) -> None:
    """By whom they were closed and until when the place is kept; how they came out, at the desk alone."""
    closing = Closing(outcome=Outcome.TERMINATED, settled=True, attended=(Mark("A"),), retention_days=30)
    granted(endings.close_case(talks.parts, talks.mo.seat, closing))
    granted(endings.reopen_case(talks.parts, talks.mo.seat))
    granted(endings.close_case(talks.parts, talks.mo.seat, closing))

    desk, room = (unpacked(taken(talks.parts, one.seat))["record.html"] for one in (talks.mo, talks.ana))

    for page in (desk, room):
        assert page.count("The talks were closed by: Mediator") == 2
        assert "The talks were opened again by: Mediator" in page
        assert "What is kept here is destroyed on <time" in page
    for said in ("They took place, and ended before their time", "They were settled", "Those of rooms A took part"):
        assert (said in desk, said in room) == (True, False)


def test_the_desks_page_says_why_words_were_kept(talks: Talks) -> None:
    """What entered a room although the guard warned of it, and what was taken down so: the room's page says nothing."""
    talks.ana.says("Nine frigates lie in Varn.", leave=CONFIDENCE)
    sam = granted(cases.give_seat(talks.parts, talks.case.desk, Role.SECRETARIAT))
    call, mo = Call(how=Came.TELEPHONE, who=Role.HEAD), talks.mo.seat
    said = Dictation(call=call, text="There are nine frigates.", leave=CONFIDENCE)
    granted(dictating.take_down(talks.parts, sam, "B", said, why="They told it themselves."))
    granted(speaking.speak(talks.parts, mo, "B", "Nine frigates lie in Varn.", why="It was in the press."))
    granted(speaking.announce(talks.parts, mo, "Nine frigates lie in Varn.", why="Everybody has read it."))
    talks.clock.advance(1)
    granted(dictating.agree(talks.parts, sam, B1, call, leave=SUBSTANCE, why="They said so on the telephone."))

    desk, room = (unpacked(taken(talks.parts, one.seat))["record.html"] for one in (talks.mo, talks.bo))

    for why in ("They told it themselves.", "It was in the press.", "Everybody has read it."):
        assert (f"Why the wording was kept: <bdi>{why}</bdi>" in desk, why in room) == (True, False)
    leave = "They said so on the telephone."
    assert (f"Why the leave was taken down: <bdi>{leave}</bdi>" in desk, leave in room) == (True, False)


@pytest.mark.parametrize("kind", KEPT)
def test_a_paper_of_the_desk_says_why_its_words_were_kept(kind: type[Event]) -> None:
    """Every kind of line that a room was told, or that was taken down, with its reason."""
    (event, *_) = [one for one in EVENTS if type(one) is kind]
    kept = replace(cast("Any", event), why="It was in the <press>.")
    line = Line(place=DeskId("desk"), number=1, at=NOON, event=kept)

    said = otherwise(Hand.in_english("Asia/Muscat"), line)

    assert "Why the wording was kept: <bdi>It was in the &lt;press&gt;.</bdi>" in said


def test_what_an_access_log_tells_is_in_words(talks: Talks) -> None:
    """In a program's copy too."""
    access.invite(talks.parts, talks.ana.seat)
    taken(talks.parts, talks.ana.seat)

    page = unpacked(taken(talks.parts, talks.ana.seat))["record.html"]

    assert ("Was given a link" in page, "Took a copy of the record" in page, "exported" in page) == (True, True, False)


def test_a_destroyed_rooms_certificate_is_in_the_desks_page(talks: Talks) -> None:
    certificate = granted(keeping.destroy_room(talks.parts, talks.mo.seat, "A"))

    page = unpacked(taken(talks.parts, talks.mo.seat))["record.html"]

    assert "Room A was destroyed" in page
    assert certificate.text.splitlines()[0] in page


# Who may, and that it is told -------------------------------------------------------------------------------


def test_the_members_of_the_place_see_that_a_copy_was_taken(talks: Talks) -> None:
    taken(talks.parts, talks.ana.seat)

    store, place = talks.parts.store, talks.ana.seat.place
    assert [line.event for line in store.lines(access_log(place), after=0, limit=10)] == [
        Accessed(what=Access.EXPORTED, seat=talks.ana.seat.id, role=talks.ana.seat.role)
    ]
    assert store.head(access_log(talks.mo.seat.place)) == 0


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.EXPERT, Role.NOTE_TAKER])
def test_a_role_that_may_not_takes_no_copy(talks: Talks, role: Role) -> None:
    seat = granted(cases.give_seat(talks.parts, talks.ana.seat.place, role))

    refused = exports.export(talks.parts, seat)
    assert isinstance(refused, Refusal)
    assert refused.code is Code.ROLE_MAY_NOT
