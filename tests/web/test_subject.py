"""What the house holds about a seat, taken along as an archive."""

import io
import json
import zipfile

import pytest

from tests.cast import Talks
from tests.web.contract import SeatedPage, Spec
from tests.web.people import Person, Told


class TestSubject(SeatedPage):
    spec = Spec(done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "subject"


def opened(told: Told) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(told.body)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_it_is_an_archive_to_read_and_for_programs(talks: Talks, ana: Person) -> None:
    talks.ana.says("What I said.")

    told = ana.sends("subject")

    assert told.headers["Content-Type"] == "application/zip"
    assert told.headers["Content-Disposition"] == 'attachment; filename="subject.zip"'
    archive = opened(told)
    assert list(archive) == ["subject.json", "subject.html"]
    assert [deed["text"] for deed in json.loads(archive["subject.json"])["deeds"]] == [None, "What I said."]
    assert '<blockquote dir="auto">What I said.</blockquote>' in archive["subject.html"]


def test_its_page_is_in_the_readers_language(ana: Person) -> None:
    assert '<html lang="fr">' in opened(ana.speaks("fr").sends("subject"))["subject.html"]


def test_it_is_offered_where_one_sees_who_read(ana: Person, mo: Person) -> None:
    for somebody in (ana, mo):
        assert somebody.sees("access").page.form_to("/subject").get("method") == "post"
        assert somebody.sends("subject").status == 200
