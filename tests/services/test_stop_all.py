"""After a restore nothing enters by itself: it may have entered, or been stopped, since the copy was made."""

from typing import Final

from entremise.domain.errors import Code, Refusal
from entremise.domain.terms import CarryForm
from entremise.services.carrying import stop_all
from tests.cast import Talks

RESTORED: Final = Refusal(Code.HOUSE_RESTORED)


def test_every_message_at_a_door_is_stopped(talks: Talks) -> None:
    held = talks.mo.carries("One flag.", into="B", form=CarryForm.IDEA, hold=30)
    talks.mo.carries("Another.", into="A", form=CarryForm.IDEA, hold=60)

    assert stop_all(talks.parts, RESTORED) == 2

    talks.waits(600)
    assert (talks.ana.sees(), talks.bo.sees()) == ([], [])
    view = talks.mo.carry(held.carry)
    assert (view.at_door, view.stopped_by, view.stop_code) == (False, None, Code.HOUSE_RESTORED)


def test_what_has_entered_stays(talks: Talks) -> None:
    talks.mo.carries("One flag.", into="B", form=CarryForm.IDEA)

    assert stop_all(talks.parts, RESTORED) == 0
    assert talks.bo.sees() == ["One flag."]
