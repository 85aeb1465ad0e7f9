"""Closed-loop load over HTTP/1.1 keep-alive on loopback: so many connections, each asks again once answered."""

import asyncio
import time
from collections.abc import Iterable, Iterator

import msgspec


class Sample(msgspec.Struct):
    """Latencies in milliseconds."""

    seconds: float = 0.0
    latencies: list[float] = []
    failed: int = 0

    def add(self, other: "Sample") -> None:
        self.seconds += other.seconds
        self.latencies = self.latencies + other.latencies
        self.failed += other.failed

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        if not self.latencies:
            return 0.0
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class Ask(msgspec.Struct, frozen=True):
    path: str
    cookie: str = ""
    body: str = ""
    """A form to post; empty: a GET."""

    def wire(self) -> bytes:
        lines = [
            f"{'POST' if self.body else 'GET'} {self.path} HTTP/1.1", "Host: testserver",
            "Accept: text/html,application/json", "Accept-Language: zh-CN", "Accept-Encoding: gzip",
        ]  # fmt: skip
        if self.cookie:
            lines.append(f"Cookie: jiayi={self.cookie}")
        if self.body:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(self.body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n" + self.body).encode()


async def run(port: int, asks: Iterable[Ask], seconds: float, connections: int) -> Sample:
    """Ends early when there is nothing left to ask; ``itertools.cycle`` asks on."""
    sample = Sample()
    waiting = iter(asks)
    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(_lane(port, waiting, begun + seconds, sample))
    sample.seconds = time.perf_counter() - begun
    return sample


async def _lane(port: int, waiting: Iterator[Ask], until: float, sample: Sample) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until and (ask := next(waiting, None)):
        wire = ask.wire()
        begun = time.perf_counter()
        writer.write(wire)
        status = await asyncio.wait_for(_answer(reader), 30)
        if status == (303 if ask.body else 200):
            sample.latencies.append((time.perf_counter() - begun) * 1000)
        else:
            sample.failed += 1
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if (at := head.find(b"\r\ncontent-length:")) >= 0:
        await reader.readexactly(int(head[at + 17 : head.index(b"\r\n", at + 2)]))
    elif b"transfer-encoding: chunked" in head:
        while size := int((await reader.readline()).split(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return int(head[9:12])
