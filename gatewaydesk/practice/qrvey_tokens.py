"""Tokens of the practice Qrvey gateway: signed, so that none is kept anywhere."""

from __future__ import annotations

import hmac
import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import Any


class Expired(Exception):
    """A token that was good once."""


def token(key: str, user_id: str, app_id: str, expires: float) -> str:
    """A token for one user and application until a moment in seconds since 1970."""
    claims = urlsafe_b64encode(json.dumps({"userid": user_id, "appid": app_id, "exp": expires}).encode()).decode()
    return f"{claims}.{_signature(key, claims)}"


def read_token(key: str, text: str) -> dict[str, Any] | None:
    """What a token says, `userid` and `appid`; None where it was not made with this key.

    Raises:
        Expired: its time is over.
    """
    claims, _, signature = text.partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(key, claims).encode()):
        return None
    try:
        said: dict[str, Any] = json.loads(urlsafe_b64decode(claims))
    except (Error, ValueError):
        return None
    if said["exp"] <= time.time():
        raise Expired
    return said


def _signature(key: str, claims: str) -> str:
    return hmac.new(key.encode(), claims.encode(), "sha256").hexdigest()
