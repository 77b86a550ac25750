"""What every page passes through: the same-origin check, and the language."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

LANGUAGE_COOKIE = "language"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

Handler = Callable[[HttpRequest], HttpResponse]


def same_origin(handle: Handler) -> Handler:
    """Refuse an act that another site's page asks for.

    Browsers say where a request comes from in Sec-Fetch-Site and Origin; a request with neither does not come from a
    browser's page and carries no cookie by accident. (OWASP CSRF Prevention, “Fetch Metadata headers”; Go 1.25's
    CrossOriginProtection.) Session cookies are SameSite=Strict besides.
    """

    def checked(request: HttpRequest) -> HttpResponse:
        # Raises, and is answered with 400, for a name that is not ours: another's, pointed at this address.
        request.get_host()
        if request.method not in SAFE and not _from_here(request):
            return render(request, "pages/problem.html", {"refusal": None, "status": 403}, status=403)
        return handle(request)

    return checked


def in_language(handle: Handler) -> Handler:
    """Answer in the language chosen, or the browser's first that there is."""

    def translated(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
        known = {code for code, _ in settings.LANGUAGES}
        code = chosen if chosen in known else translation.get_language_from_request(request)
        with translation.override(code):
            answer = handle(request)
        answer.headers.setdefault("Content-Language", code)
        return answer

    return translated


def languages(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001
    """For templates: the language in use and those there are."""
    return {"language": translation.get_language(), "languages": settings.LANGUAGES}


def _from_here(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    try:
        return origin is None or urlsplit(origin).netloc == request.get_host()
    except ValueError:
        return False
