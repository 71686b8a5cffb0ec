"""The metadata that the practice Opendatasoft portal knows: templates, their fields, and what a field takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

THEMES: Mapping[str, str] = {
    "8tlbcb": "Health",
    "q3vk0c": "Environment",
    "m1zn4e": "Transport",
    "y9xd27": "Economy",
}
LICENSES: Mapping[str, str] = {
    "cc0": "CC0 1.0",
    "5sylls5": "CC BY 4.0",
    "7k2pqf": "Open Government Licence v3.0",
}
LANGUAGES = ("en", "fr", "nl", "pt", "it", "ar", "de", "es", "ca", "eu", "sv")
_DIRECT_REFERENCES = ("world", "world_us", "world_gb", "world_fr", "world_de", "world_nl", "world_be")


@dataclass(frozen=True)
class Template:
    """A group of metadata; `purpose` is general, interop or admin."""

    name: str
    label: str
    purpose: str


@dataclass(frozen=True)
class Meta:
    """One metadata field.

    Attributes:
        type: text, html, multitext, date, datetime or boolean, as v2 words it.
        widget: as v2 words it.
        only: the one dialect that shows it under this name, or "" for both.
        level: optional, recommended or mandatory; indicative, apart from what creating asks for.
    """

    template: str
    name: str
    type: str
    widget: str
    label: str
    help_text: str = ""
    choices: Sequence[tuple[str, str]] = ()
    suggest: Sequence[str] = ()
    only: str = ""
    level: str = "optional"


TEMPLATES: Mapping[str, Template] = {
    "default": Template("default", "Standard metadata", "general"),
    "internal": Template("internal", "Internal metadata", "admin"),
    "dcat": Template("dcat", "DCAT metadata", "interop"),
}
_YES_NO = (("true", "Yes"), ("false", "No"))


def _switch(template: str, name: str, label: str) -> Meta:
    return Meta(template, name, "boolean", "select", label, choices=_YES_NO)


METAS: tuple[Meta, ...] = (
    Meta("default", "title", "text", "textinput", "Title", "What the dataset is called.", level="mandatory"),
    Meta("default", "description", "html", "richtextinput", "Description", "What the dataset holds."),
    Meta("default", "keyword", "multitext", "tags", "Keywords", suggest=("health", "open data", "survey")),
    Meta(
        "default",
        "theme",
        "multitext",
        "multiselect",
        "Themes",
        choices=tuple((label, label) for label in THEMES.values()),
        only="v2",
    ),
    Meta(
        "default",
        "license",
        "text",
        "select",
        "License",
        choices=tuple((label, label) for label in LICENSES.values()),
        only="v2",
    ),
    Meta(
        "default",
        "language",
        "text",
        "select",
        "Language",
        choices=tuple((one, one) for one in LANGUAGES),
        level="mandatory",
    ),
    Meta("default", "modified", "datetime", "datetimeinput", "Modified", level="mandatory"),
    _switch("default", "modified_updates_on_metadata_change", "Modified follows changes of metadata"),
    _switch("default", "modified_updates_on_data_change", "Modified follows changes of data"),
    Meta(
        "default",
        "geographic_reference",
        "multitext",
        "multidatalist",
        "Geographic coverage",
        suggest=_DIRECT_REFERENCES,
    ),
    _switch("default", "geographic_reference_auto", "Geographic coverage is worked out"),
    Meta("default", "timezone", "text", "datalist", "Time zone", suggest=("UTC", "Europe/Paris", "US/Pacific")),
    Meta("default", "publisher", "text", "textinput", "Publisher", level="recommended"),
    Meta("default", "references", "text", "textinput", "Reference", "An address with more about the dataset."),
    Meta("default", "attributions", "multitext", "multitextinput", "Attributions"),
    _switch("internal", "draft", "Draft"),
    Meta(
        "internal",
        "theme_id",
        "multitext",
        "multiselect",
        "Themes",
        choices=tuple(THEMES.items()),
        only="automation",
    ),
    Meta("internal", "license_id", "text", "select", "License", choices=tuple(LICENSES.items()), only="automation"),
    Meta("dcat", "created", "date", "dateinput", "Created"),
    Meta("dcat", "creator", "text", "textinput", "Creator"),
    Meta("dcat", "contact_email", "text", "textinput", "Contact's email address"),
    Meta(
        "dcat",
        "accrualperiodicity",
        "text",
        "select",
        "Frequency",
        choices=(("daily", "Daily"), ("monthly", "Monthly"), ("annual", "Annual"), ("irregular", "Irregular")),
    ),
)
_BY_PLACE: Mapping[tuple[str, str], Meta] = {(one.template, one.name): one for one in METAS}
# Kept once, under v2's name; Automation has it elsewhere, and as IDs.
_ELSEWHERE: Mapping[tuple[str, str], tuple[tuple[str, str], Mapping[str, str]]] = {
    ("internal", "theme_id"): (("default", "theme"), THEMES),
    ("internal", "license_id"): (("default", "license"), LICENSES),
}
_WIDER: Mapping[str, str] = {"text": "text", "multitext": "list", "boolean": "boolean"}


def metas_of(dialect: str, template: str = "") -> list[Meta]:
    """The fields that one dialect shows, of one template or of all."""
    return [one for one in METAS if one.only in ("", dialect) and template in ("", one.template)]


def meta(dialect: str, template: str, name: str) -> Meta | None:
    """One field, or None where the dialect does not know it."""
    found = _BY_PLACE.get((template, name))
    return found if found and found.only in ("", dialect) else None


def kept_at(one: Meta) -> tuple[str, str]:
    """Where the field's value is kept."""
    place = (one.template, one.name)
    return _ELSEWHERE[place][0] if place in _ELSEWHERE else place


def shown(one: Meta, value: Any) -> Any:
    """A kept value as the field shows it: IDs in place of labels."""
    return _through(one, value, lambda table: {label: key for key, label in table.items()})


def kept(one: Meta, value: Any) -> Any:
    """A field's value as it is kept: labels in place of IDs."""
    return _through(one, value, dict)


def refused(one: Meta, value: Any) -> str:
    """Why a value does not conform to the field's type, or "". Null is allowed, and so is a choice that is none."""
    if value is None:
        return ""
    match one.type:
        case "multitext":
            good = isinstance(value, list) and all(isinstance(item, str) for item in value)
            return "" if good else "Not a list of texts."
        case "boolean":
            return "" if isinstance(value, bool) else "Not a boolean."
        case _ if not isinstance(value, str):
            return "Not a text."
        case "date":
            return "" if _is(date.fromisoformat, value) else "Not a valid date."
        case "datetime":
            return "" if _is(datetime.fromisoformat, value) else "Not a valid datetime."
    if one.name == "language" and value not in LANGUAGES:
        return "Not a valid choice."
    return ""


def definition(one: Meta) -> dict[str, Any]:
    """The field's form as v2 gives it."""
    widget: dict[str, Any] = {"type": one.widget}
    if one.suggest:
        widget["suggest_values"] = list(one.suggest)
    choices = {"choices": [list(pair) for pair in one.choices]} if one.choices else {}
    return {"type": one.type, "label": one.label, "help_text": one.help_text, **choices, "widget": widget}


def template_field(one: Meta) -> dict[str, Any]:
    """The field as Automation's templates give it."""
    kind = _WIDER.get(one.type, one.type)
    if one.choices and one.type != "boolean":
        kind = "enumlist" if one.type == "multitext" else "enum"
    choices = {"choices": [list(pair) for pair in one.choices]} if kind in ("enum", "enumlist") else {}
    return {
        "name": one.name,
        "label": one.label,
        "labels": {"en": one.label},
        "type": kind,
        "help_text": one.help_text,
        "requirement_level": one.level,
        "is_hidden": False,
        "i18n": False,
        **choices,
    }


def _through(one: Meta, value: Any, table: Callable[[Mapping[str, str]], Mapping[str, str]]) -> Any:
    place = (one.template, one.name)
    if place not in _ELSEWHERE:
        return value
    names = table(_ELSEWHERE[place][1])
    if isinstance(value, list):
        return [names.get(item, item) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


def _is(read: Callable[[str], Any], value: str) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True
