"""The house's words for the agenda, positions and mandates."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from entremise.domain.events.agenda import ItemKind, ItemState, Stance
from entremise.domain.events.mandate import Reach
from entremise.domain.events.positions import StandKind
from entremise.domain.mandate import Mandate, MandateDesk
from entremise.domain.positions import Movement, Stand, Standing

register = template.Library()

STATES: Mapping[ItemState, Promise] = {
    ItemState.AGREED: _("Agreed item"),
    ItemState.CONTESTED: _("Contested"),
    ItemState.PARKED: _("Parked"),
    ItemState.OTHER_TRACK: _("Separate track"),
    ItemState.TO_CLARIFY: _("To be clarified"),
}
LINES: Mapping[ItemState, Promise] = {**STATES, ItemState.AGREED: _("Agreed line")}
MARKS: Mapping[ItemState, str] = {
    ItemState.AGREED: "agreed",
    ItemState.CONTESTED: "contested",
    ItemState.PARKED: "part",
    ItemState.OTHER_TRACK: "apart",
    ItemState.TO_CLARIFY: "wait",
}
KINDS: Mapping[ItemKind, Promise] = {
    ItemKind.ITEM: _("An item to talk about"),
    ItemKind.SCOPE: _("A line around the talks, such as “nothing outside the accord”"),
}
STANCES: Mapping[Stance, Promise] = {
    Stance.RAISES: _("Wants it on the agenda"),
    Stance.ACCEPTS: _("Accepts it on the agenda"),
    Stance.REFUSES: _("Does not want it on the agenda"),
    Stance.ASKS: _("Asks what is meant"),
}
OWN_STANCES: Mapping[Stance, Promise] = {
    Stance.ACCEPTS: _("We accept it on the agenda"),
    Stance.REFUSES: _("We do not want it on the agenda"),
    Stance.ASKS: _("We ask what is meant"),
}
"""What a delegation can say of an item that it was told."""
STANDS: Mapping[StandKind, Promise] = {
    StandKind.POSITION: _("Position"),
    StandKind.INTEREST: _("Interest"),
    StandKind.RED_LINE: _("Red line"),
}
REACHES: Mapping[Reach, Promise] = {
    Reach.INSIDE: _("Inside our mandate"),
    Reach.NEEDS_CAPITAL: _("Needs the capital"),
    Reach.OUTSIDE: _("Outside our mandate"),
}
REACH_MARKS: Mapping[Reach, str] = {Reach.INSIDE: "agreed", Reach.NEEDS_CAPITAL: "wait", Reach.OUTSIDE: "apart"}
MOVEMENTS: Mapping[Movement, Promise] = {
    Movement.UNKNOWN: _("One exchange so far"),
    Movement.UNCHANGED: _("Unchanged"),
    Movement.FIRST: _("First exchange"),
    Movement.MOVED: _("Movement"),
}


@register.simple_tag
def item_states() -> list[tuple[ItemState, Promise]]:
    return list(STATES.items())


@register.simple_tag
def item_kinds() -> list[tuple[ItemKind, Promise]]:
    return list(KINDS.items())


@register.simple_tag
def stances(*, own: bool = False) -> list[tuple[Stance, Promise]]:
    """What a side can think of an item; `own`: what a delegation can say of one that it was told."""
    return list((OWN_STANCES if own else STANCES).items())


@register.simple_tag
def stand_kinds() -> list[tuple[StandKind, Promise]]:
    return list(STANDS.items())


@register.simple_tag
def mandate_reaches() -> list[tuple[Reach, Promise]]:
    return list(REACHES.items())


@register.filter
def state_words(state: ItemState, kind: ItemKind = ItemKind.ITEM) -> Promise:
    return LINES[state] if kind is ItemKind.SCOPE else STATES[state]


@register.filter
def state_mark(state: ItemState) -> str:
    return MARKS[state]


@register.filter
def stance_words(stance: Stance) -> Promise:
    return STANCES[stance]


@register.filter
def own_stance_words(stance: Stance) -> Promise:
    return OWN_STANCES.get(stance, STANCES[stance])


@register.filter
def stand_words(kind: StandKind) -> Promise:
    return STANDS[kind]


@register.filter
def reach_words(reach: Reach) -> Promise:
    return REACHES[reach]


@register.filter
def reach_mark(reach: Reach) -> str:
    return REACH_MARKS[reach]


@register.filter
def movement_words(standing: Standing) -> str:
    """The words under the drawing: the mediator's, or whether anybody moved."""
    if standing.zone is not None and standing.zone.caption:
        return standing.zone.caption
    return str(MOVEMENTS[standing.movement])


@register.filter
def told_of_movement(standing: Standing) -> str:
    """What the drawing shows, in a sentence for whoever does not see it."""
    sides = ", ".join(
        _now("%(mark)s at %(place)s of 100") % {"mark": one.mark, "place": one.place}
        for one in standing.current
        if one.place is not None
    )
    said = _now("Places of the sides, last known: %(sides)s.") % {"sides": sides}
    zone = standing.zone
    if zone is not None and zone.low is not None:
        said += " " + _now("The mediator sees room from %(low)s to %(high)s.") % {"low": zone.low, "high": zone.high}
    return said


@register.filter
def joined(values: object) -> str:
    """Letters or parties in a row."""
    return ", ".join(map(str, values)) if isinstance(values, list | tuple) else str(values)


@register.filter
def item_kind_words(kind: ItemKind) -> Promise:
    return KINDS[kind]


@register.filter
def stand_form(stand: Stand) -> str:
    """The id of the field in which a paper of the delegation's own is written anew."""
    return f"stand-{stand.number}"


@register.filter
def reach_on(desk: MandateDesk, item: int) -> Mandate | None:
    """How far the mandate goes on an item; None: it is not written down."""
    return desk.mandate(item)
