"""Web and mail addresses that are written as people read them, as the letters and signs that an address may have."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

_AROUND = re.compile(r"""<(?:URL:)?\s*(.*?)\s*>|"(.*)"|'(.*)'|“(.*)”|‘(.*)’|\((.*)\)""", re.IGNORECASE | re.DOTALL)
_START = re.compile(r"^(https?) ?(?:[:;] ?[/\\]{2}|[/\\]{2}|:\\)(?=[^\s/\\])", re.IGNORECASE)
_PARTS = re.compile(r"(https?://)([^/\\?#]*)([^?#]*)(.*)", re.IGNORECASE | re.DOTALL)
_HOST = re.compile(r"(?P<user>[^@]*@)?(?P<name>[^:@\s%]+)(?P<port>:[0-9]+)?")
_KEPT = "/?#[]@!$&'()*+,;=:~%-._"
# By the older rule, which Python knows, these are other letters or none; by the newer one they are letters of the name.
_OF_TWO_RULES = frozenset("\u00df\u1e9e\u03c2\u200c\u200d")
_LIKE_LATIN = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC")
_SIGN = r"[\u2010-\u203e\u2190-\u23ff\u25a0-\u27bf\u2212\u00ab\u00bb]"  # dashes, quotation marks, dots, arrows
SIGNS_OF_TYPE = re.compile(_SIGN)
"""What word processors put in the place of plain signs, and what is read as a mark beside an address."""
PLAIN_SIGNS = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u2039\u203a", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
}
"""Those of them that were typed as a hyphen or a quotation mark."""
_AT = re.compile(r"\s*[\[({]\s*at\s*[\])}]\s*|\s*@\s*", re.IGNORECASE)
_DOT = re.compile(r"\s*[\[({]\s*dot\s*[\])}]\s*", re.IGNORECASE)


def without_brackets(text: str) -> str:
    """What stands in brackets or quotation marks, where all of the text does."""
    found = _AROUND.fullmatch(text.strip())
    return next(one for one in found.groups() if one is not None).strip() if found is not None else text.strip()


def in_plain_signs(text: str) -> str:
    """An address with plain hyphens and without the quotation marks of a text beside it; "" where that changes nothing,
    or where a sign is left that stands for no plain one.
    """
    bare = without_brackets(text)
    plain = "".join(PLAIN_SIGNS.get(one, one) for one in bare)
    plain = (plain if plain == bare else plain.strip("\"'")).replace('"', "")
    return plain if plain != bare and not SIGNS_OF_TYPE.search(plain) else ""


def web_address(text: str) -> str:
    """A web address as it has to be written: after `https://`, with plain slashes, its host in ASCII by IDNA and other
    letters as the codes that a browser sends; "" where it is none, or needs none of that.

    Blanks, and signs that may stand for something that is to be filled in, stay as they are.
    """
    bare = without_brackets(text)
    begun = _START.sub(lambda found: f"{found[1].lower()}://", bare, count=1)
    found = _PARTS.fullmatch(bare) or _PARTS.fullmatch(begun)
    if found is None:
        return ""
    scheme, host, path, behind = found.groups()
    host = _ascii_host(host)
    if not host:
        return ""
    made = f"{scheme}{host}{_coded(path.replace(chr(92), '/'))}{_coded(behind)}"
    return made if made != text else ""


def mail_address(text: str) -> str:
    """A mail address without the marks and blanks around and inside of it, its host in ASCII by IDNA; "" where it is
    none.
    """
    bare = without_brackets(text).removesuffix(".").rstrip(" ,;").lstrip(" ,;")
    name, at, host = _DOT.sub(".", _AT.sub("@", bare)).partition("@")
    plain = _ascii_host(host.rstrip("."))
    return f"{name}{at}{plain}" if name and plain and not re.search(r"[\s@,;<>]", name + plain) else ""


def _coded(text: str) -> str:
    """Letters beyond ASCII as codes; all other signs stay, those too that an address may not have."""
    return "".join(one if one.isascii() else quote(one, safe=_KEPT) for one in text)


def _ascii_host(text: str) -> str:
    """A host, with a user and a port beside it, in ASCII; "" where that cannot be, or may come to another host."""
    found = _HOST.fullmatch(text)
    if found is None:
        return ""
    name = found["name"]
    if name.isascii():
        return text
    if SIGNS_OF_TYPE.search(name):
        return ""  # no registry takes such a name: another one is meant
    if not _OF_TWO_RULES.isdisjoint(name) or any(map(_is_mixed, name.split("."))):
        return ""
    try:
        coded = name.encode("idna").decode("ascii")
        same = coded.encode("ascii").decode("idna") == name.lower()
    except UnicodeError:
        return ""
    return f"{found['user'] or ''}{coded}{found['port'] or ''}" if same else ""


def _is_mixed(label: str) -> bool:
    """Whether letters that only look like those of ASCII stand among these: then they may be a slip."""
    plain = any(one.isascii() and one.isalpha() for one in label)
    return plain and any(unicodedata.name(one, "").startswith(_LIKE_LATIN) for one in label)
