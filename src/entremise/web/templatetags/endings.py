"""The house's words for access logs, for the end of a case, and for what may be reported of it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django import template
from django.template import Context
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from entremise.domain.endings import Attendance, MediatorsReport
from entremise.domain.events import Access, Introduction
from entremise.domain.terms import Outcome
from entremise.services.readable import ACCESSES
from entremise.web.templatetags.house import ROLES

register = template.Library()

ACCESS: Final[Mapping[Access, Promise]] = {what: _(words) for what, words in ACCESSES.items()}
"""What each line of an access log says, after whom it is about."""

OUTCOMES: Final[Mapping[Outcome, Promise]] = {
    Outcome.HELD: _("They took place"),
    Outcome.TERMINATED: _("They took place, and ended before their time"),
    Outcome.NOT_HELD: _("They did not take place"),
}
REPORTED: Final[Mapping[Outcome, Promise]] = {
    Outcome.HELD: _("The mediation took place."),
    Outcome.TERMINATED: _("The mediation took place and has terminated."),
    Outcome.NOT_HELD: _("The mediation did not take place."),
}


@register.filter
def access_words(what: Access) -> str:
    """What happened, in a line of an access log."""
    return str(ACCESS[what])


@register.filter
def outcome_words(outcome: Outcome) -> str:
    """How the talks came out, as the desk says it."""
    return str(OUTCOMES[outcome])


@register.simple_tag
def outcomes() -> tuple[Outcome, ...]:
    """All that a mediator can say of how they came out."""
    return tuple(Outcome)


@register.filter
def day_words(days: int) -> str:
    """So many days."""
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


@register.filter
def date_words(day: date) -> str:
    """`6 February 2026`."""
    return date_format(day, "j F Y")


@register.simple_tag(takes_context=True)
def moment_words(context: Context, at: datetime) -> str:
    """`6 February 2026, 11:24`, by the clock of the case's city."""
    band = context.get("band")
    local = at.astimezone(band.now.tzinfo) if band else at
    return f"{date_format(local, 'j F Y')}, {date_format(local, 'H:i')}"


# The mediator's report --------------------------------------------------------------------------------------


@register.simple_tag
def report_rows(report: MediatorsReport) -> list[tuple[str, str]]:
    """The report as pairs of words, in the language in use: for the page and the text alike."""
    rows = [
        (gettext("Case"), report.codename),
        (gettext("Mediator"), report.mediator),
        (gettext("Began"), date_words(report.began)),
        (gettext("Ended"), date_words(report.ended) if report.ended is not None else gettext("Under way")),
    ]
    if report.outcome is not None:
        rows.append((gettext("Outcome"), str(REPORTED[report.outcome])))
        settled = gettext("A settlement was reached.") if report.settled else gettext("No settlement was reached.")
        rows.append((gettext("Settlement"), settled))
    rows += [(gettext("Attendance: %(party)s") % {"party": one.party}, _attended(one)) for one in report.attendance]
    return rows


def report_text(report: MediatorsReport) -> str:
    """The report as plain text, in the language in use."""
    rows = report_rows(report)
    width = max(len(name) for name, _ in rows)
    lines = [f"{name:<{width}}  {words}" for name, words in rows]
    foot = gettext("Report of %(day)s. It states what a mediator may report, and nothing else.")
    head = gettext("Mediator’s report")
    return "\n".join([head, "", *lines, "", foot % {"day": date_words(report.day)}, ""])


def _attended(one: Attendance) -> str:
    if not one.attended:
        return gettext("Took no part.")
    people = ", ".join(_person(person) for person in one.people)
    return gettext("Took part: %(people)s.") % {"people": people} if people else gettext("Took part.")


def _person(person: Introduction) -> str:
    role = str(ROLES[person.role]) if person.role is not None else ""
    return f"{person.name} ({role})" if person.name and role else person.name or role
