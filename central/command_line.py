"""`guanjia central`: make a centre, let terminals in, serve them."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from central import appeals_command_line, importing_command_line, operating_command_line, terminals_command_line
from central.cases import command_line as cases_command_line
from central.declarations import command_line as declarations_command_line
from central.helpdesk import command_line as helpdesk_command_line
from central.organisations import command_line as people_command_line
from central.organisations import units_command_line
from central.packs import command_line as packs_command_line
from central.packs import entries_command_line
from central.papers.command_line import KEY_WORDS, BadOption, Impossible, add_machine, add_renewal, machine_of, renewed
from central.prefill import command_line as prefill_command_line
from central.service_items import command_line as items_command_line
from central.targets import command_line as targets_command_line
from central.typed_orders import a_count, fail, opened, say
from central.witness import command_line as audit_command_line
from central.work import command_line as work_command_line

if TYPE_CHECKING:
    pass

HOME = Path("var/central")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    orders = parser.add_subparsers(dest="order", metavar="ORDER", required=True)
    _add_seed(orders.add_parser("seed", help="make keys and synthetic content where they are missing; safe to repeat"))
    _add_serve(orders.add_parser("serve", help="answer terminals until stopped; one JSON line when ready"))
    _add_enrol(orders.add_parser("enrol", help="let a terminal in by its public key; writes what it must know of us"))
    _add_revoke_terminal(
        orders.add_parser("revoke-terminal", help="a terminal is stolen or gone: refuse it from now on")
    )
    _add_revoke(orders.add_parser("revoke-report", help="declare a credit report no longer valid"))
    _add_common(orders.add_parser("renew-epoch", help="after a restore from a backup: let terminals offer again"))
    operating_command_line.add_orders(orders, _add_common)
    appeals_command_line.add_orders(orders, _add_common)
    terminals_command_line.add_orders(orders, _add_common)
    importing_command_line.add_orders(orders, _add_common)
    packs_command_line.add_orders(orders, _add_common)
    entries_command_line.add_orders(orders, _add_common)
    helpdesk_command_line.add_orders(orders, _add_common)
    work_command_line.add_orders(orders, _add_common)
    people_command_line.add_orders(orders, _add_common)
    units_command_line.add_orders(orders, _add_common)
    cases_command_line.add_orders(orders, _add_common)
    audit_command_line.add_orders(orders, _add_common)
    items_command_line.add_orders(orders, _add_common)
    declarations_command_line.add_orders(orders, _add_common)
    prefill_command_line.add_orders(orders, _add_common)
    targets_command_line.add_orders(orders, _add_common)
    _add_renew_keys(orders.add_parser("renew-keys", help="a new seal, in a file or in a machine, and a trust bundle"))


def run(arguments: argparse.Namespace) -> int:
    """0 done, 1 it cannot be done (the reason is on stderr)."""
    from central.audited import carried_out
    from central.db.database import DatabaseAway, DatabaseUnusable
    from central.home import HomeMissing
    from central.plan_file import PlanUnusable
    from printing.signing_key import KeyUnusable

    orders: dict[str, Callable[[argparse.Namespace], int]] = {
        "seed": _seed,
        "serve": _serve,
        "enrol": _enrol,
        "revoke-terminal": _revoke_terminal,
        "revoke-report": _revoke,
        "renew-epoch": _renew_epoch,
        "renew-keys": _renew_keys,
        **operating_command_line.ORDERS,
        **appeals_command_line.ORDERS,
        **terminals_command_line.ORDERS,
        **importing_command_line.ORDERS,
        **packs_command_line.ORDERS,
        **entries_command_line.ORDERS,
        **helpdesk_command_line.ORDERS,
        **work_command_line.ORDERS,
        **audit_command_line.ORDERS,
        **people_command_line.ORDERS,
        **units_command_line.ORDERS,
        **cases_command_line.ORDERS,
        **items_command_line.ORDERS,
        **declarations_command_line.ORDERS,
        **prefill_command_line.ORDERS,
        **targets_command_line.ORDERS,
    }
    try:
        return carried_out(arguments, orders[arguments.order])
    except HomeMissing as missing:
        return fail(f"{missing}; make one with: guanjia central seed --home {arguments.home}")
    except DatabaseUnusable as unusable:
        return fail(str(unusable))
    except DatabaseAway as away:
        return fail(f"the database is out of reach or too busy ({away}); try again")
    except PlanUnusable as unusable:
        return fail(str(unusable))
    except KeyUnusable as unusable:
        return fail(KEY_WORDS[unusable.code])
    except BadOption as bad:
        return fail(str(bad))


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", type=Path, default=HOME, help="the centre's folder (default: %(default)s)")
    parser.add_argument(
        "--database",
        default="",
        metavar="URL",
        help="postgresql://USER@HOST/NAME or sqlite:///FILE (default: what the file database-url in the home says, or else an SQLite "
        "file there); a password belongs in that file",
    )
    parser.add_argument(
        "--by", default="", metavar="NAME", help="who does this, for the record (default: your account)"
    )


def _add_seed(parser: argparse.ArgumentParser) -> None:
    _add_common(parser)
    parser.add_argument(
        "--enterprises",
        type=a_count,
        default=5_000,
        help="how many there shall be, never without the samples' own (default: 5000)",
    )
    parser.add_argument(
        "--whole",
        action="store_true",
        help="the whole list: items published, packs, data sets as files, a case in every state; takes minutes",
    )


def _add_serve(parser: argparse.ArgumentParser) -> None:
    _add_common(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=_port, default=8600, help="0 takes a free one (default: 8600)")
    parser.add_argument(
        "--public-url",
        type=_public_url,
        help="what stands in reports' QR codes, scheme and host only, e.g. https://xy.example (default: host and port)",
    )
    parser.add_argument("--tls-certificate", type=Path, metavar="PEM", help="serve https with this chain, leaf first")
    parser.add_argument("--tls-key", type=Path, metavar="PEM", help="its private key")
    add_machine(parser)
    parser.add_argument(
        "--with-work",
        action="store_true",
        help="keep a worker beside it that sends what is owed and does what the clock says (see `work`)",
    )
    parser.add_argument(
        "--simulated-licence-system",
        action="store_true",
        help="also stand in for the outside electronic-licence system; for demonstrations only",
    )


def _add_enrol(parser: argparse.ArgumentParser) -> None:
    _add_common(parser)
    parser.add_argument("--terminal", required=True, metavar="T0003", help="its id: five capitals and digits")
    parser.add_argument("--site", required=True, help="where it stands, e.g. 寮步镇政务服务中心")
    parser.add_argument("--public-key", type=Path, required=True, help="its Ed25519 public key: PEM, base64 or raw")
    parser.add_argument("--out", type=Path, required=True, help="where to write enrolment.json")


def _add_revoke_terminal(parser: argparse.ArgumentParser) -> None:
    _add_common(parser)
    parser.add_argument("--terminal", required=True, metavar="T0003", help="its id")


def _add_revoke(parser: argparse.ArgumentParser) -> None:
    _add_common(parser)
    parser.add_argument("--number", required=True, help="the report's number")
    parser.add_argument("--reason", required=True, help="kept with the report, not shown to the public")


def _add_renew_keys(parser: argparse.ArgumentParser) -> None:
    _add_common(parser)
    add_renewal(parser)


def _seed(arguments: argparse.Namespace) -> int:
    from central.seed import seed

    seed(arguments.home, enterprises=arguments.enterprises, database_url=arguments.database, say=say)
    with opened(arguments) as centre:
        declarations_command_line.seed_services(centre, say)
        if arguments.whole:
            from central.seeding.whole import seed_whole

            seed_whole(centre, arguments.enterprises, say)
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    from central.serve import PortTaken, Tls, TlsUnusable, serve
    from central.settings import Settings
    from central.work.beside import working_beside
    from printing.seal import NotSealed

    if (arguments.tls_certificate is None) is not (arguments.tls_key is None):
        return fail("--tls-certificate and --tls-key go together")
    tls = Tls(arguments.tls_certificate, arguments.tls_key) if arguments.tls_key else None
    settings = Settings(
        home=arguments.home,
        database_url=arguments.database,
        public_url=arguments.public_url or "",
        simulated_licence_system=arguments.simulated_licence_system,
        seal_machine=machine_of(arguments),
    )
    try:
        with working_beside(arguments.home, arguments.database) if arguments.with_work else nullcontext():
            serve(settings, arguments.host, arguments.port, tls)
    except TlsUnusable as unusable:
        return fail(str(unusable))
    except NotSealed as unsealed:
        return fail(KEY_WORDS.get(str(unsealed), "a paper could not be sealed; see to the key and its machine"))
    except PortTaken:
        return fail(
            f"port {arguments.port} on {arguments.host} is taken; choose another with --port, or 0 for a free one"
        )
    return 0


def _enrol(arguments: argparse.Namespace) -> int:
    from central.enrolment import BadPublicKey, enrol_terminal, read_public_key
    from central.settings import Settings
    from central.terminals import BadTerminalId

    try:
        key = read_public_key(arguments.public_key)
        settings = Settings(home=arguments.home, database_url=arguments.database)
        enrolment = enrol_terminal(settings, arguments.terminal, arguments.site, key)
        _write_json(arguments.out, enrolment)
    except (BadPublicKey, BadTerminalId, OSError) as bad:
        return fail(str(bad))
    say(f"{arguments.terminal} enrolled; {arguments.out} written")
    return 0


def _revoke_terminal(arguments: argparse.Namespace) -> int:
    from central.terminals import revoke_terminal

    with opened(arguments) as centre, centre.database.writing() as session:
        known = revoke_terminal(session, arguments.terminal, centre.now())
    if not known:
        return fail(f"no terminal {arguments.terminal} is enrolled")
    say(f"{arguments.terminal} revoked")
    return 0


def _revoke(arguments: argparse.Namespace) -> int:
    from central.zones.credit.revoke import revoke

    with opened(arguments) as centre, centre.database.writing() as session:
        known = revoke(session, arguments.number, arguments.reason, centre.now())
    if not known:
        return fail(f"no report has the number {arguments.number}")
    say(f"{arguments.number} revoked")
    return 0


def _renew_epoch(arguments: argparse.Namespace) -> int:
    from central.recovery import begin_new_life

    with opened(arguments) as centre:
        say(f"epoch {begin_new_life(centre.database, centre.now())}; restart the centre so that it greets with it")
    return 0


def _renew_keys(arguments: argparse.Namespace) -> int:
    try:
        say(renewed(arguments))
    except Impossible as cannot:
        return fail(str(cannot))
    return 0


def _public_url(text: str) -> str:
    """In a paper's code it stands in capitals, which mean the same in a scheme and a host, and nowhere else."""
    if not re.fullmatch(r"https?://[A-Za-z0-9.\[\]:-]+/?", text):
        raise argparse.ArgumentTypeError("a scheme and a host without a path, e.g. https://xy.example")
    return text.rstrip("/").lower()


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError("a number, 0 to 65535")
    return int(text)


def _write_json(path: Path, content: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
