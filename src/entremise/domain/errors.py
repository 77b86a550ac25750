"""What can go wrong, and who may be told.

    Refusal                  a value: the house says no, with what was wanted, what was given, what to do
    EntremiseError
    ├── Conflict             somebody was quicker: read again and try again
    └── Broken               our own mistake; never shown with its cause

A refusal's text never holds what anybody wrote: it may be shown, logged and sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class EntremiseError(Exception):
    """Root of the errors this package raises."""


class Conflict(EntremiseError):
    """Another act came first; the caller may read again and try again."""


class Broken(EntremiseError):
    """A state that our own rules exclude."""


class Code(StrEnum):
    """Why the house refuses. Codes are part of the API and are never renamed."""

    ABSENT = "absent"
    TEXT_EMPTY = "text-empty"
    TEXT_TOO_LONG = "text-too-long"
    WORD_TOO_LONG = "word-too-long"
    CHARACTER_FORBIDDEN = "character-forbidden"
    CONDITION_MISSING = "condition-missing"
    CONDITION_UNUSED = "condition-unused"
    EXPIRY_PAST = "expiry-past"
    EXPIRY_FAR = "expiry-far"
    CONDITION_CHANGED = "condition-changed"
    ALREADY_TOLD = "already-told"
    NOT_WRITER = "not-writer"
    IN_CONFIDENCE = "in-confidence"
    LEAVE_NARROWER = "leave-narrower"
    LEAVE_EXPIRED = "leave-expired"
    CONDITION_NOT_MET = "condition-not-met"
    NOT_CONDITIONAL = "not-conditional"
    ALREADY_MET = "already-met"
    SOURCE_MISSING = "source-missing"
    SOURCE_UNKNOWN = "source-unknown"
    SOURCES_TOO_MANY = "sources-too-many"
    OWN_ROOM = "own-room"
    SEVERAL_GIVERS = "several-givers"
    WORDS_DIFFER = "words-differ"
    NOT_BINDING = "not-binding"
    HOLD_OUT_OF_RANGE = "hold-out-of-range"
    ROOM_MISSING = "room-missing"
    REPEATS_CONFIDENCE = "repeats-confidence"
    ALREADY_ENTERED = "already-entered"
    ALREADY_STOPPED = "already-stopped"
    NOT_CARRIED = "not-carried"
    KEY_REUSED = "key-reused"
    LINK_INVALID = "link-invalid"
    PARTIES_OUT_OF_RANGE = "parties-out-of-range"
    ZONE_UNKNOWN = "zone-unknown"
    ROLE_NOT_SEATED = "role-not-seated"
    REPLY_UNKNOWN = "reply-unknown"
    NOTE_TOLD = "note-told"


def N_(text: str) -> str:
    """`text` itself, marked for the translators' catalogue."""
    return text


@dataclass(frozen=True, slots=True)
class Wording:
    """The three sentences of a refusal, with `%(name)s` where a fact stands."""

    wanted: str
    given: str
    remedy: str


WORDINGS: Final[Mapping[Code, Wording]] = MappingProxyType(
    {
        Code.ABSENT: Wording(
            N_("Something that this seat can reach."),
            N_("There is nothing here for this seat."),
            N_("Check the address, or return to your place."),
        ),
        Code.TEXT_EMPTY: Wording(
            N_("Words."),
            N_("Nothing was written."),
            N_("Write what is to be read."),
        ),
        Code.TEXT_TOO_LONG: Wording(
            N_("At most %(most)s characters."),
            N_("%(length)s characters were given."),
            N_("Shorten it, or give it in parts."),
        ),
        Code.WORD_TOO_LONG: Wording(
            N_("Words of at most %(most)s characters."),
            N_("A run of %(length)s characters without a space was given."),
            N_("Separate it, or leave it out."),
        ),
        Code.CHARACTER_FORBIDDEN: Wording(
            N_("Letters, marks, digits, signs, spaces and line breaks."),
            N_("The character %(character)s stands at position %(position)s."),
            N_("Remove it: it cannot be read, or changes how the words around it are read."),
        ),
        Code.CONDITION_MISSING: Wording(
            N_("A condition: only if they …"),
            N_("No condition was given."),
            N_("Write what they must do first, or choose another leave."),
        ),
        Code.CONDITION_UNUSED: Wording(
            N_("A condition only with the leave “only if they …”."),
            N_("A condition was given with the leave “%(form)s”."),
            N_("Choose “only if they …”, or remove the condition."),
        ),
        Code.EXPIRY_PAST: Wording(
            N_("A moment that lies ahead, after which the leave ends."),
            N_("The moment given has passed."),
            N_("Choose a later moment, or none."),
        ),
        Code.EXPIRY_FAR: Wording(
            N_("A moment within ten years."),
            N_("The moment given lies further ahead."),
            N_("Choose an earlier moment, or none."),
        ),
        Code.CONDITION_CHANGED: Wording(
            N_("The condition as its giver has set it now."),
            N_("The condition of %(source)s has changed since it was shown."),
            N_("Read it again, then decide whether it is met."),
        ),
        Code.ALREADY_TOLD: Wording(
            N_("A leave that still can be given."),
            N_("The mediator has already been told this entry."),
            N_("Choose “in confidence”: the mediator will carry it no further from now on."),
        ),
        Code.NOT_WRITER: Wording(
            N_("The entry’s writer or the head of delegation."),
            N_("Another seat asked."),
            N_("Ask the writer or the head of delegation to change who may know."),
        ),
        Code.IN_CONFIDENCE: Wording(
            N_("Leave to carry %(source)s."),
            N_("%(source)s was given in confidence."),
            N_("Ask its room for leave, or remove it as a source."),
        ),
        Code.LEAVE_NARROWER: Wording(
            N_("Leave to carry %(source)s in the form “%(form)s”."),
            N_("%(source)s may be carried in another form only: “%(leave)s”."),
            N_("Carry it in that form, or ask its room for leave."),
        ),
        Code.LEAVE_EXPIRED: Wording(
            N_("A leave for %(source)s that still stands."),
            N_("The leave for %(source)s has ended."),
            N_("Ask its room to give leave again."),
        ),
        Code.CONDITION_NOT_MET: Wording(
            N_("The condition set for %(source)s to be met first."),
            N_("It is not marked as met."),
            N_("Mark it as met when they have done it, or ask its room for another leave."),
        ),
        Code.NOT_CONDITIONAL: Wording(
            N_("An entry with the leave “only if they …”."),
            N_("%(source)s carries no condition."),
            N_("Nothing need be done."),
        ),
        Code.ALREADY_MET: Wording(
            N_("A condition that is still open."),
            N_("The condition of %(source)s is already marked as met."),
            N_("Nothing need be done."),
        ),
        Code.SOURCE_MISSING: Wording(
            N_("At least one source, so that it is plain whose words are carried."),
            N_("No source was given."),
            N_("Quote an entry, or carry it as the mediator’s own idea."),
        ),
        Code.SOURCE_UNKNOWN: Wording(
            N_("Sources that the desk has been told."),
            N_("%(source)s is not among them."),
            N_("Choose “Quote” beside an entry in one of the rooms."),
        ),
        Code.SOURCES_TOO_MANY: Wording(
            N_("At most %(most)s sources."),
            N_("%(count)s were given."),
            N_("Carry it in parts."),
        ),
        Code.OWN_ROOM: Wording(
            N_("Sources from another room than the one entered."),
            N_("%(source)s was said in room %(room)s, into which it would be carried."),
            N_("Choose another room."),
        ),
        Code.SEVERAL_GIVERS: Wording(
            N_("Sources from one room, so that the words have one author."),
            N_("Sources from several rooms were given."),
            N_("Carry for each room separately."),
        ),
        Code.WORDS_DIFFER: Wording(
            N_("The exact words of %(source)s, which may be carried word for word only."),
            N_("The words to be carried differ."),
            N_("Use its exact words, or ask its room for leave to carry the substance."),
        ),
        Code.NOT_BINDING: Wording(
            N_("Words that their giver marked as binding, carried word for word."),
            N_("These are not."),
            N_("Carry them as not binding, or ask the room to give binding words."),
        ),
        Code.HOLD_OUT_OF_RANGE: Wording(
            N_("A hold from %(least)s to %(most)s seconds."),
            N_("%(seconds)s seconds were asked for."),
            N_("Choose how long it is held at the door."),
        ),
        Code.ROOM_MISSING: Wording(
            N_("A room of this case."),
            N_("No such room was named."),
            N_("Choose the room to enter."),
        ),
        Code.REPEATS_CONFIDENCE: Wording(
            N_("Words that repeat nothing given in confidence, or a reason for keeping them."),
            N_("The wording repeats words of %(source)s."),
            N_("Change the wording, ask that room for leave, or say why it is kept."),
        ),
        Code.ALREADY_ENTERED: Wording(
            N_("A message that is still at the door."),
            N_("It has entered."),
            N_("It cannot be taken back. Carry a correction."),
        ),
        Code.ALREADY_STOPPED: Wording(
            N_("A message that is still at the door."),
            N_("It was stopped before."),
            N_("Nothing need be done: it has not entered."),
        ),
        Code.NOT_CARRIED: Wording(
            N_("An entry that has been carried."),
            N_("%(source)s has not been carried yet."),
            N_("Carry it first, then confirm."),
        ),
        Code.KEY_REUSED: Wording(
            N_("A new key for a new act."),
            N_("This key was used for another act."),
            N_("Send the act again with a key of its own."),
        ),
        Code.LINK_INVALID: Wording(
            N_("A sign-in link that is still open, and the code given with it."),
            N_("This link and code do not open a seat."),
            N_("Check the code, or ask the desk for a new link."),
        ),
        Code.PARTIES_OUT_OF_RANGE: Wording(
            N_("Two to eight parties."),
            N_("%(count)s were given."),
            N_("Name two to eight parties."),
        ),
        Code.ZONE_UNKNOWN: Wording(
            N_("A time zone such as Asia/Muscat."),
            N_("No zone is known by the name given."),
            N_("Choose one from the IANA list."),
        ),
        Code.ROLE_NOT_SEATED: Wording(
            N_("A role that this place seats."),
            N_("The role “%(role)s” was given."),
            N_("Choose another role, or another place."),
        ),
        Code.REPLY_UNKNOWN: Wording(
            N_("An entry of this room to reply to."),
            N_("%(source)s is not one."),
            N_("Choose an entry that stands in this room, or write without a reply."),
        ),
        Code.NOTE_TOLD: Wording(
            N_("A note that the mediator has not been told."),
            N_("This note was told as %(source)s."),
            N_("Change who may know %(source)s instead."),
        ),
    }
)
"""Every code's three sentences. Pages translate them; the API gives them as they stand."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The house says no. A value, not an exception: the caller decides how to tell it."""

    code: Code
    """Which rule refuses."""
    facts: Mapping[str, str | int] = field(default_factory=dict)
    """What the sentences name: labels, limits, marks. Never anybody's words."""

    @property
    def wanted(self) -> str:
        """What the rule asks for, in English."""
        return WORDINGS[self.code].wanted % self.facts

    @property
    def given(self) -> str:
        """What was given instead, in English."""
        return WORDINGS[self.code].given % self.facts

    @property
    def remedy(self) -> str:
        """What to do, in English."""
        return WORDINGS[self.code].remedy % self.facts


ABSENT: Final = Refusal(Code.ABSENT)
"""The one answer for what does not exist and for what is not yours."""
