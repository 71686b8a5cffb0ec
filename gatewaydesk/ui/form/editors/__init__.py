"""The editors, in one visible list. For each field the one with the highest rank that can show the value is used."""

from __future__ import annotations

from typing import Any

from gatewaydesk.schema.fields import Field
from gatewaydesk.schema.widgets import WIDGETS
from gatewaydesk.ui.form.editors.base import Editor
from gatewaydesk.ui.form.editors.chips import Chips
from gatewaydesk.ui.form.editors.choice import SearchChoice, Suggested
from gatewaydesk.ui.form.editors.contents import FileInText, JsonString, LongText
from gatewaydesk.ui.form.editors.date import DateLine
from gatewaydesk.ui.form.editors.file_path import FilePath, FilePaths, FolderPath
from gatewaydesk.ui.form.editors.fixed import Fixed
from gatewaydesk.ui.form.editors.formatted import Formatted
from gatewaydesk.ui.form.editors.json_text import JsonText
from gatewaydesk.ui.form.editors.number import Number
from gatewaydesk.ui.form.editors.one_line import Email, OneLine, Secret
from gatewaydesk.ui.form.editors.paragraph import Paragraph
from gatewaydesk.ui.form.editors.plain_words import PlainWords
from gatewaydesk.ui.form.editors.radio import Radios
from gatewaydesk.ui.form.editors.several import CheckBoxes, SeveralChoices
from gatewaydesk.ui.form.editors.shown import Shown
from gatewaydesk.ui.form.editors.url import Url

EDITORS: tuple[type[Editor], ...] = (
    OneLine,
    Email,
    Secret,
    Formatted,
    Paragraph,
    JsonString,
    FileInText,
    LongText,
    Shown,
    Url,
    Suggested,
    Number,
    Radios,
    DateLine,
    SearchChoice,
    CheckBoxes,
    SeveralChoices,
    Chips,
    Fixed,
    FilePath,
    FilePaths,
    FolderPath,
    PlainWords,
    JsonText,
)


#: What hints may ask for by name; more than one where it depends on the field's kind.
WANTED: dict[str, tuple[type[Editor], ...]] = {
    "one-line": (OneLine,),
    "paragraph": (Paragraph,),
    "radio": (Radios,),
    "combo": (SearchChoice,),
    "check-boxes": (CheckBoxes,),
    "chips": (SeveralChoices, Chips),
    "json": (JsonText,),
}


def editor_for(field: Field, value: Any) -> type[Editor]:
    """The best editor for a field that can show this value without losing anything of it."""
    wanted = _wanted(field)
    if wanted is not None and wanted.can_show(field, value):
        return wanted
    ranked = sorted(EDITORS, key=lambda one: one.fits(field), reverse=True)
    return next(one for one in ranked if one.fits(field) and one.can_show(field, value))


def _wanted(field: Field) -> type[Editor] | None:
    """The editor that the hints ask for, where it is one for this kind of field; a secret stays behind dots."""
    widget = WIDGETS.get(field.widget)
    if widget is None or field.secret or field.read_only or not widget.fits(field):
        return None
    offered = WANTED.get(field.widget, ())
    return next((one for one in offered if one.fits(field) or len(offered) == 1), None)
