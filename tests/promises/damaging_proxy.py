"""A wire that damages what goes through it: HTTP between a terminal and its centre, with a fault chosen for every request.

It reads whole messages, so that it can do what a TCP fault cannot: let the centre act and lose the reply, say something twice,
answer in the centre's place. It never looks into what is sealed and holds no key of either side.
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

MOST_HEAD = 64 * 1024
READ_SECONDS = 20.0


class Damage(StrEnum):
    """`after_cut` faults let the centre act; those before it do not."""

    NONE = "none"
    SLOW = "slow"
    REFUSE = "refuse"
    CUT_REQUEST = "cut-request"
    DROP_REPLY = "apply-then-drop-reply"
    CUT_REPLY = "cut-reply"
    TWICE = "duplicate"
    BAD_GATEWAY = "502"
    HTML = "200-with-html"
    EMPTY_JSON = "200-with-other-json"
    REDIRECT = "redirect"
    FORGED = "receipt-by-another-key"
    OLD_REPLY = "earlier-reply-again"
    OLD_EPOCH = "old-epoch"


@dataclass(frozen=True)
class Request:
    """One request as it came in. `number` counts from 0 over the proxy's life, `batch` over batches alone (-1: no batch)."""

    number: int
    batch: int
    raw: bytes = field(repr=False)

    @property
    def head(self) -> bytes:
        return self.raw[: self.raw.index(b"\r\n\r\n") + 4]

    @property
    def body(self) -> bytes:
        return self.raw[len(self.head) :]

    @property
    def target(self) -> str:
        return self.raw.split(b" ", 2)[1].decode("ascii")

    @property
    def is_batch(self) -> bool:
        return self.batch >= 0

    @property
    def items(self) -> list[dict[str, Any]]:
        return list(json.loads(self.body)["items"]) if self.is_batch else []


@dataclass(frozen=True)
class Fault:
    """What becomes of one request. `at`: the byte a cut is made before (of all bytes, as a share if below 1)."""

    damage: Damage = Damage.NONE
    at: float = 0.0
    seconds: float = 0.0

    def cut(self, whole: bytes) -> bytes:
        return whole[: int(self.at * len(whole)) if self.at < 1 else int(self.at)]


UNTOUCHED = Fault()
Plan = Callable[[Request], Fault]

SHARES: dict[Damage, float] = {
    Damage.NONE: 36,
    Damage.SLOW: 7,
    Damage.REFUSE: 6,
    Damage.CUT_REQUEST: 6,
    Damage.DROP_REPLY: 8,
    Damage.CUT_REPLY: 8,
    Damage.TWICE: 6,
    Damage.BAD_GATEWAY: 4,
    Damage.HTML: 4,
    Damage.EMPTY_JSON: 2,
    Damage.REDIRECT: 4,
    Damage.FORGED: 4,
    Damage.OLD_REPLY: 3,
    Damage.OLD_EPOCH: 2,
}
"""Of 100 requests: 57 damaged, 7 only slowed."""


def at_random(chance: random.Random, *, slow: float = 0.3) -> Plan:
    """Damages 57 of 100 requests, and never fewer than half of those it has seen."""
    harmful = {damage: share for damage, share in SHARES.items() if damage not in (Damage.NONE, Damage.SLOW)}
    seen, damaged = 0, 0

    def plan(_request: Request) -> Fault:
        nonlocal seen, damaged
        seen += 1
        deck = harmful if damaged * 2 < seen else SHARES
        damage = chance.choices(list(deck), list(deck.values()))[0]
        damaged += damage in harmful
        return Fault(damage, at=chance.random() * 0.999, seconds=chance.random() * slow)

    return plan


class DamagingProxy:
    """Listens on the loopback and carries to `upstream`. `plan` chooses each request's fault and may be changed at any moment.

    `done` counts what was done to requests; `trapped` how many followed a redirect to another host, which nobody may.
    """

    def __init__(self, upstream: int, plan: Plan = lambda _: UNTOUCHED, *, keeps: int = 0) -> None:
        self.upstream = upstream
        self.plan = plan
        self.done: Counter[Damage] = Counter()
        self.kept: list[Request] = []
        """The first `keeps` batches, as a listener on the wire would have them."""
        self.trapped = 0
        self.on_batch_reply: Callable[[bytes], None] = lambda _: None
        """Hears each whole reply of the centre to a batch, before it is damaged; on the proxy's own thread."""
        self._keeps = keeps
        self._numbers = 0
        self._batches = 0
        self._last_reply: dict[str, bytes] = {}
        self._loop = asyncio.new_event_loop()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._trap = socket.create_server(("127.0.0.1", 0))
        self._door: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def requests(self) -> int:
        return self._numbers

    @property
    def batches(self) -> int:
        """How many batches have come in, whatever became of them."""
        return self._batches

    @property
    def damaged(self) -> int:
        return self.requests - self.done[Damage.NONE] - self.done[Damage.SLOW]

    def mend(self) -> None:
        self.plan = lambda _: UNTOUCHED

    def close_door(self) -> None:
        """From now on nobody listens: a connection is refused by the system itself."""
        self._in_loop(self._close_door())

    def open_door(self) -> None:
        self._in_loop(self._open_door())

    def __enter__(self) -> Self:
        self._thread.start()
        self._in_loop(self._start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._in_loop(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._listening.close()
        self._trap.close()

    def _in_loop(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _start(self) -> None:
        self._caught = await asyncio.start_server(self._catch, sock=self._trap)
        self._door = await asyncio.start_server(self._accept, sock=self._listening)

    async def _open_door(self) -> None:
        if self._door is None:
            self._listening = socket.create_server(("127.0.0.1", self.port))
            self._door = await asyncio.start_server(self._accept, sock=self._listening)

    async def _close_door(self) -> None:
        if self._door is not None:
            self._door.close()
            self._door = None
            await self._drop_everyone()

    async def _end(self) -> None:
        await self._close_door()
        self._caught.close()

    async def _drop_everyone(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _catch(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.trapped += 1
        writer.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while await self._carry_one(reader, writer):
                pass
        except (OSError, EOFError, ValueError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _carry_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its reply; whether the connection goes on."""
        request = self._numbered(await _message(reader))
        fault = self.plan(request)
        self.done[fault.damage] += 1
        reply = await self._reply(request, fault)
        if not reply:
            _hang_up(writer, rudely=fault.damage is Damage.REFUSE)
            return False
        writer.write(reply)
        await writer.drain()
        return fault.damage in (Damage.NONE, Damage.SLOW, Damage.TWICE)

    def _numbered(self, raw: bytes) -> Request:
        target = raw.split(b" ", 2)[1]
        batch = -1
        if target.endswith(b"/batches"):
            batch, self._batches = self._batches, self._batches + 1
        request = Request(self._numbers, batch, raw)
        self._numbers += 1
        if request.is_batch and len(self.kept) < self._keeps:
            self.kept.append(request)
        return request

    async def _reply(self, request: Request, fault: Fault) -> bytes:
        """What the terminal is given; nothing means that the line breaks."""
        match fault.damage:
            case Damage.NONE:
                return await self._ask(request)
            case Damage.SLOW:
                await asyncio.sleep(fault.seconds)
                return await self._ask(request)
            case Damage.REFUSE:
                return b""
            case Damage.CUT_REQUEST:
                await self._say_and_hang_up(fault.cut(request.raw))
                return b""
            case Damage.DROP_REPLY:
                await self._ask(request)
                return b""
            case Damage.CUT_REPLY:
                return fault.cut(await self._ask(request))
            case Damage.TWICE:
                replies = await asyncio.gather(self._ask(request), self._ask(request))
                return replies[int(fault.at * 2)]
            case Damage.BAD_GATEWAY:
                return _answer(502, "text/plain", b"Bad Gateway\n")
            case Damage.HTML:
                return _answer(200, "text/html; charset=utf-8", b"<html><body>Please accept our terms</body></html>")
            case Damage.EMPTY_JSON:
                return _answer(200, "application/json", b'{"status":"ok"}')
            case Damage.REDIRECT:
                trap = self._trap.getsockname()[1]
                return _answer(307, "text/html", b"", f"Location: http://127.0.0.1:{trap}{request.target}\r\n")
            case Damage.FORGED:
                return self._forged(request) or _answer(502, "text/plain", b"Bad Gateway\n")
            case Damage.OLD_REPLY:
                return self._last_reply.get(_shape(request), b"")
            case Damage.OLD_EPOCH:
                return _with_another_epoch(await self._ask(request))

    async def _ask(self, request: Request) -> bytes:
        """The centre's whole reply; nothing where it does not answer."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        except OSError:
            return b""
        try:
            writer.write(request.raw)
            reply = await _message(reader)
        except (OSError, EOFError, ValueError):
            return b""
        finally:
            writer.close()
        if reply.startswith(b"HTTP/1.1 200"):
            self._last_reply[_shape(request)] = reply
            if request.is_batch:
                self.on_batch_reply(reply)
        return reply

    async def _say_and_hang_up(self, part: bytes) -> None:
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
            writer.write(part)
            await writer.drain()
            writer.close()

    def _forged(self, request: Request) -> bytes:
        """What a thief on the wire would say: all is taken, in the centre's own words and under a signature of another message."""
        genuine = self._last_reply.get(_shape(request), b"")
        if not genuine or not request.is_batch:
            return b""
        head, _, body = genuine.partition(b"\r\n\r\n")
        said = json.loads(body)
        said["results"] = [
            {
                "key": item["key"],
                "payload_sha256": item["payload_sha256"],
                "status": "applied",
                "receipt": "QG00000000000000",
                "state": "已收件",
                "code": "",
                "expected_seq": None,
            }
            for item in request.items
        ]
        return _with_body(head, json.dumps(said, ensure_ascii=False).encode())


def _shape(request: Request) -> str:
    return "batch" if request.is_batch else request.target


def _with_another_epoch(reply: bytes) -> bytes:
    head, _, body = reply.partition(b"\r\n\r\n")
    with suppress(ValueError, TypeError):
        said = json.loads(body)
        if "server_epoch" in said:
            said["server_epoch"] = "0" * 16
            return _with_body(head, json.dumps(said, ensure_ascii=False).encode())
    return reply


def _with_body(head: bytes, body: bytes) -> bytes:
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length:")]
    return b"\r\n".join([*lines, b"Content-Length: %d" % len(body)]) + b"\r\n\r\n" + body


def _answer(status: int, media_type: str, body: bytes, more: str = "") -> bytes:
    head = f"HTTP/1.1 {status} Damaged\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


async def _message(reader: asyncio.StreamReader) -> bytes:
    """One whole HTTP message. Raises EOFError when the other side ends, ValueError for what is none."""
    async with asyncio.timeout(READ_SECONDS):
        head = await reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length":
                length = int(value)
        return head + (await reader.readexactly(length) if length else b"")


def _hang_up(writer: asyncio.StreamWriter, *, rudely: bool = False) -> None:
    """`rudely` is a reset: what a host says that has nobody at this port. Otherwise what was said before still arrives."""
    held = writer.get_extra_info("socket")
    if rudely and held is not None:
        with suppress(OSError):
            held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.close()
