"""The house's words for what the guard found."""

from collections.abc import Mapping, Sequence
from typing import Final

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from entremise.domain.events.agenda import AGENDA
from entremise.domain.events.analysis import VALUES
from entremise.domain.events.asking import ASKED
from entremise.domain.events.dates import DATES
from entremise.domain.events.mandate import MANDATE
from entremise.domain.events.notes import DESK_NOTES
from entremise.domain.events.points import POINTS
from entremise.domain.events.positions import POSITIONS
from entremise.domain.events.rounds import ROUNDS
from entremise.domain.events.tracks import TRACKS
from entremise.domain.facts import Kind
from entremise.domain.guard import MOST, SUMMARY
from entremise.domain.repetition import Repetition

register = template.Library()

KINDS: Final[Mapping[Kind, Promise]] = {
    Kind.QUOTE: _("a quotation"),
    Kind.PHRASE: _("the same phrase"),
    Kind.FIGURE: _("a figure"),
    Kind.DATE: _("a date"),
    Kind.TIME: _("a time of day"),
    Kind.NAME: _("a name"),
    Kind.CODENAME: _("the codename"),
    Kind.PARTY: _("a party’s name"),
    Kind.WORDS: _("the same words, near each other"),
}
"""What is repeated, as it stands beside both wordings."""
HELD: Final[Mapping[str, Promise]] = {
    "terms": _("The codename"),
    "parties": _("A party"),
    DESK_NOTES: _("The desk’s notes"),
    ASKED: _("What a room agreed to in its own words"),
    SUMMARY: _("A point of a summary that a room was asked about"),
    AGENDA: _("The desk’s agenda"),
    ROUNDS: _("The desk’s rounds"),
    DATES: _("The dates that the desk proposes"),
    TRACKS: _("The desk’s tracks"),
    POINTS: _("A point of the desk’s ledger"),
    POSITIONS: _("The desk’s judgement of positions"),
    VALUES: _("What the desk weighs"),
    MANDATE: _("What a delegation said of its mandate"),
}
"""What of the desk’s own is repeated, by its topic."""


@register.filter
def is_full(repetitions: Sequence[Repetition]) -> bool:
    """Whether so many are shown as the guard tells of at once: there may be more."""
    return len(repetitions) >= MOST


@register.filter
def repeated_kinds(repetition: Repetition) -> str:
    """What is repeated."""
    return ", ".join(str(KINDS[kind]) for kind in repetition.kinds)


@register.filter
def held_words(repetition: Repetition) -> str:
    """What of the desk’s own is repeated."""
    if repetition.topic.startswith("member-"):
        mark = repetition.topic.removeprefix("member-")
        return gettext("Told of a member of room %(mark)s, not for others") % {"mark": mark}
    return str(HELD.get(repetition.topic, _("The desk’s own papers")))


@register.filter
def askable(repetitions: Sequence[Repetition]) -> list[Repetition]:
    """Those whose giver can be asked for leave."""
    return [one for one in repetitions if one.source is not None]
