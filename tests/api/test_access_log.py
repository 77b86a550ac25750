"""GET /access: who read, and who came and went."""

from typing import ClassVar

import pytest

from entremise.domain.events import Access
from entremise.domain.ids import access_log
from entremise.domain.terms import Role
from entremise.services import accesses
from tests.api.contract import OperationContract
from tests.api.programs import Answered, Programs
from tests.services.test_record import inner_room


class TestAccessLog(OperationContract):
    METHOD: ClassVar[str] = "GET"
    SEAT: ClassVar[str] = "ana"

    @property
    def path(self) -> str:
        return "/access"


def told(answered: Answered) -> list[tuple[str, str | None, bool, str | None]]:
    assert answered.status == 200
    return [(line["what"], line["role"], line["own"], line["by"]) for line in answered.json["lines"]]


def readings(answered: Answered) -> list[tuple[str | None, bool]]:
    return [(role, own) for what, role, own, _ in told(answered) if what == "read"]


@pytest.mark.parametrize("path", ["/place", "/entries", "/access", "/ending", "/record/checkpoint"])
def test_what_a_program_reads_is_told_once_an_hour(api: Programs, path: str) -> None:
    for _ in range(3):
        assert api.ana.gets(path).status == 200

    assert readings(api.ana.gets("/access")) == [("head-of-delegation", True)]


def test_a_search_is_a_reading(api: Programs) -> None:
    assert api.ana.posts("/search", {"text": "frigates"}).status == 200

    assert readings(api.ada.gets("/access")) == [("head-of-delegation", False)]


def test_what_is_refused_or_written_is_no_reading(api: Programs) -> None:
    api.ana.gets("/entries", room="A")
    api.ana.posts("/entries", {"text": "Nine frigates."})

    assert readings(api.ada.gets("/access")) == []


def test_it_is_the_seats_own_place(api: Programs) -> None:
    """Law 7: nobody learns when another place reads."""
    for program in (api.bo, api.mo, api.zed):
        program.gets("/entries", **({"room": "A"} if program is api.mo else {}))

    assert readings(api.ana.gets("/access")) == []


def test_it_says_by_whom_it_was_done(api: Programs) -> None:
    accesses.tell_all(api.talks.parts, Access.RESTORED, by=Role.ADMINISTRATOR)

    assert told(api.ana.gets("/access"))[0] == ("restored", None, False, "administrator")


def test_it_is_read_page_by_page(api: Programs) -> None:
    total = api.talks.parts.store.head(access_log(api.talks.ana.seat.place))
    first = api.ana.gets("/access", limit=1)
    second = api.ana.gets("/access", limit=200, before=first.json["earlier"])

    assert [line["number"] for line in first.json["lines"]] == [total]
    assert [line["number"] for line in second.json["lines"]] == list(range(total - 1, 0, -1))
    assert second.json["earlier"] is None


@pytest.mark.parametrize("query", [{"before": "x"}, {"before": "-1"}, {"limit": "0"}, {"limit": "201"}])
def test_a_query_that_cannot_be_read_is_malformed(api: Programs, query: dict[str, str]) -> None:
    refused = api.ana.asks("GET", "/access", **query)  # type: ignore[arg-type]

    assert (refused.status, refused.code) == (400, "malformed")


def test_an_inner_room_is_there_for_its_members(api: Programs) -> None:
    inner = inner_room(api.talks, api.talks.ana.seat)

    assert api.ana.gets("/access", inner=inner).status == 200
    for program in (api.ada, api.bo, api.mo):
        elsewhere, nowhere = (program.gets("/access", inner=one) for one in (inner, "nowhere"))
        assert elsewhere.bytes == nowhere.bytes
        assert elsewhere.code == "absent"
