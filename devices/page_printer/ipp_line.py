"""One printer at the end of an IPP line: HTTP carries the requests, its errors end here."""

import contextlib
import http.client
import itertools
import ssl
from collections.abc import Iterable
from urllib.parse import urlsplit

from devices.errors import DeviceAbsent, DeviceSilent, LineNoise, PrinterFault
from devices.page_printer.ipp import Asked, Operation, Response, Tag, decode_response, encode_request

IPP_PORT = 631
LONGEST_ANSWER = 1 << 20
"""Octets; a printer's whole list of attributes is a twentieth of this."""
USER = "kiosk"
"""Who prints is nobody's name."""


class IppLine:
    """Connects anew for each request, so that a printer switched off and on is no case apart. `timeout` in seconds.

    `url` is the printer's own: `ipp://host[:631]/path`, or `ipps://` for TLS, whose certificate the system must trust.
    """

    def __init__(self, url: str, timeout: float) -> None:
        self._url = url
        self._parts = urlsplit(url)
        self._timeout = timeout
        self._request_ids = itertools.count(1)

    def ask(
        self, operation: Operation, asked: Iterable[Asked] = (), job: Iterable[Asked] = (), document: bytes = b""
    ) -> Response:
        """One question, one successful answer.

        Raises DeviceAbsent (nobody at the port, or the line broke), DeviceSilent, LineNoise (an answer that is not IPP, or
        not to this question), PrinterFault (understood and refused; `args` hold the status in hexadecimal).
        """
        request_id = next(self._request_ids)
        groups = [(Tag.OPERATION_ATTRIBUTES, [*self._always(), *asked])]
        if job:
            groups.append((Tag.JOB_ATTRIBUTES, list(job)))
        response = decode_response(self._post(encode_request(operation, request_id, groups, document)))
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
            Asked("requesting-user-name", Tag.NAME, (USER,)),
        ]

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port or IPP_PORT
        if self._parts.scheme == "ipps":
            return http.client.HTTPSConnection(host, port, timeout=self._timeout, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, port, timeout=self._timeout)

    def _post(self, body: bytes) -> bytes:
        try:
            with contextlib.closing(self._connection()) as connection:
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


def _read(answer: http.client.HTTPResponse) -> bytes:
    if answer.status != http.client.OK:
        raise PrinterFault(f"http-status-{answer.status}")
    octets = answer.read(LONGEST_ANSWER + 1)
    if len(octets) > LONGEST_ANSWER:
        raise LineNoise("an endless answer")
    return octets
