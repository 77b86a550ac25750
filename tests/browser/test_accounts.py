"""A member of staff in Chromium: enrolling, an app or a passkey, a seat at the desk; with script and without."""

import base64
import hmac
import re
import socket
import struct
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.people import DESKTOP, PHONE, Company, Person, company, does_not_scroll_sideways
from tests.browser.server import ENTREMISE, Server
from tests.browser.test_axe import ALL, BY_LIGHT, NARROWEST, faults

pytestmark = pytest.mark.browser

PASSWORD: Final = "nine quiet lanterns"
PRINTED: Final = re.compile(r"link  (\S+)\ncode  (\d{6})")
AUTHENTICATOR: Final = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`entremise serve`, no rehearsal, under the one name without TLS for which browsers have passkeys."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(tmp_path_factory.mktemp("accounts"))
    server.url = f"http://localhost:{port}"
    try:
        yield server.start("serve", port=port)
    finally:
        server.stop()


@dataclass
class Member:
    """Somebody of the staff at a browser."""

    server: Server
    person: Person
    name: str
    key: str = ""
    _given: set[int] = field(default_factory=set)

    @property
    def page(self) -> Page:
        return self.person.page

    def opens(self, address: str) -> Page:
        self.page.goto(self.server.url + address)
        return self.page

    def enrols(self, *options: str) -> "Member":
        """As far as the choice of a second factor."""
        printed = subprocess.run(
            [*ENTREMISE, "account", "new", self.name, *options, "--url", self.server.url, "--data", self.server.data],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        ((link, code),) = PRINTED.findall(printed)
        self.page.goto(link)
        self.page.get_by_label("The code given with your link").fill(code)
        self.page.get_by_label("Your password", exact=True).fill(PASSWORD)
        self.page.get_by_label("Your password, again").fill(PASSWORD)
        self.page.get_by_role("button", name="Open the account").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Set up a second factor")
        return self

    def sets_up_the_app(self) -> "Member":
        self.page.get_by_role("link", name="Set up an app").click()
        self.key = self.page.locator(".secret").inner_text()
        self.page.get_by_label("Code that the app shows now").fill(self.code())
        self.page.get_by_role("button", name="Set it up").click()
        expect(self.page.locator(".codes li")).to_have_count(10)
        self.page.get_by_role("link", name="I have them").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Your seats")
        return self

    def has_an_authenticator(self) -> "Member":
        """A device in this browser that holds passkeys, and says yes to all."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        return self

    def adds_a_passkey(self, *, alone: bool = True) -> "Member":
        self.page.get_by_role("link", name="Add a passkey").click()
        self.page.get_by_label("Sign in with it alone").set_checked(alone)
        self.page.get_by_role("button", name="Add it").click()
        return self

    def signs_out(self) -> "Member":
        self.page.get_by_role("button", name="Sign out").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Sign in")
        return self

    def gives_password(self) -> "Member":
        self.page.get_by_label("Login name").fill(self.name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Second factor")
        return self

    def code(self) -> str:
        """What the app shows, each once (RFC 6238)."""
        now = int(time.time()) // 30
        step = next(step for step in (now, now + 1, now - 1) if step not in self._given)
        self._given.add(step)
        digest = hmac.digest(base64.b32decode(self.key), struct.pack(">Q", step), "sha1")
        at = digest[-1] & 15
        return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def comes(people: Company, serving: Server, name: str, **settings: Any) -> Member:
    return Member(serving, people.comes(**settings), name)


def heading(member: Member) -> Any:
    return member.page.get_by_role("heading", level=1)


@pytest.mark.parametrize("script", [True, False])
def test_the_way_to_the_desk(people: Company, serving: Server, script: bool) -> None:  # noqa: FBT001
    """Enrolled, with an app, to a seat at the desk; and back to it another day."""
    mo = comes(people, serving, f"Mo {script}", java_script_enabled=script).enrols().sets_up_the_app()
    expect(mo.page.get_by_text("This account holds no seat yet.")).to_be_visible()

    link, code = serving.new_case("Arvend", "Belmark")[0]
    mo.person.enters(link, code)
    expect(mo.page).to_have_title("The desk. Lantern")

    mo.opens("/account/")
    mo.signs_out().gives_password()
    mo.page.get_by_label("Code from your app, or a recovery code").fill(mo.code())
    mo.page.get_by_role("button", name="Sign in", exact=True).click()
    mo.page.get_by_role("button", name="Open Lantern").click()
    expect(mo.page).to_have_title("The desk. Lantern")


def test_whoever_is_not_signed_in_signs_in_and_comes_back(people: Company, serving: Server) -> None:
    ona = comes(people, serving, "Ona").enrols().sets_up_the_app().signs_out()
    link, code = serving.new_case("Arvend", "Belmark")[0]

    ona.page.goto(link)
    ona.page.get_by_label("The code given with your link").fill(code)
    ona.page.get_by_role("button", name="Open the seat").click()
    ona.page.get_by_role("link", name="Sign in").click()
    ona.gives_password()
    ona.page.get_by_label("Code from your app, or a recovery code").fill(ona.code())
    ona.page.get_by_role("button", name="Sign in", exact=True).click()
    ona.person.enters(ona.page.url, code)

    expect(ona.page).to_have_title("The desk. Lantern")


def test_a_passkey_signs_in_alone(people: Company, serving: Server) -> None:
    pia = comes(people, serving, "Pia").enrols().has_an_authenticator().adds_a_passkey()
    pia.page.get_by_role("link", name="I have them").click()
    pia.signs_out()

    pia.page.get_by_role("button", name="Sign in with a passkey").click()

    expect(heading(pia)).to_have_text("Your seats")
    pia.page.get_by_role("link", name="Sign-ins").click()
    expect(pia.page.get_by_text("with a passkey, Chrome")).to_be_visible()


def test_a_passkey_is_a_second_factor(people: Company, serving: Server) -> None:
    kim = comes(people, serving, "Kim").enrols().has_an_authenticator().adds_a_passkey(alone=False)
    kim.page.get_by_role("link", name="I have them").click()
    kim.signs_out().gives_password()

    kim.page.get_by_role("button", name="Use a passkey").click()

    expect(heading(kim)).to_have_text("Your seats")


def test_a_passkey_says_once_more_who_it_is(people: Company, serving: Server) -> None:
    lea = comes(people, serving, "Lea").enrols().has_an_authenticator().adds_a_passkey()
    lea.page.get_by_role("link", name="I have them").click()
    lea.signs_out()
    lea.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(heading(lea)).to_have_text("Your seats")

    lea.opens("/account/alerts")
    lea.page.get_by_role("link", name="Use a passkey").click()
    lea.page.get_by_role("button", name="Use a passkey").click()

    expect(heading(lea)).to_have_text("Alerts")


def test_a_passkey_that_is_not_there_says_so(people: Company, serving: Server) -> None:
    nia = comes(people, serving, "Nia").has_an_authenticator()
    nia.opens("/account/sign-in")

    nia.page.get_by_role("button", name="Sign in with a passkey").click()

    expect(nia.page.get_by_text("The passkey was not used.")).to_be_visible(timeout=30_000)


def test_where_there_are_no_passkeys_none_are_offered(people: Company, serving: Server) -> None:
    """A number is no name that a passkey could be bound to."""
    page = people.comes().page
    page.goto(serving.url.replace("localhost", "127.0.0.1") + "/account/sign-in")

    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()


# Every page ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def eve(serving: Server, browser: Browser) -> Iterator[Member]:
    """An administrator, with a seat, a passkey and an app."""
    with company(browser) as people:
        eve = comes(people, serving, "Eve").enrols("--administrator").sets_up_the_app().has_an_authenticator()
        eve.opens("/account/second-factor/")
        eve.adds_a_passkey()
        eve.person.enters(*serving.new_case("Arvend", "Belmark")[0])
        yield eve


def stranger(eve: Member, address: str) -> Page:
    """A page as somebody sees it who is not signed in."""
    eve.page.context.clear_cookies(name="account")
    return eve.opens(address)


def refused(eve: Member) -> Page:
    page = stranger(eve, "/account/sign-in")
    page.get_by_label("Login name").fill("Nobody")
    page.get_by_label("Password").fill("nothing")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".problem")).to_be_focused()
    return page


def poor_password(eve: Member) -> Page:
    page = stranger(eve, "/account/enrol/x")
    page.get_by_label("The code given with your link").fill("1")
    page.get_by_label("Your password", exact=True).fill("short")
    page.get_by_role("button", name="Open the account").click()
    expect(page.locator(".problem")).to_be_focused()
    return page


def second_stage(eve: Member) -> Page:
    stranger(eve, "/account/sign-in")
    return eve.gives_password().page


def back_in(eve: Member) -> Member:
    """Signed in, with what matters just confirmed."""
    if heading(eve).inner_text() != "Second factor":
        stranger(eve, "/account/sign-in")
        eve.gives_password()
    eve.page.get_by_role("button", name="Use a passkey").click()
    expect(heading(eve)).to_have_text("Your seats")
    eve.opens("/account/alerts")
    eve.page.get_by_label("Password").fill(PASSWORD)
    eve.page.get_by_role("button", name="Go on").click()
    expect(heading(eve)).to_have_text("Alerts")
    return eve


def a_new_link(eve: Member) -> Page:
    page = eve.opens("/account/administration/")
    page.get_by_label("Login name").fill("Dora")
    page.get_by_role("button", name="Make it").click()
    expect(page.locator(".given")).to_be_visible()
    page.locator("summary").first.click()
    return page


def name_taken(eve: Member) -> Page:
    page = eve.opens("/account/administration/")
    page.get_by_label("Login name").fill("Eve")
    page.get_by_role("button", name="Make it").click()
    expect(page.locator(".problem")).to_be_visible()
    return page


def to_rename(eve: Member) -> Page:
    page = eve.opens("/account/second-factor/")
    page.get_by_role("link", name="Rename").first.click()
    return page


def to_remove(eve: Member) -> Page:
    page = eve.opens("/account/second-factor/")
    page.get_by_role("link", name="Remove Passkey").first.click()
    return page


def once_more(eve: Member) -> Page:
    return eve.opens("/account/confirm?next=/account/")


PAGES: Final[Mapping[str, Callable[[Member], Page]]] = {
    "sign in": lambda eve: stranger(eve, "/account/sign-in"),
    "sign in, refused": refused,
    "enrol": lambda eve: stranger(eve, "/account/enrol/x"),
    "enrol, refused": poor_password,
    "second factor": second_stage,
    "seats": lambda eve: back_in(eve).opens("/account/"),
    "sign-ins": lambda eve: eve.opens("/account/sign-ins/"),
    "security": lambda eve: eve.opens("/account/second-factor/"),
    "password": lambda eve: eve.opens("/account/password"),
    "alerts": lambda eve: eve.opens("/account/alerts"),
    "confirm": once_more,
    "confirm by code": lambda eve: eve.opens("/account/second-factor/confirm?next=/account/"),
    "confirm by passkey": lambda eve: eve.opens("/account/passkeys/confirm?next=/account/"),
    "remove the app": lambda eve: eve.opens("/account/second-factor/app/remove"),
    "recovery codes": lambda eve: eve.opens("/account/second-factor/codes"),
    "new recovery codes": lambda eve: eve.opens("/account/second-factor/codes/new"),
    "add a passkey": lambda eve: eve.opens("/account/passkeys/add"),
    "rename a passkey": to_rename,
    "remove a passkey": to_remove,
    "administration, a new link": a_new_link,
    "administration, refused": name_taken,
    "administration": lambda eve: eve.opens("/account/administration/"),
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(eve: Member, name: str) -> None:
    page = PAGES[name](eve)
    found: list[str] = []
    for width in (DESKTOP["width"], PHONE["width"], NARROWEST):
        page.set_viewport_size(ViewportSize(width=width, height=900))
        if not does_not_scroll_sideways(page):
            found.append(f"{width}: it scrolls sideways")
        if width == NARROWEST:
            continue
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        found += [f"light {width}: {fault}" for fault in faults(page, "tag", ALL)]
        page.emulate_media(color_scheme="dark")
        found += [f"dark {width}: {fault}" for fault in faults(page, "rule", BY_LIGHT)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(ViewportSize(width=DESKTOP["width"], height=DESKTOP["height"]))

    assert found == []
