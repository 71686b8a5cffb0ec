"""What a schema calls a secret is in no sentence, fact or repair of a check, nor in what is printed of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.__main__ import main
from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.validation.advice import Adviser, advised
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.kept_secret import kept_secret
from gatewaydesk.validation.places import Places
from gatewaydesk.validation.problems import Problem
from gatewaydesk.validation.repairs import Mender, Repair

WORD = "S3cret"
SECRET = {"writeOnly": True, "title": "Key"}
PASSWORD = {"type": "string", "format": "password", "title": "Password", "minLength": 20}


def closed(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


# a schema of member `it`, what is there
KINDS: list[tuple[Any, Any]] = [
    ({**SECRET, "type": "string", "pattern": "^k-[0-9]+$"}, WORD),
    ({**SECRET, "type": "string", "pattern": "^[A-Z0-9]+$"}, WORD),
    ({**SECRET, "type": "string", "pattern": "^[A-Za-z0-9]+$"}, f" {WORD}\n"),
    ({**SECRET, "type": "string", "format": "email"}, f"{WORD} <{WORD}@example.org>"),
    ({**SECRET, "type": "string", "format": "uri"}, f"www.example.org/{WORD}"),
    ({**SECRET, "type": "string", "format": "uri"}, f"http://example.org/{WORD}"),
    ({**SECRET, "type": "string", "pattern": r"^10\.\d+/\w+$"}, f"https://doi.org/10.1234/{WORD}"),
    ({**SECRET, "type": "string", "maxLength": 10}, f"{WORD} and more words. {WORD}"),
    ({**SECRET, "enum": ["S3cre-ts", "other"]}, WORD),
    ({**SECRET, "enum": ["s3CRE-T", "other"]}, WORD),
    ({**SECRET, "const": 3}, WORD),
    ({**SECRET, "type": "integer"}, WORD),
    ({**SECRET, "type": "boolean"}, WORD),
    ({**SECRET, "not": {"type": "string"}}, WORD),
    ({**SECRET, "type": "array", "items": {"type": "string", "maxLength": 8}}, f"{WORD}, {WORD}b"),
    ({**SECRET, "type": "array", "items": {"enum": ["x"]}}, [WORD, {"a": WORD}]),
    ({"type": "array", "items": {**SECRET, "type": "string"}, "uniqueItems": True}, [WORD, WORD]),
    ({"type": "array", "items": closed(key={**SECRET, "type": "integer"}, n={"type": "integer"})}, [{"key": WORD}]),
    ({"type": "array", "items": closed(name={**SECRET}, n={"type": "integer"})}, [{"name": WORD, "n": "x"}]),
    ({"anyOf": [{**SECRET, "type": "string", "pattern": "^k"}, {"type": "integer"}]}, WORD),
    ({"oneOf": [{"type": "null"}, {"type": "array", "items": {**SECRET, "type": "integer"}}]}, [WORD]),
    ({**closed(key=SECRET), "not": {"required": ["key"], "properties": {"key": {"type": "string"}}}}, {"key": WORD}),
    ({**closed(key=SECRET), "enum": [{"key": "other"}]}, {"key": WORD}),
    ({**closed(key=SECRET, apiUrl=SECRET), "required": ["apiUrl"]}, {"key": 1, "apiUrll": f"www.{WORD}.example.org"}),
    ({**SECRET, "type": "object", "additionalProperties": {"type": "integer"}}, {"x": WORD}),
    ({"type": "object", "additionalProperties": {**SECRET, "type": "integer"}}, {"x": WORD}),
    ({"type": "object", "propertyNames": {"pattern": "^a"}, "additionalProperties": SECRET}, {"x": WORD}),
    (PASSWORD, WORD),
    ({**PASSWORD, "minLength": 0, "title": "Abstract", "pattern": "^[^ ]*$"}, f"todo {WORD}, {WORD}"),
    (closed(a={**SECRET, "type": "string"}, b={"type": "string"}), {"b": 1, "stray": 2, "a": WORD}),
    *(({"type": "array", "items": {**SECRET, "type": "string"}}, one) for one in (WORD, f"{WORD}; two", {"a": WORD})),
    *((closed(user={}, key=SECRET), one) for one in (f"joe:{WORD}", ["joe", WORD])),
    ({"type": "object", "additionalProperties": SECRET}, WORD),
    ({"type": "object", "patternProperties": {"^key": SECRET}, "additionalProperties": False}, WORD),
    ({"type": "array", "items": closed(user={}, inner=closed(key=SECRET))}, [{"inner": WORD}, WORD]),
    ({"type": "array", "prefixItems": [SECRET]}, WORD),
    ({"oneOf": [{"type": "array", "items": {**SECRET, "type": "string"}}, {"type": "integer"}]}, WORD),
    ({**SECRET, "type": "object", "propertyNames": {"pattern": "^[a-z]$"}}, {WORD: 1}),
]


def checked(schema: Any, value: Any) -> tuple[list[Problem], list[Repair]]:
    loaded = LoadedSchema("file/x", schema)
    checker = Checker(loaded)

    def examine(one: Any) -> list[Problem]:
        return advised(loaded, one, checker.check(one))

    problems = examine(value)
    mender = Mender(examine, loaded.root, value, problems, loaded.raw)
    return problems, [one for problem in problems for one in mender.repairs(problem)]


@pytest.mark.parametrize(("rule", "value"), KINDS, ids=lambda one: json.dumps(one)[:60])
def test_a_secret_is_told_nowhere(rule: Any, value: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schema = closed(it=rule, beside={"type": "integer"})
    document = {"it": value, "beside": "x"}
    problems, repairs = checked(schema, document)
    assert problems
    for one in problems:
        assert WORD.lower() not in f"{one.sentence} {dict(one.facts)}".lower()
    assert not [one for one in repairs if WORD.lower() in f"{one.id} {one.label}".lower()]
    file, rules = tmp_path / "file.json", tmp_path / "rules.json"
    file.write_text(json.dumps(document, indent=1))
    rules.write_text(json.dumps(schema))
    for form in ([], ["--json"], ["--sarif"]):
        assert main(["check", str(file), "--schema", str(rules), *form]) == 1
        said = capsys.readouterr()
        assert WORD.lower() not in (said.out + said.err).lower()
        assert "beside" in said.out.lower()


@pytest.mark.parametrize(
    ("rule", "value", "sentence"),
    [
        (PASSWORD, "abc", "Must be text of at least 20 characters. What is written there is kept secret."),
        ({**SECRET, "type": "integer"}, "abc", "Is not as the schema asks. What is written there is kept secret."),
        ({**SECRET, "enum": ["a", "b"]}, "c", "Must be one of: a or b. What is written there is kept secret."),
        (
            {**SECRET, "format": "email"},
            "c",
            "Must be an e-mail address, such as name@example.org. What is written there is kept secret.",
        ),
        (closed(key=SECRET), "c", "Must be a group of fields. What is written there is kept secret."),
    ],
)
def test_what_must_be_is_told_all_the_same(rule: Any, value: Any, sentence: str) -> None:
    (problem,), repairs = checked(closed(it=rule), {"it": value})
    assert problem.message == sentence
    assert not repairs


def test_a_secret_beside_its_list_is_put_into_it_unread() -> None:
    rule = {"type": "array", "items": {**SECRET, "type": "string"}}
    (problem,), repairs = checked(closed(it=rule), {"it": WORD})
    assert problem.message == "Must be a list. What is written there is kept secret."
    assert [one.label for one in repairs] == ["Make it a list of one"]


def test_what_is_empty_is_no_secret() -> None:
    schema = {**closed(it={**SECRET, "type": "string", "minLength": 1}, also=PASSWORD), "required": ["also"]}
    problems, _ = checked(schema, {"it": ""})
    assert [one.message for one in problems] == [
        "Is empty: write something, or leave it out.",
        "Required, and still empty.",
    ]


def test_a_repair_that_says_nothing_of_a_secret_is_offered() -> None:
    _, repairs = checked(closed(it={**SECRET, "type": "string", "pattern": r"^\S+$"}), {"it": f" {WORD} "})
    assert [one.label for one in repairs] == ["Remove the space around it"]
    _, repairs = checked(closed(apiKey={**SECRET, "type": "string"}), {"api_key": WORD})
    assert [one.label for one in repairs] == ["Rename to “apiKey”", "Remove “api_key”"]


def test_no_advice_is_given_about_secrets() -> None:
    rule = {"type": "string"}
    value = {"link": "http://example.org/", "title": "todo", "rows": [{"name": "todo", "description": "todo"}] * 2}
    for more, count in ((rule, 4), (rule | {"writeOnly": True}, 0), (rule | {"format": "password"}, 0)):
        row = {"type": "object", "properties": {"name": more, "description": more}}
        schema = closed(link=more, title=more, rows={"type": "array", "items": row})
        found = Adviser(LoadedSchema("file/x", schema)).advise(value)
        assert [one for one in found if one.keyword != "repeated"] == [] if not count else len(found) >= count


def test_whatever_is_inside_a_secret_is_one() -> None:
    schema = LoadedSchema("file/x", closed(keys={"writeOnly": True, "type": "object"}, open={"type": "object"}))
    places = Places(schema.root, {"keys": {"a": ["x"]}, "open": {"a": ["x"]}})
    assert [places.at((name, "a", 0)).secret for name in ("keys", "open")] == [True, False]


@given(st.text(min_size=4), st.sampled_from(KINDS))
def test_no_text_whatever_is_told(text: str, kind: tuple[Any, Any]) -> None:
    """Marked at both ends, so that it is found however it is shortened, and told from what a schema says itself."""
    value = json.loads(json.dumps(kind[1]).replace(WORD, json.dumps(f"qzx{text}xzq")[1:-1]))
    problems, repairs = checked(closed(it=kind[0]), {"it": value})
    said = [*(f"{one.sentence} {dict(one.facts)}" for one in problems), *(f"{one.id} {one.label}" for one in repairs)]
    assert not [one for one in said if "qzx" in one.lower()]


def test_what_others_say_of_a_secret_is_kept() -> None:
    assert kept_secret() == "Is not as the schema asks. What is written there is kept secret."
