"""Every known refusal of the HDR UK gateway, and what a person reads for it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.gateways.hdruk_answers import RULES, explain
from gatewaydesk.gateways.traser_entries import refused_values
from gatewaydesk.gateways.wire import Answer
from gatewaydesk.pointer import ABSENT, to_text


def answered(status: int, body: Any) -> Answer:
    return Answer(
        status, {}, body if isinstance(body, str) else json.dumps(body), None if isinstance(body, str) else body
    )


def coded(status: int, message: str) -> tuple[int, Any]:
    return status, {"code": status, "message": message}


def invalid(reason: str, message: str, field: str) -> tuple[int, Any]:
    errors = [{"reason": reason, "message": message, "field": field}]
    return 400, {"status": "INVALID_ARGUMENT", "message": "Invalid argument(s)", "errors": errors}


def unknown_format(traser: Any, *, dot: str = "") -> tuple[int, Any]:
    details = {"traser_message": traser, "wasTranslated": False, "metadata": None, "statusCode": 400}
    return 400, {"message": f"metadata is in an unknown format and cannot be processed{dot}", "details": details}


OTHER_TEAM = "This Application is not allowed to interact with datasets from another team!"

# the answer · the rule · words that the person reads · the way out
ROWS: list[tuple[tuple[int, Any], str, str, str]] = [
    (coded(401, "Unauthorized"), "headers-missing", "did not receive both IDs", "sign-in"),
    (
        coded(401, "Please provide a x-application-id and x-client-id in your headers"),
        "headers-missing",
        "did not receive both IDs",
        "sign-in",
    ),
    (
        coded(401, "No known integration matches the credentials provided"),
        "application-unknown",
        "does not know this Application ID",
        "sign-in",
    ),
    (
        coded(401, "The credentials provided are invalid"),
        "client-id-wrong",
        "Client ID does not belong to it",
        "sign-in",
    ),
    (coded(400, "Application has not been enabled!"), "application-disabled", "is not enabled", "retry"),
    (
        coded(400, "Application permissions do not allow this request"),
        "permission-missing",
        "tick the permission",
        "retry",
    ),
    (coded(401, OTHER_TEAM), "other-team", "belongs to another team", "edit-connection"),
    (coded(500, OTHER_TEAM), "other-team", "belongs to another team", "edit-connection"),
    (
        invalid("REQUIRED", "The metadata field is required.", "metadata"),
        "invalid-argument",
        "“metadata”: The metadata field is required.",
        "",
    ),
    (invalid("IN", "The selected status is invalid.", "status"), "invalid-argument", "“status”", ""),
    (
        invalid("EXISTS", "The selected id is invalid.", "id"),
        "invalid-argument",
        "knows no dataset (or team)",
        "refresh",
    ),
    ((404, {"message": "Dataset not found"}), "dataset-not-found", "no such dataset for your team", "refresh"),
    ((404, {"message": "Resource not found"}), "address-wrong", "Check the connection's address", "edit-connection"),
    (
        coded(500, "The route api/v2/teams/7/dataset could not be found."),
        "address-wrong",
        "Check the connection's address",
        "edit-connection",
    ),
    (
        coded(
            500, "The PATCH method is not supported for route api/v1/integrations/datasets/1. Supported methods: GET."
        ),
        "method-unsupported",
        "does not offer this (PATCH)",
        "edit-connection",
    ),
    (
        coded(500, "No query results for model [App\\Models\\Dataset] 9"),
        "no-such-record",
        "no such record any more (Dataset)",
        "refresh",
    ),
    (coded(500, 'Attempt to read property "team_id" on null'), "id-wrong", "no dataset with this ID", "refresh"),
    (coded(500, 'Undefined array key "status"'), "member-missing", "missed “status”", ""),
    (coded(500, 'Undefined array key "create_origin"'), "member-missing", "missed “create_origin”", ""),
    (coded(500, 'Undefined array key "metadata"'), "member-missing", "missed “metadata”", ""),
    ((400, {"message": "Title is required to save a dataset"}), "title-missing", "has no title", "show-field"),
    (
        (400, {"message": "metadata is in an unknown format and cannot be processed"}),
        "metadata-refused",
        "did not say why",
        "check",
    ),
    (
        (400, {"message": "failed to translate", "details": {"traser_message": {"message": "Not Found"}}}),
        "not-translated",
        "could not translate this dataset",
        "",
    ),
    (
        (400, {"message": "failed to translate", "details": '{"traser_message":{"message":"Not Found"}}'}),
        "not-translated",
        "could not translate this dataset",
        "",
    ),
    (
        (400, {"message": "status of an archived Dataset cannot be modified"}),
        "archived",
        "Take it out of the archive first",
        "unarchive",
    ),
    ((400, {"message": "Sort direction must be either: ['asc', 'desc']"}), "sorting", "cannot sort", ""),
    ((400, {"message": "foo is not a valid field to sort on"}), "sorting", "cannot sort", ""),
    (
        coded(500, "Translation Service error. Contact Technical Support if this issue persists."),
        "validator-away",
        "did not answer",
        "retry",
    ),
    (
        coded(500, "You have given a schema_model but not a schema_version"),
        "half-a-schema",
        "told only the model",
        "",
    ),
    (
        coded(400, "You have given a schema_version but not a schema_model"),
        "half-a-schema",
        "told only the version",
        "",
    ),
    (coded(500, "Too Many Attempts."), "too-many", "Wait a minute", "retry"),
    (coded(429, "Too Many Requests"), "too-many", "Wait a minute", "retry"),
    ((429, ""), "too-many", "Wait a minute", "retry"),
    (coded(500, "Service Unavailable"), "maintenance", "closed for maintenance", "retry"),
    (coded(500, "The POST data is too large."), "too-large", "larger than the gateway takes", ""),
    ((413, "<html>413 Request Entity Too Large</html>"), "too-large", "larger than the gateway takes", ""),
    ((503, "<html>503</html>"), "maintenance", "closed for maintenance", "retry"),
    ((502, "<html>502 Bad Gateway</html>"), "", "answered 502 with a page that is not JSON", "retry"),
    ((504, ""), "", "answered 504 and nothing else", "retry"),
    ((404, "<html>"), "", "answered 404 with a page that is not JSON", "edit-connection"),
    (coded(500, "WebSocket not supported."), "", "answered 500: “WebSocket not supported”.", "retry"),
    ((418, {"teapot": True}), "", "answered 418 in a form that Gateway Desk does not know", "edit-connection"),
    ((500, []), "", "answered 500 in a form", "retry"),
]

# what the validator says (inside `details.traser_message`) · words that the person reads
TRASER: list[tuple[Any, str]] = [
    (
        {"message": "Translation has failed.", "errors": [{"type": "field", "path": "metadata"}]},
        "could not read the metadata",
    ),
    (
        {"message": "Input metadata object matched no known schemas", "details": {"available_schemas": {}}},
        "no schema that this metadata fits",
    ),
    ({"message": "Cannot support the input model (HDRUK:9)", "details": {}}, "does not support the schema HDRUK:9"),
    (
        {"message": "Failed to find translation between HDRUK:2.1.2 and GWDM:2.0", "details": {}},
        "could not translate from HDRUK:2.1.2 into GWDM:2.0",
    ),
    (
        {"message": "Failed to execute translation between HDRUK:2.1.2 and GWDM:2.0", "details": {}},
        "could not translate from HDRUK:2.1.2",
    ),
    ({"message": "Translation not possible"}, "was not told the schema's version"),
    ({"error": "metadata validation failed", "details": [{"message": "Schema for model=X is not known!"}]}, "not know"),
    ({"message": "Validation has failed", "errors": [{"msg": "Invalid value", "path": "x"}]}, "could not read"),
    ({"type": "entity.parse.failed", "message": "Unexpected token"}, "was not JSON"),
    ({"message": "request entity too large", "limit": 10485760}, "at most 10 MB"),
    ({"error": "Cannot read properties of undefined (reading 'x')"}, "does not have this schema"),
    ({"error": "Hydration schema not found: HDRUK/9"}, "does not have this schema"),
    ({"message": "Not Found"}, "did not know what was asked"),
    ({"message": "Input metadata validation failed", "details": {"validationErrors": []}}, "did not say why"),
    ("text instead of JSON", "did not say why"),
]


@pytest.mark.parametrize(("answer", "rule", "words", "way_out"), ROWS)
def test_each_refusal_in_words(answer: tuple[int, Any], rule: str, words: str, way_out: str) -> None:
    found = explain(answered(*answer))
    assert found.rule == rule
    assert words in str(found.refused)
    assert found.refused.way_out == way_out
    assert found.refused.status == answer[0]
    assert_plain(str(found.refused))


@pytest.mark.parametrize(("said", "words"), TRASER)
@pytest.mark.parametrize("dot", ["", "."])
def test_each_word_of_the_validator(said: Any, words: str, dot: str) -> None:
    for body in (said, json.dumps(said)):
        found = explain(answered(*unknown_format(body, dot=dot)))
        assert words in str(found.refused), str(found.refused)
        assert found.settled
        assert_plain(str(found.refused))


@pytest.mark.parametrize(
    ("answer", "headers", "seconds"),
    [
        (coded(500, "Too Many Attempts."), {}, 60.0),
        (coded(500, "Too Many Attempts."), {"retry-after": "7"}, 7.0),
        ((429, ""), {"retry-after": "7"}, 7.0),
        (coded(500, "Service Unavailable"), {}, 300.0),
        (coded(401, "Unauthorized"), {"retry-after": "7"}, None),
        (coded(500, "Something new"), {}, None),
    ],
)
def test_when_time_helps(answer: tuple[int, Any], headers: dict[str, str], seconds: float | None) -> None:
    said = replace(answered(*answer), headers=headers)
    assert explain(said, METADATA).refused.retry_after == seconds


def test_every_rule_has_its_row() -> None:
    assert {rule.name for rule in RULES} <= {row[1] for row in ROWS}


def assert_plain(sentence: str) -> None:
    """Whole sentences; no word of programmers, of HTTP libraries, or of the validator."""
    assert sentence[0].isupper() and sentence.rstrip("”")[-1] in ".!”"
    assert ".." not in sentence and "  " not in sentence and "None" not in sentence
    own = re.sub(r"“[^”]*”", "", sentence)
    for jargon in ("null", "traser", "ajv", "anyOf", "exception", "HTTP", "validation", "array", "{", "}", "["):
        assert jargon not in own, sentence


def test_a_proof_of_nothing_kept_is_claimed_only_where_there_is_one() -> None:
    """Messages that the gateway's checks give are certain; what may come from the middle of storing is not."""
    for answer, rule, _, _ in ROWS:
        settled = explain(answered(*answer)).settled
        bare_server_page = answer[0] >= 500 and not isinstance(answer[1], dict)
        uncertain = rule in ("id-wrong", "member-missing") or bare_server_page or (not rule and answer[0] >= 500)
        assert settled is not uncertain, (answer, rule)


# the gateway's findings on single values


def finding(*errors: Any) -> Any:
    return {"message": "Input metadata validation failed", "details": {"validationErrors": list(errors), "data": {}}}


def entry(place: str, keyword: str, **params: Any) -> dict[str, Any]:
    return {"instancePath": place, "schemaPath": "#/x", "keyword": keyword, "params": params, "message": "must …"}


METADATA = {
    "summary": {"title": "x", "abstract": "y" * 612, "contactPoint": "a@b", "keywords": [], "": 1, "a/b": 2},
    "observations": [{"measuredValue": 1}, {"measuredValue": "?"}],
}


@pytest.mark.parametrize(
    ("error", "place", "message"),
    [
        (
            entry("/summary/title", "minLength", limit=2),
            ("summary", "title"),
            "Must have at least 2 characters; it has 1 (1 too few).",
        ),
        (
            entry("/summary/abstract", "maxLength", limit=500),
            ("summary", "abstract"),
            "Must have at most 500 characters; it has 612 (112 too many).",
        ),
        (
            entry("/summary/keywords", "minItems", limit=1),
            ("summary", "keywords"),
            "Must have at least 1 item; it has 0. Add 1 more.",
        ),
        (
            entry("/summary/contactPoint", "format", format="email"),
            ("summary", "contactPoint"),
            "Must be an e-mail address, such as name@example.org.",
        ),
        (
            entry("/observations/1/measuredValue", "type", type="integer"),
            ("observations", 1, "measuredValue"),
            "Must be a whole number.",
        ),
        (
            entry("/observations/0/measuredValue", "type", type=["string", "null"]),
            ("observations", 0, "measuredValue"),
            "Must be text.",
        ),
        (
            entry("/observations/1", "required", missingProperty="observedNode"),
            ("observations", 1, "observedNode"),
            "Required, and still empty.",
        ),
        (
            entry("/summary", "additionalProperties", additionalProperty="colour"),
            ("summary",),
            "The gateway found “colour” in it, which it does not know here; it is not in what you wrote.",
        ),
        (
            entry("", "additionalProperties", additionalProperty="summary"),
            ("summary",),
            "Is not a field of this schema: remove it, or move its content elsewhere.",
        ),
        (
            {"dataPath": ".summary.title", "keyword": "minLength", "params": {"limit": 2}, "message": "x"},
            ("summary", "title"),
            "Must have at least 2 characters; it has 1 (1 too few).",
        ),
        (
            {"dataPath": "['summary']['it\\'s'][0]", "keyword": "minimum", "params": {"limit": 2}},
            ("summary", "it's", "0"),
            "Must be at least 2.",
        ),
        (
            entry("summary/title", "minLength"),
            ("summary", "title"),
            "The gateway says: “must …”.",
        ),
        (
            entry("summary title?", "minLength", limit=2),
            (),
            "The gateway says of “summary title?”, which is no place that can be shown: must have at least 2 "
            "characters.",
        ),
        (
            {"keyword": "type", "params": {"type": "string"}, "message": "must be string"},
            (),
            "The gateway says without saying where: must be text.",
        ),
        (
            entry("/summary/title", "enum", allowedValues=["a", "b"]),
            ("summary", "title"),
            "Must be one of: a or b.",
        ),
        (
            entry("/summary/title", "enum", allowedValues=list("abcdefgh")),
            ("summary", "title"),
            "Must be one of: a, b, c, d, e, f, g or h.",
        ),
        (entry("/summary/title", "const", allowedValue="z"), ("summary", "title"), "Must be “z”."),
        (
            entry("/summary/title", "pattern", pattern="^a+$"),
            ("summary", "title"),
            "Must be one or more letters a, such as aaa.",
        ),
        (
            entry("/summary/", "minimum", comparison=">=", limit=5),
            ("summary", ""),
            "Must be at least 5; it is 1 (4 below).",
        ),
        (entry("/summary/a~1b", "maximum", limit=1), ("summary", "a/b"), "Must be at most 1; it is 2 (1 above)."),
        (entry("/summary/title", "futureKeyword"), ("summary", "title"), "The gateway says: “must …”."),
        (entry("", "required", missingProperty="version"), ("version",), "Required, and still empty."),
    ],
)
def test_a_refused_value_at_its_place_in_words(error: Any, place: tuple[Any, ...], message: str) -> None:
    found = explain(answered(*unknown_format(finding(error))), METADATA).refused
    (detail,) = found.details
    assert (detail["pointer"], detail["message"], detail["keyword"]) == (place, message, error["keyword"])
    assert found.way_out == "show-field" and "does not accept one value" in found.what


def test_the_noise_of_a_nullable_union_goes() -> None:
    errors = [
        entry("/summary/abstract", "maxLength", limit=500),
        entry("/summary/abstract", "type", type="null"),
        entry("/summary/abstract", "anyOf"),
    ]
    (detail,) = refused_values(errors, METADATA)
    assert detail["keyword"] == "maxLength"


def test_the_deepest_place_wins() -> None:
    errors = [
        entry("/observations/1/measuredValue", "type", type="integer"),
        entry("/observations/1", "required", missingProperty="observedNode"),
        entry("/observations", "type", type="null"),
        entry("/observations", "anyOf"),
    ]
    places = [detail["pointer"] for detail in refused_values(errors, METADATA)]
    assert places == [("observations", 1, "measuredValue"), ("observations", 1, "observedNode")]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("subTypes/0", "subTypes/1"), ("name", "subTypes/1"), ("subTypes/0", "name")],
)
def test_the_branch_that_fits_best_is_believed(wrong: str, right: str) -> None:
    union = "/summary/datasetType/0"
    for at in range(4):
        errors = [entry(f"{union}/{wrong}", "enum", allowedValues=[name]) for name in "abc"]
        errors.insert(at, entry(f"{union}/{right}", "enum", allowedValues=["right"]))
        (detail,) = refused_values([*errors, entry(union, "anyOf")], ABSENT)
        assert to_text(detail["pointer"]) == f"{union}/{right}"
        assert "“right”" in detail["message"]


def test_when_no_branch_fits_better_the_union_as_a_whole_is_wrong() -> None:
    union = "/summary/datasetType/0"
    errors = [entry(f"{union}/{name}", "enum", allowedValues=["x"]) for name in ("name", "kind", "name", "kind")]
    (detail,) = refused_values([*errors, entry(union, "anyOf")], ABSENT)
    assert to_text(detail["pointer"]) == union
    assert detail["message"] == "Fits none of the forms that are allowed here."


def test_a_union_of_simple_types_names_them_all() -> None:
    errors = [entry("/summary/title", "type", type=kind) for kind in ("integer", "array", "null")]
    (detail,) = refused_values([*errors, entry("/summary/title", "anyOf")], METADATA)
    assert detail["message"] == "Must be a whole number or a list."


def test_choices_of_all_branches_are_named() -> None:
    errors = [entry("/summary/title", "enum", allowedValues=[one]) for one in "ab"]
    (detail,) = refused_values([*errors, entry("/summary/title", "anyOf")], METADATA)
    assert detail["message"] == "Must be one of: a or b."


def test_separate_faults_stay_separate() -> None:
    errors = [
        entry("/summary/title", "minLength", limit=2),
        entry("/summary/abstract", "anyOf"),
        entry("/summary/abstract", "maxLength", limit=500),
    ]
    assert len(refused_values(errors, METADATA)) == 2
    found = explain(answered(*unknown_format(finding(*errors))), METADATA).refused
    assert "does not accept 2 values" in found.what


def output_refused(*errors: Any, metadata: Any = METADATA) -> Any:
    said = {"message": "Output metadata validation failed", "details": list(errors)}
    return explain(answered(*unknown_format(said)), metadata).refused


def test_a_fault_of_the_translation_is_told_in_words_and_points_at_the_field_it_comes_from() -> None:
    found = output_refused(entry("/summary/shortTitle", "maxLength", limit=80), entry("/summary", "anyOf"))
    assert "“Summary › Short title” must have at most 80 characters" in found.what
    assert "GWDM" in found.what and "are marked" in found.todo
    (detail,) = found.details
    assert detail["pointer"] == ("summary", "title") and found.way_out == "show-field"
    assert detail["message"] == (
        "Is accepted, but the gateway's own translation of it is not: there “Summary › Short title” must have at most "
        "80 characters."
    )
    assert detail["there"] == "/summary/shortTitle"
    assert_plain(str(found))


def test_a_fault_of_the_translation_that_belongs_to_no_field_is_one_of_the_whole_dataset() -> None:
    found = output_refused(entry("/linkage/dataUses", "type", type="string"))
    (detail,) = found.details
    assert detail["pointer"] == () and detail["there"] == "/linkage/dataUses"
    assert detail["message"] == (
        "The metadata is accepted, but the gateway's own translation of it is not: there “Linkage › Data uses” must be "
        "text. No field is known for that."
    )
    assert "/linkage" not in str(found)
    assert "may be called otherwise" in found.todo and "support" in found.todo


HOSTILE = "a\x1b[31m\r\n\u202e\x00b " * 400


@pytest.mark.parametrize(
    "said",
    [
        finding(entry("/summary/title", "enum", allowedValues=[HOSTILE] * 9)),
        finding(entry("/summary/title", "const", allowedValue=HOSTILE)),
        finding(entry("/summary/title", "const", allowedValue=[HOSTILE])),
        finding(entry("/summary/title", "type", type=[HOSTILE, HOSTILE])),
        finding(entry("/summary/title", "format", format=HOSTILE)),
        finding(entry("/summary/title", "pattern", pattern=f"^{HOSTILE}(")),
        finding(entry("/summary/title", "maxLength", limit=HOSTILE)),
        finding(entry("/summary/title", "maxLength", limit=10**900)),
        finding(entry("/summary/title", "multipleOf", multipleOf=HOSTILE)),
        finding(entry(HOSTILE, "maxLength", limit=3)),
        finding(entry("/summary", "additionalProperties", additionalProperty=HOSTILE)),
        finding({**entry("/summary/title", HOSTILE), "message": HOSTILE}),
        {
            "message": "Output metadata validation failed",
            "details": [entry(f"/summary/{HOSTILE}", "type", type="string")],
        },
        {"message": f"Failed to find translation between {HOSTILE} and {HOSTILE}"},
        {"message": f"Schema for model={HOSTILE} is not known"},
        {"message": "request entity too large", "limit": 10**900},
    ],
    ids=lambda said: str(said)[:60].encode("ascii", "replace").decode(),
)
def test_what_cannot_be_seen_in_an_answer_is_made_visible_and_what_is_very_long_is_shortened(said: Any) -> None:
    found = explain(answered(*unknown_format(said)), METADATA).refused
    for text in (found.what, found.todo, *(str(one[name]) for one in found.details for name in ("message", "keyword"))):
        assert text.isprintable() and len(text) < 1_500, text


@pytest.mark.parametrize(
    "body",
    [
        {"message": HOSTILE},
        {"message": "Invalid argument(s)", "errors": [{"field": HOSTILE, "message": HOSTILE, "reason": "X"}] * 9},
        {"message": f"The {HOSTILE.replace(' ', '')} method is not supported for route"},
    ],
)
def test_so_is_what_the_gateway_itself_says(body: Any) -> None:
    found = explain(answered(500, body)).refused
    assert found.what.isprintable() and len(found.what) < 2_000, found.what


def test_without_the_document_the_echoed_one_tells_items_from_members() -> None:
    said = finding(entry("/observations/1/measuredValue", "type", type="integer"))
    said["details"]["data"] = METADATA
    (detail,) = explain(answered(*unknown_format(said))).refused.details
    assert detail["pointer"] == ("observations", 1, "measuredValue")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda below: st.lists(below, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["message", "error", "details", "errors", "validationErrors", "traser_message", "keyword", "params",
                 "instancePath", "missingProperty", "allowedValues", "type", "limit"]
            ),
            below
            | st.sampled_from(
                ["Input metadata validation failed", "Output metadata validation failed", "Invalid argument(s)",
                 "metadata is in an unknown format and cannot be processed", "failed to translate", "/summary", "enum",
                 "anyOf", "type", "required", "metadata validation failed", "request entity too large"]
            ),
            max_size=5,
        ),
        max_leaves=20,
    ),
    st.integers(100, 599),
)  # fmt: skip
def test_no_answer_however_strange_is_a_crash(body: Any, status: int) -> None:
    refused = explain(answered(status, body), METADATA).refused
    assert refused.what and all(isinstance(detail["pointer"], tuple) for detail in refused.details)


def test_a_long_answer_is_shortened_and_masked() -> None:
    text = "<html>x-client-id: abcdefghijklmnop\x1b[31m" + "x" * 60_000
    refused = explain(answered(502, text)).refused
    assert len(refused.answer) < 50_100 and "(60,0" in refused.answer
    assert "abcdefghijklmnop" not in refused.answer and "\x1b" not in refused.answer


def test_an_answer_that_nobody_knows_is_shown_whole() -> None:
    trace = "\n".join(f"#{at} /var/www/app/Http/Controllers/DatasetController.php({at})" for at in range(600))
    refused = explain(answered(500, trace)).refused
    assert refused.answer == trace
