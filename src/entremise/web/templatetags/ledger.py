"""The ledger's words: how a room knows something, why it does not, what is shown. Nothing here decides anything."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from entremise.domain.ids import Label
from entremise.domain.ledger import How, Row, Show, Why
from entremise.domain.terms import Terms
from entremise.domain.told import QUESTIONS, KeptPaper, Matter, Noticed
from entremise.services.ledger import Meeting, NoticedRow

register = template.Library()

HOW: Mapping[How, Promise] = {
    How.SAID: _("Said it"),
    How.VERBATIM: _("Told word for word"),
    How.SUBSTANCE: _("Told in substance"),
    How.IDEA: _("Told as the mediator’s idea"),
    How.HYPOTHETICAL: _("Told as a supposal"),
    How.SPOKEN: _("Told by the mediator"),
    How.ANNOUNCED: _("Announced there"),
}
ON_CARD: Mapping[How, Promise] = {
    How.SAID: _("said by them"),
    How.VERBATIM: _("word for word"),
    How.SUBSTANCE: _("in substance"),
    How.IDEA: _("as your own idea: they do not know whose it is"),
    How.HYPOTHETICAL: _("as a supposal: they do not know whose it is"),
    How.SPOKEN: _("in your own words"),
    How.ANNOUNCED: _("by announcement"),
}
WHY: Mapping[Why, Promise] = {
    Why.AT_DOOR: _("At the door"),
    Why.UNTOLD: _("Not told yet"),
    Why.OWED: _("Owed, not told yet"),
    Why.AGREED: _("Not told yet"),
    Why.CONDITION: _("Not told"),
    Why.EXPIRED: _("Not told"),
    Why.CONFIDENCE: _("Not told"),
}
BECAUSE: Mapping[Why, Promise] = {
    Why.AT_DOOR: _("it waits at the door"),
    Why.UNTOLD: _("there is leave"),
    Why.OWED: _("there is leave, and it is owed"),
    Why.AGREED: _("they agreed to exact words alone"),
    Why.CONDITION: _("condition not met"),
    Why.EXPIRED: _("the leave has ended"),
    Why.CONFIDENCE: _("in confidence"),
}
NO_LEAVE: Mapping[Why, Promise] = {
    Why.CONDITION: _("Condition not met"),
    Why.EXPIRED: _("The leave has ended"),
    Why.CONFIDENCE: _("No leave"),
}
SHOWS: Mapping[Show, Promise] = {
    Show.EVERYTHING: _("Everything"),
    Show.UNTOLD: _("Said, not told although there is leave"),
    Show.OWED: _("Owed"),
    Show.FLOATED: _("Floated as the mediator’s own"),
    Show.CONFIDENCE: _("Given in confidence"),
    Show.CONDITION: _("Conditions not met"),
    Show.EXPIRED: _("Leave that has ended"),
}
MATTERS: Mapping[Matter, Promise] = {
    Matter.ITEM: _("Agenda"),
    Matter.ROUND: _("Round"),
    Matter.TRACK: _("Track"),
    Matter.DATES: _("Dates"),
    Matter.CARRY: _("Read-back"),
    Matter.LEAVE: _("Request for leave"),
    Matter.SUMMARY: _("Summary"),
    Matter.WORDING: _("Words about a round"),
    Matter.NOTE: _("Note of the desk"),
    Matter.POSITION: _("Position"),
}
PAGES: Mapping[Matter, str] = {
    Matter.ITEM: "agenda-item",
    Matter.POSITION: "agenda-item",
    Matter.ROUND: "round",
    Matter.TRACK: "track",
}
"""Where one of them is read by its number; else on the page of all of them."""
SHAPES: Mapping[How | Why, str] = {
    How.SAID: "said",
    How.VERBATIM: "verb",
    How.SUBSTANCE: "subst",
    How.IDEA: "idea",
    How.HYPOTHETICAL: "supposal",
    How.SPOKEN: "spoken",
    How.ANNOUNCED: "announced",
    Why.AT_DOOR: "door",
    Why.UNTOLD: "none",
    Why.OWED: "owed",
    Why.AGREED: "none",
    Why.CONDITION: "cond",
    Why.EXPIRED: "none",
    Why.CONFIDENCE: "none",
}
"""The mark before the words; the words say the same."""

BESIDE = 8
"""Entries that stand below one, where it is shown in its place."""


@register.filter
def how_words(how: How) -> str:
    return str(HOW[how])


@register.filter
def on_card(how: How) -> str:
    return str(ON_CARD[how])


@register.filter
def why_words(why: Why) -> str:
    return str(WHY[why])


@register.filter
def because(why: Why) -> str:
    return str(BECAUSE[why])


@register.filter
def no_leave(why: Why) -> str:
    """Why there is none; empty where there is."""
    return str(NO_LEAVE.get(why, ""))


@register.filter
def show_words(show: Show) -> str:
    return str(SHOWS[show])


@register.filter
def shape(known: How | Why) -> str:
    return SHAPES[known]


@register.filter
def point_name(number: int) -> str:
    """K-03."""
    return f"K-{number:02d}"


@register.filter
def about_item(number: int) -> str:
    """As a note's form names it."""
    return f"item-{number}"


@register.filter
def about_point(number: int) -> str:
    """The same, of a point."""
    return f"point-{number}"


@register.filter
def carry_name(label: Label) -> str:
    """C-07."""
    return f"C-{label.number:02d}"


@register.filter
def own_how(row: Row) -> How:
    """How the desk's own words of a row came where they are."""
    return next(fact.how for cell in row.cells for fact in cell.facts)


@register.simple_tag(takes_context=True)
def entry_address(context: Context, label: Label) -> str:
    """Where the entry is read, with those around it, in its room as the desk sees it."""
    address = reverse("room-at-desk", kwargs={"seat": context["band"].seat, "mark": label.series})
    return f"{address}?before={label.number + BESIDE}#{label}"


@register.filter
def matter_words(matter: Matter) -> str:
    return str(MATTERS[matter])


@register.simple_tag(takes_context=True)
def paper_address(context: Context, paper: Noticed | KeptPaper | NoticedRow) -> str:
    """Where the paper is read at the desk."""
    seat = context["band"].seat
    if paper.matter in PAGES:
        return reverse(PAGES[paper.matter], kwargs={"seat": seat, "number": paper.number})
    if paper.matter in QUESTIONS:
        return reverse("asked", kwargs={"seat": seat})
    return reverse("notes" if paper.matter is Matter.NOTE else "rounds", kwargs={"seat": seat})


@register.filter
def round_words(meeting: Meeting, terms: Terms) -> str:
    """A round by its own name and, by the city's clock, its day; by its number where the desk keeps none so."""
    if not meeting.title:
        return _now("Round %(number)s") % {"number": meeting.number}
    if meeting.starts is None:
        return meeting.title
    return f"{meeting.title}, {date_format(meeting.starts.astimezone(ZoneInfo(terms.zone)), 'j N Y')}"
