"""THE PAPER: the seal: a real signature in the PDF (PAdES baseline B-T, ETSI EN 319 142-1; ECDSA P-256) under a drawn one."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from typing import Protocol

from printing.page import SEAL_FIELD, Laid
from printing.pdf_file import text_string
from printing.pdf_update import PdfUpdate
from printing.seal_picture import packed_seal_picture
from printing.signed_data import Signatory
from printing.signing_key import FileKey, KeyUnusable, SigningKey
from printing.style import SEAL_SIDE
from printing.time_stamp import NotStamped, TimeStamps, stamp_on
from printing.verdict import Code, Verdict, verify

__all__ = ["Code", "FileSealer", "KeySealer", "NotSealed", "Sealer", "Verdict", "verify"]

ROOM, MOST_ROOM = 3_072, 49_152
"""Bytes kept for the signature. Ours takes about 1,900 with its time stamp; longer chains are given more. Whoever verifies reads all."""
RANGE = "/ByteRange[0 {:>10} {:>10} {:>10}]"
FORM, WIDGET, LOOK = (
    re.compile(rb"/AcroForm (\d+) 0 R"),
    re.compile(rb"\[(\d+) 0 R\]"),
    re.compile(rb"/AP<</N \d+ 0 R>>"),
)
UNSEEN = f"<</Type/Annot/Subtype/Widget/FT/Sig/T({SEAL_FIELD})/F 132/Rect[0 0 0 0]>>".encode()
NO_CHANGES = "/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/V/1.2/P 1>>>>]"
"""An official paper is finished when it is sealed (12.8.2.2)."""


class NotSealed(Exception):
    """The key or the time stamps could not be had just now: no paper was made, and the same may be asked for again."""

    code = "seal-not-available"


class _TooLong(Exception):
    """The signature does not fit into the room that was kept for it."""


class Sealer(Protocol):
    """Who holds the key: a file (`FileSealer`), in production a signature machine."""

    def seal(self, laid: Laid, *, reason: str, contact: str = "") -> bytes:
        """The sealed PDF; its seal covers every byte. `reason` holds nothing personal; `contact` is where the paper can be verified
        (ISO 32000-1, 12.8.1). Thread-safe. Raises NotSealed."""
        ...


class KeySealer:
    """Seals with a key, wherever that is held; with `time_stamps` each seal says by another's word when it was made (B-T)."""

    def __init__(self, key: SigningKey, chain_pem: bytes, time_stamps: TimeStamps | None = None) -> None:
        """`chain_pem`: the seal's certificate first, then those above it. Raises ValueError for anything else."""
        self._signatory = Signatory(key, chain_pem)
        self._stamp: Callable[[bytes], bytes] | None = partial(stamp_on, time_stamps) if time_stamps else None
        self._room = ROOM
        packed_seal_picture()

    def seal(self, laid: Laid, *, reason: str, contact: str = "") -> bytes:
        """See Sealer."""
        room = self._room
        try:
            return _filled(_prepared(laid, reason, contact, room), len(laid.pdf), room, self._sign)
        except (KeyUnusable, NotStamped, OSError) as unavailable:
            raise NotSealed(type(unavailable).__name__) from unavailable
        except _TooLong:
            if room >= MOST_ROOM:
                raise NotSealed("the signature has no room") from None
            self._room = 2 * room
            return self.seal(laid, reason=reason, contact=contact)

    def _sign(self, digest: bytes) -> bytes:
        return self._signatory.detached(digest, self._stamp)


class FileSealer(KeySealer):
    """Seals with a key from a file: for the demonstration."""

    def __init__(self, key_pem: bytes, chain_pem: bytes, time_stamps: TimeStamps | None = None) -> None:
        super().__init__(FileKey(key_pem), chain_pem, time_stamps)


def _gap(room: int) -> bytes:
    return b"<" + b"0" * 2 * room + b">"


def _prepared(laid: Laid, reason: str, contact: str, room: int) -> bytes:
    """The file with everything that a seal adds but the signature, whose gap is empty. A paper without room is sealed unseen."""
    update = PdfUpdate(laid.pdf)
    catalogue = update.body(update.root)
    form = FORM.search(catalogue)
    field = WIDGET.search(update.body(int(form[1]))) if form else None
    number = int(field[1]) if field else update.reserve()
    signature = update.reserve()
    fields = f"<</Fields[{number} 0 R]/SigFlags 3>>"
    update.put(_widget(update, update.body(number) if field else UNSEEN, signature), number)
    listed = update.put(fields, int(form[1]) if form else 0)
    added = "" if form else f"/AcroForm {listed} 0 R"
    update.put(catalogue.removesuffix(b">>") + f"{added}/Perms<</DocMDP {signature} 0 R>>>>".encode(), update.root)
    update.put(_unsigned(reason, contact, room), signature)
    return update.updated()


def _widget(update: PdfUpdate, field: bytes, signature: int) -> bytes:
    """The field that was laid out empty, with the seal in it."""
    side = f"/Type/XObject/Subtype/Form/BBox[0 0 {SEAL_SIDE:.2f} {SEAL_SIDE:.2f}]/Resources<<>>"
    if LOOK.search(field):
        picture = update.packed_stream(packed_seal_picture(), side)
        field = LOOK.sub(f"/AP<</N {picture} 0 R>>".encode(), field)
    return field.removesuffix(b">>") + f"/V {signature} 0 R>>".encode()


def _unsigned(reason: str, contact: str, room: int) -> bytes:
    """The signature's dictionary (12.8.1) with room for what is not known yet."""
    kind = "/Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
    said = f"/M(D:{datetime.now(UTC):%Y%m%d%H%M%SZ})/Reason{text_string(reason)}"
    where = f"/ContactInfo{text_string(contact)}" if contact else ""
    return f"<<{kind}{said}{where}{NO_CHANGES}{RANGE.format(0, 0, 0)}/Contents".encode() + _gap(room) + b">>"


def _filled(prepared: bytes, begins: int, room: int, sign: Callable[[bytes], bytes]) -> bytes:
    """The file with its signature, over every byte but those of the signature itself. What a seal adds `begins` there."""
    start = prepared.index(_gap(room), begins)
    end = start + 2 * room + 2
    spans = RANGE.format(start, end, len(prepared) - end).encode()
    before = prepared[:start].replace(RANGE.format(0, 0, 0).encode(), spans)
    digest = sha256(before)
    digest.update(memoryview(prepared)[end:])
    signature = sign(digest.digest()).hex().upper().encode()
    if len(signature) > 2 * room:
        raise _TooLong
    return b"".join((before, b"<", signature.ljust(2 * room, b"0"), b">", prepared[end:]))
