"""The translators' catalogues: `extract` what is to be translated, `compile` what was, `check` that nothing is missing.

python scripts/messages.py extract      bring every locale/*/LC_MESSAGES/django.po up to date
python scripts/messages.py compile      write django.mo beside each
python scripts/messages.py check        exit 1 if a sentence is untranslated, changed since, or not compiled
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "entremise"
LOCALES = SOURCE / "web" / "locale"
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "_": None}
PLACEHOLDER = re.compile(r"%\((\w+)\)s|%s|\{(\w*)\}")

Found = tuple[int, str | tuple[str, ...], list[str], str | None]


def main() -> int:
    """Do what the argument names; the exit code."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    acts = {"extract": update, "compile": compile_all, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in acts:
        print(__doc__, file=sys.stderr)
        return 2
    return acts[sys.argv[1]]()


def update() -> int:
    """Bring every catalogue up to date with the source; new sentences stand there untranslated."""
    template = extracted()
    for path in catalogues():
        catalogue = read(path)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalogue, width=110, omit_header=False, sort_by_file=True, include_lineno=False)
    return 0


def compile_all() -> int:
    """Compile every catalogue."""
    for path in catalogues():
        path.with_suffix(".mo").write_bytes(compiled(read(path)))
    return 0


def check() -> int:
    """Say what is missing; 1 if anything is."""
    wanted = {message.id for message in extracted() if message.id}
    faults: list[str] = []
    for path in catalogues():
        catalogue, language = read(path), path.parent.parent.name
        known = {message.id for message in catalogue if message.id}
        faults += [f"{language}: not in the catalogue: {one!r}" for one in sorted(map(str, wanted - known))]
        faults += [f"{language}: {fault}" for message in catalogue if message.id in wanted for fault in amiss(message)]
        machine = path.with_suffix(".mo")
        if not machine.exists() or machine.read_bytes() != compiled(catalogue):
            faults.append(f"{language}: django.mo is not what django.po compiles to")
    print("\n".join(faults) or f"{len(wanted)} sentences, {len(catalogues())} translations: complete")
    if faults:
        print("To mend: scripts/messages.py extract, translate, scripts/messages.py compile", file=sys.stderr)
    return 1 if faults else 0


def amiss(message: object) -> Iterator[str]:
    """What is wrong with one translation."""
    ids = message.id if isinstance(message.id, tuple) else (message.id,)  # type: ignore[attr-defined]
    strings = message.string if isinstance(message.string, tuple) else (message.string,)  # type: ignore[attr-defined]
    if not all(strings):
        yield f"untranslated: {ids[0]!r}"
    elif message.fuzzy:  # type: ignore[attr-defined]
        yield f"marked as uncertain: {ids[0]!r}"
    else:
        names = {match.group() for one in ids for match in PLACEHOLDER.finditer(one)}
        for string in strings:
            given = {match.group() for match in PLACEHOLDER.finditer(string)}
            if not given <= names or (len(ids) == 1 and given != names):
                yield f"other places for facts: {ids[0]!r} has {sorted(names)}, {string!r} has {sorted(given)}"


def extracted() -> Catalog:
    """Every sentence that the source marks for translation."""
    catalogue = Catalog(project="Entremise", charset="utf-8")
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")]):
        name = path.relative_to(ROOT).as_posix()
        for line, message, comments, context in found_in(path):
            catalogue.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return catalogue


def found_in(path: Path) -> Iterator[Found]:
    """The sentences of one file. A template is first turned into what Python's extractor reads."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        text = templatize(text)
    yield from extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS)


def catalogues() -> list[Path]:
    """Every translation's catalogue."""
    return sorted(LOCALES.glob("*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    """A catalogue from its file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def compiled(catalogue: Catalog) -> bytes:
    """What gettext reads."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


if __name__ == "__main__":
    sys.exit(main())
