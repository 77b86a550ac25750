"""A server under measurement: its own process, its own data, as many cases as asked for."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PREPARE = """
import json, sys
from pathlib import Path
from entremise.web.setup import migrate, set_up
set_up(data=Path(sys.argv[1]))
migrate()
from entremise.domain.terms import Regime, Role, Terms
from entremise.services.access import give_token
from entremise.services.cases import Party, give_seat, open_case
from entremise.wiring import joined
parts = joined().parts
terms = Terms(codename="Bench", regime=Regime.SEALED, fact_confidential=True, mediator="M", city="Muscat",
              zone="Asia/Muscat")
cases = []
for _ in range(int(sys.argv[2])):
    case = open_case(parts, terms, [Party(name="One"), Party(name="Two")])
    seats = {"desk": give_seat(parts, case.desk, Role.MEDIATOR)}
    seats |= {room.mark: give_seat(parts, room.room, Role.HEAD) for room in case.rooms}
    cases.append({place: give_token(parts, seat) for place, seat in seats.items()})
print(json.dumps(cases))
"""
UNLIMITED = "program-read=1000000/1000000 program-act=1000000/1000000 read=1000000/1000000"
"""What is measured is the house, not its limits: a program may otherwise act 2,400 times a minute."""
SERVE = "import sys; from entremise.cli import main; sys.exit(main())"


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    pid: int
    host: str
    port: int
    cases: list[dict[str, str]]
    """For each case its places' bearer tokens."""
    start_seconds: float
    """From the process's beginning to its first answer."""

    def cpu_seconds(self) -> float:
        """Processor time that the server has used, in user and system mode."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_megabytes(self) -> float:
        """The most memory that the server has held."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024


@contextlib.contextmanager
def running(*, cases: int, database: str | None = None) -> Iterator[Running]:
    """A server with this many cases of two rooms, on SQLite or on the PostgreSQL database named."""
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "ENTREMISE_DATA": data, "ENTREMISE_LIMITS": UNLIMITED}
        if database is not None:
            environment["ENTREMISE_DATABASE"] = database
        prepared = subprocess.run(
            [sys.executable, "-c", PREPARE, data, str(cases)],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        begun = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, "serve", "--data", data, "--port", "0"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            line = process.stdout.readline() if process.stdout is not None else ""
            start_seconds = time.perf_counter() - begun
            url = urlsplit(line.split(" at ")[1].split(". ")[0])
            tokens = json.loads(prepared.stdout)
            yield Running(process.pid, url.hostname or "", url.port or 0, tokens, start_seconds)
        finally:
            process.terminate()
            process.wait(timeout=20)
