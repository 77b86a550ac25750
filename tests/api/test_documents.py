"""POST /documents, PUT and GET /documents/…, GET /entries/{number}/document, POST /copies, GET /copies/{document}."""

from typing import Any, ClassVar

import pytest

from tests.api.contract import OperationContract
from tests.api.programs import Answered, Program, Programs
from tests.cast import OWN, SUBSTANCE, VERBATIM
from tests.documents import files
from tests.services.test_documents import CHUNK, LETTER, LONG


def sends(program: Program, document: str, part: bytes, at: int) -> Answered:
    return program.asks("PUT", f"/documents/{document}/{at}", raw=part)


def brings(program: Program, content: bytes = LETTER, name: str = "Letter.txt") -> str:
    """A file in one part."""
    begun = program.posts("/documents", {"name": name, "size": len(content)})
    told = sends(program, begun.json["id"], content, 0)
    assert told.json["document"]["name"] == name
    return str(begun.json["id"])


class TestBegin(OperationContract):
    METHOD, SEAT, BODY = "POST", "ana", {"name": "Long.bin", "size": len(LONG)}

    @property
    def path(self) -> str:
        return "/documents"

    def test_a_file_comes_in_parts_and_hangs_on_an_entry(self, api: Programs) -> None:
        begun = self.asks(api)
        name = begun.json["id"]
        assert (begun.status, begun.json) == (201, {"id": name, "kept": 0, "total": len(LONG), "document": None})

        assert sends(api.ana, name, LONG[:CHUNK], 0).json["kept"] == CHUNK
        assert api.ana.gets(f"/documents/{name}").json["kept"] == CHUNK
        assert sends(api.ana, name, LONG[CHUNK:], CHUNK).json["document"] == {
            "name": "Long.bin",
            "media_type": "text/plain",
            "size": len(LONG),
        }
        written = api.ana.posts("/entries", {"text": "Here.", "document": name})
        assert api.ana.gets(f"/entries/{written.json['number']}/document").told.body == LONG

    def test_a_repeated_request_begins_nothing_anew(self, api: Programs) -> None:
        assert self.asks(api, key="once").bytes == self.asks(api, key="once").bytes

    @pytest.mark.parametrize(
        ("size", "status", "code"), [(0, 422, "document-empty"), (10**9, 413, "document-too-large")]
    )
    def test_what_is_not_taken_is_refused_at_once(self, api: Programs, size: int, status: int, code: str) -> None:
        refused = api.ana.posts("/documents", {"name": "x", "size": size})

        assert (refused.status, refused.code) == (status, code)


class TestSend(OperationContract):
    METHOD, SEAT = "PUT", "ana"

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        self.name = api.ana.posts("/documents", {"name": "Long.bin", "size": len(LONG)}).json["id"]

    @property
    def path(self) -> str:
        return f"/documents/{self.name}/0"

    def test_another_part_than_the_next_is_told_where_to_go_on(self, api: Programs) -> None:
        refused = sends(api.ana, self.name, LONG[:CHUNK], CHUNK)

        assert (refused.status, refused.code) == (409, "document-part")
        assert "begins at byte 0" in refused.json["wanted"]

    @pytest.mark.parametrize("who", ["ada", "bo", "mo", "zed"])
    def test_nobody_else_knows_of_the_file(self, api: Programs, who: str) -> None:
        theirs, nobodys = (sends(api.at[who], name, b"x", 0) for name in (self.name, "none"))

        assert theirs.bytes == nobodys.bytes
        assert theirs.code == "document-unfinished"

    def test_a_part_that_is_no_number_is_malformed(self, api: Programs) -> None:
        assert api.ana.asks("PUT", f"/documents/{self.name}/x", raw=b"x").code == "malformed"

    def test_a_part_may_be_larger_than_other_requests(self, api: Programs) -> None:
        name = api.ana.posts("/documents", {"name": "x", "size": 1_048_576}).json["id"]

        assert sends(api.ana, name, bytes(1_048_576), 0).json["kept"] == 1_048_576
        assert sends(api.ana, name, bytes(1_048_577), 0).code == "too-large"


class TestRead(OperationContract):
    METHOD, SEAT = "GET", "ana"

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        api.ana.posts("/entries", {"text": "Here.", "leave": {"form": "own"}, "document": brings(api.ana)})
        api.ana.posts("/entries", {"text": "Here.", "document": brings(api.ana)})

    @property
    def path(self) -> str:
        return "/entries/N-1/document"

    def test_it_is_the_file_as_it_came(self, api: Programs) -> None:
        told = self.asks(api)

        assert (told.type, told.told.body) == ("application/octet-stream", LETTER)
        assert api.mo.gets("/entries/A-1/document").told.body == LETTER

    def test_the_entry_says_what_hangs_on_it(self, api: Programs) -> None:
        listed = api.ana.gets("/entries").json["entries"]

        document = {"name": "Letter.txt", "media_type": "text/plain", "size": len(LETTER)}
        assert [entry["document"] for entry in listed] == [document, document]

    @pytest.mark.parametrize("path", ["/entries/1/document", "/entries/A-1/document", "/entries/carry-1/document"])
    def test_in_another_room_there_is_nothing(self, api: Programs, path: str) -> None:
        assert api.bo.gets(path).bytes == api.bo.gets("/entries/B-99/document").bytes


class TestCopy(OperationContract):
    METHOD, SEAT, NOT_FOR = "POST", "mo", ("ana", "bo")
    BODY: ClassVar[object] = {"source": {"room": "A", "number": 1}, "name": "Annex"}

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        for leave in (VERBATIM, SUBSTANCE, OWN):
            api.talks.ana.says("See this.", leave=leave, document=api.talks.ana.gives(files.gif(), "From Jane.gif"))

    @property
    def path(self) -> str:
        return "/copies"

    def test_a_copy_is_looked_at_and_carried(self, api: Programs) -> None:
        made = self.asks(api)
        assert made.status == 201
        assert made.json["document"]["name"] == "Annex.png"
        assert (made.json["removed"], made.json["hidden"], made.json["read"]) == (["remark"], [], False)
        looked_at = api.mo.gets(f"/copies/{made.json['id']}").told.body
        assert not files.has_canary(looked_at)

        message: dict[str, Any] = {"into": "B", "form": "verbatim", "text": "See this.", "hold_seconds": 0}
        message |= {"sources": [{"room": "A", "number": 1}], "document": made.json["id"]}
        assert api.mo.posts("/carries", message).json["entered_as"] == "B-01"
        assert api.bo.gets("/entries/1/document").told.body == looked_at

    def test_a_repeated_request_makes_one_copy(self, api: Programs) -> None:
        assert self.asks(api, key="once").bytes == self.asks(api, key="once").bytes

    def test_without_leave_no_copy_is_made(self, api: Programs) -> None:
        refused = api.mo.posts("/copies", {"source": {"room": "A", "number": 2}})

        assert (refused.status, refused.code) == (409, "document-verbatim")

    @pytest.mark.parametrize("number", ["N-1", 3, 99])
    def test_what_the_desk_was_not_told_is_absent(self, api: Programs, number: object) -> None:
        assert api.mo.posts("/copies", {"source": {"room": "A", "number": number}}).status in {404, 422}

    @pytest.mark.parametrize("body", [{}, {"source": {"room": "A", "number": 1}, "document": "x"}])
    def test_it_is_made_of_one_thing(self, api: Programs, body: object) -> None:
        assert api.mo.posts("/copies", body).code == "malformed"

    def test_a_copy_of_the_desks_own_paper(self, api: Programs) -> None:
        made = api.mo.posts("/copies", {"document": brings(api.mo)})

        assert made.json["document"]["name"] == "Document.txt"

    def test_another_seat_of_the_desk_does_not_know_it(self, api: Programs) -> None:
        made = self.asks(api)

        assert api.at["co"].gets(f"/copies/{made.json['id']}").bytes == api.at["co"].gets("/copies/none").bytes
