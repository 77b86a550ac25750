"""What every box and letter keeps to. The formulas are written out a second time here, over the standard library."""

import hmac
from itertools import combinations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from entremise.domain.errors import Broken
from entremise.keys.boxes import Binding, box, derived, framed, post, public_of, unbox, unpost
from tests.keys.draws import counting, fixed

SECRET = bytes(range(32))
NONCE = bytes(range(64, 76))

bindings = st.lists(st.text(max_size=4), min_size=1, max_size=4).map(tuple)


def hkdf(secret: bytes, info: bytes, *, salt: bytes = b"", length: int = 32) -> bytes:
    """RFC 5869 with SHA-256."""
    return expanded(hmac.digest(salt or bytes(32), secret, "sha256"), info, length)


def expanded(key: bytes, info: bytes, length: int) -> bytes:
    made = block = b""
    for number in range(1, -(-length // 32) + 1):
        block = hmac.digest(key, block + info + bytes((number,)), "sha256")
        made += block
    return made[:length]


def opened_by_rfc_9180(private: bytes, info: bytes, letter: bytes) -> bytes:
    """HPKE base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, word for word."""
    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x02"

    def extract(suite_id: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
        return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite_id + label + ikm, "sha256")

    def expand(suite_id: bytes, key: bytes, label: bytes, info: bytes, *, length: int) -> bytes:
        return expanded(key, length.to_bytes(2) + b"HPKE-v1" + suite_id + label + info, length)

    key, sent = X25519PrivateKey.from_private_bytes(private), letter[:32]
    exchanged = key.exchange(X25519PublicKey.from_public_bytes(sent))
    shared = expand(
        kem,
        extract(kem, b"", b"eae_prk", exchanged),
        b"shared_secret",
        sent + key.public_key().public_bytes_raw(),
        length=32,
    )
    context = b"\x00" + extract(suite, b"", b"psk_id_hash", b"") + extract(suite, b"", b"info_hash", info)
    secret = extract(suite, shared, b"secret", b"")
    nonce = expand(suite, secret, b"base_nonce", context, length=12)
    return AESGCM(expand(suite, secret, b"key", context, length=32)).decrypt(nonce, letter[32:], b"")


@pytest.mark.parametrize(
    ("binding", "octets"),
    [(("a", "bc", ""), "000000016100000002626300000000"), (("é",), "00000002c3a9"), ((), "")],
)
def test_fields_are_framed_by_their_lengths(binding: Binding, octets: str) -> None:
    assert framed(binding).hex() == octets


@given(bindings, bindings)
def test_no_two_bindings_are_framed_alike(one: Binding, other: Binding) -> None:
    assert (framed(one) == framed(other)) == (one == other)


def test_any_text_can_stand_in_a_binding() -> None:
    """A key that a program sends may hold what is no character."""
    assert framed(("\ud800",)) != framed(("\ud801",))


@given(st.binary(min_size=16, max_size=70), bindings)
def test_secrets_are_derived_as_rfc_5869_says(secret: bytes, binding: Binding) -> None:
    assert derived(secret, binding) == hkdf(secret, framed(binding))


@given(st.binary(max_size=200), bindings)
def test_a_box_is_what_the_formula_says(plain: bytes, binding: Binding) -> None:
    key = hkdf(SECRET, framed(binding))

    assert box(SECRET, binding, plain, draw=fixed(NONCE)) == NONCE + AESGCM(key).encrypt(NONCE, plain, framed(binding))


@given(st.binary(max_size=200), bindings)
def test_a_box_is_opened_with_its_secret_and_binding(plain: bytes, binding: Binding) -> None:
    assert unbox(SECRET, binding, box(SECRET, binding, plain, draw=counting())) == plain


def test_a_box_opens_for_its_own_binding_only() -> None:
    similar: list[Binding] = [("a", "b", "c"), ("a", "bc"), ("ab", "c"), ("a", "b"), ("a", "b", ""), ("a", "c", "b")]

    for one, other in combinations(similar, 2):
        with pytest.raises(Broken):
            unbox(SECRET, other, box(SECRET, one, b"x", draw=counting()))


@given(st.integers(0), st.integers(0, 7))
def test_a_changed_bit_is_noticed(at: int, bit: int) -> None:
    sealed = bytearray(box(SECRET, ("a",), b"Nine.", draw=counting()))
    sealed[at % len(sealed)] ^= 1 << bit

    with pytest.raises(Broken):
        unbox(SECRET, ("a",), bytes(sealed))


@pytest.mark.parametrize("length", [0, 1, 11, 12, 27])
def test_what_is_too_short_is_no_box(length: int) -> None:
    with pytest.raises(Broken):
        unbox(SECRET, ("a",), bytes(length))


@given(st.binary(max_size=200), bindings)
def test_a_letter_is_what_rfc_9180_says(plain: bytes, binding: Binding) -> None:
    letter = post(public_of(SECRET), binding, plain)

    assert opened_by_rfc_9180(SECRET, framed(binding), letter) == plain
    assert unpost(SECRET, binding, letter) == plain


def test_a_letter_opens_for_its_own_holder_and_binding_only() -> None:
    letter = post(public_of(SECRET), ("a", "b"), b"x")

    for private, binding in [(bytes(32), ("a", "b")), (SECRET, ("ab",)), (SECRET, ("a", "b", ""))]:
        with pytest.raises(Broken):
            unpost(private, binding, letter)


@given(st.integers(0), st.integers(0, 7))
def test_a_changed_bit_of_a_letter_is_noticed(at: int, bit: int) -> None:
    letter = bytearray(post(public_of(SECRET), ("a",), b"Nine."))
    letter[at % len(letter)] ^= 1 << bit

    # X25519 passes over the first bit of a public key (RFC 7748), and HPKE binds the letter to all of them.
    with pytest.raises(Broken):
        unpost(SECRET, ("a",), bytes(letter))


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(32), bytes(33)])
def test_nothing_is_posted_to_what_is_no_key(public: bytes) -> None:
    """The neutral element is none: whatever is exchanged with it, everybody knows."""
    with pytest.raises(Broken):
        post(public, ("a",), b"x")


def test_public_halves_are_those_of_rfc_7748() -> None:
    """Section 6.1, Alice."""
    private = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"

    assert public_of(bytes.fromhex(private)).hex() == "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
