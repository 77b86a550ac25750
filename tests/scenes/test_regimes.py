"""The same words under each regime: what the desk may do with what carries no mark."""

import pytest

from entremise.domain.errors import Code
from entremise.domain.ids import Mark
from entremise.domain.leave import LeaveForm
from entremise.domain.terms import MessageType, Regime
from entremise.services.reading import owed
from tests.cast import CONFIDENCE, SUBSTANCE, Talks, open_talks, refusal

FACT = "The third boiler was repaired in May."
OFFER = "We would bear a tenth of the cost."

COUNTS_AS = [
    (Regime.SEALED, LeaveForm.CONFIDENCE, LeaveForm.CONFIDENCE),
    (Regime.SHAREABLE, LeaveForm.SUBSTANCE, LeaveForm.SUBSTANCE),
    (Regime.MUST_SHARE, LeaveForm.SUBSTANCE, LeaveForm.CONFIDENCE),
]


def owes(talks: Talks, name: str) -> list[Mark]:
    """The rooms to which the desk owes the entry of room A with these words."""
    entry = next(entry for entry in talks.mo.page("A").columns[0].thread.entries if entry.text == name)
    return list(owed(entry, talks.mo.page().opened, now=talks.clock.now()))


@pytest.mark.parametrize(("regime", "fact", "offer"), COUNTS_AS)
def test_what_an_unmarked_entry_counts_as(regime: Regime, fact: LeaveForm, offer: LeaveForm) -> None:
    """A fact and an offer, neither marked: desk and room read the same, and that the regime decided."""
    talks = open_talks(regime=regime)
    labels = [talks.ana.says(FACT), talks.ana.says(OFFER, type=MessageType.OFFER)]

    for reader in (talks.ana, talks.mo):
        leaves = [entry.leave for entry in map(reader.entry, labels) if entry.leave is not None]
        assert [leave.form for leave in leaves] == [fact, offer]
        assert not any(reader.entry(label).marked for label in labels)


def test_sealed_lets_nothing_out_without_leave() -> None:
    talks = open_talks(regime=Regime.SEALED)
    fact = talks.ana.says(FACT)

    refused = refusal(talks.mo.carries, "A boiler was repaired.", into="B", sources=[fact])

    assert refused.code is Code.IN_CONFIDENCE
    assert talks.bo.sees() == []
    assert owes(talks, FACT) == []
    talks.ana.changes_leave(fact, SUBSTANCE)
    talks.mo.carries("A boiler was repaired.", into="B", sources=[fact])
    assert talks.bo.sees() == ["A boiler was repaired."]


def test_shareable_lets_out_what_was_not_marked() -> None:
    talks = open_talks(regime=Regime.SHAREABLE)
    offer = talks.ana.says(OFFER, type=MessageType.OFFER)
    secret = talks.ana.says("We could bear a fifth.", type=MessageType.OFFER, leave=CONFIDENCE)

    talks.mo.carries("They would bear a part.", into="B", sources=[offer])
    refused = refusal(talks.mo.carries, "They could bear more.", into="B", sources=[secret])

    assert refused.code is Code.IN_CONFIDENCE
    assert talks.bo.sees() == ["They would bear a part."]
    assert owes(talks, OFFER) == []


def test_must_share_owes_the_facts_until_they_are_carried() -> None:
    """Three parties: each room that has not been told is owed; offers and confidences are owed to nobody."""
    talks = open_talks(regime=Regime.MUST_SHARE, parties=3)
    fact = talks.ana.says(FACT)
    talks.ana.says(OFFER, type=MessageType.OFFER)
    talks.ana.says("The second boiler leaks.", leave=CONFIDENCE)

    assert owes(talks, FACT) == ["B", "C"]
    assert owes(talks, OFFER) == []
    assert owes(talks, "The second boiler leaks.") == []

    talks.mo.carries("A boiler was repaired in May.", into="C", sources=[fact])
    assert owes(talks, FACT) == ["B"]

    talks.mo.carries("A boiler was repaired in May.", into="B", sources=[fact])
    assert owes(talks, FACT) == []
    assert [len(head.sees()) for head in talks.heads] == [3, 1, 1]


def test_a_room_is_told_the_regime_and_never_what_is_owed() -> None:
    talks = open_talks(regime=Regime.MUST_SHARE)
    talks.ana.says(FACT)

    assert talks.bo.page().terms.regime is Regime.MUST_SHARE
    assert talks.bo.sees() == []
    assert talks.bo.page().head == 2  # the room's opening and Bo's seat
