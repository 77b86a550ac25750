"""What every page of a seat does, whatever it shows: one list of access tests, inherited by each page's file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from tests.cast import Talks
from tests.web.people import METHODS, Form, Person, Told, nobody, person, state

ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "another site": {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"},
    "a neighbour": {"Sec-Fetch-Site": "same-site", "Origin": "http://neighbour.127.0.0.1"},
    "another site, said by an old browser": {"Origin": "https://elsewhere.example"},
    "another port, said by an old browser": {"Origin": "http://127.0.0.1:1"},
    "a page that hides where it is": {"Origin": "null"},
}
HERE: Mapping[str, Mapping[str, str]] = {
    "our page": {"Sec-Fetch-Site": "same-origin", "Origin": "http://127.0.0.1"},
    "the person": {"Sec-Fetch-Site": "none"},
    "our page, said by an old browser": {"Origin": "http://127.0.0.1"},
    "a program": {},
}


CAST = ("ana", "ada", "bo", "mo", "zed")


@dataclass(frozen=True, kw_only=True)
class Spec:
    """What a page is."""

    seat: str = "ana"
    """Whose it is."""
    methods: tuple[str, ...] = ("POST",)
    done: int = 303
    """The status of the act, or of the page where it only shows."""
    form: Form = field(default_factory=dict)
    """What its act sends."""
    desk: bool | None = None
    """Whether it is of the desk or of a room only."""


class SeatedPage:
    """See the module. Each page says what it is, and where it stands."""

    spec = Spec()

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        """Where the page stands after the seat's own address, when all that it needs has been done."""
        raise NotImplementedError

    @pytest.fixture
    def owner(self, talks: Talks) -> Person:
        """Whose page it is."""
        return person(talks.parts, getattr(talks, self.spec.seat).seat)

    @property
    def form(self) -> Form:
        """What is sent."""
        return {**self.spec.form, "key": "a-key-of-the-form"}

    def acts(self, owner: Person, path: str, **headers: str) -> Told:
        """The page's act, or the page."""
        method = "POST" if "POST" in self.spec.methods else "GET"
        return owner.asks(method, owner.address(path), self.form, **headers)

    def test_it_works(self, owner: Person, path: str) -> None:
        assert self.acts(owner, path).status == self.spec.done

    def test_it_refuses_other_methods(self, owner: Person, path: str) -> None:
        refused = {
            method: owner.asks(method, owner.address(path)) for method in METHODS if method not in self.spec.methods
        }

        assert refused
        assert {told.status for told in refused.values()} == {405}
        assert {told.headers["Allow"] for told in refused.values()} == {", ".join(self.spec.methods)}

    @pytest.mark.parametrize("method", METHODS)
    def test_it_is_absent_for_everybody_else(self, talks: Talks, owner: Person, path: str, method: str) -> None:
        """Also for a seat of the same delegation, and with whatever method."""
        others = [person(talks.parts, getattr(talks, name).seat) for name in CAST if name != self.spec.seat]
        before = state(talks)

        for somebody in [*others, nobody()]:
            assert_absent(somebody, method, owner.address(path), self.form)

        assert state(talks) == before

    def test_it_is_absent_at_the_other_kind_of_place(self, ana: Person, mo: Person, path: str) -> None:
        """What a place does not have is there no more than what does not exist."""
        elsewhere = {True: [ana], False: [mo], None: []}[self.spec.desk]

        for somebody in elsewhere:
            for method in METHODS:
                assert_absent(somebody, method, somebody.address(path), self.form)

    def test_it_is_absent_when_the_session_has_ended(self, talks: Talks, owner: Person, path: str) -> None:
        talks.clock.advance(12 * 3600)

        assert_absent(owner, "POST", owner.address(path), self.form)

    def test_it_is_absent_after_signing_out(self, owner: Person, path: str) -> None:
        held = dict(owner.browser.cookies.items())
        owner.sends("sign-out")
        owner.browser.cookies.clear()
        owner.browser.cookies.update(held)

        assert_absent(owner, "POST", owner.address(path), self.form)

    @pytest.mark.parametrize("where", ELSEWHERE)
    def test_another_site_does_nothing(self, talks: Talks, owner: Person, path: str, where: str) -> None:
        before = state(talks)

        told = owner.asks("POST", owner.address(path), self.form, **ELSEWHERE[where])

        assert told.status == 403
        assert "The request did not come from a page of this house. Nothing was done." in told.text
        assert state(talks) == before

    @pytest.mark.parametrize("where", HERE)
    def test_it_is_done_from_here(self, owner: Person, path: str, where: str) -> None:
        assert self.acts(owner, path, **HERE[where]).status == self.spec.done


def assert_absent(somebody: Person, method: str, address: str, form: Form | None = None) -> None:
    """For `somebody` the address is byte for byte as one that does not exist; only itself is said back."""
    told = somebody.asks(method, address, form)
    nowhere = "/there/is/nothing/here"
    unknown = somebody.asks(method, nowhere, form)

    assert told.status == unknown.status == 404
    assert told.body.replace(address.encode(), nowhere.encode()) == unknown.body
    assert {**told.headers, "Content-Length": ""} == {**unknown.headers, "Content-Length": ""}
    assert not told.cookies
