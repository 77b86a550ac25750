"""Rules of `entremise.storage.system`."""

import secrets

import pytest

from entremise.storage.system import RandomIds


def test_an_id_can_be_given_to_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command would take what begins with a dash for an option."""
    drawn = iter(["-yiMUyALXbvCIVMG", "-", "yiMUyALXbvCIVMG-"])
    monkeypatch.setattr(secrets, "token_urlsafe", lambda _: next(drawn))

    assert RandomIds().fresh("room") == "yiMUyALXbvCIVMG-"
