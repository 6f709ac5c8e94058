"""One printer at the end of an IPP line: HTTP carries the requests, its errors end here."""

import contextlib
import http.client
import io
import itertools
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from devices.errors import DeviceAbsent, DeviceSilent, LineNoise, PrinterFault
from devices.page_printer.ipp import Asked, Operation, Response, Tag, decode_response, encode_request

_PORTS = {"ipp": 631, "ipps": 631, "http": 80, "https": 443}
LONGEST_ANSWER = 1 << 20
"""Octets; a printer's whole list of attributes is a twentieth of this."""
USER = "kiosk"
"""Who prints is nobody's name."""


class IppLine:
    """Connects anew for each request, so that a printer switched off and on is no case apart. Threads may share it.

    `url` is the printer's own: `ipp://host[:631]/path`, or `ipps://` for TLS, whose certificate the system must trust. `timeout`
    in seconds is for a whole answer, from connecting to its last octet: one that drips is late. `user` is whom the jobs belong to.
    """

    def __init__(self, url: str, timeout: float, user: str = USER) -> None:
        self._url, self._user = url, user
        self._parts = urlsplit(url)
        self._timeout = timeout
        self._request_ids = itertools.count(1)

    def ask(
        self,
        operation: Operation,
        asked: Iterable[Asked] = (),
        job: Iterable[Asked] = (),
        document: bytes = b"",
        within: float | None = None,
    ) -> Response:
        """One question, one successful answer, `within` so many seconds where that is not the line's own time-out.

        Raises DeviceAbsent (nobody at the port, or the line broke), DeviceSilent, LineNoise (an answer that is not IPP, or
        not to this question), PrinterFault (understood and refused; `args` hold the status in hexadecimal).
        """
        request_id = next(self._request_ids)
        groups = [(Tag.OPERATION_ATTRIBUTES, [*self._always(), *asked])]
        if job:
            groups.append((Tag.JOB_ATTRIBUTES, list(job)))
        body = encode_request(operation, request_id, groups, document)
        response = decode_response(self._post(body, self._timeout if within is None else within))
        if response.request_id != request_id and response.successful:
            raise LineNoise("an answer to another question")
        if not response.successful:
            raise PrinterFault(f"ipp-status-{response.status:04x}")
        return response

    def _always(self) -> list[Asked]:
        """RFC 8011, 4.1.4 and 4.1.5: these come first, in this order."""
        return [
            Asked("attributes-charset", Tag.CHARSET, ("utf-8",)),
            Asked("attributes-natural-language", Tag.NATURAL_LANGUAGE, ("en",)),
            Asked("printer-uri", Tag.URI, (self._url,)),
            Asked("requesting-user-name", Tag.NAME, (self._user,)),
        ]

    def _connection(self, timeout: float) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port or _PORTS.get(self._parts.scheme, 631)
        if self._parts.scheme in ("ipps", "https"):
            return http.client.HTTPSConnection(host, port, timeout=timeout, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, port, timeout=timeout)

    def _post(self, body: bytes, timeout: float) -> bytes:
        until = time.monotonic() + timeout
        try:
            with contextlib.closing(self._connection(timeout)) as connection:
                connection.connect()
                connection.sock = _Hurried(connection.sock, until)
                connection.request("POST", self._parts.path or "/", body, {"Content-Type": "application/ipp"})
                with connection.getresponse() as answer:
                    return _read(answer)
        except TimeoutError as error:
            raise DeviceSilent from error
        except ssl.SSLError as error:
            raise PrinterFault("tls") from error
        except OSError as error:
            raise DeviceAbsent from error
        except http.client.HTTPException as error:
            raise LineNoise("not HTTP") from error


class _Hurried:
    """A socket whose patience is for everything together, not for each octet anew: what HTTP needs of one, no more."""

    def __init__(self, line: socket.socket, until: float) -> None:
        self._line, self._until = line, until
        self._answer: io.BufferedReader | None = None

    def sendall(self, octets: Any) -> None:
        _hurry(self._line, self._until)
        self._line.sendall(octets)

    def makefile(self, _: str) -> io.BufferedReader:
        self._answer = io.BufferedReader(_HurriedAnswer(self._line, self._until))
        return self._answer

    def close(self) -> None:
        """HTTP lets go of the line before it has read the answer: whoever reads it closes it."""
        if self._answer is None:
            self._line.close()


class _HurriedAnswer(io.RawIOBase):
    def __init__(self, line: socket.socket, until: float) -> None:
        self._line, self._until = line, until

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        _hurry(self._line, self._until)
        return self._line.recv_into(room)

    def close(self) -> None:
        self._line.close()
        super().close()


def _hurry(line: socket.socket, until: float) -> None:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    line.settimeout(left)


def _read(answer: http.client.HTTPResponse) -> bytes:
    if answer.status != http.client.OK:
        raise PrinterFault(f"http-status-{answer.status}")
    octets = answer.read(LONGEST_ANSWER + 1)
    if len(octets) > LONGEST_ANSWER:
        raise LineNoise("an endless answer")
    return octets
