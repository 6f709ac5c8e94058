"""A terminal's store in a folder of its own, and the centre's key that opens what is filed there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.outbox import Caps, Outbox
from app.outbox.keeping import USUAL_CAPS

CENTRE_KEY = X25519PrivateKey.generate()


@pytest.fixture
def centre_key() -> X25519PrivateKey:
    return CENTRE_KEY


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "terminal"


@pytest.fixture
def outbox(home: Path) -> Iterator[Outbox]:
    with open_outbox(home) as opened:
        yield opened


def open_outbox(home: Path, share: float = 1.0, caps: Caps = USUAL_CAPS) -> Outbox:
    public = CENTRE_KEY.public_key().public_bytes_raw()
    return Outbox(home, sealing_public_key=public, short_name="03", share=lambda: share, caps=caps)
