"""Time-stamps of RFC 3161: asked of a server, and checked. The server sees 32 bytes that tell nothing."""

import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography.x509 import Certificate, ObjectIdentifier, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from entremise.domain.errors import Unstamped

MOST_BYTES: Final = 64 * 1024
"""Longest answer of a server."""
TIMEOUT_SECONDS: Final = 20
_SHA256: Final = ObjectIdentifier("2.16.840.1.101.3.4.2.1")
_GRANTED: Final = 0


class TimeServer:
    """See `services.ports.Stamper`: a server named by its address, over HTTP or HTTPS.

    With `roots` its signature must lead to one of them; without, what it signed is kept and can be checked later.
    Raises ValueError for an address of another kind.
    """

    def __init__(self, url: str, *, roots: Sequence[Certificate] = ()) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("an address such as http://timestamp.example/tsr is wanted for the clock that stamps")
        self._url = url
        self._roots = tuple(roots)

    def stamp(self, data: bytes) -> tuple[bytes, datetime]:
        """See `Stamper.stamp`. Waits for `TIMEOUT_SECONDS` at most, more or less."""
        request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
        told = self._ask(request.as_bytes())
        answer = _decoded(told)
        if answer.tst_info.nonce != request.nonce:
            raise Unstamped("the answer is one to another request")
        return told, _time(answer, data, roots=self._roots)

    def _ask(self, body: bytes) -> bytes:
        request = urllib.request.Request(  # noqa: S310 – of the two kinds of address that were asked for
            self._url, data=body, headers={"Content-Type": "application/timestamp-query"}
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 – as above
                told: bytes = answer.read(MOST_BYTES + 1)
        except (urllib.error.URLError, OSError, ValueError) as error:
            raise Unstamped(f"the clock that stamps cannot be reached ({type(error).__name__})") from None
        if len(told) > MOST_BYTES:
            raise Unstamped("the answer is longer than any stamp")
        return told


def roots_in(file: Path) -> tuple[Certificate, ...]:
    """The certificates in a PEM file. Raises OSError or ValueError if there are none."""
    return tuple(load_pem_x509_certificates(file.read_bytes()))


def stamped_at(token: bytes, data: bytes, *, roots: Sequence[Certificate] = ()) -> datetime:
    """The time at which a server says that it was shown `data`; with `roots` its signature is checked, too.

    Raises Unstamped if the stamp is no stamp, or not one over `data`, or not signed as it must be.
    """
    if len(token) > MOST_BYTES:
        raise Unstamped("it is longer than any stamp")
    return _time(_decoded(token), data, roots=roots)


def _decoded(token: bytes) -> TimeStampResponse:
    try:
        answer = decode_timestamp_response(token)
    except ValueError:
        raise Unstamped("it is no time-stamp of RFC 3161") from None
    if answer.status != _GRANTED:
        raise Unstamped("the clock refused to stamp")
    return answer


def _time(answer: TimeStampResponse, data: bytes, *, roots: Sequence[Certificate]) -> datetime:
    try:
        info = answer.tst_info
        if info.message_imprint.hash_algorithm != _SHA256 or info.message_imprint.message != sha256(data).digest():
            raise Unstamped("it is a stamp of something else")
        if roots:
            VerifierBuilder(roots=list(roots)).build().verify_message(answer, data)
    except (ValueError, VerificationError):
        raise Unstamped("its signature is not good, or leads to none of the certificates given") from None
    return info.gen_time
