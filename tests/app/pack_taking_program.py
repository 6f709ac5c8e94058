"""A terminal that takes in one version of a pack and then the next: run under strace by test_packs.py, never imported by it.

python pack_taking_program.py HOME
"""

import os
import sys
from pathlib import Path

from test_packs import KEY, NEW, OLD, Centre

from app.packs import PackShelf

home, centre = Path(sys.argv[1]), Centre()
shelf = PackShelf(home, KEY.public_key())
centre.publish(1, OLD)
shelf.bring_up_to_date(centre)
os.write(1, b"next\n")
centre.publish(2, NEW)
shelf.bring_up_to_date(centre)
