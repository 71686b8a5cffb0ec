"""The practice Adobe Experience Platform as a Flask application: token service, gateway in front, routes."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from gatewaydesk.practice import adobe_batches as batches
from gatewaydesk.practice import adobe_catalog as catalog
from gatewaydesk.practice import adobe_export as export
from gatewaydesk.practice import adobe_registry as registry
from gatewaydesk.practice import adobe_uploads as uploads
from gatewaydesk.practice.adobe_call import LARGEST_JSON, Call, reply
from gatewaydesk.practice.adobe_rules import SANDBOXES, Refusal, gateway, service
from gatewaydesk.practice.web import add_route, front

if TYPE_CHECKING:
    from gatewaydesk.practice.adobe import AdobePractice

TOKEN = "/ims/token/v3"  # noqa: S105
SANDBOX_LIST = "/data/foundation/sandbox-management/"
_MILLISECONDS = 1000
Handler = Callable[..., Response]

_REGISTRY, _CATALOG = registry.PREFIX, catalog.PREFIX
_IMPORT, _EXPORT = batches.PREFIX, export.PREFIX
_SCHEMAS = f"{_REGISTRY}/<any(tenant, global):container>/schemas"
_OWN_SCHEMAS = f"{_REGISTRY}/tenant/schemas"
_DATASET = f"{_CATALOG}/dataSets/<dataset_id>"
_BATCH = f"{_IMPORT}/batches/<batch_id>"
_FILE = f"{_BATCH}/datasets/<dataset_id>/files/<path:path>"


def _sandboxes(call: Call) -> Response:
    page = {"limit": 50, "count": len(SANDBOXES)}
    return reply(
        {"sandboxes": list(SANDBOXES), "_page": page, "_links": {"page": {"href": f"{call.base}{request.path}"}}}
    )


ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", SANDBOX_LIST, _sandboxes),
    ("GET", f"{_REGISTRY}/stats", registry.stats),
    ("GET", _SCHEMAS, registry.list_schemas),
    ("GET", f"{_SCHEMAS}/<path:name>", registry.get_schema),
    ("GET", f"{_REGISTRY}/rpc/sampledata/<path:name>", registry.sample_data),
    ("POST", _OWN_SCHEMAS, registry.create_schema),
    ("PATCH", f"{_OWN_SCHEMAS}/<path:name>", registry.patch_schema),
    ("GET", f"{_CATALOG}/dataSets", catalog.list_datasets),
    ("GET", _DATASET, catalog.get_dataset),
    ("POST", f"{_CATALOG}/dataSets", catalog.create_dataset),
    ("PUT", _DATASET, catalog.put_dataset),
    ("PATCH", _DATASET, catalog.patch_dataset),
    ("PATCH", f"{_CATALOG}/v2/dataSets/<dataset_id>", catalog.merge_dataset),
    ("DELETE", _DATASET, catalog.delete_dataset),
    ("GET", f"{_CATALOG}/lastBatches", catalog.last_batches),
    ("GET", f"{_CATALOG}/batches", catalog.list_batches),
    ("GET", f"{_CATALOG}/batches/<batch_id>", catalog.get_batch),
    ("POST", f"{_IMPORT}/batches", batches.create_batch),
    ("POST", _BATCH, batches.post_batch),
    ("GET", f"{_BATCH}/datasets/<dataset_id>/preview", batches.preview),
    ("PUT", _FILE, uploads.put_file),
    ("POST", _FILE, uploads.post_file),
    ("PATCH", _FILE, uploads.patch_file),
    ("HEAD", _FILE, uploads.head_file),
    ("GET", f"{_EXPORT}/batches/<batch_id>/files", export.batch_files),
    ("GET", f"{_EXPORT}/files/<file_id>", export.file),
    ("GET", f"{_EXPORT}/batches/<batch_id>/failed", export.failed),
    ("GET", f"{_EXPORT}/batches/<batch_id>/meta", export.meta),
    ("GET", f"{_EXPORT}/datasets/<dataset_id>/preview", export.dataset_preview),
)


def application(system: AdobePractice) -> Flask:
    """The WSGI application of one practice platform; the token service is under the same address."""
    app = front("adobe", _refused, lambda: reply(service(500, "An unexpected error occurred.").body, 500))
    app.config["PROPAGATE_EXCEPTIONS"] = True  # only what cuts the connection gets past `_refused`

    def token() -> Response:
        return _token(system)

    add_route(app, "POST", TOKEN, token)
    for method, path, handler in ROUTES:
        add_route(app, method, path, _view(system, handler, sandboxed=path != SANDBOX_LIST))
    return app


def _refused(error: Exception) -> Response | None:
    match error:
        case Refusal():
            return reply(error.body, error.status)
        case ConnectionAbortedError():
            raise error
        case HTTPException():
            refusal = service(error.code or 500, error.name)
            return reply(refusal.body, refusal.status)
    return None


def _view(system: AdobePractice, handler: Handler, *, sandboxed: bool) -> Handler:
    def view(**place: Any) -> Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        call = Call(
            system=system,
            sandbox=_admit(system, headers, sandboxed=sandboxed),
            query=request.args.to_dict(),
            headers=headers,
            base=request.host_url.rstrip("/"),
            length=request.content_length,
        )
        return handler(call, **place)

    return view


def _admit(system: AdobePractice, headers: Mapping[str, str], *, sandboxed: bool) -> str:
    """Checks the four headers as the gateway in front does; the sandbox that is asked for.

    Raises:
        Refusal: one is missing or wrong.
    """
    kind, _, token = headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise gateway("403010", "Oauth token is missing")
    if not system.store.knows_token(token.strip()):
        raise gateway("401013", "Oauth token is not valid")
    if not headers.get("x-api-key"):
        raise gateway("403000", "Api Key is required")
    if not _same(headers["x-api-key"], system.client_id):
        raise gateway("403003", "Api Key is invalid")
    if not headers.get("x-gw-ims-org-id"):
        raise gateway("400003", "The header x-gw-ims-org-id is missing")
    if not _same(headers["x-gw-ims-org-id"], system.org_id):
        raise gateway("403025", "Profile is not valid")
    if system.forbidden and request.method not in ("GET", "HEAD"):
        raise service(403, f"This credential lacks the permission “{system.forbidden}” in this sandbox.")
    name = headers.get("x-sandbox-name", "")
    if not sandboxed:
        return name
    if not name:
        raise service(400, "The header x-sandbox-name is missing.")
    if name not in [one["name"] for one in SANDBOXES]:
        raise service(403, f"The sandbox {name} is not one that this credential may use.")
    return name


def _token(system: AdobePractice) -> Response:
    """An access token for a client and its secret, sent as a form."""
    if (request.content_length or 0) > LARGEST_JSON:
        raise service(413, "The request body is too large.")
    given = {**request.args.to_dict(), **request.form.to_dict()}
    if given.get("grant_type") != "client_credentials":
        return _no_token("unsupported_grant_type", "unsupported grant_type parameter")
    if not _same(given.get("client_id", ""), system.client_id):
        return _no_token("invalid_client", "invalid client_id parameter")
    if not _same(given.get("client_secret", ""), system.client_secret):
        return _no_token("invalid_client", "invalid client_secret parameter")
    unknown = set(given.get("scope", "").replace(",", " ").split()) - system.scopes
    if unknown or not given.get("scope"):
        return _no_token("invalid_scope", f"invalid scope: {', '.join(sorted(unknown)) or '(none)'}")
    expired = system.faults.happens("token-expires")
    token = system.store.add_token(-1 if expired else system.token_seconds)
    seconds = int(system.token_seconds)
    told = seconds * _MILLISECONDS if system.token_in_milliseconds else seconds
    body = {"access_token": token, "token_type": "bearer", "expires_in": told}
    return reply(body, headers={"Cache-Control": "no-store"})


def _no_token(error: str, text: str) -> Response:
    return reply({"error": error, "error_description": text}, 400)


def _same(given: str, held: str) -> bool:
    return hmac.compare_digest(given.encode(), held.encode())
