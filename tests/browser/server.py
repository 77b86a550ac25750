"""The program itself, as a process of its own, on a folder of the tests' own."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ENDS_WITHIN: Final = 20
"""Seconds; it is given three for open requests."""
PRINTED: Final = re.compile(r"(https?://\S+/enter/\S+) +code (\d+)")


@dataclass
class Server:
    """`entremise demo` or `serve`, running."""

    data: Path
    url: str = ""
    seats: Sequence[Mapping[str, str]] = ()
    """Of the demo: each seat's place, role, link and token."""
    _process: "subprocess.Popen[str] | None" = field(default=None, repr=False)

    def start(self, act: str = "demo", *, port: int = 0) -> "Server":
        """Start it, and return when it answers. Port 0: a free one."""
        json_too = ["--json"] if act == "demo" else []
        self._process = subprocess.Popen(
            [*ENTREMISE, act, "--data", self.data, "--port", str(port), *json_too], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if act == "demo":
            told = json.loads(line)
            self.url, self.seats = told["url"], told["seats"]
        else:
            assert "answers at" in line
        return self

    def stop(self) -> None:
        """End it, as an operator would."""
        if self._process is not None:
            self._process.terminate()
            self._process.communicate(timeout=ENDS_WITHIN)
            self._process = None

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def link(self, place: str, role: str) -> str:
        """The demo's link for a seat, its code within."""
        return next(seat["link"] for seat in self.seats if (seat["place"], seat["role"]) == (place, role))

    def new_case(self, *parties: str) -> list[tuple[str, str]]:
        """A case of its own; a link and its code for the mediator, then for the head of each delegation."""
        named = [part for party in parties for part in ("--party", party)]
        place = ["--mediator", "Ministry of Bridges", "--city", "Muscat", "--zone", "Asia/Muscat"]
        printed = subprocess.run(
            [*ENTREMISE, "case", "new", "Lantern", *named, *place, "--url", self.url, "--data", self.data],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        return PRINTED.findall(printed)


ENTREMISE: Final = (sys.executable, "-m", "entremise.cli")
