"""Plain text: what can be seen of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.documents.plaintext import stripped
from entremise.documents.unfit import Unfit


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (b"\xef\xbb\xbfone\r\ntwo\rthree", "one\ntwo\nthree\n"),
        ("سلام".encode("utf-16"), "سلام\n"),
        (b"words  \t \n\n", "words\n"),
        ("a\u200bb\u2060c\U000e0041".encode(), "abc\n"),
        ("a\u202eb\u2066c".encode(), "abc\n"),
        ("a\u200cb".encode(), "ab\n"),
        ("می\u200cروم".encode(), "می\u200cروم\n"),
        ("a\u2003b\u00a0c".encode(), "a b c\n"),
        ("👩\u200d🚀".encode(), "👩\u200d🚀\n"),
    ],
)
def test_what_is_seen_stays(content: bytes, kept: str) -> None:
    assert stripped(content)[0].decode() == kept


def test_how_much_was_unseen_is_told() -> None:
    assert stripped("a\u200b\u200bb".encode())[1] == 2
    assert stripped("می\u200cروم".encode())[1] == 0


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(Unfit):
        stripped(b"a\0b")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_text_without_its_unseen_signs_stays_as_it_is(text: str) -> None:
    once, _ = stripped(("x " + text).encode())

    assert stripped(once) == (once, 0)
