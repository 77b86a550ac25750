"""Passwords: hashed with Argon2id, in strings that carry salt and cost."""

from threading import Thread

import pytest

from entremise.keys.passwords import MOST_BYTES, Cost, hashed, matches

QUICK = Cost(iterations=1, kibibytes=8)
SALT = b"sixteen bytes ok"
# Made by argon2-cffi 25.1.0: hash_secret(b"nine quiet lanterns", SALT, time_cost=1, memory_cost=8, parallelism=1,
# hash_len=32, type=Type.ID)
KNOWN = "$argon2id$v=19$m=8,t=1,p=1$c2l4dGVlbiBieXRlcyBvaw$/5Aqh7Tj+YtdwPbKVZXtJvNxeVPX1WSWQEPwNI714TE"


def test_it_matches_what_it_was_made_of() -> None:
    phc = hashed("nine quiet lanterns", salt=SALT, cost=QUICK)

    assert matches("nine quiet lanterns", phc)
    assert not matches("nine quiet lantern", phc)


def test_it_is_what_other_libraries_make() -> None:
    assert hashed("nine quiet lanterns", salt=SALT, cost=QUICK) == KNOWN


def test_salt_and_cost_stand_in_it() -> None:
    assert hashed("x", salt=SALT, cost=QUICK).startswith("$argon2id$v=19$m=8,t=1,p=1$c2l4dGVlbiBieXRlcyBvaw$")


@pytest.mark.parametrize(
    "phc",
    [
        "",
        "rubbish",
        "$argon2id$v=19$m=8,t=1,p=1$",
        "$argon2i$v=19$m=8,t=1,p=1$c2l4dGVlbiBieXRlcyBvaw$AAAA",
        "$argon2id$v=19$m=8,t=0,p=1$c2l4dGVlbiBieXRlcyBvaw$AAAA",
    ],
)
def test_what_cannot_be_read_matches_nothing(phc: str) -> None:
    assert not matches("x", phc)


def test_a_hash_of_several_lanes_is_not_even_tried() -> None:
    """Two threads that tried one at the same time would wait for each other for ever."""
    assert not matches("x", "$argon2id$v=19$m=65536,t=3,p=4$c2l4dGVlbiBieXRlcyBvaw$AAAA")


def test_a_longer_password_than_any_is_not_hashed() -> None:
    assert not matches("x" * (MOST_BYTES + 1), hashed("x", salt=SALT, cost=QUICK))
    with pytest.raises(ValueError, match="at most 4096 bytes"):
        hashed("x" * (MOST_BYTES + 1), salt=SALT, cost=QUICK)


def test_several_threads_hash_at_once() -> None:
    done: list[str] = []
    threads = [Thread(target=lambda: done.append(hashed("x", salt=SALT, cost=Cost(1, 1024)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert len(done) == 8
