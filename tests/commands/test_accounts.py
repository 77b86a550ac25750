"""`entremise account`, as an administrator types it."""

import re
from pathlib import Path

from tests.test_cli import typed

GIVEN = re.compile(
    r"link  http://localhost:8000/account/enrol/\S{32}\ncode  \d{6}    give it by another way than the link\n"
)
UNKNOWN = "no open account has the one given"


def shown(data: Path) -> list[str]:
    return [re.sub(" +", " ", line).strip() for line in typed("account", "show", data=data).stdout.splitlines()]


def test_an_account_is_made_and_shown(tmp_path: Path) -> None:
    made = typed("account", "new", "Mo", "--administrator", data=tmp_path)
    typed("account", "new", "Ona", data=tmp_path)

    assert GIVEN.fullmatch(made.stdout)
    assert shown(tmp_path) == ["Mo administrator not enrolled", "Ona staff not enrolled"]


def test_a_link_names_the_server(tmp_path: Path) -> None:
    made = typed("account", "new", "Mo", "--url", "https://talks.example", data=tmp_path)

    assert made.stdout.startswith("link  https://talks.example/account/enrol/")


def test_a_name_is_given_once(tmp_path: Path) -> None:
    typed("account", "new", "Mo", data=tmp_path)
    again = typed("account", "new", " mo ", data=tmp_path)

    assert (again.returncode, again.stdout) == (2, "")
    assert "there is, or was, an account of this one" in again.stderr


def test_a_new_link_is_given(tmp_path: Path) -> None:
    first = typed("account", "new", "Mo", data=tmp_path)
    second = typed("account", "link", "MO", "--second-factor", data=tmp_path)

    assert GIVEN.fullmatch(second.stdout)
    assert first.stdout != second.stdout


def test_an_account_is_closed(tmp_path: Path) -> None:
    typed("account", "new", "Mo", data=tmp_path)
    closed = typed("account", "close", "Mo", data=tmp_path)

    assert closed.stdout == "closed: Mo\n"
    assert shown(tmp_path) == ["Mo staff closed"]
    assert UNKNOWN in typed("account", "link", "Mo", data=tmp_path).stderr


def test_the_only_administrator_is_not_closed(tmp_path: Path) -> None:
    typed("account", "new", "Mo", "--administrator", data=tmp_path)
    refused = typed("account", "close", "Mo", data=tmp_path)

    assert refused.returncode == 2
    assert "another administrator is wanted first" in refused.stderr


def test_nobody_is_said_so(tmp_path: Path) -> None:
    refused = typed("account", "close", "Mo", data=tmp_path)

    assert (refused.returncode, UNKNOWN in refused.stderr) == (2, True)
    assert shown(tmp_path)[0].startswith("No account is kept here.")


def test_no_name_no_link_and_no_code_stands_in_the_database(tmp_path: Path) -> None:
    made = typed("account", "new", "Melchior", data=tmp_path)
    link, code = made.stdout.split()[1].rpartition("/")[2], made.stdout.split()[3]

    kept = b"".join(file.read_bytes() for file in tmp_path.glob("entremise.sqlite3*"))
    assert not any(word.encode() in kept for word in ("Melchior", "melchior", link))
    assert code.encode() not in kept
