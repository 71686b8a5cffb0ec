"""A review for a colleague: grouped, worded, harmless in a browser and in a spreadsheet, and silent about secrets."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.services.review import Review, in_short, in_words, review_of, to_csv, to_html
from gatewaydesk.ui.sections import Section
from gatewaydesk.validation.completeness import Counts
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.listing import Tally
from tests.validation.checking import Ready, ready

SCHEMA = {
    "type": "object",
    "properties": {
        "summary": {
            "type": "object",
            "title": "Summary",
            "properties": {
                "title": {"type": "string", "title": "Title", "maxLength": 5},
                "size": {"type": "integer", "title": "Size"},
                "key": {"type": "string", "title": "Key", "writeOnly": True, "pattern": "^[a-z]+$"},
            },
            "required": ["title", "size"],
        },
        "tables": {
            "type": "array",
            "title": "Tables",
            "items": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "open": {"type": "boolean", "title": "Open"}},
            },
        },
    },
}
VALUE: dict[str, Any] = {
    "summary": {"title": "<b>A & B</b>\u0007", "key": "S3CRET-CODE"},
    "tables": [{"name": "=cmd()", "open": "=1+1"}],
}


def parts(schema: Ready) -> list[Section]:
    return [Section(f"/{one.name}", one.title, one, (one.name,), (one.name,)) for one in reversed(schema.root.children)]


def reviewed(value: Any = VALUE, title: str = "A <i>dataset</i>") -> Review:
    schema = ready(SCHEMA)
    return review_of(
        schema.root,
        value,
        Checker(schema).check(value),
        parts(schema),
        title=title,
        schema="TEST/1.0",
        checked=datetime(2026, 3, 4, 5, 6),
        counts=Counts(1, 2, 3, 4),
    )


class Seen(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_findings_stand_under_their_sections_with_place_tier_and_value() -> None:
    review = reviewed()
    assert [title for title, _ in review.groups] == ["Tables", "Summary"]
    ((cell,), summary) = (found for _, found in review.groups)
    assert cell.place.endswith("› Open") and "=cmd()" in cell.place and cell.value == "=1+1"
    by_place = {one.place: one for one in summary}
    assert by_place["Title"].value == "<b>A & B</b>␇"
    assert (by_place["Size"].tier, by_place["Size"].value) == ("empty", "")
    assert review.tally == (3, 1, 0)


def test_a_secret_is_told_nowhere() -> None:
    for text in (to_html(reviewed()), to_csv(reviewed())):
        assert "S3CRET" not in text
        assert "kept secret" in text


def test_a_cell_is_never_a_formula() -> None:
    rows = list(csv.reader(io.StringIO(to_csv(reviewed(title="@SUM(A1)")), newline="")))
    assert rows[0] == [
        "Dataset", "Schema", "Checked", "Section", "Place", "Tier", "What there is to say", "Current value",
    ]  # fmt: skip
    assert len(rows) == 5
    assert rows[1][:4] == ["'@SUM(A1)", "TEST/1.0", "2026-03-04 05:06", "Tables"]
    assert rows[1][-1] == "'=1+1"
    assert all(not cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)


def test_the_page_shows_texts_and_runs_nothing() -> None:
    page = to_html(reviewed())
    seen = Seen(page)
    assert not {"b", "i", "script", "img", "link", "iframe"} & set(seen.tags)
    assert "A <i>dataset</i>" in seen.text and "<b>A & B</b>␇" in seen.text
    assert not any(name in ("src", "href") or name.startswith("on") for name, _ in seen.attributes)
    assert "default-src 'none'" in dict(seen.attributes).get("content", "") or "default-src 'none'" in page
    assert "\u0007" not in page
    for wanted in ("prefers-color-scheme: dark", "@media print", "TEST/1.0", "4 March 2026, 05:06", "1 of 2 required"):
        assert wanted in page, wanted


def test_what_turns_the_line_about_is_shown_by_a_sign_wherever_it_stands() -> None:
    hidden = "\u202eevil"
    review = reviewed({"summary": {"title": f"-2+3\t{hidden}", "size": 0}, "tables": [{hidden: 1}]}, f"A{hidden}")
    for text in (to_csv(review), to_html(review)):
        assert "\u202e" not in text
        assert "-2+3 [U+202E]evil" in text and "A[U+202E]evil" in text
    assert "'-2+3 [U+202E]evil" in to_csv(review)


def test_a_clean_document_says_so() -> None:
    page = to_html(replace(reviewed({"summary": {"title": "A", "size": 1}}), counts=Counts(2, 2, 3, 4)))
    assert "Nothing is wrong or missing" in page and "<h2>" not in page


def test_required_fields_that_are_null_are_told_where_nothing_is_wrong() -> None:
    told = [in_words(Tally(), Counts(required_done=done, required_total=2)) for done in (2, 1, 0)]
    assert told == [
        "Nothing is wrong or missing",
        "Nothing is wrong, and 1 required field is still empty",
        "Nothing is wrong, and 2 required fields are still empty",
    ]


@given(st.text())
def test_no_text_of_a_document_becomes_part_of_the_page(text: str) -> None:
    value = {"summary": {"title": f"123456{text}", "size": 0}}
    seen, plain = (
        Seen(to_html(reviewed(value, text))),
        Seen(to_html(reviewed({"summary": {"title": "1234567", "size": 0}}))),
    )
    assert seen.tags == plain.tags


def test_values_in_short() -> None:
    cases = [
        ("", None),
        ("Yes", True),
        ("12,000", 12000),
        ("1 item", ["x"]),
        ("2 entries", {"a": 1, "b": 2}),
        ("a b", "a\n b"),
        ("␠␠Title␊", "  Title\n"),
        ("␠", " "),
        ("⍽␉␠␠␠␠␠␠…x", "\u00a0\t" + " " * 20 + "x"),
    ]
    assert [in_short(value) for _, value in cases] == [words for words, _ in cases]
    assert in_short("word " * 500).endswith("…") and len(in_short("word " * 500)) <= 160
