"""The centre's keys: made where they are missing, renewed without unsaying what was signed, held in a machine where there is one."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import which

import pytest
from central_world import START, HandClock, running
from test_papers_published import bundle_of, fetched, list_of, token_of

from app.contract.credit import SealedReport
from central.centre import Centre
from central.home import HomeMissing, make_home, open_home
from central.papers.command_line import PIN_VARIABLE
from central.papers.keys import SealMachine
from central.papers.renewal import RootElsewhere, renew_keys, withdraw_earlier_keys
from kiosk.command_line import main
from printing.page import Laid
from printing.seal import NotSealed
from printing.signing_key import KeyUnusable
from printing.token.check import Standing, check
from printing.verdict import verify

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
MODULE = next((module for module in MODULES if Path(module).is_file()), "")
PIN = "246813"
needs_a_machine = pytest.mark.skipif(
    not (MODULE and which("softhsm2-util")), reason="SoftHSM is not installed: nothing here speaks PKCS #11"
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make_home(tmp_path / "central", lambda: START)
    return tmp_path / "central"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SealMachine]:
    """A signature machine with a key of its own making. The library reads its configuration once for the whole process."""
    folder = tmp_path_factory.mktemp("hsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        words = ("--init-token", "--free", "--label", "centre", "--pin", PIN, "--so-pin", PIN)
        subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)
        _make_key_in_it()
        yield SealMachine(MODULE, "centre", "seal", PIN)


def _make_key_in_it() -> None:
    import pkcs11
    from pkcs11.util.ec import encode_named_curve_parameters

    pkcs11.lib(MODULE).reinitialize()  # another test of this process may have shown it another machine
    with pkcs11.lib(MODULE).get_token(token_label="centre").open(user_pin=PIN, rw=True) as session:
        domain = session.create_domain_parameters(
            pkcs11.KeyType.EC,
            {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")},
            local=True,
        )
        domain.generate_keypair(store=True, label="seal")


# ---- a home ----


def test_home_of_the_version_before_gets_what_it_lacks(home: Path) -> None:
    before = (home / "seal.key").read_bytes()
    for name in ("tsa.pem", "tsa.key", "issuers.json"):
        (home / name).unlink()

    opened = open_home(home, lambda: START)

    assert opened.seal_key_pem == before
    assert opened.tsa_chain_pem.count(b"BEGIN CERTIFICATE") == 2
    assert opened.issuers.version == 1
    assert {stat.S_IMODE((home / name).stat().st_mode) for name in ("tsa.pem", "tsa.key", "issuers.json")} == {0o600}


def test_what_was_made_is_not_made_again(home: Path) -> None:
    first, second = open_home(home), open_home(home)

    assert (first.tsa_key_pem, first.issuers) == (second.tsa_key_pem, second.issuers)


def test_home_without_the_roots_key_makes_no_authority(home: Path) -> None:
    (home / "root-ca.key").unlink()
    assert open_home(home).root_key_pem == b""
    (home / "tsa.key").unlink()

    with pytest.raises(HomeMissing, match=r"no root-ca\.key to make one with"):
        open_home(home)


def test_spoilt_list_of_issuers_is_said(home: Path) -> None:
    (home / "issuers.json").write_text("{}")

    with pytest.raises(HomeMissing, match=r"issuers\.json cannot be read"):
        open_home(home)


# ---- a new seal ----


def test_renewal_counts_up_and_keeps_what_was_signed(central_home: Path) -> None:
    with running(central_home) as world:
        before = world.report(domains=("fire",))
        old_token = token_of(world, before)

    renewed = renew_keys(central_home, HandClock(START + timedelta(hours=1)))

    with running(central_home) as world:
        world.clock.forward(hours=2)
        after = world.report(domains=("fire",))
        bundle, statuses = bundle_of(world), list_of(world)
        tokens = (old_token, token_of(world, after))
        standings = [check(token, bundle, statuses, world.clock()).standing for token in tokens]
        pages = [world.verify_page(report.report_no, report.verify_code) for report in (before, after)]
    assert (renewed.version, bundle.version, len(bundle.keys)) == (2, 2, 2)
    assert standings == [Standing.VALID, Standing.VALID]
    assert all("有效 Valid" in page for page in pages)
    assert all(verify(report.pdf, world.centre.home.root_pem).valid for report in (before, after))


def test_withdrawn_key_vouches_for_nothing(central_home: Path) -> None:
    with running(central_home) as world:
        stolen = token_of(world, world.report(domains=("fire",)))
    renew_keys(central_home, HandClock(START + timedelta(minutes=5)))

    withdrawn = withdraw_earlier_keys(central_home, HandClock(START + timedelta(minutes=5)))

    with running(central_home) as world:
        world.clock.forward(minutes=6)
        answer = check(stolen, bundle_of(world), list_of(world), world.clock())
    assert withdrawn.version == 3
    assert answer.standing is Standing.UNKNOWN_ISSUER


def test_centre_without_the_roots_key_hands_out_what_was_signed_where_it_is(central_home: Path) -> None:
    renew_keys(central_home, HandClock())
    (central_home / "root-ca.key").unlink()

    with running(central_home) as world:
        assert bundle_of(world).version == 2
    with pytest.raises(RootElsewhere):
        renew_keys(central_home, HandClock())


def test_centre_whose_key_is_not_the_seals_does_not_start(
    central_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = make_home(tmp_path / "other")
    (central_home / "seal.key").write_bytes(other.seal_key_pem)

    assert main(["central", "serve", "--home", str(central_home), "--port", "0"]) == 1

    assert "not the key that the seal's certificate names" in capsys.readouterr().err


def test_renewing_says_what_comes_next(central_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["central", "renew-keys", "--home", str(central_home)]) == 0
    assert main(["central", "renew-keys", "--home", str(central_home), "--withdraw-earlier"]) == 0

    said = capsys.readouterr().err
    assert "trust bundle 2, keys that count: 2; restart the centre" in said
    assert "trust bundle 4, keys that count: 1; restart the centre" in said
    assert main(["central", "actions", "--home", str(central_home)]) == 0
    assert "renew-keys withdraw-earlier" in capsys.readouterr().out


def test_keys_are_renewed_where_there_is_no_database(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The root's key may lie far from any centre."""
    assert main(["central", "renew-keys", "--home", str(home)]) == 0

    assert "on record in" in capsys.readouterr().err
    assert '"renew-keys"' in (home / "operators.log").read_text()
    assert open_home(home).issuers.version == 2


# ---- a machine ----


@needs_a_machine
def test_centre_whose_key_lies_in_a_machine_seals_what_everybody_believes(
    central_home: Path, machine: SealMachine
) -> None:
    renewed = renew_keys(central_home, HandClock(), machine)

    with running(central_home, seal_machine=machine) as world:
        world.clock.forward(minutes=1)
        report = world.report(domains=("fire",))
        answer = check(token_of(world, report), bundle_of(world), list_of(world), world.clock())
    assert renewed.in_a_machine
    assert not (central_home / "seal.key").exists()
    verdict = verify(report.pdf, world.centre.home.root_pem)
    assert (verdict.code, verdict.time_stamped) == ("valid", True)
    assert answer.standing is Standing.VALID


@needs_a_machine
def test_command_that_seals_nothing_needs_no_machine(central_home: Path, machine: SealMachine) -> None:
    renew_keys(central_home, HandClock(), machine)

    with running(central_home) as world, pytest.raises(KeyUnusable, match="no-such-key"):
        world.centre.paper_key.sign(b"")


@needs_a_machine
@pytest.mark.parametrize("from_file", [False, True], ids=["environment", "file"])
def test_machines_pin_is_no_argument(
    central_home: Path,
    machine: SealMachine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    from_file: bool,
) -> None:
    named = ["--seal-pkcs11", machine.module, "--token", machine.token, "--key", machine.key]
    call = ["central", "renew-keys", "--home", str(central_home), *named]
    assert main(call) == 1
    assert PIN_VARIABLE in capsys.readouterr().err

    if from_file:
        (tmp_path / "pin").write_text(PIN + "\n")
        call += ["--pin-file", str(tmp_path / "pin")]
    else:
        monkeypatch.setenv(PIN_VARIABLE, PIN)

    assert main(call) == 0
    assert PIN not in repr(machine)


@needs_a_machine
def test_machine_that_refuses_is_said_without_its_pin(
    central_home: Path, machine: SealMachine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(PIN_VARIABLE, "999999")
    named = ["--seal-pkcs11", machine.module, "--token", machine.token, "--key", "nothing"]

    assert main(["central", "renew-keys", "--home", str(central_home), *named]) == 1

    said = capsys.readouterr().err
    assert "999999" not in said
    assert "key" in said


@pytest.mark.parametrize("named", [["--token", "a"], ["--seal-pkcs11", "/nothing.so"], ["--key", "a", "--token", "b"]])
def test_half_a_machine_is_refused(home: Path, named: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["central", "renew-keys", "--home", str(home), *named]) == 1
    assert "belong together" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["xy.example", "https://xy.example/credit", "ftp://xy.example", "https://xy example"])
def test_public_address_is_a_scheme_and_a_host(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["central", "serve", "--public-url", url])

    assert "a scheme and a host without a path" in capsys.readouterr().err


# ---- no seal just now ----


class OutOfReach:
    """A seal whose machine is being restarted."""

    def seal(self, laid: Laid, *, reason: str, contact: str = "") -> bytes:
        raise NotSealed("machine-unreachable")


def test_order_without_a_seal_may_be_sent_again_and_is_the_same_report(central_home: Path) -> None:
    def without_a_seal(centre: Centre) -> Centre:
        return replace(centre, sealer=OutOfReach())

    with running(central_home, changed=without_a_seal) as world:
        order = world.order(domains=("fire",))
        refused = world.terminal.post("/v1/credit/reports", order)
    with running(central_home) as world:
        answered = world.terminal.post("/v1/credit/reports", order)

    assert (refused.status, refused.code) == (503, "seal-not-available")
    report = SealedReport.model_validate_json(answered.body)
    assert report.report_no[17:22] == "00001", "the number of the first attempt"
    assert verify(report.pdf, world.centre.home.root_pem).valid


@needs_a_machine
def test_list_that_cannot_be_signed_is_not_handed_out(central_home: Path, machine: SealMachine) -> None:
    renew_keys(central_home, HandClock(), machine)

    with running(central_home) as world:
        answer = fetched(world, "/v1/papers/status")

    assert answer.status_code == 503
    assert answer.json()["code"] == "seal-not-available"


def test_environment_is_left_as_it_was() -> None:
    assert PIN_VARIABLE not in os.environ
