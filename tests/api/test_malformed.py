"""What cannot be read is refused in clear words, and leaves nothing behind."""

from typing import Final

import pytest

from entremise.api.app import MOST_BYTES
from tests.api.programs import Programs
from tests.cast import SUBSTANCE

ACTS: Final = {
    "write": ("ana", "/entries", b'{"text": %s}'),
    "speak": ("mo", "/entries", b'{"room": "B", "text": %s}'),
    "carry": ("mo", "/carries", b'{"into": "B", "form": "idea", "text": %s}'),
    "announce": ("mo", "/announcements", b'{"text": %s}'),
    "condition": ("ana", "/entries/1/leave", b'{"form": "conditional", "condition": %s}'),
}
"""Who, where, and a body with a place for words."""
WORDS: Final = {
    "no words": b'""',
    "blank": b'" \\n "',
    "a number": b"1",
    "a list": b'["a"]',
    "an object": b'{"a": 1}',
    "true": b"true",
    "a huge number": b"1" + b"0" * 5000,
    "a number without end": b"1e999999",
    "not a number": b"NaN",
    "a control character": b'"a\\u0000b"',
    "a raw control character": b'"a\x01b"',
    "an escape": b'"a\\u001bb"',
    "delete": b'"a\\u007fb"',
    "a lone surrogate, escaped": b'"a\\ud800b"',
    "a lone low surrogate, escaped": b'"a\\udc00b"',
    "a lone surrogate, raw": b'"a\xed\xa0\x80b"',
    "an override": b'"a\\u202eb"',
    "an isolate": b'"a\\u2066b"',
    "a non-character": b'"a\\uffffb"',
    "not UTF-8": b'"\xff"',
    "overlong UTF-8": b'"\xc0\xaf"',
    "a word of 100,000 letters": b'"' + b"a" * 100_000 + b'"',
    "a word of 100,000 joiners": b'"' + "\u200d".encode() * 80_000 + b'"',
    "20,001 characters": b'"' + b"a " * 10_001 + b'"',
    "deep nesting": b"[" * 50_000 + b"]" * 50_000,
    "deep nesting of objects": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "no end": b'"a',
}
BODIES: Final = {
    "nothing": b"",
    "half an object": b"{",
    "null": b"null",
    "a list": b"[]",
    "a string": b'"text"',
    "an empty object": b"{}",
    "another word after it": b'{"text": "a"} x',
    "an unknown field": b'{"text": "a", "form": "idea", "into": "B", "room": "B", "seat": "x"}',
    "a byte order mark of UTF-16": b"\xff\xfe{\x00}\x00",
    "UTF-16": '{"text": "a"}'.encode("utf-16"),
    "a form": b"text=a",
    "zeros": bytes(1000),
}


@pytest.fixture(autouse=True)
def entry(api: Programs) -> None:
    """Something that can be changed."""
    api.talks.ana.says("Nine frigates.", leave=SUBSTANCE)


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("act", ACTS)
def test_words_that_cannot_be_kept_are_refused(api: Programs, act: str, words: str) -> None:
    who, path, body = ACTS[act]
    kept = api.kept

    refused = api.at[who].posts(path, raw=body.replace(b"%s", WORDS[words]), key="a-key")

    assert refused.status in {400, 422}
    assert refused.type == "application/problem+json"
    assert set(refused.json) == {"status", "code", "title", "wanted", "given", "remedy"}
    assert api.kept == kept


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("act", ACTS)
def test_bodies_that_cannot_be_read_are_refused(api: Programs, act: str, body: str) -> None:
    who, path, _ = ACTS[act]
    kept = api.kept

    refused = api.at[who].posts(path, raw=BODIES[body])

    assert (refused.status in {400, 422}, refused.code) == (True, "malformed")
    assert api.kept == kept


@pytest.mark.parametrize(
    "words", [b'"canary \\u0000"', b'["canary"]', b'{"text": "canary"}', b'"canary' + b"a" * 600 + b'"']
)
@pytest.mark.parametrize("act", ACTS)
def test_a_refusal_repeats_nothing_that_was_written(api: Programs, act: str, words: bytes) -> None:
    """Law 9: a program may log what it is answered."""
    who, path, body = ACTS[act]

    refused = api.at[who].posts(path, raw=body.replace(b"%s", words))

    assert refused.status in {400, 422}
    assert b"canary" not in refused.told.body


@pytest.mark.parametrize(
    ("who", "path", "body"),
    [
        ("ana", "/entries", {"text": "a", "kind": "canary"}),
        ("ana", "/entries", {"text": "a", "leave": {"form": "canary"}}),
        ("mo", "/carries", {"into": "B", "form": "canary", "text": "a"}),
    ],
)
def test_nor_a_word_that_stood_in_the_wrong_field(api: Programs, who: str, path: str, body: object) -> None:
    """Law 9: who mixes two fields up sends words where a name was wanted."""
    assert b"canary" not in api.at[who].posts(path, body).told.body


@pytest.mark.parametrize("act", ACTS)
def test_a_body_of_256_kib_is_read_and_one_byte_more_is_not(api: Programs, act: str) -> None:
    who, path, body = ACTS[act]
    kept = api.kept
    padding = MOST_BYTES - len(body.replace(b"%s", b'""'))
    full = body.replace(b"%s", b'"' + b"a" * padding + b'"')

    refused = [api.at[who].posts(path, raw=sent) for sent in (full, full + b" ")]

    assert [answer.status for answer in refused] == [422, 413]
    assert refused[1].code == "too-large"
    assert api.kept == kept


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "json", ""]
)
@pytest.mark.parametrize("act", ACTS)
def test_a_body_that_says_it_is_no_json_is_refused(api: Programs, act: str, content_type: str) -> None:
    """What a page of another site can send without asking is not taken."""
    who, path, body = ACTS[act]
    kept = api.kept

    refused = api.at[who].posts(path, raw=body.replace(b"%s", b'"a"'), headers={"content-type": content_type})

    assert (refused.status, refused.code) == (415, "not-json")
    assert api.kept == kept


@pytest.mark.parametrize("content_type", ["application/json", "Application/JSON; charset=utf-8"])
def test_json_is_read_however_its_type_is_written(api: Programs, content_type: str) -> None:
    written = api.ana.posts("/entries", {"text": "Yes."}, headers={"content-type": content_type})

    assert written.status == 201


@pytest.mark.parametrize(
    "path",
    ["/", "", "//", "/entries/", "/entries/1", "/Entries", "/entries/1/leave/x", "/\u0000"],
)
def test_addresses_that_there_are_not_are_absent(api: Programs, path: str) -> None:
    assert api.ana.gets(path).status == 404


@pytest.mark.parametrize("number", ["0", "x", "1.5", "N-0", "\u0661", "9" * 39, "-1", "A-B-1", "1%2Fleave"])
def test_numbers_that_are_none_are_absent(api: Programs, number: str) -> None:
    kept = api.kept

    assert api.ana.posts(f"/entries/{number}/leave", {"form": "confidence"}).status == 404
    assert api.ana.posts(f"/entries/{number}/opened").status == 404
    assert api.kept == kept
