"""The tables of accounts. Of a sign-in its time and kind are kept, and the browser's family: no address, no device."""

import secrets
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from entremise.web.accounts.sealing import MOST_NAME, SealedField

LONGEST_ID: Final = 32


def fresh() -> str:
    """A new id, safe in an address."""
    return secrets.token_urlsafe(12)


class Account(AbstractBaseUser):
    """A member of staff."""

    id = models.CharField(max_length=LONGEST_ID, primary_key=True, default=fresh)
    login = models.BinaryField(max_length=32, unique=True)
    """Keyed hash of the login name."""
    name = SealedField(max_length=MOST_NAME)
    """The login name."""
    address = SealedField(max_length=254, null=True)
    """Where alerts go, if anywhere."""
    administrator = models.BooleanField(default=False)
    made = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    last_login = None

    objects = BaseUserManager["Account"]()
    USERNAME_FIELD = "login"

    class Meta:
        db_table = "account"

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether it can be signed in to."""
        return self.closed is None


class Enrolment(models.Model):
    """A one-time link with which a person sets the password of an account; hashes only."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True)
    digest = models.BinaryField(max_length=32, unique=True)
    code_digest = models.BinaryField(max_length=32)
    expires = models.DateTimeField()
    failures = models.IntegerField(default=0)

    class Meta:
        db_table = "enrolment"


class Session(AbstractBaseSession):
    """A browser's session, under the hash of its secret and sealed under the secret itself."""

    sign_in = models.CharField(max_length=LONGEST_ID, blank=True, db_index=True)
    """The sign-in that it began with; empty until that is complete."""

    class Meta:
        db_table = "account_session"


class SignIn(models.Model):
    """That somebody signed in to an account."""

    id = models.CharField(max_length=LONGEST_ID, primary_key=True, default=fresh)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    at = models.DateTimeField()
    how = models.CharField(max_length=16)
    browser = models.CharField(max_length=16, blank=True)
    """Its family at most, such as Firefox."""

    class Meta:
        db_table = "sign_in"


class OpenedSeat(models.Model):
    """A seat's session that was opened from a sign-in, and ends with it."""

    digest = models.BinaryField(max_length=32, primary_key=True)
    sign_in = models.CharField(max_length=LONGEST_ID, db_index=True)

    class Meta:
        db_table = "opened_seat"


class Counter(models.Model):
    """How often something was tried lately, under a keyed hash of its name."""

    digest = models.BinaryField(max_length=32, primary_key=True)
    value = models.TextField()
    expires = models.FloatField(db_index=True)
    """Seconds since 1970."""

    class Meta:
        db_table = "counter"
