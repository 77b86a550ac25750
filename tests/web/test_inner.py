"""A room within a delegation, at the browsers of its members and of everybody else."""

import pytest

from entremise.domain.terms import Role
from entremise.services import cases, inner
from tests.cast import Talks, granted
from tests.web.contract import SeatedPage, Spec, assert_absent
from tests.web.people import METHODS, Person, person


@pytest.fixture
def room(talks: Talks) -> str:
    """A room for Ana and Ada."""
    return granted(inner.open_inner(talks.parts, talks.ana.seat, "Principals", [talks.ada.seat.id]))


@pytest.fixture
def eve(talks: Talks) -> Person:
    """Counsel in room A, who is no member."""
    return person(talks.parts, granted(cases.give_seat(talks.parts, talks.place("A"), Role.COUNSEL)))


class TestOpening(SeatedPage):
    spec = Spec(desk=False, form={"title": "Principals"})

    @pytest.fixture
    def path(self) -> str:
        return "inner"

    def test_its_members_are_those_chosen(self, talks: Talks, ana: Person, ada: Person, eve: Person) -> None:
        told = ana.sends("inner", {"title": "Principals", "member": talks.ada.seat.id})

        assert ana.asks("GET", told.location).page.root.tags("h1")[0].text == "Principals"
        assert ["Principals" in who.sees("delegation").page.text for who in (ana, ada, eve)] == [True, True, False]

    def test_it_needs_a_name(self, ana: Person) -> None:
        told = ana.sends("inner", {"title": " "})

        assert told.status == 422
        assert "Nothing was written." in told.page.of_class("problem")[0].text


class TestTheRoom(SeatedPage):
    spec = Spec(methods=("GET", "HEAD"), done=200, desk=False)

    @pytest.fixture
    def path(self, room: str) -> str:
        return f"inner/{room}/"

    def test_members_read_it(self, talks: Talks, path: str, ana: Person, ada: Person) -> None:
        ana.sends(f"{path}write", {"text": "Between us.", "give": "1"})

        assert ["Between us." in who.sees(path).page.text for who in (ana, ada)] == [True, True]

    def test_it_says_who_can_be_here(self, path: str, ana: Person) -> None:
        assert "Within your delegation: only the members listed here can be here" in ana.sees(path).page.text

    @pytest.mark.parametrize("end", ["", "write", "admit", "dismiss"])
    def test_for_whoever_is_no_member_it_is_as_absent_as_none(self, path: str, eve: Person, end: str) -> None:
        """Of the same delegation, at the same addresses under the own seat, with every method."""
        for method in METHODS:
            assert_absent(eve, method, eve.address(path + end), {"text": "x", "give": "1", "member": "x"})

    def test_its_head_manages_it_and_a_member_does_not(self, path: str, ana: Person, ada: Person, eve: Person) -> None:
        def offered(somebody: Person) -> set[str]:
            return {form.get("action").rsplit("/", 1)[-1] for form in somebody.sees(path).page.forms()}

        assert offered(ana) - offered(ada) == {"admit", "dismiss"}


class TestWriting(SeatedPage):
    spec = Spec(desk=False, form={"text": "Between us.", "give": "1"})

    @pytest.fixture
    def path(self, room: str) -> str:
        return f"inner/{room}/write"

    def test_words_that_cannot_be_kept_stay_in_the_form(self, path: str, ana: Person) -> None:
        told = ana.sends(path, {"text": "a\u202eb", "give": "1"})

        assert told.status == 422
        assert told.page.id("text").text == "a\u202eb"

    def test_a_draft_is_kept_for_its_writer(self, talks: Talks, path: str, ana: Person, ada: Person) -> None:
        ana.sends(path, {"text": "Not yet.", "save": "draft"})

        shown = ["Not yet." in who.sees(path.removesuffix("write")).page.text for who in (ana, ada)]
        assert shown == [True, False]

    def test_an_observer_reads(self, talks: Talks, room: str) -> None:
        seat = granted(cases.give_seat(talks.parts, talks.place("A"), Role.OBSERVER))
        observer = person(talks.parts, seat)
        member = granted(inner.open_inner(talks.parts, talks.ana.seat, "Watched", [seat.id]))

        assert observer.sees(f"inner/{member}/").status == 200
        assert observer.sends(f"inner/{member}/write", self.form).status == 403


class TestAdmitting(SeatedPage):
    spec = Spec(desk=False)

    @pytest.fixture
    def path(self, talks: Talks, room: str) -> str:
        return f"inner/{room}/admit"

    @property
    def form(self) -> dict[str, str]:
        return {"member": self._member}

    @pytest.fixture(autouse=True)
    def _somebody(self, talks: Talks) -> None:
        self._member = granted(cases.give_seat(talks.parts, talks.place("A"), Role.COUNSEL)).id

    def test_who_was_admitted_reads_it(self, talks: Talks, path: str, ana: Person) -> None:
        seat = granted(cases.give_seat(talks.parts, talks.place("A"), Role.EXPERT))
        ana.sends(path, {"member": seat.id})

        assert person(talks.parts, seat).sees(path.removesuffix("admit")).status == 200

    def test_somebody_elsewhere_is_absent(self, talks: Talks, path: str, ana: Person) -> None:
        assert ana.sends(path, {"member": talks.bo.seat.id}).status == 404


class TestDismissing(SeatedPage):
    spec = Spec(desk=False)

    @pytest.fixture
    def path(self, talks: Talks, room: str) -> str:
        self._member = talks.ada.seat.id
        return f"inner/{room}/dismiss"

    @property
    def form(self) -> dict[str, str]:
        return {"member": self._member}

    def test_who_was_dismissed_finds_nothing(self, talks: Talks, path: str, ana: Person, ada: Person) -> None:
        ana.sends(path, {"member": talks.ada.seat.id})

        assert_absent(ada, "GET", ada.address(path.removesuffix("dismiss")))

    def test_nobody_dismisses_oneself(self, talks: Talks, path: str, ana: Person) -> None:
        assert ana.sends(path, {"member": talks.ana.seat.id}).status == 409
