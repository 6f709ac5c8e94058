"""What each model of receipt printer is like, as data: nobody can ask a printer which Hanzi it has.

A hall names its model in the configuration. One that is not in the table is `generic-80` or `generic-58`: the least that every
printer of that width can do. `known` says how far a row may be trusted; a printer's own self-test sheet says more.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Encoding(StrEnum):
    """Which Hanzi the printer has as letters. All of them have ASCII.

    `gb18030`: the four-byte characters too; `gbk` and `gb2312`: two bytes a Hanzi; `none`: no Hanzi at all.
    """

    GB18030 = "gb18030"
    GBK = "gbk"
    GB2312 = "gb2312"
    NONE = "none"


class Raster(StrEnum):
    """How it takes a picture, by the name of the command. `none`: it takes none, and a line it lacks letters for is refused."""

    GS_V_0 = "GS v 0"
    GS_PAREN_L = "GS ( L"
    NONE = "none"


class EndProof(StrEnum):
    """How a printer lets us know that the paper is out. DLE EOT cannot: it is answered at once, however much is still waiting.

    `process-id`: GS ( H fn 48, echoed once all before it is printed (Epson TM and its kin).
    `sensor-status`: GS r 1, answered in its turn in the buffer; older, and every printer knows it, but it may come while the
    last lines still run.
    """

    PROCESS_ID = "process-id"
    SENSOR_STATUS = "sensor-status"


class Known(StrEnum):
    """Where a row comes from: the maker's manual, the tables of several other programs, or what such printers usually are."""

    MANUAL = "manual"
    TABLES = "tables"
    USUAL = "usual"


@dataclass(frozen=True)
class Profile:
    """One model. `columns` of a 12-dot font, `dots` across the printable part at 203 dpi.

    `chinese_mode`: FS & has to be said first. `own_codes`: it draws QR codes by itself (GS ( k). `clears`: it knows DLE DC4
    fn 8 and answers it. `baud_rate`: how it leaves the factory.
    """

    name: str
    columns: int
    dots: int
    encoding: Encoding
    known: Known
    chinese_mode: bool = True
    raster: Raster = Raster.GS_V_0
    own_codes: bool = True
    cutter: bool = True
    end_proof: EndProof = EndProof.SENSOR_STATUS
    clears: bool = False
    baud_rate: int = 9600

    @property
    def feed_and_cut(self) -> bytes:
        """ESC d 4 and GS V 66 0: to the knife, and a corner left uncut, so that the slip does not fall; else to the tear bar."""
        return b"\x1bd\x04\x1dVB\x00" if self.cutter else b"\x1bd\x06"

    @property
    def cut_off_remains(self) -> bytes:
        """ESC @ and a cut: what somebody else's receipt has left inside goes its own way."""
        return b"\x1b@" + (b"\x1dVB\x00" if self.cutter else b"\x1bd\x06")


def _epson(name: str, columns: int, dots: int, baud_rate: int) -> Profile:
    return Profile(
        name,
        columns,
        dots,
        Encoding.GB18030,
        Known.TABLES,
        end_proof=EndProof.PROCESS_ID,
        clears=True,
        baud_rate=baud_rate,
    )


def _narrow(name: str, encoding: Encoding, known: Known) -> Profile:
    return Profile(name, 32, 384, encoding, known, own_codes=False, cutter=False)


_ALL: Final = (
    Profile("generic-80", 48, 576, Encoding.GBK, Known.USUAL),
    _narrow("generic-58", Encoding.GBK, Known.USUAL),
    _epson("epson-tm-t82", 48, 576, 38_400),
    _epson("epson-tm-t88", 42, 512, 38_400),
    _epson("epson-tm-t20", 48, 576, 9600),
    Profile("xprinter-80", 48, 576, Encoding.GBK, Known.TABLES),
    Profile("rongta-rp326", 48, 576, Encoding.GBK, Known.TABLES),
    Profile("sprt-80", 48, 576, Encoding.GB2312, Known.MANUAL),
    _narrow("sprt-58", Encoding.GB2312, Known.MANUAL),
    _narrow("pos-5890", Encoding.GBK, Known.TABLES),
)
PROFILES: Final = {profile.name: profile for profile in _ALL}
"""Every model by its name, the general ones first."""

GENERIC_80: Final = PROFILES["generic-80"]
EPSON_80: Final = PROFILES["epson-tm-t82"]


def profile_of(model: str) -> Profile:
    """The row of that name. Raises ValueError, which names the models there are."""
    if model not in PROFILES:
        raise ValueError(f"no receipt printer model {model!r}; there are: {', '.join(PROFILES)}")
    return PROFILES[model]
