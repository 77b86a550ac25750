"""Sessions that the database cannot open: it has the hash of each secret, and what was sealed under the secret.

A session holds the second factor that is being set up and the person's private key; with the database alone, neither
can be read. (GlobaLeaks keeps private keys the same way.)
"""

import hashlib
import json
import os
from base64 import b64decode, b64encode
from datetime import timedelta
from typing import Any, Final

from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.utils import timezone

from entremise.domain.errors import Broken
from entremise.keys.boxes import box, unbox
from entremise.web.accounts import models

SIGN_IN: Final = "sign_in"
"""Under which a session names the sign-in that it began with."""
HALFWAY: Final = timedelta(minutes=15)
"""How long a session is kept that nobody has signed in to yet: anybody can begin one."""
_LABEL: Final = ("entremise/1/account-session",)


class SessionStore(InDatabase):
    """See the module. Django makes one for each request of an account's page."""

    @classmethod
    def get_model_class(cls) -> type[models.Session]:
        return models.Session

    def create(self) -> None:
        self.clear_expired()
        super().create()

    def create_model_instance(self, data: dict[str, Any]) -> models.Session:
        return models.Session(
            session_key=_digest(str(self._get_or_create_session_key())),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date() if SIGN_IN in data else timezone.now() + HALFWAY,
            sign_in=data.get(SIGN_IN, ""),
        )

    def encode(self, session_dict: dict[str, Any]) -> str:
        text = json.dumps(session_dict).encode()
        return b64encode(box(self._secret, _LABEL, text, draw=os.urandom)).decode()

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(unbox(self._secret, _LABEL, b64decode(session_data)))
        except Broken:
            return {}
        return found

    def exists(self, session_key: str) -> bool:
        return super().exists(_digest(session_key))

    def delete(self, session_key: str | None = None) -> None:
        given = session_key or self.session_key
        if given is not None:
            self.get_model_class().objects.filter(session_key=_digest(given)).delete()

    def _get_session_from_db(self) -> models.Session | None:
        found = self.get_model_class().objects.filter(session_key=_digest(self.session_key or ""))
        live = found.filter(expire_date__gt=timezone.now()).first()
        if live is None:
            self._session_key = None
        return live

    @property
    def _secret(self) -> bytes:
        return str(self.session_key).encode()


def _digest(secret: str) -> str:
    """160 bits of the hash: as many letters as Django's column holds."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()[:40]
