"""Who is out reads nothing: seats invited, joined, returned to, replaced, removed, in any order, found by Hypothesis.

The machine keeps its own account of which links, sessions, tokens, passphrases and passkeys open a seat, and of who is
a member of the inner room. After every step all that is out opens nothing, and all that is in reads everything.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from entremise.domain.errors import ABSENT, Refusal
from entremise.domain.ids import InnerId, SeatId, access_log
from entremise.domain.inner import within
from entremise.domain.rooms import Seat
from entremise.domain.terms import Disclosure, Role
from entremise.services import access, inner, keeping, reading, returning, seats
from entremise.services.access import BEARER_LIFE, SESSION_LIFE, Invitation
from entremise.services.ports import CredentialKind, Passkey
from entremise.services.returning import WRONG
from tests.cast import Talks, granted, open_talks
from tests.conftest import EXAMPLES

GIVEN: Final = (Role.ADVISER, Role.COUNSEL, Role.EXPERT, Role.OBSERVER)
PASSPHRASES: Final = ("heron lantern gravel spoon", "winter copper almond bridge")
SESSION, BEARER = CredentialKind.SESSION, CredentialKind.BEARER
MANY: Final = 200


@dataclass
class Person:
    """Somebody who was given a seat, and what they hold."""

    seat: SeatId
    role: Role
    link: Invitation | None = None
    secrets: dict[str, tuple[CredentialKind, datetime]] = field(default_factory=dict)
    """Sessions and tokens, and when each ends."""
    passphrase: str | None = None
    passkeys: list[Passkey] = field(default_factory=list)
    within: bool = False
    """Whether they are a member of the inner room."""
    gone: bool = False


class Seats(RuleBasedStateMachine):
    """See the module."""

    people = Bundle("people")

    def __init__(self) -> None:
        super().__init__()
        self.talks: Talks = open_talks()
        self.parts = self.talks.parts
        self.head = self.talks.ana.seat
        self.everybody: list[Person] = []
        self.words: list[str] = []
        self.inner: InnerId | None = None
        self.inner_words: list[str] = []
        self.destroyed = False
        self.dead_links: list[Invitation] = []
        self.dead_secrets: list[tuple[str, CredentialKind]] = []
        self.dead_passkeys: list[tuple[SeatId, Passkey]] = []
        self.dead_passphrases: list[tuple[SeatId, str]] = []

    @property
    def now(self) -> datetime:
        return self.talks.clock.now()

    # What happens -----------------------------------------------------------------------------------------

    @precondition(lambda self: not self.destroyed)
    @rule(target=people, role=st.sampled_from(GIVEN), days=st.sampled_from([1, 7]))
    def invites(self, role: Role, days: int) -> object:
        if len(self.everybody) > 6:
            return multiple()
        invited = granted(seats.give(self.parts, self.head, role, days=days))
        person = Person(invited.seat, role, invited.invitation)
        self.everybody.append(person)
        return person

    @precondition(lambda self: not self.destroyed)
    @rule(target=people, role=st.sampled_from(GIVEN), words=st.sampled_from(PASSPHRASES))
    def somebody_comes_to_stay(self, role: Role, words: str) -> object:
        person = self.invites(role, 7)
        if not isinstance(person, Person):
            return person
        self.joins(person, wrong=False)
        self.sets_a_passphrase(person, words)
        self.adds_a_passkey(person)
        return person

    @precondition(lambda self: not self.destroyed)
    @rule(person=people)
    def invites_anew(self, person: Person) -> None:
        done = seats.invite_again(self.parts, self.head, person.seat)
        if person.gone:
            assert done == ABSENT
            return
        self._ends_link(person)
        person.link = granted(done).invitation

    @precondition(lambda self: not self.destroyed)
    @rule(person=people)
    def withdraws(self, person: Person) -> None:
        done = seats.withdraw(self.parts, self.head, person.seat)
        open_ = person.link is not None and person.link.expires > self.now
        assert isinstance(done, Refusal) is not (open_ and not person.gone)
        self._ends_link(person)

    @rule(person=people, wrong=st.booleans())
    def joins(self, person: Person, wrong: bool) -> None:  # noqa: FBT001 – drawn
        if person.link is None:
            return
        self.talks.clock.advance(600)
        code = "wrong" if wrong else person.link.code
        entered = access.enter(self.parts, person.link.link, code)
        if wrong or person.link.expires <= self.now or self.destroyed:
            assert isinstance(entered, Refusal)
            return
        seat, secret = granted(entered)
        assert seat.id == person.seat
        self._opens(person, secret, SESSION)
        self._ends_link(person)

    @precondition(lambda self: not self.destroyed)
    @rule(person=people, words=st.sampled_from(PASSPHRASES))
    def sets_a_passphrase(self, person: Person, words: str) -> None:
        session = self._session(person)
        if session is None:
            return
        self.talks.clock.advance(600)
        set_ = returning.set_passphrase(self.parts, self._seat(person), session, words, current=person.passphrase)
        granted(set_)
        if person.passphrase not in {None, words}:
            self.dead_passphrases.append((person.seat, str(person.passphrase)))
        self.dead_passphrases = [one for one in self.dead_passphrases if one != (person.seat, words)]
        person.passphrase = words

    @precondition(lambda self: not self.destroyed)
    @rule(person=people)
    def adds_a_passkey(self, person: Person) -> None:
        session = self._session(person)
        if session is None or len(person.passkeys) > 1:
            return
        identity = f"{person.seat} {len(self.dead_passkeys)} {len(person.passkeys)}".encode()
        granted(returning.add_passkey(self.parts, self._seat(person), session, identity, data=b"key", count=0))
        kept = self.parts.store.passkey(identity)
        assert kept is not None
        person.passkeys.append(kept)

    @rule(person=people, by_passkey=st.booleans())
    def returns(self, person: Person, by_passkey: bool) -> None:  # noqa: FBT001 – drawn
        self.talks.clock.advance(600)
        if by_passkey and person.passkeys:
            came = returning.come_back_by_passkey(self.parts, person.seat, person.passkeys[-1])
        elif person.passphrase is not None:
            came = returning.come_back(self.parts, person.seat, person.passphrase)
        else:
            return
        if self.destroyed:
            assert isinstance(came, Refusal)
            return
        self._opens(person, granted(came)[1], SESSION)

    @precondition(lambda self: not self.destroyed)
    @rule(person=people)
    def lets_a_program_act(self, person: Person) -> None:
        if not person.gone:
            self._opens(person, access.give_token(self.parts, self._seat(person)), BEARER)

    @precondition(lambda self: not self.destroyed)
    @rule(person=people)
    def signs_out(self, person: Person) -> None:
        session = self._session(person)
        if session is not None:
            access.sign_out(self.parts, session)
            self.dead_secrets.append((session, SESSION))
            del person.secrets[session]

    @precondition(lambda self: not self.destroyed)
    @rule(person=people)
    def replaces_a_device(self, person: Person) -> None:
        done = seats.replace_device(self.parts, self.head, person.seat)
        if person.gone:
            assert done == ABSENT
            return
        self._shuts_out(person)
        person.link = granted(done).invitation

    @precondition(lambda self: not self.destroyed)
    @rule(person=people)
    def removes(self, person: Person) -> None:
        done = seats.remove(self.parts, self.head, person.seat)
        assert (done == ABSENT) is person.gone
        self._shuts_out(person)
        person.gone, person.within = True, False

    @precondition(lambda self: not self.destroyed)
    @rule(person=people, shown=st.sampled_from(Disclosure))
    def discloses(self, person: Person, shown: Disclosure) -> None:
        done = seats.describe(self.parts, self.head, person.seat, name="Somebody", shown=shown, onward=shown)
        assert (done == ABSENT) is person.gone

    @precondition(lambda self: not self.destroyed)
    @rule()
    def writes(self) -> None:
        self.words.append(f"Words {len(self.words)}.")
        self.talks.ana.notes(self.words[-1])

    @precondition(lambda self: not self.destroyed)
    @rule()
    def rotates(self) -> None:
        with self.parts.store.writing(self.head.place, access_log(self.head.place)):
            self.parts.keys.rotate(self.head.place)

    @precondition(lambda self: not self.destroyed)
    @rule(person=people)
    def admits(self, person: Person) -> None:
        if self.inner is None:
            self.inner = granted(inner.open_inner(self.parts, self.head, "Within", []))
        done = inner.admit(self.parts, within(self.head, self.inner), person.seat)
        assert (done == ABSENT) is person.gone
        person.within = not person.gone

    @precondition(lambda self: self.inner is not None and not self.destroyed)
    @rule(person=people)
    def dismisses(self, person: Person) -> None:
        assert self.inner is not None
        done = inner.dismiss(self.parts, within(self.head, self.inner), person.seat)
        assert (done == ABSENT) is not person.within
        person.within = False

    @precondition(lambda self: self.inner is not None and not self.destroyed)
    @rule()
    def writes_within(self) -> None:
        assert self.inner is not None
        self.inner_words.append(f"Within {len(self.inner_words)}.")
        granted(inner.note(self.parts, within(self.head, self.inner), self.inner_words[-1]))

    @rule(hours=st.sampled_from([1, 11, 13, 24 * 8]))
    def time_passes(self, hours: int) -> None:
        self.talks.clock.advance(hours * 3600)

    @precondition(lambda self: not self.destroyed and len(self.words) > 2)
    @rule()
    def destroys_the_room(self) -> None:
        granted(keeping.destroy_room(self.parts, self.talks.mo.seat, "A"))
        for person in self.everybody:
            self._shuts_out(person)
            person.gone, person.within = True, False
        self.destroyed = True

    # What must hold ---------------------------------------------------------------------------------------

    @invariant()
    def all_that_is_out_opens_nothing(self) -> None:
        """Old links, sessions, tokens, passkeys and passphrases."""
        for link in self.dead_links:
            assert isinstance(access.enter(self.parts, link.link, link.code), Refusal)
        assert [one for one in self.dead_secrets if access.seat_of(self.parts, *one) is not None] == []
        for seat, passkey in self.dead_passkeys:
            assert returning.come_back_by_passkey(self.parts, seat, passkey) == WRONG
            assert self.parts.store.passkey(passkey.id) is None
        for seat, words in self.dead_passphrases[-2:]:
            assert isinstance(returning.come_back(self.parts, seat, words), Refusal)

    @invariant()
    def what_has_ended_by_itself_opens_nothing(self) -> None:
        for person in self.everybody:
            for secret, (kind, ends) in list(person.secrets.items()):
                if ends <= self.now:
                    self.dead_secrets.append((secret, kind))
                    del person.secrets[secret]

    @invariant()
    def who_is_out_has_no_key(self) -> None:
        held = {wrap.holder for wrap in self.parts.store.wraps(self.head.place)}
        out = {f"seat-{person.seat}" for person in self.everybody if person.gone or person.passphrase is None}
        assert held & out == set()
        if self.inner is not None:
            held = {wrap.holder for wrap in self.parts.store.wraps(self.inner)}
            assert held & {f"seat-{person.seat}" for person in self.everybody if not person.within} == set()

    @invariant()
    def who_is_in_reads_everything_there(self) -> None:
        """And nobody a word of a room that they are not in."""
        if self.destroyed:
            return
        for person in self.everybody:
            opened = [access.seat_of(self.parts, secret, kind) for secret, (kind, _) in person.secrets.items()]
            assert all(seat is not None and seat.id == person.seat for seat in opened)
            if opened and opened[0] is not None:
                assert self._read(opened[0]) == self.words
                assert self._read_within(opened[0]) == (self.inner_words if person.within else None)

    # ------------------------------------------------------------------------------------------------------

    def _read(self, seat: Seat) -> list[str]:
        return [entry.text for entry in reading.own_entries(self.parts, seat, limit=MANY).entries]

    def _read_within(self, seat: Seat) -> list[str] | None:
        if self.inner is None:
            return None
        page = inner.inner_page(self.parts, within(seat, self.inner))
        return None if isinstance(page, Refusal) else [entry.text for entry in page.thread.entries]

    def _seat(self, person: Person) -> Seat:
        found = self.parts.store.seat(person.seat)
        assert found is not None
        return found

    def _session(self, person: Person) -> str | None:
        return next((secret for secret, (kind, _) in person.secrets.items() if kind is SESSION), None)

    def _opens(self, person: Person, secret: str, kind: CredentialKind) -> None:
        life: timedelta = SESSION_LIFE if kind is SESSION else BEARER_LIFE
        person.secrets[secret] = kind, self.now + life

    def _ends_link(self, person: Person) -> None:
        if person.link is not None:
            self.dead_links.append(person.link)
            person.link = None

    def _shuts_out(self, person: Person) -> None:
        self._ends_link(person)
        self.dead_secrets += [(secret, kind) for secret, (kind, _) in person.secrets.items()]
        self.dead_passkeys += [(person.seat, passkey) for passkey in person.passkeys]
        if person.passphrase is not None:
            self.dead_passphrases.append((person.seat, person.passphrase))
        person.secrets, person.passkeys, person.passphrase = {}, [], None


def test_who_is_out_reads_nothing() -> None:
    """Law 1, whatever was invited, joined, replaced, removed and destroyed before, and in whatever order."""
    examples = settings(max_examples=max(EXAMPLES // 4, 10), stateful_step_count=30, deadline=None)
    run_state_machine_as_test(Seats, settings=examples)
