"""A server that speaks two calls of Vault's Transit engine, as far as a client can tell."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

TOKEN = "s.token-of-the-test"


class Transit(BaseHTTPRequestHandler):
    """`encrypt/KEY` turns a plaintext over, `decrypt/KEY` turns it back; anything else is refused."""

    def do_PUT(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        act, _, key = self.path.removeprefix("/v1/entremise/").partition("/")
        if self.headers["X-Vault-Token"] != TOKEN or key != "house":
            self.answer(403, {"errors": ["permission denied"]})
        elif act == "encrypt":
            turned = b64encode(b64decode(given["plaintext"])[::-1]).decode()
            self.answer(200, {"data": {"ciphertext": f"vault:v1:{turned}", "key_version": 1}})
        elif act == "decrypt" and given["ciphertext"].startswith("vault:v1:"):
            turned = b64encode(b64decode(given["ciphertext"].removeprefix("vault:v1:"))[::-1]).decode()
            self.answer(200, {"data": {"plaintext": turned}})
        else:
            self.answer(400, {"errors": ["invalid ciphertext"]})

    def answer(self, status: int, body: dict[str, Any]) -> None:
        sent = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 – the library's name
        """Nothing."""


@contextmanager
def serving() -> Iterator[str]:
    """The address of such a server, for as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Transit)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
