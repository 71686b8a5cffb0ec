"""The practice HDR UK gateway as a Flask application: middleware in the gateway's own order, then the routes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from gatewaydesk.practice import php
from gatewaydesk.practice.hdruk_call import Call
from gatewaydesk.practice.hdruk_routes import PUBLIC, ROUTES, SIGNED_IN, Route
from gatewaydesk.practice.hdruk_rules import SUNSET, Answer, failure, identify, permit
from gatewaydesk.practice.web import add_route, front

if TYPE_CHECKING:
    from gatewaydesk.practice.hdruk import HdrukPractice

LARGEST_BODY = 10 * 1024 * 1024
TOO_LARGE = (
    "<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>\r\n"
    "<center><h1>413 Request Entity Too Large</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
_ONE_SEGMENT = re.compile(r"/api/v\d+/[^/]+/?")
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def application(system: HdrukPractice) -> Flask:
    """The WSGI application of one practice gateway."""
    app = front("hdruk", _refused, lambda: answer(failure(500, "Server Error")))
    throttle = system.throttle

    @app.before_request
    def gate() -> Response | None:
        if (request.content_length or 0) > LARGEST_BODY:
            return Response(TOO_LARGE, 413, content_type="text/html")
        if system.maintenance:
            return answer(failure(500, "Service Unavailable"))
        left = throttle.take()
        if left is None:
            return answer(failure(500, "Too Many Attempts."))
        request.environ["practice.left"] = left
        return None

    @app.after_request
    def limits(response: Response) -> Response:
        if response.status_code < 400 and "practice.left" in request.environ:
            response.headers["X-RateLimit-Limit"] = str(throttle.limit)
            response.headers["X-RateLimit-Remaining"] = str(request.environ["practice.left"])
        return response

    for route in ROUTES:
        add_route(app, route.method, route.path, _view(system, route))
    return app


def answer(refusal: Answer) -> Response:
    """A refusal as a response."""
    return _json(refusal.status, refusal.body)


def _refused(error: Exception) -> Response | None:
    match error:
        case Answer():
            return answer(error)
        case NotFound() if _ONE_SEGMENT.fullmatch(request.path):
            return _json(404, {"message": "Resource not found"})
        case NotFound():
            return answer(failure(500, f"The route {_route()} could not be found."))
        case MethodNotAllowed():
            methods = ", ".join(sorted(error.valid_methods or (), key=_METHODS.index))
            text = f"The {request.method} method is not supported for route {_route()}. Supported methods: {methods}."
            return answer(failure(500, text))
        case HTTPException():
            return answer(failure(500, error.name))
    return None


def _view(system: HdrukPractice, route: Route) -> Callable[..., Response]:
    """The view of one route: identity, permission, escaping, handler."""

    def view(**place: Any) -> Response:
        caller: dict[str, Any] = {}
        if route.access != PUBLIC:
            caller = identify(system.store, dict(_lower(request.headers)), request.cookies)
        if route.access not in (PUBLIC, SIGNED_IN):
            permit(caller, route.access)
        sent = request.get_data()
        body = php.clean(php.decode(sent, request.content_type or "")) or {}
        call = Call(
            store=system.store,
            traser=system.traser,
            application=caller,
            body=php.escape(body) if route.sanitises else body,
            sent=sent,
            query={name: value.strip() for name, value in request.args.items()},
            headers=dict(_lower(request.headers)),
            url=request.base_url,
            base=request.host_url.rstrip("/"),
            wait=system.wait_for_traser,
        )
        try:
            status, reply = route.handler(call, **place)
            response = _csv(reply) if isinstance(reply, str) else _json(status, reply)
        except Answer as refusal:
            response = answer(refusal)
        if route.sunset:
            response.headers.update(SUNSET)
        return response

    return view


def _lower(headers: Any) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in headers.items()]


def _json(status: int, body: Any) -> Response:
    return Response(php.encode(body), status, content_type="application/json")


def _csv(text: str) -> Response:
    return Response(text, 200, content_type="text/csv; charset=UTF-8")


def _route() -> str:
    return request.path.strip("/") or "/"
