"""A server that stamps with the time (RFC 3161), on this computer, made with `openssl ts`."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 10_000
CONFIGURATION: Final = """
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[signer]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = here
[here]
serial = serial
crypto_device = builtin
signer_cert = signer.pem
signer_key = signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""
CURVE: Final = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
MISSING: Final = shutil.which("openssl") is None


@dataclass
class TimeStamping:
    """The server, while it runs."""

    folder: Path
    url: str = ""
    asked: list[bytes] = field(default_factory=list)
    """What it was sent."""
    answers: bytes | None = None
    """What it answers instead of a stamp."""

    @property
    def root(self) -> Path:
        """The certificate to which its signatures lead."""
        return self.folder / "authority.pem"

    def answer(self, query: bytes) -> bytes:
        self.asked.append(query)
        if self.answers is not None:
            return self.answers
        (self.folder / "query").write_bytes(query)
        openssl(self.folder, "ts", "-reply", "-config", "conf", "-queryfile", "query", "-out", "reply")
        return (self.folder / "reply").read_bytes()


@contextmanager
def time_stamping(folder: Path) -> Iterator[TimeStamping]:
    """A server with keys of its own, on a free port of 127.0.0.1."""
    (folder / "conf").write_text(CONFIGURATION)
    (folder / "serial").write_text("01\n")
    own = ["-keyout", "authority.key", "-out", "authority.pem", "-extensions", "authority"]
    openssl(folder, "req", "-x509", *CURVE, *own, "-subj", "/CN=Authority", "-days", "2", "-config", "conf")
    asks = ["-keyout", "signer.key", "-out", "signer.csr", "-subj", "/CN=Clock", "-config", "conf"]
    openssl(folder, "req", *CURVE, *asks)
    signs = ["-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial", "-days", "2"]
    openssl(
        folder,
        "x509",
        "-req",
        "-in",
        "signer.csr",
        "-out",
        "signer.pem",
        *signs,
        "-extfile",
        "conf",
        "-extensions",
        "signer",
    )
    clock = TimeStamping(folder)

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:
            body = self.rfile.read(min(int(self.headers["Content-Length"]), MOST_BYTES))
            answer = clock.answer(body)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 – its own name for it
            """Nothing is printed."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        clock.url = f"http://127.0.0.1:{server.server_port}/"
        try:
            yield clock
        finally:
            server.shutdown()
            thread.join()


def openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True, timeout=30)
