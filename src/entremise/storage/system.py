"""The system's clock and its randomness."""

import secrets
from datetime import UTC, datetime


class SystemClock:
    """See `services.ports.Clock`."""

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return datetime.now(UTC)


class RandomIds:
    """See `services.ports.Ids`. Each draw is independent of every other."""

    def fresh(self, place: str) -> str:  # noqa: ARG002
        """Sixteen letters of twelve random bytes; never a dash first, which a command would take for an option."""
        while (drawn := secrets.token_urlsafe(12)).startswith("-"):
            pass
        return drawn

    def secret(self, place: str) -> str:  # noqa: ARG002
        """Twenty-four random bytes, as 32 letters."""
        return secrets.token_urlsafe(24)

    def code(self, place: str) -> str:  # noqa: ARG002
        """Six random digits."""
        return f"{secrets.randbelow(1_000_000):06d}"
