"""`guanjia hall`: run the simulated hall until it is told to end."""

import argparse
import json
import signal
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Run every device's other end (card reader, scanners, printers, keypad, presence sensor, lamp, sound) and the road to "
        "the centre in one process. Prints one JSON line when ready, ends on SIGTERM. Stage directions go to HOME/control.sock, one JSON "
        'object a line, e.g. {"do": "place-card", "card": "zhang"}; see devices/simulators/__init__.py.'
    )
    parser.add_argument("--home", type=Path, default=Path("var/hall"), help="the hall's folder (default: %(default)s)")
    parser.add_argument("--central-port", type=int, required=True, help="the centre's port on 127.0.0.1")
    parser.add_argument(
        "--road-port", type=int, default=0, help="port of the road to the centre (default: any free one)"
    )
    parser.add_argument("--no-pace", action="store_true", help="serial bytes take no time, instead of 115200 baud's")


def run(arguments: argparse.Namespace) -> int:
    """Run until SIGTERM or SIGINT. 1 if another hall is at work here or a port is taken."""
    from devices.simulators.hall import Hall, HallIsRunning

    # Waited for, not handled: a second signal inside a handler's Event.set would lock the hall up for good.
    endings = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, endings)
    try:
        hall = Hall(
            arguments.home,
            centre_port=arguments.central_port,
            road_port=arguments.road_port,
            paced=not arguments.no_pace,
        )
        places = hall.start()
    except HallIsRunning:
        sys.stderr.write(f"这个大厅已经开着了。A hall is already running in {arguments.home}.\n")
        return 1
    except OSError as refused:
        sys.stderr.write(f"大厅开不起来。The hall cannot be set up: {refused}\n")
        return 1
    try:
        sys.stdout.write(json.dumps(places, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        signal.sigwait(endings)
    finally:
        hall.stop()
    return 0
