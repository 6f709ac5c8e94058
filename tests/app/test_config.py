"""terminal.toml: what is written reads back, and every slip is answered with file, key and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import TerminalConfig, load, write_default
from app.errors import ConfigRefused


def written(folder: Path, text: str) -> Path:
    path = folder / "terminal.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigRefused) as refused:
        load(written(folder, text))
    assert "terminal.toml" in str(refused.value)
    return str(refused.value)


def test_default_file_reads_back_as_it_was_returned(tmp_path: Path) -> None:
    path = tmp_path / "home" / "terminal.toml"

    config = write_default(
        path, short_name="07", central_url="http://127.0.0.1:9000", hall_control="../hall/control.sock"
    )

    assert load(path) == config
    assert (config.short_name, config.central.url) == ("07", "http://127.0.0.1:9000")
    assert config.hall is not None
    assert config.hall.control == str(tmp_path / "hall" / "control.sock")


def test_an_empty_file_is_a_real_hall_with_default_values(tmp_path: Path) -> None:
    config = load(written(tmp_path, ""))

    assert config == TerminalConfig()
    assert config.hall is None


def test_relative_ports_start_at_the_file_and_names_stay_names(tmp_path: Path) -> None:
    text = '[devices.card_reader]\nport = "../hall/card-reader"\n[devices.code_scanner]\nport = "COM3"\n'

    devices = load(written(tmp_path, text)).devices

    assert devices.card_reader.port == str(tmp_path.parent / "hall" / "card-reader")
    assert devices.code_scanner.port == "COM3"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('terminal_di = "x"', ["terminal_di", "did you mean terminal_id?"]),
        ("[screen]\npx_per_m = 4", ["screen.px_per_m", "did you mean px_per_mm?"]),
        ("[devices.receipt_printer]\nprot = 9100", ["devices.receipt_printer.prot", "did you mean port?"]),
        ("[devices.receipt_printer]\nport = 0", ["devices.receipt_printer.port", "1 to 65535"]),
        ('[devices.receipt_printer]\nport = "9100"', ["devices.receipt_printer.port", "1 to 65535"]),
        ("[devices.card_reader]", ["devices.card_reader.port", "missing", "serial port"]),
        ('[central]\nurl = "centre.example"', ["central.url", "http://"]),
        ("central = 5", ["central", "a section [central]"]),
        ('[screen]\norientation = "upright"', ["screen.orientation", '"portrait" or "landscape"']),
        ("[screen]\nfullscreen = 1", ["screen.fullscreen", "true in a hall"]),
        ("[screen]\npx_per_mm = nan", ["screen.px_per_mm", "pixels per millimetre"]),
        ("[idle]\nwarn_seconds = 90", ["idle", "warn_seconds < wipe_seconds"]),
        ("[idle]\nelder_seconds = 30", ["idle", "wipe_seconds <= elder_seconds"]),
        ("site = [1, 2]", ["site", "as it is printed"]),
        ('short_name = "东3"', ["short_name", "digits or capitals"]),
        ("= =", ["TOML"]),
    ],
)
def test_a_slip_is_answered_with_key_and_expectation(tmp_path: Path, text: str, words: list[str]) -> None:
    refused = refusal(tmp_path, text)

    for word in words:
        assert word in refused


def test_all_slips_are_told_at_once_and_no_value_is_repeated(tmp_path: Path) -> None:
    refused = refusal(tmp_path, '[central]\nurl = "secret-token"\ntimeout_seconds = -1\n[staff]\nphone = "call me"\n')

    assert len(refused.splitlines()) == 3
    assert "secret-token" not in refused


def test_a_missing_file_and_a_binary_one_have_words(tmp_path: Path) -> None:
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")

    for path in (tmp_path / "nowhere.toml", tmp_path / "binary.toml", tmp_path):
        with pytest.raises(ConfigRefused, match=path.name):
            load(path)


def test_an_override_that_is_no_key_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "terminal.toml"

    with pytest.raises(ConfigRefused, match="did you mean central_url"):
        write_default(path, central_ur="http://127.0.0.1:1")
    with pytest.raises(ConfigRefused, match=r"central\.url"):
        write_default(path, central_url=7)

    assert not path.exists()


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=60))
def test_any_site_name_survives_the_file(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    path = tmp_path_factory.mktemp("config") / "terminal.toml"

    config = write_default(path, site=name)

    assert config.site == name
    assert load(path) == config


@given(st.binary(max_size=120))
def test_noise_is_refused_or_is_a_configuration(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    path = tmp_path_factory.mktemp("config") / "terminal.toml"
    path.write_bytes(noise)

    try:
        config = load(path)
    except ConfigRefused:
        return

    assert config.short_name
