"""Which form of a sentence a count takes in a language: the categories of the Unicode plural rules, for whole numbers.

After the Language Plural Rules of the Unicode CLDR (https://www.unicode.org/cldr/charts/latest/supplemental/), which
name the categories `zero`, `one`, `two`, `few`, `many` and `other`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Rule = Callable[[int], str]

CATEGORIES = frozenset({"zero", "one", "two", "few", "many", "other"})


def _plain(n: int) -> str:
    return "one" if n == 1 else "other"


def _nought_as_one(n: int) -> str:
    return "one" if n in (0, 1) else "other"


def _never(n: int) -> str:
    return "other"


def _east_slavic(n: int) -> str:
    if n % 10 == 1 and n % 100 != 11:
        return "one"
    return "few" if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else "many"


def _polish(n: int) -> str:
    if n == 1:
        return "one"
    return "few" if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else "many"


def _czech(n: int) -> str:
    return "one" if n == 1 else "few" if n in (2, 3, 4) else "other"


def _slovene(n: int) -> str:
    return {1: "one", 2: "two", 3: "few", 4: "few"}.get(n % 100, "other")


def _lithuanian(n: int) -> str:
    if 11 <= n % 100 <= 19:
        return "other"
    return "one" if n % 10 == 1 else "few" if n % 10 else "other"


def _welsh(n: int) -> str:
    return {0: "zero", 1: "one", 2: "two", 3: "few", 6: "many"}.get(n, "other")


def _irish(n: int) -> str:
    if n in (1, 2):
        return "one" if n == 1 else "two"
    return "few" if 3 <= n <= 6 else "many" if 7 <= n <= 10 else "other"


def _gaelic(n: int) -> str:
    if n in (1, 11):
        return "one"
    if n in (2, 12):
        return "two"
    return "few" if 3 <= n <= 10 or 13 <= n <= 19 else "other"


def _arabic(n: int) -> str:
    if n < 3:
        return ("zero", "one", "two")[n]
    return "few" if 3 <= n % 100 <= 10 else "many" if 11 <= n % 100 <= 99 else "other"


_RULES: Mapping[str, Rule] = {
    **dict.fromkeys(("fr", "hy", "pt", "hi", "bn", "fa"), _nought_as_one),
    **dict.fromkeys(("ja", "zh", "ko", "vi", "th", "id", "ms"), _never),
    **dict.fromkeys(("ru", "uk", "be"), _east_slavic),
    **dict.fromkeys(("cs", "sk"), _czech),
    "pl": _polish,
    "sl": _slovene,
    "lt": _lithuanian,
    "cy": _welsh,
    "ga": _irish,
    "gd": _gaelic,
    "ar": _arabic,
}


def rule_of(language: str) -> Rule:
    """The rule of a language by its code (`cy`, `pt_BR`); one and all others where it is none of those known here."""
    return _RULES.get(language.replace("-", "_").split("_")[0].lower(), _plain)
