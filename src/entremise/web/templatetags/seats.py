"""The house's words for seats: what others may learn of one, and what a role may do."""

from collections.abc import Mapping
from typing import Final

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from entremise.domain.events import Introduction
from entremise.domain.roles import DESK_ACTS, MAY, ROOM_ACTS, SAYS, Act
from entremise.domain.terms import Disclosure, Role
from entremise.web.templatetags.house import ROLES

register = template.Library()

DISCLOSED: Final[Mapping[Disclosure, Promise]] = {
    Disclosure.NOTHING: _("Nothing"),
    Disclosure.MEMBER: _("That there is one more member"),
    Disclosure.ROLE: _("The role"),
    Disclosure.NAME: _("Role and name"),
}


@register.filter
def disclosure_words(disclosure: Disclosure) -> str:
    """How much others may learn of a seat."""
    return str(DISCLOSED[disclosure])


@register.simple_tag
def disclosures() -> tuple[Disclosure, ...]:
    """All that can be decided of it, the least first."""
    return tuple(Disclosure)


@register.simple_tag
def acts_of(role: Role, *, desk: bool) -> list[str]:
    """What a role may do in a room, or at the desk, in words."""
    here = DESK_ACTS if desk else ROOM_ACTS
    return [gettext(SAYS[act]) for act in Act if act in MAY[role] & here]


@register.filter
def introduced_words(introduction: Introduction) -> str:
    """A member of another delegation, as far as one was told."""
    role = str(ROLES[introduction.role]) if introduction.role is not None else gettext("A member of the delegation")
    return f"{role}: {introduction.name}" if introduction.name else role
