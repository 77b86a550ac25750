"""The house's words for its values, and its way of telling the time.

Filters turn what the domain names into what people read, in the language in use. Nothing here decides anything.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from math import ceil
from typing import TypeVar

from django import template
from django.template import Context
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from entremise.domain.errors import WORDINGS, Refusal
from entremise.domain.events import CaseOpened
from entremise.domain.leave import BECOMES, LeaveForm
from entremise.domain.roles import SAYS, Act
from entremise.domain.terms import CarryForm, MessageType, PartyRoom, Regime, Role
from entremise.domain.views import Carrying, CarryView, EntryView
from entremise.services import readable
from entremise.services.reading import Column, owed
from entremise.web.values import Corridor

register = template.Library()

LEAVE: Mapping[LeaveForm, Promise] = {form: _(words) for form, words in readable.LEAVES.items()}
REACHES: Mapping[LeaveForm, Promise] = {
    LeaveForm.OWN: _("Hidden from the mediator"),
    LeaveForm.CONFIDENCE: _("To think with, never to speak"),
    LeaveForm.SUBSTANCE: _("Other words, with our name"),
    LeaveForm.VERBATIM: _("These words, with our name"),
    LeaveForm.IDEA: _("Our name never appears"),
    LeaveForm.CONDITIONAL: _("Held until they have done it"),
}
GOES: Mapping[LeaveForm, Promise] = {
    LeaveForm.OWN: _("Stays with our delegation."),
    LeaveForm.CONFIDENCE: _("Goes to the mediator and stops there."),
    LeaveForm.SUBSTANCE: _("Goes to the mediator, who may pass on the substance."),
    LeaveForm.VERBATIM: _("Goes to the mediator, who may pass on these exact words."),
    LeaveForm.IDEA: _("Goes to the mediator, who may use it without our name."),
    LeaveForm.CONDITIONAL: _("Goes to the mediator, who holds it until they do what we ask."),
}
GIVE: Mapping[LeaveForm, Promise] = {
    LeaveForm.OWN: _("Keep in our delegation"),
    LeaveForm.CONFIDENCE: _("Tell the mediator, in confidence"),
    LeaveForm.SUBSTANCE: _("Give, to be carried in substance"),
    LeaveForm.VERBATIM: _("Give, to be carried word for word"),
    LeaveForm.IDEA: _("Give, as the mediator’s own idea"),
    LeaveForm.CONDITIONAL: _("Give, on this condition"),
}
CARRIED: Mapping[CarryForm, Promise] = {form: _(words) for form, words in readable.FORMS.items()}
INTO: Mapping[CarryForm, Promise] = {
    CarryForm.SUBSTANCE: _("Carried %(time)s into room %(room)s, in substance"),
    CarryForm.VERBATIM: _("Carried %(time)s into room %(room)s, word for word"),
    CarryForm.IDEA: _("Carried %(time)s into room %(room)s, as the mediator’s own idea"),
    CarryForm.HYPOTHETICAL: _("Carried %(time)s into room %(room)s, as a supposal"),
}
LEAD: Mapping[CarryForm, Promise] = {
    CarryForm.SUBSTANCE: _("The mediator conveys, in substance:"),
    CarryForm.VERBATIM: _("The mediator conveys, word for word:"),
    CarryForm.IDEA: _("The mediator’s own idea:"),
    CarryForm.HYPOTHETICAL: _("The mediator supposes:"),
}
LEAD_FROM: Mapping[CarryForm, Promise] = {
    CarryForm.SUBSTANCE: _("The mediator conveys, in substance, from: %(party)s"),
    CarryForm.VERBATIM: _("The mediator conveys, word for word, from: %(party)s"),
}
TYPES: Mapping[MessageType, Promise] = {kind: _(words) for kind, words in readable.TYPES.items()}
REGIMES: Mapping[Regime, Promise] = {
    Regime.SEALED: _("Nothing that we write leaves this room without our leave."),
    Regime.SHAREABLE: _(
        "The mediator may pass on the substance of what carries no mark; what we give in confidence stays."
    ),
    Regime.MUST_SHARE: _(
        "The mediator owes the others the facts that carry no mark; what we give in confidence stays."
    ),
}
ROLES: Mapping[Role, Promise] = {role: _(words) for role, words in readable.ROLES.items()}

Named = TypeVar("Named", LeaveForm, CarryForm, MessageType)


@dataclass(frozen=True, slots=True)
class Sentences:
    """A refusal in the language in use."""

    wanted: str
    given: str
    remedy: str


# What the domain names ---------------------------------------------------------------------


def _worded(name: str, words: Mapping[Named, Promise], *, read: Callable[[str], Named]) -> None:
    """Register the filter `name`, which looks a value up in `words`; it also reads the value's own text."""

    def look_up(value: str) -> str:
        return str(words[read(value)])

    register.filter(name, look_up)


_worded("leave_words", LEAVE, read=LeaveForm)
_worded("reaches", REACHES, read=LeaveForm)
_worded("goes", GOES, read=LeaveForm)
_worded("give_words", GIVE, read=LeaveForm)
_worded("form_words", CARRIED, read=CarryForm)
_worded("type_words", TYPES, read=MessageType)


@register.filter
def regime_words(regime: Regime) -> str:
    """What was agreed for entries that carry no mark, as a party reads it in its room."""
    return str(REGIMES[regime])


@register.filter
def role_words(role: str | None) -> str:
    """The role; “a member of the delegation” where no more may be known; other words as they stand."""
    if role is None:
        return gettext("A member of the delegation")
    return str(ROLES[Role(role)]) if role in ROLES else role


@register.filter
def hold_words(seconds: int) -> str:
    """How long a message is held, in words."""
    if seconds < 60 or seconds % 60:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    return ngettext("%(count)d minute", "%(count)d minutes", seconds // 60) % {"count": seconds // 60}


@register.filter
def sentences(refusal: Refusal) -> Sentences:
    """A refusal's three sentences; facts that are the house's own names are said in its words."""
    wording = WORDINGS[refusal.code]
    facts = {name: _fact(name, fact) for name, fact in refusal.facts.items()}
    return Sentences(
        wanted=gettext(wording.wanted) % facts,
        given=gettext(wording.given) % facts,
        remedy=gettext(wording.remedy) % facts,
    )


@register.simple_tag
def source_number(entry: EntryView, corridor: Corridor | str) -> int:
    """Which source of the message in the corridor this entry is; 0: none, or there is no corridor."""
    labels = [source.label for source in corridor.sources] if isinstance(corridor, Corridor) else []
    return labels.index(entry.label) + 1 if entry.label in labels else 0


@register.filter
def at_label(carries: Sequence[CarryView], mark: str) -> list[CarryView]:
    """Those carries that are to enter the room with this mark."""
    return [carry for carry in carries if carry.into == mark]


@register.simple_tag
def lead(form: str, party: str | None = None) -> str:
    """The first line of a sheet, which the house writes.

    The party stands after a colon, as a name on a label: no language then needs an article or a case for it.
    """
    known = CarryForm(form)
    if party and known in LEAD_FROM:
        return str(LEAD_FROM[known]) % {"party": party}
    return str(LEAD[known])


@register.simple_tag
def leave_forms() -> tuple[LeaveForm, ...]:
    return tuple(LeaveForm)


@register.simple_tag
def becomes_forms() -> tuple[LeaveForm, ...]:
    return BECOMES


@register.simple_tag
def carry_forms() -> tuple[CarryForm, ...]:
    return tuple(CarryForm)


@register.simple_tag
def message_types() -> tuple[MessageType, ...]:
    return tuple(MessageType)


@register.filter
def room_of(mark: str, rooms: Sequence[PartyRoom]) -> PartyRoom | None:
    """The room with this mark."""
    return next((room for room in rooms if room.mark == mark), None)


@register.filter
def clock_span(seconds: int) -> SafeString:
    """The seconds left, where the script counts them down."""
    return format_html('<span class="clock num" data-clock>{}</span>', seconds)


@register.simple_tag
def swapped_columns(columns: Sequence[Column]) -> str:
    """What is read anew when something has happened in one of the rooms shown."""
    return ",".join(f"#room-{column.room.mark}:outerMorph" for column in columns[:2])


# The time, by the clock of the case's city -------------------------------------------------


@register.simple_tag(takes_context=True)
def clock(context: Context, moment: datetime, *, seconds: bool = False) -> SafeString:
    """`11:24`; with the day before it when it is not today."""
    return _time_element(moment, _clock(context, moment, seconds=seconds), _zone(context))


@register.simple_tag(takes_context=True)
def hour(context: Context, moment: datetime) -> SafeString:
    """`11:24`, for lists that say the day themselves."""
    return _time_element(moment, date_format(moment.astimezone(_zone(context)), "H:i"), _zone(context))


@register.simple_tag(takes_context=True)
def day(context: Context, moment: datetime) -> str:
    """`Friday 6 February 2026`."""
    return date_format(moment.astimezone(_zone(context)), "l j F Y")


@register.filter
def short_day(moment: datetime) -> str:
    """`Fri 6 Feb 2026`."""
    return date_format(moment, "D j N Y")


@register.filter
def hour_of(moment: datetime) -> str:
    """`11:24`, in the moment's own zone."""
    return date_format(moment, "H:i")


@register.filter
def iso(moment: datetime) -> str:
    """For programs."""
    return moment.isoformat(timespec="seconds")


@register.filter
def seconds_until(moment: datetime, now: datetime) -> int:
    """Seconds from `now` to `moment`, a part counted as a whole; 0 when it has passed."""
    return max(0, ceil((moment - now).total_seconds()))


@register.simple_tag(takes_context=True)
def carried_words(context: Context, carrying: Carrying) -> str:
    """Where, when and in which form an entry was carried."""
    facts = {"time": _clock(context, carrying.at), "room": carrying.label.series}
    return str(INTO[carrying.form]) % facts


# Addresses ---------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def here(context: Context, place: str = "") -> str:
    """The address at which this page can be read again: its own, or that of its place when it answers a form."""
    request = getattr(context, "request", None)
    if request is None or (place and request.method not in {"GET", "HEAD"}):
        return place
    return str(request.get_full_path())


@register.simple_tag
def with_at_side(columns: Sequence[Column], side: int, mark: str) -> str:
    """The query by which room `mark` stands at `side` (0 or 1); a room cannot stand at both, so they change places."""
    marks = [str(column.room.mark) for column in columns[:2]]
    if mark in marks and marks.index(mark) != side:
        marks.reverse()
    else:
        marks[side] = mark
    return "?" + urlencode(list(zip(("left", "right"), marks, strict=False)))


def _fact(name: str, fact: str | int) -> str | int:
    """A fact in words: roles and acts; the forms of leave and of carrying, also where only their text came through."""
    if isinstance(fact, Role):
        return str(ROLES[fact])
    if isinstance(fact, Act):
        return gettext(SAYS[fact])
    if isinstance(fact, LeaveForm) or (name == "leave" and fact in LEAVE):
        return str(LEAVE[LeaveForm(str(fact))])
    if isinstance(fact, CarryForm) or (name == "form" and fact in CARRIED):
        return str(CARRIED[CarryForm(str(fact))])
    return fact


def _zone(context: Context) -> tzinfo | None:
    band = context.get("band")
    return band.now.tzinfo if band else None


def _clock(context: Context, moment: datetime, *, seconds: bool = False) -> str:
    band, zone = context.get("band"), _zone(context)
    local = moment.astimezone(zone)
    hours = "H:i:s" if seconds else "H:i"
    if band and local.date() != band.now.date():
        return f"{date_format(local, 'j N')}, {date_format(local, hours)}"
    return date_format(local, hours)


def _time_element(moment: datetime, words: str, zone: tzinfo | None) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', moment.astimezone(zone).isoformat(timespec="seconds"), words)


@register.simple_tag
def owed_to(entry: EntryView, opened: CaseOpened, now: datetime) -> str:
    """The rooms to which the desk still owes the entry under the case's regime; empty for none."""
    return ", ".join(owed(entry, opened, now=now))
