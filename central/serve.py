"""THE CENTRE: a running server: one socket, warmed before it says it is ready."""

from __future__ import annotations

import contextlib
import errno
import json
import socket
import ssl
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn

from central.api.app import app_for
from central.centre import Centre
from central.opening import opened
from central.settings import Settings
from central.zones.credit.drawing import Press
from central.zones.credit.sample_reports import warm

GOODBYE_SECONDS = 3


class PortTaken(Exception):
    """Somebody else listens there."""


class TlsUnusable(Exception):
    """The certificate and the key make no server. The words say why."""


@dataclass(frozen=True)
class Tls:
    """PEM files: the chain with the server's own certificate first, and its key."""

    certificate: Path
    key: Path

    def check(self) -> None:
        """Raises TlsUnusable."""
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(self.certificate, self.key)
        except (OSError, ssl.SSLError) as wrong:
            raise TlsUnusable(f"{self.certificate} and {self.key} cannot be served with ({wrong})") from None


class _Announcing(uvicorn.Server):
    """Says `{"port": n}` on stdout once it answers: a starter waits for this line and for nothing else."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        port = sockets[0].getsockname()[1] if sockets else self.config.port
        print(json.dumps({"port": port}), flush=True)  # noqa: T201 - the ready line


def serve(settings: Settings, host: str, port: int, tls: Tls | None = None) -> None:
    """Answers until SIGINT or SIGTERM. Raises TlsUnusable, PortTaken, OSError (no such address, no right to it), HomeMissing,
    DatabaseUnusable, KeyUnusable (the seal's), NotSealed."""
    if tls is not None:
        tls.check()
    with opened(settings) as centre, _listening(host, port) as listener:
        known = _known_as(centre, host, listener, tls)
        # Its key is fetched here: a centre that cannot seal does not say that it is ready.
        warm(Press(known.sealer, known.paper_key, known.settings.public_url))
        # No access log: the address of a verify page carries its code.
        config = uvicorn.Config(
            app_for(known),
            log_level="warning",
            access_log=False,
            server_header=False,
            # A terminal that lies idle does not answer TLS's goodbye: nobody waits for it.
            timeout_graceful_shutdown=GOODBYE_SECONDS,
            ssl_certfile=tls.certificate if tls else None,
            ssl_keyfile=tls.key if tls else None,
        )
        with contextlib.suppress(KeyboardInterrupt):
            _Announcing(config).run(sockets=[listener])


def _known_as(centre: Centre, host: str, listener: socket.socket, tls: Tls | None) -> Centre:
    if centre.settings.public_url:
        return centre
    public_url = f"{'https' if tls else 'http'}://{host}:{listener.getsockname()[1]}"
    return replace(centre, settings=replace(centre.settings, public_url=public_url))


def _listening(host: str, port: int) -> socket.socket:
    # TCP by name: asyncio turns Nagle's delay off (40 ms a request) only where the socket says that it is TCP.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as refused:
        listener.close()
        if refused.errno != errno.EADDRINUSE:  # no right to a port below 1024, an address of another machine
            raise
        raise PortTaken(port) from refused
    return listener
