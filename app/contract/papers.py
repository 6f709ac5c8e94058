"""How a paper can be checked without asking about it: whose signatures count, and which papers stand. Both are signed in themselves.

GET /v1/papers/trust    → the trust bundle, COSE_Sign1 (RFC 9052) by the root that a terminal was enrolled with
GET /v1/papers/status   → the status list, CWT in COSE_Sign1, by a key of the bundle

Both carry an ETag (`etag_of`), and answer 304 to If-None-Match while nothing has changed. They need no signature of the asker's.
Refusal codes: seal-not-available (503: the same may be asked again).
"""

import hashlib

TRUST = "/papers/trust"
STATUSES = "/papers/status"
TRUST_TYPE = "application/cose"
STATUSES_TYPE = "application/statuslist+cwt"


def etag_of(content: bytes) -> str:
    """Whoever keeps the content need not keep its ETag."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
