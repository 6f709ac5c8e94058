"""The visitor's phone: asks the licence system for a code, as the licence's own app does, and never by the terminal's road."""

import json
import urllib.error
import urllib.request


class PhoneRefused(Exception):
    """The licence system gave no code. The words say why; they carry nobody's number."""


def licence_code(centre_port: int, *, holder_number: str, uscc: str, age_seconds: int = 0) -> str:
    """A fresh licence code for this holder and enterprise, or one that is `age_seconds` old. Raises PhoneRefused."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{centre_port}/licence-system/codes",
        data=json.dumps({"holder_number": holder_number, "uscc": uscc, "age_seconds": age_seconds}).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        # No proxy, whatever the environment says: the licence system is on this machine.
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=10) as answer:
            return str(json.load(answer)["code"])
    except urllib.error.HTTPError as refused:
        words = f"the licence system answers {refused.code}"
    except (OSError, ValueError, KeyError, TypeError) as failed:
        words = f"the licence system cannot be asked ({type(failed).__name__})"
    raise PhoneRefused(words)
