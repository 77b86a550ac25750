"""Giving a seat, taking it, coming back to it: by passphrase without script, by a passkey, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Scene
from tests.browser.people import PHONE, Person

pytestmark = pytest.mark.browser

PASSPHRASE = "heron lantern gravel spoon"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def named(link: str) -> str:
    """The link under a name of this computer: passkeys are of names, not of numbers."""
    return link.replace("127.0.0.1", "localhost")


def here(scene: Scene, **settings: object) -> Person:
    """The head of the delegation in room A, at `localhost`."""
    link, code = scene.seats[1]
    return scene.people.comes(**settings).enters(named(link), code)


@pytest.fixture
def ana(scene: Scene) -> Person:
    """Ana, on the page of her own seat, with a device that holds passkeys and agrees to whatever is asked."""
    somebody = here(scene)
    session = somebody.page.context.new_cdp_session(somebody.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    somebody.reads("own")
    return somebody


def adds_a_passkey(somebody: Person) -> None:
    somebody.page.get_by_role("button", name="Add a passkey").click()
    expect(somebody.page.get_by_text(re.compile("Added "))).to_be_visible()


def signs_out(somebody: Person) -> str:
    """The address at which one comes back."""
    address = somebody.address
    somebody.page.get_by_role("button", name="Sign out").click()
    expect(somebody.page.get_by_role("heading", name="Indirect talks")).to_be_visible()
    return address


def test_one_comes_back_by_a_passkey(ana: Person) -> None:
    adds_a_passkey(ana)
    place = signs_out(ana)

    ana.page.goto(place + "return")
    ana.page.get_by_role("button", name="Use a passkey").click()

    ana.page.wait_for_url(place)
    expect(ana.page.get_by_label("Write in this room")).to_be_visible()


def test_a_passkey_opens_its_own_seat(ana: Person) -> None:
    """At another seat's address, there or not, it opens nothing."""
    adds_a_passkey(ana)
    place = signs_out(ana)

    ana.page.goto(re.sub("/at/[^/]+/", "/at/nobody/", place) + "return")
    ana.page.get_by_role("button", name="Use a passkey").click()

    expect(ana.page.get_by_text("These do not open a seat.")).to_be_visible()


def test_a_passkey_that_was_removed_opens_nothing(ana: Person) -> None:
    adds_a_passkey(ana)
    ana.page.get_by_role("button", name=re.compile("^Remove")).click()
    place = signs_out(ana)

    ana.page.goto(place + "return")
    ana.page.get_by_role("button", name="Use a passkey").click()

    expect(ana.page.get_by_text("These do not open a seat.")).to_be_visible()


def test_without_a_device_the_page_says_what_to_do(scene: Scene) -> None:
    somebody = here(scene)
    place = signs_out(somebody)
    somebody.page.goto(place + "return")
    somebody.page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('none')); }")

    somebody.page.get_by_role("button", name="Use a passkey").click()

    expect(somebody.page.get_by_text("No passkey was given. Try again, or use the passphrase.")).to_be_visible()


def test_one_comes_back_by_a_passphrase_without_script(scene: Scene) -> None:
    somebody = here(scene, java_script_enabled=False)
    page = somebody.reads("own")
    page.get_by_label("New passphrase").fill(PASSPHRASE)
    page.get_by_label("The same again").fill(PASSPHRASE)
    page.get_by_role("button", name="Keep the passphrase").click()
    expect(page.get_by_role("heading", name="Change the passphrase")).to_be_visible()
    expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
    place = signs_out(somebody)

    page.goto(place + "return")
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    page.get_by_label("Your passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Open the seat").click()

    page.wait_for_url(place)


def test_a_head_gives_a_seat_and_somebody_takes_it_on_a_phone(scene: Scene) -> None:
    ana = here(scene)
    page = ana.reads("delegation")
    page.get_by_label("Role", exact=True).select_option("counsel")
    page.get_by_label("Name, for this delegation").last.fill("Eve")
    page.get_by_role("button", name="Give the seat").click()
    link, code = page.locator("code.secret").all_inner_texts()

    eve = scene.people.comes(viewport=PHONE, is_mobile=True, has_touch=True).enters(link, code)

    for path in ("", "delegation", "own"):
        width = eve.reads(path).evaluate("document.documentElement.scrollWidth")
        assert width == PHONE["width"], path
    expect(eve.reads("delegation").get_by_text("Eve").first).to_be_visible()


def test_who_is_removed_finds_nothing_on_the_open_page(scene: Scene) -> None:
    """The page that is still open learns it by itself."""
    ana = here(scene)
    page = ana.reads("delegation")
    page.get_by_role("button", name="Give the seat").click()
    link, code = page.locator("code.secret").all_inner_texts()
    ada = scene.people.comes().enters(link, code)
    expect(ada.page.get_by_label("Write in this room")).to_be_visible()

    page = ana.reads("delegation")
    person = page.locator("li.person").filter(has_text="Adviser")
    person.get_by_text("Remove this seat").click()
    person.get_by_role("button", name="Remove it now").click()
    ana.sends("write", text="After.", leave="own", give="1")

    ada.page.reload()
    expect(ada.page.get_by_role("heading", name="There is nothing here")).to_be_visible()
