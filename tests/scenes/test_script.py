"""A script that is wrong says where, what was wanted, what was found, and what to do."""

import pytest

from entremise.cases.play import play
from entremise.cases.script import load, read
from entremise.cases.stage import ScriptError
from entremise.services.cases import list_cases
from tests.cast import in_memory

HEAD = """
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

[seats.mediator]
place = "desk"
role = "mediator"

[seats.port]
place = "A"
role = "head-of-delegation"
"""

SAID = """
[[steps]]
at = 2026-03-02T09:00:00
do = "write"
by = "port"
name = "hours"
text = "Eight hours."
leave = "substance"
"""

HELD = """
[[steps]]
at = 2026-03-02T09:01:00
do = "carry"
by = "mediator"
name = "carried"
into = "B"
form = "substance"
sources = ["hours"]
text = "They say eight hours."
hold = 600
"""


def step(**fields: str) -> str:
    return "\n[[steps]]\n" + "\n".join(f"{key} = {value}" for key, value in fields.items()) + "\n"


def fault(text: str) -> str:
    with pytest.raises(ScriptError) as caught:
        read(text, file="x.toml")
    return str(caught.value)


def fault_in_play(text: str) -> str:
    script = read(text, file="x.toml")
    with pytest.raises(ScriptError) as caught:
        play(in_memory(), script)
    return str(caught.value)


def test_a_whole_script_is_played() -> None:
    parts = in_memory()
    played = play(parts, read(HEAD + SAID + HELD, file="x.toml"))

    assert [case.id for case in list_cases(parts)] == [played.case.id]
    assert {name: str(label) for name, label in played.labels.items()} == {"hours": "A-01", "carried": "B-01"}


def test_only_scripts_that_there_are_can_be_loaded() -> None:
    with pytest.raises(ScriptError, match="wanted oman; got 'cyprus'"):
        load("cyprus")


def test_no_toml() -> None:
    assert fault("opened = ").startswith("x.toml: wanted TOML; got Invalid value (at end of document)")


def test_an_unknown_zone() -> None:
    assert "wanted an IANA time zone as `zone`; got 'Mars/Olympus'" in fault(
        HEAD.replace("Europe/Brussels", "Mars/Olympus") + SAID
    )
    assert "as `zone`; got None." in fault("opened = 2026-03-02T08:00:00")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('place = "A"', 'place = "E"', "x.toml, [seats.port]: wanted a place: desk, A, B; got 'E'"),
        ("city =", "town =", "Object missing required field `city` - at `$.terms`"),
        ("[terms]", '[terms]\ntown = "Ghent"', "x.toml, [terms]: wanted only codename, regime"),
        ('name = "Port authority"', 'name = "Port"\nmark = "A"', "x.toml, [[parties]]: wanted only name"),
        ('"head-of-delegation"', '"head"', "Invalid enum value 'head' - at `$.seats[...].role`"),
    ],
)
def test_a_wrong_head(before: str, after: str, said: str) -> None:
    assert said in fault(HEAD.replace(before, after) + SAID)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"at": "2026-03-02T09:10:00", "do": '"sing"', "by": '"port"'},
            "x.toml, line 34, step 2: wanted one of write, change-leave, acknowledge, carry, stop, confirm,",
        ),
        (
            {"at": "2026-03-02T09:10:00", "do": '"write"', "by": '"port"', "text": '"Yes."', "wen": "1"},
            "Object contains unknown field `wen`",
        ),
        (
            {"at": "2026-03-02", "do": '"write"', "by": '"port"', "text": '"Yes."'},
            "Expected `datetime`, got `date` - at `$.at`",
        ),
        (
            {"at": "2026-03-02T08:59:00", "do": '"write"', "by": '"port"', "text": '"Yes."'},
            "step 2 (write): wanted a time from 2026-03-02 08:00:00 UTC on; got 2026-03-02 07:59:00",
        ),
        (
            {"at": "2026-03-02T09:10:00", "do": '"write"', "by": '"union"', "text": '"Yes."'},
            "wanted a seat: mediator, port; got 'union'",
        ),
        (
            {"at": "2026-03-02T09:10:00", "do": '"write"', "by": '"mediator"', "text": '"Yes."'},
            "wanted a seat in a party's room; got 'mediator', which is in 'desk'",
        ),
        (
            {"at": "2026-03-02T09:10:00", "do": '"confirm"', "by": '"port"', "entry": '"hours"'},
            "wanted a seat at the desk; got 'port', which is in 'A'",
        ),
        (
            {"at": "2026-03-02T09:10:00", "do": '"confirm"', "by": '"mediator"', "entry": '"our"'},
            "wanted a name that an earlier step gave; got 'our'",
        ),
        (
            {
                "at": "2026-03-02T09:10:00",
                "do": '"speak"',
                "by": '"mediator"',
                "into": '"A"',
                "text": '"Yes."',
                "name": '"hours"',
            },
            "wanted a name of its own; got 'hours', given before",
        ),
        (
            {
                "at": "2026-03-02T09:10:00",
                "do": '"write"',
                "by": '"port"',
                "text": '"Yes."',
                "becomes": '"idea"',
            },
            "`condition`, `becomes` and `expires` stand only beside `leave`",
        ),
        (
            {
                "at": "2026-03-02T09:10:00",
                "do": '"carry"',
                "by": '"mediator"',
                "into": '"B"',
                "form": '"idea"',
            },
            "`text`, where there are no `sources`, is missing",
        ),
    ],
)
def test_a_wrong_step(fields: dict[str, str], said: str) -> None:
    assert said in fault(HEAD + SAID + step(**fields))


def test_a_refusal_that_the_script_does_not_expect() -> None:
    said = fault_in_play(HEAD + SAID.replace("substance", "confidence") + HELD)

    assert said.startswith("x.toml, line 34, step 2 (carry): wanted Leave to carry A-01; got in-confidence: ")
    assert said.endswith('Or write `refused = "in-confidence"` if it is to be so.')


def test_a_refusal_that_does_not_come() -> None:
    said = fault_in_play(HEAD + SAID + HELD + 'refused = "in-confidence"\n')
    assert "wanted a refusal with in-confidence; got none: the house did it" in said


def test_another_refusal_than_expected() -> None:
    said = fault_in_play(HEAD + SAID.replace("substance", "confidence") + HELD + 'refused = "leave-expired"\n')
    assert "wanted a refusal with leave-expired; got one with in-confidence" in said


def test_a_message_that_has_not_entered_yet() -> None:
    told = step(at="2026-03-02T09:05:00", do='"acknowledge"', by='"union"', entry='"carried"')
    union = '\n[seats.union]\nplace = "B"\nrole = "head-of-delegation"\n'
    said = fault_in_play(HEAD + union + SAID + HELD + told)

    assert "wanted 'carried' in its room; got a message that has not entered it" in said


def test_an_entry_is_no_carry() -> None:
    stop = step(at="2026-03-02T09:05:00", do='"stop"', by='"mediator"', carry='"hours"')
    assert "wanted the name of a message that was carried; got 'hours'" in fault_in_play(HEAD + SAID + stop)


def test_terms_that_the_house_refuses() -> None:
    said = fault_in_play(HEAD.replace("Slow Tide", " ") + SAID)
    assert said.startswith("x.toml, [terms]: wanted Words; got text-empty: Nothing was written.")


def test_a_seat_that_the_house_refuses() -> None:
    said = fault_in_play(HEAD.replace('"head-of-delegation"', '"mediator"') + SAID)
    assert said.startswith("x.toml, [seats.port]: wanted A role that this place seats")


def test_a_note_that_is_told_keeps_its_name() -> None:
    told = step(at="2026-03-02T09:05:00", do='"change-leave"', by='"port"', entry='"hours"', leave='"substance"')
    parts = in_memory()
    played = play(parts, read(HEAD + SAID.replace("substance", "own") + told, file="x.toml"))

    assert str(played.labels["hours"]) == "A-01"


def test_an_item_that_a_room_was_not_told_of() -> None:
    kept = step(at="2026-03-02T09:05:00", do='"keep-item"', by='"mediator"', name='"shifts"', title='"Night shifts"')
    view = {"item": '"shifts"', "stance": '"refuses"', "words": '"Not ours."'}
    given = step(at="2026-03-02T09:06:00", do='"give-view"', by='"port"', **view)
    assert "wanted an item that the seat's room was told of; got 'shifts'. Show it there first" in fault_in_play(
        HEAD + kept + given
    )


def test_what_both_sides_can_do_is_done_by_either() -> None:
    rung = step(at="2026-03-02T09:05:00", do='"ring"', by='"port"')
    seen = step(at="2026-03-02T09:06:00", do='"see-ring"', by='"mediator"', room='"A"')
    assert play(in_memory(), read(HEAD + rung + seen, file="x.toml")).case.desk


def test_a_session_is_numbered_from_one() -> None:
    turned = {"do": '"turn-session"', "by": '"mediator"', "round": '"first"', "session": "0", "to": '"held"'}
    assert "Expected `int` >= 1 - at `$.session`" in fault(HEAD + step(at="2026-03-02T09:05:00", **turned))
