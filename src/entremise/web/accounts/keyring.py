"""A person's own key while they are signed in.

The key pair is kept behind the password, and made when the person first gives one. The private key that the password
opens stands in the session, which is sealed under the browser's cookie; the password itself is kept nowhere, not even
for the length of a sign-in. A passkey opens no key: closed rooms then wait until the password is given once more.
"""

from base64 import b64decode, b64encode
from typing import Final

from django.http import HttpRequest

from entremise.domain.errors import Refusal
from entremise.services import staff
from entremise.services.holding import holder_of
from entremise.services.ports import Holder
from entremise.web.accounts.models import Account
from entremise.wiring import joined

_PRIVATE: Final = "private key"


def open_with_password(request: HttpRequest, account: Account, password: str) -> None:
    """Have the account's private key at hand in this session. About 0.3 s; twice that when it is first made.

    `password` is known to be the account's own.
    """
    parts, name = joined().parts, holder_of(account.pk)
    holder = parts.keys.unlocked(name, password)
    if holder is None and parts.store.keyholder(name) is None:
        drawn = parts.keys.drawn(name, password)
        if not isinstance(drawn, Refusal):
            staff.keep_key(parts, account.pk, drawn)
            holder = drawn.holder
    if holder is not None:
        request.session[_PRIVATE] = b64encode(holder.private).decode()


def password_changed(request: HttpRequest, account: Account, password: str) -> None:
    """Lock the account's key with the new password. Without the key at hand it cannot be, and is lost."""
    parts, holder = joined().parts, at_hand(request, account)
    locked = parts.keys.locked(holder, password) if holder is not None else None
    if locked is None or isinstance(locked, Refusal):
        forget(account)
        open_with_password(request, account, password)
    else:
        staff.keep_key(parts, account.pk, locked)


def at_hand(request: HttpRequest, account: Account) -> Holder | None:
    """The account's key, if this session has it."""
    kept = request.session.get(_PRIVATE)
    return Holder(holder_of(account.pk), b64decode(kept)) if kept else None


def forget(account: Account) -> None:
    """Forget the account's key and all that was wrapped for it: whoever sets a new password reads no closed room."""
    staff.drop_key(joined().parts, account.pk)
