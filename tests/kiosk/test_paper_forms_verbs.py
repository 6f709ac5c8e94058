"""`guanjia paper forms`, `form`, `pack`: what this terminal may lay out itself, and whether its pack is whole."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pypdfium2
import pytest

import resources
from kiosk.command_line import main
from kiosk.words import known_codes
from printing.templates import refusals

HOUSE = resources.path("packs", "papers")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HOUSE, tmp_path / "papers"))


def words_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_forms_are_listed_with_what_a_clerk_wants_to_know(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paper", "forms", "--json"]) == 0

    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["power-of-attorney"]["name"] == "授权委托书"
    assert rows["power-of-attorney"]["verified"] is False
    assert rows["labour-contract"]["placeholder"] is True
    assert all(row["source"] and row["effective_from"] and len(row["text_sha256"]) == 64 for row in rows.values())

    assert main(["paper", "forms"]) == 0
    assert "labour-contract  0.1  2026-01-01" in capsys.readouterr().out


def test_form_is_drawn_filled_or_blank(tmp_path: Path) -> None:
    filled, blank = tmp_path / "filled.pdf", tmp_path / "blank.pdf"

    assert main(["paper", "form", "--sample", "power-of-attorney", "--out", str(filled)]) == 0
    assert main(["paper", "form", "--sample", "power-of-attorney", "--blank", "--out", str(blank)]) == 0

    assert "91441900MA0TE5T16P" in words_of(filled)
    assert "91441900MA0TE5T16P" not in words_of(blank)
    assert "授权委托书" in words_of(blank)


def test_text_alone_has_the_hash_whose_beginning_is_on_the_paper(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, paper = tmp_path / "text", tmp_path / "paper.pdf"

    assert main(["paper", "form", "--sample", "commitment", "--text", "--out", str(text)]) == 0
    assert main(["paper", "form", "--sample", "commitment", "--out", str(paper)]) == 0

    digest = hashlib.sha256(text.read_bytes()).hexdigest()
    assert digest in capsys.readouterr().out
    grouped = " ".join(digest[start : start + 4].upper() for start in range(0, 16, 4))
    assert f"文字指纹 {grouped}" in words_of(paper)


def test_form_nobody_knows_is_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paper", "form", "--sample", "poem", "--out", str(tmp_path / "x")]) == 1

    assert "没有这张表" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_place_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paper", "form", "--sample", "commitment", "--out", str(tmp_path / "no" / "x")]) == 1

    assert "写不了" in capsys.readouterr().err


def test_pack_is_checked_and_written_anew(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "commitment.toml").write_text((folder / "commitment.toml").read_text().replace("2026.1", "2026.2"))
    assert main(["paper", "pack", str(folder)]) == 1
    assert "half written" in capsys.readouterr().err
    assert main(["paper", "forms", "--pack", str(folder)]) == 1
    capsys.readouterr()

    assert main(["paper", "pack", str(folder), "--write", "2026.2"]) == 0
    assert "papers 2026.2：完整，10 个文件" in capsys.readouterr().out

    assert main(["paper", "forms", "--pack", str(folder)]) == 0
    assert "commitment  2026.2" in capsys.readouterr().out


def test_pack_with_a_wrong_key_names_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "route-slip.toml"
    path.write_text(path.read_text().replace("blank_rows", "blank_row"))

    assert main(["paper", "pack", str(folder), "--write", "2"]) == 1

    assert (
        "route-slip.toml: blocks[2].blank_row: 没有这一项 / no such key; 是不是 / did you mean blank_rows?"
        in capsys.readouterr().err
    )


def test_folder_without_a_pack_is_said_to_be_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paper", "pack", str(tmp_path)]) == 1

    assert "manifest.json: 没有" in capsys.readouterr().err


def test_every_refusal_of_a_pack_has_words_on_the_screen() -> None:
    kinds = (
        refusals.PackMissing,
        refusals.PackRefused,
        refusals.PackNotSigned,
        refusals.PackTooNew,
        refusals.TemplateRefused,
    )

    assert {kind.code for kind in kinds} <= known_codes()
