"""A report, a chain and a seal, made once for all tests of this room."""

import pytest
from paper_samples import credit_report

from printing.certificates import Chain, make_chain, make_time_stamp_chain
from printing.document import Document
from printing.page import Laid, render
from printing.seal import FileSealer
from printing.signing_key import FileKey
from printing.time_stamp import TimeStampAuthority


@pytest.fixture(scope="session")
def report() -> Document:
    return credit_report()


@pytest.fixture(scope="session")
def laid(report: Document) -> Laid:
    return render(report)


@pytest.fixture(scope="session")
def chain() -> Chain:
    return make_chain("样章 莞家自助演示中心", valid_days=365)


@pytest.fixture(scope="session")
def sealer(chain: Chain) -> FileSealer:
    stamp_chain, stamp_key = make_time_stamp_chain(chain.root_pem, chain.root_key_pem, "样章 时间戳", valid_days=365)
    return FileSealer(chain.seal_key_pem, chain.seal_chain_pem, TimeStampAuthority(FileKey(stamp_key), stamp_chain))


@pytest.fixture(scope="session")
def sealed(sealer: FileSealer, laid: Laid) -> bytes:
    return sealer.seal(laid, reason="公共信用信息报告")
