"""Advice about texts and the signs in them: where a rule speaks, and where it nearly would."""

from __future__ import annotations

from tests.validation.advising import TEXT, WHOLE, Case, members

CASES: list[Case] = [
    (
        "placeholder",
        members(abstract=TEXT),
        [
            {"abstract": text}
            for text in (
                "TBC", "tbd.", " T.B.C. ", "xxx", "Lorem ipsum dolor sit amet, consectetur", "To be added", "-", "???",
                "Details to be confirmed", "The description is still to be added later.", "Test", "string", "…",
                "Collected by [insert name here] since 2001.", "<your text here>", "Coming soon",
            )
        ],
        [
            {"abstract": text}
            for text in (
                "", "TBCs", "Karyotypes with an XXX chromosome.", "Ethics approval is to be confirmed each year.",
                "A test of lung function.", "Not applicable", "N/A", "None", "Which doses are to be added is studied.",
                "Values are given as [mmol/l] and <0.5.", "Tests whether doses have to be added in the long run.",
            )
        ],
        "/abstract",
    ),
    (
        "placeholder",  # words that may well be the name of a column, or a keyword
        members(description=TEXT, name=TEXT, dataType=TEXT, keywords={"type": "array", "items": TEXT}),
        [{"description": "string"}],
        [{"name": "test"}, {"dataType": "string"}, {"keywords": ["TBC", "test"]}],
        "/description",
    ),
    (
        "placeholder",  # a note to oneself with the rest of the sentence behind it
        members(accessRights=TEXT),
        [{"accessRights": one} for one in ("TODO write this", "TODO: ask Ann", "FIXME", "TBC - ask Ann",
                                           "Held in Leeds (TBC)")],
        [{"accessRights": one} for one in ("Todo el texto", "TODO-1 is the name of the study", "TBC patients",
                                           "A to do list", "TODOS")],
        "/accessRights",
    ),
    (
        "placeholder",
        members(abstract=TEXT),
        [{"abstract": one} for one in ("-----", "?????", "....", "____", "undefined", "Insert abstract here",
                                       "Please enter your text here.", "Fine text. TODO: check with Sam")],
        [{"abstract": one} for one in ("1-2", "We write the results here and there.", "Insert here.x",
                                       "The to do: list", "See the TODO-3 register.")],
        "/abstract",
    ),
    (
        "placeholder",  # a template that nobody filled in
        members(title=TEXT, note=TEXT),
        [{"title": one} for one in ("<title>", "<Your title>", "n.a.",
                                    "foo bar", "Example", "Sample")],
        [{"title": one} for one in ("<5 mmol/l in blood", "Examples of {x} and {y}", "Sample sizes", "[Heart]")]
        + [{"note": "<b>"}, {"note": "{x}"}],
        "/title",
    ),
    (
        "placeholder",
        members(title=TEXT, name=TEXT),
        [{"title": one} for one in ("N/A", "Untitled", "Test dataset", "untitled dataset")],
        [{"title": "Test datasets of the North"}, {"name": "N/A"}],
        "/title",
    ),
    (
        "example-left",
        members(title=TEXT, abstract=TEXT | {"examples": ["Yearly heart and lung examinations of 18,000 adults."]}),
        [{"title": "Ours", "abstract": "Yearly heart and lung examinations of 18,000 adults."}],
        [{"title": "Ours", "abstract": "Yearly heart and lung examinations of 19,000 adults."}],
        "/abstract",
    ),
    (
        "example-left",  # where the title is the example too, the whole is a demonstration
        members(
            title=TEXT | {"examples": ["Heart and Lung Cohort"]},
            abstract=TEXT | {"examples": ["Yearly heart and lung examinations of 18,000 adults."]},
        ),
        [{"title": "Ours", "abstract": "Yearly heart and lung examinations of 18,000 adults."}],
        [{"title": "Heart and Lung Cohort", "abstract": "Yearly heart and lung examinations of 18,000 adults."}],
        "/abstract",
    ),
    (
        "says-the-same",
        members(title=TEXT, abstract=TEXT),
        [{"title": "Heart cohort", "abstract": " heart  cohort."}],
        [{"title": "Heart cohort", "abstract": "Heart cohort of 2009"}, {"title": " ", "abstract": " "}],
        "/abstract",
    ),
    (
        "says-the-same",
        members(summary=members(abstract=TEXT), documentation=members(description=TEXT)),
        [{"summary": {"abstract": "The very same"}, "documentation": {"description": "The very same"}}],
        [{"summary": {"abstract": "The very same"}, "documentation": {"description": "The very same, and more"}}],
        "/documentation/description",
    ),
    (
        "says-the-same",  # what need not tell more
        members(title=TEXT, description=TEXT, citation=TEXT, alternateName=TEXT),
        [{"title": "Heart cohort", "description": "Heart cohort"}],
        [{"title": "Heart cohort", "citation": "Heart cohort", "alternateName": "Heart cohort"}],
        "/description",
    ),
    (
        "html-code",  # where HTML is asked for or written, a code is read as the sign
        members(title=TEXT, note=TEXT | {"guidance": "- An HTML account of the data."}, description=TEXT),
        [{"title": "Heart &amp; lung"}],
        [{"note": "R&amp;D"}, {"description": "<p>&lt; 120, R&amp;D</p>"}, {"description": "One<br/>R&amp;D"}],
        "/title",
    ),
    (
        "html-code",
        members(title=TEXT),
        [{"title": "Heart &amp; lung"}, {"title": "O&#039;Neil"}, {"title": "caf&eacute;"}],
        [{"title": "Heart & lung"}, {"title": "R&D; and more"}, {"title": "A&B; C"}, {"title": "&"}],
        "/title",
    ),
    (
        "word-twice",
        members(abstract=TEXT),
        [{"abstract": "A cohort of of adults."}, {"abstract": "The the first."}],
        [{"abstract": "We knew that that was it."}, {"abstract": "New York, York"}, {"abstract": "other theories"}],
        "/abstract",
    ),
    (
        "space-at-the-ends",
        members(title=TEXT | {"maxLength": 100}),
        [{"title": " x"}, {"title": "x "}, {"title": "\tx\n"}],
        [{"title": "x y"}, {"title": ""}, {"title": "   "}],
        "/title",
    ),
    (
        "space-at-the-ends",  # in a text of many lines it does no harm
        members(description=TEXT, keywords={"type": "array", "items": TEXT}),
        [{"keywords": ["x "]}],
        [{"description": "A long text.\n"}],
        "/keywords/0",
    ),
    (
        "space-at-the-ends",  # in a cell each text is one line
        {"type": "array", "items": members(columns={"type": "array", "items": members(description=TEXT, size=WHOLE)})},
        [
            [{"columns": [{"description": " lead"}, {"size": 1}]}],
            [{"columns": [{"description": "Size. "}, {"description": 1}, 1]}],
        ],
        [[{"columns": [{"description": "Two words"}, {"description": " "}, {"description": ""}]}], [{"columns": []}]],
        "/0/columns/0/description",
    ),
    (
        "empty-text",
        {**members(name=TEXT, note=TEXT, code={"anyOf": [TEXT, {"type": "null"}]}), "required": ["name", "code"]},
        [{"name": "", "code": "x"}, {"name": " \t", "code": "x"}],
        [{"name": "x", "code": None, "note": ""}, {"name": ".", "code": "x"}, {"code": "x"}],
        "/name",
    ),
    (
        "empty-text",
        {**members(code={"anyOf": [TEXT, {"type": "null"}]}), "required": ["code"]},
        [{"code": ""}],
        [{"code": None}],
        "/code",
    ),
    (
        "unseen-signs",
        members(title=TEXT, note=TEXT),
        [{"title": "Heart\x07 study"}, {"title": "\x1b[1mHeart"}, {"title": "Heart\x9dé"}],
        [{"note": "one\ntwo\tthree\r\n four"}],
        "/title",
    ),
    (
        "unseen-signs",
        members(title=TEXT | {"maxLength": 80}, description=TEXT),
        [{"title": "Heart\u200blung"}, {"title": "\ufeffHeart"}, {"title": "Heart\u00a0lung"}, {"title": "ＮＨＬＣ 2"}],
        [
            {"title": "Café 心臓Ａ"},
            {"title": "👩\u200d⚕"},
            {"description": "See\u00a0Table 2"},
            {"title": "Heart lung"},
        ],
        "/title",
    ),
    (
        "unseen-signs",  # overrides turn letters around; marks and isolates are how some scripts are written
        members(title=TEXT),
        [{"title": "Heart \u202eatad"}, {"title": "\u202dHeart"}],
        [{"title": "\u2067שלום\u2069 Heart"}, {"title": "שלום\u200f!"}],
        "/title",
    ),
    (
        "misread-letters",
        members(abstract=TEXT, name=TEXT),
        [{"abstract": "A cafÃ© study"}, {"abstract": "It isnâ€™t"}, {"abstract": "A caf\ufffd study"}],
        [{"abstract": "A café study, AÇÃO, Â"}, {"name": "Ångström"}, {"abstract": "“It isn’t”"}],
        "/abstract",
    ),
    (
        "letters-of-two-signs",
        members(abstract=TEXT),
        [{"abstract": "A cafe\u0301 study"}],
        [{"abstract": "A café study"}, {"abstract": "x\u0331"}],
        "/abstract",
    ),
]  # fmt: skip
