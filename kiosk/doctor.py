"""`guanjia doctor`: looks at everything this terminal needs and says in words what is wrong and what to do."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.config import TerminalConfig
    from devices.state import DeviceState


@dataclass(frozen=True)
class Finding:
    """`well` is said only of what was asked just now and answered. `act` says what a technician does about it."""

    part: str
    well: bool
    found: str
    act: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--home", type=Path, default=Path("var/terminal"), help="the terminal's folder (default: var/terminal)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object instead of words")


def run(arguments: argparse.Namespace) -> int:
    """0: all is well; 1: something is not."""
    findings = list(look(arguments.home))
    if arguments.json:
        print(
            json.dumps(
                {"well": _all_well(findings), "findings": [asdict(found) for found in findings]}, ensure_ascii=False
            )
        )
    else:
        for finding in findings:
            print(f"{'正常  ok  ' if finding.well else '要处理 !! '} {finding.part}: {finding.found}")
            if finding.act:
                print(f"           → {finding.act}")
    return 0 if _all_well(findings) else 1


def _all_well(findings: list[Finding]) -> bool:
    return all(finding.well for finding in findings)


def look(home: Path) -> Iterator[Finding]:
    """Every part in turn; a part that others stand on comes first."""
    yield _fonts()
    yield _store(home)
    yield _screen_library()
    config = _config(home)
    if isinstance(config, Finding):
        yield config
        return
    yield Finding("配置 configuration", True, f"{config.terminal_id}, {config.site}")
    yield _centre(home, config)
    yield from _devices(config)


def _fonts() -> Finding:
    import resources

    try:
        for weight in ("400Regular", "500Medium", "700Bold"):
            resources.path("fonts", f"NotoSansSC_{weight}.ttf")
    except FileNotFoundError as missing:
        return Finding("字体 fonts", False, f"没有 / missing {missing}", "重新安装 / install again: make run")
    return Finding("字体 fonts", True, "Noto Sans SC 400 500 700")


def _store(home: Path) -> Finding:
    from app.errors import HeartError
    from app.outbox import list_jobs

    try:
        jobs = list_jobs(home)
    except (HeartError, OSError) as error:
        return Finding("存储 store", False, str(error), "不要删除文件，联系维护人员 / delete nothing, call maintenance")
    waiting = sum(job.state != "DONE" for job in jobs)
    return Finding("存储 store", True, f"{len(jobs)} 件，等候送出 {waiting} / {len(jobs)} jobs, {waiting} waiting")


def _screen_library() -> Finding:
    import PySide6

    return Finding("界面库 PySide6", True, PySide6.__version__)


def _config(home: Path) -> TerminalConfig | Finding:
    from app import config
    from app.errors import ConfigRefused

    try:
        return config.load(home / config.FILE)
    except ConfigRefused as refused:
        return Finding(
            "配置 configuration",
            False,
            str(refused),
            "改好这个文件，或 make run 重新生成 / mend the file, or let make run write it",
        )


def _centre(home: Path, config: TerminalConfig) -> Finding:
    from app import enrolment
    from app.central import Accepted, Refused
    from app.errors import HeartError
    from app.http_central import HttpCentral

    part = "市里系统 centre"
    try:
        answer = HttpCentral(config.central, enrolment.load(home)).greet()
    except (HeartError, OSError) as error:
        return Finding(part, False, str(error), "登记这台终端 / enrol this terminal: guanjia central enrol --help")
    if isinstance(answer, Accepted):
        return Finding(part, True, f"{config.central.url} {answer.value.centre}")
    why = answer.code if isinstance(answer, Refused) else answer.cause
    return Finding(
        part,
        False,
        f"{config.central.url}: {why}",
        "查网线和地址；诉求会先存着 / check cable and address; appeals are kept meanwhile",
    )


def _devices(config: TerminalConfig) -> Iterator[Finding]:
    from devices import wiring

    for field in fields(config.devices):
        section = getattr(config.devices, field.name)
        driver = wiring.connect(field.name.replace("_", "-"), asdict(section))
        if driver is not None:
            yield _device(field.name, driver.state)


def _device(part: str, ask: Callable[[], DeviceState]) -> Finding:
    from devices.errors import DeviceError
    from devices.state import Condition
    from kiosk.words import problem

    try:
        state = ask()
    except DeviceError as error:
        words = problem("zh", error.code)
        return Finding(part, False, f"{error.code} {words.title}", f"{words.act} / {problem('en', error.code).act}")
    if state.condition in {Condition.READY, Condition.BUSY}:
        return Finding(part, True, " ".join((state.condition, *state.warnings)))
    reason = state.reasons[0] if state.reasons else "unknown"
    words = problem("zh", reason)
    return Finding(
        part, False, f"{reason} {words.title} {state.detail}".strip(), f"{words.act} / {problem('en', reason).act}"
    )
