"""The schemas in `resources/schemas` say the publisher's facts in our own words.

Three things are held here:

* each schema, its `hints.json` and the example document are sound by themselves, and every field has words;
* each schema accepts and refuses the very documents that the publisher's does (needs the publisher's files, which do
  not ship; the tests that need them are skipped where they are missing);
* none of the wording is the publisher's (needs the same files).
"""

import copy
import itertools
import json
import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PROJECT = Path(__file__).resolve().parents[2]
SHIPPED = PROJECT / "resources" / "schemas" / "HDRUK"
EXAMPLE = PROJECT / "resources" / "examples" / "HDRUK-4.0.0.json"
PUBLISHED = PROJECT.parent / "shared" / "data" / "schemata"
VERSIONS = ("4.0.0", "3.0.0", "2.1.2")

needs_publisher = pytest.mark.skipif(
    not (PUBLISHED / "models" / "HDRUK").is_dir(), reason=f"the publisher's schemas are not at {PUBLISHED}"
)

APPLIED = ("anyOf", "allOf")
PROSE = ("title", "description", "guidance", "examples", "x-labels")
FACTS = (
    *("$schema", "$ref", "$defs", "type", "enum", "const", "properties", "required", "additionalProperties"),
    *("items", "anyOf", "allOf", "pattern", "format", "minLength", "maxLength", "default"),
)
MANY = 15  # enumerations up to this size have every value explained

Json = Any
Schema = dict[str, Any]
Place = tuple[str | int, ...]


def load(path: Path) -> Json:
    return json.loads(path.read_text(encoding="utf-8"))


def shipped(version: str) -> Schema:
    schema: Schema = load(SHIPPED / version / "schema.json")
    return schema


def published(version: str) -> Schema:
    schema: Schema = load(PUBLISHED / "models" / "HDRUK" / version / "schema.json")
    return schema


def validator(schema: Schema) -> jsonschema_rs.Validator:
    """Judge of one schema, formats included.

    The publisher's 3.0.0 has a pattern on which backtracking engines hang. The plain engine does not backtrack, so it
    is named here; a pattern that it cannot read would be refused loudly instead of hanging.
    """
    return jsonschema_rs.validator_for(
        schema, validate_formats=True, offline=True, pattern_options=jsonschema_rs.RegexOptions()
    )


def subschemas(schema: Schema, path: str = "#") -> Iterator[tuple[str, Schema]]:
    """Every schema written down in `schema`, itself included, with the pointer to it."""
    yield path, schema
    for keyword in ("properties", "$defs"):
        for name, child in schema.get(keyword, {}).items():
            yield from subschemas(child, f"{path}/{keyword}/{name}")
    for keyword in APPLIED:
        for index, child in enumerate(schema.get(keyword, ())):
            yield from subschemas(child, f"{path}/{keyword}/{index}")
    if isinstance(schema.get("items"), dict):
        yield from subschemas(schema["items"], f"{path}/items")


def resolve(root: Schema, schema: Schema) -> Schema:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    assert reference.startswith("#/$defs/"), reference
    target: Schema = root["$defs"][reference.removeprefix("#/$defs/")]
    return resolve(root, target)


def leaves(root: Schema, schema: Schema) -> Iterator[Schema]:
    """The alternatives of which `schema` consists, references followed and unions opened."""
    schema = resolve(root, schema)
    inner = [part for keyword in APPLIED for part in schema.get(keyword, ())]
    if not inner:
        yield schema
    for part in inner:
        yield from leaves(root, part)


# ---------------------------------------------------------------------------------------------------- sound by itself


@pytest.mark.parametrize("version", VERSIONS)
def test_is_a_valid_schema_made_of_known_words(version: str) -> None:
    schema = shipped(version)
    jsonschema.Draft202012Validator.check_schema(schema)
    for path, node in subschemas(schema):
        assert set(node) <= {*PROSE, *FACTS}, path
        for reference in [node["$ref"]] if "$ref" in node else []:
            assert reference.removeprefix("#/$defs/") in schema["$defs"], path


@pytest.mark.parametrize("version", VERSIONS)
def test_every_property_has_words(version: str) -> None:
    schema = shipped(version)
    for path, node in subschemas(schema):
        titles: list[str] = []
        for name, child in node.get("properties", {}).items():
            where = f"{path}/properties/{name}"
            title, description = child.get("title", ""), child.get("description", "")
            assert title.strip() == title and len(title) > 1, where
            assert title[0].isupper() and not title.endswith((":", ".")) and title != name, where
            assert len(title) <= 30, where
            assert description.strip() == description and description.endswith(".") and len(description) > 20, where
            guidance = child.get("guidance")
            assert guidance is None or (guidance.strip() == guidance and "\\n" not in guidance), where
            titles.append(title.casefold())
        assert len(set(titles)) == len(titles), f"{path}: two siblings share a title: {titles}"
    for name, definition in schema["$defs"].items():
        assert definition["title"][0].isupper(), name


@pytest.mark.parametrize("version", VERSIONS)
def test_short_enumerations_are_explained_value_by_value(version: str) -> None:
    schema = shipped(version)
    for path, node in subschemas(schema):
        for name, child in node.get("properties", {}).items():
            kinds = [*leaves(schema, child)]
            kinds += [leaf for kind in kinds if "items" in kind for leaf in leaves(schema, kind["items"])]
            for leaf in kinds:
                values = [value for value in leaf.get("enum", ()) if value is not None]
                if 1 < len(values) <= MANY:
                    missing = [value for value in values if f"- **{value}** — " not in child.get("guidance", "")]
                    assert not missing, f"{path}/properties/{name}: {missing}"


@pytest.mark.parametrize("version", VERSIONS)
def test_labels_name_every_value(version: str) -> None:
    schema = shipped(version)
    for path, node in subschemas(schema):
        if "x-labels" in node:
            assert set(node["x-labels"]) == {value for value in node["enum"] if value is not None}, path
            assert len(set(node["x-labels"].values())) == len(node["x-labels"]), path
    assert len(schema["$defs"]["LanguageEnum"]["x-labels"]) == 184


@pytest.mark.parametrize("version", VERSIONS)
def test_examples_are_valid(version: str) -> None:
    schema = shipped(version)
    checked = 0
    for path, node in subschemas(schema):
        examples = node.get("examples", [])
        assert isinstance(examples, list), path
        judge = validator({**node, "$schema": schema["$schema"], "$defs": schema["$defs"]}) if examples else None
        for example in examples:
            assert judge is not None
            judge.validate(example)
            checked += 1
    assert checked > 60


@pytest.mark.parametrize("version", VERSIONS)
def test_hints_point_at_what_is_there(version: str) -> None:
    schema, hints = shipped(version), load(SHIPPED / version / "hints.json")
    assert set(hints) == {"order", "groups", "fields"}
    generated = {one["place"]: one["filled_by"] for one in hints["fields"]}
    assert [group["members"] for group in hints["groups"]] == [list(generated)]
    assert generated == {
        "/identifier": "uuid",
        "/version": "version",
        "/revisions": "revisions",
        "/issued": "issued",
        "/modified": "modified",
    }
    pointers = [*generated, *hints["order"]]
    assert len(set(pointers)) == len(pointers)
    assert {f"/{name}" for name in schema["properties"]} == set(pointers)


def test_the_example_document_is_valid_and_plain() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    document = json.loads(text)
    judge = validator(shipped("4.0.0"))
    assert [f"{error.instance_path}: {error.message}" for error in judge.iter_errors(document)] == []
    # It must survive a route that escapes markup, and a terminal of any code page.
    assert text.isascii()
    assert not set("<>&'") & set(text)
    assert '\\"' not in text
    assert set(document) == set(shipped("4.0.0")["properties"])
    tables = document["structuralMetadata"]["tables"]
    assert len(tables) == 2
    assert all(4 <= len(table["columns"]) <= 6 for table in tables)


# ------------------------------------------------------------------------------------------- the publisher's facts


def facts(node: Json, inside_names: bool = False) -> Json:
    """`node` without its words; names of properties and definitions are no keywords."""
    if isinstance(node, list):
        return [facts(item) for item in node]
    if not isinstance(node, dict):
        return node
    if inside_names:
        return {name: facts(child) for name, child in node.items()}
    return {
        key: value if key in ("enum", "const", "default", "required") else facts(value, key in ("properties", "$defs"))
        for key, value in node.items()
        if key in FACTS and key != "$schema"
    }


@needs_publisher
@pytest.mark.parametrize("version", VERSIONS)
def test_facts_are_the_publishers(version: str) -> None:
    ours, theirs = facts(shipped(version)), facts(published(version))
    if version == "3.0.0":  # written anew, see test_rewritten_address_pattern
        assert ours["$defs"]["UrlV2"]["anyOf"][0].pop("pattern") != theirs["$defs"]["UrlV2"]["anyOf"][0].pop("pattern")
    assert ours == theirs
    assert list(ours["properties"]) == list(theirs["properties"])
    for name, definition in theirs["$defs"].items():
        assert list(ours["$defs"][name].get("properties", {})) == list(definition.get("properties", {})), name


FORMATS: dict[str, tuple[str, ...]] = {
    "date": ("2024-02-29", "2023-02-29", "2024-2-9", "01/02/2024", "2024-02-29T00:00:00Z", "٢٠٢٤-٠٢-٢٩", ""),
    "date-time": ("2024-02-29T23:59:60Z", "2024-02-29T10:00:00+01:00", "2024-02-29 10:00:00", "2024-02-29T10:00", ""),
    "email": ("a@b.example", "a b@c.example", "@", "a@", "a@b", "Ann <a@b.example>", "é@b.example", ""),
    "uri": (
        *("https://a.example/x?y=1#z", "urn:x:y", "//a.example", "a b", "https://a b.example", "/x", "mailto:a", ""),
        "https://a.example/" + "x" * 200,  # longer than a title may be, where both are allowed
    ),
}
# A good string first, then some that are nearly good. Patterns are matched without anchors unless they bring their own.
PATTERNS: dict[str, tuple[str, ...]] = {
    "([^,]+)": ("a, b", ",", ",,", "", ",a", "\n"),
    "^10.\\d{4,9}/[-._;()/:a-zA-Z0-9]+$": (
        *("10.1234/a-b.c", "10x1234/a", "10.123/a", "10.1234567890/a", "10.123456789/(a)", "10.1234/", "10.1234/a "),
        *("https://doi.org/10.1234/a", "10.1234/a\n", "10.١٢٣٤/a", "10.1234/é"),
    ),
    "^[A-Z]{2}(-[A-Z]{2,3})?$": ("GB-ENG", "GB", "gb", "GBR", "GB-", "GB-E", "GB-ENGL", "GB-ENG\n", " GB", "ÄB"),
    "^([0-9]+)\\.([0-9]+)\\.([0-9]+)$": ("1.0.0", "1.0", "v1.0.0", "1.0.0.0", "01.0.0", "1.0.0-a", "1.0.0\n", "1.٠.0"),
    "^[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{12}$": (
        *("5d0c3b1e-7f42-4a86-9c1d-2b6e8f90a134", "5D0C3B1E-7F42-4A86-9C1D-2B6E8F90A134"),
        *("5d0c3b1e7f424a869c1d2b6e8f90a134", "5d0c3b1e-7f42-4a86-9c1d-2b6e8f90a13g"),
        *("5d0c3b1e-7f42-4a86-9c1d-2b6e8f90a13", "5d0c3b1e-7f42-4a86-9c1d-2b6e8f90a1345"),
    ),
    "Not Known|(150|1[0-4][0-9]|[0-9]|[1-8][0-9]|9[0-9])-(150|1[0-4][0-9]|[0-9]|[1-8][0-9]|9[0-9])": (
        *("18-65", "Not Known", "0-150", "151-160", "18 - 65", "18-", "x 1-2 y", "not known", "18-651", "-"),
    ),
}
ADDRESSES = ("https://a.example/x", "a.bc", "ab", "abc", "abc:80", "abc\nabc", "abc\n\nabc", "abc d", " abc", "a..bc")
ANYTHING: tuple[Json, ...] = (
    *(None, True, False, 0, 1, -1, 1.0, 1.5, 1e300, 10**25, "", "x", "xx", " ", "Other", "OTHER"),
    *([], [None], [""], ["xx"], [[]], {}, {"a": 1}, {"name": "x"}, {"subTypes": None}, {"subTypes": ["Others"]}),
)


def strings_for(leaf: Schema) -> tuple[str, ...]:
    if "format" in leaf:
        return FORMATS[leaf["format"]]
    if "pattern" in leaf:
        return PATTERNS.get(leaf["pattern"], ADDRESSES)
    return ()


def values_for(leaf: Schema) -> list[Json]:
    """Values around the limits of one alternative: allowed, just allowed, and just not."""
    values: list[Json] = list(strings_for(leaf))
    for choice in [*leaf.get("enum", ()), *([leaf["const"]] if "const" in leaf else [])]:
        values.append(choice)
        if isinstance(choice, str):
            values += [choice.swapcase(), f"{choice} ", choice[:-1]]
    for keyword in ("minLength", "maxLength"):
        if keyword in leaf:
            # The second letter lies outside the basic plane: lengths count characters, not UTF-16 units.
            values += [letter * (leaf[keyword] + step) for step in (-1, 0, 1) for letter in ("x", "\U0001f600")]
    return values


def sample(root: Schema, schema: Schema, turn: int) -> Json:
    """A value that fills everything `schema` can hold; `turn` chooses among the alternatives."""
    choices = [leaf for leaf in leaves(root, schema) if leaf.get("type") != "null"]
    leaf = choices[turn % len(choices)]
    if "enum" in leaf:
        return leaf["enum"][turn % len(leaf["enum"])]
    if "const" in leaf:
        return leaf["const"]
    match leaf.get("type"):
        case "object":
            return {name: sample(root, child, turn) for name, child in leaf.get("properties", {}).items()}
        case "array":
            # As many items as there are kinds of item, so that every branch of a union is there once.
            kinds = list(leaves(root, leaf["items"])) if leaf["items"] else []
            return [sample(root, leaf["items"], turn + step) for step in range(max(1, len(kinds)))]
        case "integer":
            return 1000 + turn
        case "boolean":
            return turn % 2 == 0
        case _:
            return (*strings_for(leaf), "Some text")[0].ljust(leaf.get("minLength", 0), "x")


def bases(version: str) -> list[Json]:
    """Documents to start from: the publisher's example, ours, and some in which every part is filled."""
    found = [load(path) for path in sorted((PUBLISHED / "examples").glob(f"HDRUK-{version}*example.json"))]
    assert len(found) == 1
    if version == "4.0.0":
        found.append(load(EXAMPLE))
    schema = shipped(version)
    return found + [sample(schema, schema, turn) for turn in range(4)]


def locations(root: Schema, schema: Schema, value: Json, path: Place = ()) -> Iterator[tuple[Place, list[Schema]]]:
    """Every place in a document with the alternatives that the schema has for it."""
    alternatives = list(leaves(root, schema))
    yield path, alternatives
    for alternative in alternatives:
        if isinstance(value, dict):
            for name, child in alternative.get("properties", {}).items():
                if name in value:
                    yield from locations(root, child, value[name], (*path, name))
        elif isinstance(value, list) and isinstance(alternative.get("items"), dict):
            for index, item in enumerate(value):
                yield from locations(root, alternative["items"], item, (*path, index))


def places(document: Json, *schemas: Schema) -> list[tuple[Place, list[Schema]]]:
    """Every place with the alternatives of all `schemas`: a value that one of them has lost is still tried."""
    return [place for schema in schemas for place in locations(schema, schema, document)]


def at(document: Json, path: Place) -> Json:
    for step in path:
        document = document[step]
    return document


def edits(value: Json, alternatives: list[Schema]) -> list[Json]:
    """What may be put in the place of `value`."""
    found: list[Json] = list(ANYTHING)
    for alternative in alternatives:
        found += values_for(alternative)
    if isinstance(value, dict):
        found.append({**value, "unknown": 1})
        found += [{name: child for name, child in value.items() if name != gone} for gone in value]
        declared = {name for alternative in alternatives for name in alternative.get("properties", {})}
        found += [{**value, name: None} for name in sorted(declared)]
    if isinstance(value, list):
        found += [[*value, *value[:1]], value[:1], [*value, None], [*value, "xx"], [*value, 7], {"0": value}]
    return found


def put(document: Json, path: Place, value: Json) -> Json:
    if not path:
        return value
    at(document, path[:-1])[path[-1]] = value
    return document


@needs_publisher
@pytest.mark.parametrize("version", VERSIONS)
def test_starting_documents_are_rich(version: str) -> None:
    """The comparison below is worth as much as its starting documents: together they must reach every property."""
    schema = shipped(version)
    ours, theirs = validator(schema), validator(published(version))
    reached: set[int] = set()
    for document in bases(version):
        assert [str(error) for error in ours.iter_errors(document)] == []
        assert theirs.is_valid(document)
        for _, alternatives in locations(schema, schema, document):
            reached |= {id(alternative) for alternative in alternatives}
    # Definitions that nothing refers to cannot be reached.
    used = {node["$ref"].removeprefix("#/$defs/") for _, node in subschemas(schema) if "$ref" in node}
    for name in sorted(used):
        for leaf in leaves(schema, schema["$defs"][name]):
            assert id(leaf) in reached or not leaf, name


@needs_publisher
@pytest.mark.parametrize("version", VERSIONS)
def test_every_single_change_is_judged_alike(version: str) -> None:
    schema, publishers = shipped(version), published(version)
    ours, theirs = validator(schema), validator(publishers)
    accepted = refused = 0
    seen: set[tuple[int, str, str]] = set()
    for start, document in enumerate(bases(version)):
        for path, alternatives in places(document, schema, publishers):
            old = at(document, path)
            for new in edits(old, alternatives):
                # The same change in the same kind of place need not be tried in every item of a list.
                kind = (start, "/".join("*" if isinstance(step, int) else step for step in path), repr(new))
                if kind in seen:
                    continue
                seen.add(kind)
                changed = put(document, path, new)
                verdict = ours.is_valid(changed)
                assert verdict == theirs.is_valid(changed), f"{path} := {new!r:.200} accepted by us: {verdict}"
                put(document, path, old)
                accepted, refused = accepted + verdict, refused + (not verdict)
    assert accepted > 500
    assert refused > 5000


@needs_publisher
@pytest.mark.parametrize("version", VERSIONS)
def test_documents_changed_at_random_are_judged_alike(version: str) -> None:
    schema, publishers = shipped(version), published(version)
    ours, theirs = validator(schema), validator(publishers)
    starts = bases(version)
    targets = [places(start, schema, publishers) for start in starts]
    verdicts: list[bool] = []

    @st.composite
    def changed(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Json:
        start = draw(st.integers(0, len(starts) - 1))
        document = copy.deepcopy(starts[start])
        for _ in range(draw(st.integers(1, 4))):
            path, alternatives = targets[start][draw(st.integers(0, len(targets[start]) - 1))]
            try:
                old = at(document, path)
            except (KeyError, IndexError, TypeError):
                continue  # an earlier change took this place away
            if path and not isinstance(at(document, path[:-1]), dict | list):
                continue  # or put a text where a list stood
            choices = edits(old, alternatives)
            document = put(document, path, copy.deepcopy(choices[draw(st.integers(0, len(choices) - 1))]))
        return document

    @settings(max_examples=2000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(changed())
    def judge(document: Json) -> None:
        verdict = ours.is_valid(document)
        verdicts.append(verdict)
        assert verdict == theirs.is_valid(document)

    judge()
    assert 50 < sum(verdicts) < len(verdicts) - 500


PIECES = (
    *("a", "ab", "abc", "1", "-", ".", ":", "/", ":80", ":8", "http", "https", "http://", "https://", "a.bc"),
    *("\n", " ", "_"),
)


@needs_publisher
def test_rewritten_address_pattern() -> None:
    """3.0.0 matches one address with a pattern on which most engines hang; ours says the same and does not."""
    theirs, ours = (
        validator({"type": "string", "pattern": schema["$defs"]["UrlV2"]["anyOf"][0]["pattern"]})
        for schema in (published("3.0.0"), shipped("3.0.0"))
    )
    for length in range(5):
        for pieces in itertools.product(PIECES, repeat=length):
            assert ours.is_valid("".join(pieces)) == theirs.is_valid("".join(pieces)), pieces

    @settings(max_examples=2000, deadline=None, database=None)
    @given(st.one_of(st.lists(st.sampled_from(PIECES), min_size=5, max_size=14).map("".join), st.text(max_size=12)))
    def judge(text: str) -> None:
        assert ours.is_valid(text) == theirs.is_valid(text)

    judge()


def test_rewritten_address_pattern_does_not_backtrack() -> None:
    pattern = re.compile(shipped("3.0.0")["$defs"]["UrlV2"]["anyOf"][0]["pattern"])
    began = time.monotonic()
    for piece in PIECES:
        for tail in ("!", " ", ":", "\n\n"):
            pattern.search(piece * 3000 + tail)
    assert time.monotonic() - began < 5


# ------------------------------------------------------------------------------------------------------- our own words


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.replace("\\n", " ").casefold())


def prose(schema: Schema) -> Iterator[tuple[str, str, str]]:
    """Each piece of prose with its place and its keyword, labels included."""
    for path, node in subschemas(schema):
        for keyword in ("title", "description", "guidance"):
            if isinstance(node.get(keyword), str):
                yield path, keyword, node[keyword]
        for example in node.get("examples", ()):
            if isinstance(example, str):
                yield path, "examples", example
        for label in node.get("x-labels", {}).values():
            yield path, "x-labels", label


def published_prose() -> set[str]:
    """Everything any schema of the publisher says, whatever its draft and layout."""
    found: set[str] = set()

    def collect(node: Json) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                if key in ("title", "description", "guidance") and isinstance(value, str):
                    found.add(value)
                elif key in ("examples", "example"):
                    several = value if isinstance(value, list) else [value]
                    found.update(item for item in several if isinstance(item, str))
                else:
                    collect(value)
        elif isinstance(node, list):
            for item in node:
                collect(item)

    for path in sorted((PUBLISHED / "models").glob("*/*/schema.json")):
        collect(load(path))
    return found


@needs_publisher
@pytest.mark.parametrize("version", VERSIONS)
def test_words_are_ours(version: str) -> None:
    schema = shipped(version)
    run = 8
    theirs = published_prose()
    assert len(theirs) > 500
    same = {" ".join(words(text)) for text in theirs}
    runs = {tuple(said[i : i + run]) for said in map(words, theirs) for i in range(len(said) - run + 1)}
    choices = {value for _, node in subschemas(schema) for value in node.get("enum", ()) if value is not None}
    values = [f" {' '.join(words(value))} " for value in choices]
    taken: list[str] = []
    for path, keyword, text in prose(schema):
        said = words(text)
        # Short labels cannot help meeting theirs; an enumerated value is a fact.
        if (len(said) > 3 or keyword in ("description", "guidance")) and " ".join(said) in same:
            taken.append(f"{path} {keyword}: {text}")
        for i in range(len(said) - run + 1):
            part = tuple(said[i : i + run])
            if part in runs and not any(f" {' '.join(part)} " in value for value in values):
                taken.append(f"{path} {keyword}: … {' '.join(part)} …")
    assert taken == []


def test_samples_cover_every_pattern_and_format() -> None:
    """A pattern without samples would be compared with strings that all fail."""
    rng = random.Random(0)
    for version in VERSIONS:
        for path, node in subschemas(shipped(version)):
            if "pattern" in node and not path.startswith("#/$defs/UrlV2"):
                good = PATTERNS[node["pattern"]]
                assert validator(node).is_valid(good[0]), path
                assert not all(map(validator(node).is_valid, rng.sample(good, len(good)))), path
            assert node.get("format", "date") in FORMATS, path
