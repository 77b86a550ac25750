"""What is counted so that guessing is slow: by account or login name, never for the whole house.

In the database, so that several processes count together and a restart forgets nothing. What is counted stands under
a keyed hash, values as JSON: nothing there is a name, and nothing read there is ever run.
"""

import json
import time
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from entremise.web.accounts.models import Counter

LONGEST_DELAY: Final = 300
"""Seconds. Long enough to make guessing hopeless, short enough to wait for, should a stranger guess at one's name."""
FORGOTTEN_AFTER: Final = 3600
"""Seconds after which wrong passwords no longer count."""
FREE: Final = 3
"""Wrong passwords before the first delay: people mistype."""


class Counters(BaseCache):
    """A cache in the table of counters, as allauth's limits want one."""

    def __init__(self, _: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:  # noqa: ANN401, ARG002
        digest = _digest(key)
        _forget_old()
        try:
            with transaction.atomic():
                Counter.objects.create(digest=digest, value=json.dumps(value), expires=self._until(timeout))
        except IntegrityError:
            return False
        return True

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:  # noqa: ANN401, ARG002
        found = Counter.objects.filter(digest=_digest(key), expires__gt=time.time()).first()
        return json.loads(found.value) if found is not None else default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:  # noqa: ANN401, ARG002
        kept = {"value": json.dumps(value), "expires": self._until(timeout)}
        Counter.objects.update_or_create(digest=_digest(key), defaults=kept)

    def delete(self, key: str, version: int | None = None) -> bool:  # noqa: ARG002
        return Counter.objects.filter(digest=_digest(key)).delete()[0] > 0

    def clear(self) -> None:
        Counter.objects.all().delete()

    def _until(self, timeout: Any) -> float:  # noqa: ANN401
        until = self.get_backend_timeout(timeout)
        return until if until is not None else time.time() + FORGOTTEN_AFTER


def attempt(given: str) -> int:
    """0, and an attempt at `given` is counted as wrong; or after how many seconds the next may be made.

    Counted before it is known to be wrong: of many made at once, no more are looked at than may be.
    """
    digest, now = _digest(f"attempt|{given}"), time.time()
    with transaction.atomic():
        _forget_old()
        kept = Counter.objects.select_for_update().filter(digest=digest).first()
        failures, until = json.loads(kept.value) if kept is not None else (0, 0.0)
        if now < until:
            return int(until - now) + 1
        failures += 1
        delay = delay_after(failures)
        value = {"value": json.dumps([failures, now + delay]), "expires": now + delay + FORGOTTEN_AFTER}
        Counter.objects.update_or_create(digest=digest, defaults=value)
    return 0


def delay_after(failures: int) -> int:
    """Seconds to wait after so many wrong attempts in a row."""
    return min(2 ** (failures - FREE), LONGEST_DELAY) if failures >= FREE else 0


def succeeded(given: str) -> None:
    """The attempt at `given` was right: those before it count no more."""
    Counter.objects.filter(digest=_digest(f"attempt|{given}")).delete()


def _forget_old() -> None:
    Counter.objects.filter(expires__lte=time.time()).delete()


def _digest(key: str) -> bytes:
    return salted_hmac("entremise.accounts.counter", key, algorithm="sha256").digest()
