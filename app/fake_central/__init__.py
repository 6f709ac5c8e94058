"""The centre in memory, with a wire to cut: for tests and for a terminal on a desk."""

from app.fake_central.centre import FakeCentral
from app.fake_central.credit import LayOut
from app.fake_central.faults import Fault, altered, lost_reply, unanswered
from app.fake_central.licences import ShownLicence

__all__ = ["FakeCentral", "Fault", "LayOut", "ShownLicence", "altered", "lost_reply", "unanswered"]
