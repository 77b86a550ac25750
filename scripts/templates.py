"""Check the templates: each compiles, none holds script or style of its own, and each part is used."""

import re
import sys
from pathlib import Path

from entremise.web.setup import set_up

FOLDER = Path(__file__).resolve().parent.parent / "src" / "entremise" / "web" / "templates"
INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:|\bhx-on", re.IGNORECASE)
ABROAD = re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//", re.IGNORECASE)
USED = re.compile(r"(?:include|extends)\s+[\"']([^\"']+)[\"']")


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    set_up()
    from django.template.loader import get_template  # noqa: PLC0415 – Django is set up first

    faults: list[str] = []
    used: set[str] = set()
    names = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
    for name in names:
        text = (FOLDER / name).read_text(encoding="utf-8")
        used |= set(USED.findall(text))
        try:
            get_template(name)
        except Exception as error:  # noqa: BLE001 – whatever is wrong with it is to be told
            faults.append(f"{name}: does not compile: {error}")
        faults += [f"{name}: of its own on the page: {match.group()!r}" for match in INLINE.finditer(text)]
        faults += [f"{name}: asks another host: {match.group()!r}" for match in ABROAD.finditer(text)]
    faults += [f"{name}: used by no page" for name in names if name.startswith("parts/") and name not in used]
    print("\n".join(faults) or f"{len(names)} templates: in order")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
