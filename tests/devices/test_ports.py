"""A port by its USB id: found wherever it is plugged in, in a sysfs tree made up for the purpose."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sysfs_tree import Tree

from devices.errors import DeviceAbsent
from devices.ports import Subsystem, node_of, usb_nodes
from devices.serial_wire import SerialWire


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def why(tree: Tree, name: str, subsystem: Subsystem = Subsystem.TTY) -> str:
    with pytest.raises(DeviceAbsent) as refused:
        tree.node(name, subsystem)
    return str(refused.value)


@pytest.mark.parametrize(
    "path", ["/dev/ttyUSB0", "./card-reader", "/dev/serial/by-id/usb-X-if00", "COM3", "", "socket://x:1"]
)
def test_a_path_stays_what_it_is(tree: Tree, path: str) -> None:
    assert node_of(path, Subsystem.TTY, tree.sysfs, tree.dev) == path


def test_a_port_is_found_by_its_usb_id_in_either_case(tree: Tree) -> None:
    tree.plug(Subsystem.TTY, "ttyACM0", "05f9:4204")
    tree.plug(Subsystem.TTY, "ttyUSB3", "1a86:7523", at="1-2")

    assert tree.node("usb:1a86:7523") == "ttyUSB3"
    assert tree.node("USB:1A86:7523") == "ttyUSB3"


def test_a_replug_under_another_number_is_found(tree: Tree) -> None:
    tree.plug(Subsystem.TTY, "ttyUSB0", "1a86:7523")
    before = tree.node("usb:1a86:7523")

    tree.unplug(Subsystem.TTY, "ttyUSB0")
    missing = why(tree, "usb:1a86:7523")
    tree.plug(Subsystem.TTY, "ttyUSB1", "1a86:7523", at="1-4.2")

    assert (before, missing, tree.node("usb:1a86:7523")) == ("ttyUSB0", "port-missing", "ttyUSB1")


def test_two_alike_are_told_apart_by_serial_number_or_refused(tree: Tree) -> None:
    tree.plug(Subsystem.TTY, "ttyUSB0", "0403:6001", at="1-1", serial="A1")
    tree.plug(Subsystem.TTY, "ttyUSB1", "0403:6001", at="1-2", serial="B2")

    assert why(tree, "usb:0403:6001") == "port-ambiguous"
    assert tree.node("usb:0403:6001:B2") == "ttyUSB1"
    assert why(tree, "usb:0403:6001:C3") == "port-missing"


def test_the_first_interface_is_meant_unless_another_is_named(tree: Tree) -> None:
    tree.plug(Subsystem.TTY, "ttyACM1", "05f9:4204", interface=2)
    tree.plug(Subsystem.TTY, "ttyACM0", "05f9:4204", interface=4)

    assert tree.node("usb:05f9:4204") == "ttyACM1"
    assert tree.node("usb:05f9:4204/4") == "ttyACM0"
    assert why(tree, "usb:05f9:4204/1") == "port-missing"


def test_of_an_interfaces_input_nodes_the_one_with_most_keys_is_meant(tree: Tree) -> None:
    tree.plug(Subsystem.INPUT, "input/event4", "0c2e:0b61", keys="3000 0")
    tree.plug(Subsystem.INPUT, "input/event5", "0c2e:0b61", keys="10000 fffffffffffffffe")
    tree.plug(Subsystem.INPUT, "input/mouse0", "0c2e:0b61", keys="ffffffffffffffff ffffffffffffffff")

    assert tree.node("usb:0c2e:0b61", Subsystem.INPUT) == "input/event5"


def test_nodes_that_nothing_tells_apart_are_refused(tree: Tree) -> None:
    tree.plug(Subsystem.TTY, "ttyUSB0", "0403:6011")
    tree.plug(Subsystem.TTY, "ttyUSB1", "0403:6011")

    assert why(tree, "usb:0403:6011") == "port-ambiguous"


def test_a_printer_and_a_hid_node_are_found_by_their_own_kind(tree: Tree) -> None:
    tree.plug(Subsystem.PRINTER, "usb/lp0", "0483:5743")
    tree.plug(Subsystem.HIDRAW, "hidraw2", "0483:5743", interface=1)

    assert tree.node("usb:0483:5743", Subsystem.PRINTER) == "usb/lp0"
    assert tree.node("usb:0483:5743", Subsystem.HIDRAW) == "hidraw2"
    assert why(tree, "usb:0483:5743") == "port-missing"


def test_a_by_id_name_is_found_without_its_folder(tree: Tree) -> None:
    folder = tree.dev / "serial" / "by-id"
    folder.mkdir(parents=True)
    (tree.dev / "ttyUSB0").touch()
    (folder / "usb-Hall_Scanner_0001-if00").symlink_to("../../ttyUSB0")
    (folder / "usb-gone-if00").symlink_to("../../ttyUSB9")

    assert tree.node("usb-Hall_Scanner_0001-if00") == "serial/by-id/usb-Hall_Scanner_0001-if00"
    assert node_of("usb-gone-if00", Subsystem.TTY, tree.sysfs, tree.dev) == "usb-gone-if00"


@pytest.mark.parametrize(
    "name", ["usb:", "usb:1a86", "usb:1a86:75", "usb:1a86:7523:", "usb:zzzz:7523", "usb:1a86:7523/x"]
)
def test_what_is_no_usb_id_is_said_so(tree: Tree, name: str) -> None:
    assert why(tree, name) == "not-a-usb-id"


@given(name=st.one_of(st.text(max_size=40), st.from_regex(r"usb:[0-9a-fA-F:/]{0,16}", fullmatch=True)))
def test_any_name_is_a_path_or_absent(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    nowhere = tmp_path_factory.getbasetemp() / "nowhere"

    if not name.lower().startswith("usb:"):
        assert node_of(name, Subsystem.TTY, nowhere, nowhere) == name
        return
    with pytest.raises(DeviceAbsent) as absent:
        node_of(name, Subsystem.TTY, nowhere, nowhere)

    assert str(absent.value) in {"port-missing", "not-a-usb-id"}


def test_a_serial_wire_follows_its_device_to_another_number(tree: Tree) -> None:
    ends = [os.openpty() for _ in range(2)]
    wire = SerialWire("usb:1a86:7523", find=lambda port: node_of(port, Subsystem.TTY, tree.sysfs, tree.dev))
    heard = []

    for number, (ours, theirs) in enumerate(ends):
        name = f"ttyUSB{number}"
        tree.plug(Subsystem.TTY, name, "1a86:7523", at=f"1-{number}")
        (tree.dev / name).symlink_to(os.ttyname(theirs))
        wire.open()
        os.write(ours, name.encode())
        heard.append(wire.receive(5))
        tree.unplug(Subsystem.TTY, name)
        (tree.dev / name).unlink()

    assert heard == [b"ttyUSB0", b"ttyUSB1"]
    with pytest.raises(DeviceAbsent, match="port-missing"):
        wire.open()
    wire.close()
    for end in (end for pair in ends for end in pair):
        os.close(end)


def test_this_machines_own_tree_can_be_read() -> None:
    assert all(node.path.startswith("/dev/") for kind in Subsystem for node in usb_nodes(kind))
