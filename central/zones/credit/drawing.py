"""A report's facts become its paper: laid out, given its token, sealed."""

from __future__ import annotations

from dataclasses import dataclass, field

from central.papers.tables import IssuedPaper
from central.zones.credit.claims import claims_of
from central.zones.credit.facts import ReportFacts, canonical
from central.zones.credit.paper import compose
from printing.page import render
from printing.page_hashes import PageHashes
from printing.seal import NotSealed, Sealer
from printing.signing_key import KeyUnusable, SigningKey
from printing.token import paper_token


@dataclass(frozen=True)
class Drawn:
    pdf: bytes = field(repr=False)
    hashes: PageHashes


@dataclass(frozen=True)
class Press:
    """What official papers are made with. `public_url` begins the address in their code. Thread-safe."""

    sealer: Sealer
    key: SigningKey
    public_url: str

    def draw(self, facts: ReportFacts, code: str, paper: IssuedPaper) -> Drawn:
        """The sealed paper for these facts; its seal says where it is verified. Raises NotSealed."""
        token = _Token(self, facts, paper)
        try:
            laid = render(compose(facts, code), token=token)
        except KeyUnusable as unavailable:
            raise NotSealed(unavailable.code) from unavailable
        sealed = self.sealer.seal(laid, reason=f"信用报告 {facts.report_no}", contact=token.address)
        if laid.hashes is None:
            raise LookupError("an official paper's pages have hashes")
        return Drawn(sealed, laid.hashes)


@dataclass
class _Token:
    """What the paper's code says: made when its pages are known, and kept for the seal."""

    press: Press
    facts: ReportFacts
    paper: IssuedPaper
    address: str = ""

    def __call__(self, hashes: PageHashes) -> str:
        said = claims_of(self.facts, canonical(self.facts), self.paper, hashes)
        self.address = paper_token.address(said, self.press.key, self.press.public_url)
        return self.address
