"""What the HDR UK gateway's validator makes of a value of another kind before it checks it (ajv with `coerceTypes`).

Its rules: of several types the first that a value can be turned into. `"18240"` becomes a number, `"true"` and 1 a yes,
a number or a yes becomes text. Lists and groups are left as they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field, Kind

_YES, _NO = ("true", 1), ("false", 0)


def coerced(field: Field, value: Any) -> Iterator[Any]:
    """What a value is read as by a field and its alternatives, first to last; nothing where it is left as it is."""
    for one in field.branches or (field,):
        read = _AS.get(one.kind, _unread)(value)
        if read is not ABSENT:
            yield read


def _unread(value: Any) -> Any:
    return ABSENT


def _number(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    try:
        read = float(value) if isinstance(value, str) and value.strip() and "_" not in value else math.nan
    except ValueError:
        return ABSENT
    if not math.isfinite(read):
        return ABSENT
    return int(read) if read.is_integer() else read


def _whole(value: Any) -> Any:
    read = _number(value)
    return read if isinstance(read, int) else ABSENT


def _truth(value: Any) -> Any:
    if isinstance(value, bool):
        return ABSENT
    return True if value in _YES else False if value in _NO else ABSENT


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else ABSENT


_AS: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.NUMBER: _number,
    Kind.INTEGER: _whole,
    Kind.BOOLEAN: _truth,
    **dict.fromkeys((Kind.TEXT, Kind.URL, Kind.EMAIL, Kind.DATE, Kind.DATE_TIME, Kind.TIME), _text),
}
