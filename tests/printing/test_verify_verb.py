"""`guanjia verify`: a verdict for people and for programs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.command_line import main
from printing.certificates import Chain, make_chain


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed: bytes, chain: Chain) -> Path:
    """A place with a sealed report and no root yet."""
    monkeypatch.chdir(tmp_path)
    Path("report.pdf").write_bytes(sealed)
    Path("root.pem").write_bytes(chain.root_pem)
    return tmp_path


def test_valid_report_is_told_in_both_languages(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["verify", "report.pdf", "--root", "root.pem"])

    said = capsys.readouterr().out
    assert status == 0
    assert "印章有效" in said
    assert "The seal is valid" in said
    assert "样章 莞家自助演示中心" in said
    assert "是否已撤销" in said


def test_json_says_what_was_and_was_not_checked(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["verify", "report.pdf", "--json", "--root", "root.pem"])

    answer = json.loads(capsys.readouterr().out)
    assert status == 0
    assert answer["valid"] is True
    assert answer["code"] == "valid"
    assert answer["signer"] == "样章 莞家自助演示中心"
    assert answer["signed_at"].endswith("+00:00")
    assert answer["pages"] == 2
    assert answer["checked"]
    assert answer["not_checked"] == ["whether the centre has revoked it"]


@pytest.mark.parametrize(
    ("content", "code", "pages"),
    [
        (b"%PDF-", "not-a-pdf", None),
        (b"", "not-a-pdf", None),
        (b"changed", "changed-after-sealing", 2),
        (b"flipped", "digest-mismatch", 2),
    ],
)
def test_report_that_is_not_valid(
    there: Path, sealed: bytes, capsys: pytest.CaptureFixture[str], content: bytes, code: str, pages: int | None
) -> None:
    flipped = sealed.replace(b"/Reason", b"/Reasoo", 1)
    Path("other.pdf").write_bytes({b"changed": sealed + b"\n", b"flipped": flipped}.get(content, content))

    status = main(["verify", "other.pdf", "--json", "--root", "root.pem"])

    answer = json.loads(capsys.readouterr().out)
    assert (status, answer["valid"], answer["code"], answer["pages"]) == (1, False, code, pages)


def test_words_for_a_report_that_is_not_valid(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("root.pem").write_bytes(make_chain("别人", valid_days=3).root_pem)

    status = main(["verify", "report.pdf", "--root", "root.pem"])

    said = capsys.readouterr().out
    assert status == 1
    assert "印章不是本中心的" in said
    assert "not one of this centre's" in said


@pytest.mark.parametrize(
    "call", [["nowhere.pdf", "--root", "root.pem"], ["report.pdf", "--root", "nowhere.pem"], ["report.pdf"]]
)
def test_question_that_cannot_be_put_is_two(there: Path, capsys: pytest.CaptureFixture[str], call: list[str]) -> None:
    assert main(["verify", *call]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err


def test_pipe_that_nobody_fills_is_not_waited_for(there: Path) -> None:
    os.mkfifo("pipe.pdf")

    assert main(["verify", "pipe.pdf", "--root", "root.pem"]) == 2
    assert main(["verify", "/dev/zero", "--root", "root.pem"]) == 2


@pytest.mark.parametrize("content", [b"", b"%PDF-", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_root_that_is_none_is_no_verdict_on_the_paper(
    there: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    Path("root.pem").write_bytes(content)

    assert main(["verify", "report.pdf", "--root", "root.pem"]) == 2
    assert "这不是根证书" in capsys.readouterr().err


def test_what_the_demo_left_can_be_verified_at_once(there: Path, chain: Chain) -> None:
    Path("var/rehearsal/central").mkdir(parents=True)
    Path("var/rehearsal/central/root-ca.pem").write_bytes(chain.root_pem)

    assert main(["verify", "report.pdf"]) == 0


def test_root_is_this_terminals_own_else_the_centres(there: Path, chain: Chain) -> None:
    Path("var/central").mkdir(parents=True)
    Path("var/central/root-ca.pem").write_bytes(chain.root_pem)
    assert main(["verify", "report.pdf"]) == 0

    Path("var/terminal").mkdir()
    stranger = make_chain("别人", valid_days=3).root_pem
    Path("var/terminal/enrolment.json").write_text(json.dumps({"root_pem": stranger.decode()}))
    assert main(["verify", "report.pdf"]) == 1

    Path("var/terminal/enrolment.json").write_text(json.dumps({"root_pem": chain.root_pem.decode()}))
    assert main(["verify", "report.pdf"]) == 0


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"root": 1}'])
def test_damaged_enrolment_is_said(there: Path, capsys: pytest.CaptureFixture[str], broken: str) -> None:
    Path("var/terminal").mkdir(parents=True)
    Path("var/terminal/enrolment.json").write_text(broken)

    assert main(["verify", "report.pdf"]) == 2
    assert "登记文件已损坏" in capsys.readouterr().err


def test_help_loads_no_heavy_library() -> None:
    look = (
        "import sys\nfrom kiosk.command_line import main\n"
        "try:\n    main(['verify', '--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'pyhanko', 'reportlab', 'pypdfium2', 'PySide6'} & set(sys.modules)))"
    )

    answer = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, timeout=60)

    assert answer.stdout.strip().endswith("[]"), answer.stdout + answer.stderr
    assert "--json" in answer.stdout
