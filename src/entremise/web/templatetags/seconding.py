"""The house's words for what a second seat is asked."""

from collections.abc import Mapping
from typing import Final

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from entremise.domain.events.seconding import EnterBy
from entremise.domain.seconding import SecondState

register = template.Library()

BY: Final[Mapping[EnterBy, Promise]] = {
    EnterBy.CARRY: _("to be carried"),
    EnterBy.SPEAK: _("to be spoken by the mediator"),
    EnterBy.ANNOUNCE: _("to be announced"),
    EnterBy.ASK_CARRY: _("in a question whether words may be carried"),
    EnterBy.ASK_LEAVE: _("in a question for leave"),
    EnterBy.ASK_SUMMARY: _("in the summary of a caucus"),
    EnterBy.ASK_WORDING: _("in a question about words of a round"),
    EnterBy.SHOW_ITEM: _("in an item of the agenda"),
    EnterBy.TELL_ROUND: _("in what is told of a round"),
    EnterBy.TELL_TRACK: _("in what is told of a track"),
    EnterBy.ASK_DATES: _("in proposed dates"),
    EnterBy.ASK_VALUES: _("in what a room is asked to value"),
    EnterBy.TAKE_DOWN: _("to be taken down as what a party said"),
    EnterBy.TAKE_ANSWER: _("to be taken down as a party’s answer"),
    EnterBy.AGREE: _("to be carried as a party is said to allow now"),
}
STATES: Final[Mapping[SecondState, Promise]] = {
    SecondState.OPEN: _("Waits for an answer"),
    SecondState.AGREED: _("Agreed"),
    SecondState.REFUSED: pgettext_lazy("a request to keep words", "Refused"),
    SecondState.WITHDRAWN: pgettext_lazy("a request to keep words", "Withdrawn"),
    SecondState.USED: pgettext_lazy("a request to keep words", "Used"),
    SecondState.ENDED: _("Its time is over"),
}
MARKS: Final[Mapping[SecondState, str]] = {
    SecondState.OPEN: "wait",
    SecondState.AGREED: "done",
    SecondState.USED: "done",
}


@register.filter
def enter_by_words(by: EnterBy) -> str:
    """By which act the words would enter."""
    return str(BY[by])


@register.filter
def second_words(state: SecondState) -> str:
    """Where a request stands."""
    return str(STATES[state])


@register.filter
def second_mark(state: SecondState) -> str:
    """The mark beside it."""
    return MARKS.get(state, "plain")
