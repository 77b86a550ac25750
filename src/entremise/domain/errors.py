"""What can go wrong, and who may be told.

    Refusal                  a value: the house says no, with what was wanted, what was given, what to do
    EntremiseError
    ├── Conflict             somebody was quicker: read again and try again
    ├── Unstamped            the clock that stamps could not be reached, or gave no good stamp
    ├── Shut                 the key is with members only, and none of them is here
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


class Shut(EntremiseError):
    """A place whose key only its members hold, and none of them has opened it; or nobody holds it any more."""


class Unstamped(EntremiseError):
    """No time was put on a checkpoint; it waits for the next try. The text says why."""


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
    QUERY_EMPTY = "query-empty"
    RECORD_SHORTER = "record-shorter"
    TOO_MANY = "too-many"
    TOO_SOON = "too-soon"
    HOUSE_RESTORED = "house-restored"
    ROLE_MAY_NOT = "role-may-not"
    ROLE_HIGHER = "role-higher"
    HEAD_THERE = "head-there"
    OWN_SEAT = "own-seat"
    DAYS_OUT_OF_RANGE = "days-out-of-range"
    NOT_PENDING = "not-pending"
    ONWARD_WIDER = "onward-wider"
    NOBODY_TO_INTRODUCE = "nobody-to-introduce"
    PASSPHRASE_SHORT = "passphrase-short"  # noqa: S105 – the name of a rule
    PASSPHRASE_PLAIN = "passphrase-plain"  # noqa: S105 – the same
    SIGN_IN_WRONG = "sign-in-wrong"
    PASSKEY_WRONG = "passkey-wrong"
    TWO_PLACES = "two-places"
    ACCOUNT_NEEDED = "account-needed"
    CASE_CLOSED = "case-closed"
    CASE_OPEN = "case-open"
    WAITS_AT_DOOR = "waits-at-door"
    DATES_CROSSED = "dates-crossed"
    SETTLED_UNHELD = "settled-unheld"
    RETENTION_OUT_OF_RANGE = "retention-out-of-range"
    RETENTION_AGREED = "retention-agreed"
    RETENTION_OVER = "retention-over"
    DOCUMENT_EMPTY = "document-empty"
    DOCUMENT_TOO_LARGE = "document-too-large"
    DOCUMENT_UNREADABLE = "document-unreadable"
    DOCUMENT_LOCKED = "document-locked"
    DOCUMENT_STAYS = "document-stays"
    DOCUMENT_COMMENTED = "document-commented"
    DOCUMENT_TRACKED = "document-tracked"
    DOCUMENT_MOVES = "document-moves"
    DOCUMENT_EMBEDS = "document-embeds"
    DOCUMENT_LINKED = "document-linked"
    DOCUMENT_CROPPED = "document-cropped"
    DOCUMENT_LAYERED = "document-layered"
    DOCUMENT_REDACTED = "document-redacted"
    DOCUMENT_TOO_COMPLEX = "document-too-complex"
    DOCUMENT_NOT_CLEAN = "document-not-clean"
    DOCUMENT_UNFINISHED = "document-unfinished"
    DOCUMENT_NOT_QUOTED = "document-not-quoted"
    DOCUMENT_VERBATIM = "document-verbatim"
    DOCUMENT_PART = "document-part"
    NO_KEYHOLDER = "no-keyholder"
    NOT_CONFIRMED = "not-confirmed"
    LAST_KEYHOLDER = "last-keyholder"
    ROOM_CLOSED = "room-closed"
    NOT_KEYHOLDER = "not-keyholder"
    ROOM_SHUT = "room-shut"


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
        Code.RECORD_SHORTER: Wording(
            N_("A number of lines that this record has: from 0 to %(size)s."),
            N_("%(asked)s lines were asked about."),
            N_("If a checkpoint of it says so many, it was changed. Keep that one, and show it to the mediator."),
        ),
        Code.QUERY_EMPTY: Wording(
            N_("A word, a figure, or words in quotation marks."),
            N_("Nothing to look for was given."),
            N_("Write what is to be found."),
        ),
        Code.TOO_MANY: Wording(
            N_("Fewer requests in so short a time."),
            N_("This seat, or its place as a whole, has made as many as it may for now."),
            N_("Wait %(seconds)s seconds, then do it again. Nothing was done."),
        ),
        Code.HOUSE_RESTORED: Wording(
            N_("A house that is as it was when the message was put at the door."),
            N_("The house was restored from a backup meanwhile."),
            N_("See whether it entered before, then carry it again."),
        ),
        Code.TOO_SOON: Wording(
            N_("A pause after a wrong code or passphrase, longer each time."),
            N_("The next was given too soon."),
            N_("Wait %(seconds)s seconds, then try again."),
        ),
        Code.ROLE_MAY_NOT: Wording(
            N_("A role that may do this: %(act)s."),
            N_("The role of this seat may not: %(role)s."),
            N_("Ask somebody of your place whose role may."),
        ),
        Code.ROLE_HIGHER: Wording(
            N_("A seat that may do no more than this one."),
            N_("The role of that seat may do more: %(role)s."),
            N_("Ask somebody of the desk whose role may do as much."),
        ),
        Code.HEAD_THERE: Wording(
            N_("One head of delegation in a room."),
            N_("This delegation has its head."),
            N_("Choose another role."),
        ),
        Code.OWN_SEAT: Wording(
            N_("Another seat than one’s own."),
            N_("This is your own seat."),
            N_("Ask the desk, or somebody else whose role may."),
        ),
        Code.DAYS_OUT_OF_RANGE: Wording(
            N_("An invitation that is open from %(least)s to %(most)s days."),
            N_("%(days)s days were asked for."),
            N_("Choose how long it is open."),
        ),
        Code.NOT_PENDING: Wording(
            N_("An invitation that is open."),
            N_("None is open for this seat: it was used, withdrawn, or has ended."),
            N_("Nothing need be done, or invite anew."),
        ),
        Code.ONWARD_WIDER: Wording(
            N_("The desk to tell on no more than it may know itself."),
            N_("It was to tell on more."),
            N_("Let the desk know as much, or let it tell on less."),
        ),
        Code.NOBODY_TO_INTRODUCE: Wording(
            N_("Members whose delegation lets the desk tell of them, and a room that is told."),
            N_("None was chosen, or none of whom the desk may tell."),
            N_("Choose members and a room, or ask their delegation."),
        ),
        Code.PASSPHRASE_SHORT: Wording(
            N_("A passphrase of %(least)s characters or more, such as five words."),
            N_("%(length)s characters were given."),
            N_("Add words until it is long enough."),
        ),
        Code.PASSPHRASE_PLAIN: Wording(
            N_("A passphrase that nobody else would think of."),
            N_("The one given is easily guessed."),
            N_("Choose words that do not belong together."),
        ),
        Code.SIGN_IN_WRONG: Wording(
            N_("A seat, and the passphrase or passkey that was set for it."),
            N_("These do not open a seat."),
            N_("Check the address and the passphrase. If they are lost, ask your head of delegation or the desk."),
        ),
        Code.PASSKEY_WRONG: Wording(
            N_("A passkey made on this page just now."),
            N_("The one given cannot be used, or came too late."),
            N_("Begin again, or set a passphrase."),
        ),
        Code.CASE_CLOSED: Wording(
            N_("Talks that are open."),
            N_("These talks are closed."),
            N_("Read and take copies of what stands here, or ask the desk to open the talks again."),
        ),
        Code.CASE_OPEN: Wording(
            N_("Talks that are closed."),
            N_("These talks are open."),
            N_("Nothing need be done."),
        ),
        Code.WAITS_AT_DOOR: Wording(
            N_("No message at a door when the talks are closed."),
            N_("Messages at a door: %(count)s."),
            N_("Stop them, or wait until they have entered."),
        ),
        Code.DATES_CROSSED: Wording(
            N_("A first day that is not after the last, and a last day that is not after today."),
            N_("The days given are not in that order."),
            N_("Give a last day that is not before the first, and not after today."),
        ),
        Code.SETTLED_UNHELD: Wording(
            N_("A settlement in talks that took place."),
            N_("A settlement in talks that did not."),
            N_("Say that the talks took place, or that there was no settlement."),
        ),
        Code.RETENTION_OUT_OF_RANGE: Wording(
            N_("A number of days from %(least)s to %(most)s, or none."),
            N_("A number outside these was given."),
            N_("Give a number of days from %(least)s to %(most)s, or none."),
        ),
        Code.RETENTION_AGREED: Wording(
            N_("The %(days)s days that were agreed when the case was opened."),
            N_("Another number of days was given."),
            N_("Leave the number as it was agreed."),
        ),
        Code.RETENTION_OVER: Wording(
            N_("A case that is still to be kept."),
            N_("The days for which it was to be kept are over, and it is being destroyed."),
            N_("Nothing need be done."),
        ),
        Code.TWO_PLACES: Wording(
            N_("A person in one place of a case."),
            N_("You hold a seat in another place of this case."),
            N_("Ask the desk to give this seat to somebody else."),
        ),
        Code.ACCOUNT_NEEDED: Wording(
            N_("A staff account, signed in with its second factor."),
            N_("This is a seat at the desk, and you are not signed in."),
            N_("Sign in, then give the code again. The link stays open."),
        ),
        Code.DOCUMENT_EMPTY: Wording(
            N_("A file with something in it."),
            N_("The file is empty."),
            N_("Choose another file."),
        ),
        Code.DOCUMENT_TOO_LARGE: Wording(
            N_("A file of at most %(most)s megabytes."),
            N_("%(size)s megabytes were given."),
            N_("Make it smaller, or give it in parts."),
        ),
        Code.DOCUMENT_UNREADABLE: Wording(
            N_("A file that opens without a fault."),
            N_("It is damaged, or not of the kind that it says it is."),
            N_("Save it anew from the program it was written with."),
        ),
        Code.DOCUMENT_LOCKED: Wording(
            N_("A file that opens without a password."),
            N_("It is locked with one."),
            N_("Save it without a password."),
        ),
        Code.DOCUMENT_STAYS: Wording(
            N_("A picture, a PDF, plain text, or a Word, Excel, PowerPoint or OpenDocument file without macros."),
            N_("A file of another kind, from which traces of its writer cannot be removed."),
            N_("Ask for it as a PDF, or carry its words."),
        ),
        Code.DOCUMENT_COMMENTED: Wording(
            N_("A document without comments."),
            N_("Comments stand in it."),
            N_("Remove them first, then give it again."),
        ),
        Code.DOCUMENT_TRACKED: Wording(
            N_("A document without tracked changes."),
            N_("Tracked changes stand in it."),
            N_("Accept or remove them first, then give it again."),
        ),
        Code.DOCUMENT_MOVES: Wording(
            N_("A still picture."),
            N_("A moving one."),
            N_("Give the frame that is meant as a picture of its own."),
        ),
        Code.DOCUMENT_EMBEDS: Wording(
            N_("Words, tables, charts and pictures (PNG, JPEG)."),
            N_("An object, sound, film, form or drawing of another program stands in it."),
            N_("Put a picture in its place, or give the document as a PDF."),
        ),
        Code.DOCUMENT_LINKED: Wording(
            N_("A document that stands by itself."),
            N_("It is linked to other files."),
            N_("Break the links first, then give it again."),
        ),
        Code.DOCUMENT_CROPPED: Wording(
            N_("Pictures without parts that were cropped away."),
            N_("The cropped parts are still in the file."),
            N_("Delete the cropped areas (Compress Pictures), then give it again."),
        ),
        Code.DOCUMENT_LAYERED: Wording(
            N_("A PDF whose layers are all shown."),
            N_("It has hidden layers."),
            N_("Save it without layers, then give it again."),
        ),
        Code.DOCUMENT_REDACTED: Wording(
            N_("A PDF whose redactions are applied."),
            N_("Words are marked as to be blacked out, and are still there."),
            N_("Apply the redactions, then give it again."),
        ),
        Code.DOCUMENT_TOO_COMPLEX: Wording(
            N_("A file that can be worked through in one minute."),
            N_("It takes longer, or more memory than it is given."),
            N_("Make it smaller, or save it more simply."),
        ),
        Code.DOCUMENT_NOT_CLEAN: Wording(
            N_("A copy without traces of its writer."),
            N_("A trace was found after they had been removed."),
            N_("Ask for it in another form, or carry its words."),
        ),
        Code.DOCUMENT_UNFINISHED: Wording(
            N_("A file that was given whole within the last day, and hangs on no entry yet."),
            N_("There is none by this name, or only a part of it."),
            N_("Choose the file again."),
        ),
        Code.DOCUMENT_NOT_QUOTED: Wording(
            N_("%(source)s among the sources, since a copy of its document goes along."),
            N_("%(source)s is not quoted."),
            N_("Quote it, or take its document out."),
        ),
        Code.DOCUMENT_VERBATIM: Wording(
            N_("Leave to carry %(source)s word for word, or as an idea: a copy is its very words."),
            N_("%(source)s may be carried in substance only."),
            N_("Write its substance without the document, or ask its room for leave."),
        ),
        Code.DOCUMENT_PART: Wording(
            N_("The part of the file that begins at byte %(kept)s."),
            N_("Another part."),
            N_("Go on from there, in parts of 64 KiB or a multiple of it; the last may be shorter."),
        ),
        Code.NO_KEYHOLDER: Wording(
            N_("A member with a passphrase in this room, and in each room within it."),
            N_("There is none in this room or in one within it."),
            N_("Set a passphrase for your seat, or let one of its members set one; then close the room."),
        ),
        Code.NOT_CONFIRMED: Wording(
            N_("The case’s codename, typed as it stands."),
            N_("Something else was typed."),
            N_("Type it again, or leave this page."),
        ),
        Code.LAST_KEYHOLDER: Wording(
            N_("Another member with a passphrase, so that the closed room is not lost with this one."),
            N_("This seat’s passphrase alone opens the room, or one within it."),
            N_("Let another member set a passphrase first, or open the room to the host again."),
        ),
        Code.ROOM_CLOSED: Wording(
            N_("A room that is open to the host."),
            N_("This room is closed to the host."),
            N_("Ask one of its members to invite, or to open the room to the host again first."),
        ),
        Code.NOT_KEYHOLDER: Wording(
            N_("A member whose own passphrase opens this room."),
            N_("It does not open with a passphrase of this seat."),
            N_("Set a passphrase for your seat while a member is signed in whose passphrase opens the room."),
        ),
        Code.ROOM_SHUT: Wording(
            N_("A room whose key is at hand."),
            N_("Its key is with its members, and none of them is signed in with a passphrase; or it was destroyed."),
            N_("Sign in with the passphrase of your seat, or wait until another member has."),
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

SHUT: Final = Refusal(Code.ROOM_SHUT)
"""The answer where a place's words cannot be opened."""
