"""The one door. Only `domain.door` knows two places, and only it makes the events that cross."""

import ast
from collections.abc import Iterator
from typing import Final

from tests.domain.source import trees

PLACES: Final = frozenset({"Room", "Desk", "RoomId", "DeskId", "PlaceId", "PartyRoom", "PlaceRow"})
"""Types of which a value is a place."""

ROWS: Final = frozenset({"Sequence", "Iterable", "Iterator", "Collection", "Mapping", "list", "tuple", "set"})
"""Types of which a value can be many."""

CROSSINGS: Final = frozenset(
    {
        "Told",
        "LeaveTold",
        "Delivered",
        "Brought",
        "Spoken",
        "SpokenInto",
        "Announced",
        "AnnouncedInto",
        "Carried",
        "Conveyed",
        "ConveyanceConfirmed",
        "ConditionMet",
        "ConditionDeclared",
        "TalksClosed",
        "TalksReopened",
        "CarryAsked",
        "CarryAskedInto",
        "LeaveAsked",
        "LeaveAskedInto",
        "SummaryAsked",
        "SummaryAskedInto",
        "WordingAsked",
        "WordingAskedInto",
        "Answered",
        "AnswerTold",
        "ConsentWithdrawn",
        "ConsentWithdrawnTold",
        "QuestionWithdrawn",
        "QuestionWithdrawnInto",
        "RoundTold",
        "RoundToldInto",
        "DatesAsked",
        "DatesAskedInto",
        "DatesAnswered",
        "DatesTold",
        "TrackTold",
        "TrackToldInto",
        "DeskRang",
        "DeskRangInto",
        "DeskRingSeen",
        "DeskRingSeenTold",
        "RoomRang",
        "RoomRangTold",
        "RoomRingSeen",
        "RoomRingSeenInto",
        "AgendaShown",
        "AgendaShownInto",
        "AgendaTakenOff",
        "AgendaTakenOffIn",
        "AgendaSequenced",
        "AgendaSequencedIn",
        "ProposalTold",
        "ViewTold",
        "ConsultationTold",
        "AcceptanceTold",
        "AcceptanceSettledTold",
        "ValuesWanted",
        "ValuesAsked",
        "ValuesTold",
        "ValuesSealed",
        "ValuesTakenBack",
    }
)
"""Events that exist only because something came through the door."""

PAIRED: Final = frozenset({"CarryHeld", "CarryStopped", "Opened", "LeaveChanged"})
"""Events of one place that begin, end or cause a crossing."""

REVIEWED: Final = {
    "entremise.services.acts.load_room_from_desk": "reads the desk's log alone, and counts in the room",
    "entremise.services.acts._room": "the same counting; the desk is only named",
    "entremise.services.acts.once": "names the places to be locked, and reads none of them",
    "entremise.services.ports.Store.writing": "the lock itself",
    "entremise.services.documents.crossing": "lays a document's copy where the door lets its message in",
    "entremise.services.ports.Documents.erase_documents": "the places whose files go; reads none of them",
    "entremise.services.keeping._with_all_within": "finds which places go together when they are destroyed",
    "entremise.services.keeping._certified": "counts the keys that are erased, and names the places by their ids",
    "entremise.services.keeping._forget": "drops the seats, files and waiting messages of destroyed places",
    "entremise.services.seats.shut_out": "draws keys for a room and those within it, all of one delegation",
    "entremise.services.seats._close": "the same, when a seat ends",
    "entremise.services.seats._written_at_its_end": "names the places of one delegation to be locked together",
    "entremise.services.ports.Keys.destroy": "the places whose keys go; reads none of them",
    "entremise.services.ports.KeyRows.erase_keys": "the same",
    "entremise.services.hub.Notifier.news": "gives each place's listeners their own number",
    "entremise.services.hub.Nobody.news": "the same, to nobody",
    "entremise.services.hub.Hub.news": "the same",
}
"""Functions outside the door that take several places, and why that is no passage."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(module: str, tree: ast.Module) -> Iterator[tuple[str, Function]]:
    """Every function of a module, within classes and functions too, by its full name."""

    def within(node: ast.AST, name: str) -> Iterator[tuple[str, Function]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef):
                yield from within(child, f"{name}.{child.name}")
            elif isinstance(child, Function):
                yield f"{name}.{child.name}", child
                yield from within(child, f"{name}.{child.name}")
            else:
                yield from within(child, name)

    yield from within(tree, module)


def names(annotation: ast.expr | None) -> set[str]:
    """The names in an annotation, quoted ones too."""
    if annotation is None:
        return set()
    found = set()
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= names(ast.parse(node.value, mode="eval").body)
    return found


def places_taken(function: Function) -> int:
    """How many places the function's arguments can be; 2 for a row of them."""
    given = function.args
    single = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    taken = 0
    for argument in single:
        found = names(argument.annotation)
        if found & PLACES:
            taken += 2 if found & ROWS else 1
    for argument in filter(None, (given.vararg, given.kwarg)):
        taken += 2 if names(argument.annotation) & PLACES else 0
    return taken


def knowing_two(*packages: str) -> set[str]:
    return {
        name
        for module, tree in trees(*packages)
        for name, function in functions(module, tree)
        if places_taken(function) > 1
    }


def made(kinds: frozenset[str]) -> set[tuple[str, str]]:
    """Where events of these kinds are made: the module, and the kind."""
    return {
        (module, name)
        for module, tree in trees("entremise")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (name := called(node.func)) in kinds
    }


def called(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def test_only_the_door_knows_two_places() -> None:
    """Every function of the domain and the services that takes two places is listed here, and reviewed."""
    assert knowing_two("entremise.domain", "entremise.services") == {
        "entremise.domain.door.entries.tell",
        "entremise.domain.door.entries.tell_leave",
        "entremise.domain.door.entries.acknowledge",
        "entremise.domain.door.entries.enter",
        "entremise.domain.door.entries.speak",
        "entremise.domain.door.entries.confirm",
        "entremise.domain.door.entries.declare_met",
        "entremise.domain.door.entries.announce",
        "entremise.domain.door.people.introduce",
        "entremise.domain.door.asking.ask_carry",
        "entremise.domain.door.asking.ask_leave",
        "entremise.domain.door.asking.ask_summary",
        "entremise.domain.door.asking.ask_wording",
        "entremise.domain.door.asking.take_back_question",
        "entremise.domain.door.asking.answer",
        "entremise.domain.door.asking.take_back_consent",
        "entremise.domain.door.dictating.tell_agreed",
        "entremise.domain.door.dictating.read_out",
        "entremise.domain.door.dictating.tell_paper",
        "entremise.domain.door.dictating.tell_dates",
        "entremise.domain.door.rounds.tell_round",
        "entremise.domain.door.rounds.ask_dates",
        "entremise.domain.door.tracks.tell_track",
        "entremise.domain.door.people.invite_head",
        "entremise.domain.door.hotline.ring_room",
        "entremise.domain.door.hotline.ring_desk",
        "entremise.domain.door.hotline.see_ring_of_desk",
        "entremise.domain.door.hotline.see_ring_of_room",
        "entremise.domain.door.agenda.propose",
        "entremise.domain.door.agenda.give_view",
        "entremise.domain.door.agenda.show",
        "entremise.domain.door.agenda.take_off",
        "entremise.domain.door.agenda.sequence",
        "entremise.domain.door.mandate.accept",
        "entremise.domain.door.mandate.settle",
        "entremise.domain.door.mandate.consult",
        "entremise.domain.door.analysis.ask_values",
        "entremise.domain.door.analysis.give_values",
        "entremise.domain.door.analysis.withdraw_values",
        *REVIEWED,
        # Chunks of several files, sealed each under a key of its own: the desk reads what hangs on what it was told.
        "entremise.services.ports.Documents.last_chunks",
    }


def test_only_announcing_knows_two_rooms() -> None:
    """From party to party nothing passes: one function takes several rooms, and what passes is the desk's."""
    several = {
        name
        for module, tree in trees("entremise.domain")
        for name, function in functions(module, tree)
        for argument in [*function.args.args, *function.args.kwonlyargs]
        if (found := names(argument.annotation)) & {"Room", "RoomId"} and found & ROWS
    }
    twice = {
        name
        for module, tree in trees("entremise.domain", "entremise.services")
        for name, function in functions(module, tree)
        if sum(
            bool(names(argument.annotation) & {"Room", "RoomId"})
            for argument in [*function.args.args, *function.args.kwonlyargs]
        )
        > 1
    }

    assert several == {"entremise.domain.door.entries.announce"}
    assert twice == set()


def test_only_the_door_makes_what_crosses() -> None:
    """Each event that crosses is made in the door and nowhere else.

    The codec makes events, too, of rows that were written before; the folds read them by `case`.
    """
    found = made(CROSSINGS)

    assert {kind for _, kind in found} == CROSSINGS
    assert {module for module, _ in found if not module.startswith("entremise.domain.door")} == set()


def test_what_begins_and_ends_a_crossing_is_made_in_few_places() -> None:
    """The services make events of one place: a stop by hand, and a change of leave, also where it was asked for."""
    assert made(PAIRED) == {
        ("entremise.domain.door.entries", "CarryHeld"),
        ("entremise.domain.door.entries", "CarryStopped"),
        ("entremise.domain.door.entries", "Opened"),
        ("entremise.domain.door.dictating", "LeaveChanged"),
        ("entremise.domain.door.dictating", "Opened"),
        ("entremise.services.asking", "LeaveChanged"),
        ("entremise.services.carrying", "CarryStopped"),
        ("entremise.services.speaking", "LeaveChanged"),
    }


def test_every_function_says_what_it_takes() -> None:
    """No argument in the domain or the services is without a type, so that none of the above is missed."""
    silent = [
        f"{name}({argument.arg})"
        for module, tree in trees("entremise.domain", "entremise.services")
        for name, function in functions(module, tree)
        for argument in [*function.args.args, *function.args.kwonlyargs]
        if argument.annotation is None and argument.arg not in {"self", "cls"}
    ]

    assert silent == []
