"""Who holds a key: a file, or a machine behind PKCS #11 that never gives it away. Both sign what everybody can check."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, SECP384R1, generate_private_key

from printing.certificates import make_chain
from printing.page import Laid
from printing.seal import FileSealer, KeySealer, verify
from printing.signing_key import FileKey, KeyUnusable, Pkcs11Key, SigningKey

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
MODULE = next((module for module in MODULES if Path(module).is_file()), "")
PIN = "1234"

needs_a_machine = pytest.mark.skipif(
    not (MODULE and which("softhsm2-util")), reason="SoftHSM is not installed: nothing here speaks PKCS #11"
)
CHAIN = make_chain("样章", valid_days=30)


def soft_hsm(*words: str) -> None:
    subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A signature machine with the seal's key in it. The library reads its configuration once for the whole process."""
    home = tmp_path_factory.mktemp("hsm")
    (home / "tokens").mkdir()
    (home / "softhsm2.conf").write_text(f"directories.tokendir = {home / 'tokens'}\nobjectstore.backend = file\n")
    (home / "seal.pem").write_bytes(CHAIN.seal_key_pem)
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(home / "softhsm2.conf")
    soft_hsm("--init-token", "--free", "--label", "guanjia", "--pin", PIN, "--so-pin", PIN)
    soft_hsm("--import", str(home / "seal.pem"), "--token", "guanjia", "--label", "seal", "--id", "01", "--pin", PIN)
    _look_again()
    yield MODULE
    if before is None:
        del os.environ["SOFTHSM2_CONF"]


def _look_again() -> None:
    """The library reads where its tokens are when it is initialised; another test of this process may have been before us."""
    import pkcs11

    pkcs11.lib(MODULE).reinitialize()


@pytest.fixture
def in_the_machine(machine: str) -> Iterator[Pkcs11Key]:
    key = Pkcs11Key(machine, token="guanjia", key="seal", pin=PIN)
    yield key
    key.close()


def is_good(key: SigningKey, message: bytes) -> bool:
    key.public_key.verify(key.sign(message), message, ECDSA(hashes.SHA256()))  # raises where it is not
    return True


def test_key_from_a_file_signs() -> None:
    assert is_good(FileKey(CHAIN.seal_key_pem), b"paper")


@pytest.mark.parametrize("curve", [SECP384R1()])
def test_key_of_another_kind_is_refused(curve: SECP384R1) -> None:
    pem = generate_private_key(curve).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

    with pytest.raises(ValueError, match="P-256"):
        FileKey(pem)


@needs_a_machine
def test_key_in_a_machine_signs(in_the_machine: Pkcs11Key) -> None:
    assert isinstance(in_the_machine.public_key.curve, SECP256R1)
    assert is_good(in_the_machine, b"paper")


@needs_a_machine
def test_two_keys_may_be_held_at_once(machine: str, in_the_machine: Pkcs11Key) -> None:
    second = Pkcs11Key(machine, token="guanjia", key="seal", pin=PIN)

    assert is_good(second, b"paper")
    assert is_good(in_the_machine, b"paper")
    second.close()


@needs_a_machine
def test_paper_sealed_by_the_machine_is_as_good_as_one_sealed_by_the_file(
    in_the_machine: Pkcs11Key, laid: Laid
) -> None:
    by_machine = KeySealer(in_the_machine, CHAIN.seal_chain_pem).seal(laid, reason="信用报告")
    by_file = FileSealer(CHAIN.seal_key_pem, CHAIN.seal_chain_pem).seal(laid, reason="信用报告")

    assert verify(by_machine, CHAIN.root_pem).valid
    assert verify(by_file, CHAIN.root_pem).valid


@needs_a_machine
def test_key_works_again_after_its_session_was_ended(in_the_machine: Pkcs11Key) -> None:
    in_the_machine.close()

    assert is_good(in_the_machine, b"paper")


@needs_a_machine
@pytest.mark.parametrize(
    ("token", "label", "code"), [("other", "seal", "no-such-key"), ("guanjia", "other", "no-such-key")]
)
def test_key_that_is_not_there_says_so(machine: str, token: str, label: str, code: str) -> None:
    with pytest.raises(KeyUnusable, match=code):
        Pkcs11Key(machine, token=token, key=label, pin=PIN)


@needs_a_machine
def test_wrong_pin_opens_nothing_and_is_not_repeated(machine: str) -> None:
    with pytest.raises(KeyUnusable) as refused:
        Pkcs11Key(machine, token="guanjia", key="seal", pin="9999")

    assert "9999" not in str(refused.value)


def test_machine_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match="machine-unreachable"):
        Pkcs11Key(str(tmp_path / "nothing.so"), token="guanjia", key="seal", pin=PIN)
