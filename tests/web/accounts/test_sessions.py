"""What the database has of a session: a hash and what was sealed under the browser's secret."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from django.test import override_settings
from django.utils import timezone

from entremise.web.accounts.models import Session
from entremise.web.accounts.sessions import SessionStore
from tests.web.accounts.people import Member
from tests.web.people import Person, nobody

CANARY = "a canary that nobody reads"


def test_what_was_put_in_comes_out() -> None:
    store = SessionStore()
    store["words"] = CANARY
    store.save()

    assert SessionStore(store.session_key)["words"] == CANARY


def test_the_database_holds_neither_secret_nor_words(data: Path) -> None:
    store = SessionStore()
    store["words"] = CANARY
    store.save()

    (kept,) = Session.objects.all()
    row = repr((kept.session_key, kept.session_data))
    assert CANARY not in row
    assert str(store.session_key) not in row
    assert kept.session_key == hashlib.sha256(str(store.session_key).encode()).hexdigest()[:40]
    kept_bytes = b"".join(file.read_bytes() for file in data.glob("entremise.sqlite3*"))
    assert CANARY.encode() not in kept_bytes


def test_the_hash_opens_nothing() -> None:
    store = SessionStore()
    store["words"] = CANARY
    store.save()
    (kept,) = Session.objects.all()

    assert dict(SessionStore(kept.session_key).items()) == {}


def test_one_sessions_words_do_not_open_in_anothers_place() -> None:
    one, other = SessionStore(), SessionStore()
    one["words"] = CANARY
    one.save()
    other.save()
    sealed = Session.objects.exclude(session_key=Session.objects.first().session_key).first()  # type: ignore[union-attr]
    first = Session.objects.first()
    assert sealed is not None
    assert first is not None
    first.session_data, sealed.session_data = sealed.session_data, first.session_data
    first.save()
    sealed.save()

    assert dict(SessionStore(one.session_key).items()) == {}
    assert dict(SessionStore(other.session_key).items()) == {}


def test_an_expired_one_is_empty() -> None:
    store = SessionStore()
    store["words"] = CANARY
    store.save()
    Session.objects.update(expire_date=timezone.now())

    assert dict(SessionStore(store.session_key).items()) == {}


def test_one_that_was_ended_elsewhere_does_not_come_back(mo: Member) -> None:
    Session.objects.all().delete()

    assert mo.asks("GET", "/account/").status == 303
    assert Session.objects.count() == 0


def test_looking_at_a_page_makes_no_session() -> None:
    """A stranger fills no table."""
    Member(None).asks("GET", "/account/sign-in")
    Member(None).asks("GET", "/account/enrol/x")

    assert Session.objects.count() == 0


def test_one_that_nobody_signed_in_to_is_kept_for_a_quarter_of_an_hour(stranger: Person) -> None:
    """Anybody may ask for a passkey's challenge."""
    stranger.asks("GET", "/account/passkeys/sign-in", Accept="application/json")

    (kept,) = Session.objects.all()
    assert round((kept.expire_date - timezone.now()).total_seconds() / 60) == 15


def test_expired_ones_are_swept_away_by_the_next(stranger: Person) -> None:
    stranger.asks("GET", "/account/passkeys/sign-in", Accept="application/json")
    Session.objects.update(expire_date=timezone.now())
    nobody().asks("GET", "/account/passkeys/sign-in", Accept="application/json")

    assert Session.objects.count() == 1


def test_it_ends_after_twelve_hours(mo: Member) -> None:
    (kept,) = Session.objects.all()

    assert round((kept.expire_date - timezone.now()).total_seconds() / 3600) == 12


def test_a_name_that_a_changed_key_cannot_open_is_empty(mo: Member) -> None:
    with override_settings(SECRET_KEY="another"):
        assert str(mo_again(mo)) == ""
    assert str(mo_again(mo)) == "Mo"


def mo_again(mo: Member) -> object:
    from entremise.web.accounts.models import Account  # noqa: PLC0415

    return Account.objects.get()


def test_under_tls_the_cookie_is_secure_and_of_this_host(tmp_path: Path) -> None:
    asked = "from entremise.web import settings as s; print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE)"
    environment = {**os.environ, "ENTREMISE_TLS": "1", "ENTREMISE_DATA": str(tmp_path)}

    printed = subprocess.run(
        [sys.executable, "-c", asked], env=environment, check=True, capture_output=True, text=True
    ).stdout

    assert printed == "__Host-account True\n"
