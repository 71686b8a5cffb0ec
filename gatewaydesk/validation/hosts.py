"""Web addresses that lack only what stands before the host: “www.example.org/page”, and not “logo.png”."""

from __future__ import annotations

import re

_WITHOUT_SCHEME = re.compile(r"((?:[\w-]+\.)+([\w-]+))(?::[0-9]+)?([/?#]\S*)?")
_TOP = re.compile(r"[^\W\d_]{2,}|xn--[a-z0-9-]+", re.IGNORECASE)
_OF_FILES = frozenset((
    "png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "tif", "tiff", "ico", "pdf", "doc", "docx", "odt", "rtf", "txt",
    "csv", "tsv", "xls", "xlsx", "ods", "ppt", "pptx", "odp", "json", "xml", "yaml", "yml", "html", "htm", "zip", "gz",
    "tar", "rar", "sql", "db", "sas", "dta", "rds", "sav", "parquet", "dcm", "exe", "js", "css", "py", "md", "log",
))  # fmt: skip


def lacks_scheme(text: str) -> bool:
    """Whether a text is an address but for https:// before it; what ends as files do, with no path, is a file."""
    found = _WITHOUT_SCHEME.fullmatch(text)
    if found is None or "_" in found[1] or _TOP.fullmatch(found[2]) is None:
        return False
    return found[2].casefold() not in _OF_FILES
