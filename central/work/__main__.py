"""`python -m central.work`: the worker that `guanjia central serve --with-work` keeps beside itself."""

import argparse
import sys

from central.command_line import _add_common
from central.work.command_line import ORDERS

parser = argparse.ArgumentParser(prog="python -m central.work")
_add_common(parser)
sys.exit(ORDERS["work"](parser.parse_args()))
