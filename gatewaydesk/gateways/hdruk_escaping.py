"""What the HDR UK gateway's older routes do to text: every sign with an HTML name is written as its HTML code.

It happens before validation, so some values that are right here are refused there, and others are kept changed.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterator, Mapping
from typing import Any

from gatewaydesk.connection import Connection
from gatewaydesk.errors import Refused
from gatewaydesk.pointer import Pointer, get
from gatewaydesk.schema.visible import going_on, plain

# PHP's htmlentities(ENT_QUOTES) knows the names of HTML 4, and writes the apostrophe as a number.
_CODES = {number: f"&{name};" for number, name in html.entities.codepoint2name.items()} | {ord("'"): "&#039;"}
_SIGNS = {code: chr(number) for number, code in _CODES.items()}
_CODED = re.compile("|".join(sorted(map(re.escape, _SIGNS), key=len, reverse=True)))
_CHANGED = re.compile(f"[{re.escape(''.join(map(chr, _CODES)))}]")
_MOST_SHOWN = 2  # signs
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
# Choices of the HDRUK, GWDM and CRUK schemas that hold such a sign, by the member they belong to.
_CHOICES = {("followUp", "> 10 Years"), ("followup", "> 10 YEARS"), ("followUp", "> 10 YEARS")}


def escapes(connection: Connection) -> bool:
    """Whether datasets go to a gateway by one of those routes: they do where its connection has no team ID."""
    return connection.system == "hdruk" and connection.options.get("team_id") in (None, "")


def escaped(value: Any) -> Any:
    """The value as those routes see it: a copy in which the text, not the member names, is escaped."""
    if isinstance(value, str):
        return value.translate(_CODES)
    if isinstance(value, dict):
        return {name: escaped(below) for name, below in value.items()}
    if isinstance(value, list):
        return [escaped(below) for below in value]
    return value


def unescaped(value: Any) -> Any:
    """The value with its codes turned back, once: `unescaped(escaped(value)) == value`."""
    if isinstance(value, str):
        return _CODED.sub(lambda code: _SIGNS[code[0]], value)
    if isinstance(value, dict):
        return {name: unescaped(below) for name, below in value.items()}
    if isinstance(value, list):
        return [unescaped(below) for below in value]
    return value


def unescaped_whole(metadata: Any) -> Any | None:
    """Metadata with its codes turned back, where the whole of it went through those routes; else None.

    That is told by the signs: whatever went through holds none of them plain any more, and somewhere a code.
    """
    plain = unescaped(metadata)
    return plain if plain != metadata and escaped(plain) == metadata else None


def uncoded_as(metadata: Any, known: Any) -> Any:
    """Metadata in which every text that is a known one with its signs as codes is that known one again.

    Args:
        metadata: as it is kept by the gateway; some texts went through those routes, others did not.
        known: what was sent by one of them; only to be read.
    """
    plain = {escaped(text): text for _, text in escaped_places(known)}

    def turned(value: Any) -> Any:
        if isinstance(value, str):
            return plain.get(value, value)
        if isinstance(value, dict):
            return {name: turned(below) for name, below in value.items()}
        return [turned(below) for below in value] if isinstance(value, list) else value

    return turned(metadata) if plain else metadata


def coded_places(metadata: Any) -> Iterator[Pointer]:
    """The places whose text holds such a code."""
    return (place for place, text in _texts(metadata) if _CODED.search(text))


def escaped_places(metadata: Any) -> Iterator[tuple[Pointer, str]]:
    """The places whose text those routes change, each with its text, in the document's order."""
    return ((place, text) for place, text in _texts(metadata) if _CHANGED.search(text))


def escaped_troubles(metadata: Any) -> list[tuple[Pointer, str]]:
    """The values that those routes would refuse although they are right, each with a sentence that says why.

    These are the certain cases. A value that grows beyond a length limit is found by checking `escaped(metadata)`
    against the schema.
    """
    found: list[tuple[Pointer, str]] = []
    for place, text in escaped_places(metadata):
        signs = " and ".join(f"“{sign}”" for sign in dict.fromkeys(_CHANGED.findall(text)))
        member = next((part for part in reversed(place) if isinstance(part, str)), "")
        if _EMAIL.fullmatch(text):
            found.append(
                (place, f"The e-mail address “{text}” would be refused: this route writes {signs} as an HTML code.")
            )
        elif (member, text) in _CHOICES:
            found.append((place, f"The choice “{text}” would be refused: this route writes {signs} as an HTML code."))
    return found


def refused_on_the_way(
    error: Refused, metadata: Any, otherwise: str = "With a team ID in the connection, text arrives as you wrote it."
) -> Refused:
    """The same refusal, which says of each text that was changed on the way that it was, and into what.

    Args:
        error: what the gateway said of `escaped(metadata)`.
        metadata: as it was written.
        otherwise: a sentence on how the text would not be changed.
    """
    details = tuple(_with_its_change(one, metadata, otherwise) for one in error.details)
    return Refused(
        error.what,
        error.todo,
        status=error.status,
        answer=error.answer,
        details=details,
        way_out=error.way_out,
        retry_after=error.retry_after,
        setting=error.setting,
    )


def _texts(metadata: Any) -> Iterator[tuple[Pointer, str]]:
    """Every text with its place, in the document's order."""
    stack: list[tuple[Any, Pointer]] = [(metadata, ())]
    while stack:
        here, place = stack.pop()
        if isinstance(here, str):
            yield place, here
        elif isinstance(here, dict):
            stack.extend((below, (*place, name)) for name, below in reversed(here.items()))
        elif isinstance(here, list):
            stack.extend((here[at], (*place, at)) for at in range(len(here) - 1, -1, -1))


def _with_its_change(detail: Mapping[str, Any], metadata: Any, otherwise: str) -> Mapping[str, Any]:
    text, message = get(metadata, detail["pointer"]), str(detail["message"])
    signs = list(dict.fromkeys(_CHANGED.findall(text))) if isinstance(text, str) else []
    if not signs or "the gateway" in message.casefold():
        return detail
    turned = " and ".join(f"“{sign}” into “{_CODES[ord(sign)]}”" for sign in signs[:_MOST_SHOWN])
    said = going_on(message)
    keyword = detail.get("keyword")
    if keyword == "maxLength":  # a person sees another length than the gateway counted
        said = f"{said} with these codes, and {len(text):,} as you wrote it"
    elif keyword in ("enum", "const"):  # what is listed may be just what was written
        said = f"“{plain(escaped(text))}” is none of the choices"
    return {
        **detail,
        "message": f"The gateway turned {turned} on this route, and then refused it: {said}. {otherwise}",
    }
