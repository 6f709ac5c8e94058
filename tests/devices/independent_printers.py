"""Printers that nobody here wrote, for the tests: CUPS's `ippeveprinter`, and a real cupsd in front of it. Everything they need is in
a folder of their own, everything they listen on is 127.0.0.1, and they die with the tests.

`ippeveprinter` will not start without a D-Bus to ask for a DNS-SD service on, though with `-r off` it announces nothing: it is given a
bus of its own, on which there is nobody. (It and cupsd also listen on ::1 where `localhost` means that too.)
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

SBIN = os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin"
IPPEVEPRINTER, CUPSD, LPADMIN, DBUS, PDFINFO, SETPRIV = (
    shutil.which(program, path=SBIN)
    for program in ("ippeveprinter", "cupsd", "lpadmin", "dbus-daemon", "pdfinfo", "setpriv")
)
NEEDS_IPPEVEPRINTER = (
    "" if all((IPPEVEPRINTER, DBUS, PDFINFO, SETPRIV)) else "not here: Debian's cups-ipp-utils, dbus, poppler-utils"
)
NEEDS_CUPS = NEEDS_IPPEVEPRINTER or (
    "" if CUPSD and LPADMIN and os.geteuid() == 0 else "not here: Debian's cups and cups-client, and root to run them"
)
TRAYS = "size0=&type0=&level0=-2&size1={size}&type1=stationery&level1={level}&size3=&type3=&level3=-2"

BUS = """<busconfig><type>system</type><listen>unix:path={}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/></policy></busconfig>"""

# One page after the other, each counted when it is out. `fault` holds a reason for as long as it lasts; `hold` stops before that many
# pages; `jam` gives the job up, and the fault stays.
ENGINE = """#!/bin/sh
cd "{folder}"
env | grep ^IPP_ > asked
pages=$(pdfinfo "$1" 2>/dev/null | sed -n 's/^Pages: *//p')
[ -n "$pages" ] || pages=$(grep --text --only-matching PwgRaster "$1" | wc -l)
page=0
told=
while [ $page -lt "$pages" ]; do
    fault=$(cat fault 2>/dev/null)
    if [ "$fault" != "$told" ]; then
        [ -z "$told" ] || echo "STATE: -$told" >&2
        [ -z "$fault" ] || echo "STATE: +$fault" >&2
        told=$fault
    fi
    if [ -e jam ] && [ $page -ge "$(cat jam)" ]; then echo "STATE: +media-jam-error" >&2; exit 1; fi
    if [ -n "$fault" ] || {{ [ -e hold ] && [ $page -ge "$(cat hold)" ]; }}; then sleep 0.05; continue; fi
    sleep {seconds}
    page=$((page + 1))
    echo "ATTR: job-impressions-completed=$page" >&2
done
[ -z "$told" ] || echo "STATE: -$told" >&2
"""

CUPSD_CONF = """Listen 127.0.0.1:{port}
Browsing No
DefaultAuthType None
WebInterface No
DirtyCleanInterval 0
LogLevel debug
LogDebugHistory 0
<Location />
  Order allow,deny
  Allow 127.0.0.1
</Location>
<Policy default>
  JobPrivateAccess default
  <Limit Cancel-Job Send-Document>
    Require user @OWNER @SYSTEM
    Order deny,allow
  </Limit>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
CUPS_FILES_CONF = """ServerRoot {folder}/root
CacheDir {folder}/cache
StateDir {folder}/run
RequestRoot {folder}/spool
TempDir {folder}/tmp
AccessLog {folder}/log/access
ErrorLog {folder}/log/error
PageLog {folder}/log/page
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


def answers(port):
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def until(condition, seconds=10.0, otherwise="it did not come to pass"):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.01)
    return found


class Program:
    """A program that dies with us, in a session of its own: what it starts can be ended with it."""

    def __init__(self, *words, log, **options):
        self._log = open(log, "ab")  # noqa: SIM115  # for as long as the program may be started again
        self._words, self._options = [SETPRIV, "--pdeathsig", "TERM", *map(str, words)], options
        self._process = None

    def start(self):
        self._process = subprocess.Popen(
            self._words,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
            **self._options,
        )

    def wait_for(self, port):
        try:
            until(lambda: not self.runs or answers(port))
            assert self.runs, f"it ended at once: see {self._log.name}"
        except AssertionError:
            self.end()
            raise

    @property
    def runs(self):
        return self._process is not None and self._process.poll() is None

    @property
    def returncode(self):
        """None while it runs."""
        return self._process.poll()

    def kill(self, *, everything=False):
        """The plug, not a farewell. `everything`: what it has started as well."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            if everything:
                os.killpg(self._process.pid, 9)
            self._process.kill()
        self._process.wait()

    def end(self):
        if self.runs:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
        self.kill(everything=True)
        self._log.close()


class Bus:
    """A D-Bus with nobody on it."""

    def __init__(self, folder):
        self.address = f"unix:path={folder}/bus"
        (folder / "bus.conf").write_text(BUS.format(folder))
        self._program = Program(
            DBUS, f"--config-file={folder}/bus.conf", "--nofork", "--nopidfile", log=folder / "bus.log"
        )
        self._program.start()
        until((folder / "bus").exists)

    def end(self):
        self._program.end()


class IppEvePrinter:
    """One A4 printer with two trays and toner. Stage directions are files in its folder and its own web page."""

    def __init__(self, folder, bus, *, seconds_per_page=0.05, formats="application/pdf"):
        self.folder, self.port = folder, free_port()
        self.spool = folder / "spool"
        self.spool.mkdir(parents=True)
        engine = folder / "engine"
        engine.write_text(ENGINE.format(folder=folder, seconds=seconds_per_page))
        engine.chmod(0o755)
        self._program = Program(
            *(IPPEVEPRINTER, "-r", "off", "-n", "localhost", "-p", self.port, "-d", self.spool, "-K", folder),
            *("-k", "-f", formats, "-c", engine, "HallA4"),
            log=folder / "ippeveprinter.log",
            env=os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": bus.address},
        )
        self.start()

    @property
    def url(self):
        return f"ipp://localhost:{self.port}/ipp/print"

    def start(self):
        self._program.start()
        self._program.wait_for(self.port)
        self.paper(250)

    def kill(self):
        self._program.kill()

    def end(self):
        self._program.end()

    def _page(self, path):
        with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=5) as page:
            page.read()

    def paper(self, sheets):
        """Every tray is named, or it counts as empty."""
        self._page("/media?" + TRAYS.format(size="iso_a4_210x297mm", level=sheets))

    def toner(self, percent, waste=25):
        self._page(f"/supplies?supply0={waste}&supply1={percent}")

    def fault(self, reason):
        """While it prints; gone by itself when it is lifted."""
        (self.folder / "fault").write_text(reason)

    def no_fault(self):
        (self.folder / "fault").unlink(missing_ok=True)

    def hold(self, before_page):
        (self.folder / "hold").write_text(str(before_page))

    def go_on(self):
        (self.folder / "hold").unlink(missing_ok=True)

    def jam(self, after):
        (self.folder / "jam").write_text(str(after))

    def no_jam(self):
        (self.folder / "jam").unlink(missing_ok=True)

    @property
    def papers(self):
        """What it has received, byte for byte."""
        return [path.read_bytes() for path in sorted(self.spool.glob("*.pdf"))]


class Cups:
    """A cupsd of our own, with what queues it is given. Its filters run as `lp`, so its folder is not below the tests' private one."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="guanjia-cups-")
        self.folder = Path(self._folder.name)
        self.folder.chmod(0o755)
        self.port = free_port()
        for part in ("root", "cache", "run", "spool", "tmp", "log"):
            (self.folder / part).mkdir()
            os.chown(self.folder / part, -1, pwd.getpwnam("lp").pw_gid)
        (self.folder / "tmp").chmod(0o1777)
        (self.folder / "root" / "cupsd.conf").write_text(CUPSD_CONF.format(port=self.port))
        (self.folder / "root" / "cups-files.conf").write_text(CUPS_FILES_CONF.format(folder=self.folder))
        root = self.folder / "root"
        self._program = Program(
            *(CUPSD, "-f", "-c", root / "cupsd.conf", "-s", root / "cups-files.conf"), log=self.folder / "cupsd.log"
        )
        self.start()

    @property
    def server(self):
        return f"127.0.0.1:{self.port}"

    def start(self):
        self._program.start()
        self._program.wait_for(self.port)

    def kill(self, *, everything=False):
        self._program.kill(everything=everything)

    def end(self):
        self._program.end()
        self._folder.cleanup()

    def admin(self, program, *words):
        done = subprocess.run(
            [shutil.which(program, path=SBIN), "-h", self.server, *words], capture_output=True, text=True, timeout=30
        )
        assert done.returncode == 0, f"{program} {words}: {done.stderr.strip()}, cupsd: {self._program.returncode}"

    def queue(self, name, uri, policy="abort-job"):
        """cupsd asks the printer what it can do, in its own time; before it knows, it aborts whatever comes."""
        self.admin("lpadmin", "-p", name, "-E", "-v", uri, "-m", "everywhere", "-o", f"printer-error-policy={policy}")
        description = self.folder / "root" / "ppd" / f"{name}.ppd"
        until(lambda: description.exists() and "cupsFilter2" in description.read_text())

    @property
    def documents(self):
        """Papers that still lie in its spool."""
        return sorted(path.name for path in (self.folder / "spool").glob("d*"))
