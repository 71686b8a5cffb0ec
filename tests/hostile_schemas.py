"""Schemas and documents that nobody should write and somebody will: `CASES`, each made when it is asked for.

A text instead of an object is written to the file as it stands, for what `json.dumps` could not write.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import Any

Case = Callable[[], tuple[Any, Any]]
TEXT = "a" * 40 + "!"
MANY = 20_000
KEYWORDS = [
    "$schema",
    "$id",
    "id",
    "$ref",
    "$dynamicRef",
    "$recursiveRef",
    "$anchor",
    "$dynamicAnchor",
    "$recursiveAnchor",
    "$defs",
    "definitions",
    "$comment",
    "$vocabulary",
    "type",
    "enum",
    "const",
    "required",
    "properties",
    "patternProperties",
    "additionalProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "items",
    "prefixItems",
    "additionalItems",
    "contains",
    "minContains",
    "maxContains",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "divisibleBy",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "unevaluatedProperties",
    "unevaluatedItems",
    "title",
    "description",
    "default",
    "examples",
    "example",
    "guidance",
    "readOnly",
    "writeOnly",
    "deprecated",
    "contentMediaType",
    "contentEncoding",
    "contentSchema",
    "x-labels",
    "x-suggestions",
]
WRONG: list[Any] = [
    *(None, True, False, 0, -1, 1.5, 10**30, "", "x", "(", [], [1], ["x"], [None], [[]], [{}], {}),
    *({"x": 1}, {"x": None}, {"x": []}, {"x": {"x": 5}}),
]
FORMATS = {
    "regex": "(a+)+$" * 2000,
    "email": "a." * 20_000 + "@",
    "hostname": "a-" * 50_000,
    "idn-hostname": "ü" * 30_000,
    "uri": "http://" + "a" * 100_000,
    "iri": "http://[" + "é" * 50_000,
    "uri-template": "{" * 50_000,
    "duration": "P" + "1" * 100_000,
    "date-time": "2" * 100_000,
    "ipv6": ":" * 100_000,
    "json-pointer": "~" * 100_000,
}


def of(**properties: Any) -> dict[str, Any]:
    """A schema of an object."""
    return {"type": "object", "properties": properties}


def pattern(expression: str, text: str = TEXT) -> Case:
    """A text that takes long to be compared with an expression; the same for a member's name."""
    named = {"type": "object", "patternProperties": {expression: {"type": "integer"}}}
    names = {"type": "object", "propertyNames": {"pattern": expression}}
    schema = of(a={"type": "string", "pattern": expression}, b=named, c=names)
    return lambda: (schema, {"a": text, "b": {text: 1}, "c": {text: 1}})


def product(word: str, *, members: bool) -> Case:
    """Twenty definitions, each of which refers to the next twice."""

    def made() -> tuple[Any, Any]:
        defs: dict[str, Any] = {}
        for at in range(20):
            following = {"$ref": f"#/$defs/d{at + 1}"}
            defs[f"d{at}"] = {word: [{**following, "title": f"One {at}"}, {**following, "minProperties": 1}]}
            if members:
                defs[f"d{at}"]["properties"] = {f"p{at}": following}
        defs["d20"] = of(a={"type": "string"})
        return {"$defs": defs, "$ref": "#/$defs/d0"}, {"a": 1}

    return made


def choices(how: Callable[[int], Any], join: Callable[[list[Any]], Any]) -> Case:
    """Very many values to choose from."""
    return lambda: (of(a=join([how(at) for at in range(MANY)])), {"a": "none of them"})


def conditions() -> tuple[Any, Any]:
    """Each member that is filled in asks for the next one."""
    rules = [
        {
            "if": {"properties": {f"p{at}": {"const": "x"}}, "required": [f"p{at}"]},
            "then": {"required": [f"p{at + 1}"], "properties": {f"q{at}": {"type": "string"}}},
            "else": {"properties": {f"r{at}": {"type": "integer"}}},
        }
        for at in range(100)
    ]
    schema = {**of(**{f"p{at}": {"type": "string"} for at in range(101)}), "allOf": rules}
    return schema, {f"p{at}": "x" for at in range(50)}


def nested_conditions() -> tuple[Any, Any]:
    """A condition in a condition in a condition."""
    inner: dict[str, Any] = {"properties": {"z": {"type": "string"}}}
    for at in range(90):
        inner = {"if": {"properties": {f"p{at}": {"const": at}}}, "then": inner, "else": {"required": [f"p{at}"]}}
    return {"type": "object", **inner}, {"p1": 1}


def branching_conditions() -> tuple[Any, Any]:
    """Conditions that lead to the next one three times each."""
    defs: dict[str, Any] = {}
    for at in range(20):
        following = {"$ref": f"#/$defs/d{at + 1}"}
        defs[f"d{at}"] = {"if": following, "then": following, "else": following}
    return {"$defs": {**defs, "d20": of(a={"type": "string"})}, "$ref": "#/$defs/d0"}, {"a": 1}


def tree(times: int) -> tuple[Any, Any]:
    """A union whose alternatives look at the same member, in a document that is deep there."""
    value: Any = 1
    for _ in range(60):
        value = {"a": value}
    same = [{"properties": {"a": {"$ref": "#"}}, "minProperties": at} for at in range(times)]
    return {"anyOf": same, "type": "object"}, value


def chain(length: int) -> tuple[Any, Any]:
    """References that lead from one to the next."""
    defs: dict[str, Any] = {f"d{at}": {"$ref": f"#/$defs/d{at + 1}"} for at in range(length)}
    return {"$defs": {**defs, f"d{length}": {"type": "object"}}, "$ref": "#/$defs/d0"}, {"a": 1}


def mesh() -> tuple[Any, Any]:
    """Alternatives that all lead to one another, a hundred deep before one is met again."""
    defs = {
        f"d{at}": {"anyOf": [*({"$ref": f"#/$defs/d{(at * 7 + to * 3 + 1) % 100}"} for to in range(10)), of(k={})]}
        for at in range(100)
    }
    return {"$defs": defs, **of(a={"$ref": "#/$defs/d0"})}, {"a": {"k": 4}}


def mesh_of_members() -> tuple[Any, Any]:
    """Required members, each of which may be anything that has such members."""
    every = [{"$ref": f"#/$defs/d{at}"} for at in range(20)]
    one = {**of(**{f"p{at}": {"oneOf": every} for at in range(10)}), "required": [f"p{at}" for at in range(10)]}
    return {"$defs": {f"d{at}": one for at in range(20)}, **of(a={"$ref": "#/$defs/d0"})}, {"a": {"p4": {"p3": {}}}}


def mesh_of_groups() -> tuple[Any, Any]:
    """Groups that all lead to others, none of them required: a tree without end in which hardly anything repeats."""
    defs = {
        f"d{at}": of(**{f"p{to}": {"$ref": f"#/$defs/d{(at * 7 + to) % 500}"} for to in range(10)}) for at in range(500)
    }
    return {"$defs": defs, "$ref": "#/$defs/d0"}, {"p1": {"p2": 1}}


def chain_of_groups(length: int) -> tuple[Any, Any]:
    """Groups that each require the next one."""
    defs = {f"d{at}": {**of(x={"$ref": f"#/$defs/d{at + 1}"}), "required": ["x"]} for at in range(length)}
    return {"$defs": {**defs, f"d{length}": {"type": "string"}}, **of(a={"$ref": "#/$defs/d0"}), "required": ["a"]}, {}


def alternatives_in_alternatives() -> tuple[Any, Any]:
    """Tens of thousands of alternatives, each of them small and near the top."""
    inner = {"oneOf": [of(q={"const": at}) for at in range(20)]}
    outer = {"oneOf": [of(k={"const": at}, v=inner) for at in range(60)]}
    return of(**{f"p{at}": outer for at in range(20)}), {"p1": {"k": 3, "v": {"q": 99}}}


def references_to_itself(times: int, *, alike: bool) -> Case:
    """References to the whole, many times over and by each word."""

    def made() -> tuple[Any, Any]:
        every = [{"$ref": "#", **({} if alike else {"maxProperties": 10 + at})} for at in range(times)]
        inside = {"a": {"allOf": every}}
        return {"allOf": every, "anyOf": every, "oneOf": every, "properties": inside}, {"a": {"a": {"a": 1}}}

    return made


def doubling_groups(levels: int) -> Case:
    """Required groups, each of which requires two of the next."""
    defs: dict[str, Any] = {f"d{levels}": {"type": "string"}}
    for at in range(levels):
        following = {"$ref": f"#/$defs/d{at + 1}"}
        defs[f"d{at}"] = {**of(a=following, b=following), "required": ["a", "b"]}
    return lambda: ({"$defs": defs, "$ref": "#/$defs/d0"}, {})


def groups(count: int) -> Case:
    """Very many groups that nobody has written anything in."""
    text = {"type": "string"}
    return lambda: (of(**{f"p{at}": of(a=text, b={"type": "array", "items": text}) for at in range(count)}), {})


def markup() -> tuple[Any, Any]:
    """Markup, control and direction characters wherever a text can stand."""
    odd = ["<b>x</b>", "\u202eabc", "\u0000", "", "\n\n", "a/b~c", "\u2066x\x07\x1b[31m", "\u200b", "<script>"]
    schema = of(
        **{
            name: {
                "title": f"<a href='file:///etc/passwd'>{name}</a>",
                "description": "<img src='http://127.0.0.1:9/x.png'>",
                "enum": ["<b>a</b>", "\u202eevil", "\u0000nul", "\u200b"],
            }
            for name in odd
        }
    )
    return {**schema, "title": "<script>alert(1)</script><b>bold</b>"}, dict.fromkeys(odd, "<i>")


def guidance() -> tuple[Any, Any]:
    """Help that would load and run things."""
    words = (
        "![x](http://127.0.0.1:9/a.png) ![y](file:///etc/passwd) [l](javascript:alert(1)) [f](file:///etc/passwd) "
        "<img src='file:///etc/hosts'><script>alert(1)</script>" + "*" * 3000 + "[" * 3000 + ">" * 3000
    )
    return of(a={"type": "string", "guidance": words, "description": words}), {"a": 1}


def long_texts() -> tuple[Any, Any]:
    """A megabyte wherever a text can stand."""
    schema = of(
        a={"title": "x " * 500_000, "description": "d " * 500_000, "guidance": "g " * 500_000, "type": "string"},
        b={"title": "y" * 1_000_000, "enum": ["z" * 1_000_000, "w " * 500_000]},
        c={"type": "string", "default": "d" * 5_000_000, "examples": ["e" * 5_000_000]},
        d={"type": "object", "default": {"x": ["y" * 1000] * 5000}},
    )
    schema["properties"]["n" * 1_000_000] = {"type": "string"}
    return {**schema, "title": "T " * 500_000}, {"a": 1, "b": 2, "c": "x" * 1_000_000, "n" * 1_000_000: 1}


def huge_numbers() -> tuple[Any, Any]:
    """Numbers that no computer word holds."""
    schema = (
        '{"type":"object","properties":{"a":{"type":"number","maximum":1e400,"minimum":-1e400,"default":1e400},'
        '"b":{"type":"integer","maximum":1' + "0" * 3000 + ',"enum":[1' + "0" * 2999 + "]},"
        '"c":{"type":"number","multipleOf":1e-300},"e":{"type":"string","minLength":1e400},'
        '"f":{"type":"integer","multipleOf":1e400},"g":{"type":"string","maxLength":1' + "0" * 3000 + "}}}"
    )
    return schema, '{"a":1e401,"b":1' + "0" * 3500 + ',"c":1e300,"e":"x","f":3,"g":"y"}'


def long_lists() -> tuple[Any, Any]:
    """Lists that must hold more than there is room for."""
    item = {"type": "object", "required": ["x"], "properties": {"x": {"type": "string"}}}
    schema = of(
        d={"type": "array", "minItems": 10**9, "items": item},
        m={"type": "array", "maxItems": 10**12},
        p={"type": "object", "minProperties": 10**9},
        s={"type": "array", "contains": {"type": "string"}, "minContains": 10**9},
        t={"type": "array", "prefixItems": [{"type": "string"}] * MANY},
        c={"type": "number", "multipleOf": 1e-300},
    )
    return {**schema, "required": ["d"]}, {"d": [{}], "m": [], "p": {}, "s": [], "t": [1] * 200, "c": 3.7}


def members(count: int, **more: Any) -> Case:
    """Very many members of one object."""
    return lambda: ({**of(**{f"p{at}": {"type": "string"} for at in range(count)}), **more}, {"p1": 1, "p7": 2})


def required(count: int) -> Case:
    """Very many members that must be there, of which nothing more is said."""
    return lambda: ({"type": "object", "required": [f"r{at}" for at in range(count)]}, {"a": 1})


def free_members() -> tuple[Any, Any]:
    """Very many members that the schema does not name."""
    return {"type": "object", "additionalProperties": {"type": "integer"}}, {f"k{at}": "x" for at in range(MANY)}


def patterns() -> tuple[Any, Any]:
    """Very many expressions for the names of members."""
    names = ["".join((first, second)) for first in string.ascii_lowercase for second in string.ascii_lowercase]
    return {"type": "object", "patternProperties": {f"^{name}": {"type": "string"} for name in names}}, {"aa": 1}


def deep(opening: str, closing: str, middle: str, levels: int = 10_000) -> str:
    """Text nested as deep as that."""
    return opening * levels + middle + closing * levels


CASES: dict[str, Case] = {
    "pattern that tries everything": pattern("^(a+)+$"),
    "pattern that looks ahead": pattern("^(?=(a+)+$)a"),
    "pattern that refers back": pattern(r"(x+x+)+y\1", "x" * 3000),
    "pattern of repeated repeats": pattern("^(a{1000}){1000}$"),
    "pattern of many brackets": pattern("(" * 3000 + "a+" + ")" * 3000),
    "pattern of a megabyte": lambda: (of(a={"type": "string", "pattern": "a|" * 500_000}), {"a": TEXT}),
    "formats": lambda: (of(**{name: {"type": "string", "format": name} for name in FORMATS}), FORMATS),
    "reference to itself": lambda: ({"$ref": "#"}, {"a": 1}),
    "references in a circle": lambda: (
        {"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, **of(x={"$ref": "#/$defs/a"})},
        {"x": 1},
    ),
    "references in a chain": lambda: chain(300),
    "references in an endless chain": lambda: chain(20_000),
    "allOf itself": lambda: ({"allOf": [{"$ref": "#"}], **of(a={"type": "string"})}, {"a": 1}),
    "anyOf itself": lambda: ({"anyOf": [{"$ref": "#"}, {"type": "object"}]}, {"a": 1}),
    "oneOf itself": lambda: ({"oneOf": [{"$ref": "#"}, {"type": "object"}]}, {"a": 1}),
    "not itself": lambda: ({"not": {"$ref": "#"}}, {"a": 1}),
    "if itself": lambda: ({"if": {"$ref": "#"}, "then": {"$ref": "#"}, "else": {"$ref": "#"}}, {"a": 1}),
    "depends on itself": lambda: ({**of(a={}), "dependentSchemas": {"a": {"$ref": "#"}}}, {"a": 1}),
    "dynamic reference to itself": lambda: (
        {"$dynamicAnchor": "n", "$dynamicRef": "#n", "properties": {"a": {"$dynamicRef": "#n"}}},
        {"a": {"a": 1}},
    ),
    "requires itself": lambda: (
        {**of(**{name: {"$ref": "#"} for name in "abcdefgh"}), "required": list("abcdefgh")},
        {"a": {"b": {}}},
    ),
    **{f"product of {word}": product(word, members=False) for word in ("allOf", "anyOf", "oneOf")},
    **{f"product of {word} and members": product(word, members=True) for word in ("allOf", "anyOf", "oneOf")},
    "allOf of anyOf": lambda: (
        {"allOf": [{"anyOf": [{"required": [f"k{at}"], **of(**{f"k{at}": {}})} for at in range(10)]}] * 20},
        {"k1": 1},
    ),
    "union that multiplies with depth": lambda: tree(3),
    "references to itself in allOf, anyOf and oneOf": references_to_itself(50, alike=True),
    "references to itself that differ": references_to_itself(20, alike=False),
    "groups that double": doubling_groups(12),
    "groups that double without end": doubling_groups(25),
    "many groups": groups(2000),
    "a word of a megabyte": lambda: (of(a={"type": "string"}), {"a": "x" * 1_000_000}),
    "alternatives in a mesh": mesh,
    "members in a mesh": mesh_of_members,
    "groups in a mesh": mesh_of_groups,
    "groups in a chain": lambda: chain_of_groups(5000),
    "alternatives in alternatives": alternatives_in_alternatives,
    "conditions in a row": conditions,
    "conditions in one another": nested_conditions,
    "conditions that multiply": branching_conditions,
    "schema nested too deep": lambda: (deep('{"properties":{"a":', "}}", "{}"), {"a": 1}),
    "alternatives nested too deep": lambda: (deep('{"allOf":[', "]}", "{}"), {"a": 1}),
    "document nested too deep": lambda: (of(a={"$ref": "#"}), deep('{"a":', "}", "1")),
    "list nested too deep": lambda: ({"type": "object"}, '{"a":' + deep("[", "]", "") + "}"),
    "document nested as deep as can be": lambda: (
        {**of(a={"$ref": "#"}), "required": ["b"]},
        deep('{"a":', "}", "1", 98),
    ),
    "many values": choices(lambda at: f"v{at}", lambda every: {"enum": every}),
    "many values in a list": choices(lambda at: f"v{at}", lambda every: {"type": "array", "items": {"enum": every}}),
    "many values one by one": choices(lambda at: {"enum": [f"v{at}"]}, lambda every: {"anyOf": every}),
    "many titled values": choices(lambda at: {"const": at, "title": f"T {at}"}, lambda every: {"oneOf": every}),
    "many objects to choose from": choices(lambda at: {"v": at}, lambda every: {"enum": every}),
    "many suggestions": choices(lambda at: f"s{at}", lambda every: {"type": "string", "x-suggestions": every}),
    "many alternatives": lambda: (
        of(a={"oneOf": [{"required": ["k"], **of(k={"const": f"k{at}"})} for at in range(2000)]}),
        {"a": {"k": "k9"}},
    ),
    "many members": members(5000),
    "many members that must be there": members(1000, required=[f"p{at}" for at in range(1000)]),
    "many names that must be there": required(5000),
    "many groups that must be there": lambda: (
        {
            **of(**{f"p{at}": {**of(a={"type": "integer"}), "required": ["a"]} for at in range(5000)}),
            "required": [f"p{at}" for at in range(5000)],
        },
        {},
    ),
    "alternatives that are one another": lambda: (
        {
            "$defs": {f"d{at}": {"anyOf": [{"$ref": f"#/$defs/d{to}"} for to in range(12)]} for at in range(12)},
            "$ref": "#/$defs/d0",
        },
        {"a": 1},
    ),
    "conditions that double": lambda: (
        {
            "$defs": {
                "d30": of(x={"type": "string"}),
                **{
                    f"d{at}": {word: {"$ref": f"#/$defs/d{at + 1}"} for word in ("if", "then", "else")}
                    for at in range(30)
                },
            },
            "$ref": "#/$defs/d0",
        },
        {"x": "1"},
    ),
    "many members that ask for one another": lambda: (
        {
            **of(**{f"p{at}": {"type": "string"} for at in range(3000)}),
            "dependentRequired": {f"p{at}": [f"p{at + 1}"] for at in range(3000)},
            "dependentSchemas": {f"p{at}": of(**{f"q{at}": {"type": "string"}}) for at in range(3000)},
        },
        {f"p{at}": "x" for at in range(0, 3000, 2)},
    ),
    "many members without a name": free_members,
    "pattern that is too large": lambda: (
        of(d={"oneOf": [{"type": "string", "pattern": "(?<=a{0,999999})b" + end} for end in ("", "z")]}),
        {"d": "a" * 200},
    ),
    "many patterns of names": patterns,
    "markup": markup,
    "guidance that loads things": guidance,
    "texts of a megabyte": long_texts,
    "huge numbers": huge_numbers,
    "long lists": long_lists,
    "half of a character pair": lambda: (
        r'{"title":"\ud800","type":"object","properties":{"\udfff":{"title":"\ud800x","enum":["\ud800"]}}}',
        "{}",
    ),
    "references to files": lambda: (
        of(a={"$ref": "file:///etc/passwd"}, b={"$ref": "../../../etc/passwd"}, c={"$ref": "http://127.0.0.1:9/x"}),
        {"a": 1},
    ),
    "odd addresses": lambda: ({"$id": "http://[::1", **of(a={"$id": "//", "$ref": "%zz"})}, {"a": 1}),
    "nothing": lambda: ("", {"a": 1}),
    "no text": lambda: ("\0" * 1000, {"a": 1}),
    "null": lambda: ("null", {"a": 1}),
}
