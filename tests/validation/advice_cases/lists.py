"""Advice about lists and what stands in them twice: where a rule speaks, and where it nearly would."""

from __future__ import annotations

from tests.validation.advising import LINK, TEXT, WHOLE, Case, members

CASES: list[Case] = [
    (
        "repeated",
        members(keywords={"type": "array", "items": TEXT}, links={"type": "array", "items": LINK}),
        [{"keywords": ["Heart failure", "lung", "heart  Failure"]}],
        [{"keywords": ["mg", "Mg", "heart", "hearts", "", ""]},
         {"links": ["https://example.org/A", "https://example.org/a"]}],
        "/keywords/2",
    ),
    (
        "repeated",
        members(papers={"type": "array", "items": TEXT}, links={"type": "array", "items": LINK}),
        [{"papers": ["10.1234/abc", "10.1234/ABC"]}, {"papers": ["https://doi.org/10.1234/abc", "10.1234/abc"]},
         {"papers": ["x", "x"]}],
        [{"papers": ["10.1234/abc", "10.1234/abcd"]}],
        "/papers/1",
    ),
    (
        "repeated",
        members(observations={"type": "array", "items": members(node=TEXT, value=WHOLE, more=members(a=TEXT))}),
        [{"observations": [{"node": "x", "value": 1}, {"node": "x", "value": 2}, {"value": 1, "node": "x"}]}],
        [{"observations": [{"node": "x", "value": 1}, {"node": "x", "value": True}, {"node": "x"}, {"node": "x"}]},
         {"observations": [{"node": "x", "more": {"a": "1"}}, {"node": "x", "more": {"a": "2"}}]}],
        "/observations/2",
    ),
    (
        "repeated",  # what a schema itself forbids is told by the check of it
        members(them={"type": "array", "items": TEXT, "uniqueItems": True}),
        [{"them": ["Lung", "heart", "lung"]}],
        [{"them": ["lung", "heart", "lung", "heart"]}],
        "/them/2",
    ),
    (
        "repeated",  # the same band of ages, whatever was counted in it
        members(age={"type": "array", "items": members(bin={"enum": ["0-9", "10-19"]}, count=WHOLE)}),
        [{"age": [{"bin": "0-9", "count": 3}, {"bin": "10-19", "count": 3}, {"bin": "0-9", "count": 4}]},
         {"age": [{"bin": "0-9", "count": 3}, "x", {"bin": "0-9", "count": None}]}],
        [{"age": [{"bin": "0-9", "count": 3}, {"bin": "10-19", "count": 3}]}, {"age": [{"count": 3}, {"count": 4}]},
         {"age": [{"bin": [], "count": 3}, {"bin": [], "count": 4}]}, {"age": [None, [], {"bin": "0-9"}] * 3}],
        "/age/2",
    ),
    (
        "repeated",  # a code is one of its system
        members(of={"type": "array", "items": members(code={"anyOf": [TEXT, WHOLE]}, system=TEXT, count=WHOLE)}),
        [{"of": [{"code": 4, "system": "a", "count": 3}, {"code": 4, "system": "a", "count": 5}]}],
        [{"of": [{"code": 4, "system": "a", "count": 3}, {"code": 4, "system": "b", "count": 5}]},
         {"of": [{"code": "x", "value": 3}, {"code": "x", "value": 4}]}],
        "/of/1",
    ),
    (
        "name-twice",
        members(tables={"anyOf": [{"type": "array", "items": members(name=TEXT)}, {"type": "null"}]}),
        [{"tables": [{"name": "a"}, {"name": "b"}, {"name": "a"}]}],
        [{"tables": [{"name": "a"}, {"name": "A"}, {"name": ""}, {"name": ""}, {}, None]}, {"tables": []}],
        "/tables/2/name",
    ),
    (
        "name-twice",  # two people may have the same name, and a paper may be named twice
        members(
            tables={"type": "array", "items": members(columns={"type": "array", "items": members(name=TEXT)})},
            authors={"type": "array", "items": members(name=TEXT)},
        ),
        [{"tables": [{"columns": [{"name": "dob"}, {"name": "dob"}]}]}],
        [{"authors": [{"name": "a"}, {"name": "a"}]}, {"tables": [{"columns": [{"name": "a"}]}] * 2}],
        "/tables/0/columns/1/name",
    ),
    (
        "several-in-one",
        members(keywords={"type": "array", "items": TEXT}, aliases={"type": "array", "items": TEXT}),
        [{"keywords": ["asthma, copd"]}, {"keywords": ["asthma; copd", "lung"]}],
        [{"keywords": ["Carcinoma, hepatocellular"]}, {"keywords": ["asthma, acute", "copd"]},
         {"keywords": ["asthma,"]},
         {"aliases": ["asthma, copd"]}, {"keywords": ["asthma;"]}],
        "/keywords/0",
    ),
]  # fmt: skip
