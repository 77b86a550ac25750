"""The house's words for what a second seat is asked."""

from collections.abc import Mapping
from typing import Final

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from entremise.domain.events.seconding import EnterBy
from entremise.domain.seconding import State

register = template.Library()

BY: Final[Mapping[EnterBy, Promise]] = {
    EnterBy.CARRY: _("to be carried"),
    EnterBy.SPEAK: _("to be spoken by the mediator"),
    EnterBy.ANNOUNCE: _("to be announced"),
    EnterBy.ASK_CARRY: _("in a question whether words may be carried"),
    EnterBy.ASK_SUMMARY: _("in the summary of a caucus"),
    EnterBy.SHOW_ITEM: _("in an item of the agenda"),
    EnterBy.TELL_ROUND: _("in what is told of a round"),
    EnterBy.TELL_TRACK: _("in what is told of a track"),
    EnterBy.ASK_DATES: _("in proposed dates"),
    EnterBy.ASK_VALUES: _("in what a room is asked to value"),
}
STATES: Final[Mapping[State, Promise]] = {
    State.OPEN: _("Waits for an answer"),
    State.AGREED: _("Agreed"),
    State.REFUSED: pgettext_lazy("a request to keep words", "Refused"),
    State.WITHDRAWN: pgettext_lazy("a request to keep words", "Withdrawn"),
    State.USED: pgettext_lazy("a request to keep words", "Used"),
    State.ENDED: _("Its time is over"),
}
MARKS: Final[Mapping[State, str]] = {State.OPEN: "wait", State.AGREED: "done", State.USED: "done"}


@register.filter
def enter_by_words(by: EnterBy) -> str:
    """By which act the words would enter."""
    return str(BY[by])


@register.filter
def second_words(state: State) -> str:
    """Where a request stands."""
    return str(STATES[state])


@register.filter
def second_mark(state: State) -> str:
    """The mark beside it."""
    return MARKS.get(state, "plain")
