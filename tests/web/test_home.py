"""The first page, for somebody without a link."""

from tests.cast import Talks
from tests.web.people import METHODS, Person


def test_it_works(stranger: Person) -> None:
    told = stranger.asks("GET", "/")

    assert told.status == 200
    assert told.page.root.tags("h1")[0].text == "Indirect talks"
    assert not told.cookies


def test_it_refuses_other_methods(stranger: Person) -> None:
    for method in set(METHODS) - {"GET", "HEAD"}:
        told = stranger.asks(method, "/")
        assert (told.status, told.headers["Allow"]) == (405, "GET, HEAD")


def test_there_is_no_list_of_talks(talks: Talks, stranger: Person, ana: Person) -> None:
    """Not even for those who have a seat."""
    told = ana.asks("GET", "/")

    assert told.body == stranger.asks("GET", "/").body
    for name in ("Copper Lantern", "Quiet Harbour", "Arvend", "Belmark", talks.ana.seat.id):
        assert name not in told.text
