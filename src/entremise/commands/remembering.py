"""What the host remembers of its own care: when it was last backed up, and which host key its custodians have."""

import os
from datetime import datetime
from pathlib import Path

import msgspec
from django.conf import settings


class Care(msgspec.Struct, frozen=True):
    """What stands in the file. No name, no place, no count."""

    data: datetime | None = None
    """When the data was last copied."""
    keys: datetime | None = None
    """When the keys were."""
    custodians: datetime | None = None
    """When the host key was last written for its custodians."""
    fingerprint: str = ""
    """Of that host key."""


def care() -> Care:
    """What is remembered; nothing where the file is missing or unreadable."""
    try:
        return msgspec.json.decode(_file().read_bytes(), type=Care)
    except (OSError, msgspec.DecodeError):
        return Care()


def note(
    *,
    data: datetime | None = None,
    keys: datetime | None = None,
    custodians: datetime | None = None,
    fingerprint: str | None = None,
) -> None:
    """Remember what is given, beside what was."""
    known = care()
    told = Care(
        data=data or known.data,
        keys=keys or known.keys,
        custodians=custodians or known.custodians,
        fingerprint=fingerprint or known.fingerprint,
    )
    part = _file().with_name("care.json.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
        file.write(msgspec.json.encode(told) + b"\n")
    part.replace(_file())


def _file() -> Path:
    return Path(settings.DATA) / "care.json"
