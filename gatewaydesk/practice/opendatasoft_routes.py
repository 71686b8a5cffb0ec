"""The practice Opendatasoft portal's routes in both dialects, one line each: who may call, what answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from gatewaydesk.practice import opendatasoft_actions as actions
from gatewaydesk.practice import opendatasoft_automation as automation
from gatewaydesk.practice import opendatasoft_automation_parts as automation_parts
from gatewaydesk.practice import opendatasoft_parts as parts
from gatewaydesk.practice import opendatasoft_uploads as uploads
from gatewaydesk.practice import opendatasoft_v2 as v2
from gatewaydesk.practice import opendatasoft_v2_metadata as v2_metadata
from gatewaydesk.practice import opendatasoft_v2_parts as v2_parts
from gatewaydesk.practice.opendatasoft_call import Reply
from gatewaydesk.practice.opendatasoft_rules import CREATE, EDIT, FILES, MANAGE, PUBLISH, READ, Access

BASES = {"v2": "/api/management/v2", "automation": "/api/automation/v1.0"}


@dataclass(frozen=True)
class Route:
    """One route. `raw`: the handler reads the body itself, piece by piece."""

    dialect: str
    method: str
    path: str
    access: Access
    handler: Callable[..., Reply]
    raw: bool = False


_ONE = "/datasets/<uid>"
_META = f"{_ONE}/metadata/<template>/<name>"
_RESOURCE = f"{_ONE}/resources/<part_uid>"


def _second(method: str, path: str, access: Access, handler: Callable[..., Reply], *, raw: bool = False) -> Route:
    return Route("v2", method, BASES["v2"] + path, access, handler, raw)


def _first(method: str, path: str, access: Access, handler: Callable[..., Reply], *, raw: bool = False) -> Route:
    return Route("automation", method, BASES["automation"] + path, access, handler, raw)


def _parts(
    make: Callable[..., Route], path: str, kind: parts.Kind, verbs: str = "list add get put remove"
) -> Iterator[Route]:
    """The routes of one kind of part."""
    one = f"{path}/<part_uid>"
    for verb, method, place, access, handler in (
        ("list", "GET", path, READ, parts.list_all),
        ("add", "POST", path, EDIT, parts.add),
        ("get", "GET", one, READ, parts.get),
        ("put", "PUT", one, EDIT, parts.put),
        ("remove", "DELETE", one, EDIT, parts.remove),
    ):
        if verb in verbs.split():
            yield make(method, _ONE + place, access, partial(handler, kind=kind))


ROUTES: tuple[Route, ...] = (
    _second("GET", "/datasets", READ, v2.list_datasets),
    _second("POST", "/datasets", CREATE, v2.create),
    _second("GET", _ONE, READ, v2.get),
    _second("DELETE", _ONE, EDIT, v2.delete),
    _second("PUT", f"{_ONE}/publish", PUBLISH, partial(v2.act, action=actions.publish)),
    _second("PUT", f"{_ONE}/unpublish", PUBLISH, partial(v2.act, action=actions.unpublish)),
    *(
        _second("PUT", f"{_ONE}/{path}", PUBLISH, partial(v2.act, action=actions.abort, path=path))
        for path in ("abort_processing", "abort")
    ),
    *(
        _second("PUT", f"{_ONE}/{path}", PUBLISH, partial(v2.act, action=action, legacy=True))
        for path, action in (
            ("save_version", actions.save_version),
            ("recover_realtime_records", actions.recover),
            ("scratch_recovery_data", actions.scratch),
        )
    ),
    _second("GET", f"{_ONE}/status", PUBLISH, v2.status),
    _second("GET", f"{_ONE}/status/records_errors", PUBLISH, v2.records_errors),
    _second("GET", f"{_ONE}/records_errors", PUBLISH, v2.records_errors),
    _second("GET", f"{_ONE}/metadata", READ, v2_metadata.list_metadata),
    _second("PUT", f"{_ONE}/metadata", EDIT, v2_metadata.put_all_metadata),
    _second("GET", _META, READ, v2_metadata.get_metadata),
    _second("PUT", _META, EDIT, v2_metadata.put_metadata),
    _second("DELETE", _META, EDIT, v2_metadata.delete_metadata),
    _second("GET", "/files", FILES, uploads.list_files),
    _second("POST", "/files", FILES, uploads.post_file, raw=True),
    _second("GET", "/files/<file_id>", FILES, uploads.get_file),
    _second("GET", "/download_file/<file_id>", FILES, uploads.download),
    *_parts(_second, "/resources", v2_parts.RESOURCE),
    _second("GET", f"{_RESOURCE}/preview", READ, v2_parts.preview),
    _second("GET", f"{_RESOURCE}/download", READ, v2_parts.download),
    _second("POST", f"{_ONE}/resource_preview", EDIT, v2_parts.preview_unsaved),
    _second("GET", "/extractors", FILES, v2_parts.list_extractors),
    _second("POST", "/guess_extractors", FILES, v2_parts.guess_extractors),
    _second("POST", "/guess_extractor_params", FILES, v2_parts.guess_params),
    *_parts(_second, "/attachments", v2_parts.ATTACHMENT, "list add get remove"),
    _second("GET", f"{_ONE}/download_attachment/<part_uid>", READ, v2_parts.download_attachment),
    *_parts(_second, "/fields_specifications", v2_parts.FIELD),
    *_parts(_second, "/schedules", v2_parts.SCHEDULE),
    _second("GET", f"{_ONE}/changes", READ, v2.list_changes),
    _second("PUT", f"{_ONE}/restore_change", EDIT, v2.restore_change),
    _second("GET", f"{_ONE}/security/access_policy", MANAGE, v2.get_access),
    _second("PUT", f"{_ONE}/security/access_policy", MANAGE, v2.put_access),
    _second("GET", "/jobs", READ, v2.list_jobs),
    _second("GET", "/jobs/<job_id>", READ, v2.get_job),
    _first("GET", "/datasets", READ, automation.list_datasets),
    _first("POST", "/datasets", CREATE, automation.create),
    _first("GET", _ONE, READ, automation.get),
    _first("PUT", _ONE, EDIT, automation.put),
    _first("DELETE", _ONE, EDIT, automation.delete),
    _first("POST", f"{_ONE}/copy", CREATE, automation.copy_dataset),
    *(
        _first("POST", f"{_ONE}/{path}", PUBLISH, partial(automation.act, action=action))
        for path, action in (
            ("publish", actions.publish),
            ("unpublish", actions.unpublish),
            ("publish_metadata", actions.publish_metadata),
            ("abort", actions.abort),
        )
    ),
    _first("GET", f"{_ONE}/status", PUBLISH, automation.status),
    _first("GET", f"{_ONE}/metadata", READ, automation.get_metadata),
    _first("PUT", f"{_ONE}/metadata", EDIT, automation.put_metadata),
    _first("GET", _META, READ, automation.get_field),
    _first("PUT", _META, EDIT, automation.put_field),
    _first("DELETE", _META, EDIT, automation.delete_field),
    _first("GET", f"{_ONE}/versions", READ, automation.list_versions),
    _first("POST", f"{_ONE}/versions/<change_uid>/restore", EDIT, automation.restore_version),
    _first("GET", "/metadata/templates", READ, automation.list_templates),
    _first("GET", "/metadata/templates/<template>/fields/<name>/suggest", READ, automation.suggest),
    _first("GET", f"{_ONE}/resources/files", READ, automation_parts.list_files),
    _first("POST", f"{_ONE}/resources/files", EDIT, automation_parts.post_file, raw=True),
    _first("POST", f"{_ONE}/resources/guess_extractors", EDIT, automation_parts.guess_extractors),
    _first("POST", f"{_ONE}/resources/guess_extractor_params", EDIT, automation_parts.guess_params),
    _first("POST", f"{_ONE}/resources/preview", EDIT, automation_parts.preview),
    *_parts(_first, "/resources", automation_parts.RESOURCE),
    _first("POST", f"{_RESOURCE}/enable", EDIT, partial(automation_parts.switch, enabled=True)),
    _first("POST", f"{_RESOURCE}/disable", EDIT, partial(automation_parts.switch, enabled=False)),
    _first("POST", f"{_RESOURCE}/renew_api_key", EDIT, automation_parts.renew_api_key),
    _first("POST", f"{_RESOURCE}/recover", PUBLISH, partial(automation_parts.act, action=actions.recover)),
    _first("POST", f"{_RESOURCE}/delete_recover_data", PUBLISH, partial(automation_parts.act, action=actions.scratch)),
    *_parts(_first, "/attachments", automation_parts.ATTACHMENT, "list add get remove"),
    *_parts(_first, "/fields", automation_parts.FIELD),
    *_parts(_first, "/schedules", automation_parts.SCHEDULE),
)
