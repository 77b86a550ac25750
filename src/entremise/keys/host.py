"""The host key, under which every wrap is covered: made of a file that no backup holds, and of a second secret.

    host key = HKDF-SHA256(secret in host.key (32 octets) | outer secret, info = label)

The outer secret comes from elsewhere: a systemd credential, a passphrase, Vault's or OpenBao's Transit engine; or there
is none. `host.key` is a JSON object that says which, and holds what is needed to find it: a salt, or a ciphertext.

A host key is changed in three steps, so that a crash between any two loses nothing: the new one is written beside the
old one, the database's wraps are covered anew, the new file takes the old one's place. The database knows the
fingerprint of its key; at the next start the file with that fingerprint is used, and the change is finished or undone.
"""

import fcntl
import getpass
import os
import secrets
import stat
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

import msgspec

from entremise.domain.errors import Refusal
from entremise.keys.boxes import KEY_BYTES, Draw, derived
from entremise.keys.holder import prepared, stretched
from entremise.keys.passwords import ORDINARY, Cost
from entremise.keys.scheme import HostKey

HOST_KEY: Final = "entremise/1/host-key"
FINGERPRINT: Final = "entremise/1/host-key-fingerprint"

_FINGERPRINT_BYTES: Final = 16
_LEAST_SECRET_BYTES: Final = 16
_MOST_FILE_BYTES: Final = 16 * 1024


class HostKeyUnfit(RuntimeError):
    """The host key cannot be used. The text says what was wanted, what was found, and what to do."""


class OuterSecret(Protocol):
    """Where the second half of the host key comes from."""

    @property
    def name(self) -> str:
        """By which `host.key` says that it needs this one."""

    def begin(self) -> bytes:
        """What `host.key` keeps so that the secret can be found again; nothing that opens anything alone."""

    def secret(self, kept: bytes) -> bytes:
        """The secret. Raises HostKeyUnfit if it cannot be had."""


class NoOuter:
    """No second secret: whoever has `host.key` has the host key."""

    name = "none"

    def begin(self) -> bytes:
        """Nothing."""
        return b""

    def secret(self, kept: bytes) -> bytes:  # noqa: ARG002
        """Nothing."""
        return b""


@dataclass(frozen=True, slots=True)
class Credential:
    """A file that systemd decrypts for the service alone (`LoadCredentialEncrypted=`), with the TPM if there is one."""

    folder: Path | None
    """`$CREDENTIALS_DIRECTORY`."""

    @property
    def name(self) -> str:
        """See `OuterSecret.name`."""
        return "credential"

    def begin(self) -> bytes:
        """Nothing."""
        return b""

    def secret(self, kept: bytes) -> bytes:  # noqa: ARG002
        """The credential's octets."""
        if self.folder is None:
            raise HostKeyUnfit(
                "the systemd credential “entremise” is wanted; the service was given none:"
                " add LoadCredentialEncrypted=entremise to its unit"
            )
        try:
            found = (self.folder / "entremise").read_bytes()
        except OSError as error:
            raise HostKeyUnfit(
                f"the systemd credential “entremise” is wanted; it cannot be read ({error.strerror}):"
                " see LoadCredentialEncrypted= in the service's unit"
            ) from None
        if len(found) < _LEAST_SECRET_BYTES:
            raise HostKeyUnfit(
                f"a credential of at least {_LEAST_SECRET_BYTES} random bytes is wanted; it has {len(found)}:"
                " make it with `head -c 32 /dev/urandom | systemd-creds encrypt --name=entremise - FILE`"
            )
        return found


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A passphrase that somebody gives at each start."""

    ask: Callable[[], str]
    cost: Cost = ORDINARY
    draw: Draw = secrets.token_bytes

    @property
    def name(self) -> str:
        """See `OuterSecret.name`."""
        return "passphrase"

    def begin(self) -> bytes:
        """A salt, and the cost."""
        return msgspec.json.encode(_Stretch(self.draw(16), self.cost.kibibytes, self.cost.iterations))

    def secret(self, kept: bytes) -> bytes:
        """Argon2id of the passphrase."""
        stretch = msgspec.json.decode(kept, type=_Stretch)
        given = prepared(self.ask())
        if isinstance(given, Refusal):
            raise HostKeyUnfit(f"the host's passphrase is wanted. {given.given} {given.remedy}")
        return stretched(given, stretch.salt, Cost(kibibytes=stretch.kibibytes, iterations=stretch.iterations))


class _Stretch(msgspec.Struct, frozen=True):
    """How a passphrase is stretched."""

    salt: bytes
    kibibytes: int
    iterations: int


@dataclass(frozen=True, slots=True)
class Transit:
    """A random secret that Vault or OpenBao encrypts, and decrypts for this server at each start.

    `host.key` keeps the ciphertext. Needs the extra `entremise[vault]`; address, token and namespace are read from
    VAULT_ADDR, VAULT_TOKEN and VAULT_NAMESPACE.
    """

    key: str
    """Name of the Transit key."""
    mount: str = "transit"
    draw: Draw = secrets.token_bytes

    @property
    def name(self) -> str:
        """See `OuterSecret.name`."""
        return "transit"

    def begin(self) -> bytes:
        """The ciphertext of a new secret."""
        plain = b64encode(self.draw(KEY_BYTES)).decode()
        answer = self._asked("encrypt_data", plaintext=plain)
        return str(answer["ciphertext"]).encode()

    def secret(self, kept: bytes) -> bytes:
        """The secret that Transit finds in the ciphertext."""
        answer = self._asked("decrypt_data", ciphertext=kept.decode())
        return b64decode(answer["plaintext"])

    def _asked(self, call: str, **given: str) -> Mapping[str, str]:
        try:
            # An optional extra: most hosts need none.
            import hvac  # noqa: PLC0415
        except ImportError:
            raise HostKeyUnfit("Vault's client is wanted; it is not installed: install entremise[vault]") from None
        try:
            client = hvac.Client(namespace=os.environ.get("VAULT_NAMESPACE"), timeout=10)
            answer = getattr(client.secrets.transit, call)(name=self.key, mount_point=self.mount, **given)
            found: Mapping[str, str] = answer["data"]
        # The client's own errors quote what was sent, and it passes on those of three libraries below it.
        except Exception as error:  # noqa: BLE001
            raise HostKeyUnfit(
                f"Vault's Transit key “{self.key}” is wanted; asking for it failed ({type(error).__name__}):"
                " see VAULT_ADDR, VAULT_TOKEN and the policy of that token"
            ) from None
        return found


def outer_named(name: str, environment: Mapping[str, str]) -> OuterSecret:
    """The source of the second secret that the setting names.

    `none`, `credential`, `passphrase` (asked on the terminal), `passphrase:FD` (read from a descriptor),
    `transit:KEY` or `transit:MOUNT/KEY`. Raises HostKeyUnfit for anything else.
    """
    kind, _, rest = name.partition(":")
    mount, _, key = rest.rpartition("/")
    match kind:
        case "none" | "" if not rest:
            return NoOuter()
        case "credential" if not rest:
            folder = environment.get("CREDENTIALS_DIRECTORY")
            return Credential(Path(folder) if folder else None)
        case "passphrase" if not rest:
            return Passphrase(_from_terminal)
        case "passphrase" if rest.isascii() and rest.isdecimal():
            return Passphrase(lambda: _from_descriptor(int(rest)))
        case "transit" if key:
            return Transit(key, mount or "transit")
        case _:
            raise HostKeyUnfit(
                "one of none, credential, passphrase, passphrase:FD, transit:KEY is wanted;"
                f" ENTREMISE_KEY_OUTER names “{name}”: choose one"
            )


class Host:
    """The host key of this process, and the file it is made of. Use from several threads."""

    def __init__(self, key: HostKey, *, file: "_File | None" = None) -> None:
        self.key = key
        self._file = file

    @property
    def fingerprint(self) -> bytes:
        """16 octets by which the database knows its host key, and that tell nothing of it."""
        return fingerprint_of(self.key)

    def settle(self, wanted: bytes) -> None:
        """Use the key with this fingerprint; finish or undo a change that was interrupted.

        Raises HostKeyUnfit if there is no such key here.
        """
        self._use(self.key if self._file is None else self._file.settled(wanted), wanted)

    @contextmanager
    def changing(self, wanted: Callable[[], bytes], *, draw: Draw) -> Iterator[HostKey]:
        """A new host key, written beside the old one; in use when the block ends, and not if an error leaves it.

        Within the block the wraps are covered anew, in a transaction that keeps the new fingerprint. `wanted` reads
        the fingerprint that the database has before. One process at a time changes the key; others wait here.
        """
        secret = draw(KEY_BYTES)
        if self._file is None:
            yield (key := _derived(secret, b""))
            self.key = key
            return
        with self._file.locked():
            self._use(self._file.tidied(fingerprint := wanted()), fingerprint)
            yield (key := self._file.write_next(secret))
            self.key = key
            self._file.take_next()

    def _use(self, key: HostKey, wanted: bytes) -> None:
        if fingerprint_of(key) != wanted:
            raise HostKeyUnfit(
                "the host key with which this database was sealed is wanted; another one was found:"
                " put the right host.key in place, or restore the newest copy of the key tables"
            )
        self.key = key


def fingerprint_of(key: HostKey) -> bytes:
    """See `Host.fingerprint`."""
    return derived(key, (FINGERPRINT,))[:_FINGERPRINT_BYTES]


def open_host(path: Path, outer: OuterSecret, *, may_create: bool, draw: Draw) -> Host:
    """The host key that the file and the outer secret make.

    Where there is no file and `may_create` says that nothing was sealed yet, a new one is made (0600). Raises
    HostKeyUnfit if it is missing otherwise, if others may read it, or if the outer secret does not fit it.
    """
    file = _File(path, outer)
    if path.exists():
        return Host(file.read(), file=file)
    if not may_create:
        raise HostKeyUnfit(
            f"the host key is wanted at {path}; it is not there, and the database is sealed with it:"
            " put its copy back, or set ENTREMISE_KEY to where it is"
        )
    return Host(file.create(draw(KEY_BYTES)), file=file)


def _derived(secret: bytes, outer: bytes) -> HostKey:
    return HostKey(derived(secret + outer, (HOST_KEY,)))


# The file -------------------------------------------------------------------------------------------------


class _Kept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands in the file."""

    entremise: Literal["host key 1"] = "host key 1"
    secret: bytes
    outer: str
    kept: bytes
    """What the outer secret is found with."""
    fingerprint: bytes
    """Of the host key, so that a wrong outer secret is noticed at once."""


class _File:
    """The file, and the outer secret, which is asked for once."""

    def __init__(self, path: Path, outer: OuterSecret) -> None:
        self._path = path
        self._next = path.with_name(f"{path.name}.next")
        self._lock = path.with_name(f"{path.name}.lock")
        self._outer = outer
        self._kept = b""
        self._outer_secret: bytes | None = None

    def create(self, secret: bytes) -> HostKey:
        """The key of a new file. Raises FileExistsError if somebody else was quicker."""
        self._kept = self._outer.begin()
        self._outer_secret = self._outer.secret(self._kept)
        return self._write(self._path, secret)

    def read(self) -> HostKey:
        """The key of the file that is in use."""
        return self._key_in(self._path)

    def settled(self, wanted: bytes) -> HostKey:
        """The key with the fingerprint `wanted`, if it is here; else the one in use."""
        if not self._next.exists():
            return self._fitting(wanted)
        try:
            with self.locked(wait=False):
                return self.tidied(wanted)
        except BlockingIOError:
            # A change goes on in another process, which will end it.
            return self._fitting(wanted)

    def tidied(self, wanted: bytes) -> HostKey:
        """As `settled`, within `locked`: an interrupted change is finished or undone."""
        key = self._fitting(wanted)
        if self._next.exists() and fingerprint_of(key) == wanted:
            if fingerprint_of(self.read()) == wanted:
                self._next.unlink()
                self._keep_folder()
            else:
                self.take_next()
        return key

    @contextmanager
    def locked(self, *, wait: bool = True) -> Iterator[None]:
        """Alone in changing the key. Raises BlockingIOError if another is, and `wait` is off."""
        descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        finally:
            os.close(descriptor)

    def write_next(self, secret: bytes) -> HostKey:
        """The key of a new file beside the one in use."""
        return self._write(self._next, secret)

    def take_next(self) -> None:
        """The file beside takes the place of the one in use, whose octets are overwritten."""
        with self._path.open("r+b") as old:
            self._next.replace(self._path)
            self._keep_folder()
            old.write(bytes(os.fstat(old.fileno()).st_size))
            old.flush()
            os.fsync(old.fileno())

    def _fitting(self, wanted: bytes) -> HostKey:
        key = self.read()
        if fingerprint_of(key) != wanted:
            # It may take the other's place at this very moment.
            with suppress(FileNotFoundError):
                beside = self._key_in(self._next)
                return beside if fingerprint_of(beside) == wanted else key
            key = self.read()
        return key

    def _key_in(self, path: Path) -> HostKey:
        kept = _read(path)
        if kept.outer != self._outer.name:
            raise HostKeyUnfit(
                f"the outer secret “{kept.outer}” is wanted, with which {path} was made; “{self._outer.name}” is set:"
                " change ENTREMISE_KEY_OUTER"
            )
        if self._outer_secret is None:
            self._kept, self._outer_secret = kept.kept, self._outer.secret(kept.kept)
        key = _derived(kept.secret, self._outer_secret)
        if fingerprint_of(key) != kept.fingerprint:
            raise HostKeyUnfit(
                f"the outer secret with which {path} was made is wanted; another {kept.outer} was given:"
                " start again with the right one"
            )
        return key

    def _write(self, path: Path, secret: bytes) -> HostKey:
        """The key of a new file, that is there as a whole or not at all. Raises FileExistsError if there is one."""
        key = _derived(secret, self._outer_secret or b"")
        kept = _Kept(secret=secret, outer=self._outer.name, kept=self._kept, fingerprint=fingerprint_of(key))
        part = path.with_name(f"{path.name}.part")
        with suppress(FileNotFoundError):
            part.unlink()
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode(kept) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(part)
        finally:
            part.unlink()
        self._keep_folder()
        return key

    def _keep_folder(self) -> None:
        """A new name is on the disk when its folder is."""
        descriptor = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _read(path: Path) -> _Kept:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise HostKeyUnfit(
            f"the host key is wanted at {path}; it cannot be read ({error.strerror}):"
            f" make it a file of account {os.geteuid()} with mode 600"
        ) from None
    try:
        _must_be_private(path, os.fstat(descriptor))
        return msgspec.json.decode(os.read(descriptor, _MOST_FILE_BYTES), type=_Kept)
    except msgspec.DecodeError:
        raise HostKeyUnfit(f"a host key is wanted; {path} holds something else: put its copy back") from None
    finally:
        os.close(descriptor)


def _must_be_private(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise HostKeyUnfit(f"a file is wanted at {path}; it is something else: put the host key there")
    if status.st_uid != os.geteuid():
        raise HostKeyUnfit(
            f"a host key that belongs to this account ({os.geteuid()}) is wanted; {path} belongs to {status.st_uid}:"
            f" chown {os.geteuid()} {path}"
        )
    if status.st_mode & 0o077:
        raise HostKeyUnfit(
            f"a host key that this account alone can read is wanted; {path} has mode"
            f" {stat.S_IMODE(status.st_mode):o}: chmod 600 {path}, and see who could have copied it"
        )


# Asking ---------------------------------------------------------------------------------------------------


def _from_terminal() -> str:
    if not sys.stdin.isatty():
        raise HostKeyUnfit(
            "the host's passphrase is wanted; there is no terminal to ask on:"
            " set ENTREMISE_KEY_OUTER=passphrase:FD and give it on that descriptor"
        )
    return getpass.getpass("Passphrase of the host key: ")


def _from_descriptor(descriptor: int) -> str:
    try:
        with os.fdopen(descriptor, "rb") as file:
            return file.readline(8192).decode().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise HostKeyUnfit(
            f"the host's passphrase is wanted on descriptor {descriptor}; it cannot be read ({type(error).__name__}):"
            " give one line of UTF-8"
        ) from None
