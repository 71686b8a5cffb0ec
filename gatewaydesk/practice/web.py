"""The web front of every practice gateway: addresses are taken as they are, and whatever goes wrong is answered."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Flask, Response, request

_log = logging.getLogger(__name__)


def front(system: str, refused: Callable[[Exception], Response | None], failed: Callable[[], Response]) -> Flask:
    """An application without routes.

    Args:
        system: its name.
        refused: the answer to an exception of the routes; None for one that nobody meant to raise.
        failed: the answer to that.
    """
    app = Flask(f"practice-{system}", static_folder=None)
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = False

    @app.errorhandler(Exception)
    def in_words(error: Exception) -> Response:
        answer = refused(error)
        if answer is None:
            _log.error("The practice gateway failed on %s %s", request.method, request.path, exc_info=error)
            answer = failed()
        return answer

    return app


def add_route(app: Flask, method: str, path: str, view: Callable[..., Response]) -> None:
    """Adds one route; only what is added is offered, so no OPTIONS by itself."""
    app.add_url_rule(path, f"{method} {path}", view, methods=[method], provide_automatic_options=False)
