"""What is done with a place's keys, and what follows for everybody else."""

import re
from typing import Final

import pytest

from entremise.domain.dictating import Call, Dictation
from entremise.domain.errors import ABSENT, Code, Refusal, Shut
from entremise.domain.events import Access, Accessed, RoomDestroyed
from entremise.domain.events.asking import Reply
from entremise.domain.ids import InnerId, PlaceId, PlaceKind, access_log
from entremise.domain.inner import within
from entremise.domain.rooms import Seat
from entremise.domain.terms import Came, CarryForm, Role
from entremise.keys.note import Verifier, opened
from entremise.services import access, asking, carrying, cases, dictating, inner, keeping, returning, seats
from entremise.services.asking import CarryQuestion
from entremise.services.keeping import Certificate, KeysPage
from entremise.services.ports import CredentialKind, Holder, LockedHolder
from tests.cast import CONFIDENCE, NOON, SUBSTANCE, Talks, granted, refusal

WORDS: Final = "correct horse battery"


def gives_passphrase(talks: Talks, seat: Seat) -> Holder:
    """A passphrase for the seat, and its key pair, as it is open after signing in with it."""
    locked = talks.parts.keys.drawn(seats.holder_of(seat), WORDS)
    assert isinstance(locked, LockedHolder)
    with talks.parts.store.writing(seat.place):
        talks.parts.keys.keep(locked)
        for place in (seat.place, *talks.parts.store.inner_of(seat.id)):
            talks.parts.keys.admit(place, locked.holder.id)
    return locked.holder


def closed(talks: Talks) -> Holder:
    """Room A, closed; Ana's key pair."""
    holder = gives_passphrase(talks, talks.ana.seat)
    granted(keeping.close_room(talks.parts, talks.ana.seat))
    return holder


def told(talks: Talks, place: PlaceId) -> list[tuple[Access, Role | None]]:
    """What the place's access log tells, and by whom it was done."""
    lines = talks.parts.store.lines(access_log(place), after=0, limit=99)
    return [(line.event.what, line.event.by) for line in lines if isinstance(line.event, Accessed)]


def opens_inner(talks: Talks, *members: Seat) -> InnerId:
    return granted(inner.open_inner(talks.parts, talks.ana.seat, "Counsel only", [member.id for member in members]))


def page(talks: Talks, seat: Seat) -> KeysPage:
    return keeping.keys_page(talks.parts, seat)


# New keys -------------------------------------------------------------------------------------------------


def test_a_new_key_is_drawn_for_what_follows(talks: Talks) -> None:
    before = talks.ana.says("Nine.")

    granted(keeping.rotate(talks.parts, talks.ana.seat))
    after = talks.ana.says("Ten.")

    assert page(talks, talks.ana.seat).epoch == 2
    assert [talks.ana.entry(label).text for label in (before, after)] == ["Nine.", "Ten."]
    assert told(talks, talks.place("A")) == [(Access.KEY_ROTATED, Role.HEAD)]


def test_a_repeated_request_draws_one_key(talks: Talks) -> None:
    for _ in range(2):
        granted(keeping.rotate(talks.parts, talks.ana.seat, key="k"))

    assert page(talks, talks.ana.seat).epoch == 2


def test_other_places_do_not_notice(talks: Talks) -> None:
    granted(keeping.rotate(talks.parts, talks.ana.seat))

    assert page(talks, talks.bo.seat).epoch == page(talks, talks.mo.seat).epoch == 1
    assert told(talks, talks.place("B")) == told(talks, talks.place(None)) == []


def test_an_adviser_draws_no_key(talks: Talks) -> None:
    assert refusal(granted, keeping.rotate(talks.parts, talks.ada.seat)).code is Code.ROLE_MAY_NOT


def test_a_removed_seat_has_no_part_in_the_new_key(talks: Talks) -> None:
    gives_passphrase(talks, talks.ana.seat)
    gives_passphrase(talks, talks.ada.seat)

    granted(seats.remove(talks.parts, talks.ana.seat, talks.ada.seat.id))

    assert [one.seat for one in page(talks, talks.ana.seat).kept_by] == [talks.ana.seat.id]
    assert page(talks, talks.ana.seat).epoch == 2


# Who holds the keys ---------------------------------------------------------------------------------------


def test_a_place_sees_who_holds_its_key(talks: Talks) -> None:
    gives_passphrase(talks, talks.ana.seat)

    (one,) = page(talks, talks.ada.seat).kept_by

    assert (one.seat, one.role, one.own) == (talks.ana.seat.id, Role.HEAD, False)
    assert re.fullmatch(r"([0-9a-f]{4} ){3}[0-9a-f]{4}", one.fingerprint)
    assert page(talks, talks.ana.seat).own


def test_nobody_else_sees_it(talks: Talks) -> None:
    gives_passphrase(talks, talks.ana.seat)

    assert page(talks, talks.bo.seat).kept_by == page(talks, talks.mo.seat).kept_by == ()


# Closed rooms ---------------------------------------------------------------------------------------------


def test_a_room_is_not_closed_while_nobody_has_a_passphrase(talks: Talks) -> None:
    assert refusal(granted, keeping.close_room(talks.parts, talks.ana.seat)) == Refusal(Code.NO_KEYHOLDER)

    assert (page(talks, talks.ana.seat).closed, told(talks, talks.place("A"))) == (False, [])


def test_an_inner_room_needs_one_too(talks: Talks) -> None:
    """Closing would lose it."""
    opens_inner(talks, talks.ada.seat)
    locked = talks.parts.keys.drawn(seats.holder_of(talks.ana.seat), WORDS)
    assert isinstance(locked, LockedHolder)
    with talks.parts.store.writing():
        talks.parts.keys.keep(locked)
        talks.parts.keys.admit(talks.ana.seat.place, locked.holder.id)

    assert refusal(granted, keeping.close_room(talks.parts, talks.ana.seat)).code is Code.NO_KEYHOLDER
    assert not page(talks, talks.ana.seat).closed


@pytest.mark.parametrize("who", ["ada", "mo"])
def test_only_the_head_closes_a_room(talks: Talks, who: str) -> None:
    seat = getattr(talks, who).seat

    assert refusal(granted, keeping.close_room(talks.parts, seat)).code is Code.ROLE_MAY_NOT


@pytest.mark.parametrize("how", ["signs out", "ends the others", "replaced", "removed"])
def test_a_closed_room_is_shut_when_whoever_opened_it_has_left(talks: Talks, how: str) -> None:
    """At once, and not a quarter of an hour later; Bo's room and the desk do not notice."""
    gives_passphrase(talks, talks.ana.seat)
    gives_passphrase(talks, talks.ada.seat)
    talks.ana.notes("Words.")
    granted(keeping.close_room(talks.parts, talks.ana.seat))
    _, secret = granted(returning.come_back(talks.parts, talks.ada.seat.id, WORDS))
    assert access.seat_of(talks.parts, secret, CredentialKind.SESSION) == talks.ada.seat
    assert talks.ada.sees() == ["Words."]

    match how:
        case "signs out":
            access.sign_out(talks.parts, secret)
        case "ends the others":
            returning.end_other_sessions(talks.parts, talks.ada.seat, "another")
        case "replaced":
            granted(seats.replace_device(talks.parts, talks.ana.seat, talks.ada.seat.id))
        case _:
            granted(seats.remove(talks.parts, talks.ana.seat, talks.ada.seat.id))

    with pytest.raises(Shut):
        talks.ana.sees()


def test_it_stays_open_for_whoever_is_still_there(talks: Talks) -> None:
    gives_passphrase(talks, talks.ana.seat)
    gives_passphrase(talks, talks.ada.seat)
    talks.ana.notes("Words.")
    granted(keeping.close_room(talks.parts, talks.ana.seat))
    secrets = [granted(returning.come_back(talks.parts, one.seat.id, WORDS))[1] for one in (talks.ana, talks.ada)]
    for secret in secrets:
        access.seat_of(talks.parts, secret, CredentialKind.SESSION)

    access.sign_out(talks.parts, secrets[0])

    assert talks.ada.sees() == ["Words."]


def test_a_closed_room_is_shut_while_no_member_is_here(talks: Talks) -> None:
    talks.ana.says("Nine.")
    closed(talks)

    for act in (talks.ana.page, talks.ada.page, lambda: talks.ana.says("Ten.")):
        with pytest.raises(Shut):
            act()


def test_it_is_open_while_one_is(talks: Talks) -> None:
    talks.ana.says("Nine.")
    talks.parts.keys.lend(talks.place("A"), closed(talks))

    talks.ada.says("Ten.")

    assert talks.ana.sees() == talks.ada.sees() == ["Nine.", "Ten."]
    assert page(talks, talks.ana.seat).closed


def test_a_session_with_the_passphrase_opens_it(talks: Talks) -> None:
    """Each request lends it anew, and a session without opens nothing."""
    holder = closed(talks)
    invitation = access.invite(talks.parts, talks.ada.seat)
    talks.parts.keys.lend(talks.place("A"), holder)
    _, bare = granted(access.enter(talks.parts, invitation.link, invitation.code, rehearsal=True))
    talks.parts.keys.withdraw(talks.place("A"))

    assert access.seat_of(talks.parts, bare, CredentialKind.SESSION) == talks.ada.seat
    with pytest.raises(Shut):
        talks.ada.page()


def test_the_desk_goes_on_with_a_closed_room(talks: Talks) -> None:
    """It brings, speaks and announces into a room that it cannot read."""
    source = talks.bo.says("Nine.", leave=SUBSTANCE)
    given = talks.ana.says("Ten.", leave=SUBSTANCE)
    holder = closed(talks)

    talks.mo.carries("They offer nine.", into="A", sources=[source])
    talks.mo.speaks("And you?", into="A")
    talks.mo.announces("We meet at noon.")
    talks.mo.carries("They offer ten.", into="B", sources=[given])
    talks.mo.confirms(given)
    with pytest.raises(Shut):
        talks.ana.page()
    talks.parts.keys.lend(talks.place("A"), holder)

    assert talks.ana.sees() == ["Ten.", "They offer nine.", "And you?", "We meet at noon."]
    assert talks.mo.sees("A") == ["Ten.", "They offer nine.", "And you?", "We meet at noon."]


def test_a_closed_room_is_asked_and_served_by_telephone(talks: Talks) -> None:
    """Read-back and taking down need nothing of the room's log."""
    talks.ana.says("Ten.", leave=CONFIDENCE)
    holder = closed(talks)
    call = Call(how=Came.TELEPHONE, who=Role.HEAD)

    taken = granted(dictating.take_down(talks.parts, talks.mo.seat, "A", Dictation(text="Nine.", call=call)))
    question = CarryQuestion(into="B", form=CarryForm.SUBSTANCE, text="They say nine.", sources=(taken.label,))
    granted(asking.ask_carry(talks.parts, talks.mo.seat, question))
    granted(asking.answer_by_telephone(talks.parts, talks.mo.seat, "A", 1, reply=Reply.YES, call=call))
    talks.mo.carries("They say nine.", into="B", sources=[taken.label])
    granted(dictating.agree(talks.parts, talks.mo.seat, taken.label, call, leave=SUBSTANCE))
    with pytest.raises(Shut):
        talks.ana.page()
    talks.parts.keys.lend(talks.place("A"), holder)

    assert talks.ana.sees() == ["Ten.", "Nine."]
    assert talks.ana.entry(taken.label).leave == SUBSTANCE
    assert len(asking.asked_page(talks.parts, talks.ana.seat).standing) == 1


def test_a_held_message_enters_a_closed_room(talks: Talks) -> None:
    source = talks.bo.says("Nine.", leave=SUBSTANCE)
    talks.mo.carries("They offer nine.", into="A", sources=[source], hold=30)
    holder = closed(talks)

    assert talks.waits(30) == 1

    talks.parts.keys.lend(talks.place("A"), holder)
    assert talks.ana.sees() == ["They offer nine."]


def test_closing_is_told_in_the_room(talks: Talks) -> None:
    talks.parts.keys.lend(talks.place("A"), closed(talks))

    assert told(talks, talks.place("A")) == [(Access.CLOSED, Role.HEAD)]
    assert told(talks, talks.place("B")) == told(talks, talks.place(None)) == []


def test_rooms_within_it_are_closed_too(talks: Talks) -> None:
    gives_passphrase(talks, talks.ada.seat)
    within_a = opens_inner(talks, talks.ada.seat)
    gives_passphrase(talks, talks.ana.seat)
    granted(inner.note(talks.parts, within(talks.ana.seat, within_a), "Between us."))

    granted(keeping.close_room(talks.parts, talks.ana.seat))

    with pytest.raises(Shut):
        inner.inner_page(talks.parts, within(talks.ana.seat, within_a))


def test_a_room_that_is_opened_within_a_closed_one_is_closed(talks: Talks) -> None:
    """Its members read it with their passphrases, and the host does not."""
    holder = closed(talks)
    talks.parts.keys.lend(talks.place("A"), holder)

    within_a = opens_inner(talks, talks.ada.seat)

    assert talks.parts.keys.is_closed(within_a)
    with pytest.raises(Shut):
        inner.inner_page(talks.parts, within(talks.ana.seat, within_a))
    talks.parts.keys.lend(within_a, holder)
    assert granted(inner.inner_page(talks.parts, within(talks.ana.seat, within_a))).thread.entries == ()


def test_within_a_closed_room_none_is_opened_that_nobody_could_read(talks: Talks) -> None:
    """One of its members must have a passphrase."""
    ada = gives_passphrase(talks, talks.ada.seat)
    with talks.parts.store.writing(talks.place("A")):
        talks.parts.keys.close(talks.place("A"))
    talks.parts.keys.lend(talks.place("A"), ada)

    assert inner.open_inner(talks.parts, talks.ana.seat, "Alone", []) == Refusal(Code.NO_KEYHOLDER)
    assert inner.inner_rooms(talks.parts, talks.ana.seat) == ()


def test_closing_twice_is_closing_once(talks: Talks) -> None:
    holder = closed(talks)
    talks.parts.keys.lend(talks.place("A"), holder)

    granted(keeping.close_room(talks.parts, talks.ana.seat))

    talks.parts.keys.lend(talks.place("A"), holder)
    assert told(talks, talks.place("A")) == [(Access.CLOSED, Role.HEAD)]


def test_a_closed_room_is_opened_to_the_host_again(talks: Talks) -> None:
    talks.ana.says("Nine.")
    talks.parts.keys.lend(talks.place("A"), closed(talks))

    granted(keeping.reopen_room(talks.parts, talks.ana.seat))
    talks.parts.keys.withdraw(talks.place("A"))

    assert talks.ana.sees() == ["Nine."]
    assert told(talks, talks.place("A")) == [(Access.CLOSED, Role.HEAD), (Access.REOPENED, Role.HEAD)]


def test_nobody_reopens_it_while_no_member_is_here(talks: Talks) -> None:
    closed(talks)

    with pytest.raises(Shut):
        keeping.reopen_room(talks.parts, talks.ana.seat)

    assert talks.parts.keys.is_closed(talks.place("A"))


def test_other_rooms_stay_as_they_are(talks: Talks) -> None:
    talks.bo.says("Eight.")

    closed(talks)

    assert talks.bo.sees() == ["Eight."]
    assert not page(talks, talks.bo.seat).closed


# Destruction ----------------------------------------------------------------------------------------------


def destroys(talks: Talks, mark: str = "A") -> Certificate:
    return granted(keeping.destroy_room(talks.parts, talks.mo.seat, mark))


def signed(talks: Talks, certificate: Certificate) -> list[str]:
    """The certificate's lines, if the house signed it."""
    return opened(certificate.text, Verifier.read(talks.parts.notary.key())).splitlines()


def test_a_destroyed_room_opens_for_nobody(talks: Talks) -> None:
    talks.ana.says("Nine.")
    holder = gives_passphrase(talks, talks.ana.seat)

    destroys(talks)
    talks.parts.keys.lend(talks.place("A"), holder)

    for log in (talks.place("A"), access_log(talks.place("A"))):
        with pytest.raises(Shut):
            talks.parts.store.lines(log, after=0, limit=9)


def test_its_seats_and_what_opened_them_are_gone(talks: Talks) -> None:
    secret = access.give_token(talks.parts, talks.ana.seat)
    gives_passphrase(talks, talks.ana.seat)

    destroys(talks)

    store, ana = talks.parts.store, talks.ana.seat
    assert (store.seats(talks.place("A")), store.seat(ana.id), store.keyholder(seats.holder_of(ana))) == (
        [],
        None,
        None,
    )
    assert access.seat_of(talks.parts, secret, CredentialKind.BEARER) is None


def test_everything_else_stays(talks: Talks) -> None:
    given = talks.ana.says("Nine.", leave=SUBSTANCE)
    talks.bo.says("Eight.")

    destroys(talks)

    assert talks.bo.sees() == ["Eight."]
    assert talks.mo.sees("A") == ["Nine."]
    assert talks.mo.entry(given).text == "Nine."
    assert talks.zed.sees() == []


def test_rooms_within_it_go_with_it(talks: Talks) -> None:
    within_a = opens_inner(talks, talks.ada.seat)

    destroys(talks)

    rows = talks.parts.store.places_of(talks.case.id)
    gone = {row.place for row in rows if row.destroyed is not None}
    assert gone == {talks.place("A"), access_log(talks.place("A")), within_a, access_log(within_a)}


def test_the_certificate_is_signed_and_kept_at_the_desk(talks: Talks) -> None:
    granted(keeping.rotate(talks.parts, talks.ana.seat))

    certificate = destroys(talks)

    assert signed(talks, certificate) == [
        "entremise/destruction",
        "Certificate of destruction",
        "",
        f"case  {talks.case.id}",
        f"room A  {talks.place('A')}  keys 1 to 2, and of all that belonged to it",
        f"at  {NOON.isoformat(timespec='seconds')}",
        "by  mediator",
        "",
        "These keys were erased, and the host key that covered them was replaced.",
        "What was sealed with them can be opened only with a copy, made before, of both.",
        "What the room told the desk stands at the desk, with the keys of the files that went with it.",
    ]
    desk = page(talks, talks.mo.seat)
    assert (desk.certificates, desk.rooms) == ((certificate,), ("B",))


def test_the_certificate_does_not_tell_what_was_within(talks: Talks) -> None:
    """The desk does not know whether a delegation had rooms of its own."""
    within_a = opens_inner(talks, talks.ada.seat)

    assert within_a not in destroys(talks).text


def test_a_destroyed_room_is_destroyed_once(talks: Talks) -> None:
    first = destroys(talks)
    talks.clock.advance(60)

    assert destroys(talks) == first
    events = [line.event for line in talks.parts.store.lines(talks.place(None), after=0, limit=99)]
    assert sum(isinstance(event, RoomDestroyed) for event in events) == 1


def test_a_room_at_whose_door_a_message_waits_is_not_destroyed(talks: Talks) -> None:
    source = talks.bo.says("Nine.", leave=SUBSTANCE)
    talks.mo.carries("They offer nine.", into="A", sources=[source], hold=30)

    refused = refusal(destroys, talks)

    assert refused == Refusal(Code.WAITS_AT_DOOR, {"count": 1})


@pytest.mark.parametrize("mark", ["C", "", "desk"])
def test_what_is_not_there_is_not_destroyed(talks: Talks, mark: str) -> None:
    assert keeping.destroy_room(talks.parts, talks.mo.seat, mark) == ABSENT


def test_a_party_destroys_nothing(talks: Talks) -> None:
    assert refusal(granted, keeping.destroy_room(talks.parts, talks.ana.seat, "A")).code is Code.ROLE_MAY_NOT


def test_nothing_enters_a_destroyed_room(talks: Talks) -> None:
    destroys(talks)

    assert refusal(talks.mo.speaks, "Hello.", into="A") == Refusal(Code.ROOM_MISSING)
    assert refusal(talks.mo.announces, "Hello.", into=["A", "B"]) == Refusal(Code.ROOM_MISSING)
    assert seats.invite_head(talks.parts, talks.mo.seat, "A") == ABSENT


def test_what_the_desk_announces_goes_into_the_rooms_that_stand(talks: Talks) -> None:
    destroys(talks)

    talks.mo.announces("Hello.")

    assert talks.bo.sees() == ["Hello."]


def test_to_a_destroyed_room_nothing_is_confirmed(talks: Talks) -> None:
    given = talks.ana.says("Nine.", leave=SUBSTANCE)
    destroys(talks)

    assert carrying.confirm_conveyance(talks.parts, talks.mo.seat, given) == ABSENT


def test_a_destroyed_case_leaves_its_certificate(talks: Talks) -> None:
    talks.ana.says("Nine.", leave=SUBSTANCE)

    certificate = granted(keeping.destroy_case(talks.parts, talks.case.id, by=Role.ADMINISTRATOR, at=NOON))

    kept = talks.parts.store.certificate(talks.case.id)
    assert kept is not None
    assert (kept.at, kept.text) == (NOON, certificate.text)
    named = [line.split("  ")[0] for line in signed(talks, certificate)[3:7]]
    assert sorted(named) == ["case", "desk", "room A", "room B"]
    assert "by  administrator" in signed(talks, certificate)


def test_a_certificate_names_nobody(talks: Talks) -> None:
    """It is kept when nothing else is, unsealed."""
    text = granted(keeping.destroy_case(talks.parts, talks.case.id, by=None, at=NOON)).text

    assert not [word for word in ("Arvend", "Belmark", "Copper", "Bridges") if word in text]
    assert "by  the house, at the end of its days" in text


def test_nothing_of_a_destroyed_case_opens(talks: Talks) -> None:
    source = talks.ana.says("Nine.", leave=SUBSTANCE)
    talks.mo.carries("They offer nine.", into="B", sources=[source], hold=30)

    granted(keeping.destroy_case(talks.parts, talks.case.id, by=None, at=NOON))

    rows = talks.parts.store.places_of(talks.case.id)
    assert all(row.destroyed == NOON for row in rows)
    assert {row.kind for row in rows} == {PlaceKind.ROOM, PlaceKind.DESK, PlaceKind.ACCESS}
    for row in rows:
        with pytest.raises(Shut):
            talks.parts.store.lines(row.place, after=0, limit=9)
    assert talks.waits(60) == 0
    assert [case.id for case in cases.list_cases(talks.parts)] == [talks.other.id]


def test_a_destroyed_case_is_destroyed_once(talks: Talks) -> None:
    first = granted(keeping.destroy_case(talks.parts, talks.case.id, by=None, at=NOON))
    talks.clock.advance(60)

    assert keeping.destroy_case(talks.parts, talks.case.id, by=None, at=talks.clock.now()) == first


def test_a_case_with_a_destroyed_room_is_destroyed(talks: Talks) -> None:
    destroys(talks)

    text = granted(keeping.destroy_case(talks.parts, talks.case.id, by=None, at=NOON)).text

    assert ("room A" in text, "room B" in text) == (False, True)


def test_no_other_case_is_touched(talks: Talks) -> None:
    talks.zed.says("Eight.")

    granted(keeping.destroy_case(talks.parts, talks.case.id, by=None, at=NOON))

    assert talks.zed.sees() == ["Eight."]


def test_an_unknown_case_is_absent(talks: Talks) -> None:
    unknown = type(talks.case.id)("nothing")

    assert keeping.destroy_case(talks.parts, unknown, by=None, at=NOON) == ABSENT


# The house ------------------------------------------------------------------------------------------------


def test_every_place_is_told_that_keys_were_covered_anew(talks: Talks) -> None:
    talks.ana.says("Nine.")

    keeping.rewrap(talks.parts)

    assert talks.ana.sees() == ["Nine."]
    for mark in ("A", "B", None):
        assert told(talks, talks.place(mark)) == [(Access.KEY_REWRAPPED, Role.ADMINISTRATOR)]


def test_what_has_no_keys_after_a_restore_is_marked_as_destroyed(talks: Talks) -> None:
    """The data are older than a destruction, the keys are not."""
    room = talks.place("A")
    with talks.parts.store.writing():
        talks.parts.store.erase_keys([room, access_log(room)])
    talks.parts.keys.withdraw(room)

    assert keeping.reconcile(talks.parts) == 2

    row = talks.parts.store.place(room)
    assert row is not None
    assert (row.destroyed, talks.parts.store.seats(room)) == (NOON, [])
    assert keeping.reconcile(talks.parts) == 0


def test_the_desk_does_not_come_by_a_closed_room_through_its_head(talks: Talks) -> None:
    """A new head could have the room opened to the host while a member is here."""
    ada = gives_passphrase(talks, talks.ada.seat)
    ana = closed(talks)
    talks.parts.keys.lend(talks.place("A"), ada)

    assert seats.invite_head(talks.parts, talks.mo.seat, "A") == Refusal(Code.ROOM_CLOSED)

    assert {one.seat for one in page(talks, talks.ada.seat).kept_by} == {talks.ana.seat.id, talks.ada.seat.id}
    talks.parts.keys.withdraw(talks.place("A"))
    talks.parts.keys.lend(talks.place("A"), ana)
    assert talks.ana.sees() == []


def test_a_head_without_the_key_does_not_reopen_a_room(talks: Talks) -> None:
    """Not even while a member has it open."""
    ada = gives_passphrase(talks, talks.ada.seat)
    with talks.parts.store.writing(talks.place("A")):
        talks.parts.keys.close(talks.place("A"))
    talks.parts.keys.lend(talks.place("A"), ada)

    assert keeping.reopen_room(talks.parts, talks.ana.seat) == Refusal(Code.NOT_KEYHOLDER)
    assert talks.parts.keys.is_closed(talks.place("A"))


def test_a_room_is_not_closed_for_somebody_whose_seat_is_gone(talks: Talks) -> None:
    """What is left of a key opens the room for nobody."""
    gives_passphrase(talks, talks.ada.seat)
    with talks.parts.store.writing(talks.place("A")):
        talks.parts.store.drop_seat(talks.ada.seat.id)
        talks.parts.keys.keep(ghost(talks))
        talks.parts.keys.admit(talks.place("A"), seats.holder_of(talks.ada.seat))

    assert keeping.close_room(talks.parts, talks.ana.seat) == Refusal(Code.NO_KEYHOLDER)
    assert not page(talks, talks.ana.seat).closed


def ghost(talks: Talks) -> LockedHolder:
    """A key pair of Ada's."""
    return granted(talks.parts.keys.drawn(seats.holder_of(talks.ada.seat), WORDS))


def test_the_last_who_opens_a_closed_room_is_not_shut_out(talks: Talks) -> None:
    """By nobody: the room would be lost."""
    holder = closed(talks)
    talks.parts.keys.lend(talks.place("A"), holder)
    last = Refusal(Code.LAST_KEYHOLDER)

    assert seats.close_seat(talks.parts, talks.ana.seat, by=Role.ADMINISTRATOR) == last
    assert [one.seat for one in page(talks, talks.ana.seat).kept_by] == [talks.ana.seat.id]
