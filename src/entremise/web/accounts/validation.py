"""What a password must not be."""

from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_PASSWORD: Final = 1024
"""Characters. A longer one is refused before any work is done on it."""


class MaximumLengthValidator:
    """Refuses a password that is too long to be hashed."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:  # noqa: ARG002
        """Raises ValidationError if it is longer than `MOST_PASSWORD`."""
        if len(password) > MOST_PASSWORD:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        """The rule, for a person."""
        return _("A password has at most %(most)d characters.") % {"most": MOST_PASSWORD}
