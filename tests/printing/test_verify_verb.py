"""`guanjia verify`: a verdict for people and for programs."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.command_line import main
from printing.certificates import Chain, make_chain
from printing.page import Laid
from printing.seal import FileSealer
from printing.signing_key import FileKey
from printing.token import paper_token, status_list, trust
from printing.token.claims import Claims, Results
from printing.token.kept import KeptTrust
from printing.token.status_list import PaperStatus


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


# ---- the token of a paper ----


@pytest.fixture
def terminal(there: Path, chain: Chain) -> KeptTrust:
    """A terminal that has fetched bundle and list a moment ago."""
    Path("var/terminal").mkdir(parents=True)
    Path("var/terminal/enrolment.json").write_text(json.dumps({"root_pem": chain.root_pem.decode()}))
    kept = KeptTrust(Path("var/terminal/papers"), chain.root_pem)
    key, root = FileKey(chain.seal_key_pem), FileKey(chain.root_key_pem)
    now = datetime.now(UTC)
    issuing = trust.IssuingKey(key.public_key, now - timedelta(days=20), now + timedelta(days=300))
    kept.take_bundle(trust.issue(1, [issuing], root, at=now, until=now + timedelta(days=7)))
    kept.take_statuses(list_of(chain, {4: PaperStatus.REVOKED, 5: PaperStatus.SUPERSEDED, 6: PaperStatus.VOID}))
    return kept


def list_of(chain: Chain, said: dict[int, PaperStatus], age: timedelta = timedelta()) -> bytes:
    at = datetime.now(UTC) - age
    return status_list.issue(
        said, 12, FileKey(chain.seal_key_pem), address="https://xy.example", at=at, until=at + timedelta(days=7)
    )


def address(chain: Chain, index: int = 1, *, key: bytes = b"", age: timedelta = timedelta(hours=2)) -> str:
    at = datetime.now(UTC).replace(microsecond=0) - age
    claims = Claims(
        number="DGXY20261123T00030000142",
        issued_at=at,
        expires_at=at + timedelta(days=180),
        uscc="91441900MA0TE5T16P",
        period_from=date(2023, 11, 24),
        period_to=date(2026, 11, 23),
        results=Results(33, 2, 3),
        pages=2,
        facts_hash=bytes(16),
        pages_root=bytes(16),
        terminal="T0003",
        status_index=index,
    )
    return paper_token.address(claims, FileKey(key or chain.seal_key_pem), "https://xy.example")


def test_valid_token_says_what_to_hold_against_the_sheet(
    terminal: KeptTrust, chain: Chain, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["verify", address(chain)])

    said = capsys.readouterr().out
    assert status == 0
    assert said.startswith("有效：本中心签发，没有撤销。\nValid")
    assert "DGXY20261123T00030000142" in said
    assert "撤销名单截至" in said
    assert "请与纸面逐项核对" in said


@pytest.mark.parametrize(
    ("index", "standing", "status"),
    [(1, "valid", 0), (4, "revoked", 1), (5, "superseded", 1), (6, "void", 1), (400, "signed-only", 0)],
)
def test_token_stands_as_the_list_has_it(
    terminal: KeptTrust,
    chain: Chain,
    capsys: pytest.CaptureFixture[str],
    index: int,
    standing: str,
    status: int,
) -> None:
    assert main(["verify", "--json", address(chain, index)]) == status

    answer = json.loads(capsys.readouterr().out)
    assert (answer["standing"], answer["valid"]) == (standing, standing == "valid")
    assert ("whether the centre has revoked it" in answer["not_checked"]) == (standing == "signed-only")
    assert answer["claims"]["clean"] == 33


def test_old_list_is_never_called_valid(
    there: Path, terminal: KeptTrust, chain: Chain, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("var/terminal/papers/statuses.cwt").write_bytes(list_of(chain, {4: PaperStatus.REVOKED}, timedelta(hours=25)))

    assert main(["verify", address(chain, age=timedelta(days=3))]) == 0
    stands = capsys.readouterr().out
    assert main(["verify", address(chain, 4, age=timedelta(days=3))]) == 1

    assert "签名有效" in stands
    assert "本机不知道" in stands
    assert "已撤销" in capsys.readouterr().out


def test_forged_and_expired_tokens_are_told_apart(
    terminal: KeptTrust, chain: Chain, capsys: pytest.CaptureFixture[str]
) -> None:
    stranger = make_chain("别人", valid_days=3)
    assert main(["verify", "--json", address(chain, key=stranger.seal_key_pem)]) == 1
    assert json.loads(capsys.readouterr().out)["standing"] == "unknown-issuer"

    assert main(["verify", "--json", address(chain, age=timedelta(days=30))]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["standing"], answer["number"]) == ("forged", None)


def test_terminal_that_has_fetched_nothing_cannot_say(
    there: Path, chain: Chain, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", address(chain), "--root", "root.pem"]) == 2

    assert "不能判断" in capsys.readouterr().out


@pytest.mark.parametrize("said", ["https://xy.example/V/AAAA", "HTTPS://XY.EXAMPLE/V/" + "A" * 300, "A" * 300])
def test_what_is_no_token_is_said(terminal: KeptTrust, capsys: pytest.CaptureFixture[str], said: str) -> None:
    assert main(["verify", said]) == 2

    assert "这不是报告上的码" in capsys.readouterr().err


# ---- a file whose seal says which paper it is ----


@pytest.mark.parametrize(("index", "status"), [(1, 0), (4, 1), (5, 1), (6, 1), (400, 0)])
def test_file_stands_as_its_paper_does(
    there: Path,
    terminal: KeptTrust,
    chain: Chain,
    sealer: FileSealer,
    laid: Laid,
    capsys: pytest.CaptureFixture[str],
    index: int,
    status: int,
) -> None:
    Path("paper.pdf").write_bytes(sealer.seal(laid, reason="信用报告", contact=address(chain, index)))

    assert main(["verify", "--json", "paper.pdf"]) == status

    answer = json.loads(capsys.readouterr().out)
    assert (answer["code"], answer["valid"]) == ("valid", status == 0)
    assert answer["paper"]["number"] == "DGXY20261123T00030000142"
    assert bool(answer["not_checked"]) == (index == 400)


def test_revoked_file_says_so_in_words(
    there: Path,
    terminal: KeptTrust,
    chain: Chain,
    sealer: FileSealer,
    laid: Laid,
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("paper.pdf").write_bytes(sealer.seal(laid, reason="信用报告", contact=address(chain, 4)))

    assert main(["verify", "paper.pdf"]) == 1

    said = capsys.readouterr().out
    assert "印章有效" in said
    assert "已撤销" in said
    assert "撤销名单截至" in said


def test_contact_of_a_stranger_is_believed_of_nobody(
    there: Path, terminal: KeptTrust, chain: Chain, laid: Laid, capsys: pytest.CaptureFixture[str]
) -> None:
    stranger = make_chain("别人", valid_days=3)
    forged = FileSealer(stranger.seal_key_pem, stranger.seal_chain_pem)
    Path("paper.pdf").write_bytes(forged.seal(laid, reason="信用报告", contact=address(chain)))

    assert main(["verify", "--json", "paper.pdf"]) == 1

    answer = json.loads(capsys.readouterr().out)
    assert (answer["code"], answer["paper"]) == ("untrusted", None)
