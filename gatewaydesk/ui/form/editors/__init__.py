"""The editors, in one visible list. For each field the one with the highest rank that can show the value is used."""

from __future__ import annotations

from typing import Any

from gatewaydesk.schema.fields import Field
from gatewaydesk.ui.form.editors.base import Editor
from gatewaydesk.ui.form.editors.chips import Chips
from gatewaydesk.ui.form.editors.choice import SearchChoice, Suggested
from gatewaydesk.ui.form.editors.contents import FileInText, JsonString
from gatewaydesk.ui.form.editors.date import DateLine
from gatewaydesk.ui.form.editors.fixed import Fixed
from gatewaydesk.ui.form.editors.formatted import Formatted
from gatewaydesk.ui.form.editors.json_text import JsonText
from gatewaydesk.ui.form.editors.number import Number
from gatewaydesk.ui.form.editors.one_line import Email, OneLine, Secret
from gatewaydesk.ui.form.editors.paragraph import Paragraph
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
    JsonText,
)


def editor_for(field: Field, value: Any) -> type[Editor]:
    """The best editor for a field that can show this value without losing anything of it."""
    ranked = sorted(EDITORS, key=lambda one: one.fits(field), reverse=True)
    return next(one for one in ranked if one.fits(field) and one.can_show(field, value))
