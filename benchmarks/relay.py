"""One message on its way: a writer in A, the mediator carries with a hold of 0, a reader in B sees it in the stream.

Prints JSON. Latencies are from before the writer's request until the reader has the words in hand (`words`), and
until the reader's stream said that there is news (`news`).

    python benchmarks/relay.py [--seconds 20] [--database postgresql://…]
"""

import argparse
import asyncio
import json
import statistics
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from house import Running, running
from http_client import Connection

RATE = 20
MOST_WRITERS = 16


@dataclass(slots=True)
class Lane:
    """One case's writer, mediator and reader."""

    house: Running
    tokens: dict[str, str]
    begun: dict[str, float] = field(default_factory=dict)
    news: dict[str, float] = field(default_factory=dict)
    words: dict[str, float] = field(default_factory=dict)
    delivered: int = 0
    doubled: int = 0
    waiting: list[str] = field(default_factory=list)

    def connection(self, place: str) -> Connection:
        """A connection with which a program acts at `place`."""
        return Connection(self.house.host, self.house.port, {"Authorization": f"Bearer {self.tokens[place]}"})

    async def relay(self, writer: Connection, mediator: Connection, name: str) -> None:
        """Write in A and carry into B."""
        self.begun[name] = time.perf_counter()
        status, written = await writer.ask(
            "POST", "/api/v1/entries", {"text": f"message {name}", "leave": {"form": "substance"}}, key=f"w{name}"
        )
        check(status == 201, written)
        message = {
            "into": "B",
            "form": "substance",
            "text": f"They say: message {name}",
            "sources": [{"room": "A", "number": written["number"]}],
            "hold_seconds": 0,
        }
        status, carried = await mediator.ask("POST", "/api/v1/carries", message, key=f"c{name}")
        check(status == 201, carried)

    async def read(self) -> None:
        """Follow B's stream, and fetch what is new each time it says so."""
        reader, fetcher, after = self.connection("B"), self.connection("B"), 0
        async for _ in reader.listen("/api/v1/stream"):
            arrived = time.perf_counter()
            while True:
                _, page = await fetcher.ask("GET", f"/api/v1/entries?after={after}&limit=200")
                now = time.perf_counter()
                for entry in page["entries"]:
                    after = entry["number"]
                    self._note(entry["text"].rpartition(" ")[2], arrived, now)
                if page["next"] is None:
                    break

    def _note(self, name: str, arrived: float, now: float) -> None:
        if name in self.words:
            self.doubled += 1
        self.news[name], self.words[name] = arrived, now
        self.delivered += 1


def check(right: bool, told: object) -> None:  # noqa: FBT001 – said as a sentence where it is called
    """Stop measuring when the server answers otherwise than it should."""
    if not right:
        sys.exit(f"the server answered {told}")


async def listen_only(lane: Lane, place: str) -> None:
    """One more live stream that only listens."""
    async for _ in lane.connection(place).listen("/api/v1/stream"):
        pass


async def steady(house: Running, *, streams: int, seconds: float) -> dict[str, Any]:
    """Latencies at `RATE` messages a second, with this many live streams over all places of all cases."""
    lanes = [Lane(house, tokens) for tokens in house.cases]
    tasks = [asyncio.ensure_future(lane.read()) for lane in lanes]
    places = [(lane, place) for lane in lanes for place in ("A", "desk", "B")]
    extra = [places[i % len(places)] for i in range(streams - len(lanes))]
    tasks += [asyncio.ensure_future(listen_only(lane, place)) for lane, place in extra]
    await asyncio.sleep(1.5)
    writers = [(lane, lane.connection("A"), lane.connection("desk")) for lane in lanes]
    cpu, sent = house.cpu_seconds(), []
    begun = time.perf_counter()
    for i in range(int(seconds * RATE)):
        await asyncio.sleep(max(0.0, begun + i / RATE - time.perf_counter()))
        lane, writer, mediator = writers[i % len(writers)]
        sent.append(asyncio.ensure_future(lane.relay(writer, mediator, f"s{streams}x{i}")))
    await asyncio.gather(*sent)
    await asyncio.sleep(0.5)
    cpu = house.cpu_seconds() - cpu
    for task in tasks:
        task.cancel()
    return {
        "streams": streams,
        "messages": len(sent),
        "delivered": sum(lane.delivered for lane in lanes),
        "doubled": sum(lane.doubled for lane in lanes),
        "news_ms": _spread([lane.news[n] - t for lane in lanes for n, t in lane.begun.items()]),
        "words_ms": _spread([lane.words[n] - t for lane in lanes for n, t in lane.begun.items()]),
        "cpu_seconds_per_1000": round(cpu / len(sent) * 1000, 2),
    }


async def hardest(house: Running, *, seconds: float) -> dict[str, Any]:
    """The highest rate that the server sustains, everything read exactly once."""
    lanes = [Lane(house, tokens) for tokens in house.cases]
    tasks = [asyncio.ensure_future(lane.read()) for lane in lanes]
    await asyncio.sleep(1)
    ends = time.perf_counter() + seconds

    async def write(number: int) -> int:
        lane = lanes[number % len(lanes)]
        writer, mediator, count = lane.connection("A"), lane.connection("desk"), 0
        while time.perf_counter() < ends:
            await lane.relay(writer, mediator, f"h{number}x{count}")
            count += 1
        return count

    cpu, begun = house.cpu_seconds(), time.perf_counter()
    sent = sum(await asyncio.gather(*(write(number) for number in range(MOST_WRITERS))))
    # Looked at from outside: an event would have to be told of every message.
    while sum(lane.delivered for lane in lanes) < sent and time.perf_counter() < ends + 10:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    took, cpu = time.perf_counter() - begun, house.cpu_seconds() - cpu
    for task in tasks:
        task.cancel()
    return {
        "messages": sent,
        "delivered": sum(lane.delivered for lane in lanes),
        "doubled": sum(lane.doubled for lane in lanes),
        "messages_per_second": round(sent / took, 1),
        "words_ms": _spread([lane.words[n] - t for lane in lanes for n, t in lane.begun.items() if n in lane.words]),
        "cpu_seconds_per_1000": round(cpu / sent * 1000, 2),
    }


def _spread(seconds: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(seconds, n=100)
    return {name: round(cuts[i] * 1000, 2) for name, i in (("p50", 49), ("p95", 94), ("p99", 98))}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--database")
    parser.add_argument("--cases", type=int, default=10)
    options = parser.parse_args()
    with running(cases=options.cases, database=options.database) as house:
        result = {
            "store": "PostgreSQL" if options.database else "SQLite",
            "start_seconds": round(house.start_seconds, 2),
            "steady_30": asyncio.run(steady(house, streams=30, seconds=options.seconds)),
            "steady_600": asyncio.run(steady(house, streams=600, seconds=options.seconds)),
            "hardest": asyncio.run(hardest(house, seconds=options.seconds)),
            "memory_megabytes": round(house.memory_megabytes(), 1),
        }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
