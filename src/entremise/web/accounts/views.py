"""The pages of accounts that are ours: seats, sign-ins, enrolling, administration."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from entremise.domain.errors import ABSENT, Refusal
from entremise.services import staff
from entremise.web.accounts import keyring, life, seating
from entremise.web.accounts import sign_ins as signing
from entremise.web.accounts.adapter import notify
from entremise.web.accounts.forms import AddressForm, EnrolForm, NewAccountForm
from entremise.web.accounts.models import Account
from entremise.web.accounts.second_factor import has_second_factor
from entremise.web.views.access import at_seat
from entremise.web.views.common import problem
from entremise.wiring import joined

P = ParamSpec("P")
View = Callable[..., HttpResponse]
GIVEN: Final = "given"
"""Under which a session keeps a new link and code until they have been shown."""


def signed_in(
    *methods: str, administrator: bool = False
) -> Callable[[Callable[Concatenate[HttpRequest, Account, P], HttpResponse]], View]:
    """A view for whoever is signed in; others are asked to. An administrator's view is absent for everybody else."""

    def decorate(view: Callable[Concatenate[HttpRequest, Account, P], HttpResponse]) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            account = request.user if isinstance(request.user, Account) else None
            if account is None:
                onward = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("account")
                return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': onward})}", status=303)
            if administrator and not account.administrator:
                return problem(request, ABSENT)
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            return view(request, account, *args, **kwargs)

        return checked

    return decorate


def just_confirmed(view: View) -> View:
    """A view that asks for the password or second factor once more, unless it was given in the last ten minutes."""
    decorated: View = reauthentication_required()(view)
    return decorated


# One's own account --------------------------------------------------------------------------


@signed_in("GET", "HEAD")
def seats(request: HttpRequest, account: Account) -> HttpResponse:
    held = staff.seats_held(joined().parts, account.pk)
    return render(request, "account/seats.html", {"account": account, "held": held})


@signed_in("POST")
def open_seat(request: HttpRequest, account: Account, seat: str) -> HttpResponse:
    found = staff.open_seat(joined().parts, account.pk, seat)
    if isinstance(found, Refusal):
        return problem(request, found)
    seating.begun(request, account, found[1])
    return at_seat(*found)


@signed_in("GET", "HEAD")
def sign_ins(request: HttpRequest, account: Account) -> HttpResponse:
    listed = signing.listed(request, account)
    others = any(one.is_open and not one.is_this for one in listed)
    context = {"account": account, "listed": listed, "others": others}
    return render(request, "account/sign_ins.html", context)


@signed_in("POST")
def end_sign_in(request: HttpRequest, account: Account, sign_in: str) -> HttpResponse:
    if not signing.end(account, sign_in):
        return problem(request, ABSENT)
    notify(request, _("The sign-in and the seats it had opened were ended."))
    return HttpResponseRedirect(reverse("account-sign-ins"), status=303)


@signed_in("POST")
def end_others(request: HttpRequest, account: Account) -> HttpResponse:
    signing.end_others(request, account)
    notify(request, _("Your other sign-ins and the seats they had opened were ended."))
    return HttpResponseRedirect(reverse("account-sign-ins"), status=303)


@signed_in("GET", "HEAD", "POST")
@just_confirmed
def alerts(request: HttpRequest, account: Account) -> HttpResponse:
    form = AddressForm(request.POST or None, initial={"address": account.address or ""})
    if request.method == "POST" and form.is_valid():
        account.address = form.cleaned_data["address"] or None
        account.save()
        notify(request, _("Alerts go to the new address.") if account.address else _("No alerts are sent."))
        return HttpResponseRedirect(reverse("mfa_index"), status=303)
    context = {"account": account, "form": form, "works": settings.ALERTS}
    return render(request, "account/alerts.html", context, status=422 if form.errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Signing out, with the seats that this sign-in opened. By POST only: no picture on another page can do it."""
    logout(request, show_message=False)
    return HttpResponseRedirect(reverse("account_login"), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
def closed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Where allauth sends a closed account: it is told no more than an unknown one."""
    return HttpResponseRedirect(reverse("account_login"), status=303)


@signed_in("GET", "HEAD", "POST")
def to_second_factor(request: HttpRequest, account: Account) -> HttpResponse:  # noqa: ARG001
    """Passkeys are listed with the other second factors."""
    return HttpResponseRedirect(reverse("mfa_index"), status=303)


class RemovePasskey(RemoveWebAuthnView):
    """Removing a passkey, unless it is the only second factor."""

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ANN401
        if not get_adapter().can_delete_authenticator(self.get_object()):
            notify(self.request, _("This is your only second factor. Set up another, then remove this one."))
            return to_second_factor(self.request)
        removed: HttpResponse = super().form_valid(form)
        return removed


remove_passkey = RemovePasskey.as_view(http_method_names=["get", "head", "post"])


# Enrolling ----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, link: str) -> HttpResponse:
    """Setting one's password with a link and a code. Looking at the page uses nothing up."""
    form = EnrolForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        account = life.enrol(link, form.cleaned_data["code"], password)
        if account is not None:
            return _begin(request, account, password)
        form.add_error(None, _("This link and code open no account. Check the code, or ask for a new link."))
    context = {"form": form, "link": link}
    return render(request, "account/enrol.html", context, status=422 if form.errors else 200)


def _begin(request: HttpRequest, account: Account, password: str) -> HttpResponse:
    """Sign the person in who has just set the password, as far as the second factor."""
    logout(request, show_message=False)
    record_authentication(request, account, "password", reauthenticated=True)
    keyring.open_with_password(request, account, password)
    answer: HttpResponse = perform_login(request, Login(user=account, redirect_url=reverse("mfa_index")))
    return answer


# Administration -----------------------------------------------------------------------------


@signed_in("GET", "HEAD", administrator=True)
def administration(request: HttpRequest, account: Account) -> HttpResponse:
    return _administration(request, account, NewAccountForm())


@signed_in("POST", administrator=True)
@just_confirmed
def new_account(request: HttpRequest, account: Account) -> HttpResponse:
    form = NewAccountForm(request.POST)
    if form.is_valid():
        made = life.make(form.cleaned_data["name"], administrator=form.cleaned_data["administrator"])
        if made is not None:
            return _give_link(request, made)
        form.add_error("name", _("There is, or was, an account of this name."))
    return _administration(request, account, form)


@signed_in("POST", administrator=True)
@just_confirmed
def new_link(request: HttpRequest, me: Account, account: str) -> HttpResponse:
    other = _other(me, account)
    refusal = life.unless_last(other) if other is not None else ABSENT
    return problem(request, refusal) if other is None or refusal is not None else _give_link(request, other)


@signed_in("POST", administrator=True)
@just_confirmed
def remove_second_factor(request: HttpRequest, me: Account, account: str) -> HttpResponse:
    other = _other(me, account)
    if other is None:
        return problem(request, ABSENT)
    life.remove_second_factor(other)
    notify(request, _("The second factors were removed; the next sign-in sets up a new one."))
    return HttpResponseRedirect(reverse("administration"), status=303)


@signed_in("POST", administrator=True)
@just_confirmed
def close_account(request: HttpRequest, me: Account, account: str) -> HttpResponse:
    other = _other(me, account)
    if other is None:
        return problem(request, ABSENT)
    refusal = life.unless_last(other)
    if refusal is not None:
        return problem(request, refusal)
    life.close(other)
    notify(request, _("The account was closed. Its seats can be given to somebody else."))
    return HttpResponseRedirect(reverse("administration"), status=303)


def _other(me: Account, account: str) -> Account | None:
    """Somebody else's account that is not closed: nobody administers their own."""
    found = life.with_id(account)
    return found if found is not None and found.is_active and found.pk != me.pk else None


def _give_link(request: HttpRequest, account: Account) -> HttpResponse:
    given = life.enrolling(account)
    address = request.build_absolute_uri(reverse("account-enrol", kwargs={"link": given.link}))
    request.session[GIVEN] = {"name": str(account.name), "address": address, "code": given.code}
    return HttpResponseRedirect(reverse("administration"), status=303)


def _administration(request: HttpRequest, account: Account, form: NewAccountForm) -> HttpResponse:
    listed = [
        {"account": one, "ready": one.has_usable_password(), "second": has_second_factor(one)} for one in life.every()
    ]
    context = {
        "account": account,
        "form": form,
        "listed": listed,
        "cases": staff.outlined(joined().parts),
        "given": request.session.pop(GIVEN, None),
    }
    return render(request, "account/administration.html", context, status=422 if form.errors else 200)
