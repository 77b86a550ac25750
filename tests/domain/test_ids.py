"""Rules of `entremise.domain.ids`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.domain.ids import CARRIES, MARKS, NOTES, Label


@pytest.mark.parametrize(
    ("label", "text"),
    [
        (Label("A", 1), "A-01"),
        (Label("A", 12), "A-12"),
        (Label(NOTES, 4), "N-04"),
        (Label(CARRIES, 123), "carry-123"),
    ],
)
def test_a_label_reads_as_people_say_it(label: Label, text: str) -> None:
    """A label is its series, a dash, and at least two digits."""
    assert str(label) == text


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("12", Label("A", 12)),
        ("012", Label("A", 12)),
        ("B-3", Label("B", 3)),
        ("N-04", Label(NOTES, 4)),
        ("carry-7", Label(CARRIES, 7)),
        ("999999999", Label("A", 999_999_999)),
    ],
)
def test_a_bare_number_is_read_within_the_series(text: str, label: Label) -> None:
    """A number alone is a number of one's own series; with a series before it, it is that one's."""
    assert Label.parse(text, series="A") == label


@pytest.mark.parametrize(
    "text", ["", "x", "A-", "-", "0", "A-0", "A-00", "-1-", "1.5", "+1", " 1", "1 ", "1234567890", "²", "١٢"]
)
def test_what_names_nothing_is_no_label(text: str) -> None:
    """Numbers begin at 1, have at most nine plain digits, and nothing around them."""
    assert Label.parse(text, series="A") is None


@pytest.mark.parametrize("head", ["\0", "\ud800", "a b", "", "A-"])
def test_a_series_is_a_mark_or_a_word(head: str) -> None:
    """What could never be a series is no label: a store is not asked for what it cannot write."""
    assert Label.parse(f"{head}-12", series="A") is None


@given(st.sampled_from([*MARKS, NOTES, CARRIES]), st.integers(1, 999_999_999))
def test_a_label_is_read_back(series: str, number: int) -> None:
    """What a label reads as names that label again."""
    label = Label(series, number)

    assert Label.parse(str(label), series="H") == label


@given(st.text(max_size=12))
def test_no_text_is_too_strange_to_parse(text: str) -> None:
    """Whatever stands in an address is a label or none, and never an error."""
    label = Label.parse(text, series="A")

    assert label is None or 1 <= label.number < 10**9


def test_labels_are_ordered_by_number() -> None:
    """Within a series labels are in the order of their numbers, not of their letters."""
    assert sorted([Label("A", 10), Label("A", 9), Label("A", 1)]) == [
        Label("A", 1),
        Label("A", 9),
        Label("A", 10),
    ]


def test_no_mark_is_a_series_of_another_kind() -> None:
    """Notes and carries are never mistaken for a room's entries."""
    assert not {NOTES, CARRIES} & set(MARKS)
    assert len(set(MARKS)) == len(MARKS) == 8
