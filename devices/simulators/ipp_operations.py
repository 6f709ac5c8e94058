"""What an IPP printer answers to each operation (RFC 8011, 4.2 and 4.3). No wire: request bytes in, response bytes out."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar

from devices.simulators import ipp_wire as wire
from devices.simulators.ipp_engine import LETTER, Engine, Job
from devices.simulators.ipp_wire import BadRequest, Group, Request, attribute, read_request, write_response

OK, OK_SUBSTITUTED = 0x0000, 0x0001
BAD_REQUEST, NOT_POSSIBLE, NOT_FOUND, FORMAT_NOT_SUPPORTED = 0x0400, 0x0404, 0x0406, 0x040A
OPERATION_NOT_SUPPORTED = 0x0501
IDLE, PRINTING, HALTED = 3, 4, 5

A4 = "iso_a4_210x297mm"
MEDIA = (LETTER, A4)
FORMATS = ("application/pdf", "application/octet-stream")

Answer = tuple[int, list[tuple[int, bytes]]]


class Operations:
    """Answers for one engine. `without` are operations that this model of printer does not have."""

    def __init__(self, engine: Engine, without: frozenset[str] = frozenset()) -> None:
        self._engine = engine
        self._known = {code: row for code, row in self._ROWS.items() if row.__name__.strip("_") not in without}

    def answer(self, octets: bytes) -> bytes:
        """Whatever comes, an IPP answer goes back."""
        try:
            request = read_request(octets)
        except BadRequest:
            return write_response(BAD_REQUEST, int.from_bytes(octets[4:8], "big"), [])
        status, groups = self._carry_out(request)
        return write_response(status, request.request_id, groups)

    def _carry_out(self, request: Request) -> Answer:
        asked = request.group(wire.OPERATION)
        if [*asked.attributes][:2] != [
            "attributes-charset",
            "attributes-natural-language",
        ] or "printer-uri" not in asked.attributes:
            return BAD_REQUEST, []
        if request.operation not in self._known:
            return OPERATION_NOT_SUPPORTED, []
        with self._engine.changed:
            return self._known[request.operation](self, request, asked)

    # --- jobs -----------------------------------------------------------------------------------------------------------------

    def _print_job(self, request: Request, asked: Group) -> Answer:
        if asked.text("document-format") not in ("", *FORMATS):
            return FORMAT_NOT_SUPPORTED, []
        status, groups = self._create_job(request, asked)
        self._engine.queue(self._engine.jobs[max(self._engine.jobs)], request.document)
        return status, groups

    def _validate_job(self, request: Request, _: Group) -> Answer:
        unsupported = _media(request)[1]
        return (OK_SUBSTITUTED, [(wire.UNSUPPORTED, unsupported)]) if unsupported else (OK, [])

    def _create_job(self, request: Request, asked: Group) -> Answer:
        media, unsupported = _media(request)
        wants = _wants(request.group(wire.JOB))
        job = self._engine.accept(asked.text("job-name"), asked.text("requesting-user-name"), media, wants)
        groups = [(wire.UNSUPPORTED, unsupported)] if unsupported else []
        return (OK_SUBSTITUTED if unsupported else OK), [*groups, (wire.JOB, _job_attributes(job, []))]

    def _send_document(self, request: Request, asked: Group) -> Answer:
        job = self._engine.jobs.get(asked.number("job-id") or 0)
        if job is None:
            return NOT_FOUND, []
        if asked.text("document-format") not in ("", *FORMATS):
            return FORMAT_NOT_SUPPORTED, []
        if not self._engine.queue(job, request.document):
            return NOT_POSSIBLE, []
        return OK, [(wire.JOB, _job_attributes(job, []))]

    def _cancel_job(self, _: Request, asked: Group) -> Answer:
        job = self._engine.jobs.get(asked.number("job-id") or 0)
        if job is None:
            return NOT_FOUND, []
        return (OK if self._engine.cancel(job) else NOT_POSSIBLE), []

    def _get_job_attributes(self, _: Request, asked: Group) -> Answer:
        job = self._engine.jobs.get(asked.number("job-id") or 0)
        if job is None:
            return NOT_FOUND, []
        return OK, [(wire.JOB, _job_attributes(job, asked.texts("requested-attributes")))]

    def _get_jobs(self, _: Request, asked: Group) -> Answer:
        """RFC 8011, 4.2.6: without `which-jobs` those that have not ended."""
        want_ended = asked.text("which-jobs") == "completed"
        whose = {asked.text("requesting-user-name")} if asked.text("my-jobs") == "\x01" else None
        jobs = [
            job for job in self._engine.jobs.values() if job.ended == want_ended and (not whose or job.user in whose)
        ]
        names = asked.texts("requested-attributes") or ["job-uri", "job-id"]
        return OK, [(wire.JOB, _job_attributes(job, names)) for job in jobs]

    # --- the printer ----------------------------------------------------------------------------------------------------------

    def _get_printer_attributes(self, _: Request, asked: Group) -> Answer:
        engine = self._engine
        state = HALTED if engine.halted else PRINTING if engine.current else IDLE
        level = engine.sheets if engine.sheets >= 0 else -2
        tray = f"type=sheetFeedAutoRemovableTray;mediafeed=29700;mediaxfeed=21000;maxcapacity=250;level={level};status=0;name=main;"
        toner = f"index=1;class=supplyThatIsConsumed;type=toner;unit=percent;maxcapacity=100;level={engine.toner};colorantname=black;"
        rows = [
            attribute("printer-name", wire.NAME, "A4"),
            attribute("printer-make-and-model", wire.TEXT, "Simulated A4 printer"),
            attribute("printer-state", wire.ENUM, state),
            attribute("printer-state-reasons", wire.KEYWORD, *engine.reasons()),
            attribute("printer-is-accepting-jobs", wire.BOOLEAN, True),
            attribute("queued-job-count", wire.INTEGER, sum(not job.ended for job in engine.jobs.values())),
            attribute("operations-supported", wire.ENUM, *self._known),
            attribute("ipp-versions-supported", wire.KEYWORD, "1.1", "2.0"),
            attribute("charset-configured", wire.CHARSET, "utf-8"),
            attribute("document-format-supported", wire.MIME, *FORMATS),
            attribute("media-default", wire.KEYWORD, LETTER),
            attribute("media-supported", wire.KEYWORD, *MEDIA),
            attribute("media-ready", wire.KEYWORD, A4),
            attribute("copies-supported", wire.RANGE, b"\x00\x00\x00\x01\x00\x00\x00\x63"),
            attribute("sides-supported", wire.KEYWORD, "one-sided", "two-sided-long-edge"),
            attribute("print-color-mode-supported", wire.KEYWORD, "auto", "monochrome"),
            attribute("printer-input-tray", wire.OCTETS, tray.encode()),
            attribute("printer-supply", wire.OCTETS, toner.encode()),
            attribute("printer-supply-description", wire.TEXT, "Black toner"),
        ]
        return OK, [(wire.PRINTER, _requested(rows, asked.texts("requested-attributes")))]

    _ROWS: ClassVar[dict[int, Callable[[Operations, Request, Group], Answer]]] = {
        0x0002: _print_job,
        0x0004: _validate_job,
        0x0005: _create_job,
        0x0006: _send_document,
        0x0008: _cancel_job,
        0x0009: _get_job_attributes,
        0x000A: _get_jobs,
        0x000B: _get_printer_attributes,
    }


def _media(request: Request) -> tuple[str, bytes]:
    """The paper that the job will come out on, and what was asked for in vain."""
    wanted = request.group(wire.JOB).text("media")
    if wanted in ("", *MEDIA):
        return wanted or LETTER, b""
    return LETTER, attribute("media", wire.KEYWORD, wanted)


def _wants(template: Group) -> dict[str, str]:
    told = {name: template.text(name) for name in ("sides", "print-color-mode") if template.text(name)}
    copies = template.number("copies")
    return told if copies is None else told | {"copies": str(copies)}


def _job_attributes(job: Job, names: list[str]) -> bytes:
    rows = [
        attribute("job-id", wire.INTEGER, job.id),
        attribute("job-uri", wire.URI, f"ipp://127.0.0.1/jobs/{job.id}"),
        attribute("job-name", wire.NAME, job.name),
        attribute("job-originating-user-name", wire.NAME, job.user),
        attribute("job-state", wire.ENUM, job.state),
        attribute("job-state-reasons", wire.KEYWORD, job.reason),
        attribute("job-impressions", wire.INTEGER, job.pages),
        attribute("job-impressions-completed", wire.INTEGER, job.impressions),
        attribute("time-at-creation", wire.INTEGER, int(job.created_at)),
        attribute("job-printer-up-time", wire.INTEGER, int(time.monotonic())),
    ]
    return _requested(rows, names)


def _requested(rows: list[bytes], names: list[str]) -> bytes:
    """Only what was asked for, as RFC 8011, 4.2.5.1 has it; everything for `all`, a group's name, or nothing asked."""
    if not names or {"all", "job-description", "job-template", "printer-description"} & {*names}:
        return b"".join(rows)
    return b"".join(row for row in rows if _name(row) in names)


def _name(row: bytes) -> str:
    return row[3 : 3 + int.from_bytes(row[1:3], "big")].decode()
