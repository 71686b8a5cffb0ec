"""The practice Opendatasoft portal as a Flask application: quota, identity, permission, then the route."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from gatewaydesk.practice.opendatasoft_call import Call
from gatewaydesk.practice.opendatasoft_faults import quota_body
from gatewaydesk.practice.opendatasoft_routes import BASES, ROUTES, Route
from gatewaydesk.practice.opendatasoft_rules import Refusal, identify, permit
from gatewaydesk.practice.web import add_route, front

if TYPE_CHECKING:
    from gatewaydesk.practice.opendatasoft import OpendatasoftPractice

LARGEST_BODY = 10 * 1024 * 1024  # bytes, of what is no file


class Quota:
    """So many calls a day, which begins at 00:00 UTC; None for any number."""

    def __init__(self) -> None:
        self.limit: int | None = None
        self._lock = threading.Lock()
        self._used = 0
        self._until = next_day()

    def set(self, limit: int | None) -> None:
        """How many calls a day are answered; counts anew."""
        with self._lock:
            self.limit, self._used = limit, 0

    def take(self) -> int | None:
        """Counts one call; how many are left, -1 when there was none."""
        with self._lock:
            if self.limit is None:
                return None
            if datetime.now(UTC) >= self._until:
                self._used, self._until = 0, next_day()
            self._used += self._used <= self.limit
            return self.limit - self._used


def next_day() -> datetime:
    """When the present day ends, in UTC."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def application(system: OpendatasoftPractice) -> Flask:
    """The WSGI application of one portal."""
    app = front("opendatasoft", _answered, lambda: _refused(Refusal("internal")))
    quota = system.quota

    @app.before_request
    def gate() -> Response | None:
        if system.slash_redirect and not request.path.endswith("/"):
            _, mark, query = request.full_path.partition("?")
            query = request.query_string.decode()
            return Response(b"", 301, {"Location": f"{request.path}/" + (mark + query if query else "")})
        if system.dialect and _dialect() != system.dialect:
            return _refused(Refusal("path", path=request.path))
        left = quota.take()
        if left is not None:
            request.environ["practice.left"] = max(left, 0)
            if left < 0:
                return _json(429, quota_body(quota.limit or 0, next_day().isoformat()))
        return None

    @app.after_request
    def limits(response: Response) -> Response:
        if "practice.left" in request.environ:
            response.headers["X-RateLimit-Limit"] = str(quota.limit)
            response.headers["X-RateLimit-Remaining"] = str(request.environ["practice.left"])
            response.headers["X-RateLimit-Reset"] = str(int(next_day().timestamp()))
        return response

    for route in ROUTES:
        add_route(app, route.method, route.path, _view(system, route))
    return app


def _answered(error: Exception) -> Response | None:
    match error:
        case Refusal():
            return _refused(error)
        case MethodNotAllowed():
            return _refused(Refusal("method", method=request.method))
        case HTTPException():
            return _refused(Refusal("path", path=request.path))
    return None


def _view(system: OpendatasoftPractice, route: Route) -> Callable[..., Response]:
    """The view of one route: identity, permission, body, handler."""

    def view(**place: Any) -> Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        query = dict(request.args.items())
        account = identify(system.store, headers, query, route.dialect)
        permit(account, route.access)
        body = None if route.raw else _body()
        call = Call(system, account, route.dialect, body, query, request.base_url)
        reply = route.handler(call, **place)
        if isinstance(reply, Response):
            return reply
        status, said = reply
        silent = said is None and request.method != "GET"
        return Response(b"", status, content_type="application/json") if silent else _json(status, said)

    return view


def _body() -> Any:
    if (request.content_length or 0) > LARGEST_BODY:
        raise Refusal("too-large", limit=LARGEST_BODY)
    sent = request.get_data()
    if not sent:
        return None
    try:
        return json.loads(sent)
    except (ValueError, RecursionError):
        raise Refusal("json") from None


def _dialect() -> str:
    return "automation" if request.path.startswith(BASES["automation"]) else "v2"


def _refused(refusal: Refusal) -> Response:
    return _json(refusal.status, refusal.body(_dialect()))


def _json(status: int, body: Any) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status, content_type="application/json; charset=utf-8")
