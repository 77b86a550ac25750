"""What allauth asks of the house: its words, its limits, its alerts, and what it must not keep."""

from collections.abc import Mapping
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from entremise.web.accounts import counting, keyring, sign_ins
from entremise.web.accounts.alerts import Alert, alert
from entremise.web.accounts.models import Account
from entremise.web.accounts.sealing import login_digest, seal, unseal
from entremise.web.accounts.second_factor import FACTORS, PROVED, has_second_factor

NOTICES: Final = "notices"
"""Under which a session keeps what the next page is to say."""

NOTICE: Final[Mapping[str, Any]] = {
    "account/messages/logged_out.txt": _("You have signed out."),
    "account/messages/password_changed.txt": _("Your password was changed. Your other sign-ins have been ended."),
    "mfa/messages/totp_activated.txt": _("The app now gives the codes with which you sign in."),
    "mfa/messages/totp_deactivated.txt": _("The app was removed."),
    "mfa/messages/webauthn_added.txt": _("The passkey was added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey was removed."),
}
"""What of allauth's messages is said, in our words."""

ALERTS: Final[Mapping[str, Alert]] = {
    "account/email/password_changed": Alert.PASSWORD_CHANGED,
    "mfa/email/totp_activated": Alert.FACTOR_ADDED,
    "mfa/email/totp_deactivated": Alert.FACTOR_REMOVED,
    "mfa/email/webauthn_added": Alert.FACTOR_ADDED,
    "mfa/email/webauthn_removed": Alert.FACTOR_REMOVED,
    "mfa/email/recovery_codes_generated": Alert.CODES_DRAWN,
}
"""Which of its mails are sent, and as what."""


class AccountAdapter(DefaultAccountAdapter):
    """Signing in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("This name and password open no account."),
        "incorrect_password": _("This is not the account’s password."),
        "enter_current_password": _("This is not the account’s password."),
        "incorrect_code": _("This code is not right, or no longer."),
        "too_many_login_attempts": _("Too many wrong codes. Wait five minutes, then try again."),
        "rate_limited": _("Too many wrong codes. Wait five minutes, then try again."),
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401, ARG002
        """Raises ValidationError while it is too soon after wrong passwords for this name, known or not."""
        wait = counting.attempt(_counted(credentials))
        if wait:
            raise ValidationError(
                gettext("Too many wrong passwords for this name. Try again in %(seconds)d seconds.")
                % {"seconds": wait},
                code="too_many_login_attempts",
            )

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:  # noqa: ANN401
        account: Account | None = super().authenticate(request, **credentials)
        if account is not None:
            counting.succeeded(_counted(credentials))
            keyring.open_with_password(request, account, credentials["password"])
        return account

    def login(self, request: HttpRequest, user: Account) -> None:
        if not has_second_factor(user):
            # It has just been asked for the password; the second factor can be set up without asking again.
            record_authentication(request, user, "password", reauthenticated=True)
        sign_ins.begin(request, user)
        super().login(request, user)
        # Who has one has given it by now: this is called after every stage of signing in.
        request.session[PROVED] = has_second_factor(user)

    def logout(self, request: HttpRequest) -> None:
        sign_ins.end_this(request)
        super().logout(request)

    def set_password(self, user: Account, password: str) -> None:
        super().set_password(user, password)
        keyring.password_changed(self.request, user, password)
        sign_ins.end_others(self.request, user)

    def add_message(  # noqa: PLR0917 – allauth gives them by place
        self,
        request: HttpRequest,
        level: int,  # noqa: ARG002
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,  # noqa: ARG002
        extra_tags: str = "",  # noqa: ARG002
        message: str | None = None,
    ) -> None:
        """Have the next page say it."""
        said = message or NOTICE.get(message_template or "")
        if said:
            notify(request, str(said))

    def send_notification_mail(self, template_prefix: str, user: Account, *_: Any, **__: Any) -> None:  # noqa: ANN401
        kind = ALERTS.get(template_prefix)
        if kind is Alert.FACTOR_ADDED:
            # Another sign-in, begun with the password alone, must not count as one with the factor.
            sign_ins.end_others(self.request, user)
            self.request.session[PROVED] = True
        if kind is not None:
            alert(user, kind)

    def get_client_ip(self, request: HttpRequest) -> str:  # noqa: ARG002
        """No address is looked at, and none is kept."""
        return "0.0.0.0"  # noqa: S104

    def get_http_user_agent(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Nor a browser's description."""
        return ""

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def is_ajax(self, request: HttpRequest) -> bool:
        """Whether a script asks: it does for a passkey's challenge only."""
        return request.path == reverse("mfa_login_webauthn") and request.headers.get("Accept") == "application/json"

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("mfa_index")

    def reauthenticate(self, user: Account, password: str) -> bool:
        account = self.authenticate(self.request, username=user.name, password=password)
        return account is not None and account.pk == user.pk


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors; their secrets are sealed under the signing key."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or no longer."),
        "cannot_delete_authenticator": _("This is your only second factor. Set up another, then remove this one."),
        "cannot_generate_recovery_codes": _("Set up a second factor first."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text, _FACTOR).hex()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(bytes.fromhex(encrypted_text), _FACTOR) or ""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS)
        return bool(others.exclude(pk=authenticator.pk).exists())

    def get_totp_label(self, user: Account) -> str:
        return str(user.name)

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, Any]:
        return {"id": user.pk.encode(), "display_name": str(user.name), "name": str(user.name)}

    def generate_authenticator_name(self, user: Account, type: str) -> str:  # noqa: A002
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)d") % {"number": count + 1}


def notify(request: HttpRequest, words: str) -> None:
    """Have the next page that is shown say `words`."""
    request.session[NOTICES] = [*request.session.get(NOTICES, []), words]


def _counted(credentials: Mapping[str, Any]) -> str:
    return login_digest(str(credentials.get("username", ""))).hex()


_FACTOR: Final = "second factor"
