"""The practice Qrvey gateway as a Flask application: the host in front, who calls, then the routes."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from gatewaydesk.practice.faults import page
from gatewaydesk.practice.qrvey_call import Answer, Call, invalid
from gatewaydesk.practice.qrvey_faults import FORBIDDEN, TOO_MANY, failure
from gatewaydesk.practice.qrvey_routes import EITHER, ROUTER, ROUTER_PREFIX, ROUTES, Route
from gatewaydesk.practice.qrvey_tokens import Expired, read_token
from gatewaydesk.practice.web import add_route, front

if TYPE_CHECKING:
    from gatewaydesk.practice.qrvey import QrveyPractice

LARGEST_BODY = 10 * 1024 * 1024  # the gateway's own limit is not known
_TOO_LARGE = "413 Request Entity Too Large"


def application(system: QrveyPractice) -> Flask:
    """The WSGI application of one practice gateway."""

    def answer(refusal: Answer) -> Response:
        said = refusal.body or failure(refusal.message, refusal.details, stack=system.with_stack)
        return _json(refusal.status, said)

    def refused(error: Exception) -> Response | None:
        match error:
            case Answer():
                return answer(error)
            case HTTPException():
                return answer(Answer(error.code or 500, f"{request.method} {request.path}: {error.name}"))
        return None

    app = front("qrvey", refused, lambda: answer(Answer(500, "Internal server error")))

    @app.before_request
    def gate() -> Response | None:
        if (request.content_length or 0) > LARGEST_BODY:
            return Response(page(_TOO_LARGE), 413, content_type="text/html")
        if system.maintenance:
            return _json(503, {"message": "Service Unavailable"})
        if system.throttle.take() is None:
            return _json(429, TOO_MANY)
        return None

    for route in ROUTES:
        prefix = ROUTER_PREFIX if route.access == ROUTER else "/<any(devapi, api):branch>/v4"
        add_route(app, route.method, prefix + route.path, _view(system, route))
    return app


def _view(system: QrveyPractice, route: Route) -> Callable[..., Response]:
    """The view of one route: prefix, identity, place, body, handler."""

    def view(branch: str = "", user_id: str = "", app_id: str = "", **place: Any) -> Response:
        if branch and f"/{branch}/v4" not in system.prefixes:
            raise Answer(404, f"{request.method} {request.path}: Not Found")
        _identify(system, route, user_id, app_id)
        row: Mapping[str, Any] = {}
        if user_id and system.store.row("select 1 from users where id = ?", (user_id,)) is None:
            raise Answer(404, f"The user {user_id} was not found.")
        if app_id:
            row = system.store.app(user_id, app_id) or {}
            if not row:
                raise Answer(404, f"The application {app_id} was not found.")
        call = Call(system, _body(), request.args, user_id, dict(row))
        return _json(200, route.handler(call, **place))

    return view


def _identify(system: QrveyPractice, route: Route, user_id: str, app_id: str) -> None:
    """Refuses who has neither the key nor, where one will do, a token for this place."""
    known = system.store.organisation()
    key = request.headers.get("x-api-key", "")
    wanted = known["router_key"] if route.access == ROUTER else known["api_key"]
    if hmac.compare_digest(key.encode(), wanted.encode()):
        return
    sent = request.headers.get(system.token_header, "").removeprefix("Bearer ")
    if route.access != EITHER or not sent:
        raise Answer(403, "Forbidden", body=FORBIDDEN)
    try:
        said = read_token(known["token_key"], sent)
    except Expired:
        raise Answer(401, "The token has expired.") from None
    if said is None:
        raise Answer(401, "The token is not valid.")
    if said["userid"] != user_id or app_id not in ("", said["appid"]):
        raise Answer(403, "The token is for another application.")


def _body() -> dict[str, Any]:
    """The body's members; none where nothing was sent."""
    sent = request.get_data()
    if not sent:
        return {}
    try:
        value = json.loads(sent)
    except (ValueError, RecursionError):
        raise invalid("The body is not JSON.") from None
    if not isinstance(value, dict):
        raise invalid("The body must be a JSON object.")
    return value


def _json(status: int, body: Any) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status, content_type="application/json")
