"""How a login name and a password find an account."""

from allauth.account.auth_backends import AuthenticationBackend

from entremise.web.accounts.models import Account
from entremise.web.accounts.sealing import login_digest


class ByLoginName(AuthenticationBackend):
    """Allauth's, looking the account up by the hash of its login name.

    One password is hashed for each attempt, whether the name is known, closed, or unknown.
    """

    def _authenticate_by_username(self, username: str, password: str) -> Account | None:
        account = Account.objects.filter(login=login_digest(username)).first()
        found: Account | None = self._check_password(account, password)
        return found
