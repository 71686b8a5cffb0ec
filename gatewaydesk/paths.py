"""Where things live: the data, config, cache and log folders, and the resources that ship.

`GATEWAYDESK_HOME` moves all four folders below one folder (tests, portable use).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

APP = "gateway-desk"


def _folder(kind: str) -> Path:
    home = os.environ.get("GATEWAYDESK_HOME")
    if home:
        return Path(home).expanduser() / kind
    finder = {
        "data": platformdirs.user_data_path,
        "config": platformdirs.user_config_path,
        "cache": platformdirs.user_cache_path,
        "log": platformdirs.user_log_path,
    }[kind]
    return finder(APP, appauthor=False)


PRACTICE_ADDRESSES = "addresses.json"
"""The file in a practice gateway's folder that says where it listens, while it does."""


def data_dir() -> Path:
    """Drafts, history and the schemas a person added."""
    return _folder("data")


def config_dir() -> Path:
    """Window places and other state that may be thrown away without loss."""
    return _folder("config")


def cache_dir() -> Path:
    """What can be fetched again."""
    return _folder("cache")


def log_dir() -> Path:
    """Rotating logs; never a secret, never metadata text."""
    return _folder("log")


def database_path() -> Path:
    """The one SQLite file that holds drafts, outbox, history, connections and settings."""
    return data_dir() / "gateway-desk.sqlite3"


def resource_root() -> Path:
    """The folder of schemas, help, examples and icons: the checkout's first, so that an edit shows at once.

    An editable install leaves a copy beside the package, which goes stale; a wheel and a frozen build have only that.
    """
    package = Path(__file__).resolve().parent
    checkout = package.parent / "resources"
    if (package.parent / "pyproject.toml").exists() and checkout.is_dir():
        return checkout
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen and (Path(frozen) / "gatewaydesk" / "resources").is_dir():
        return Path(frozen) / "gatewaydesk" / "resources"
    return package / "resources"
