"""Rules of `entremise.services.subject`: what the house holds about one seat, and nobody else's words."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.domain.endings import Closing
from entremise.domain.events import Access, Accessed
from entremise.domain.ids import access_log
from entremise.domain.rooms import Seat
from entremise.domain.seats import Detail
from entremise.domain.terms import CarryForm, Disclosure, Outcome, Role
from entremise.services import access, accesses, drafts, speaking
from entremise.services.endings import close_case
from entremise.services.ports import CredentialKind
from entremise.services.readable import Hand
from entremise.services.subject import DEEDS, Deed, Subject, archive, subject, take_subject
from tests.cast import CONFIDENCE, NOON, ONLY_IF, SUBSTANCE, VERBATIM, Talks, granted, open_talks

HAND: Final = Hand.in_english("Asia/Muscat")


@pytest.fixture
def talks() -> Talks:
    return open_talks()


def of(talks: Talks, seat: Seat) -> Subject:
    return subject(talks.parts, seat)


def files(taken: Subject) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(b"".join(archive(taken, HAND)))) as made:
        return {name: made.read(name).decode() for name in made.namelist()}


def test_it_says_who_the_seat_is(talks: Talks) -> None:
    detail = Detail(name="A. Person", shown=Disclosure.ROLE, onward=Disclosure.MEMBER)
    with talks.parts.store.writing(talks.ana.seat.place):
        talks.parts.store.keep_detail(talks.ana.seat, msgspec.json.encode(detail))

    about = of(talks, talks.ana.seat).about

    assert (about.seat, about.role, about.mark, about.codename) == (
        talks.ana.seat.id,
        Role.HEAD,
        "A",
        "Copper Lantern",
    )
    assert (about.name, about.desk_may_know, about.others_may_know) == (
        "A. Person",
        Disclosure.ROLE,
        Disclosure.MEMBER,
    )
    assert (about.account, about.passphrase, about.passkeys) == (False, False, 0)


def test_it_holds_what_the_seat_wrote_and_did(talks: Talks) -> None:
    first = talks.ana.says("Nine frigates.", leave=ONLY_IF)
    talks.ana.changes_leave(first, CONFIDENCE)
    brought = talks.mo.carries("A third flag.", into="A", form=CarryForm.IDEA).entered
    assert brought is not None
    talks.ana.opens(brought)
    talks.ana.says("We have read it.", leave=SUBSTANCE, reply_to=brought)

    deeds = of(talks, talks.ana.seat).deeds

    assert deeds == (
        Deed(at=NOON, inner=False, what="SeatGiven"),
        Deed(at=NOON, inner=False, what="Said", label="A-01", text="Nine frigates.", leave=ONLY_IF),
        Deed(at=NOON, inner=False, what="LeaveChanged", label="A-01", leave=CONFIDENCE),
        Deed(at=NOON, inner=False, what="Opened", label="A-02"),
        Deed(
            at=NOON,
            inner=False,
            what="Said",
            label="A-03",
            text="We have read it.",
            leave=SUBSTANCE,
            reply_to="A-02",
        ),
    )


def test_it_tells_when_the_seat_came_and_read(talks: Talks) -> None:
    invitation = access.invite(talks.parts, talks.ana.seat)
    granted(access.enter(talks.parts, invitation.link, invitation.code))
    accesses.read(talks.parts, talks.ana.seat)
    accesses.read(talks.parts, talks.ada.seat)

    taken = of(talks, talks.ana.seat)

    assert Access.READ in {seen.what for seen in taken.seen}
    assert len([seen for seen in taken.seen if seen.what is Access.READ]) == 1
    assert [(way.kind, way.expires) for way in taken.ways_in] == [(CredentialKind.SESSION, NOON + access.SESSION_LIFE)]


def test_a_delegates_unsent_words_are_in_it(talks: Talks) -> None:
    drafts.keep_draft(talks.parts, talks.ana.seat, "room", {"text": "What I was about to say."})
    drafts.keep_draft(talks.parts, talks.ada.seat, "room", {"text": "What Ada was about to say."})

    assert [one.text for one in of(talks, talks.ana.seat).unsent] == ["What I was about to say."]


def test_of_a_mediators_drafts_it_says_that_they_are_there(talks: Talks) -> None:
    """In a draft at the desk a room's words may be worked on."""
    drafts.keep_draft(talks.parts, talks.mo.seat, "B", {"text": "Nine frigates.", "sources": ["A-01"]})

    assert [one.text for one in of(talks, talks.mo.seat).unsent] == [None]


def test_a_mediators_own_idea_is_in_it_and_no_message_that_rests_on_a_rooms_words(talks: Talks) -> None:
    offer = talks.ana.says("Nine frigates.", leave=VERBATIM)
    talks.mo.carries("Nine frigates.", into="B", sources=[offer], form=CarryForm.VERBATIM)
    talks.mo.carries("A third flag.", into="B", form=CarryForm.IDEA)

    held = [deed for deed in of(talks, talks.mo.seat).deeds if deed.what == "CarryHeld"]

    assert [(deed.label, deed.text) for deed in held] == [("carry-01", None), ("carry-02", "A third flag.")]


def test_what_a_mediator_said_is_in_it(talks: Talks) -> None:
    """But for words that the guard had warned of: those may be a room's."""
    talks.mo.speaks("And you?", into="A")
    talks.mo.announces("We meet at noon.")
    talks.ana.says("Nine frigates wait at Kestrel harbour.", leave=CONFIDENCE)
    words = "Nine frigates wait at Kestrel harbour."
    granted(speaking.speak(talks.parts, talks.mo.seat, "B", words, why="They know it."))

    deeds = of(talks, talks.mo.seat).deeds

    assert [(deed.what, deed.label, deed.text) for deed in deeds if deed.what != "SeatGiven"] == [
        ("SpokenInto", "A-01", "And you?"),
        ("AnnouncedInto", "A-02", "We meet at noon."),
        ("AnnouncedInto", "B-01", "We meet at noon."),
        ("SpokenInto", "B-02", None),
    ]
    assert [deed.what for deed in of(talks, talks.ana.seat).deeds] == ["SeatGiven", "Said"]


def test_a_mediator_that_closed_the_talks_finds_that_it_did(talks: Talks) -> None:
    granted(close_case(talks.parts, talks.mo.seat, Closing(outcome=Outcome.HELD, settled=True)))

    assert [deed.what for deed in of(talks, talks.mo.seat).deeds] == ["SeatGiven", "CaseClosed"]
    assert [deed.what for deed in of(talks, talks.ana.seat).deeds] == ["SeatGiven"]


Step = Callable[[Talks, str], object]
STEPS: Final[dict[str, Step]] = {
    "ana": lambda talks, words: talks.ana.says(words, leave=SUBSTANCE),
    "ada": lambda talks, words: talks.ada.says(words, leave=replace(ONLY_IF, condition=words)),
    "ada notes": lambda talks, words: talks.ada.notes(words),
    "bo": lambda talks, words: talks.bo.says(words, leave=SUBSTANCE),
    "mo speaks": lambda talks, words: talks.mo.speaks(words, into="A"),
    "mo announces": lambda talks, words: talks.mo.announces(words),
    "mo carries": lambda talks, words: talks.mo.carries(words, into="A", form=CarryForm.IDEA),
    "mo carries theirs": lambda talks, words: talks.mo.carries(
        words, into="A", sources=[talks.bo.says(f"{words}, they say.", leave=SUBSTANCE)]
    ),
    "ada drafts": lambda talks, words: drafts.keep_draft(talks.parts, talks.ada.seat, "room", {"text": words}),
}
WHOSE: Final = {"ana": "ana", "mo carries": "mo", "mo speaks": "mo", "mo announces": "mo"}


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_nobody_elses_words_are_in_it(steps: list[str]) -> None:
    """Whatever happens in the talks: a word that only one person wrote is in that person's archive alone."""
    talks = open_talks()
    for number, step in enumerate(steps):
        STEPS[step](talks, f"canary{number} {step.replace(' ', '-')}")

    for who, seat in (("ana", talks.ana.seat), ("mo", talks.mo.seat), ("zed", talks.zed.seat)):
        whole = "".join(files(of(talks, seat)).values())
        for number, step in enumerate(steps):
            assert (f"canary{number} " in whole) is (WHOSE.get(step) == who), (who, step)


def test_the_same_content_gives_the_same_bytes(talks: Talks) -> None:
    talks.ana.says("Nine frigates.")
    taken = of(talks, talks.ana.seat)
    talks.clock.advance(3600)

    again = of(talks, talks.ana.seat)

    assert b"".join(archive(taken, HAND)) == b"".join(archive(again, HAND))


def test_both_files_tell_the_same(talks: Talks) -> None:
    talks.ana.says("Nine <b>frigates</b> & more.", leave=replace(ONLY_IF, condition="they stop <first>"))
    made = files(of(talks, talks.ana.seat))

    assert list(made) == ["subject.json", "subject.html"]
    assert json.loads(made["subject.json"])["deeds"][1]["text"] == "Nine <b>frigates</b> & more."
    assert "Nine &lt;b&gt;frigates&lt;/b&gt; &amp; more." in made["subject.html"]
    assert "they stop &lt;first&gt;" in made["subject.html"]
    assert "<script" not in made["subject.html"]


def test_every_kind_of_deed_has_its_words(talks: Talks) -> None:
    kinds = {"SeatGiven", "Said", "LeaveChanged", "Opened", "CarryHeld", "CaseClosed", "CaseReopened", "InnerOpened"}

    kinds |= {"RoomRang", "DeskRingSeen", "Answered", "ConsentWithdrawn", "CarryAskedInto", "LeaveAskedInto"}
    kinds |= {
        "SummaryAskedInto",
        "WordingAskedInto",
        "QuestionWithdrawnInto",
        "Told",
        "LeaveTold",
        "Delivered",
        "AnswerTold",
    }
    kinds |= {"SpokenInto", "AnnouncedInto", "PointKept", "PointDissolved", "DeskNoteKept", "DeskNoteStruck"}
    kinds |= {"ValuesGiven", "ValuesWithdrawn", "ValuesEstimated", "RoundKept", "TrackKept", "DatesKept"}
    kinds |= {"DatesAnswered", "CitiesChosen", "DeskCitiesChosen"}
    kinds |= {"SecondRequired", "SecondEndAsked", "SecondAsked", "SecondAnswered", "SecondWithdrawn", "SecondUsed"}

    assert set(DEEDS) == kinds


def test_the_access_log_tells_that_it_was_taken(talks: Talks) -> None:
    log = access_log(talks.ana.seat.place)
    before = talks.parts.store.head(log)

    taken = take_subject(talks.parts, talks.ana.seat)

    assert taken == of(talks, talks.ana.seat) or Access.SUBJECT_EXPORTED not in {seen.what for seen in taken.seen}
    (line,) = talks.parts.store.lines(log, after=before, limit=9)
    assert line.event == Accessed(what=Access.SUBJECT_EXPORTED, seat=talks.ana.seat.id, role=Role.HEAD)


def test_every_seat_may_take_it(talks: Talks) -> None:
    """It is the person's own, whatever the role may do; also in closed talks."""
    granted(close_case(talks.parts, talks.mo.seat, Closing(outcome=Outcome.HELD, settled=True)))

    for seat in (talks.ana.seat, talks.ada.seat, talks.mo.seat):
        assert take_subject(talks.parts, seat).about.seat == seat.id
