"""Files for somebody else to keep, encrypted to age recipients (age-encryption.org/v1): backups, and the host key.

Whoever makes one cannot open it: that takes an identity, which is kept elsewhere. Read and written in pieces.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

import pyrage
from pyrage import x25519

MAGIC: Final = b"age-encryption.org/v1\n"
"""How such a file begins."""
_IDENTITY: Final = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]+")


class Source(Protocol):
    """Something to read from."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""


class Target(Protocol):
    """Something to write to."""

    def write(self, data: bytes, /) -> object:
        """Take the bytes."""

    def flush(self) -> object:
        """Pass on what was taken."""


class AgeUnfit(RuntimeError):
    """A file, recipient or identity that cannot be used. The text says what was wanted, what was found, what to do."""


def recipients_named(names: Sequence[str]) -> list[x25519.Recipient]:
    """The recipients `age1…`. Raises ValueError for a word that is none."""
    try:
        return [x25519.Recipient.from_str(name.strip()) for name in names]
    except pyrage.RecipientError:
        raise ValueError(
            "an age recipient such as age1… is wanted; the one given is none:"
            " make a pair with `age-keygen` on another computer, and give its public half"
        ) from None


def identities_in(path: Path) -> list[x25519.Identity]:
    """The identities in a file as `age-keygen` writes it. Raises AgeUnfit if it cannot be read or holds none."""
    try:
        written = path.read_text(errors="replace")
    except OSError as error:
        raise AgeUnfit(f"a file with an age identity is wanted; {path} cannot be read ({error.strerror})") from None
    try:
        found = [x25519.Identity.from_str(word) for word in _IDENTITY.findall(written)]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise AgeUnfit(
            f"an age identity (AGE-SECRET-KEY-1…) is wanted; {path} holds none that is whole: name the right file"
        )
    return found


def new_identity() -> tuple[str, str]:
    """A new identity and its recipient."""
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def encrypt(plain: Source, into: Target, recipients: Sequence[x25519.Recipient]) -> None:
    """Write `plain` for the recipients. Raises what reading or writing raises."""
    source, target = _Source(plain), _Target(into)
    try:
        pyrage.encrypt_io(source, target, recipients)
    except pyrage.EncryptError:
        source.must_be_whole()
        target.must_be_whole()
        raise
    target.must_be_whole()


def decrypt(sealed: Source, into: Target, identities: Sequence[x25519.Identity]) -> None:
    """Write what was encrypted. What has come out is whole and genuine only when this has returned.

    Raises AgeUnfit if it is for another identity, cut short, or changed.
    """
    source, target = _Source(sealed), _Target(into)
    try:
        pyrage.decrypt_io(source, target, identities)
    except (pyrage.DecryptError, OSError) as error:
        source.must_be_whole()
        target.must_be_whole()
        if "No matching keys" in str(error):
            raise AgeUnfit(
                "the identity to which it was encrypted is wanted; another was given: name the right file"
            ) from None
        raise AgeUnfit("a whole file is wanted; it was cut short or changed: take another copy of it") from None
    target.must_be_whole()


class _Source:
    """A file to read. An error is remembered: the library tells of its own in its stead."""

    def __init__(self, file: Source) -> None:
        self._file = file
        self._error: Exception | None = None

    def read(self, size: int) -> bytes:
        try:
            return self._file.read(size)
        except Exception as error:
            self._error = error
            raise

    def must_be_whole(self) -> None:
        if self._error is not None:
            raise self._error


class _Target:
    """A file to write. An error is remembered: the library does not tell of one in its last piece."""

    def __init__(self, file: Target) -> None:
        self._file = file
        self._error: Exception | None = None

    def write(self, data: bytes) -> int:
        try:
            self._file.write(data)
        except Exception as error:
            self._error = error
            raise
        return len(data)

    def flush(self) -> None:
        try:
            self._file.flush()
        except Exception as error:
            self._error = error
            raise

    def must_be_whole(self) -> None:
        if self._error is not None:
            raise self._error
