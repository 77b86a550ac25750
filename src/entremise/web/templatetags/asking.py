"""The house's words for questions to a room, and for what came by telephone or on paper."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django import template
from django.template import Context
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from entremise.domain.asking import ASKS_FOR, State
from entremise.domain.leave import LeaveForm
from entremise.domain.roles import Act, may
from entremise.domain.terms import ROOM_ROLES, Came, Role, Taken
from entremise.services import readable
from entremise.web.templatetags.house import ROLES, clock

register = template.Library()

STATES: Final[Mapping[State, Promise]] = {
    State.OPEN: _("Waits for an answer"),
    State.AGREED: _("Agreed"),
    State.DECLINED: _("Declined"),
    State.GIVEN: _("Answered"),
    State.TAKEN_BACK: _("Taken back by the room"),
    State.WITHDRAWN: _("Taken back by the mediator"),
    State.ENDED: _("Its time is over"),
}
MARKS: Final[Mapping[State, str]] = {State.OPEN: "wait", State.AGREED: "done", State.GIVEN: "done"}
HOURS: Final = (1, 4, 24, 72, 168)
"""For how long a page offers that a question stands."""


@register.filter
def state_words(state: State) -> str:
    """Where a question stands."""
    return str(STATES[state])


@register.filter
def state_mark(state: State) -> str:
    """The mark beside it."""
    return MARKS.get(state, "plain")


@register.filter
def came_words(how: str) -> str:
    """How something came."""
    return gettext(readable.CAME[Came(how)])


@register.filter
def hours_words(hours: int) -> str:
    """For how long, in words."""
    if hours % 24 == 0 and hours > 24:
        return ngettext("%(count)d day", "%(count)d days", hours // 24) % {"count": hours // 24}
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}


@register.filter
def open_for(asked: datetime, now: datetime) -> str:
    """How long a question has been open."""
    minutes = max(0, int((now - asked).total_seconds()) // 60)
    if not minutes:
        return gettext("less than a minute")
    if minutes < 120:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    return hours_words(minutes // 60)


@register.simple_tag
def came_forms() -> tuple[Came, ...]:
    return tuple(Came)


@register.simple_tag
def asked_leaves() -> tuple[LeaveForm, ...]:
    return ASKS_FOR


@register.simple_tag
def point_leaves() -> tuple[LeaveForm, ...]:
    return (LeaveForm.CONFIDENCE, *ASKS_FOR)


@register.simple_tag
def hours_offered() -> tuple[int, ...]:
    return HOURS


@register.simple_tag
def party_roles(*, telling: bool = False) -> tuple[Role, ...]:
    """The roles of a delegation; with `telling` those that may tell the mediator."""
    return tuple(role for role in ROOM_ROLES if not telling or may(role, Act.TELL))


@register.simple_tag(takes_context=True)
def taken_words(context: Context, taken: Taken) -> SafeString:
    """How it came, when it was said, and who took it down."""
    sentences = {
        Came.TELEPHONE: gettext("Said by telephone {time}, taken down by: {role}"),
        Came.PAPER: gettext("Given on paper {time}, taken down by: {role}"),
        Came.IN_PERSON: gettext("Said in person {time}, taken down by: {role}"),
    }
    return format_html(sentences[taken.how], time=clock(context, taken.said), role=str(ROLES[taken.by]))


@register.simple_tag(takes_context=True)
def read_back_words(context: Context, taken: Taken) -> SafeString:
    """Who agreed to the words when they were read back."""
    if taken.agreed is None or taken.agreed_by is None:
        return SafeString("")
    sentence = gettext("Read back and agreed {time} by: {role}")
    return format_html(sentence, time=clock(context, taken.agreed), role=str(ROLES[taken.agreed_by]))


@register.simple_tag(takes_context=True)
def read_out_words(context: Context, taken: Taken) -> SafeString:
    """To whom it was read, and by whom."""
    sentence = gettext("Read to: {who}, {time}, by: {role}")
    who = str(ROLES[taken.said_by])
    return format_html(sentence, who=who, time=clock(context, taken.said), role=str(ROLES[taken.by]))
