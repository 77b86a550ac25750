"""The applications that accounts are made of, with no more of each than is used.

Of the framework's own only the code is used: no table of users, groups, permissions, types or mail addresses is made,
and no handler of theirs runs after a migration.
"""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Our own tables: accounts, sessions, sign-ins."""

    name = "entremise.web.accounts"
    label = "accounts"


class TypesConfig(AppConfig):
    """Wanted by the code of `AuthConfig`; no table."""

    name = "django.contrib.contenttypes"


class AuthConfig(AppConfig):
    """Django's signing in; no table."""

    name = "django.contrib.auth"


class SignInConfig(AppConfig):
    """Allauth's signing in, in stages; no table. Its middleware is entered by `middleware.with_account`."""

    name = "allauth.account"


class SecondFactorConfig(AppConfig):
    """Allauth's second factors: the one foreign table, `mfa_authenticator`."""

    name = "allauth.mfa"
    default_auto_field = "django.db.models.BigAutoField"
