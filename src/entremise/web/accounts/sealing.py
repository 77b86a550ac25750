"""What is kept of accounts is sealed: names and addresses under the signing key, a session under its own secret."""

import os
import unicodedata
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac

from entremise.domain.errors import Broken
from entremise.keys.boxes import box, unbox

MOST_NAME: Final = 64
"""Characters of a login name."""
_LABEL: Final = "entremise/1/account"


def login_digest(name: str) -> bytes:
    """What a login name is found by. Case, width and space around it do not matter."""
    folded = unicodedata.normalize("NFKC", name.strip()).casefold()
    return salted_hmac("entremise.accounts.login", folded, algorithm="sha256").digest()


def seal(text: str, purpose: str) -> bytes:
    """`text`, sealed under the key that this house signs with."""
    return box(_key(), (_LABEL, purpose), text.encode(), draw=os.urandom)


def unseal(kept: bytes, purpose: str) -> str | None:
    """What was sealed for this purpose; None if the signing key is another by now."""
    try:
        return unbox(_key(), (_LABEL, purpose), kept).decode()
    except Broken:
        return None


def _key() -> bytes:
    key: str = settings.SECRET_KEY
    return key.encode()


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """A text of at most `max_length` characters, sealed in its column."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002
        sealed = value if value is None else seal(str(value), str(self.name))
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(self, value: Any, *_: Any) -> str | None:  # noqa: ANN401
        return None if value is None else unseal(bytes(value), str(self.name)) or ""

    def to_python(self, value: Any) -> Any:  # noqa: ANN401
        return value
