"""The house's words for what stands on papers, and where each is read."""

from collections.abc import Mapping

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from entremise.domain.written import PaperKind
from entremise.services.searching import PaperResult

register = template.Library()

PAPERS: Mapping[PaperKind, Promise] = {
    PaperKind.QUESTION: _("A question of the mediator"),
    PaperKind.ANSWER: _("An answer with changes"),
    PaperKind.ITEM: _("Agenda item"),
    PaperKind.SHOWN: _("Agenda item, as the room was told"),
    PaperKind.STAND: _("Kept by the delegation"),
    PaperKind.POSITION: _("Position of a side"),
    PaperKind.ZONE: _("Where the mediator sees room"),
    PaperKind.MANDATE: _("Our mandate"),
    PaperKind.OUTSIDE: _("Outside our mandate"),
    PaperKind.AUTHORITIES: _("Who confirms what we accept"),
    PaperKind.CONSULTATION: _("Consultation"),
    PaperKind.POINT: _("Point of the ledger"),
    PaperKind.NOTE: _("Note of the desk"),
    PaperKind.ROUND: _("Round"),
    PaperKind.TRACK: _("Track"),
    PaperKind.DATES: _("Question for dates"),
}
_ADDRESSES: Mapping[PaperKind, str] = {
    PaperKind.QUESTION: "asked",
    PaperKind.ANSWER: "asked",
    PaperKind.ITEM: "agenda-item",
    PaperKind.SHOWN: "agenda-item",
    PaperKind.POSITION: "agenda-item",
    PaperKind.ZONE: "agenda-item",
    PaperKind.STAND: "agenda-item",
    PaperKind.MANDATE: "agenda-item",
    PaperKind.OUTSIDE: "mandate",
    PaperKind.AUTHORITIES: "mandate",
    PaperKind.CONSULTATION: "mandate",
    PaperKind.POINT: "point",
    PaperKind.NOTE: "notes",
    PaperKind.ROUND: "round",
    PaperKind.TRACK: "track",
    PaperKind.DATES: "rounds",
}
_ANCHORS: Mapping[PaperKind, str] = {
    PaperKind.QUESTION: "q-{room}{number}",
    PaperKind.ANSWER: "q-{room}{number}",
    PaperKind.SHOWN: "rooms",
    PaperKind.POSITION: "position",
    PaperKind.ZONE: "position",
    PaperKind.STAND: "paper-{number}",
    PaperKind.MANDATE: "mandate",
    PaperKind.OUTSIDE: "outside",
    PaperKind.AUTHORITIES: "authorities",
    PaperKind.CONSULTATION: "consultation",
    PaperKind.NOTE: "note-{number}",
    PaperKind.DATES: "h-dates",
}
_ON_ROUNDS: Mapping[PaperKind, str] = {PaperKind.ROUND: "round-{number}", PaperKind.TRACK: "h-tracks"}
"""What has a page of its own at the desk, and stands on the page of rounds in a room."""
_OF_ITEM = frozenset({PaperKind.STAND, PaperKind.MANDATE})
_NUMBERED = frozenset({"agenda-item", "point", "round", "track"})
"""The pages of one thing, named by its number."""


@register.filter
def paper_words(kind: PaperKind) -> Promise:
    """What something on a paper is."""
    return PAPERS[kind]


@register.simple_tag(takes_context=True)
def paper_address(context: Context, result: PaperResult) -> str:
    """Where something on a paper of the reader's own place is read."""
    band, thing = context["band"], result.thing
    name, anchor, number = _ADDRESSES[thing.kind], _ANCHORS.get(thing.kind, ""), thing.number
    if thing.kind in _OF_ITEM:
        # Without its item, which was taken off, what was kept for it is read nowhere but in the record.
        name, number = ("agenda", 0) if result.item is None else (name, result.item)
    elif thing.kind in _ON_ROUNDS and band.mark != "desk":
        name, anchor = "rounds", _ON_ROUNDS[thing.kind]
    more = {"number": number} if name in _NUMBERED else {}
    address = reverse(name, kwargs={"seat": band.seat, **more})
    room = f"{thing.series}-" if thing.series else ""
    return f"{address}#{anchor.format(room=room, number=thing.number)}" if anchor else address
