"""Argon2id for Django's passwords, from the one cryptographic library that the house has."""

from collections.abc import Mapping
from typing import Final

from django.contrib.auth.hashers import BasePasswordHasher

from entremise.keys.passwords import ORDINARY, Cost, hashed, matches

_NAME: Final = "argon2"


class Argon2id(BasePasswordHasher):
    """Kept as `argon2$argon2id$v=19$m=…`, as Django's own hasher of that name would."""

    algorithm: str | None = _NAME
    cost: Cost = ORDINARY

    def encode(self, password: str, salt: str) -> str:
        return f"{_NAME}{hashed(password, salt=salt.encode(), cost=self.cost)}"

    def verify(self, password: str, encoded: str) -> bool:
        return matches(password, encoded.removeprefix(_NAME))

    def must_update(self, encoded: str) -> bool:
        """Whether it was hashed at another cost than is asked for now."""
        return self.safe_summary(encoded)["cost"] != _written(self.cost)

    def safe_summary(self, encoded: str) -> Mapping[str, str]:  # type: ignore[override]
        _, kind, version, cost, *_ = encoded.split("$")
        return {"algorithm": _NAME, "kind": kind, "version": version, "cost": cost}

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing: a change of cost is the house's, and alike for all."""


def _written(cost: Cost) -> str:
    return f"m={cost.kibibytes},t={cost.iterations},p=1"
