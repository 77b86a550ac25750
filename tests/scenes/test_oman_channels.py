"""What goes on beside the talks in the Oman channel: a mandate, the telephone, the hotline, a notice by mail."""

from datetime import datetime
from zoneinfo import ZoneInfo

from entremise.cases.play import play
from entremise.cases.script import load
from entremise.domain.events.mandate import Reach
from entremise.domain.leave import LeaveForm
from entremise.domain.mandate import digest_of
from entremise.domain.terms import Came, Role
from entremise.services import hotline, mandate, notices, reach
from entremise.storage.memory import MemoryStore
from tests.cast import FakeIds, parts_on
from tests.scenes.places import Scene

MUSCAT = ZoneInfo("Asia/Muscat")


# The mandate ---------------------------------------------------------------------------------------------


def test_a_mandate_and_who_confirms_stay_in_their_own_room(scene: Scene) -> None:
    own, shown = reach.in_room_desk(scene.parts, scene.place("B")), scene.played.shown
    assert [(one.item, one.reach) for one in own.mandates] == [
        (0, Reach.INSIDE),
        (shown["nuclear", "B"], Reach.NEEDS_CAPITAL),
        (shown["missiles", "B"], Reach.OUTSIDE),
    ]
    assert [one.office for one in own.chain] == ["The ministry at home", "The council at home"]
    elsewhere = repr(scene.all_of("A")) + repr(scene.all_of("desk"))
    for words in (*(one.words for one in own.mandates if one.words), *(one.office for one in own.chain)):
        assert words not in elsewhere


def test_an_acceptance_waits_for_the_capital_and_is_told_to_the_mediator_alone(scene: Scene) -> None:
    """It binds to the words that were brought, and is final by the authority's word; the other room has neither."""
    (told,) = mandate.told(scene.parts, scene.place("desk")).acceptances
    assert (told.of, told.label) == (scene.played.labels["again-us"], scene.played.labels["ir-meet"])
    assert told.digest == digest_of(scene.told("again-us").text)
    assert (told.authority, told.final, told.settled_by) == (None, True, scene.played.labels["ir-meet-confirmed"])

    confirmed = scene.told("ir-meet-confirmed")
    assert (confirmed.binding, confirmed.leave.form if confirmed.leave else None) == (True, LeaveForm.CONFIDENCE)
    for name in ("ir-meet", "ir-meet-confirmed"):
        assert scene.told(name).text not in repr(scene.all_of("A"))


def test_a_consultation_is_told_with_its_hour_and_not_with_what_it_is_about(scene: Scene) -> None:
    half_past_two = datetime(2026, 2, 6, 14, 25, tzinfo=MUSCAT)
    consulted = [repr(event) for event in scene.all_of("desk") if type(event).__name__ == "ConsultationTold"]
    assert len(consulted) == 2
    assert repr(half_past_two.astimezone(ZoneInfo("UTC"))).split("tzinfo")[0] in consulted[0]
    assert reach.in_room_desk(scene.parts, scene.place("B")).consultation is None
    assert "Two questions go home" in repr(scene.all_of("B"))
    assert "Two questions go home" not in repr(scene.all_of("desk"))
    assert "ConsultationTold" not in repr(scene.all_of("A"))


# The telephone and the hotline ---------------------------------------------------------------------------


def test_what_was_said_by_telephone_is_an_entry_that_was_read_back(scene: Scene) -> None:
    entry = scene.told("ir-thursday")
    assert entry.taken is not None
    assert (entry.taken.how, entry.taken.said_by, entry.taken.by) == (Came.TELEPHONE, Role.HEAD, Role.SECRETARIAT)
    assert entry.read_back is not None
    assert (entry.read_back.agreed_by, entry.read_back.agreed) == (
        Role.HEAD,
        datetime(2026, 2, 3, 17, 4, tzinfo=MUSCAT),
    )
    assert entry.text in [one.text for one in scene.entries("ir-head")]
    assert entry.text not in repr(scene.all_of("A"))


def test_what_was_brought_was_read_out_by_telephone(scene: Scene) -> None:
    entry = scene.told("public-line")
    assert entry.opened == datetime(2023, 6, 12, 9, 50, tzinfo=MUSCAT)


def test_between_rounds_one_side_rings_and_the_other_sees_it(scene: Scene) -> None:
    rung = {str(line.room.mark): line.hotline for line in hotline.lines(scene.parts, scene.seat("mediator"))}
    from_a, to_b = rung["A"].from_room, rung["B"].from_desk
    assert from_a is not None
    assert to_b is not None
    assert (from_a.at, from_a.seen) == (
        datetime(2026, 1, 31, 23, 10, tzinfo=MUSCAT),
        datetime(2026, 1, 31, 23, 14, tzinfo=MUSCAT),
    )
    assert to_b.seen == datetime(2026, 1, 31, 23, 42, tzinfo=MUSCAT)
    assert (rung["A"].from_desk, rung["B"].from_room) == (None, None)


# Notices by mail -----------------------------------------------------------------------------------------


def test_a_seat_asked_for_notices_and_no_mail_has_left_the_house(scene: Scene) -> None:
    kept = notices.page(scene.parts, scene.seat("us-counsel")).kept
    assert kept is not None
    assert (kept.address, kept.zone) == ("counsel@delegation.invalid", "America/New_York")
    assert kept.confirmed is not None
    for mark in ("A", "B", "desk"):
        assert "delegation.invalid" not in repr(scene.all_of(mark))
    assert notices.page(scene.parts, scene.seat("ir-head")).kept is None


def test_a_play_leaves_no_mail_to_be_sent() -> None:
    """Whatever mail server the house has: no notice is due at any time after it."""
    parts = parts_on(MemoryStore(), ids=FakeIds("oman"))
    played = Scene(parts, play(parts, load("oman")))
    row = parts.store.notice(played.seat("us-counsel").id)
    assert row is not None
    assert (row.next, row.rings) == (None, False)
