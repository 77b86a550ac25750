"""Who may do what: one table of roles and acts. Everything that asks whether a seat may do something asks it here.

A head of delegation manages its own delegation, an observer reads, and an administrator runs the host and reads
nothing: the administrator sits in no place.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from entremise.domain.errors import N_, Code, Refusal
from entremise.domain.terms import Role


class Act(StrEnum):
    """What can be done in a place, or to the house."""

    # In every place
    READ = "read"
    SEARCH = "search"
    SEE_ACCESS = "see-access-log"
    EXPORT = "export"
    UPLOAD = "upload"
    RING = "ring"
    SEE_RING = "see-ring"
    # In a party's room
    NOTE = "note"
    TELL = "tell"
    CHANGE_LEAVE = "change-leave"
    CHANGE_ANY_LEAVE = "change-any-leave"
    ACKNOWLEDGE = "acknowledge"
    DISCLOSE = "disclose"
    OPEN_INNER = "open-inner"
    SET_MANDATE = "set-mandate"
    ANSWER_DATES = "answer-dates"
    CLOSE_ROOM = "close-room"
    GIVE_VALUES = "give-values"
    # At the desk
    DRAFT = "draft"
    CARRY = "carry"
    STOP = "stop"
    SPEAK = "speak"
    ANNOUNCE = "announce"
    CONFIRM = "confirm"
    DECLARE_MET = "declare-met"
    ASK = "ask"
    DICTATE = "dictate"
    INTRODUCE = "introduce"
    ARRANGE = "arrange"
    SHOW_AGENDA = "show-agenda"
    SET_ROUNDS = "set-rounds"
    INVITE_HEAD = "invite-head"
    REPORT = "report"
    KEEP_LEDGER = "keep-ledger"
    NOTE_AT_DESK = "note-at-desk"
    ANALYSE = "analyse"
    ASK_VALUES = "ask-values"
    SET_SECOND = "set-second"
    AGREE_SECOND = "agree-second"
    CLOSE_CASE = "close-case"
    DESTROY = "destroy"
    # The people of a place
    INVITE = "invite"
    WITHDRAW = "withdraw"
    REPLACE = "replace"
    REMOVE = "remove"
    ROTATE = "rotate"
    # The host
    OPEN_CASE = "open-case"
    GIVE_ACCOUNT = "give-account"
    BACK_UP = "back-up"
    RESTORE = "restore"
    CHECK_HOST = "check-host"


_PEOPLE: Final = frozenset({Act.INVITE, Act.WITHDRAW, Act.REPLACE, Act.REMOVE, Act.ROTATE})
_READS: Final = frozenset({Act.READ, Act.SEE_ACCESS})
_RINGS: Final = frozenset({Act.RING, Act.SEE_RING})
_NOTES: Final = _READS | {Act.SEARCH, Act.NOTE}
_TELLS: Final = _NOTES | {
    Act.TELL, Act.CHANGE_LEAVE, Act.ACKNOWLEDGE, Act.UPLOAD, Act.EXPORT, Act.SEE_RING, Act.ANSWER_DATES,
    Act.GIVE_VALUES,
}  # fmt: skip
_ASSISTS: Final = _READS | _RINGS | {
    Act.SEARCH, Act.ARRANGE, Act.EXPORT, Act.DRAFT, Act.STOP, Act.ANNOUNCE, Act.DICTATE, Act.SET_ROUNDS, Act.REPORT,
    Act.KEEP_LEDGER, Act.NOTE_AT_DESK, Act.ANALYSE,
}  # fmt: skip

ROOM_ACTS: Final = (
    _TELLS | _PEOPLE | {Act.RING, Act.CHANGE_ANY_LEAVE, Act.DISCLOSE, Act.OPEN_INNER, Act.CLOSE_ROOM, Act.SET_MANDATE}
)
"""All that can be done in a party's room."""

DESK_ACTS: Final = _ASSISTS | _PEOPLE | {
    Act.UPLOAD, Act.CARRY, Act.SPEAK, Act.SHOW_AGENDA, Act.ASK, Act.ASK_VALUES, Act.CONFIRM, Act.DECLARE_MET,
    Act.INTRODUCE, Act.INVITE_HEAD, Act.SET_SECOND, Act.AGREE_SECOND, Act.CLOSE_CASE, Act.DESTROY,
}  # fmt: skip
"""All that can be done at the desk."""

HOST_ACTS: Final = frozenset({Act.OPEN_CASE, Act.GIVE_ACCOUNT, Act.ROTATE, Act.BACK_UP, Act.RESTORE, Act.CHECK_HOST})
"""All that is done to the house, by whoever runs it."""

MAY: Final[Mapping[Role, frozenset[Act]]] = MappingProxyType(
    {
        Role.HEAD: ROOM_ACTS,
        Role.ADVISER: _TELLS,
        Role.COUNSEL: _TELLS,
        Role.EXPERT: _NOTES,
        Role.INTERPRETER: _NOTES,
        Role.NOTE_TAKER: _NOTES,
        Role.OBSERVER: _READS,
        Role.MEDIATOR: DESK_ACTS,
        Role.CO_MEDIATOR: DESK_ACTS,
        Role.SECRETARIAT: _ASSISTS | (_PEOPLE - {Act.ROTATE}),
        Role.ADMINISTRATOR: HOST_ACTS,
    }
)
"""What each role may do in its own place; the administrator, to the host.

An interpreter has one row for rooms and the desk; at the desk no note can be written.
"""

SAYS: Final[Mapping[Act, str]] = MappingProxyType(
    {
        Act.READ: N_("Read what stands in the place"),
        Act.SEARCH: N_("Search it"),
        Act.SEE_ACCESS: N_("See who read, who came and went, and what became of the keys"),
        Act.EXPORT: N_("Take a copy of the record"),
        Act.UPLOAD: N_("Add a document"),
        Act.RING: N_("Ask the other side to call: the mediator, or a room"),
        Act.SEE_RING: N_("Say that such a call has been seen"),
        Act.NOTE: N_("Write a note for the delegation"),
        Act.TELL: N_("Tell the mediator"),
        Act.CHANGE_LEAVE: N_("Change who may know what one wrote"),
        Act.CHANGE_ANY_LEAVE: N_("Change who may know what any seat of the delegation wrote"),
        Act.ACKNOWLEDGE: N_("Say that what was brought has been read"),
        Act.DISCLOSE: N_("Decide what others may learn of a seat"),
        Act.OPEN_INNER: N_("Open a room within the delegation"),
        Act.CLOSE_ROOM: N_("Close the room to the host, or open it to the host again"),
        Act.ANSWER_DATES: N_("Say which dates suit the delegation"),
        Act.SET_ROUNDS: N_("Set rounds, tracks and dates, and tell rooms of them"),
        Act.GIVE_VALUES: N_("Say what options are worth to the delegation"),
        Act.SET_MANDATE: N_("Set the mandate, who confirms, and until when the delegation consults"),
        Act.DRAFT: N_("Quote, and draft a message"),
        Act.CARRY: N_("Carry a message into a room"),
        Act.STOP: N_("Stop a message at a door"),
        Act.SPEAK: N_("Speak in a room"),
        Act.ANNOUNCE: N_("Announce in several rooms"),
        Act.CONFIRM: N_("Confirm to a room that an entry was conveyed"),
        Act.DECLARE_MET: N_("Say that a condition is met"),
        Act.ASK: N_("Ask a room: for its consent to exact words, for leave, at the end of a caucus"),
        Act.DICTATE: N_("Take down what a party says by telephone or on paper, and read to it"),
        Act.INTRODUCE: N_("Tell a room who takes part in another, as far as that one allows"),
        Act.ARRANGE: N_("Keep the agenda and the positions at the desk"),
        Act.SHOW_AGENDA: N_("Tell a room of an item of the agenda"),
        Act.INVITE_HEAD: N_("Give the head of a delegation a new way in"),
        Act.REPORT: N_("Write the mediator’s report"),
        Act.KEEP_LEDGER: N_("Make and change the points of the ledger"),
        Act.NOTE_AT_DESK: N_("Write the desk’s own notes"),
        Act.ANALYSE: N_("Read and prepare the analysis"),
        Act.ASK_VALUES: N_("Ask a room what options are worth to it"),
        Act.SET_SECOND: N_("Set whether words that the guard warns of are kept with a second seat’s agreement"),
        Act.AGREE_SECOND: N_("Agree that another seat at the desk keeps words that the guard warns of, or refuse"),
        Act.CLOSE_CASE: N_("Close the case, and set how long it is kept"),
        Act.DESTROY: N_("Destroy a room or the case"),
        Act.INVITE: N_("Give a seat, and invite to it"),
        Act.WITHDRAW: N_("Withdraw an invitation"),
        Act.REPLACE: N_("Replace a lost device"),
        Act.REMOVE: N_("Remove a seat"),
        Act.ROTATE: N_("Draw a new key"),
        Act.OPEN_CASE: N_("Open a case"),
        Act.GIVE_ACCOUNT: N_("Give staff their accounts"),
        Act.BACK_UP: N_("Make a backup"),
        Act.RESTORE: N_("Restore a backup"),
        Act.CHECK_HOST: N_("Check the host"),
    }
)
"""Each act in words, as the public page and the pages of a place say it."""


def may(role: Role, act: Act) -> bool:
    """Whether a seat with this role may do this in its own place."""
    return act in MAY[role]


def unless_may(role: Role, act: Act) -> Refusal | None:
    """None where the role may do this; else the refusal that says so."""
    return None if may(role, act) else Refusal(Code.ROLE_MAY_NOT, {"role": role, "act": act})
