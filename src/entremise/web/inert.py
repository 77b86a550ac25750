"""Answers that a browser does nothing with: files to be kept, and pages in which nothing runs or is fetched."""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from typing import Final
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from entremise.domain.names import ENDINGS
from entremise.domain.terms import Document
from entremise.services.ports import Preview

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Of every page."""
FRAMING: Final = f"{POLICY}; frame-src 'self'"
"""Of a page that shows a file in a frame."""
_STYLE: Final = (
    "body{margin:0;padding:12px;background:#777;font:16px/1.5 sans-serif}"
    "img{display:block;width:100%;max-width:1000px;height:auto;margin:0 auto 12px;background:#fff}"
    "pre{max-width:1000px;margin:0 auto;padding:16px;background:#fff;color:#1b1c1e;font:inherit;"
    "white-space:pre-wrap;overflow-wrap:anywhere}"
    "p{max-width:1000px;margin:0 auto 12px;display:flex;gap:24px;color:#fff}a{color:#fff}"
)
_FRAMED: Final = (
    "sandbox; default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    f"style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'"
)


def handed_over(pieces: Iterator[bytes], document: Document) -> StreamingHttpResponse:
    """The file itself, to be kept under its name and not to be opened in the browser."""
    answer = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    answer.headers["Content-Length"] = str(document.size)
    answer.headers["Content-Disposition"] = _disposition(document)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return answer


def framed(shown: Preview, *, first: int, most: int) -> HttpResponse:
    """Pages of a file as pictures, or its text: a page without an origin, which runs nothing and fetches nothing.

    The pages before these and after them, at most `most` at once, are linked to.
    """
    if shown.text is not None:
        return _framed(f'<pre dir="auto">{escape(shown.text)}</pre>')
    pages = "".join(
        f'<img src="data:image/png;base64,{b64encode(page).decode()}" alt="{escape(_page_words(at))}">'
        for at, page in enumerate(shown.pages, start=first + 1)
    )
    links = [(max(0, first - most), _("Earlier pages"))] if first else []
    links += [(first + most, _("Later pages"))] if first + most < shown.count else []
    ways = "".join(f'<a href="?from={at}">{escape(words)}</a>' for at, words in links)
    return _framed(f"{pages}<p>{ways}</p>" if links else pages)


def _page_words(number: int) -> str:
    return _("Page %(number)s") % {"number": number}


def told(sentence: str) -> HttpResponse:
    """A sentence of the house in the frame's place."""
    return _framed(f"<pre>{escape(sentence)}</pre>")


def _framed(body: str) -> HttpResponse:
    page = (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>-</title><style>{_STYLE}</style></head><body>{body}"
    )
    answer = HttpResponse(f"{page}</body></html>")
    answer.headers["Content-Security-Policy"] = _FRAMED
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def _disposition(document: Document) -> str:
    """RFC 6266: the name in UTF-8 (RFC 8187), and a plain one for whoever cannot read it."""
    plain = f"document.{ENDINGS.get(document.media_type, 'bin')}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(document.name, safe='')}"
