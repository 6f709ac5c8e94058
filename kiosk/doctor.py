"""`guanjia doctor`: looks at everything this terminal needs and says in words what is wrong and what to do."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, fields
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.findings import Finding, both

if TYPE_CHECKING:
    from app.config import TerminalConfig
    from devices.advice import Advice
    from devices.state import DeviceState
    from devices.wiring import ConfigUnreadable

PARTS: Final = {
    "card-reader": "读卡器 card reader",
    "smart-card": "社保卡和工作卡读卡器 smart-card reader",
    "code-scanner": "扫码窗 code scanner",
    "receipt-printer": "小票机 receipt printer",
    "page-printer": "A4 打印机 page printer",
    "keypad": "语音键盘 keypad",
    "presence-sensor": "人体感应 presence sensor",
    "lamp": "状态灯 lamp",
    "sound": "声音 sound",
}

LOADED_FIRST: Final = (
    *("app.http_central", "app.orders", "app.outbox", "app.packs", "app.witness"),
    *("devices.advice", "devices.listing", "devices.wiring", "kiosk.machine_findings"),
)

_CONDITIONS: Final = {
    "ready": both("正常", "ready"),
    "busy": both("正在使用", "in use"),
    "needs-visitor": both("在等办事人", "waits for a visitor"),
    "unknown": both("还不清楚", "not known"),
    "starting": both("正在启动", "starting"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--home", type=Path, default=Path("var/terminal"), help="the terminal's folder (default: var/terminal)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object instead of words")


def run(arguments: argparse.Namespace) -> int:
    """0: all is well; 1: something is not."""
    findings = []
    for finding in look(arguments.home):
        findings.append(finding)
        if not arguments.json:
            _say(finding)
    well = all(finding.well for finding in findings)
    if arguments.json:
        print(json.dumps({"well": well, "findings": [asdict(found) for found in findings]}, ensure_ascii=False))
    return 0 if well else 1


def look(home: Path) -> Iterator[Finding]:
    """Every part in turn, a part that others stand on first. All are looked at together: what is silent costs its time-out once."""
    _load_what_checks_share()
    config = _config(home)
    checks: list[Callable[[], list[Finding]]] = [
        lambda: [_fonts()],
        lambda: [_store(home)],
        lambda: [_screen_library()],
        lambda: [_disk(home)],
        lambda: _bonds(home),
    ]
    if isinstance(config, Finding):
        checks.append(lambda: [_clock(home)])
    else:
        settings = config
        checks += [
            lambda: _network_and_centre(home, settings),
            lambda: _devices(settings),
            lambda: _photo_decoder(settings),
        ]
    with ThreadPoolExecutor(max_workers=len(checks)) as pool:
        looked = [pool.submit(check) for check in checks]
        yield _told(config)
        for findings in looked:
            yield from findings.result()


def _load_what_checks_share() -> None:
    """Before the threads begin: two that load modules which know each other at the same time are given half of one."""
    for module in LOADED_FIRST:
        import_module(module)


def _say(finding: Finding) -> None:
    print(f"{'正常  ok  ' if finding.well else '要处理 !! '} {finding.part}: {finding.found}")
    if finding.act:
        print(f"           → {finding.act}")
    for warning in finding.warnings:
        print(f"留意  note  {finding.part}: {warning}")


def _told(config: TerminalConfig | Finding) -> Finding:
    if isinstance(config, Finding):
        return config
    return Finding("配置 configuration", True, f"{config.terminal_id}, {config.site}")


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


def _disk(home: Path) -> Finding:
    from kiosk.machine_findings import disk

    return disk(home)


def _bonds(home: Path) -> list[Finding]:
    from kiosk.centre_findings import bonds

    return bonds(home)


def _clock(home: Path) -> Finding:
    from kiosk.machine_findings import clock

    return clock(home, datetime.now(UTC))


def _config(home: Path) -> TerminalConfig | Finding:
    from app import config
    from app.errors import ConfigRefused

    try:
        return config.load(home / config.FILE)
    except ConfigRefused as refused:
        act = both(
            "改好这个文件（范例在 resources/configurations/），或 make run 重新生成",
            "mend the file (examples are in resources/configurations/), or let make run write it",
        )
        return Finding("配置 configuration", False, str(refused), act, code=refused.code)


def _network_and_centre(home: Path, config: TerminalConfig) -> list[Finding]:
    """The centre's own clock is the best one to compare ours with; where it does not answer, ours is looked at alone."""
    from app import enrolment
    from app.central import Accepted, Refused
    from app.errors import HeartError
    from app.http_central import HttpCentral
    from kiosk.machine_findings import clock_against, network

    part, wire = "市里系统 centre", network(config.central.url)
    try:
        answer = HttpCentral(config.central, enrolment.load(home)).greet()
    except (HeartError, OSError) as error:
        act = "登记这台终端 / enrol this terminal: guanjia enrol --help"
        return [wire, Finding(part, False, str(error), act, code="not-enrolled"), _clock(home)]
    if isinstance(answer, Accepted):
        clock = clock_against(answer.value.server_time, datetime.now(UTC))
        return [wire, Finding(part, True, f"{config.central.url} {answer.value.centre}"), clock]
    why = answer.code if isinstance(answer, Refused) else f"centre-{answer.cause}"
    centre = Finding(
        part,
        False,
        f"{config.central.url}: {_title(why)}",
        both("查网线和地址；诉求会先存着", "check cable and address; appeals are kept meanwhile"),
        code=why,
    )
    return [wire, centre, _clock(home)]


def _title(code: str) -> str:
    from kiosk.words import problem

    return both(problem("zh", code).title, problem("en", code).title)


def _devices(config: TerminalConfig) -> list[Finding]:
    from devices.listing import ask_all
    from devices.wiring import ConfigUnreadable, connect

    sections = {
        field.name.replace("_", "-"): asdict(getattr(config.devices, field.name)) for field in fields(config.devices)
    }
    drivers, findings = {}, {}
    for name, section in sections.items():
        try:
            if (driver := connect(name, section)) is not None:
                drivers[name] = driver
        except ConfigUnreadable as refused:
            findings[name] = refused_finding(name, refused)
    for name, state in ask_all(drivers).items():
        drivers[name].close()
        findings[name] = device_finding(name, sections[name], state)
    not_fitted = both("本厅没有配", "this hall has none")
    return [findings.get(name) or Finding(PARTS[name], True, not_fitted) for name in sections]


def _photo_decoder(config: TerminalConfig) -> list[Finding]:
    """Said only where one is named: most halls have none."""
    from devices.wiring import ConfigUnreadable, photo_decoder

    part, settings = "照片解码库 photo decoder", asdict(config.photo_decoder)
    try:
        return [Finding(part, True, str(settings["library"]))] if photo_decoder(settings) else []
    except ConfigUnreadable as refused:
        found = both(f"没有这个文件：{settings['library']}", f"no such file: {settings['library']}")
        act = both("改 photo_decoder.library，或留空", "mend photo_decoder.library, or leave it empty")
        return [Finding(part, False, found, act, code=refused.code)]


def refused_finding(name: str, refused: ConfigUnreadable) -> Finding:
    """A section of the configuration that no driver can be made from."""
    from devices.advice import advice

    advised = advice(refused.code)
    found = both(advised.what.zh.rstrip("。"), f"[devices.{name.replace('-', '_')}]: {refused}")
    return Finding(PARTS[name], False, found, both(advised.act.zh, advised.act.en), code=refused.code)


def device_finding(name: str, settings: dict[str, object], state: DeviceState) -> Finding:
    """One device in words, with the connection that it is configured for."""
    from devices.advice import HELD_ELSEWHERE, advice, advices, warnings, works
    from devices.wiring import place_of

    part = PARTS[name]
    where = f"{settings['connection']} {place_of(settings)}".strip()
    soon = tuple(_in_both(warning) for warning in warnings(state))
    troubles = advices(state)
    if state.is_held_elsewhere:
        held = _in_both(advice(HELD_ELSEWHERE))
        return Finding(part, True, f"{where}: {_CONDITIONS[state.condition]}", warnings=(held, *soon))
    if works(state):
        said = [_CONDITIONS.get(state.condition, state.condition), *(_what(trouble) for trouble in troubles)]
        return Finding(part, True, f"{where}: {'; '.join(filter(None, (*said, state.detail)))}", warnings=soon)
    found = "; ".join(_what(trouble) for trouble in troubles)
    act = both(troubles[0].act.zh, troubles[0].act.en)
    code = state.reasons[0] if state.reasons else state.condition.value
    return Finding(part, False, f"{where}: {found}", act, soon, code)


def _what(advice: Advice) -> str:
    return both(advice.what.zh, advice.what.en)


def _in_both(advice: Advice) -> str:
    return both(f"{advice.what.zh}：{advice.act.zh}", f"{advice.what.en}: {advice.act.en}")
