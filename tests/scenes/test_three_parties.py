"""A strike in a harbour, three sides: what is carried into one room is not known in the third."""

from collections.abc import Sequence

import pytest

from entremise.cases.play import play
from entremise.cases.script import read
from entremise.domain.events import Announced, AnnouncedInto
from entremise.services import reading
from tests.cast import in_memory
from tests.scenes.places import Scene, everything

HARBOUR = """
opened = 2026-03-02T08:00:00

[terms]
codename = "Slow Tide"
regime = "sealed"
fact_confidential = true
mediator = "Labour Mediation Office"
city = "Antwerp"
zone = "Europe/Brussels"

[[parties]]
name = "Port authority"

[[parties]]
name = "Dockers' union"
title = "The strike at the north quay"

[[parties]]
name = "Shipping line"

[seats.mediator]
place = "desk"
role = "mediator"

[seats.port]
place = "A"
role = "head-of-delegation"

[seats.union]
place = "B"
role = "head-of-delegation"

[seats.line]
place = "C"
role = "head-of-delegation"

[[steps]]
at = 2026-03-02T09:00:00
do = "announce"
by = "mediator"
text = "Every room is open. I begin my round."

[[steps]]
at = 2026-03-02T09:10:00
do = "write"
by = "union"
name = "hours"
text = "Night shifts of eight hours, from April."
type = "demand"
leave = "substance"

[[steps]]
at = 2026-03-02T09:12:00
do = "write"
by = "union"
name = "strike-fund"
text = "Our strike fund lasts nine more days."
leave = "confidence"

[[steps]]
at = 2026-03-02T09:15:00
do = "write"
by = "line"
name = "berth"
text = "We would pay for a second crew at the berth."
type = "offer"
leave = "substance"

[[steps]]
at = 2026-03-02T09:20:00
do = "carry"
by = "mediator"
name = "hours-at-port"
into = "A"
form = "substance"
sources = ["hours"]
text = "The union asks for night shifts of eight hours."

[[steps]]
at = 2026-03-02T09:25:00
do = "carry"
by = "mediator"
into = "A"
form = "substance"
sources = ["hours", "berth"]
text = "Shorter shifts are asked for, and a second crew could be paid."
refused = "several-givers"

[[steps]]
at = 2026-03-02T09:26:00
do = "carry"
by = "mediator"
into = "B"
form = "substance"
sources = ["hours"]
text = "Night shifts of eight hours."
refused = "own-room"

[[steps]]
at = 2026-03-02T09:27:00
do = "carry"
by = "mediator"
into = "D"
form = "substance"
sources = ["hours"]
text = "Night shifts of eight hours."
refused = "room-missing"

[[steps]]
at = 2026-03-02T09:30:00
do = "carry"
by = "mediator"
name = "berth-at-port"
into = "A"
form = "substance"
sources = ["berth"]
text = "The shipping line would pay for a second crew."
hold = 10

[[steps]]
at = 2026-03-02T09:40:00
do = "write"
by = "port"
name = "yes"
text = "With a second crew, eight hours can be kept."
type = "answer"
leave = "verbatim"
reply_to = "berth-at-port"

[[steps]]
at = 2026-03-02T09:45:00
do = "carry"
by = "mediator"
name = "yes-at-union"
into = "B"
form = "verbatim"
sources = ["yes"]
hold = 0

[[steps]]
at = 2026-03-02T09:50:00
do = "confirm"
by = "mediator"
entry = "berth"

[[steps]]
at = 2026-03-02T10:00:00
do = "announce"
by = "mediator"
into = ["A", "B"]
text = "I shall return at noon."
"""


@pytest.fixture(scope="module")
def scene() -> Scene:
    parts = in_memory()
    return Scene(parts, play(parts, read(HARBOUR, file="harbour.toml")))


def sees(scene: Scene, nickname: str) -> Sequence[tuple[str, str]]:
    return [(str(entry.label), entry.text) for entry in scene.entries(nickname)]


def test_each_room_knows_its_own_part(scene: Scene) -> None:
    assert sees(scene, "port") == [
        ("A-01", "Every room is open. I begin my round."),
        ("A-02", "The union asks for night shifts of eight hours."),
        ("A-03", "The shipping line would pay for a second crew."),
        ("A-04", "With a second crew, eight hours can be kept."),
        ("A-05", "I shall return at noon."),
    ]
    assert sees(scene, "union") == [
        ("B-01", "Every room is open. I begin my round."),
        ("B-02", "Night shifts of eight hours, from April."),
        ("B-03", "Our strike fund lasts nine more days."),
        ("B-04", "With a second crew, eight hours can be kept."),
        ("B-05", "I shall return at noon."),
    ]
    assert sees(scene, "line") == [
        ("C-01", "Every room is open. I begin my round."),
        ("C-02", "We would pay for a second crew at the berth."),
    ]


def test_the_third_room_learns_nothing_of_the_other_two(scene: Scene) -> None:
    """Neither the shifts, nor the union, nor the answer, nor the second announcement."""
    log = everything(scene.log("C"))

    for word in ("eight hours", "union", "authority", "strike", "noon"):
        assert word not in log
    assert [type(line.event).__name__ for line in scene.log("C")] == [
        "RoomOpened",
        "Announced",
        "Said",
        "Conveyed",
    ]


def test_what_is_carried_into_one_room_is_named_after_its_giver(scene: Scene) -> None:
    assert scene.carry("hours-at-port").attribution == "Dockers' union"
    assert scene.carry("berth-at-port").attribution == "Shipping line"


def test_a_copy_says_nothing_of_the_others(scene: Scene) -> None:
    copies = [line.event for line in scene.log("C") if isinstance(line.event, Announced)]
    kept = [str(line.event.label) for line in scene.log("desk") if isinstance(line.event, AnnouncedInto)]

    assert copies == [Announced(label=copies[0].label, text="Every room is open. I begin my round.")]
    assert sorted(kept) == ["A-01", "A-05", "B-01", "B-05", "C-01"]


def test_a_title_is_a_rooms_own(scene: Scene) -> None:
    titles = [
        reading.room_page(scene.parts, scene.played.seats[nickname]).opened.title
        for nickname in ("port", "union", "line")
    ]
    assert titles == ["Slow Tide", "The strike at the north quay", "Slow Tide"]


def test_the_desk_reads_any_two_columns(scene: Scene) -> None:
    page = reading.desk_page(scene.parts, scene.played.seats["mediator"], ["C", "A"])

    assert isinstance(page, reading.DeskPage)
    assert [column.room.party for column in page.columns] == ["Shipping line", "Port authority"]
    assert [len(column.thread.entries) for column in page.columns] == [2, 5]
