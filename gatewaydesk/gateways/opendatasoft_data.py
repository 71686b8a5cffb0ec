"""The data of a dataset on an Opendatasoft portal: uploaded or at an address, how it is read, and its first rows."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem, GatewayProblem, OutcomeUnknown, Refused
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.opendatasoft_reading import listed
from gatewaydesk.gateways.opendatasoft_way import Way, part
from gatewaydesk.gateways.sending import Content, FileState, multipart
from gatewaydesk.gateways.work import Choice, Outcome, Progress, Table
from gatewaydesk.job import Job
from gatewaydesk.pointer import get
from gatewaydesk.schema.visible import plain

LARGEST = 240 * 1024 * 1024
"""Bytes of a file that a portal takes."""

KIND = "add-data"
ROWS = 20
"""Rows of a preview, which is as many as a portal shows."""

_UPLOADED = "odsfile://"
_EACH = 0.02  # of a file, between two words on how far its upload has come
_SENT_AGAIN = (
    "It is not known whether “{}” arrived. When you go on it is sent once more; "
    "a file that no source names does no harm."
)
_MOST_SHOWN = 200  # characters of a cell
# Automation has no list of extractors: these are the ones that the vendor's documents name.
_KNOWN: Mapping[str, str] = {
    "csvfile": "CSV File",
    "jsonfile": "JSON File",
    "jsondict": "JSON Dictionary",
    "file": "File",
    "federated": "Federated dataset",
    "feed": "Feed",
}


def added(uid: str, given: Mapping[str, Any]) -> Outcome:
    """The job that adds data from a file or an address; nothing of it has been done yet.

    Raises:
        FileProblem: the file cannot be read, is empty or too large.
        GatewayProblem: a parameter cannot be read.
    """
    facts: dict[str, Any] = {name: given.get(name) or "" for name in ("url", "title", "extractor")}
    facts["params"] = _parameters(given.get("parameters") or [])
    if path := given.get("file"):
        file = FileState.of(Path(str(path)).expanduser())
        _refuse_size(file)
        facts |= {"file": str(file.path.absolute()), "size": file.size, "changed": file.changed}
        facts["title"] = facts["title"] or file.path.stem
        title = f"Adding “{plain(file.path.name)}”"
        words = f"“{plain(file.path.name)}” ({file.size:,} bytes) is uploaded and added as a source of the dataset."
    else:
        facts["title"] = facts["title"] or str(facts["url"]).rstrip("/").rpartition("/")[2] or str(facts["url"])
        title, words = "Adding data from an address", "The portal is asked to read that address, and to add it."
    job = Job(KIND, title, uid, status="created", words="", progress=0.0 if path else None, ours=True, facts=facts)
    return Outcome(words, job=job)


def go_on(way: Way, job: Job, at: Progress, cancel: CancelToken) -> Job:
    """Uploads, guesses, adds: whichever of these has not been done by the job's facts."""
    if job.facts.get("file") and not job.facts.get("url"):
        job = _uploaded(way, job, at, cancel)
        at(job)
    url = str(job.facts["url"])
    extractor = str(job.facts.get("extractor") or "") or _likeliest(way, job.dataset_id, url, cancel)
    if "guessed" not in job.facts:
        params = _guessed(way, job.dataset_id, url, extractor, cancel) | dict(job.facts.get("params") or {})
        facts = {**job.facts, "extractor": extractor, "params": params, "guessed": True}
        job = replace(job, status="processing", words=f"It is read as “{plain(extractor)}”.", facts=facts)
        at(job)
    resource = _resource(way, url, str(job.facts["title"]), extractor, dict(job.facts["params"]))
    fields = preview_of(way, job.dataset_id, resource, cancel)
    if not (job.facts.get("adding") and _is_added(way, job.dataset_id, url, cancel)):
        job = replace(job, facts={**job.facts, "adding": True})
        at(job)
        way.call("POST", f"datasets/{part(job.dataset_id)}/resources/", body=resource, cancel=cancel)
    count = len(fields.columns)
    named = ", ".join(plain(one, 40) for one in fields.columns[:12])
    words = (
        f"Added, read as “{plain(extractor)}”: {'1 field' if count == 1 else f'{count:,} fields'}"
        f"{f' ({named})' if named else ''}. It shows when the dataset is published."
    )
    return replace(job, status="done", words=words, progress=1.0, ours=False)


def looked_at(way: Way, uid: str, given: Mapping[str, Any], cancel: CancelToken) -> Outcome:
    """The first rows behind an address, without adding it."""
    url = str(given["url"])
    extractor = str(given.get("extractor") or "") or _likeliest(way, uid, url, cancel)
    params = _guessed(way, uid, url, extractor, cancel) | _parameters(given.get("parameters") or [])
    table = preview_of(way, uid, _resource(way, url, "Preview", extractor, params), cancel)
    said = ", ".join(f"{name}={jsonio.dumps(value, indent=None)}" for name, value in params.items())
    words = f"The portal reads it as “{plain(extractor)}”{f' ({plain(said, 400)})' if said else ''}."
    return Outcome(words, tables=(table,))


def preview_of(way: Way, uid: str, resource: Mapping[str, Any], cancel: CancelToken) -> Table:
    """The first rows of a source that has not been added, as the portal reads it."""
    path = f"datasets/{part(uid)}/{'resource_preview' if way.is_v2 else 'resources/preview/'}"
    return _table(way.call("POST", path, body=resource, cancel=cancel, repeatable=True).json)


def preview(way: Way, uid: str, resource_uid: str, cancel: CancelToken) -> Outcome:
    """The first rows of a source of the dataset."""
    if way.is_v2:
        table = _table(way.get(f"datasets/{part(uid)}/resources/{part(resource_uid)}/preview", cancel=cancel))
    else:  # Automation previews a source by its description
        resource = way.get(f"datasets/{part(uid)}/resources/{part(resource_uid)}", cancel=cancel)
        table = preview_of(way, uid, {name: one for name, one in resource.items() if name != "uid"}, cancel)
    return Outcome(f"The first {ROWS} rows at most, as the portal reads them.", tables=(table,))


def sources(way: Way, uid: str, cancel: CancelToken) -> list[Mapping[str, Any]]:
    """The sources of a dataset, each with `uid`, `title`, `type`, `url` and `params`."""
    return [
        {
            "uid": str(one.get("resource_uid") or one.get("uid") or ""),
            "title": str(one.get("title") or ""),
            "type": str(one.get("type") or ""),
            "url": _address(one),
            "params": one.get("params") or {},
        }
        for one in listed(way, f"datasets/{part(uid)}/resources", cancel)
    ]


def removed(way: Way, uid: str, resource_uid: str, cancel: CancelToken) -> Outcome:
    """Takes a source away."""
    way.call("DELETE", f"datasets/{part(uid)}/resources/{part(resource_uid)}", cancel=cancel)
    return Outcome(
        "The source is no longer part of the dataset. Its records show until the dataset is published again."
    )


def downloaded(way: Way, uid: str, given: Mapping[str, Any], cancel: CancelToken) -> Outcome:
    """Brings an uploaded file back, into a folder of this computer.

    Raises:
        FileProblem: it cannot be written.
        GatewayProblem: the source is no uploaded file.
    """
    chosen = next((one for one in sources(way, uid, cancel) if one["uid"] == given["source"]), None)
    if chosen is None or not str(chosen["url"]).startswith(_UPLOADED):
        raise GatewayProblem(
            "This source is no uploaded file, so the portal has nothing to download.", "Choose another source."
        )
    file_id = str(chosen["url"]).removeprefix(_UPLOADED)
    folder = Path(str(given.get("folder") or Path.home() / "Downloads")).expanduser()
    path = f"datasets/{part(uid)}/resources/{part(str(chosen['uid']))}/download"
    if not way.is_v2:
        raise GatewayProblem(
            "Automation has no call that downloads an uploaded file.", "Use Management v2, or the portal's web pages."
        )
    target, size = _free(folder, file_id), 0
    beside = target.with_name(f".{target.name}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as opened:

            def take(block: bytes) -> None:
                nonlocal size
                if not block:  # begun anew
                    opened.seek(0)
                    opened.truncate()
                    size = 0
                opened.write(block)
                size += len(block)

            way.call("GET", path, cancel=cancel, into=take)
        beside.replace(target)
    except OSError as error:
        raise FileProblem(f"“{target.name}” cannot be written: {error.strerror}.", "Choose another folder.") from error
    finally:
        beside.unlink(missing_ok=True)
    return Outcome(f"Saved as “{target}” ({size:,} bytes).")


def extractors(way: Way, cancel: CancelToken) -> Iterator[Choice]:
    """What a portal can read, and how."""
    if not way.is_v2:
        yield from (Choice(name, label) for name, label in _KNOWN.items())
        return
    for one in _extractors(way, cancel):
        yield Choice(one.get("type"), str(one.get("label") or one.get("type")), str(one.get("type")))


def parameters(way: Way, extractor: str, cancel: CancelToken) -> Iterator[Choice]:
    """The parameters of an extractor, as `NAME=VALUE` with the value that it has by itself."""
    if not way.is_v2:
        raise GatewayProblem(
            "Automation does not list the parameters of its extractors.",
            "Look at the data first: the parameters that the portal guesses are shown then.",
        )
    for one in _extractors(way, cancel):
        if extractor and one.get("type") != extractor:
            continue
        named = one.get("parameters")
        for each in named if isinstance(named, list) else []:
            default = each.get("default")
            text = default if isinstance(default, str) else jsonio.dumps(default, indent=None)
            needed = " Needed." if each.get("is_mandatory") else ""
            detail = f"{each.get('description') or ''}{needed}".strip()
            yield Choice(f"{each.get('name')}={text}", f"{one.get('label')}: {each.get('label')}", detail)


def _extractors(way: Way, cancel: CancelToken) -> list[Mapping[str, Any]]:
    found = way.get("extractors/", cancel=cancel)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _uploaded(way: Way, job: Job, at: Progress, cancel: CancelToken) -> Job:
    """Sends the file. Where the answer is lost a person goes on, and it is sent again: one that no source names does
    no harm.
    """
    facts = job.facts
    file = FileState(Path(str(facts["file"])), int(facts["size"]), int(facts["changed"]))
    file.check()
    content = multipart("file", file, mimetypes.guess_type(file.path.name)[0] or "application/octet-stream")
    told = 0.0
    job = replace(job, status="uploading", words=f"Uploading “{plain(file.path.name)}”.", progress=0.0)

    def sent(count: int) -> None:
        nonlocal told
        share = count / max(content.size, 1)
        if share - told >= _EACH:
            told = share
            at(replace(job, progress=min(share, 1.0)))

    path = "files" if way.is_v2 else f"datasets/{part(job.dataset_id)}/resources/files/"
    body = Content(content.pieces, content.type, sent)
    try:
        said = way.call("POST", path, body=body, cancel=cancel).json
    except OutcomeUnknown as unknown:
        unknown.todo = _SENT_AGAIN.format(plain(file.path.name))
        raise
    name = get(said, ("file_id",)) if way.is_v2 else get(said, ("uid",))
    if not isinstance(name, str) or not name:
        raise GatewayProblem("The portal took the file, but did not name it.", "Try again.")
    # The address in the answer is not used: what names the file is enough to make it.
    facts = {**facts, "url": f"{_UPLOADED}{name}"}
    return replace(job, facts=facts, progress=1.0, status="processing", words="The file is there.")


def _refuse_size(file: FileState) -> None:
    name = plain(file.path.name)
    if file.size == 0:
        raise FileProblem(f"“{name}” is empty.", "Choose another file.")
    if file.size > LARGEST:
        raise FileProblem(
            f"“{name}” has {file.size / 1048576:,.0f} MB, and a portal takes files up to {LARGEST // 1048576} MB.",
            "Compress it (a .gz or .zip file is taken too), split it, or put it where the portal can fetch it.",
        )


def _likeliest(way: Way, uid: str, url: str, cancel: CancelToken) -> str:
    said = _guess(way, uid, "guess_extractors", {"url": url}, cancel)
    likely = get(said, ("recommended_extractors",))
    named = [one.get("type") if isinstance(one, dict) else one for one in likely] if isinstance(likely, list) else []
    found = next((one for one in named if isinstance(one, str)), "")
    if not found:
        raise Refused(
            "The portal does not recognise what kind of data this is.", "Choose an extractor yourself, and try again."
        )
    return found


def _guessed(way: Way, uid: str, url: str, extractor: str, cancel: CancelToken) -> dict[str, Any]:
    said = _guess(way, uid, "guess_extractor_params", {"url": url, "extractor": extractor}, cancel)
    params = get(said, ("params",))
    return params if isinstance(params, dict) else {}


def _guess(way: Way, uid: str, what: str, body: dict[str, Any], cancel: CancelToken) -> Any:
    if way.is_v2:
        return way.call("POST", f"{what}/", body=body, cancel=cancel, repeatable=True).json
    about = {name: one for name, one in body.items() if name != "url"} | {"datasource": _datasource(body["url"])}
    path = f"datasets/{part(uid)}/resources/{what}/"
    return way.call("POST", path, body=about, cancel=cancel, repeatable=True).json


def _resource(way: Way, url: str, title: str, extractor: str, params: dict[str, Any]) -> dict[str, Any]:
    resource = {"title": title, "type": extractor, "params": params}
    return resource | ({"url": url} if way.is_v2 else {"datasource": _datasource(url)})


def _datasource(url: str) -> dict[str, Any]:
    if url.startswith(_UPLOADED):
        return {"type": "uploaded_file", "file": {"uid": url.removeprefix(_UPLOADED)}}
    return {
        "type": "http",
        "connection": {"type": "http", "url": url, "auth": None},
        "headers": [],
        "relative_url": "",
    }


def _address(one: Mapping[str, Any]) -> str:
    source = one.get("datasource")
    if not isinstance(source, dict):
        return str(one.get("url") or "")
    if source.get("type") == "uploaded_file":
        return f"{_UPLOADED}{get(source, ('file', 'uid')) or ''}"
    return str(get(source, ("connection", "url")) or "") + str(source.get("relative_url") or "")


def _is_added(way: Way, uid: str, url: str, cancel: CancelToken) -> bool:
    """Whether a source of that address is there already: an answer may have been lost."""
    return any(one["url"] == url for one in sources(way, uid, cancel))


def _parameters(given: list[Any]) -> dict[str, Any]:
    """`NAME=VALUE` each; a value that is JSON (a number, true) is taken as such."""
    found: dict[str, Any] = {}
    for text in map(str, given):
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise GatewayProblem(
                f"“{plain(text)}” is no parameter.", "Write its name, an equals sign and its value: separator=;"
            )
        try:
            found[name.strip()] = jsonio.loads(value)
        except FileProblem:
            found[name.strip()] = value
    return found


def _table(said: Any) -> Table:
    fields, records = get(said, ("fields",)), get(said, ("records",))
    named = [one for one in fields if isinstance(one, dict)] if isinstance(fields, list) else []
    names = [str(one.get("name")) for one in named]
    heads = tuple(f"{one.get('label') or one.get('name')} ({one.get('type')})" for one in named)
    rows = tuple(
        tuple(_cell(get(record, ("fields", name)) if "fields" in record else record.get(name)) for name in names)
        for record in (records if isinstance(records, list) else [])[:ROWS]
        if isinstance(record, dict)
    )
    return Table("Preview", heads, rows)


def _cell(value: Any) -> str:
    if value is None or value in ({}, []):
        return ""
    text = value if isinstance(value, str) else jsonio.dumps(value, indent=None)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _free(folder: Path, name: str) -> Path:
    """A name in a folder that no file has; the portal's own name is somebody else's text."""
    safe = "".join(sign if sign.isalnum() or sign in "._- " else "_" for sign in name).strip(". ") or "file"
    stem, dot, end = safe.rpartition(".") if "." in safe else (safe, "", "")
    path, number = folder / safe, 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{dot}{end}"
    return path
