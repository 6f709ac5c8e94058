"""Tells qmllint about the Python side of the pages: writes build/qml, a copy of the QML modules with their Python types.

It is run in the folder that holds `kiosk`. The types are read from the living classes, because that is what the QML engine
sees; a reader of source code (pyside6-metaobjectdump 6.8.3) stumbles over `result="QVariantList"` and leaves out annotated
attributes.
"""

import importlib
import inspect
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from PySide6.QtCore import QMetaEnum, QMetaMethod, QMetaObject, QMetaProperty, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import qmlTypeId

ROOT = Path.cwd()
MIRROR = ROOT / "build" / "qml"
TYPES = "python.qmltypes"


def main() -> int:
    """Rebuild the mirror; return 0. Raises what an import of a kiosk module raises."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QGuiApplication([])
    shutil.rmtree(MIRROR, ignore_errors=True)
    classes_by_uri: dict[str, list[type[QObject]]] = {}
    for module in python_modules_with_qml_types():
        classes_by_uri.setdefault(module.QML_IMPORT_NAME, []).extend(qml_classes(module))
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "kiosk").rglob("*.qml")}
    folders |= {Path(*uri.split(".")) for uri in classes_by_uri}
    for folder in sorted(folders):
        mirror_folder(folder, classes_by_uri.get(".".join(folder.parts), []))
    del application  # The engine's types need it until here.
    return 0


def python_modules_with_qml_types() -> Iterator[ModuleType]:
    for path in sorted((ROOT / "kiosk").rglob("*.py")):
        if "QML_IMPORT_NAME =" in path.read_text(encoding="utf-8"):
            yield importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def qml_classes(module: ModuleType) -> Iterator[type[QObject]]:
    """The classes this module has registered with the QML engine under its own URI."""
    for value in vars(module).values():
        is_own_class = isinstance(value, type) and issubclass(value, QObject) and value.__module__ == module.__name__
        if is_own_class and is_registered(module, value.__name__):
            refuse_inherited_signals(value)
            yield value


def refuse_inherited_signals(a_class: type[QObject]) -> None:
    """Raise SystemExit where a property says its changes by a base's signal, or by one of the same name.

    PySide6 6.8.3 then writes a wrong number for the signal: the binding never updates, or Qt reads out of bounds and dies.
    """
    inherited = {
        name for base in a_class.__mro__[1:] for name, value in vars(base).items() if isinstance(value, Signal)
    }
    again = sorted(name for name, value in vars(a_class).items() if isinstance(value, Signal) and name in inherited)
    again += re.findall(r"notify=(\w+\.\w+)", inspect.getsource(a_class))
    if again:
        raise SystemExit(
            f"{a_class.__module__}.{a_class.__name__}: give it a signal of its own, not {', '.join(again)}"
        )


def is_registered(module: ModuleType, name: str) -> bool:
    major = module.QML_IMPORT_MAJOR_VERSION
    minor = getattr(module, "QML_IMPORT_MINOR_VERSION", 0)
    find: Any = qmlTypeId  # It takes str; its stub says bytes.
    return bool(find(module.QML_IMPORT_NAME, major, minor, name) != -1)


def mirror_folder(folder: Path, classes: list[type[QObject]]) -> None:
    """One folder of the mirror: its QML files, its qmldir, and beside them the Python types."""
    mirror = MIRROR / folder
    mirror.mkdir(parents=True, exist_ok=True)
    pages = sorted((ROOT / folder).glob("*.qml"))
    for page in [*pages, *(ROOT / folder).glob("*.js")]:
        shutil.copyfile(page, mirror / page.name)
    uri = ".".join(folder.parts)
    written = ROOT / folder / "qmldir"
    qmldir = written.read_text(encoding="utf-8") if written.exists() else implied_qmldir(uri, pages)
    if classes:
        qmldir = f"{qmldir.rstrip()}\ntypeinfo {TYPES}\n"
        (mirror / TYPES).write_text(qmltypes(uri, classes), encoding="utf-8")
    (mirror / "qmldir").write_text(qmldir, encoding="utf-8")


def implied_qmldir(uri: str, pages: list[Path]) -> str:
    """What the engine takes a folder without a qmldir for: every file that looks like a type is one."""
    types = [f"{page.stem} 1.0 {page.name}" for page in pages if page.stem[0].isupper()]
    return "\n".join([f"module {uri}", *types]) + "\n"


def qmltypes(uri: str, classes: list[type[QObject]]) -> str:
    components = "\n".join(component(uri, a_class) for a_class in classes)
    return f"import QtQuick.tooling 1.2\nModule {{\n{components}\n}}\n"


def component(uri: str, a_class: type[QObject]) -> str:
    meta: QMetaObject = vars(a_class)["staticMetaObject"]
    name = text(meta.className())
    own_enums = (meta.enumerator(at) for at in range(meta.enumeratorOffset(), meta.enumeratorCount()))
    own_properties = (meta.property(at) for at in range(meta.propertyOffset(), meta.propertyCount()))
    own_methods = (meta.method(at) for at in range(meta.methodOffset(), meta.methodCount()))
    lines = [
        f"name: {json.dumps(name)}",
        'accessSemantics: "reference"',
        f"prototype: {json.dumps(text(meta.superClass().className()))}",
        f"exports: [{json.dumps(f'{uri}/{name} 1.0')}]",
        "exportMetaObjectRevisions: [256]",
        "isCreatable: false",
        *(["isSingleton: true"] if is_singleton(a_class) else []),
        *(enumeration(enum) for enum in own_enums),
        *(property_row(a_class, row) for row in own_properties),
        *(method_row(row) for row in own_methods),
    ]
    return "Component {\n" + "\n".join(lines) + "\n}"


def is_singleton(a_class: type[QObject]) -> bool:
    """Whether the engine makes one of it for all pages: its decorators say so. No page makes a Python object itself: PySide6 6.8.3
    would keep it for good."""
    return "@QmlSingleton" in inspect.getsource(a_class).split("class ")[0]


def enumeration(enum: QMetaEnum) -> str:
    values = ", ".join(json.dumps(enum.key(at)) for at in range(enum.keyCount()))
    return f"Enum {{ name: {json.dumps(enum.name())}; values: [{values}] }}"


def property_row(a_class: type[QObject], row: QMetaProperty) -> str:
    name = text(row.name())
    facts = [f"name: {json.dumps(name)}", *type_facts(text(row.typeName()))]
    if row.hasNotifySignal():
        facts.append(f"notify: {json.dumps(text(row.notifySignal().name()))}")
    if getattr(vars(a_class)[name], "fset", None) is None:  # PySide calls every property writable; its setter tells.
        facts.append("isReadonly: true")
    return f"Property {{ {'; '.join(facts)} }}"


def method_row(row: QMetaMethod) -> str:
    kind = "Signal" if row.methodType() == QMetaMethod.MethodType.Signal else "Method"
    facts = [f"name: {json.dumps(text(row.name()))}"]
    returned = text(row.typeName())
    if returned != "void":
        facts += type_facts(returned)
    facts += [f"Parameter {{ {'; '.join(type_facts(text(its_type)))} }}" for its_type in row.parameterTypes()]
    return f"{kind} {{\n" + "\n".join(facts) + "\n}"


def type_facts(cpp_type: str) -> list[str]:
    name = cpp_type.removesuffix("*")
    facts = [f"type: {json.dumps(name)}"]
    return [*facts, "isPointer: true"] if name != cpp_type else facts


def text(name: Any) -> str:
    """Qt says names as str, bytes or QByteArray, according to the call."""
    return name if isinstance(name, str) else bytes(name).decode()


if __name__ == "__main__":
    sys.exit(main())
