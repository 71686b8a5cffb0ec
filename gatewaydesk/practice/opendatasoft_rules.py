"""What the practice Opendatasoft portal refuses, in the words of either dialect, and who may do what."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gatewaydesk.practice.opendatasoft_store import OpendatasoftStore, Row

AT_REST = ("idle", "error", "limit_reached")
PERMISSIONS = ("create_dataset", "edit_dataset", "publish_dataset", "manage_dataset")

Access = Sequence[frozenset[str]]
"""Sets of permissions, of which one whole set is asked for."""
CREATE: Access = (frozenset({"create_dataset"}),)
READ: Access = (frozenset({"edit_dataset"}), frozenset({"publish_dataset"}))
EDIT: Access = (frozenset({"edit_dataset"}),)
PUBLISH: Access = (frozenset({"edit_dataset", "publish_dataset"}),)
MANAGE: Access = (frozenset({"edit_dataset", "manage_dataset"}),)
FILES: Access = (frozenset({"create_dataset"}), frozenset({"edit_dataset"}))

_KINDS: Mapping[str, tuple[int, str, str, str]] = {  # status, error key in v2, error code in Automation, message
    "signed-out": (401, "AuthenticationFailed", "authentication_failed", "Authentication failed."),
    "forbidden": (403, "PermissionDenied", "permission_denied", "You are not allowed to do this."),
    "path": (404, "NotFound", "not_found", "There is nothing at {path}."),
    "method": (405, "MethodNotAllowed", "method_not_allowed", "Method {method} is not allowed here."),
    "dataset": (404, "UnknownDatasetException", "not_found", "Dataset {dataset_uid} does not exist."),
    "part": (404, "Unknown{part}Exception", "not_found", "{part} {uid} does not exist."),
    "json": (400, "InvalidJSONException", "parse_error", "The body of the request is not valid JSON."),
    "id-missing": (400, "ODSException", "validation_error", "dataset_id is mandatory."),
    "id-taken": (400, "ODSException", "validation_error", "The dataset_id {dataset_id} is already used."),
    "id-published": (400, "ODSException", "validation_error", "The dataset_id of a published dataset cannot change."),
    "field": (400, "InvalidParameterException", "validation_error", "{field}: {reason}"),
    "fields": (400, "InvalidManagementAPIRequestException", "validation_error", "The request is not valid."),
    "status": (
        400,
        "InvalidDatasetStatusException",
        "invalid_dataset_status",
        "The dataset is in status {status}. This needs one of: {allowed}.",
    ),
    "draft": (400, "ODSException", "validation_error", "A draft cannot be published."),
    "not-published": (400, "ODSException", "invalid_dataset_status", "The dataset is not published."),
    "not-realtime": (400, "ODSException", "validation_error", "The recover option is not activated on this dataset."),
    "too-large": (413, "FileTooLargeException", "file_too_large", "The file is larger than {limit} bytes."),
    "no-file": (400, "ODSException", "validation_error", "file is mandatory."),
    "cut-short": (400, "ODSException", "validation_error", "The file did not arrive whole."),
    "not-a-file": (400, "ODSException", "validation_error", "Only uploaded files can be downloaded."),
    "extraction": (400, "ExtractionException", "extraction_error", "The resource cannot be read: {reason}"),
    "many-datasets": (400, "DatasetsQuotaExceeded", "quota_exceeded", "No more than {limit} datasets are allowed."),
    "internal": (500, "InternalServerError", "internal_error", "An unexpected error occurred."),
}


class Refusal(Exception):
    """A refusal in both dialects.

    Attributes:
        status: the HTTP status.
        detail: messages by field, for Automation's validation errors.
        errors: what is wrong one by one, where several fields are.
    """

    def __init__(self, kind: str, *, errors: Sequence[Refusal] = (), **params: Any) -> None:
        self.status, self._key, self._code, self._raw = _KINDS[kind]
        self._params = params
        self.errors = errors
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The sentence."""
        return self._raw.format(**self._params)

    def body(self, dialect: str) -> dict[str, Any]:
        """The body of the answer."""
        if dialect == "v2":
            more = {"errors": [one.body(dialect) for one in self.errors]} if self.errors else {}
            return {
                "status_code": self.status,
                "error_key": self._key.format(**self._params),
                "message": self.message,
                "raw_message": self._raw,
                "raw_params": self._params,
                **more,
            }
        said: dict[str, Any] = {"error_code": self._code, "message": self.message}
        if self._code == "validation_error":
            detail: dict[str, list[str]] = {}
            for one in self.errors or (self,):
                field = str(one._params.get("field", "non_field_errors"))
                detail.setdefault(field, []).append(str(one._params.get("reason", one.message)))
            said["detail"] = detail
        return said


def wrong(errors: Mapping[str, str]) -> Refusal:
    """The refusal of fields, each with its reason; several stand in a wrapper."""
    each = [Refusal("field", field=field, reason=reason) for field, reason in errors.items()]
    return each[0] if len(each) == 1 else Refusal("fields", errors=each)


def identify(store: OpendatasoftStore, headers: Mapping[str, str], query: Mapping[str, str], dialect: str) -> Row:
    """Whose call this is: the account, with the permissions that this way of signing in has.

    Raises:
        Refusal: nobody's. Automation takes an API key only.
    """
    scheme, _, given = headers.get("authorization", "").partition(" ")
    kind, key = scheme.lower(), given.strip()
    if not scheme and query.get("apikey"):
        kind, key = "apikey", query["apikey"]
    for account in store.rows("select * from accounts"):
        if kind == "apikey" and not account["key_revoked"] and _same(key, account["api_key"]):
            # A key never has more rights than its owner.
            both = set(account["permissions"]) & set(account["key_permissions"])
            return account | {"permissions": sorted(both)}
        if kind == "basic" and dialect == "v2" and _same(_plain(key), f"{account['username']}:{account['password']}"):
            return account
    raise Refusal("signed-out")


def permit(account: Row, access: Access) -> None:
    """Refuses what the account may not do."""
    if not any(one <= set(account["permissions"]) for one in access):
        raise Refusal("forbidden")


def require(body: Any, names: Iterable[str]) -> dict[str, Any]:
    """The body as an object with these members.

    Raises:
        Refusal: it is none, or some are missing or empty.
    """
    if not isinstance(body, dict):
        raise Refusal("json")
    if missing := {name: "This field is required." for name in names if body.get(name) in (None, "")}:
        raise wrong(missing)
    return body


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode(), known.encode())


def _plain(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
