"""The mail server that the house hands its mails to. Encrypted on the way, unless it runs on this computer."""

import smtplib
import ssl
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, unquote

from entremise.domain.errors import Unsent
from entremise.domain.notices import address, times_from
from entremise.services.ports import Mailing

SECONDS: Final = 20
"""What a mail server is given for each answer."""
TLS_FROM_THE_START: Final = "smtps"
TLS_ASKED_FOR: Final = "smtp+tls"
IN_CLEAR: Final = "smtp"
_PORTS: Final = {TLS_FROM_THE_START: 465, TLS_ASKED_FOR: 587, IN_CLEAR: 25}
_PERMANENT: Final = 500
"""Answers from here on will not be others tomorrow (RFC 5321)."""
_WANTED: Final = "smtp+tls://user:password@host:port, or smtps:// for TLS from the start, is wanted in ENTREMISE_MAIL"


@dataclass(frozen=True, slots=True)
class SmtpPost:
    """See `services.ports.Post`. A connection for each mail: they are few, and none waits for another's."""

    host: str
    port: int
    scheme: str
    user: str = ""
    password: str = field(default="", repr=False)
    trusted: ssl.SSLContext | None = field(default=None, repr=False, compare=False)
    """By what the server's certificate is checked; None: by what this computer trusts."""

    def send(self, message: bytes, *, sender: str, to: str) -> None:
        """See `Post.send`."""
        try:
            self._send(message, sender, to)
        except smtplib.SMTPRecipientsRefused as refused:
            answers = [code for code, _ in refused.recipients.values()]
            raise Unsent("the recipient was refused", final=min(answers, default=0) >= _PERMANENT) from None
        except smtplib.SMTPDataError as refused:
            raise Unsent(f"refused with {refused.smtp_code}", final=refused.smtp_code >= _PERMANENT) from None
        except (OSError, smtplib.SMTPException) as error:
            # Not its text, which may quote what was sent.
            raise Unsent(type(error).__name__) from None

    def check(self) -> None:
        """See `Post.check`."""
        try:
            with self._connected():
                pass
        except (OSError, smtplib.SMTPException) as error:
            raise Unsent(type(error).__name__) from None

    def _send(self, message: bytes, sender: str, to: str) -> None:
        with self._connected() as line:
            options = ["BODY=8BITMIME"] if line.has_extn("8bitmime") else []
            line.sendmail(sender, [to], message, mail_options=options)

    def _connected(self) -> smtplib.SMTP:
        """A line to the server, signed in. Its greeting does not name this computer."""
        context = self.trusted or ssl.create_default_context()
        if self.scheme == TLS_FROM_THE_START:
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, local_hostname="localhost", timeout=SECONDS, context=context
            )
        else:
            line = smtplib.SMTP(self.host, self.port, local_hostname="localhost", timeout=SECONDS)
        try:
            if self.scheme == TLS_ASKED_FOR:
                # Raises where the server does not offer it: nothing is ever sent in clear instead.
                line.starttls(context=context)
            line.ehlo_or_helo_if_needed()
            if self.user:
                line.login(self.user, self.password)
        except BaseException:
            line.close()
            raise
        return line


def mailing_from(server: SplitResult, *, sender: str, times: str) -> Mailing:
    """What the settings say of mail; none is sent where they name no server.

    Raises ValueError for what cannot be read or would go over a network in clear, with what is wanted.
    """
    hours = times_from(times)
    if not server.geturl():
        return Mailing(times=hours)
    if server.scheme not in _PORTS or not server.hostname:
        raise ValueError(f"{_WANTED}; something else was given: correct it, or leave it out")
    if server.scheme == IN_CLEAR and not _is_loopback(server.hostname):
        raise ValueError(
            f"{_WANTED}; smtp:// was given for a server on another computer, which sends mail and password in clear:"
            " write smtp+tls://"
        )
    if address(sender) != sender:
        raise ValueError(
            "the address that mail comes from is wanted in ENTREMISE_MAIL_FROM; none was given that can be one:"
            " write one such as notices@example.org"
        )
    post = SmtpPost(
        host=server.hostname,
        port=server.port or _PORTS[server.scheme],
        scheme=server.scheme,
        user=unquote(server.username or ""),
        password=unquote(server.password or ""),
    )
    return Mailing(sender=sender, times=hours, post=post)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
