"""The check reads a copy by other means, and finds what was left in it."""

from collections.abc import Callable

import pytest

from entremise.documents.checking import is_clean
from entremise.documents.kinds import Kind, kind_of
from tests.documents import files
from tests.documents.test_stripping import PLANTED, stripped


@pytest.mark.parametrize("planted", PLANTED)
def test_a_file_as_it_came_is_not_clean(planted: Callable[[], bytes]) -> None:
    content = planted()

    assert not _checked(content)


@pytest.mark.parametrize("planted", PLANTED)
def test_its_copy_is_clean(planted: Callable[[], bytes]) -> None:
    assert _checked(stripped(planted()).content)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (files.picture(dpi=(300, 300)), Kind.PNG),
        (files.picture(kind="JPEG", comment=b"x"), Kind.JPEG),
        (files.picture() + b"x", Kind.PNG),
        (files.picture(kind="JPEG") + b"x", Kind.JPEG),
        (files.picture(kind="WEBP", xmp=b"<x/>"), Kind.WEBP),
        ("a\u200bb".encode(), Kind.TEXT),
        ("a\u202eb".encode(), Kind.TEXT),
        (files.picture(), Kind.JPEG),
        (b"", Kind.PDF),
    ],
)
def test_one_trace_is_enough(content: bytes, kind: Kind) -> None:
    assert not is_clean(content, kind)


def _checked(content: bytes) -> bool:
    kind = kind_of(content)
    return kind is not Kind.GIF and is_clean(content, kind)
