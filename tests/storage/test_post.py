"""Handing mails to a mail server: a real one, on this computer."""

import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from entremise.domain.errors import Unsent
from entremise.domain.notices import MailKind, message
from entremise.storage.post import SmtpPost, mailing_from
from tests.cast import NOON

TIMES = "08:00 18:00"
TO = "ana@arvend.example"
SENDER = "notices@house.example"
MAIL = message(MailKind.WAITS, sender=SENDER, to=TO, name="n" * 32, at=NOON)


@dataclass
class Box:
    """What a server does with what it is handed: keep it, or answer with `says`."""

    says: str = "250 OK"
    rcpt: str = "250 OK"
    got: list[tuple[str, list[str], bytes, bool]] = field(default_factory=list)
    hello: list[str] = field(default_factory=list)

    async def handle_EHLO(  # noqa: N802 – the server's own name
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        del server, envelope
        session.host_name = hostname
        self.hello.append(hostname)
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        del server
        self.got.append((envelope.mail_from, envelope.rcpt_tos, envelope.content, session.ssl is not None))
        return self.says


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate and key for localhost that nobody else trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def serving() -> Iterator[Callable[..., SmtpPost]]:
    """Starts a mail server, and answers the post that goes to it."""
    started: list[Controller] = []

    def serve(box: Box, *, scheme: str = "smtp", **options: Any) -> SmtpPost:
        with socket.create_server(("localhost", 0)) as free:
            port: int = free.getsockname()[1]
        controller = Controller(box, hostname="localhost", port=port, **options)
        controller.start()
        started.append(controller)
        return SmtpPost("localhost", port, scheme)

    yield serve
    for controller in started:
        controller.stop()


def offered_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_the_server_gets_the_very_bytes_and_does_not_learn_this_computers_name(
    serving: Callable[..., SmtpPost],
) -> None:
    box = Box()
    serving(box).send(MAIL, sender=SENDER, to=TO)
    assert box.got == [(SENDER, [TO], MAIL, False)]
    assert box.hello == ["localhost"]


def test_tls_is_asked_for_and_the_password_goes_within(serving: Callable[..., SmtpPost], certificate: Path) -> None:
    box, given = Box(), []

    def authenticate(*arguments: Any) -> AuthResult:
        data = arguments[4]
        assert isinstance(data, LoginPassword)
        given.append((data.login, data.password))
        return AuthResult(success=True)

    post = serving(
        box,
        scheme="smtp+tls",
        tls_context=offered_tls(certificate),
        require_starttls=True,
        authenticator=authenticate,
        auth_required=True,
    )
    trusting = ssl.create_default_context(cafile=str(certificate))
    replace(post, user="house", password="secret", trusted=trusting).send(MAIL, sender=SENDER, to=TO)
    assert given == [(b"house", b"secret")]
    assert [one[3] for one in box.got] == [True]


def test_tls_from_the_start_holds_the_password_too(serving: Callable[..., SmtpPost], certificate: Path) -> None:
    box, given = Box(), []

    def authenticate(*arguments: Any) -> AuthResult:
        data = arguments[4]
        assert isinstance(data, LoginPassword)
        given.append((data.login, data.password))
        return AuthResult(success=True)

    post = serving(
        box,
        scheme="smtps",
        ssl_context=offered_tls(certificate),
        authenticator=authenticate,
        auth_require_tls=False,
    )
    trusting = ssl.create_default_context(cafile=str(certificate))
    within = replace(post, user="house", password="secret", trusted=trusting)
    within.check()
    within.send(MAIL, sender=SENDER, to=TO)

    assert given == [(b"house", b"secret")] * 2
    assert [(sender, to, content) for sender, to, content, _ in box.got] == [(SENDER, [TO], MAIL)]


@pytest.mark.parametrize("scheme", ["smtps", "smtp+tls"])
@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_a_wrong_certificate_learns_neither_mail_nor_password(
    serving: Callable[..., SmtpPost], certificate: Path, scheme: str, name: str
) -> None:
    """One that nobody vouches for, and one of another name, which somebody does."""
    box, given = Box(), []

    def authenticate(*arguments: Any) -> AuthResult:
        given.append(arguments)
        return AuthResult(success=True)

    tls = "ssl_context" if scheme == "smtps" else "tls_context"
    asks = {tls: offered_tls(certificate), "authenticator": authenticate, "auth_require_tls": False}
    post = serving(box, scheme=scheme, **asks)
    trusted = None if name == "localhost" else ssl.create_default_context(cafile=str(certificate))
    wrong = replace(post, host=name, user="house", password="secret", trusted=trusted)

    for act in (wrong.check, lambda: wrong.send(MAIL, sender=SENDER, to=TO)):
        with pytest.raises(Unsent) as refused:
            act()
        assert (str(refused.value), refused.value.final) == ("SSLCertVerificationError", False)
    assert (box.got, given) == ([], [])


@pytest.mark.parametrize("scheme", ["smtps", "smtp+tls"])
def test_a_server_without_tls_gets_no_password(serving: Callable[..., SmtpPost], scheme: str) -> None:
    box, given = Box(), []

    def authenticate(*arguments: Any) -> AuthResult:
        given.append(arguments)
        return AuthResult(success=True)

    post = serving(box, scheme=scheme, authenticator=authenticate, auth_require_tls=False)
    with pytest.raises(Unsent):
        replace(post, user="house", password="secret").send(MAIL, sender=SENDER, to=TO)
    assert (box.got, given) == ([], [])


def test_a_password_that_is_refused_is_told_nowhere(serving: Callable[..., SmtpPost], certificate: Path) -> None:
    post = serving(
        Box(),
        scheme="smtps",
        ssl_context=offered_tls(certificate),
        authenticator=lambda *_: AuthResult(success=False, handled=False),
        auth_require_tls=False,
    )
    trusting = ssl.create_default_context(cafile=str(certificate))
    refused_there = replace(post, user="house", password="kestrel", trusted=trusting)

    with pytest.raises(Unsent) as refused:
        refused_there.send(MAIL, sender=SENDER, to=TO)

    told = f"{refused.value} {refused.value.__cause__} {refused_there!r}"
    assert "SMTPAuthenticationError" in told
    assert "kestrel" not in told


def test_nothing_is_sent_to_a_server_whose_certificate_nobody_vouches_for(
    serving: Callable[..., SmtpPost], certificate: Path
) -> None:
    box = Box()
    post = serving(box, scheme="smtp+tls", tls_context=offered_tls(certificate))
    with pytest.raises(Unsent) as refused:
        post.send(MAIL, sender=SENDER, to=TO)
    assert not refused.value.final
    assert box.got == []


def test_nothing_is_sent_in_clear_where_tls_was_asked_for(serving: Callable[..., SmtpPost]) -> None:
    box = Box()
    with pytest.raises(Unsent):
        serving(box, scheme="smtp+tls").send(MAIL, sender=SENDER, to=TO)
    assert box.got == []


@pytest.mark.parametrize(
    ("box", "final"),
    [
        (Box(rcpt="550 no such box ana@arvend.example"), True),
        (Box(rcpt="450 later"), False),
        (Box(says="554 not wanted"), True),
        (Box(says="451 later"), False),
    ],
)
def test_a_refusal_is_for_good_or_for_now_and_names_no_address(
    serving: Callable[..., SmtpPost], box: Box, *, final: bool
) -> None:
    with pytest.raises(Unsent) as refused:
        serving(box).send(MAIL, sender=SENDER, to=TO)
    assert refused.value.final is final
    assert "arvend" not in str(refused.value)


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with pytest.raises(Unsent) as refused:
        SmtpPost("127.0.0.1", 1, "smtp").send(MAIL, sender=SENDER, to=TO)
    assert not refused.value.final


@pytest.mark.parametrize(
    ("server", "sender", "times"),
    [
        ("smtp://mail.example.org", SENDER, TIMES),
        ("http://mail.example.org", SENDER, TIMES),
        ("smtps://", SENDER, TIMES),
        ("smtps://mail.example.org", "", TIMES),
        ("smtps://mail.example.org", "a@b.org\nBcc: c@d.org", TIMES),
        ("", "", "8 o'clock"),
        ("", "", "08:00:30"),
        ("", "", "08:00+01:00"),
        ("", "", ""),
    ],
)
def test_settings_that_cannot_be_are_refused_with_what_is_wanted(server: str, sender: str, times: str) -> None:
    with pytest.raises(ValueError, match=r"wanted in ENTREMISE_|is wanted in"):
        mailing_from(urlsplit(server), sender=sender, times=times)


def test_without_a_server_no_mail_is_sent() -> None:
    assert mailing_from(urlsplit(""), sender="", times=TIMES).post is None


def test_ports_are_those_of_their_kind() -> None:
    posts = [
        mailing_from(urlsplit(server), sender=SENDER, times=TIMES).post
        for server in ("smtp+tls://u:p%40@mail.example.org", "smtps://mail.example.org", "smtp://127.0.0.1")
    ]
    assert posts == [
        SmtpPost("mail.example.org", 587, "smtp+tls", user="u", password="p@"),
        SmtpPost("mail.example.org", 465, "smtps"),
        SmtpPost("127.0.0.1", 25, "smtp"),
    ]
