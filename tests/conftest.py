"""What every test may ask for."""

import os
import tempfile

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
# No test speaks to this machine's own pcscd: the reader on somebody's desk is none of the hall's. libpcsclite reads this once only.
os.environ["PCSCLITE_CSOCK_NAME"] = f"{tempfile.gettempdir()}/guanjia-pcscd-{os.getpid()}/run/pcscd.comm"
