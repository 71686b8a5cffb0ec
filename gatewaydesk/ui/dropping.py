"""What is dropped onto a window: files, folders and addresses of the web."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl

Dropped = Path | str

_SUFFIXES = (".json", ".jsonschema", ".jsonld")


def dropped(mime: QMimeData) -> list[Dropped]:
    """JSON files and folders as paths, addresses of the web as texts; whatever else there is is left out."""
    urls = list(mime.urls()) if mime.hasUrls() else []
    if not urls and mime.hasText():
        typed = mime.text().strip()
        if typed.startswith(("https://", "http://")) and len(typed.split()) == 1:
            urls = [QUrl(typed)]
    found = [_meant(url) for url in urls]
    return [one for one in found if one is not None]


def _meant(url: QUrl) -> Dropped | None:
    if url.isLocalFile():
        path = Path(url.toLocalFile())
        return path if path.is_dir() or path.suffix.casefold() in _SUFFIXES else None
    return url.toString() if url.scheme() in ("https", "http") and url.host() else None
