"""A review: what a check found, worded and grouped, to be sent to a colleague as a page or as a table."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from gatewaydesk.document import disk
from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field
from gatewaydesk.schema.visible import plain, visible
from gatewaydesk.services.refusals import FORESEEN
from gatewaydesk.store.history import harmless
from gatewaydesk.validation.completeness import Counts, nothing_wrong
from gatewaydesk.validation.listing import WHOLE, Part, Tally, in_groups, summed, tallied
from gatewaydesk.validation.phrases import number, plural
from gatewaydesk.validation.places import Places
from gatewaydesk.validation.problems import Problem, Severity

_LONGEST = 160  # characters of a value that are told
_MOST_SPACE = 8  # characters of the space around it that are shown
_SPACES = {"\t": "␉", "\n": "␊", "\r": "␍", "\u00a0": "⍽"}
_SECRET = "(kept secret)"  # noqa: S105
TIERS = {Severity.WRONG: "Wrong", Severity.EMPTY: "Required, still empty", Severity.ADVICE: "Advice"}
_SIGNS = {Severity.WRONG: "✕", Severity.EMPTY: "○", Severity.ADVICE: "ⓘ"}
_COLUMNS = ("Dataset", "Schema", "Checked", "Section", "Place", "Tier", "What there is to say", "Current value")


@dataclass(frozen=True)
class Finding:
    """One problem as a colleague reads it.

    Attributes:
        place: the field in words, from its section down.
        sentence: what there is to say.
        value: what is written there now, in short; "" where nothing is.
    """

    place: str
    tier: Severity
    sentence: str
    value: str


@dataclass(frozen=True)
class Review:
    """What a check found in one document.

    Attributes:
        groups: the sections that have problems, by title, each with its findings in the order of the form.
    """

    title: str
    schema: str
    checked: datetime
    tally: Tally
    counts: Counts
    groups: tuple[tuple[str, tuple[Finding, ...]], ...]


def review_of(
    root: Field,
    value: Any,
    problems: Sequence[Problem],
    parts: Sequence[Part],
    *,
    title: str,
    schema: str,
    checked: datetime,
    counts: Counts,
) -> Review:
    """Words the problems of a document. What a field that the schema calls a secret holds is told nowhere.

    Args:
        root: the field of the whole document.
        value: the document.
        problems: what a check of it found.
        parts: the sections of the form.
    """
    places = Places(root, value)
    groups = in_groups(problems, parts, lambda pointer: places.at(pointer).order)
    return Review(
        title,
        schema,
        checked,
        summed(tallied(problems).values()),
        counts,
        tuple((_section(parts, at), tuple(_finding(one, places, parts, at) for one in found)) for at, found in groups),
    )


def _section(parts: Sequence[Part], at: int) -> str:
    return "The whole document" if at == WHOLE or at >= len(parts) else parts[at].title


def _finding(problem: Problem, places: Places, parts: Sequence[Part], at: int) -> Finding:
    section = _section(parts, at)
    trail = problem.trail[1:] if problem.trail[:1] == (section,) else problem.trail
    from gatewaydesk.validation.kept_secret import kept_secret  # loads the validator, which the window does later

    secret = places.at(problem.pointer).secret
    said_by = " (Said by the gateway.)" if problem.source == "gateway" and FORESEEN not in problem.facts else ""
    hidden = secret and problem.source == "gateway"  # which may quote what it was sent; nothing else does
    return Finding(
        " › ".join(part for part in (*trail, problem.title) if part) or section,
        problem.severity,
        (kept_secret() if hidden else problem.message) + said_by,
        in_short(places.at(problem.pointer).value) if not secret else _SECRET,
    )


def in_short(value: Any) -> str:
    """A value on one line, shortened; of a list or a group, how much is in it. Space around a text can be seen."""
    if value is ABSENT or value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float | Decimal):
        return number(value)
    if isinstance(value, list | dict):
        return plural(
            len(value), "item" if isinstance(value, list) else "entry", "" if isinstance(value, list) else "entries"
        )
    text = str(value)
    inner = text.strip()
    before = text[: len(text) - len(text.lstrip())] if inner else text
    behind = text[len(text.rstrip()) :] if inner else ""
    whole = f"{_seen(before)}{' '.join(inner.split())}{_seen(behind)}"
    return plain(whole, _LONGEST)


def _seen(space: str) -> str:
    """Space as signs: of much of it the beginning."""
    signs = "".join(_SPACES.get(one, "␠") for one in space[:_MOST_SPACE])
    return f"{signs}…" if len(space) > _MOST_SPACE else signs


def in_words(tally: Tally, counts: Counts) -> str:
    """“3 wrong · 4 still empty · 1 piece of advice”, or that nothing is wrong."""
    parts = [
        f"{tally.wrong:,} wrong" if tally.wrong else "",
        f"{tally.empty:,} still empty" if tally.empty else "",
        plural(tally.advice, "piece of advice", "pieces of advice") if tally.advice else "",
    ]
    return " · ".join(part for part in parts if part) or nothing_wrong(counts)


def write(review: Review, path: Path) -> None:
    """Writes a review: as a table where the file's name ends in `.csv`, else as a page.

    Raises:
        FileProblem: it could not be written; what was there before is untouched.
    """
    if path.suffix.casefold() == ".csv":
        disk.write_bytes(path, to_csv(review).encode("utf-8-sig"))
    else:
        disk.write_bytes(path, to_html(review).encode("utf-8"))


# As a table


def to_csv(review: Review) -> str:
    """The review as CSV (RFC 4180: lines end with CR LF, so write it without translating new lines).

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(_COLUMNS)
    about = (review.title, review.schema, f"{review.checked:%Y-%m-%d %H:%M}")
    for section, findings in review.groups:
        for one in findings:
            cells = (*about, section, one.place, TIERS[one.tier], one.sentence, one.value)
            writer.writerow(harmless(visible(cell)) for cell in cells)
    return sheet.getvalue()


# As a page

_STYLE = """
:root { color-scheme: light dark; --text: #1d2025; --muted: #5d6470; --line: #d9dce1; --page: #fff; --quiet: #f5f6f7;
  --wrong: #b3261e; --advice: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --text: #e7e9ec; --muted: #a9b0bb; --line: #4a4d54; --page: #1c1d20;
  --quiet: #26272b; --wrong: #ff9a90; --advice: #86bcff; } }
body { margin: 0 auto; max-width: 54rem; padding: 2.5rem 1.5rem; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .25rem; break-after: avoid; }
h2 span, .about, .value, .tier { color: var(--muted); }
h2 span { font-weight: normal; }
p { margin: .15rem 0; }
ul { list-style: none; margin: 0; padding: 0; }
li { border-top: 1px solid var(--line); padding: .7rem 0 .7rem 1.75rem; position: relative; break-inside: avoid; }
li .sign { position: absolute; left: .2rem; color: var(--muted); }
li.wrong .sign, li.wrong .tier { color: var(--wrong); }
li.advice .sign, li.advice .tier { color: var(--advice); }
.place { font-weight: 600; }
.tier, .value { font-size: .9rem; }
.value q { background: var(--quiet); color: var(--text); padding: 0 .25rem; border-radius: 3px; }
.sum { margin-top: 1rem; padding: .75rem 1rem; background: var(--quiet); border-radius: 6px; }
@media print {
  :root { color-scheme: light; --text: #000; --muted: #444; --line: #bbb; --page: #fff; --quiet: #f3f3f3;
    --wrong: #8f1d17; --advice: #0b4a8a; }
  body { max-width: none; padding: 0; font-size: 11pt; }
}
""".strip()


def to_html(review: Review) -> str:
    """The review as one page that needs nothing else: light and dark as the reader likes it, and fit to print.

    Every text from the document and the schema is escaped; the page runs no script and loads nothing.
    """
    counts = review.counts
    filled = (
        f"{counts.required_done:,} of {counts.required_total:,} required fields are filled in, "
        f"{counts.all_done:,} of {counts.all_total:,} in all."
    )
    when = f"{review.checked.day} {review.checked:%B %Y, %H:%M}"
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en-GB">',
        "<head>",
        '<meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Review of {_text(review.title)}</title>",
        f"<style>\n{_STYLE}\n</style>",
        "</head>",
        "<body>",
        f'<h1 dir="auto">{_text(review.title)}</h1>',
        f'<p class="about">Checked against {_text(review.schema)} on {when}.</p>',
        f'<div class="sum"><p><strong>{_text(in_words(review.tally, counts))}</strong></p><p>{filled}</p></div>',
        *(line for section, findings in review.groups for line in _group(section, findings)),
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def _group(section: str, findings: Iterable[Finding]) -> list[str]:
    items = [_item(one) for one in findings]
    return [f"<h2>{_text(section)} <span>{len(items):,}</span></h2>", "<ul>", *items, "</ul>"]


def _item(one: Finding) -> str:
    said = "" if not one.value else f'<p class="value">Now: <q dir="auto">{_text(one.value)}</q></p>'
    return (
        f'<li class="{one.tier}"><span class="sign" aria-hidden="true">{_SIGNS[one.tier]}</span>'
        f'<p><span class="place">{_text(one.place)}</span> <span class="tier">{TIERS[one.tier]}</span></p>'
        f'<p dir="auto">{_text(one.sentence)}</p>{said}</li>'
    )


def _text(words: str) -> str:
    """Text as HTML; what cannot be seen, or turns the line about, is shown by a sign, and never as itself."""
    return html.escape(visible(words))
