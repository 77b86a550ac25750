"""Rules of `entremise.domain.names`."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.domain.names import MOST_CHARACTERS_A_NAME, display_name, with_ending


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("Offer of 6 February.pdf", "Offer of 6 February.pdf"),
        ("نامه‌ها.pdf", "نامه‌ها.pdf"),
        ("مذكرة.docx", "مذكرة.docx"),
        ("提案.pdf", "提案.pdf"),
        ("e\u0301tat.txt", "état.txt"),
    ],
)
def test_names_in_any_script_are_kept(given_: str, kept: str) -> None:
    """What a person can read as a name stays as it is, in one spelling."""
    assert display_name(given_) == kept


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\jane\\Offer.pdf", "Offer.pdf"),
        ("a/b\\c\uff0fd.pdf", "d.pdf"),
        ("..", "document"),
        ("/", "document"),
        ("", "document"),
        (".htaccess", "htaccess"),
        ("offer.pdf. . ", "offer.pdf"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ('a<b>:c|d?e*f".txt', "a_b__c_d_e_f_.txt"),
    ],
)
def test_no_name_leads_into_a_folder_or_to_a_device(given_: str, kept: str) -> None:
    """Paths, leading dots and what systems keep for themselves are no part of a name."""
    assert display_name(given_) == kept


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("report\u202efdp.exe", "reportfdp.exe"),
        ("a\u200bb\u2066c\u2069.txt", "abc.txt"),
        ("a\x00b\r\nc.txt", "abc.txt"),
        ("a\u200cb.txt", "ab.txt"),
        ("\u3164.txt", "txt"),
        ("a\u00a0\u2003b.txt", "a b.txt"),
        ("x\ufe0f\U000e0041.txt", "x.txt"),
        ("\ud800.txt", "txt"),
    ],
)
def test_a_name_shows_as_it_is_spelt(given_: str, kept: str) -> None:
    """No direction is overridden, nothing is hidden between the letters, and no line is broken."""
    assert display_name(given_) == kept


def test_a_long_name_keeps_its_ending() -> None:
    """Of ten thousand letters, the first and the ending are kept."""
    assert display_name("x" * 10_000 + ".docx") == "x" * 114 + ".docx"


@given(st.text(max_size=400))
def test_every_name_is_clean_and_stays_so(text: str) -> None:
    """Whatever is given, the name is short, on one line, without folders, and cleaned again it is the same."""
    name = display_name(text)

    assert 0 < len(name) <= MOST_CHARACTERS_A_NAME
    assert name == display_name(name)
    assert not set(name) & set("/\\\n\r\0<>:|?*")
    assert not name.startswith((".", " "))
    assert not name.endswith((".", " "))
    assert all(unicodedata.category(letter) != "Cc" for letter in name)


@pytest.mark.parametrize(
    ("name", "ending", "whole"),
    [
        ("Map", "png", "Map.png"),
        ("Map.PNG", "png", "Map.png"),
        ("Map.exe", "png", "Map.exe.png"),
        ("x" * 200, "pdf", "x" * 116 + ".pdf"),
        ("..", "pdf", "document.pdf"),
    ],
)
def test_a_name_ends_as_its_kind_does(name: str, ending: str, whole: str) -> None:
    """The ending says what the file is, whatever name was chosen."""
    assert with_ending(name, ending) == whole
