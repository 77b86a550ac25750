"""The desk's analysis; what a room is asked to value and gives."""

from collections.abc import Iterable, Mapping
from typing import Final

from entremise.api.operations.calls import Call, Operation, Result, done
from entremise.api.schema import DoneOut
from entremise.api.schema.analysis import (
    AnalysisOut,
    AskOut,
    AskValuesIn,
    ChangeOut,
    ContradictionOut,
    EstimateIn,
    GiveValuesIn,
    HoldsOut,
    IssueIn,
    IssueOut,
    NumberedOut,
    OrderOut,
    PackageIn,
    PackageOut,
    PartyValuesOut,
    PreferenceIn,
    PreferenceOut,
    TableIn,
    TradeOut,
    ValuesQuestionOut,
    ValuesQuestionsOut,
    WorthOut,
    WorthsIn,
    WorthsOut,
)
from entremise.domain.errors import ABSENT, Refusal
from entremise.domain.events.analysis import Preference, Worths
from entremise.domain.ids import Label
from entremise.domain.valuing import PreferenceView, Question
from entremise.services import valuing
from entremise.services.findings import Ask, Change, Exchange, Findings, Holds, Weighed
from entremise.services.valuing import AnalysisPage, Numbered, PartyValues

MOST_DIGITS: Final = 6


def analysis(call: Call) -> Result:
    """What the desk knows of values, and what is found in them. Sealed numbers are no part of it."""
    page = valuing.analysis_page(call.parts, call.seat)
    if isinstance(page, Refusal):
        return page
    issues = [IssueOut(one.number, one.title, list(one.options), one.item) for one in page.values.issues]
    parties = [_party(party) for party in page.parties]
    preferences = [_noted(one) for one in page.values.preferences]
    found = page.findings
    if not isinstance(found, Findings):
        return 200, AnalysisOut(issues=issues, parties=parties, preferences=preferences)
    return 200, AnalysisOut(
        issues=issues,
        parties=parties,
        outcomes=str(found.outcomes),
        exact=found.is_exact,
        size=found.size,
        frontier=[_package(page, one) for one in found.frontier],
        points=[_package(page, one) for one in found.points],
        packages=[_package(page, one) for one in found.packages],
        trades=[_trade(page, one) for one in found.trades],
        trades_truncated=found.trades_are_cut,
        ask=_ask(page, found.ask) if found.ask is not None else None,
        ask_truncated=found.ask_is_cut,
        preferences=preferences,
        holds=_holds(page, found.holds) if found.holds is not None else None,
        holds_truncated=found.holds_are_cut,
        contradictions=[
            ContradictionOut(room=one.mark, preferences=list(one.preferences), with_estimate=one.and_estimate)
            for one in found.contradictions
        ],
    )


def name_issue(call: Call) -> Result:
    """Put an issue with its options on the table of the analysis."""
    asked: IssueIn = call.body
    return _numbered(
        valuing.name_issue(call.parts, call.seat, asked.title, asked.options, item=asked.item, key=call.key)
    )


def drop_issue(call: Call) -> Result:
    """Take an issue off again."""
    number = _number(call.path["id"])
    return ABSENT if number is None else done(valuing.drop_issue(call.parts, call.seat, number, key=call.key))


def take_table(call: Call) -> Result:
    """Take in values as CSV: issues that are new, and the desk's estimate of each party that it names."""
    asked: TableIn = call.body
    return done(valuing.take_table(call.parts, call.seat, asked.table, key=call.key))


def estimate(call: Call) -> Result:
    """Write down what the desk takes a party's values to be."""
    asked: EstimateIn = call.body
    mark = call.path["room"]
    worths = _worths(asked.values, mark=mark)
    return done(valuing.estimate(call.parts, call.seat, mark, worths, without=asked.without, key=call.key))


def note_preference(call: Call) -> Result:
    """Note what is known of a party's values beside points."""
    asked: PreferenceIn = call.body
    preference = Preference(
        kind=asked.kind,
        issues=tuple(asked.issues),
        order=tuple(asked.order),
        better=tuple(asked.better.items()),
        worse=tuple(asked.worse.items()),
        low=asked.low,
        high=asked.high,
    )
    return _numbered(valuing.note_preference(call.parts, call.seat, call.path["room"], preference, key=call.key))


def drop_preference(call: Call) -> Result:
    """Take a preference off again."""
    number = _number(call.path["id"])
    return ABSENT if number is None else done(valuing.drop_preference(call.parts, call.seat, number, key=call.key))


def ask(call: Call) -> Result:
    """Ask a room what the options are worth to it."""
    asked: AskValuesIn = call.body or AskValuesIn()
    return done(valuing.ask(call.parts, call.seat, call.path["room"], why=asked.why, key=call.key))


def keep_package(call: Call) -> Result:
    """Keep a package under a number."""
    asked: PackageIn = call.body
    return _numbered(valuing.keep_package(call.parts, call.seat, asked.options, key=call.key))


def values(call: Call) -> Result:
    """What the room was asked to value, and gave."""
    page = valuing.values_page(call.parts, call.seat)
    if isinstance(page, Refusal):
        return page
    return 200, ValuesQuestionsOut([_question(one) for one in page.questions], page.may_seal)


def give(call: Call) -> Result:
    """Give the delegation's numbers: for the mediators to see, or for the engine alone."""
    asked: GiveValuesIn = call.body
    number = _number(call.path["id"])
    if number is None:
        return ABSENT
    worths = _worths(asked.values, mark="")
    given = valuing.give(
        call.parts, call.seat, number, worths, without=asked.without, sealed=asked.sealed, key=call.key
    )
    return done(given)


def withdraw(call: Call) -> Result:
    """Take the delegation's numbers back."""
    number = _number(call.path["id"])
    return ABSENT if number is None else done(valuing.withdraw(call.parts, call.seat, number, key=call.key))


ANALYSIS: Final = (
    Operation(method="GET", path="/analysis", does=analysis, gives=AnalysisOut, desk=True, says="The desk's analysis"),
    Operation(
        method="POST",
        path="/analysis/issues",
        does=name_issue,
        takes=IssueIn,
        gives=NumberedOut,
        status=201,
        desk=True,
        says="Name an issue",
    ),
    Operation(
        method="POST",
        path="/analysis/issues/{id}/drop",
        does=drop_issue,
        gives=DoneOut,
        desk=True,
        says="Take an issue off",
    ),
    Operation(
        method="POST",
        path="/analysis/table",
        does=take_table,
        takes=TableIn,
        gives=DoneOut,
        desk=True,
        says="Take in a table of values",
    ),
    Operation(
        method="POST",
        path="/analysis/values/{room}",
        does=estimate,
        takes=EstimateIn,
        gives=DoneOut,
        desk=True,
        says="Estimate a party's values",
    ),
    Operation(
        method="POST",
        path="/analysis/values/{room}/ask",
        does=ask,
        takes=AskValuesIn,
        bare=True,
        gives=DoneOut,
        desk=True,
        says="Ask a room for its values",
    ),
    Operation(
        method="POST",
        path="/analysis/values/{room}/preferences",
        does=note_preference,
        takes=PreferenceIn,
        gives=NumberedOut,
        status=201,
        desk=True,
        says="Note a party's preference",
    ),
    Operation(
        method="POST",
        path="/analysis/preferences/{id}/drop",
        does=drop_preference,
        gives=DoneOut,
        desk=True,
        says="Take a preference off",
    ),
    Operation(
        method="POST",
        path="/analysis/packages",
        does=keep_package,
        takes=PackageIn,
        gives=NumberedOut,
        status=201,
        desk=True,
        says="Keep a package",
    ),
    Operation(
        method="GET",
        path="/values",
        does=values,
        gives=ValuesQuestionsOut,
        desk=False,
        says="What the room is asked to value",
    ),
    Operation(
        method="POST",
        path="/values/{id}",
        does=give,
        takes=GiveValuesIn,
        gives=DoneOut,
        desk=False,
        says="Give the room's values",
    ),
    Operation(
        method="POST",
        path="/values/{id}/withdraw",
        does=withdraw,
        gives=DoneOut,
        desk=False,
        says="Take the room's values back",
    ),
)


def _numbered(answer: Numbered | Refusal) -> Result:
    return answer if isinstance(answer, Refusal) else (201, NumberedOut(answer.number, answer.at))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def _worths(given: Iterable[WorthsIn], *, mark: str) -> list[Worths]:
    return [
        Worths(
            issue=one.issue,
            points=tuple(one.points),
            give_or_take=one.give_or_take,
            rests_on=tuple(Label(mark, number) for number in one.rests_on) if mark else (),
        )
        for one in given
    ]


def _worths_out(held: Iterable[Worths]) -> list[WorthsOut]:
    return [
        WorthsOut(one.issue, list(one.points), one.give_or_take, [str(label) for label in one.rests_on]) for one in held
    ]


def _party(party: PartyValues) -> PartyValuesOut:
    held = party.held
    if held is None:
        return PartyValuesOut(room=party.room.mark, origin=None)
    return PartyValuesOut(
        room=party.room.mark,
        origin=held.origin,
        at=held.at,
        values=_worths_out(held.values.values()),
        without=held.without if held.values else None,
    )


def _package(page: AnalysisPage, found: Weighed) -> PackageOut:
    options: Mapping[int, int] = {
        issue.number: option for issue, option in zip(page.values.issues, found.options, strict=True)
    }
    return PackageOut(
        number=next((one.number for one in page.values.packages if one.options == options), None),
        options=dict(options),
        worths=[WorthOut(worth.mark, worth.points, worth.low, worth.high) for worth in found.worths],
        on_frontier=found.on_frontier,
        points=list(found.kinds),
    )


def _trade(page: AnalysisPage, trade: Exchange) -> TradeOut:
    return TradeOut(changes=[_change(page, change) for change in trade.changes], result=_package(page, trade.result))


def _change(page: AnalysisPage, change: Change) -> ChangeOut:
    issue = page.values.issues[change.issue]
    gains = dict(zip(page.weighed, change.gains, strict=True))
    said = [f"{issue.title}: {issue.options[change.after]} instead of {issue.options[change.before]}"]
    said += [
        f"costs {_party_name(page, mark)} {-gain}" for mark, gain in gains.items() if gain is not None and gain < 0
    ]
    said += [
        f"worth {gain} to {_party_name(page, mark)}" for mark, gain in gains.items() if gain is not None and gain > 0
    ]
    return ChangeOut(
        issue=issue.number,
        before=change.before,
        after=change.after,
        gains={str(mark): gain for mark, gain in gains.items()},
        words="; ".join(said),
    )


def _ask(page: AnalysisPage, ask: Ask) -> AskOut:
    one, other = ask.between
    words = (
        f"Which would matter more to you: the best on “{one}”, or the best on “{other}”?"
        if ask.is_swing
        else f"All else equal, which would you rather have: {one}; or {other}?"
    )
    return AskOut(
        room=ask.mark,
        between=[one, other],
        swing=ask.is_swing,
        words=f"{_party_name(page, ask.mark)}: {words}",
        yes=_answer(page, ask.yes),
        no=_answer(page, ask.no),
    )


def _answer(page: AnalysisPage, said: Preference) -> PreferenceIn:
    """An answer as it is sent in, with the issues' numbers."""
    numbers = [issue.number for issue in page.values.issues]
    return PreferenceIn(
        kind=said.kind,
        issues=[numbers[place] for place in said.issues],
        better={numbers[place]: option for place, option in said.better},
        worse={numbers[place]: option for place, option in said.worse},
    )


def _noted(one: PreferenceView) -> PreferenceOut:
    said = one.preference
    return PreferenceOut(
        number=one.number,
        room=one.mark,
        at=one.at,
        kind=said.kind,
        issues=list(said.issues),
        order=list(said.order),
        better=dict(said.better),
        worse=dict(said.worse),
        low=said.low,
        high=said.high,
    )


def _holds(page: AnalysisPage, holds: Holds) -> HoldsOut:
    numbers = page.weighed_numbers
    return HoldsOut(
        agreement=_package(page, holds.agreement),
        least=holds.least,
        agreement_proven=holds.is_surest,
        modest=_package(page, holds.modest) if holds.modest is not None else None,
        most=holds.most,
        orders=[
            OrderOut(room=one.mark, better=numbers[one.better], worse=numbers[one.worse], sure=one.is_sure)
            for one in holds.orders
        ],
    )


def _party_name(page: AnalysisPage, mark: str) -> str:
    return next(room.party for room in page.opened.rooms if room.mark == mark)


def _question(question: Question) -> ValuesQuestionOut:
    given = question.given
    issues = [IssueOut(one.issue, one.title, list(one.options)) for one in question.issues]
    if given is None:
        return ValuesQuestionOut(id=question.number, at=question.at, issues=issues)
    return ValuesQuestionOut(
        id=question.number,
        at=question.at,
        issues=issues,
        given=question.given_at,
        sealed=given.sealed,
        values=_worths_out(given.values),
        without=given.without,
    )
