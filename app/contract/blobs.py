"""Large things go up by their hash, in parts that may be resumed where a broken wire left off.

GET   /v1/blobs/{sha256}                          → BlobStanding, 404 blob-unknown
PATCH /v1/blobs/{sha256}?offset=N&length=TOTAL    the bytes from N on, at most PART_BYTES → BlobStanding

Offset and length stand in the address, which the request's signature covers; the standing is a message and no header of a HEAD, so
that a refusal can say its code. A blob is complete when it has its length, and then only if its SHA-256 is its name; one that is not
is thrown away. Until then the parts belong to the terminal that sent them.

Refusal codes: blob-unknown (404), blob-offset (409: ask where to go on), blob-too-large (413), blob-length-other (409),
blob-hash-wrong (422), blobs-too-many (429).
"""

from pydantic import Field

from app.contract.wire import Message

MOST_BLOB_BYTES = 32 * 1024 * 1024
PART_BYTES = 1024 * 1024
PART_TYPE = "application/octet-stream"
SHA256 = r"^[0-9a-f]{64}$"


class BlobStanding(Message):
    """How much of a blob is here. Complete when `offset` is `length`: then its hash has been found right."""

    sha256: str = Field(pattern=SHA256)
    offset: int = Field(ge=0, le=MOST_BLOB_BYTES)
    length: int = Field(ge=0, le=MOST_BLOB_BYTES)

    @property
    def is_complete(self) -> bool:
        return self.offset == self.length
