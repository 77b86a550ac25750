"""Addresses of accounts, under allauth's names where the page is allauth's. A view is imported when it is asked for."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import path
from django.utils.module_loading import import_string

from entremise.web.busy import STAFF, narrow

View = Callable[..., HttpResponse]
METHODS: Final = ("GET", "HEAD", "POST")


def _later(name: str) -> View:
    """The view that `name` names, imported at its first request."""

    def view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        found: View = import_string(name)
        return found(request, *args, **kwargs)

    return view


def _theirs(name: str) -> View:
    """A view of allauth's, likewise; it would answer more methods than a page has."""
    found = _later(name)

    def view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return found(request, *args, **kwargs) if request.method in METHODS else HttpResponseNotAllowed(METHODS)

    return view


_OURS = "entremise.web.accounts.views"
_SIGN_IN = "allauth.account.views"
_FACTOR = "allauth.mfa"

urlpatterns = [
    path("", _later(f"{_OURS}.seats"), name="account"),
    path("seats/<str:seat>/open", _later(f"{_OURS}.open_seat"), name="account-open-seat"),
    path("enrol/<str:link>", narrow(_later(f"{_OURS}.enrol"), way=STAFF), name="account-enrol"),
    path("sign-in", narrow(_theirs(f"{_SIGN_IN}.login"), way=STAFF), name="account_login"),
    path("sign-out", _later(f"{_OURS}.sign_out"), name="account_logout"),
    path("closed", _later(f"{_OURS}.closed"), name="account_inactive"),
    path("confirm", narrow(_theirs(f"{_SIGN_IN}.reauthenticate"), way=STAFF), name="account_reauthenticate"),
    path("password", narrow(_theirs(f"{_SIGN_IN}.password_change"), way=STAFF), name="account_change_password"),
    path("alerts", _later(f"{_OURS}.alerts"), name="account-alerts"),
    path("sign-ins/", _later(f"{_OURS}.sign_ins"), name="account-sign-ins"),
    path("sign-ins/end-others", _later(f"{_OURS}.end_others"), name="account-end-others"),
    path("sign-ins/<str:sign_in>/end", _later(f"{_OURS}.end_sign_in"), name="account-end-sign-in"),
    path("second-factor/", _theirs(f"{_FACTOR}.base.views.index"), name="mfa_index"),
    path("second-factor/give", _theirs(f"{_FACTOR}.base.views.authenticate"), name="mfa_authenticate"),
    path("second-factor/confirm", _theirs(f"{_FACTOR}.base.views.reauthenticate"), name="mfa_reauthenticate"),
    path("second-factor/app", _theirs(f"{_FACTOR}.totp.views.activate_totp"), name="mfa_activate_totp"),
    path("second-factor/app/remove", _theirs(f"{_FACTOR}.totp.views.deactivate_totp"), name="mfa_deactivate_totp"),
    path(
        "second-factor/codes",
        _theirs(f"{_FACTOR}.recovery_codes.views.view_recovery_codes"),
        name="mfa_view_recovery_codes",
    ),
    path(
        "second-factor/codes/new",
        _theirs(f"{_FACTOR}.recovery_codes.views.generate_recovery_codes"),
        name="mfa_generate_recovery_codes",
    ),
    path("passkeys/", _later(f"{_OURS}.to_second_factor"), name="mfa_list_webauthn"),
    path("passkeys/add", _theirs(f"{_FACTOR}.webauthn.views.add_webauthn"), name="mfa_add_webauthn"),
    path("passkeys/sign-in", _theirs(f"{_FACTOR}.webauthn.views.login_webauthn"), name="mfa_login_webauthn"),
    path(
        "passkeys/confirm",
        _theirs(f"{_FACTOR}.webauthn.views.reauthenticate_webauthn"),
        name="mfa_reauthenticate_webauthn",
    ),
    path("passkeys/<int:pk>/name", _theirs(f"{_FACTOR}.webauthn.views.edit_webauthn"), name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove", _later(f"{_OURS}.remove_passkey"), name="mfa_remove_webauthn"),
    path("administration/", _later(f"{_OURS}.administration"), name="administration"),
    path("administration/new", _later(f"{_OURS}.new_account"), name="administration-new"),
    path("administration/<str:account>/link", _later(f"{_OURS}.new_link"), name="administration-link"),
    path(
        "administration/<str:account>/second-factor",
        _later(f"{_OURS}.remove_second_factor"),
        name="administration-second-factor",
    ),
    path("administration/<str:account>/close", _later(f"{_OURS}.close_account"), name="administration-close"),
]
