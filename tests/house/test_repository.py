"""What is kept in git: nothing that ties it to one machine, locks that hold, words where they belong."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HAN = r"\u3007\u3400-\u9fff"


def files_in_git(*patterns: str) -> list[Path]:
    # The folder may belong to another user than the one who tests it; git refuses that unless told.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def lines_with(pattern: str, files: list[Path]) -> list[str]:
    """`file:line` of each line that the pattern matches; files that are no text are passed over."""
    return [f"{path.relative_to(ROOT)}:{number}" for path, number, line in lines_of(files) if re.search(pattern, line)]


def lines_of(files: list[Path]) -> Iterator[tuple[Path, int, str]]:
    for path in files:
        content = path.read_bytes()
        if b"\0" not in content:
            for number, line in enumerate(content.decode().splitlines(), start=1):
                yield path, number, line


def test_no_file_names_a_package_registry() -> None:
    # Taken apart, so that this file does not name them either.
    registries = [("pypi", "org"), ("pythonhosted", "org"), ("deb.debian", "org"), ("npmjs", "org"), ("npmjs", "com")]
    pattern = "|".join(re.escape(".".join(parts)) for parts in registries)

    found = lines_with(pattern, files_in_git())

    assert found == []


def test_no_file_names_a_place_on_one_machine() -> None:
    files = [path for path in files_in_git() if path.suffix != ".md"]

    found = lines_with(r"(?<![\w.$}\])])/(tmp|root|work|home/\w+)/", files)

    assert found == []


def test_no_work_is_left_for_later() -> None:
    found = lines_with(r"\b(TO" r"DO|FIX" r"ME)\b", files_in_git())

    assert found == []


@pytest.mark.parametrize("lock", files_in_git("requirements/*.txt"), ids=lambda path: path.stem)
def test_every_library_is_locked_with_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    libraries = re.findall(r"^[^\s#].*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)

    unlocked = [entry for entry in libraries if not re.match(r"[\w.-]+==\S+ \\\n +--hash=sha256:[0-9a-f]{64}\b", entry)]

    assert libraries
    assert unlocked == []
    assert "://" not in text


def test_the_terminal_runs_on_what_the_tests_ran_on() -> None:
    development, runtime = (pinned(ROOT / "requirements" / f"{kind}.txt") for kind in ("development", "runtime"))

    assert runtime <= development


def pinned(lock: Path) -> set[str]:
    return set(re.findall(r"^[\w.-]+==\S+", lock.read_text(encoding="utf-8"), re.MULTILINE))


def test_every_python_file_says_what_it_is() -> None:
    files = files_in_git("*.py")

    silent = [str(path.relative_to(ROOT)) for path in files if not ast.get_docstring(ast.parse(path.read_bytes()))]

    assert len(files) > 50
    assert silent == []


def test_pages_take_their_colours_from_the_theme() -> None:
    poster = ROOT / "kiosk/shell/pages/Attract.qml"  # A picture, painted like those among the controls.

    found = lines_with(r"""["']#[0-9a-fA-F]{3,8}["']""", [page for page in pages() if page != poster])

    assert found == []


def test_pages_give_every_chinese_word_to_the_translator() -> None:
    """Chinese between quotes stands in qsTr(); a door to a language speaks that language, and a name is not translated."""
    translated = re.compile(r'qsTr\w*\(\s*"(?:[^"\\]|\\.)*"|language === "en" \? "[^"]*"|"莞家自助"|//.*')
    literal = re.compile(rf'"[^"]*[{HAN}][^"]*"')

    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path, number, line in lines_of(pages())
        if literal.search(translated.sub("", line))
    ]

    assert found == []


def pages() -> list[Path]:
    """What visitors see. The dock is for those who play the hall."""
    return files_in_git("kiosk/shell/*.qml", "kiosk/services/**/*.qml")
