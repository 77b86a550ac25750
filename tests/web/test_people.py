"""The delegation's page, the desk's page of people, and what is done on them."""

import re

import pytest

from entremise.domain.events import Access
from entremise.domain.terms import Disclosure, Role
from entremise.services import access, cases, keeping, seats
from entremise.services.seats import Invited
from entremise.wiring import House
from tests.cast import Talks, granted, open_talks
from tests.web.contract import SeatedPage, Spec
from tests.web.people import Person, Told, person

LINK = re.compile(r"http://127\.0\.0\.1/enter/(\S+)")


@pytest.fixture
def talks(house: House) -> Talks:
    """Two parties of whose seats the desk knows nothing."""
    return open_talks(house.parts)


@pytest.fixture
def eve(talks: Talks) -> Invited:
    """Counsel in room A, invited and not there yet."""
    return granted(seats.give(talks.parts, talks.ana.seat, Role.COUNSEL, name="Eve"))


def joins(talks: Talks, invited: Invited) -> Person:
    entered = access.enter(talks.parts, invited.invitation.link, invited.invitation.code)
    return person(talks.parts, granted(entered)[0])


def way_in(told: Told) -> tuple[str, str]:
    """Link and code, as they stand on the page."""
    link, code = (element.text for element in told.page.root.tags("code"))
    found = LINK.fullmatch(link)
    assert found is not None
    return found[1], code


def known(talks: Talks) -> list[tuple[int, Disclosure]]:
    return [(member.number, member.shown) for member in seats.members_known(talks.parts, talks.case.desk)]


class TestDelegation(SeatedPage):
    spec = Spec(methods=("GET", "HEAD"), done=200, desk=False)

    @pytest.fixture
    def path(self) -> str:
        return "delegation"

    def test_it_shows_names_to_its_own_delegation(self, eve: Invited, ana: Person, ada: Person) -> None:
        assert ["Eve" in who.sees("delegation").page.text for who in (ana, ada)] == [True, True]

    def test_only_its_head_is_offered_anything(self, talks: Talks, eve: Invited, ana: Person, ada: Person) -> None:
        def offered(somebody: Person) -> set[str]:
            forms = somebody.sees("delegation").page.forms()
            return {form.get("action").rsplit("/", 1)[-1] for form in forms} - {"language", "sign-out"}

        assert offered(ada) == set()
        assert offered(ana) == {"seats", "describe", "withdraw", "invite", "replace", "remove", "inner"}

    def test_who_has_joined_is_offered_a_new_device_and_no_link(self, talks: Talks, eve: Invited, ana: Person) -> None:
        joins(talks, eve)

        page = ana.sees("delegation").page
        assert [form.get("action") for form in page.forms() if form.get("action").endswith("/replace")] == [
            ana.address(f"seats/{eve.seat}/replace")
        ]
        assert "Joined 16:00" in page.text

    def test_no_link_and_no_code_stand_on_it(self, eve: Invited, ana: Person) -> None:
        text = ana.sees("delegation").text

        assert [word in text for word in (eve.invitation.link, eve.invitation.code)] == [False, False]

    def test_it_tells_what_was_done_and_by_whom(self, talks: Talks, ana: Person, ada: Person) -> None:
        granted(seats.invite_head(talks.parts, talks.mo.seat, "A"))

        assert "A lost device was replaced" in ada.sees("delegation").page.text
        assert "(Mediator)" in ada.sees("delegation").page.text

    def test_it_tells_whom_the_desk_introduced(self, talks: Talks, eve: Invited, bo: Person) -> None:
        shown = Disclosure.NAME
        granted(seats.describe(talks.parts, talks.ana.seat, eve.seat, name="Eve", shown=shown, onward=shown))
        granted(seats.introduce(talks.parts, talks.mo.seat, "A", [1], into="B"))

        assert "Arvend" in bo.sees("delegation").page.text
        assert "Counsel: Eve" in bo.sees("delegation").page.text


class TestPeople(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "HEAD"), done=200, desk=True)

    @pytest.fixture
    def path(self) -> str:
        return "people"

    def test_a_head_of_a_closed_or_destroyed_room_is_offered_no_link(
        self, talks: Talks, mo: Person, ana: Person
    ) -> None:
        def offered() -> list[str]:
            return [
                form.get("action") for form in mo.sees("people").page.forms() if form.get("action").endswith("/head")
            ]

        both = [mo.address("rooms/A/head"), mo.address("rooms/B/head")]
        assert offered() == both
        held = {"passphrase": "heron lantern gravel spoon", "again": "heron lantern gravel spoon"}
        assert ana.sends("own/passphrase", held).status == 303
        assert ana.sends("keys/close").status == 303
        assert offered() == both[1:]
        assert mo.sends("rooms/A/head").status == 409
        granted(keeping.destroy_room(talks.parts, talks.mo.seat, "A"))
        assert offered() == both[1:]
        assert mo.sends("rooms/A/head").status == 404

    def test_it_shows_of_a_delegation_what_that_one_lets_be_known(self, talks: Talks, eve: Invited, mo: Person) -> None:
        before = mo.sees("people").page.text
        shown = Disclosure.ROLE
        granted(
            seats.describe(talks.parts, talks.ana.seat, eve.seat, name="Eve", shown=shown, onward=Disclosure.NOTHING)
        )

        after = mo.sees("people").page.text
        assert before.count("This delegation lets nothing be known of its members.") == 2
        assert after.count("This delegation lets nothing be known of its members.") == 1
        assert ("Counsel" in before, "Counsel" in after, "Eve" in after) == (False, True, False)

    def test_whom_it_may_not_tell_of_cannot_be_chosen(self, talks: Talks, eve: Invited, mo: Person) -> None:
        shown, nothing = Disclosure.NAME, Disclosure.NOTHING
        granted(seats.describe(talks.parts, talks.ana.seat, eve.seat, name="Eve", shown=shown, onward=nothing))

        (box,) = [one for one in mo.sees("people").page.root.tags("input") if one.get("name") == "member"]
        assert box.has("disabled")

    def test_it_does_not_tell_whether_a_head_has_come(self, talks: Talks, mo: Person) -> None:
        before = mo.sees("people").text
        person(talks.parts, talks.ana.seat)

        assert _without_keys(mo.sees("people").text) == _without_keys(before)


def _without_keys(text: str) -> str:
    return re.sub(r'name="key" value="\w+', "", text)


class TestGivingASeat(SeatedPage):
    spec = Spec(done=200, form={"role": "expert", "name": "Xenia", "days": "3"})

    @pytest.fixture
    def path(self) -> str:
        return "seats"

    def test_link_and_code_are_shown_once_and_open_it(self, talks: Talks, ana: Person, stranger: Person) -> None:
        told = ana.sends("seats", self.form)

        link, code = way_in(told)
        assert stranger.asks("POST", f"/enter/{link}", {"code": code}).status == 303
        assert "Xenia" in ana.sees("delegation").page.text

    def test_what_was_filled_in_stays_when_it_is_refused(self, ana: Person) -> None:
        told = ana.sends("seats", {"role": "head-of-delegation", "name": "Xenia"})

        assert told.status == 409
        assert told.page.id("name").get("value") == "Xenia"
        assert "This delegation has its head." in told.page.of_class("problem")[0].text

    @pytest.mark.parametrize("form", [{"role": "wizard"}, {"role": "expert", "days": "x"}, {"days": "9" * 9}])
    def test_what_no_page_offers_is_refused(self, ana: Person, form: dict[str, str]) -> None:
        assert ana.sends("seats", form).status == 400

    def test_too_many_days_are_told(self, ana: Person) -> None:
        assert ana.sends("seats", {"role": "expert", "days": "31"}).status == 422

    def test_the_desk_gives_its_own(self, talks: Talks, mo: Person) -> None:
        assert mo.sends("seats", {"role": "secretariat"}).status == 200
        assert {seat.role for seat in talks.parts.store.seats(talks.place(None))} == {Role.MEDIATOR, Role.SECRETARIAT}


class OfAnotherSeat(SeatedPage):
    """An act on Eve's seat."""

    act = ""

    @pytest.fixture
    def path(self, talks: Talks, eve: Invited) -> str:
        return f"seats/{eve.seat}/{self.act}"

    def test_a_seat_elsewhere_is_absent(self, talks: Talks, ana: Person) -> None:
        for seat in (talks.bo.seat.id, talks.mo.seat.id, "nobody"):
            assert ana.sends(f"seats/{seat}/{self.act}", self.form).status == 404

    def test_it_is_not_for_an_adviser(self, eve: Invited, ada: Person) -> None:
        assert ada.sends(f"seats/{eve.seat}/{self.act}", self.form).status == 403


class TestInvitingAnew(OfAnotherSeat):
    spec = Spec(done=200)
    act = "invite"

    def test_the_link_before_opens_nothing(self, talks: Talks, eve: Invited, ana: Person, stranger: Person) -> None:
        link, code = way_in(ana.sends(f"seats/{eve.seat}/invite"))

        first = stranger.asks("POST", f"/enter/{eve.invitation.link}", {"code": eve.invitation.code})
        assert (first.status, stranger.asks("POST", f"/enter/{link}", {"code": code}).status) == (422, 303)


class TestReplacing(OfAnotherSeat):
    spec = Spec(done=200)
    act = "replace"

    def test_who_held_the_device_is_out(self, talks: Talks, eve: Invited, ana: Person) -> None:
        holder = joins(talks, eve)

        ana.sends(f"seats/{eve.seat}/replace")

        assert holder.sees().status == 404


class TestWithdrawing(OfAnotherSeat):
    spec = Spec()
    act = "withdraw"

    def test_the_link_opens_nothing(self, talks: Talks, eve: Invited, ana: Person, stranger: Person) -> None:
        assert ana.sends(f"seats/{eve.seat}/withdraw").location == ana.address("delegation")

        told = stranger.asks("POST", f"/enter/{eve.invitation.link}", {"code": eve.invitation.code})
        assert told.status == 422

    def test_there_must_be_one(self, talks: Talks, eve: Invited, ana: Person) -> None:
        ana.sends(f"seats/{eve.seat}/withdraw")

        assert ana.sends(f"seats/{eve.seat}/withdraw").status == 409


class TestRemoving(OfAnotherSeat):
    spec = Spec()
    act = "remove"

    def test_the_person_is_out_at_once(self, talks: Talks, eve: Invited, ana: Person) -> None:
        out = joins(talks, eve)

        ana.sends(f"seats/{eve.seat}/remove")

        assert [out.sees(path).status for path in ("", "delegation", "own")] == [404] * 3
        assert "Was removed" in ana.sees("delegation").page.text

    def test_nobody_removes_oneself(self, talks: Talks, ana: Person) -> None:
        assert ana.sends(f"seats/{talks.ana.seat.id}/remove").status == 409
        assert ana.sees().status == 200


class TestDescribing(OfAnotherSeat):
    spec = Spec(desk=False, form={"name": "Eve", "shown": "role", "onward": "member"})
    act = "describe"

    def test_the_desk_is_told(self, talks: Talks, eve: Invited, ana: Person) -> None:
        ana.sends(f"seats/{eve.seat}/describe", self.form)

        assert known(talks) == [(1, Disclosure.ROLE)]

    def test_no_more_is_told_on_than_is_known(self, talks: Talks, eve: Invited, ana: Person) -> None:
        told = ana.sends(f"seats/{eve.seat}/describe", {"name": "Eve", "shown": "member", "onward": "name"})

        assert told.status == 409
        assert known(talks) == []


class TestInvitingAHead(SeatedPage):
    spec = Spec(seat="mo", done=200, desk=True)

    @pytest.fixture
    def path(self) -> str:
        return "rooms/A/head"

    def test_it_takes_the_place_of_what_opened_the_seat(
        self, talks: Talks, ana: Person, mo: Person, stranger: Person
    ) -> None:
        link, code = way_in(mo.sends("rooms/A/head"))

        assert ana.sees().status == 404
        assert stranger.asks("POST", f"/enter/{link}", {"code": code}).status == 303

    def test_a_room_that_there_is_not_is_absent(self, mo: Person) -> None:
        assert mo.sends("rooms/C/head").status == 404


class TestIntroducing(SeatedPage):
    spec = Spec(seat="mo", desk=True, form={"member": "1", "into": "B"})

    @pytest.fixture
    def path(self, talks: Talks, eve: Invited) -> str:
        shown = Disclosure.NAME
        granted(seats.describe(talks.parts, talks.ana.seat, eve.seat, name="Eve", shown=shown, onward=shown))
        return "rooms/A/introduce"

    def test_the_room_reads_it(self, talks: Talks, path: str, mo: Person, bo: Person) -> None:
        assert mo.sends(path, self.form).status == 303
        assert "Counsel: Eve" in bo.sees("delegation").page.text

    @pytest.mark.parametrize(
        "form",
        [
            {"into": "B"},
            {"member": "x", "into": "B"},
            {"member": "9" * 5_000, "into": "B"},
            {"member": "1", "into": "A"},
        ],
    )
    def test_it_needs_somebody_and_a_room(self, path: str, mo: Person, form: dict[str, str]) -> None:
        assert mo.sends(path, form).status == 422

    def test_the_secretariat_introduces_nobody(self, talks: Talks, path: str) -> None:
        secretary = granted(cases.give_seat(talks.parts, talks.place(None), Role.SECRETARIAT))

        assert person(talks.parts, secretary).sends(path, self.form).status == 403


def test_every_act_on_people_is_told_in_words(talks: Talks, eve: Invited, ana: Person) -> None:
    joins(talks, eve)
    shown = Disclosure.ROLE
    granted(seats.describe(talks.parts, talks.ana.seat, eve.seat, name="Eve", shown=shown, onward=shown))
    granted(seats.replace_device(talks.parts, talks.ana.seat, eve.seat))
    granted(seats.withdraw(talks.parts, talks.ana.seat, eve.seat))
    granted(seats.remove(talks.parts, talks.ana.seat, eve.seat))

    told = [line.what for line in seats.people_page(talks.parts, talks.ana.seat).story]
    assert set(told) == {
        Access.INVITED,
        Access.DISCLOSED,
        Access.REPLACED,
        Access.INVITATION_WITHDRAWN,
        Access.REMOVED,
    }
    assert len(ana.sees("delegation").page.of_class("story")[0].tags("li")) == len(told)
