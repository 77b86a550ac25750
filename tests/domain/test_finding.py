"""The search within one place: what is found, in which order, and what is marked."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import Event, RoomOpened, Said, Spoken
from entremise.domain.finding import EXTRACT_WORDS, Index, Piece, Query, extract
from entremise.domain.folding import fold, words_of
from entremise.domain.ids import DeskId, DocumentId, Label, Mark, RoomId, SeatId
from entremise.domain.leave import CONFIDENCE
from entremise.domain.log import Line
from entremise.domain.terms import Document, MessageType, Regime, Role, Terms

NOW = datetime(2026, 2, 6, 8, tzinfo=UTC)
PLACE = RoomId("room")


def said(text: str, number: int = 1, *, series: str = "A") -> Said:
    return Said(
        label=Label(series, number),
        seat=SeatId("seat"),
        role=Role.HEAD,
        text=text,
        type=MessageType.INFORMATION,
        binding=False,
        leave=CONFIDENCE,
        marked=True,
    )


def index_of(*events: Event) -> Index:
    index = Index()
    for number, event in enumerate(events, 1):
        index.read(Line(PLACE, number, NOW, event))
    return index


def asked(text: str) -> Query:
    query = Query.parse(text)
    assert isinstance(query, Query)
    return query


def found(index: Index, text: str, *, series: str | None = None, before: Label | None = None) -> list[str]:
    return [str(label) for label in index.find(asked(text), series=series, before=before, limit=100)]


def finds(text: str, looked_for: str) -> bool:
    return found(index_of(said(text)), looked_for) == ["A-01"]


def marked(text: str, looked_for: str) -> list[str]:
    return [piece.text for piece in extract([text], asked(looked_for)) if piece.marked]


def test_every_word_must_stand_in_an_entry() -> None:
    """In whatever order."""
    index = index_of(said("Nine frigates.", 1), said("Frigates may go, nine of them.", 2), said("Nine days.", 3))

    assert found(index, "nine frigates") == ["A-02", "A-01"]


def test_the_newest_comes_first() -> None:
    """By the order of the log, whatever the series."""
    index = index_of(said("Oil.", 1), said("Oil.", 1, series="N"), said("Oil.", 2))

    assert found(index, "oil") == ["A-02", "N-01", "A-01"]


@pytest.mark.parametrize(
    ("text", "looked_for"),
    [
        ("Nine frigates.", "FRIG"),
        ("Les frégates restent.", "fregate"),
        ("Nous parlons d’accord.", "l'accord"),
        ("بقيت السفن في الميناء", "سفن"),
        ("بقيت سفن في الميناء", "السفن"),
        ("والسفن بقيت", "سفن"),
        ("للسفن طريق", "سفن"),
        ("کشتی\u200cها مانده\u200cاند", "کشتی"),
        ("نمی\u200cخواهیم برویم", "خواهیم"),
        ("كتابي عندك", "کتابی"),
        ("حدود ۷٫۵ ٪ در سال", "7.5 percent"),
        ("The year 1975.", "1975"),
    ],
)
def test_words_are_found_in_every_language(text: str, looked_for: str) -> None:
    """By how they begin; without case, accents, letter variants, joiners, or Arabic's article."""
    assert finds(text, looked_for)


@pytest.mark.parametrize(
    ("text", "looked_for"),
    [
        ("Seventy frigates.", "frigates seven nine"),
        ("We were there.", "we'll"),
        ("70 frigates.", "7"),
        ("1975", "197"),
        ("A defrigated ship.", "frig"),
    ],
)
def test_what_is_not_there_is_not_found(text: str, looked_for: str) -> None:
    """Short words and figures are found whole only, and no word by its middle."""
    assert not finds(text, looked_for)


@pytest.mark.parametrize("quotes", ['"{}"', "“{}”", "«{}»", "„{}“", '"{}'])
def test_words_in_quotation_marks_stand_in_a_row(quotes: str) -> None:
    """As they are quoted in the languages spoken here; an end that is missing is the text's own."""
    index = index_of(said("We stop the ships first.", 1), said("The first ships stop.", 2), said("Stop the ship.", 3))

    assert found(index, quotes.format("stop the ships")) == ["A-01"]


def test_a_quoted_word_finds_itself_only() -> None:
    """And not the words that begin with it."""
    assert not finds("Nine frigates.", '"frigate"')


def test_a_run_does_not_go_on_in_another_entry() -> None:
    """Nor from an entry's words to its document's name."""
    index = index_of(said("We stop", 1), said("the ships", 2), with_document("We stop", "the ships.pdf"))

    assert found(index, '"stop the"') == []


def test_a_document_is_found_by_its_name() -> None:
    """The name that this place knows."""
    event = with_document("See the annex.", "Frigates, list.pdf")

    assert found(index_of(event), "frigates list") == ["A-03"]
    assert extract([event.text, "Frigates, list.pdf"], asked("frigates"))[0] == Piece("Frigates", marked=True)


def test_one_series_is_searched_alone() -> None:
    """At the desk: one room."""
    index = index_of(said("Oil.", 1), said("Oil.", 1, series="B"), said("Oil.", 2))

    assert found(index, "oil", series="B") == ["B-01"]


def test_a_search_goes_on_before_an_entry() -> None:
    """For the next page; an entry that is not there has nothing before it."""
    index = index_of(*(said("Oil.", number) for number in range(1, 6)))

    assert index.find(asked("oil"), series=None, before=None, limit=2) == [Label("A", 5), Label("A", 4)]
    assert index.find(asked("oil"), series=None, before=Label("A", 4), limit=2) == [Label("A", 3), Label("A", 2)]
    assert found(index, "oil", before=Label("A", 9)) == []


def test_what_brings_no_entry_is_not_found() -> None:
    """A room's opening names its party and title; these are no entry."""
    opened = RoomOpened(
        desk=DeskId("desk"),
        mark=Mark("A"),
        party="Arvend",
        title="Frigates",
        terms=Terms(
            codename="Lantern", regime=Regime.SEALED, fact_confidential=True, mediator="M", city="Muscat", zone="UTC"
        ),
    )

    assert found(index_of(opened), "frigates arvend") == []


def test_the_page_of_an_entry_ends_a_few_places_after_it() -> None:
    """So that what was found is seen with what followed."""
    index = index_of(*(said("Oil.", number) for number in range(1, 6)), said("Oil.", 1, series="B"))

    assert index.after(Label("A", 2), entries=3, series=None) == Label("A", 5)
    assert index.after(Label("A", 4), entries=2, series=None) == Label("B", 1)
    assert index.after(Label("A", 4), entries=2, series="A") is None
    assert index.after(Label("A", 9), entries=1, series=None) is None


@pytest.mark.parametrize("text", ["", "  \n ", "!?", '""', "«»"])
def test_a_query_without_words_is_refused(text: str) -> None:
    """It would find everything or nothing."""
    assert Query.parse(text) == Refusal(Code.QUERY_EMPTY)


def test_a_query_has_a_length() -> None:
    """So that one search costs little."""
    refused = Query.parse("oil " * 60)

    assert isinstance(refused, Refusal)
    assert refused.code is Code.TEXT_TOO_LONG


def test_what_was_looked_for_is_marked() -> None:
    """Neighbours as one; the words stay as they were written."""
    assert extract(["They keep Nine Frigates, and nine more."], asked("frig nine")) == (
        Piece("They keep ", marked=False),
        Piece("Nine Frigates", marked=True),
        Piece(", and ", marked=False),
        Piece("nine", marked=True),
        Piece(" more.", marked=False),
    )


def test_a_quoted_run_is_marked_where_it_stands_in_a_row() -> None:
    """And not where its words stand apart."""
    assert marked("Ships stop. We stop the ships.", '"stop the ships"') == ["stop the ships"]


def test_a_long_entry_is_cut_around_the_first_word_found() -> None:
    """With some words before it, and signs where something is left out."""
    text = " ".join(f"w{number}" for number in range(200)) + " frigates " + "end " * 50

    pieces = extract([text], asked("frigates"))

    assert pieces[0] == Piece("… ", marked=False)
    assert pieces[-1] == Piece(" …", marked=False)
    assert pieces[1].text == "w192 w193 w194 w195 w196 w197 w198 w199 "
    assert len(words_of("".join(piece.text for piece in pieces))) == EXTRACT_WORDS


ALPHABET = st.sampled_from(["oil", "Öl", "ships", "shipment", "سفن", "السفن", "7", "70", "a", "stop", "the"])
TEXTS = st.lists(st.lists(ALPHABET, max_size=6).map(" ".join), max_size=12)


@given(TEXTS, st.lists(ALPHABET, min_size=1, max_size=3))
def test_an_index_finds_what_reading_every_entry_would(texts: list[str], looked_for: list[str]) -> None:
    """Against the plainest way: each entry whose extract has something marked for each word alone."""
    index = index_of(*(said(text, number) for number, text in enumerate(texts, 1)))
    words = [word for word in looked_for if len(word) > 1 or word.isdigit()] or looked_for

    plain = [
        f"A-{number:02d}" for number, text in enumerate(texts, 1) if all(marked(text, f" {word} ") for word in words)
    ]
    assert found(index, " ".join(looked_for)) == plain[::-1]


@given(TEXTS, st.lists(ALPHABET, min_size=1, max_size=3))
def test_a_quoted_run_finds_exactly_its_entries(texts: list[str], run: list[str]) -> None:
    """Against the plainest way: the folded words, as one text."""
    index = index_of(*(said(text, number) for number, text in enumerate(texts, 1)))
    wanted = " " + " ".join(map(fold, run)) + " "

    plain = [
        f"A-{number:02d}"
        for number, text in enumerate(texts, 1)
        if wanted in " " + " ".join(word.folded for word in words_of(text)) + " "
    ]
    assert found(index, f'"{" ".join(run)}"') == plain[::-1]


@given(TEXTS, TEXTS, st.lists(ALPHABET, min_size=1, max_size=2))
def test_reading_on_finds_as_much_as_reading_at_once(before: list[str], after: list[str], words: list[str]) -> None:
    """Whatever was looked for in between."""
    events = [said(text, number) for number, text in enumerate([*before, *after], 1)]
    index = index_of(*events[: len(before)])
    found(index, " ".join(words))
    for number, event in enumerate(events[len(before) :], len(before) + 1):
        index.read(Line(PLACE, number, NOW, event))

    assert found(index, " ".join(words)) == found(index_of(*events), " ".join(words))


@given(st.text(max_size=300), st.text(min_size=1, max_size=30))
def test_an_extract_is_a_part_of_the_text(text: str, looked_for: str) -> None:
    """Whatever is looked for in whatever text: nothing is added but the signs of what is left out."""
    query = Query.parse(looked_for)
    if isinstance(query, Query):
        parts = "".join(piece.text for piece in extract([text], query) if piece.text not in {"… ", " …"})
        assert parts in text


def with_document(text: str, name: str) -> Said:
    document = Document(id=DocumentId("d"), name=name, media_type="application/pdf", size=1, key=b"k" * 32)
    return replace(said(text, 3), document=document)


def test_the_mediators_words_are_found_too() -> None:
    """In the room where they were said."""
    spoken = Spoken(label=Label("A", 1), role=Role.MEDIATOR, text="One step at a time.")

    assert found(index_of(spoken), "step") == ["A-01"]
