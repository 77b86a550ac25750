"""A folder or a file as a problem: which files are a domain, which are profiles, which are spare."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entremise.analysis.errors import Unreadable
from entremise.analysis.formats import genius, geniusweb, negmas, tables
from entremise.analysis.formats.parts import Profile, assemble
from entremise.analysis.formats.texts import read_json, read_text
from entremise.analysis.problems import Issue, Problem

MOST_FILES = 200
SINGLE: Mapping[str, Callable[[Path], Problem]] = {
    ".xml": genius.read,
    ".json": geniusweb.read,
    ".yml": negmas.read,
    ".yaml": negmas.read,
    ".csv": tables.read,
    ".xlsx": tables.read,
}


@dataclass(frozen=True)
class _Found:
    domains: list[tuple[Path, list[Issue]]]
    profiles: list[Callable[[list[Issue]], Profile]]
    faults: list[Unreadable]
    tables: list[Path]


def read(path: Path | str) -> Problem:
    """The problem in a file or a folder, in whichever format; raises Unreadable or OSError.

    In a folder, a file that is none of the problem is left out, with a note.
    """
    path = Path(path)
    if path.is_file():
        if path.suffix.lower() not in SINGLE:
            raise Unreadable(path, None, f"a folder or one of {', '.join(SINGLE)}", repr(path.suffix))
        return SINGLE[path.suffix.lower()](path)
    if not path.is_dir():
        raise Unreadable(path, None, "a file or a folder", "nothing")
    return _folder(path)


def _folder(path: Path) -> Problem:
    files = sorted(file for file in path.iterdir() if file.is_file() and file.suffix.lower() in SINGLE)
    if len(files) > MOST_FILES:
        raise Unreadable(path, None, f"at most {MOST_FILES} files", f"{len(files)}")
    found = _Found([], [], [], [])
    for file in files:
        try:
            _look_at(file, found)
        except Unreadable as fault:
            found.faults.append(fault)
    if not found.domains and not found.profiles:
        if found.tables:
            return tables.read(found.tables[0])
        raise found.faults[0] if found.faults else Unreadable(path, None, "a domain and its profiles", "neither")
    return _best(path, found)


def _look_at(file: Path, found: _Found) -> None:
    suffix = file.suffix.lower()
    if suffix == ".xml":
        if file.name.lower() != "pareto.xml":
            _look_at_xml(file, found)
    elif suffix == ".json":
        _look_at_json(file, found)
    elif suffix in {".yml", ".yaml"}:
        _look_at_yaml(file, found)
    elif tables.is_table(file):
        found.tables.append(file)


def _look_at_xml(file: Path, found: _Found) -> None:
    root = genius.parse(file, read_text(file))
    sort = genius.kind(root)
    if sort == "domain":
        found.domains.append((file, genius.issues(root, file)))
    elif sort == "profile":
        made = genius.profile(root, file)
        found.profiles.append(lambda _issues: made)


def _look_at_json(file: Path, found: _Found) -> None:
    text = read_text(file)
    held: Any = read_json(file, text)
    sort = geniusweb.kind(held)
    if sort == "domain":
        found.domains.append((file, geniusweb.issues(held, file, text)))
    elif sort in {"profile", "negolog"}:
        made = (geniusweb.profile if sort == "profile" else geniusweb.negolog)(held, file, text)
        found.profiles.append(lambda _issues: made)


def _look_at_yaml(file: Path, found: _Found) -> None:
    text = read_text(file)
    held: Any = negmas.parse(file, text)
    sort = negmas.kind(held)
    if sort == "domain":
        found.domains.append((file, negmas.issues(held, file, text)))
    elif sort == "profile":
        found.profiles.append(lambda issues: negmas.profile(held, issues, file, text))


def _best(path: Path, found: _Found) -> Problem:
    """The problem of the domain that most profiles fit; a profile's own issues where there is no domain."""
    notes = [f"left out: {fault}" for fault in found.faults]
    domains = (
        found.domains
        or [(made.path, list(made.issues)) for made in _made(found.profiles, [], notes) if made.issues][:1]
    )
    if not domains:
        raise found.faults[0] if found.faults else Unreadable(path, None, "a domain file with the issues", "none")
    best: Problem | None = None
    faults: list[Unreadable] = []
    for file, issues in domains:
        said = list(notes)
        name = file.stem if found.domains else path.name
        if len(domains) > 1:
            said.append(f"{len(domains)} domains here; {file.name} is read")
        try:
            made = assemble(issues, _made(found.profiles, issues, said), name=name, path=path, notes=said)
        except Unreadable as fault:
            faults.append(fault)
            continue
        if best is None or len(made.parties) > len(best.parties):
            best = made
    if best is None:
        raise (found.faults + faults)[0]
    return best


def _made(makers: Sequence[Callable[[list[Issue]], Profile]], issues: list[Issue], said: list[str]) -> list[Profile]:
    made: list[Profile] = []
    for maker in makers:
        try:
            made.append(maker(issues))
        except Unreadable as fault:
            said.append(f"left out: {fault}")
    return made
