"""What can go wrong, and who may be told.

    Refusal                  a value: the house says no, with what was wanted, what was given, what to do
    EntremiseError
    ├── Conflict             somebody was quicker: read again and try again
    ├── Unstamped            the clock that stamps could not be reached, or gave no good stamp
    ├── Unsent               a mail was not taken
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


class Unsent(EntremiseError):
    """A mail was not taken. The text names no address."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final
        """Whether it never will be."""


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
    SECOND_ASKED = "second-asked"
    SECOND_OWN = "second-own"
    SECOND_MISSING = "second-missing"
    SECOND_SETTLED = "second-settled"
    SECOND_OFTEN = "second-often"
    SECOND_LEAVE = "second-leave"
    ALREADY_ENTERED = "already-entered"
    ALREADY_STOPPED = "already-stopped"
    NOT_CARRIED = "not-carried"
    ASKED_TOO_OFTEN = "asked-too-often"
    HOURS_OUT_OF_RANGE = "hours-out-of-range"
    POINTS_OUT_OF_RANGE = "points-out-of-range"
    POINTS_UNANSWERED = "points-unanswered"
    LEAVE_NOT_ASKED = "leave-not-asked"
    LEAVE_THERE = "leave-there"
    QUESTION_ENDED = "question-ended"
    QUESTION_WITHDRAWN = "question-withdrawn"
    QUESTION_ANSWERED = "question-answered"
    CONSENT_MISSING = "consent-missing"
    DRAFT_THERE = "draft-there"
    NOT_READ_BACK = "not-read-back"
    TAKEN_LATER = "taken-later"
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
    CITY_UNKNOWN = "city-unknown"
    CITIES_OUT_OF_RANGE = "cities-out-of-range"
    TIME_UNREADABLE = "time-unreadable"
    TIME_SKIPPED = "time-skipped"
    TIME_DOUBLED = "time-doubled"
    TIME_FAR = "time-far"
    TIME_NEEDED = "time-needed"
    ENDS_FIRST = "ends-first"
    STATE_NOT_NEXT = "state-not-next"
    SLOTS_OUT_OF_RANGE = "slots-out-of-range"
    DATES_CLOSED = "dates-closed"
    ANSWERS_MISSING = "answers-missing"
    STEPS_FEWER = "steps-fewer"
    STEP_UNKNOWN = "step-unknown"
    TRACK_UNKNOWN = "track-unknown"
    ITEM_IN_TRACK = "item-in-track"
    OUTSIDE_TRACK = "outside-track"
    ROUND_NOT_TOLD = "round-not-told"
    CHANGED_MEANWHILE = "changed-meanwhile"
    MAY_MEET = "may-meet"
    TRACK_RING = "track-ring"
    STEP_WAITS = "step-waits"
    ITEM_UNKNOWN = "item-unknown"
    ITEM_LEAVE_MISSING = "item-leave-missing"
    AGENDA_RING = "agenda-ring"
    ORDER_DIFFERS = "order-differs"
    PAPER_FULL = "paper-full"
    LEAVE_UNTOLD = "leave-untold"
    PLACE_OUT_OF_RANGE = "place-out-of-range"
    AUTHORITY_UNKNOWN = "authority-unknown"
    NOT_AUTHORITY = "not-authority"
    NOT_ACCEPTABLE = "not-acceptable"
    ACCEPTED_DIFFER = "accepted-differ"
    OUTSIDE_MANDATE = "outside-mandate"
    ALREADY_SETTLED = "already-settled"
    UNTIL_PAST = "until-past"
    LIST_FULL = "list-full"
    GIVEN_TOO_OFTEN = "given-too-often"
    OPTIONS_OUT_OF_RANGE = "options-out-of-range"
    ISSUE_NAMED = "issue-named"
    VALUE_OUT_OF_RANGE = "value-out-of-range"
    PACKAGE_INCOMPLETE = "package-incomplete"
    PREFERENCE_UNCLEAR = "preference-unclear"
    TABLE_UNREAD = "table-unread"
    TABLE_OPTION_UNKNOWN = "table-option-unknown"
    NOTHING_TO_VALUE = "nothing-to-value"
    SEAL_NEEDS_HOST = "seal-needs-host"
    ADDRESS_UNFIT = "address-unfit"
    CODES_TOO_MANY = "codes-too-many"
    MAIL_CODE_WRONG = "mail-code-wrong"
    HOUSE_MAY_NOT_READ = "house-may-not-read"
    NO_MAIL = "no-mail"
    RANG_LATELY = "rang-lately"
    NOBODY_RANG = "nobody-rang"
    POINT_EMPTY = "point-empty"
    POINT_FULL = "point-full"
    POINT_ENTRY_UNKNOWN = "point-entry-unknown"
    POINT_DISSOLVED = "point-dissolved"
    CHANGES_FULL = "changes-full"


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
            N_("Words that repeat nothing which their reader may not have, or a reason for keeping them."),
            N_("The wording repeats %(source)s."),
            N_("Change the wording, ask that room for leave, or say why it is kept."),
        ),
        Code.SECOND_ASKED: Wording(
            N_("A second seat at the desk that agrees to keep this wording."),
            N_("It was asked for its agreement now, as request %(number)s."),
            N_("Do the same again when it has agreed, or change the wording."),
        ),
        Code.SECOND_OWN: Wording(
            N_("The agreement of another person at the desk."),
            N_("This seat asked for it itself, or is held by whoever did."),
            N_("Let another seat answer."),
        ),
        Code.SECOND_MISSING: Wording(
            N_("A desk with at least two people who may agree that words are kept."),
            N_("It has fewer."),
            N_("Give another seat at the desk first, such as a co-mediator’s."),
        ),
        Code.SECOND_SETTLED: Wording(
            N_("A request that still stands."),
            N_("It was answered, used or withdrawn, its time is over, or the seat that asked is gone."),
            N_("Look at how it stands now."),
        ),
        Code.SECOND_LEAVE: Wording(
            N_("A second seat’s agreement to a wider leave that is taken down: this case requires it."),
            N_("No reason was given with which it could be asked."),
            N_("Say how they gave this leave, and a second seat is asked."),
        ),
        Code.SECOND_OFTEN: Wording(
            N_("At most %(most)s requests and changes of this setting at the desk in 24 hours."),
            N_("There were as many."),
            N_("Change the wording, or ask later."),
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
        Code.ASKED_TOO_OFTEN: Wording(
            N_("At most %(most)s questions to a room in seven days."),
            N_("So many have been asked already."),
            N_("Speak in the room instead, or ask later."),
        ),
        Code.HOURS_OUT_OF_RANGE: Wording(
            N_("A question that stands for %(least)s to %(most)s hours."),
            N_("%(hours)s were given."),
            N_("Choose a time within these limits."),
        ),
        Code.POINTS_OUT_OF_RANGE: Wording(
            N_("A summary of 1 to %(most)s points."),
            N_("%(count)s were given."),
            N_("Write one point in each field, and put together what belongs together."),
        ),
        Code.POINTS_UNANSWERED: Wording(
            N_("An answer to each of the %(count)s points."),
            N_("%(given)s were answered."),
            N_("Answer each point: give it with a leave, or strike it."),
        ),
        Code.LEAVE_NOT_ASKED: Wording(
            N_("A leave by which something may be carried."),
            N_("The leave “%(form)s” was asked for."),
            N_("Ask for leave to carry in substance, word for word, or as the mediator’s own idea."),
        ),
        Code.LEAVE_THERE: Wording(
            N_("A leave that has not been given yet."),
            N_("%(source)s may be carried so already."),
            N_("Carry it, or ask about the exact words."),
        ),
        Code.QUESTION_ENDED: Wording(
            N_("A question that still stands."),
            N_("Its time is over."),
            N_("Write in the room, or wait until it is asked again."),
        ),
        Code.QUESTION_WITHDRAWN: Wording(
            N_("A question that still stands."),
            N_("The mediator has taken it back."),
            N_("Nothing need be done."),
        ),
        Code.QUESTION_ANSWERED: Wording(
            N_("A question that waits for an answer."),
            N_("It has been answered."),
            N_("Read the answer; what was agreed can be taken back while it stands."),
        ),
        Code.CONSENT_MISSING: Wording(
            N_("A consent that stands."),
            N_("None stands on this question: it was taken back, its time is over, or none was given."),
            N_("Nothing need be done."),
        ),
        Code.DRAFT_THERE: Wording(
            N_("A sheet for that room with nothing on it: the words that were agreed to go alone."),
            N_("Another draft for that room is on its sheet, and would be lost."),
            N_("Carry that draft or empty the sheet, then put the words there."),
        ),
        Code.NOT_READ_BACK: Wording(
            N_("Words that were read back to the party and agreed."),
            N_("They have not been read back, and are held in confidence until they are."),
            N_("Read them to the party, then say who agreed and when."),
        ),
        Code.TAKEN_LATER: Wording(
            N_("A moment that has passed, with the words read back after they were said."),
            N_("The times given do not follow each other so."),
            N_("Correct the times."),
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
        Code.LIST_FULL: Wording(
            N_("A list of at most %(most)s."),
            N_("It holds as many."),
            N_("Do without this one, or take another off first."),
        ),
        Code.GIVEN_TOO_OFTEN: Wording(
            N_("Numbers given at most %(most)s times to one question."),
            N_("So often they were given."),
            N_("Take them back if they no longer hold; the mediator can ask anew."),
        ),
        Code.OPTIONS_OUT_OF_RANGE: Wording(
            N_("From 2 to %(most)s options, each another one."),
            N_("There are %(count)s different ones."),
            N_("Write each option on a line of its own."),
        ),
        Code.ISSUE_NAMED: Wording(
            N_("A name that no other issue has."),
            N_("One of this name stands there."),
            N_("Name it otherwise, or take the other off first."),
        ),
        Code.VALUE_OUT_OF_RANGE: Wording(
            N_("For each option a whole number from 0 to %(most)s."),
            N_("A number is missing, or is another."),
            N_("Fill it in; 0 where an option is worth nothing."),
        ),
        Code.PACKAGE_INCOMPLETE: Wording(
            N_("One option for each issue."),
            N_("An issue has none."),
            N_("Choose one."),
        ),
        Code.PREFERENCE_UNCLEAR: Wording(
            N_("An issue with all its options, best first; shares from 0 to 100; two issues, or two packages."),
            N_("Something is missing, stands twice, or is the same on both sides."),
            N_("Fill it in, or choose another."),
        ),
        Code.TABLE_UNREAD: Wording(
            N_("A table with the columns issue, option, party and value; whole numbers from 0 to %(most)s."),
            N_("Line %(line)s does not read so in the column “%(column)s”."),
            N_("Correct that line, then take the whole table in again."),
        ),
        Code.TABLE_OPTION_UNKNOWN: Wording(
            N_("Issues and options as they stand here, or issues that are new."),
            N_("The table has an option that an issue of this name does not have."),
            N_("Take the issue off here first, or correct the table."),
        ),
        Code.NOTHING_TO_VALUE: Wording(
            N_("At least one issue with its options."),
            N_("There is none."),
            N_("Name the issues first."),
        ),
        Code.SEAL_NEEDS_HOST: Wording(
            N_("A room that is open to the host, where the engine can read the numbers."),
            N_("This room is closed to the host."),
            N_("Give the numbers to the desk, or keep them."),
        ),
        Code.ADDRESS_UNFIT: Wording(
            N_("One mail address, such as name@example.org, in letters and figures without accents."),
            N_("What was given is none, or too long."),
            N_("Correct it; write a domain with accents in its xn-- form."),
        ),
        Code.CODES_TOO_MANY: Wording(
            N_("At most %(most)s codes in a day."),
            N_("As many were sent."),
            N_("Try again tomorrow."),
        ),
        Code.MAIL_CODE_WRONG: Wording(
            N_("The code of the last mail, within 30 minutes and five tries."),
            N_("It was another code, or none is open any more."),
            N_("Type it again, or ask for a new one."),
        ),
        Code.HOUSE_MAY_NOT_READ: Wording(
            N_("Your consent that the house can read the address: this room is closed to it."),
            N_("It was not given."),
            N_("Give it, or do without notices."),
        ),
        Code.NO_MAIL: Wording(
            N_("A house that sends mail."),
            N_("This one sends none."),
            N_("Ask whoever runs it."),
        ),
        Code.RANG_LATELY: Wording(
            N_("A quarter of an hour between two rings of one side."),
            N_("The last one is not that old."),
            N_("Wait %(minutes)s minutes, then ring again."),
        ),
        Code.NOBODY_RANG: Wording(
            N_("A ring of the other side."),
            N_("It has not rung."),
            N_("Nothing need be done."),
        ),
        Code.POINT_EMPTY: Wording(
            N_("At least one entry."),
            N_("The point would have none."),
            N_("Choose an entry, or dissolve the point."),
        ),
        Code.POINT_FULL: Wording(
            N_("At most %(most)s entries in a point."),
            N_("%(count)s were chosen."),
            N_("Choose fewer, or make two points of them."),
        ),
        Code.POINT_ENTRY_UNKNOWN: Wording(
            N_("Entries that the desk was told, or that it brought into a room."),
            N_("%(source)s is not among them."),
            N_("Choose among those in the ledger."),
        ),
        Code.POINT_DISSOLVED: Wording(
            N_("A point that stands."),
            N_("It was dissolved before."),
            N_("Nothing need be done. Keep it again if it is to stand."),
        ),
        Code.CHANGES_FULL: Wording(
            N_("At most %(most)s changes to this paper in the life of a case."),
            N_("There were as many."),
            N_("Leave it as it stands or take it off, and write what is new in another of the desk’s papers."),
        ),
        Code.ITEM_UNKNOWN: Wording(
            N_("An item that stands on this agenda."),
            N_("Item %(number)s does not."),
            N_("Choose one from the agenda."),
        ),
        Code.ITEM_LEAVE_MISSING: Wording(
            N_("Leave of a side whose words the item rests on."),
            N_("It rests on %(source)s, and none of them was chosen."),
            N_("Choose an entry with leave, or ask its room for leave."),
        ),
        Code.AGENDA_RING: Wording(
            N_("An order in which no item comes after itself."),
            N_("Item %(number)s would."),
            N_("Take away one of the items that come before it."),
        ),
        Code.ORDER_DIFFERS: Wording(
            N_("All %(count)s items, and none of them twice."),
            N_("The order names others, or not all."),
            N_("Read the agenda again and order what stands on it."),
        ),
        Code.PAPER_FULL: Wording(
            N_("At most %(most)s here."),
            N_("So many are there."),
            N_("Write what follows as an entry."),
        ),
        Code.CITY_UNKNOWN: Wording(
            N_("A city whose time zone is known, or the city and its time zone."),
            N_("No time zone is known for this city, or there is none of that name."),
            N_("Give a time zone such as Asia/Muscat."),
        ),
        Code.CITIES_OUT_OF_RANGE: Wording(
            N_("From one to %(most)s cities."),
            N_("%(count)s were given."),
            N_("Name at least one city, and no more than that."),
        ),
        Code.TIME_UNREADABLE: Wording(
            N_("A day and a time of day."),
            N_("One of them is missing, or written in another way."),
            N_("Fill in the day and the time."),
        ),
        Code.TIME_SKIPPED: Wording(
            N_("A time that the clocks there show on that day."),
            N_("They are put forward that day, and pass over it (%(zone)s)."),
            N_("Choose an earlier or a later time."),
        ),
        Code.TIME_DOUBLED: Wording(
            N_("Which of two hours is meant."),
            N_("The clocks there are put back that day, and show this time twice (%(zone)s)."),
            N_("Say whether the first or the second is meant."),
        ),
        Code.TIME_FAR: Wording(
            N_("A time within ten years."),
            N_("One farther away was given."),
            N_("Check the year."),
        ),
        Code.TIME_NEEDED: Wording(
            N_("A day and a time, in this state of a round."),
            N_("None is set, or something else hangs on it."),
            N_("Set a time first."),
        ),
        Code.ENDS_FIRST: Wording(
            N_("An end that is after the beginning."),
            N_("One that is not."),
            N_("Correct the beginning or the end."),
        ),
        Code.STATE_NOT_NEXT: Wording(
            N_("A state that can follow the one in which the round is."),
            N_("Another state, or none."),
            N_("Look how the round stands now, and choose again."),
        ),
        Code.SLOTS_OUT_OF_RANGE: Wording(
            N_("From one to %(most)s dates."),
            N_("%(count)s were given."),
            N_("Propose at least one, and no more than that."),
        ),
        Code.DATES_CLOSED: Wording(
            N_("A question for dates that is still open."),
            N_("No answer to it is waited for any more."),
            N_("Write to the desk in your room, if something has changed."),
        ),
        Code.ANSWERS_MISSING: Wording(
            N_("An answer to each of the %(count)s dates."),
            N_("One is missing, or there are more."),
            N_("Answer each date."),
        ),
        Code.STEPS_FEWER: Wording(
            N_("All %(count)s steps that the track has: rooms know them by their numbers."),
            N_("One is missing."),
            N_("Leave each step in its line; add new ones below."),
        ),
        Code.STEP_UNKNOWN: Wording(
            N_("Links to another track and to steps that are there."),
            N_("One leads to what is not there."),
            N_("Correct the link, or take it away."),
        ),
        Code.TRACK_UNKNOWN: Wording(
            N_("A track that the desk keeps, or none."),
            N_("Another was given."),
            N_("Choose one of the list."),
        ),
        Code.ITEM_IN_TRACK: Wording(
            N_("An item that stands in no other track."),
            N_("Item %(number)s stands in track %(track)s."),
            N_("Take it out of that track first."),
        ),
        Code.OUTSIDE_TRACK: Wording(
            N_("A room that takes part in the track."),
            N_("Room %(mark)s does not."),
            N_("Say in the track that the room takes part, or leave the room out."),
        ),
        Code.ROUND_NOT_TOLD: Wording(
            N_("A room that was told of the round."),
            N_("Room %(mark)s was not."),
            N_("Tell the room of the round first."),
        ),
        Code.CHANGED_MEANWHILE: Wording(
            N_("The round as the page showed it."),
            N_("Somebody at the desk has changed it since."),
            N_("Look how it stands now, and do this again if it is still wanted."),
        ),
        Code.MAY_MEET: Wording(
            N_("Delegations that pass a door more than a quarter of an hour apart."),
            N_("Rooms %(first)s and %(second)s may meet at a door."),
            N_("Set another time or entrance, or say that they may meet."),
        ),
        Code.TRACK_RING: Wording(
            N_("Steps that wait for one another in one direction."),
            N_("By these links something waits for itself."),
            N_("Take one of the links away."),
        ),
        Code.STEP_WAITS: Wording(
            N_("A step whose predecessors are done, or a reason why it is done before them."),
            N_("Step %(step)s waits for track %(track)s."),
            N_("Leave it open, or say why it is done all the same."),
        ),
        Code.LEAVE_UNTOLD: Wording(
            N_("A leave by which the mediator is told."),
            N_("The leave “our delegation only”."),
            N_("Choose another leave, or keep it among your own papers."),
        ),
        Code.PLACE_OUT_OF_RANGE: Wording(
            N_("Places from %(least)s to %(most)s, the lower before the higher."),
            N_("Another number, or one alone."),
            N_("Give places on the line, or leave them empty."),
        ),
        Code.AUTHORITY_UNKNOWN: Wording(
            N_("An office that your delegation has named."),
            N_("Another one."),
            N_("Name it at the mandate desk first."),
        ),
        Code.NOT_AUTHORITY: Wording(
            N_("The seat that records the word of this authority."),
            N_("Another seat."),
            N_("Ask the seat named at the mandate desk."),
        ),
        Code.NOT_ACCEPTABLE: Wording(
            N_("Something that the mediator brought, said or announced here."),
            N_("%(source)s is none of these."),
            N_("Choose an entry that came from the mediator."),
        ),
        Code.ACCEPTED_DIFFER: Wording(
            N_("An answer to the words as they stand."),
            N_("The answer is to other words."),
            N_("Read %(source)s again, then answer."),
        ),
        Code.OUTSIDE_MANDATE: Wording(
            N_("Something within the mandate, or the reason for going on."),
            N_("On this item it is outside our mandate."),
            N_("Ask the capital first, or say why we go on. The reason stays in our delegation."),
        ),
        Code.ALREADY_SETTLED: Wording(
            N_("An acceptance that waits for its authority."),
            N_("Its authority has spoken."),
            N_("Write a new entry if something has changed."),
        ),
        Code.UNTIL_PAST: Wording(
            N_("A time to come, within a year."),
            N_("Another time."),
            N_("Give a later time, or end the consultation."),
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
