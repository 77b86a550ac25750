"""A very small HTTP client for the benchmarks, so that they measure the server and not themselves."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any


class Connection:
    """One kept-alive connection, with one request at a time."""

    def __init__(self, host: str, port: int, headers: Mapping[str, str]) -> None:
        self._address = (host, port)
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._busy = asyncio.Lock()

    async def ask(self, method: str, path: str, body: object = None, *, key: str = "") -> tuple[int, Any]:
        """The answer's status and its JSON."""
        payload = b"" if body is None else json.dumps(body).encode()
        extra = f"Idempotency-Key: {key}\r\n" if key else ""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self._address[0]}\r\n{self._headers}{extra}"
            f"Content-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n"
        )
        async with self._busy:
            if self._streams is None:
                self._streams = await asyncio.open_connection(*self._address)
            reader, writer = self._streams
            writer.write(head.encode() + payload)
            answer = await reader.readuntil(b"\r\n\r\n")
            status = int(answer[9:12])
            length = int(answer.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            return status, json.loads(await reader.readexactly(length)) if length else None

    async def listen(self, path: str) -> AsyncIterator[int]:
        """The ids of a live stream's events, the moment they arrive."""
        reader, writer = await asyncio.open_connection(*self._address, limit=2**20)
        request = f"GET {path} HTTP/1.1\r\nHost: {self._address[0]}\r\n{self._headers}\r\n"
        writer.write(request.encode())
        await reader.readuntil(b"\r\n\r\n")
        yield -1
        while line := await reader.readline():
            if line.startswith(b"id: "):
                yield int(line[4:])
        writer.close()
