"""The forms of accounts: allauth's, with our words, our classes and our limits."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as AllauthPasswordForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from entremise.domain.errors import Refusal
from entremise.domain.words import plain
from entremise.services.faults import tell_fault
from entremise.web.accounts import keyring
from entremise.web.accounts.sealing import MOST_NAME
from entremise.web.accounts.validation import MOST_PASSWORD

MOST_ADDRESS = 254


class Ours(forms.Form):
    """The house's classes on a form's fields; no placeholders; a limit on every password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            attributes = field.widget.attrs
            attributes.pop("placeholder", None)
            if isinstance(field, forms.BooleanField):
                continue
            attributes["class"] = "input"
            if isinstance(field.widget, forms.PasswordInput):
                field.help_text = ""
                limit(field)


def limit(field: forms.Field) -> None:
    """Refuse a password longer than any is, before work is done on it."""
    if isinstance(field, forms.CharField):
        field.max_length = MOST_PASSWORD
        field.validators.append(_not_longer)


def _not_longer(value: str) -> None:
    if len(value) > MOST_PASSWORD:
        words = gettext("A password has at most %(most)d characters.")
        raise ValidationError(words % {"most": MOST_PASSWORD}, code="password_too_long")


class SignInForm(Ours, LoginForm):
    """Login name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Login name")
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        self.fields["password"].label = _("Password")


class PasswordAgainForm(Ours, AllauthPasswordForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")


class ChangePasswordForm(Ours, AllauthChangePasswordForm):
    """The password of today, and twice the one of tomorrow."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Your password until now")
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = _("At least 12 characters; a sentence is easier to keep than a word.")
        self.fields["password2"].label = _("New password, again")

    def clean_oldpassword(self) -> str:
        given: str = super().clean_oldpassword()
        keyring.open_with_password(context.request, self.user, given)
        return given


class CodeForm(Ours, AuthenticateForm):
    """A code of the app, or a recovery code, while signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        _as_code(self.fields["code"], _("Code from your app, or a recovery code"))


class CodeAgainForm(Ours, ReauthenticateForm):
    """The same, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        _as_code(self.fields["code"], _("Code from your app, or a recovery code"))


class AddAppForm(Ours, ActivateTOTPForm):
    """The first code of an app that is being set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        _as_code(self.fields["code"], _("Code that the app shows now"))


class _Passkey(Ours):
    """What a passkey answered. It is a stranger's bytes until it is checked, and a library of others reads it."""

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except Exception as error:  # noqa: BLE001 – whatever is wrong with the bytes, the answer is one
            tell_fault(error)
            self.cleaned_data = {}
            self.add_error(None, gettext("The passkey’s answer could not be read. Try again."))


class AddPasskeyForm(_Passkey, AddWebAuthnForm):
    """A passkey that is being added."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What you call it")
        self.fields["name"].widget.attrs["maxlength"] = MOST_NAME
        self.fields["passwordless"].label = _("Sign in with it alone, without the password")
        self.fields["passwordless"].help_text = ""

    def clean_name(self) -> str:
        return one_line(super().clean_name())


class NamePasskeyForm(Ours, EditWebAuthnForm):
    """A passkey's name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What you call it")
        self.fields["name"].widget.attrs["maxlength"] = MOST_NAME

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])


class PasskeyForm(_Passkey, AuthenticateWebAuthnForm):
    """A passkey as second factor."""


class PasskeySignInForm(_Passkey, LoginWebAuthnForm):
    """A passkey alone."""


class PasskeyAgainForm(_Passkey, ReauthenticateWebAuthnForm):
    """A passkey, before something that matters."""


class EnrolForm(Ours):
    """A new person's code and password."""

    code = forms.CharField(label=_("The code given with your link"), max_length=MOST_NAME)
    password = forms.CharField(
        label=_("Your password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=_("Your password, again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _("At least 12 characters; a sentence is easier to keep than a word.")
        _as_code(self.fields["code"], _("The code given with your link"))
        self.fields["code"].widget.attrs["autocomplete"] = "off"

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", gettext("The two passwords differ."))
        return given


class AddressForm(Ours):
    """Where alerts go."""

    address = forms.CharField(label=_("Mail address"), required=False, max_length=MOST_ADDRESS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["address"].widget.attrs |= {"autocomplete": "email", "inputmode": "email", "dir": "ltr"}

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].strip()
        if address:
            validate_email(address)
        return address


class NewAccountForm(Ours):
    """An account that an administrator makes."""

    name = forms.CharField(label=_("Login name"), max_length=MOST_NAME)
    administrator = forms.BooleanField(label=_("May make and close accounts, too"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])


def one_line(given: str) -> str:
    """`given`, if it is one line that a person can read. Raises ValidationError."""
    text = plain(given.strip(), most=MOST_NAME)
    if isinstance(text, Refusal) or len(text.splitlines()) != 1:
        raise ValidationError(gettext("One line of at most %(most)d characters is wanted.") % {"most": MOST_NAME})
    return text


def _as_code(field: forms.Field, label: Any) -> None:  # noqa: ANN401
    field.label = label
    field.widget.attrs |= {
        "class": "input code",
        "dir": "ltr",
        "autocapitalize": "none",
        "spellcheck": "false",
        "inputmode": "numeric",
    }
