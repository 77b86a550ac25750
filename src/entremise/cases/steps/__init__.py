"""The kinds of steps that a script can have, by subject: what each says, what it needs, and what it does.

A new kind is a class in the module of its subject, and a line in `AnyStep`.
"""

from typing import Final, TypeAlias, get_args

from entremise.cases.steps import agenda, analysis, asking, calls, entries, ledger, mandate, rounds

EntryStep: TypeAlias = (
    entries.Write
    | entries.ChangeLeave
    | entries.Acknowledge
    | entries.Carry
    | entries.Stop
    | entries.Confirm
    | entries.DeclareMet
    | entries.Speak
    | entries.Announce
)
AgendaStep: TypeAlias = (
    agenda.ProposeItem
    | agenda.GiveView
    | agenda.KeepItem
    | agenda.OrderItems
    | agenda.NoteStance
    | agenda.ShowItem
    | agenda.SetPosition
    | agenda.HoldPositions
    | agenda.SetZone
    | agenda.KeepStand
)
RoundStep: TypeAlias = (
    rounds.ChooseCities
    | rounds.GiveFeed
    | rounds.SetRound
    | rounds.MoveRound
    | rounds.TurnRound
    | rounds.AmendRound
    | rounds.TurnSitting
    | rounds.PlanArrivals
    | rounds.ConcludeRound
    | rounds.ProposeDates
    | rounds.AnswerDates
    | rounds.CloseDates
    | rounds.KeepTrack
)
AskStep: TypeAlias = (
    asking.AskCarry
    | asking.AskLeave
    | asking.AskWording
    | asking.AnswerQuestion
    | asking.AskSummary
    | asking.AnswerSummary
)
MandateStep: TypeAlias = (
    mandate.SetMandate | mandate.NameAuthorities | mandate.Consult | mandate.Accept | mandate.Settle
)
CallStep: TypeAlias = calls.TakeDown | calls.ReadBack | calls.ReadOut | calls.Ring | calls.SeeRing | calls.AskNotices
LedgerStep: TypeAlias = ledger.KeepPoint | ledger.KeepNote
AnalysisStep: TypeAlias = analysis.NameIssue | analysis.Estimate | analysis.KeepPackage

AnyStep: TypeAlias = EntryStep | AgendaStep | RoundStep | AskStep | MandateStep | CallStep | LedgerStep | AnalysisStep
"""Every kind of step."""

KINDS: Final = tuple(str(kind.__struct_config__.tag) for kind in get_args(AnyStep))
"""What a step can `do`."""
