"""python-escpos's TCP transport. Imported on the printer's own thread: it reads its tables for a quarter of a second."""

import os
import shutil

from escpos import capabilities
from escpos.printer import Network

__all__ = ["Network"]

# It makes a folder in /tmp at every import, for a cache that no later run looks for; a terminal would fill its disk.
if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
    shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
