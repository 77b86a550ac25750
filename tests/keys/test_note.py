"""Signed notes: the published example, and that nothing but what was signed is believed."""

from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.keys.note import MOST_CHARACTERS, Signer, Unsigned, Verifier, opened, text_of

# The example of golang.org/x/mod/sumdb/note, which c2sp.org/signed-note was written after.
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    f"{TEXT}\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER = Signer("PeterNeumann", b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:])
OTHER = Signer("example.org/room", bytes(32))

texts = st.text(
    st.one_of(st.sampled_from("\n— +"), st.characters(codec="utf-8", exclude_categories=["Cc"])), max_size=60
).map(lambda text: f"{text}\n")


def test_the_published_note_is_made() -> None:
    assert PETER.sign(TEXT) == NOTE
    assert str(PETER.verifier) == KEY


def test_the_published_note_is_opened() -> None:
    assert opened(NOTE, Verifier.read(KEY)) == TEXT


def test_the_published_checkpoint_keeps_its_text() -> None:
    """The example of c2sp.org/tlog-checkpoint; its key is not published."""
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    note = (
        f"{text}\n— example.com/behind-the-sofa "
        "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    )

    assert text_of(note) == text


@given(texts)
def test_what_was_signed_is_opened(text: str) -> None:
    assert opened(OTHER.sign(text), OTHER.verifier) == text


@given(texts, st.integers(0, 400), st.characters(codec="utf-8"))
def test_a_changed_letter_is_detected(text: str, at: int, letter: str) -> None:
    note = OTHER.sign(text)
    changed = note[: at % len(note)] + letter + note[at % len(note) + 1 :]

    if changed == note:
        assert opened(changed, OTHER.verifier) == text
    else:
        with pytest.raises(Unsigned):
            opened(changed, OTHER.verifier)


def test_other_peoples_signatures_are_passed_over() -> None:
    both = NOTE + OTHER.sign(TEXT).removeprefix(TEXT + "\n")

    assert opened(both, OTHER.verifier) == opened(both, PETER.verifier) == TEXT


def test_another_key_of_the_same_name_is_not_believed() -> None:
    with pytest.raises(Unsigned, match="not signed by this key"):
        opened(NOTE, Signer("PeterNeumann", bytes(32)).verifier)


def test_a_signature_that_does_not_fit_spoils_the_note() -> None:
    with pytest.raises(Unsigned, match="does not fit"):
        opened(NOTE.replace("your problem is", "the problem is"), PETER.verifier)


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        f"{TEXT}\n",
        NOTE.removesuffix("\n"),
        NOTE.replace("— ", "-- "),
        NOTE.replace("PeterNeumann ", ""),
        NOTE.replace("PeterNeumann", "Peter+Neumann"),
        NOTE.replace("AM=", "AN="),
        NOTE.replace("x08go", "x08g o"),
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("cryptography", "crypto\tgraphy"),
        f"{TEXT}\n— PeterNeumann {b64encode(b'1234').decode()}\n",
        "\ud800" + NOTE,
        "x" * MOST_CHARACTERS + NOTE,
    ],
)
def test_what_is_no_note_is_said_to_be_none(note: str) -> None:
    with pytest.raises(Unsigned, match="it is no signed note"):
        text_of(note)


@pytest.mark.parametrize("text", ["", "no line break", "a\ttab\n", "\ud800\n"])
def test_what_no_note_can_hold_is_not_signed(text: str) -> None:
    with pytest.raises(ValueError, match="a text that ends with a line break"):
        OTHER.sign(text)


@given(st.binary(min_size=32, max_size=32))
def test_a_verifier_key_is_read_as_it_is_written(seed: bytes) -> None:
    verifier = Signer("talks.example", seed).verifier

    assert Verifier.read(str(verifier)) == verifier


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann",
        KEY.replace("c74f20a3", "c74f20a4"),
        KEY.replace("Peter", "Paul"),
        KEY.replace("ARpc", "BRpc"),
        KEY.replace("+ARpc", "+ARp"),
        KEY + "=",
        KEY.replace("PeterNeumann", "Peter Neumann"),
        "+" + KEY.partition("+")[2],
    ],
)
def test_a_verifier_key_with_a_slip_in_it_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is wanted"):
        Verifier.read(text)


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="a public key of 32 bytes"):
        Verifier("talks.example", bytes(31))


def test_a_signer_shows_nobody_its_key() -> None:
    assert repr(PETER) == "Signer(name='PeterNeumann')"
