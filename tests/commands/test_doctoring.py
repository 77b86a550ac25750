"""The host looked over: what is well, what is wrong, and what to do."""

import json
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from entremise.server.headers import expected
from tests.commands.test_hosting import DATABASES, Host
from tests.storage.test_post import Box, certificate, offered_tls
from tests.support.postgres import Cluster

pytestmark = pytest.mark.timeout(180)

__all__ = ["certificate"]

SAFE: Final = {"ENTREMISE_TLS": "1", "ENTREMISE_HOSTS": "talks.example.org"}
NOW: Final = datetime.now(UTC)


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house in which something was written."""
    folder = tmp_path_factory.mktemp("lived-in") / "data"
    folder.mkdir(mode=0o700)
    Host(folder).lives("tell")
    return folder


@pytest.fixture
def host(lived_in: Path, tmp_path: Path) -> Host:
    """A house of the test's own, with its lines in the past."""
    shutil.copytree(lived_in, tmp_path / "data")
    made = Host(tmp_path / "data", dict(SAFE))
    cares(made, data=NOW, keys=NOW)
    return made


def cares(host: Host, **told: datetime) -> None:
    care = {name: at.isoformat() for name, at in told.items()}
    file = host.data / "care.json"
    file.touch(mode=0o600)
    file.write_text(json.dumps(care))


def looked_over(host: Host, *words: str) -> dict[str, dict[str, Any]]:
    """The findings by their names; of several under one name the worst."""
    told = host.types("doctor", "--json", *words)
    findings = json.loads(told.stdout)["findings"]
    wrong = any(finding["state"] == "wrong" for finding in findings)
    assert told.returncode == int(wrong), told.stderr
    order = ["well", "look", "wrong"]
    return {one["name"]: one for one in sorted(findings, key=lambda finding: order.index(finding["state"]))}


def states(findings: dict[str, dict[str, Any]], *names: str) -> list[str]:
    return [findings[name]["state"] for name in names]


def test_a_house_in_order(host: Host) -> None:
    found = looked_over(host, "--thorough")

    names = ("program", "settings", "data folder", "database", "tables", "clock", "keys", "space")
    assert states(found, *names, "backup: data", "backup: keys") == ["well"] * (len(names) + 2)
    assert "lines are what was written" in found["keys"]["told"]


@pytest.mark.parametrize("database", DATABASES)
def test_it_looks_at_either_database(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> None:
    tmp_path.chmod(0o700)
    if database == "sqlite":
        host = Host(tmp_path, dict(SAFE))
        host.lives("tell")
        assert states(looked_over(host), "database", "tables", "keys") == ["well"] * 3
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    with cluster.database() as url:
        host = Host(tmp_path, {**SAFE, "ENTREMISE_DATABASE": url})
        host.lives("tell")
        found = looked_over(host)
    assert states(found, "tables", "keys") == ["well"] * 2
    # The tests' own server keeps nothing through a power cut, and is told so.
    assert (found["database"]["state"], "is off, and should be on" in found["database"]["told"]) == ("look", True)


def test_it_speaks_to_people_too(host: Host) -> None:
    (host.data / "secret").chmod(0o644)

    told = host.types("doctor")

    assert told.returncode == 1
    assert "wrong  data folder    others can read: secret\n" in told.stdout
    assert f"-> chmod 700 {host.data}; chmod 600 what is in it; and see who could have copied it\n" in told.stdout


def test_it_says_nothing_of_anybody(host: Host) -> None:
    """It may be sent to whoever helps: no name, no place, no word."""
    database = sqlite3.connect(host.data / "entremise.sqlite3")
    planted = [row[0] for row in database.execute("SELECT id FROM place UNION SELECT id FROM seat")]
    database.close()

    told = host.types("doctor", "--thorough").stdout

    assert not [word for word in [*planted, "Copper", "Lantern", "Arvend", "frigates"] if word in told]


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"ENTREMISE_HOSTS": "*"}, "exact names of this server are wanted"),
        ({"ENTREMISE_SECRET": "short"}, "can be guessed"),
        ({"ENTREMISE_HOSTS": "127.0.0.1"}, "no name by which people reach the server"),
    ],
)
def test_loose_settings_are_wrong(host: Host, environment: dict[str, str], says: str) -> None:
    host.environment |= environment

    found = looked_over(host)["settings"]

    assert found["state"] == "wrong"
    assert says in found["told"]
    assert found["advice"]


@pytest.mark.parametrize("name", [".", "entremise.sqlite3", "host.key"])
def test_what_others_can_read_is_wrong(host: Host, name: str) -> None:
    path = host.data / name
    path.chmod(path.stat().st_mode | 0o004)

    found = looked_over(host)

    assert found["data folder"]["state"] == "wrong"
    assert (name if name != "." else host.data.name) in found["data folder"]["told"]


def test_a_clock_that_is_behind_is_wrong(host: Host) -> None:
    """What is written next would stand before what was written."""
    _alter(host, "UPDATE entry SET at = at + 365 * 86400 * 1000000 WHERE number = 2")

    found = looked_over(host)["clock"]

    assert found["state"] == "wrong"
    assert "behind the newest line" in found["told"]


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE entry SET leaf = zeroblob(32) WHERE number = 5",
        "UPDATE entry SET body = (SELECT body FROM entry WHERE number = 6) WHERE number = 5",
        "DELETE FROM entry WHERE number = 5",
        "UPDATE tile SET digest = zeroblob(32)",
    ],
)
def test_a_record_that_was_changed_is_found(host: Host, harm: str) -> None:
    """By whoever has the disk: the words no longer fit the tree, or the tree itself."""
    _alter(host, harm)

    found = looked_over(host, "--thorough")["keys"]

    assert found["state"] == "wrong"
    assert "keep this database as it is" in found["advice"]


@pytest.mark.parametrize(("tls", "state"), [("1", "wrong"), ("", "look")])
def test_a_whole_host_key_in_the_data_folder_is_for_a_rehearsal(host: Host, tls: str, state: str) -> None:
    host.environment["ENTREMISE_TLS"] = tls

    found = looked_over(host)["host key"]

    assert (found["state"], "ENTREMISE_KEY" in found["advice"]) == (state, True)


def test_a_missing_key_is_found(host: Host) -> None:
    (host.data / "host.key").unlink()

    found = looked_over(host)

    assert states(found, "host key", "keys") == ["look", "wrong"]


@pytest.mark.parametrize(
    ("age", "state"), [(timedelta(0), "well"), (timedelta(days=2), "look"), (timedelta(days=8), "wrong")]
)
def test_an_old_backup_is_noticed(host: Host, age: timedelta, state: str) -> None:
    """Of the keys by itself."""
    cares(host, data=NOW, keys=NOW - age)

    assert states(looked_over(host), "backup: data", "backup: keys") == ["well", state]


def test_a_backup_that_was_never_made_is_wrong(host: Host) -> None:
    (host.data / "care.json").unlink()

    assert states(looked_over(host), "backup: data", "backup: keys", "custodians") == ["wrong"] * 3


def test_custodians_have_todays_host_key_or_are_asked_for(host: Host, tmp_path: Path) -> None:
    host.does("key", "export", tmp_path / "kept", "--plain")
    before = looked_over(host)["custodians"]
    care = json.loads((host.data / "care.json").read_text())
    (host.data / "care.json").write_text(json.dumps({**care, "fingerprint": "00" * 16}))
    after = looked_over(host)["custodians"]

    assert before["state"] == "well"
    assert after["state"] == "wrong"
    assert "the host key has changed since" in after["told"]


def test_an_empty_folder_is_not_filled_by_looking(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)

    assert looked_over(Host(tmp_path, dict(SAFE)))["database"]["state"] == "look"
    assert not (tmp_path / "entremise.sqlite3").exists()
    assert not (tmp_path / "host.key").exists()


# A mail server --------------------------------------------------------------------------------------------


@pytest.fixture
def mails(certificate: Path) -> Iterator[tuple[int, list[tuple[bytes, bytes]]]]:
    """A mail server on this computer with TLS from the start: its port, and who signed in."""
    came: list[tuple[bytes, bytes]] = []

    def authenticate(*arguments: Any) -> AuthResult:
        data = arguments[4]
        assert isinstance(data, LoginPassword)
        came.append((data.login, data.password))
        return AuthResult(success=data.password == b"kestrel", handled=False)

    with socket.create_server(("localhost", 0)) as free:
        port: int = free.getsockname()[1]
    controller = Controller(
        Box(),
        hostname="localhost",
        port=port,
        ssl_context=offered_tls(certificate),
        authenticator=authenticate,
        auth_require_tls=False,
    )
    controller.start()
    yield port, came
    controller.stop()


def mailing(host: Host, server: str, certificate: Path | None = None) -> dict[str, Any]:
    """What is found of mail with this server set; its certificate is trusted if it is named."""
    host.environment |= {"ENTREMISE_MAIL": server, "ENTREMISE_MAIL_FROM": "notices@house.example"}
    host.environment["SSL_CERT_FILE"] = str(certificate) if certificate is not None else ""
    return looked_over(host)["mail"]


def test_without_a_mail_server_all_is_well(host: Host) -> None:
    assert looked_over(host)["mail"] == {
        "name": "mail",
        "state": "well",
        "told": "none is sent: ENTREMISE_MAIL names no server",
        "advice": "",
    }


def test_a_mail_server_that_lets_it_in_is_well(
    host: Host, mails: tuple[int, list[tuple[bytes, bytes]]], certificate: Path
) -> None:
    found = mailing(host, f"smtps://house:kestrel@localhost:{mails[0]}", certificate)

    assert (found["state"], found["advice"]) == ("well", "")
    assert found["told"].startswith("the server answers; notices at ")
    assert mails[1] == [(b"house", b"kestrel")]


@pytest.mark.parametrize(
    ("password", "trusted", "says"),
    [("osprey", True, "SMTPAuthenticationError"), ("kestrel", False, "SSLCertVerificationError")],
)
def test_a_mail_server_that_does_not_let_it_in_is_wrong(
    host: Host,
    mails: tuple[int, list[tuple[bytes, bytes]]],
    certificate: Path,
    password: str,
    says: str,
    *,
    trusted: bool,
) -> None:
    """And what was tried stands nowhere in what is told."""
    found = mailing(host, f"smtps://house:{password}@localhost:{mails[0]}", certificate if trusted else None)

    assert found == {
        "name": "mail",
        "state": "wrong",
        "told": f"the server of ENTREMISE_MAIL does not let this one in ({says})",
        "advice": "is its name right, its certificate valid, and the password?",
    }
    assert bool(mails[1]) is trusted


@pytest.mark.parametrize("server", ["smtp://house:kestrel@mail.example.org", "http://house:kestrel@localhost"])
def test_a_mail_server_that_cannot_be_is_wrong_and_its_password_is_not_told(host: Host, server: str) -> None:
    found = mailing(host, server)

    assert found["state"] == "wrong"
    assert "is wanted in ENTREMISE_MAIL" in found["told"]
    assert "kestrel" not in json.dumps(found)


# A running server -----------------------------------------------------------------------------------------


class Proxy(BaseHTTPRequestHandler):
    """What stands in front of the house, as a test wants it."""

    headers_sent: dict[str, str]

    def do_GET(self) -> None:
        self.send_response(200)
        for name, value in type(self).headers_sent.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def proxy() -> Iterator[tuple[str, type[Proxy]]]:
    class Ours(Proxy):
        headers_sent = expected(tls=False)

    server = HTTPServer(("127.0.0.1", 0), Ours)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", Ours
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_headers_that_a_proxy_drops_are_wrong(host: Host, proxy: tuple[str, type[Proxy]]) -> None:
    url, ours = proxy
    del ours.headers_sent["content-security-policy"]

    found = looked_over(host, "--url", url)

    assert found["headers"]["state"] == "wrong"
    assert "content-security-policy" in found["headers"]["told"]


def test_a_proxy_that_caches_is_wrong(host: Host, proxy: tuple[str, type[Proxy]]) -> None:
    url, ours = proxy
    ours.headers_sent["Age"] = "7"

    found = looked_over(host, "--url", url)

    assert states(found, "headers", "proxy") == ["well", "wrong"]


def test_a_server_that_answers_to_any_name_is_wrong(host: Host, proxy: tuple[str, type[Proxy]]) -> None:
    assert looked_over(host, "--url", proxy[0])["names"]["state"] == "wrong"


def test_a_server_that_does_not_answer_is_wrong(host: Host) -> None:
    found = looked_over(host, "--url", "https://127.0.0.1:1")["server"]

    assert found["state"] == "wrong"
    assert "does not answer" in found["told"]


def test_what_is_no_address_is_not_understood(host: Host) -> None:
    told = host.types("doctor", "--url", "talks.example.org")

    assert told.returncode == 2
    assert "an address such as https://talks.example.org is wanted" in told.stderr


def _alter(host: Host, statement: str) -> None:
    """Change the database as whoever has its disk could: its triggers are no hindrance."""
    database = sqlite3.connect(host.data / "entremise.sqlite3")
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {name}")
    database.execute(statement)
    database.commit()
    database.close()
