"""A /sys and a /dev made up for tests, laid out as the kernel does it."""

import os
from pathlib import Path

from devices.ports import Subsystem, node_of


class Tree:
    """A /sys and a /dev as the kernel lays them out, with nothing plugged in yet."""

    def __init__(self, root: Path) -> None:
        self.sysfs, self.dev = root / "sys", root / "dev"
        for subsystem in Subsystem:
            (self.sysfs / "class" / subsystem).mkdir(parents=True)
        console = self.sysfs / "devices" / "virtual" / "tty" / "tty0"
        console.mkdir(parents=True)
        (self.sysfs / "class" / "tty" / "tty0").symlink_to(console)
        (self.sysfs / "bus" / "usb" / "devices").mkdir(parents=True)
        self.dev.mkdir()

    def plug(
        self,
        subsystem: Subsystem,
        node: str,
        usb: str,
        *,
        at: str = "1-1",
        serial: str = "",
        interface: int = 0,
        keys: str = "0",
        product: str = "Hall Device",
    ) -> None:
        device = self.plug_device(usb, at=at, serial=serial, product=product)
        usb_interface = device / f"{at}:1.{interface}"
        name = node.rpartition("/")[2]
        held_by = usb_interface / f"holds-{name}"
        place = held_by / subsystem / name
        place.mkdir(parents=True)
        self._say(usb_interface / "bInterfaceNumber", f"{interface:02x}")
        self._say(held_by / "capabilities" / "key", keys)
        self._say(place / "uevent", f"MAJOR=188\nMINOR=0\nDEVNAME={node}")
        (place / "device").symlink_to(held_by)
        (self.sysfs / "class" / subsystem / name).symlink_to(place)

    def plug_device(self, usb: str, *, at: str = "1-1", serial: str = "", product: str = "Hall Device") -> Path:
        device = self.sysfs / "devices" / "pci0" / "usb1" / at
        vendor, product_id = usb.split(":")
        self._say(device / "idVendor", vendor)
        self._say(device / "idProduct", product_id)
        self._say(device / "product", product)
        if serial:
            self._say(device / "serial", serial)
        link = self.sysfs / "bus" / "usb" / "devices" / at
        if not link.is_symlink():
            link.symlink_to(device)
        return device

    def light(self, name: str, *, trigger: str) -> None:
        self._say(self.sysfs / "class" / "leds" / name / "trigger", trigger)

    def unplug(self, subsystem: Subsystem, name: str) -> None:
        (self.sysfs / "class" / subsystem / name).unlink()

    def node(self, name: str, subsystem: Subsystem = Subsystem.TTY) -> str:
        return os.path.relpath(node_of(name, subsystem, self.sysfs, self.dev), self.dev)

    def _say(self, file: Path, text: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + "\n")
