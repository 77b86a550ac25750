"""Ways back and keys: passphrases and passkeys tried and set, keys drawn anew, a room closed to the host and opened."""

from typing import Final

from hypothesis import strategies as st

from tests.two_worlds.acts import Ask, Surface
from tests.two_worlds.world import API

WORDS: Final = "two gulls over grey water"
HELD: Final = {"passphrase": WORDS, "again": WORDS}


SURFACE: Final = Surface(
    low=(
        st.sampled_from(
            [
                Ask("bea", "POST", "/at/{bea}/own/passphrase", form=HELD),
                Ask("bea", "POST", "/at/{bea}/return", form={"passphrase": WORDS}),
                Ask("stranger", "POST", "/at/{bea}/return", form={"passphrase": WORDS}),
                Ask("stranger", "POST", "/at/{bo}/return/passkey", form={"credential": "{}"}),
                Ask("bo", "POST", "/at/{bo}/own/passkeys", form={"credential": "{}"}),
                Ask("bo", "POST", f"{API}/keys/rotate"),
                Ask("bo", "POST", f"{API}/keys/close"),
                Ask("bo", "POST", f"{API}/keys/reopen"),
                Ask("bo", "GET", f"{API}/keys"),
            ]
        ),
    ),
    high=(
        st.sampled_from(
            [
                Ask("ana", "POST", "/at/{ana}/own/passphrase", form=HELD),
                Ask("ana", "POST", "/at/{ana}/return", form={"passphrase": WORDS}),
                Ask("ana", "POST", "/at/{ana}/return/passkey", form={"credential": "{}"}),
                Ask("ana", "POST", "/at/{ana}/own/passkeys", form={"credential": "{}"}),
                Ask("ana", "POST", f"{API}/keys/rotate"),
                Ask("ada", "GET", f"{API}/keys"),
            ]
        ),
    ),
    swept=(f"{API}/keys", "/at/{bo}/return"),
)
