"""Every address of an account's: whoever asks, and however, it carries the security headers and is not kept."""

import re
from collections.abc import Iterator

import pytest

from entremise.server.edge import Edge
from entremise.web.accounts.urls import urlpatterns
from entremise.wiring import House
from tests.server.test_headers import EVERYWHERE
from tests.two_worlds.asgi import InlineLane, InlinePages, Told, ask
from tests.web.accounts.people import Member, enrolled, signed_in
from tests.web.contract import ELSEWHERE
from tests.web.html import Page
from tests.web.people import METHODS, Person

STATUSES = {200, 302, 303, 404, 405, 409, 422, 429}
GIVEN = {"pk": "1", "link": "x" * 32}
ADDRESSES = [
    "/account/" + re.sub(r"<\w+:(\w+)>", lambda found: GIVEN.get(found[1], "unknown"), str(route.pattern))
    for route in urlpatterns
]


@pytest.fixture
def edge(house: House, monkeypatch: pytest.MonkeyPatch) -> Edge:
    # These pages run in the loop's own thread, which Django would rather keep from the database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    return Edge(house=house, pages=InlinePages(), lane=InlineLane())


def answers(edge: Edge, person: Person) -> Iterator[tuple[str, str, Told]]:
    """What every address answers to every method."""
    held = "; ".join(f"{name}={cookie.value}" for name, cookie in person.browser.cookies.items())
    headers = {"cookie": held, "content-type": "application/x-www-form-urlencoded"}
    for address in ADDRESSES:
        for method in METHODS:
            yield address, method, ask(edge, method, address, headers=headers, body=b"a=b" if method == "POST" else b"")


def pages(member: Member) -> Iterator[tuple[str, Page]]:
    """Every page there is for somebody who has just been confirmed."""
    member.confirms()
    for address in ADDRESSES:
        told = member.asks("GET", address)
        if told.status == 200:
            yield address, told.page


@pytest.mark.parametrize("who", ["nobody", "without a second factor", "an administrator"])
def test_every_answer_carries_the_headers_and_is_not_kept(edge: Edge, who: str) -> None:
    made = {
        "nobody": lambda: Member(None),
        "without a second factor": lambda: enrolled("Nur"),
        "an administrator": lambda: signed_in("Eve", administrator=True),
    }
    wrong = []
    for address, method, told in answers(edge, made[who]()):
        headers = {name.decode(): value.decode() for name, value in told.headers}
        safe = {name: headers.get(name) for name in EVERYWHERE} == EVERYWHERE
        if not safe or "no-store" not in headers["cache-control"] or told.status not in STATUSES:
            wrong.append((address, method, told.status, headers))

    assert wrong == []


def test_a_stranger_learns_nothing(stranger: Person) -> None:
    """Every address leads to signing in, or to nothing at all."""
    open_to_all = {"/account/sign-in", f"/account/enrol/{'x' * 32}"}
    told = {
        (address, method): stranger.asks(method, address)
        for address in ADDRESSES
        for method in METHODS
        if address not in open_to_all
    }

    assert {answer.location.partition("?")[0] for answer in told.values() if answer.status != 405} == {
        "/account/sign-in"
    }
    assert {answer.status for answer in told.values()} == {302, 303, 405}


@pytest.mark.parametrize("where", ELSEWHERE)
def test_another_site_does_nothing(eve: Member, where: str) -> None:
    told = [eve.asks("POST", address, {}, **ELSEWHERE[where]) for address in ADDRESSES]

    assert {(answer.status, bool(answer.cookies)) for answer in told} == {(403, False)}


def test_other_methods_are_refused(eve: Member) -> None:
    others = set(METHODS) - {"GET", "HEAD", "POST"}

    assert {eve.asks(method, address).status for address in ADDRESSES for method in others} == {405}


def test_nothing_stands_in_a_page_that_the_policy_forbids(eve: Member) -> None:
    for address, page in pages(eve):
        scripts = [tag for tag in page.root.tags("script") if tag.get("type") != "application/json"]
        assert all(tag.get("src").startswith("/static/") for tag in scripts), address
        assert page.root.all(lambda element: element.has("style") or element.tag == "style") == [], address
        acts = page.root.all(lambda element: any(name.startswith("on") for name in element.attributes))
        assert acts == [], address


def test_every_page_is_whole(eve: Member) -> None:
    """One heading, no id twice, and every field has its words."""
    seen = 0
    for address, page in pages(eve):
        labelled = {label.get("for") for label in page.root.tags("label")}
        inputs = [tag for tag in page.root.tags("input") if tag.get("type") not in {"hidden", "checkbox"}]
        assert len(page.root.tags("h1")) == 1, address
        assert len(page.ids()) == len(set(page.ids())), address
        assert {tag.get("id") for tag in inputs} <= labelled, address
        seen += 1

    assert seen >= 11
