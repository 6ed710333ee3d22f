"""What a terminal and the bank sign, in HMAC-SHA256 under the terminal's key: both ends use this.

A request is signed with its method, path and body, the key's id, the time and a nonce. The answer
is signed with the nonce that it answers, so that nobody can put another one in its place.
"""

import hashlib
import secrets
from datetime import datetime

from homebank.lib import crypto

KEY_HEADER, TIME_HEADER = "Homebank-Key", "Homebank-Time"
NONCE_HEADER, SIGNATURE_HEADER = "Homebank-Nonce", "Homebank-Signature"
REQUEST, ANSWER = "homebank-channel-1 request", "homebank-channel-1 answer"
KEY_BYTES = 32


def new_key() -> str:
    """A key for a terminal: 64 hexadecimal digits."""
    return secrets.token_hex(KEY_BYTES)


def sign_request(
    *, key: str, key_id: str, at: datetime, nonce: str, method: str, path: str, body: bytes
) -> dict[str, str]:
    """The four headers of a request. `path` as it is sent, without a host."""
    time = str(int(at.timestamp()))
    text = request_text(key_id=key_id, time=time, nonce=nonce, method=method, path=path, body=body)
    return {KEY_HEADER: key_id, TIME_HEADER: time, NONCE_HEADER: nonce,
            SIGNATURE_HEADER: signature(key, text)}  # fmt: skip


def request_text(*, key_id: str, time: str, nonce: str, method: str, path: str, body: bytes) -> str:
    """The lines that are signed: a purpose, then what headers, first line and body say."""
    return "\n".join((REQUEST, key_id, time, nonce, method, path, _digest(body)))


def answer_text(*, key_id: str, time: str, nonce: str, status: int, body: bytes) -> str:
    """The lines that the bank signs of its answer to the request with the nonce."""
    return "\n".join((ANSWER, key_id, time, nonce, str(status), _digest(body)))


def signature(key: str, text: str) -> str:
    """64 hexadecimal digits."""
    return crypto.mac(bytes.fromhex(key), text)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
