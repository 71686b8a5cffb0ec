"""Why a text that was plainly meant as a web or mail address is none: the end of the sentence about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote

from gatewaydesk.validation.addresses import PLAIN_SIGNS, SIGNS_OF_TYPE
from gatewaydesk.validation.languages import words
from gatewaydesk.validation.phrases import joined, number, quoted

_MOST_SIGNS = 4  # that are named
_HIGHEST_PORT = 65_535
_LONGEST_NAME, _LONGEST_MAIL = 64, 254  # characters before the @, and of all
_NO_COLON = re.compile(r"(https?|ftp)(?=[/\\]{2})", re.IGNORECASE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_ADDRESS = re.compile(r"(?:https?|ftp):?[/\\]{2}|www\.|https?:/*$", re.IGNORECASE)
_SEVERAL = re.compile(r"[\s,;|]\s*(?:(?:https?|ftp)://|www\.)", re.IGNORECASE)
_AROUND = re.compile(r"""[<("'“‘].*[>)"'”’]""", re.DOTALL)
_PORT = re.compile(r"[^:/?#]+://(?:[^/?#@]*@)?[^/?#:\[\]]*:([^/?#]*)")
_NO_HOST = re.compile(r"(?:https?|ftp):(?:/*|//(?:[^/?#@]*@)?(?::[0-9]*)?(?:[/?#].*)?)", re.IGNORECASE | re.DOTALL)
_LITERAL = re.compile(r"://(?:[^/?#@]*@)?\[[^\]/?#]*\]")  # a host by its number
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NOT_IN_WEB = re.compile(r"""[\x00-\x1f"<>^`{|}\[\]]""")
_NOT_IN_MAIL = re.compile(r"""[^A-Za-z0-9!#$%&'*+/=?^_`{|}~.@-]""")
_NOT_IN_HOST = re.compile(r"[^A-Za-z0-9.-]")
_STRAY_DOT = re.compile(r"\.\.|^\.|\.@|@\.|\.$")
_SPACE = re.compile(r"\s")
_TWO_MAILS = re.compile(r"@[^@]*[\s,;|/&][^@]*@")
_MAIL_BESIDE = re.compile(r"(?:mailto:\S+@\S+|.*\S.*<\s*[^\s<>]+@[^\s<>]+\s*>.*|[^\s@]+@[^\s@]+\s*\(.*\))", re.DOTALL)


def why_no_address(name: str, text: str) -> str:
    """The end of the sentence: what keeps a text from being an address.

    "" where it is none, was not meant as one, or why cannot be told.

    Args:
        name: the format, as schemas call it: `uri`, `iri` or `email`.
        text: what is written.
    """
    reasons = _REASONS.get(name)
    return next(reasons(text.strip()), "") if reasons is not None else ""


def _of_mail(text: str) -> Iterator[str]:
    if "@" not in text:
        if text and not _SPACE.search(text):
            yield words("tail.mail.no_at", value=quoted(text))
        return
    before, _, behind = text.partition("@")
    if _TWO_MAILS.search(text):
        yield words("tail.several", value=quoted(text))
    if _MAIL_BESIDE.fullmatch(text):
        yield words("tail.mail.beside", value=quoted(text))
    if _AROUND.fullmatch(text):
        yield words("tail.around", value=quoted(text))
    if _SPACE.search(text):
        yield words("tail.space", value=quoted(text))
    if not before or not behind:
        yield words("tail.mail.host" if before else "tail.mail.name", value=quoted(text))
    yield from _letters(text)
    if "@" in behind:
        yield words("tail.mail.ats", value=quoted(text))
    wrong = _NOT_IN_MAIL.search(text) or _NOT_IN_HOST.search(behind)
    if wrong is not None:
        yield words("tail.mail.sign", value=quoted(text), sign=quoted(wrong[0]))
    if _STRAY_DOT.search(text):
        yield words("tail.mail.dot", value=quoted(text))
    if "." not in behind:
        yield words("tail.mail.end", value=quoted(text))
    if len(before) > _LONGEST_NAME or len(text) > _LONGEST_MAIL:
        yield words("tail.mail.long", value=quoted(text), most=number(_LONGEST_NAME), all=number(_LONGEST_MAIL))


def _of_web(text: str) -> Iterator[str]:
    yield from _of_any_script(text)
    if _means_address(text):
        yield from _letters(text)


def _of_any_script(text: str) -> Iterator[str]:
    if not _means_address(text):
        return
    if _AROUND.fullmatch(text):
        yield words("tail.around", value=quoted(text))
    if _SEVERAL.search(text):
        yield words("tail.several", value=quoted(text))
    found = _NO_COLON.match(text)
    if found is not None:
        yield words("tail.colon", value=quoted(text), scheme=quoted(found[1]))
    if "\\" in text:
        yield words("tail.backslash", value=quoted(text))
    if " " in text:
        yield words("tail.space.web", value=quoted(text))
    if _SPACE.search(text):
        yield words("tail.space", value=quoted(text))
    if _NO_HOST.fullmatch(text):
        yield words("tail.no_host", value=quoted(text))
    port = _PORT.match(text)
    if port is not None and not (port[1].isascii() and port[1].isdigit()):
        yield words("tail.port.none", value=quoted(text), port=quoted(port[1]))
    elif port is not None and int(port[1][:9]) > _HIGHEST_PORT:
        yield words("tail.port", value=quoted(text), port=port[1], most=number(_HIGHEST_PORT))
    if _LONE_PERCENT.search(text):
        yield words("tail.percent", value=quoted(text))
    wrong = _NOT_IN_WEB.search(_LITERAL.sub("", text, count=1))
    sign = wrong[0] if wrong is not None else "#" if text.count("#") > 1 else ""
    if sign:
        yield words("tail.sign", value=quoted(text), sign=quoted(sign), code=quote(sign))


def _means_address(text: str) -> bool:
    """Whether a text is written as an address is: all of it, or what stands in the signs around it."""
    bare = text[1:-1].strip() if _AROUND.fullmatch(text) else text
    found = _SCHEME.fullmatch(bare)
    return _ADDRESS.match(bare) is not None or (found is not None and found[2].startswith(("//", "\\\\")))


def _letters(text: str) -> Iterator[str]:
    """Letters beyond those of ASCII, each once; before them the signs that a word processor put for plain ones."""
    signs = list(dict.fromkeys(SIGNS_OF_TYPE.findall(text)))
    if signs:
        named = [_named(one) for one in signs[:_MOST_SIGNS]]
        more = [words("tail.letters.more")] if len(signs) > _MOST_SIGNS else []
        one = "tail.typed.one" if len(signs) == 1 else "tail.typed"
        yield words(one, value=quoted(text), signs=joined([*named, *more], "and"))
    found = list(dict.fromkeys(one for one in text if not one.isascii() and not one.isspace()))
    if found:
        named = [quoted(one) for one in found[:_MOST_SIGNS]]
        more = [words("tail.letters.more")] if len(found) > _MOST_SIGNS else []
        yield words("tail.letters", value=quoted(text), letters=joined([*named, *more], "and"))


def _named(sign: str) -> str:
    plain = PLAIN_SIGNS.get(sign, "")
    rule = {"-": "tail.typed.hyphen", "'": "tail.typed.quote", '"': "tail.typed.quote"}.get(plain)
    return words(rule, sign=quoted(sign), plain=plain) if rule is not None else quoted(sign)


_REASONS: Mapping[str, Callable[[str], Iterator[str]]] = {"email": _of_mail, "uri": _of_web, "iri": _of_any_script}
