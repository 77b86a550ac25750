"""The case's terms: its regime, the forms in which words cross, the kinds of message, the seats' roles."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from entremise.domain.ids import DocumentId, Mark, PlaceId, RoomId


class Regime(StrEnum):
    """What an entry without a mark counts as; agreed in the agreement to mediate."""

    SEALED = "sealed"
    """In confidence. US practice."""
    SHAREABLE = "shareable"
    """In substance, unless marked in confidence. UNCITRAL Model Law 2018, article 9."""
    MUST_SHARE = "must-share"
    """Facts in substance, unless marked in confidence; owed to the others. India's company mediation rules."""


class CarryForm(StrEnum):
    """In which form words enter another room."""

    SUBSTANCE = "substance"
    """The mediator's wording of what the other party said, with its name."""
    VERBATIM = "verbatim"
    """The other party's exact words, with its name."""
    IDEA = "idea"
    """As the mediator's own idea."""
    HYPOTHETICAL = "hypothetical"
    """As a supposal: what if …? With nobody's name."""


class MessageType(StrEnum):
    """What the words are for."""

    INFORMATION = "information"
    OFFER = "offer"
    QUESTION = "question"
    ANSWER = "answer"
    DEMAND = "demand"
    WARNING = "warning"
    CLARIFICATION = "clarification"


class Role(StrEnum):
    """What a seat is for, in a room or at the desk."""

    HEAD = "head-of-delegation"
    ADVISER = "adviser"
    COUNSEL = "counsel"
    EXPERT = "expert"
    INTERPRETER = "interpreter"
    NOTE_TAKER = "note-taker"
    OBSERVER = "observer"
    MEDIATOR = "mediator"
    CO_MEDIATOR = "co-mediator"
    SECRETARIAT = "secretariat"
    ADMINISTRATOR = "administrator"
    """Runs the host. Sits in no place and reads no content."""


class Outcome(StrEnum):
    """How talks came out, in the words that a mediator’s report may use (Uniform Mediation Act §7(b)(1))."""

    HELD = "held"
    """They took place."""
    TERMINATED = "terminated"
    """They took place, and ended before their time."""
    NOT_HELD = "not-held"
    """They did not take place."""


class Disclosure(StrEnum):
    """What others may learn of a seat; each says what those before it say, and more."""

    NOTHING = "nothing"
    MEMBER = "member"
    """That there is one more member."""
    ROLE = "role"
    NAME = "name"
    """Role and name."""


DESK_ROLES = (Role.MEDIATOR, Role.CO_MEDIATOR, Role.SECRETARIAT, Role.INTERPRETER)
"""Roles that can sit at the desk."""

ROOM_ROLES = (
    Role.HEAD,
    Role.ADVISER,
    Role.COUNSEL,
    Role.EXPERT,
    Role.INTERPRETER,
    Role.NOTE_TAKER,
    Role.OBSERVER,
)
"""Roles that can sit in a party's room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What every place of a case is told when it opens."""

    codename: str
    """The case's neutral name, the only one used outside its rooms."""
    regime: Regime
    fact_confidential: bool
    """Whether even that talks take place is confidential."""
    mediator: str
    """The mediator's institution."""
    city: str
    """City by whose clock times are shown."""
    zone: str
    """IANA time zone of that city."""
    note: str | None = None
    """A sentence shown on every page of the case, such as that its words are illustrative."""
    retention_days: int | None = None
    """How long the case is kept after it is closed; None: decided when it is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRoom:
    """One party's room, as the desk lists it."""

    room: RoomId
    mark: Mark
    party: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file that hangs on an entry. Its bytes are kept apart, sealed under its own key."""

    id: DocumentId
    name: str
    """As this place knows it."""
    media_type: str
    """By its content."""
    size: int
    """Bytes."""
    key: bytes = field(repr=False)
    """32 bytes. Whoever can read the entry can read the file."""
    digest: bytes | None = None
    """SHA-256 of the bytes, by which the entry binds the file: an exported record is checked against it."""
    place: PlaceId | None = None
    """Where its bytes lie, as the desk knows it of what it was told and carried; None: where the entry stands."""
    words: int = 0
    """Bytes of its words, which lie sealed behind its own for the guard to read; 0: the guard does not read it."""


class Came(StrEnum):
    """How a party's words came to the desk, where none of its seats wrote them."""

    TELEPHONE = "telephone"
    PAPER = "paper"
    IN_PERSON = "in-person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How the desk took down what a party said, or read to it what was brought."""

    how: Came
    said_by: Role
    """Who of the delegation said it, or was read to."""
    said: datetime
    by: Role
    """Of the desk's seat that took it down."""
    agreed_by: Role | None = None
    """Who agreed to the words when they were read back; None: they were not read back."""
    agreed: datetime | None = None
