"""Advice: each rule where it speaks, where it nearly would, and that valid documents stay without."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.document import jsonio
from gatewaydesk.gateways.hdruk_escaping import escaped
from gatewaydesk.pointer import ABSENT, from_text, get, to_text
from gatewaydesk.practice import ajv
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.fields import Kind, walk
from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.validation.advice import Adviser, advised
from gatewaydesk.validation.advice.table import RULES
from gatewaydesk.validation.advice.walk import MOST
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.problems import Problem, Severity

RESOURCES = Path(__file__).parents[2] / "resources"
EXAMPLE = json.loads((RESOURCES / "examples" / "HDRUK-4.0.0.json").read_text("utf-8"))
TODAY = date(2026, 6, 15)
TEXT = {"type": "string"}
DAY = {"type": "string", "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}
WHOLE = {"type": "integer"}
LINK = {"type": "string", "format": "uri"}


def members(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def texts_of(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield at, value
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in below:
        yield from texts_of(one, (*at, step))


def about(schema: Any, value: Any, name: str = "ours/1", *, escaping: bool = False) -> list[Problem]:
    adviser = Adviser(LoadedSchema(name, schema), today=lambda: TODAY, escaping=escaping)
    return adviser.advise(value)


def told(schema: Any, value: Any, name: str = "ours/1") -> list[tuple[str, str]]:
    return [(one.pointer_text, one.keyword) for one in about(schema, value, name)]


THEMES = {
    "anyOf": [
        members(name={"default": theme, "title": "Name"}, parts={"type": "array", "items": {"enum": [theme, "x"]}})
        for theme in ("Lungs", "Heart", "Brain")
    ]
}

# the schema of the member “it” or of the whole · what is doubtful · what is not, though nearly · rule · place
CASES: list[tuple[str, Any, list[Any], list[Any], str]] = [
    (
        "end-before-start",
        members(startDate=DAY, endDate=DAY),
        [{"startDate": "2020-04-01", "endDate": "2019-12-31"}],
        [
            {"startDate": "2020-04-01", "endDate": "2020-04-01"},
            {"startDate": "2020-04-01", "endDate": "CONTINUOUS"},
            {"startDate": "2020-04-01", "endDate": None},
            {"endDate": "2019-12-31"},
            {"startDate": "2020-13-99", "endDate": "2019-12-31"},
        ],
        "/endDate",
    ),
    (
        "end-before-start",
        members(issued=MOMENT, modified=MOMENT),
        [
            {"issued": "2020-04-01T10:00:00Z", "modified": "2020-04-01T09:59:59Z"},
            {"issued": "2020-04-01T10:00:00+02:00", "modified": "2020-04-01T07:00:00Z"},
        ],
        [
            {"issued": "2020-04-01T10:00:00Z", "modified": "2020-04-01T10:00:00Z"},
            {"issued": "2020-04-01T10:00:00+02:00", "modified": "2020-04-01T09:00:00Z"},
            {"issued": "2020-04-01T10:00:00Z", "modified": "2020-04-01"},
        ],
        "/modified",
    ),
    (
        "end-before-start",
        members(grants={"type": "array", "items": members(date_from=DAY, date_to={"anyOf": [DAY, {"type": "null"}]})}),
        [{"grants": [{}, {"date_from": "2021-01-02", "date_to": "2021-01-01"}]}],
        [{"grants": [{"date_from": "2021-01-02"}, {"date_to": "2021-01-01"}]}],
        "/grants/1/date_to",
    ),
    (
        "end-before-start",
        members(beginn=DAY | {"title": "Data start"}, ende=DAY | {"title": "Data end"}),
        [{"beginn": "2021-01-02", "ende": "2021-01-01"}],
        [{"beginn": "2021-01-01", "ende": "2021-01-02"}],
        "/ende",
    ),
    (
        "end-before-start",  # dates that have nothing to do with each other
        members(startDate=DAY, endDate=DAY, releaseDate=DAY, endOfEmbargo=DAY),
        [{"startDate": "2021-01-02", "endDate": "2021-01-01"}],
        [{"startDate": "2021-01-02", "releaseDate": "2020-01-01", "endOfEmbargo": "2019-01-01"}],
        "/endDate",
    ),
    (
        "most-below-least",
        members(typicalAgeRangeMin=WHOLE, typicalAgeRangeMax={"anyOf": [WHOLE, {"type": "null"}]}),
        [{"typicalAgeRangeMin": 40, "typicalAgeRangeMax": 4}],
        [
            {"typicalAgeRangeMin": 40, "typicalAgeRangeMax": 40},
            {"typicalAgeRangeMin": 40, "typicalAgeRangeMax": None},
            {"typicalAgeRangeMin": True, "typicalAgeRangeMax": False},
        ],
        "/typicalAgeRangeMax",
    ),
    (
        "unlikely-year",
        members(releaseDate=DAY),
        [{"releaseDate": "0209-04-01"}, {"releaseDate": "2106-04-01"}, {"releaseDate": "1020-04-01"}],
        [{"releaseDate": "1851-03-30"}, {"releaseDate": "2040-01-01"}, {"releaseDate": "CONTINUOUS"}],
        "/releaseDate",
    ),
    (
        "unlikely-year",
        members(birthYear=WHOLE),
        [{"birthYear": 1098}, {"birthYear": 9198}],
        [{"birthYear": 1998}, {"birthYear": 98}],
        "/birthYear",
    ),
    (
        "in-the-future",
        members(observationDate={"anyOf": [DAY, MOMENT]}),
        [{"observationDate": "2026-06-17"}, {"observationDate": "2027-01-01T00:00:00Z"}],
        [{"observationDate": "2026-06-15"}, {"observationDate": "2026-06-16"}],
        "/observationDate",
    ),
    (
        "in-the-future",  # what is planned may come
        members(modified=DAY, releaseDate=DAY, endDate=DAY),
        [{"modified": "2027-01-01"}],
        [{"releaseDate": "2027-01-01", "endDate": "2030-01-01"}],
        "/modified",
    ),
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
        "not-https",
        members(url=LINK),
        [{"url": "http://example.org/x"}, {"url": "HTTP://EXAMPLE.ORG"}, {"url": "ftp://example.org/x"},
         {"url": "file:///home/me/x"}, {"url": "javascript:alert(1)"}],
        [{"url": "https://example.org"}, {"url": "mailto:me@example.org"}, {"url": "urn:isbn:1"}],
        "/url",
    ),
    (
        "not-https",
        members(accessRights=TEXT, identifier=LINK, tools={"type": "array", "items": TEXT}),
        [{"accessRights": "http://example.org/apply"}],
        [
            {"accessRights": "Apply at http://example.org/apply until May."},
            {"identifier": "http://purl.org/x"},
            {"tools": ["https://example.org"]},
        ],
        "/accessRights",
    ),
    (
        "no-address",
        members(url=LINK),
        [{"url": one} for one in ("https://", "http://", "https://www.", "htps://example.org/x", "HTTPSS://example.org",
                                  "https:/example.org", "https:///example.org", "https:example.org/x", "hhtp://example.org")],
        [{"url": one} for one in ("https://example.org", "urn:isbn:1", "mailto:me@example.org", "doi:10.1234/abc",
                                  "sftp://example.org", "https://doi.org/")],
        "/url",
    ),
    (
        "not-public",
        members(url=LINK, identifier=LINK, note=TEXT),
        [{"url": one} for one in ("http://localhost:8000/x", "http://192.168.1.1/", "https://10.0.0.7/a",
                                  "https://172.20.1.1", "http://[::1]:80/x", "https://wiki.internal/x",
                                  "http://127.0.0.1", "https://169.254.1.1", "https://nas.local")],
        [{"url": "https://172.32.1.1"}, {"url": "https://example.org/10.0.0.7"}, {"url": "https://192.0.2.1/x"},
         {"identifier": "http://localhost/x"}, {"note": "See http://localhost/x"}, {"url": "https://10.example.org/"}],
        "/url",
    ),
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
        "placeholder",  # a note to oneself with the rest of the sentence behind it
        members(accessRights=TEXT),
        [{"accessRights": one} for one in ("TODO write this", "TODO: ask Ann", "FIXME", "TBC - ask Ann",
                                           "Held in Leeds (TBC)")],
        [{"accessRights": one} for one in ("Todo el texto", "TODO-1 is the name of the study", "TBC patients",
                                           "A to do list", "TODOS")],
        "/accessRights",
    ),
    (
        "unseen-signs",
        members(title=TEXT, note=TEXT),
        [{"title": "Heart\x07 study"}, {"title": "\x1b[1mHeart"}, {"title": "Heart\x9dé"}],
        [{"note": "one\ntwo\tthree\r\n four"}],
        "/title",
    ),
    (
        "doi-as-address",
        members(doiName=TEXT),
        [{"doiName": "https://doi.org/10.1234/abc"}, {"doiName": "http://dx.doi.org/10.1234/abc"},
         {"doiName": "doi:10.1234/abc"}],
        [{"doiName": "10.1234/abc"}, {"doiName": "https://example.org/10.1234/abc"}, {"doiName": "https://doi.org/"}],
        "/doiName",
    ),
    (
        "doi-as-address",
        members(papers={"type": "array", "items": TEXT, "examples": [["10.1234/abc"]]}, more=TEXT, url=LINK),
        [{"papers": ["10.1234/abc", "https://doi.org/10.1234/abd"]}],
        [{"papers": ["10.1234/abc"]}, {"more": "https://doi.org/10.1234/abc"}, {"url": "https://doi.org/10.1234/abc"}],
        "/papers/1",
    ),
    (
        "matched-in-part",
        members(ages=TEXT | {"pattern": "Not Known|(1[0-4][0-9]|[1-9]?[0-9])-(1[0-4][0-9]|[1-9]?[0-9])"}),
        [{"ages": "18-655"}, {"ages": "about 18-65"}],
        [{"ages": "18-65"}, {"ages": "Not Known"}, {"ages": "nothing at all"}],
        "/ages",
    ),
    (
        "matched-in-part",  # plainly something to be found inside
        members(code=TEXT | {"pattern": "^[A-Z]{2}[0-9]{4}"}, list=TEXT | {"pattern": "([^,]+)"}),
        [{"code": "AB12345"}],
        [{"code": "AB1234"}, {"list": "one, two"}],
        "/code",
    ),
    (
        "format-unchecked",
        members(link=TEXT | {"format": "url"}),
        [{"link": "two words"}, {"link": "example.org"}],
        [{"link": "https://example.org"}, {"link": ""}],
        "/link",
    ),
    (
        "format-unchecked",
        members(mail=TEXT | {"format": "e-mail"}, odd=TEXT | {"format": "shoe-size"}),
        [{"mail": "name"}],
        [{"mail": "name@example.org"}, {"odd": "anything"}],
        "/mail",
    ),
    (
        "content-unread",
        members(settings=TEXT | {"contentMediaType": "application/json"}),
        [{"settings": "{not json"}],
        [{"settings": '{"a": 1}'}, {"settings": ""}],
        "/settings",
    ),
    (
        "content-unread",
        members(logo=TEXT | {"contentEncoding": "base64", "contentMediaType": "image/png"}),
        [{"logo": "not base64!"}, {"logo": "é"}],
        [{"logo": "aGVsbG8="}, {"logo": "aGVs\nbG8="}],
        "/logo",
    ),
    (
        "of-another-kind",
        members(code={"maxLength": 5}),
        [{"code": 5}, {"code": ["x"]}, {"code": True}],
        [{"code": "x"}, {"code": None}],
        "/code",
    ),
    (
        "unlisted",
        members(themes={"type": "array", "items": THEMES}),
        [
            {"themes": [{"name": "Nonsense", "parts": None}]},
            *({"themes": [one]} for one in ({"name": ""}, {"name": " "}, {"parts": ["x"]})),
        ],
        [{"themes": [{"name": "Heart"}, {"name": "Lungs"}]}, {"themes": [{"name": 5}]}],
        "/themes/0/name",
    ),
    (
        "misspelt-member",
        members(subTypes=TEXT, name=TEXT),
        [{"subtypes": "x"}, {"sub_types": "x"}, {"subTypess": "x"}],
        [{"colour": "x"}, {"subTypes": "x", "subtypes": "x"}, {"nam": "x", "name": "y"}],
        "*",
    ),
    (
        "not-https",  # an identifier is no link: with other letters it stands for something else
        members(coverage={"type": "array", "items": LINK}),
        [{"coverage": ["http://www.geonames.org/2635167/uk.html"]}],
        [
            {"coverage": ["http://statistics.data.gov.uk/id/statistical-geography/K02000001"]},
            {"coverage": ["http://purl.obolibrary.org/obo/HP_1", "http://snomed.info/sct/1", "http://www.w3.org/ns/x"]},
            {"coverage": ["http://example.org/terms#heart", "http://dbpedia.org/ontology/Heart"]},
        ],
        "/coverage/0",
    ),
    (
        "html-code",  # where HTML is asked for or written, a code is read as the sign
        members(title=TEXT, note=TEXT | {"guidance": "- An HTML account of the data."}, description=TEXT),
        [{"title": "Heart &amp; lung"}],
        [{"note": "R&amp;D"}, {"description": "<p>&lt; 120, R&amp;D</p>"}, {"description": "One<br/>R&amp;D"}],
        "/title",
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
        "less-than-none",
        members(
            populationSize=WHOLE,
            measuredValue=WHOLE,
            count={"anyOf": [WHOLE, {"type": "null"}]},
            temperature=WHOLE,
            page=WHOLE,
        ),
        [{"populationSize": -5}],
        [{"populationSize": 0, "count": None, "temperature": -5, "page": -1}, {"count": 3}, {"measuredValue": -1}],
        "/populationSize",
    ),
    (
        "older-than-anybody",
        members(typicalAgeRangeMax={"anyOf": [WHOLE, {"type": "null"}]}, ageAtBirth=WHOLE | {"title": "Age in weeks"}),
        [{"typicalAgeRangeMax": 131}, {"typicalAgeRangeMax": 1500}],
        [{"typicalAgeRangeMax": 130}, {"typicalAgeRangeMax": None}, {"ageAtBirth": 200}],
        "/typicalAgeRangeMax",
    ),
    (
        "fewer-than-observed",
        members(
            summary=members(populationSize=WHOLE),
            observations={"type": "array", "items": members(observedNode=TEXT, measuredValue=WHOLE)},
        ),
        [
            {
                "summary": {"populationSize": 18},
                "observations": [
                    {"observedNode": "Persons", "measuredValue": 18_000},
                    {"observedNode": "Persons"},
                    "x",
                ],
            }
        ],
        [
            {
                "summary": {"populationSize": 9_000},
                "observations": [{"observedNode": "Persons", "measuredValue": 18_000}],
            },
            {"summary": {"populationSize": 18}, "observations": [{"observedNode": "Events", "measuredValue": 18_000}]},
            {"summary": {"populationSize": None}, "observations": None},
        ],
        "/summary/populationSize",
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
        "released-before-start",
        members(startDate=DAY, distributionReleaseDate=DAY | {"description": "Date of the latest release."}),
        [{"startDate": "2020-04-01", "distributionReleaseDate": "2019-12-31"}],
        [
            {"startDate": "2020-04-01", "distributionReleaseDate": "2020-04-01"},
            {"distributionReleaseDate": "2019-12-31"},
            {"startDate": None, "distributionReleaseDate": 5},
        ],
        "/distributionReleaseDate",
    ),
    (
        "in-the-future",  # the latest release has happened; the next one has not
        members(
            releaseDate=DAY | {"description": "Date of the latest release."},
            nextReleaseDate=DAY | {"description": "Date of the next release."},
        ),
        [{"releaseDate": "2026-06-17"}],
        [{"releaseDate": "2026-06-15", "nextReleaseDate": "2027-01-01"}],
        "/releaseDate",
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
        "in-the-future",  # the title says what the help does not; what is planned may come
        members(
            distributionReleaseDate={"title": "Latest release", "anyOf": [DAY | {"title": "Date"}, {"type": "null"}]},
            releaseDate=DAY | {"title": "Next release", "description": "A year after the latest release."},
            startDate=DAY | {"title": "Data start"},
            grant=members(startDate=DAY),
        ),
        [{"distributionReleaseDate": "2030-01-01"}],
        [{"distributionReleaseDate": "2026-06-15", "releaseDate": "2030-01-01"}, {"startDate": "2026-06-01"},
         {"grant": {"startDate": "2031-01-01"}}],
        "/distributionReleaseDate",
    ),
    (
        "in-the-future",
        members(startDate={"anyOf": [DAY, MOMENT], "description": "When the dataset begins."}),
        [{"startDate": "2031-01-01"}],
        [{"startDate": "2026-06-16"}],
        "/startDate",
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
        "placeholder",
        members(title=TEXT, name=TEXT),
        [{"title": one} for one in ("N/A", "Untitled", "Test dataset", "untitled dataset")],
        [{"title": "Test datasets of the North"}, {"name": "N/A"}],
        "/title",
    ),
    (
        "no-address",
        members(url=LINK),
        [{"url": "https://https://example.org"}, {"url": "http://https//example.org"}],
        [{"url": "https://web.archive.org/web/https://example.org"}, {"url": "https://https.example.org"}],
        "/url",
    ),
    (
        "password-in-link",
        members(url=LINK, note=TEXT),
        [{"url": "https://user:pw@example.org/"}, {"url": "ftps://me:x@example.org/a"}],
        [{"url": "https://example.org/a:b@c"}, {"url": "mailto:a@b.org"}, {"url": "https://user@example.org"},
         {"note": "Written as https://user:pw@example.org in the log"}],
        "/url",
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
    (
        "several-in-one",
        members(keywords={"type": "array", "items": TEXT}, aliases={"type": "array", "items": TEXT}),
        [{"keywords": ["asthma, copd"]}, {"keywords": ["asthma; copd", "lung"]}],
        [{"keywords": ["Carcinoma, hepatocellular"]}, {"keywords": ["asthma, acute", "copd"]},
         {"keywords": ["asthma,"]},
         {"aliases": ["asthma, copd"]}, {"keywords": ["asthma;"]}],
        "/keywords/0",
    ),
    (
        "no-country",
        members(places={"type": "array", "items": TEXT | {"pattern": "^[A-Z]{2}(-[A-Z]{2,3})?$"}}, code=TEXT),
        [{"places": ["UK"]}, {"places": ["UK-ENG"]}],
        [{"places": ["GB", "UA"]}, {"code": "UK"}],
        "/places/0",
    ),
    (
        "belongs-elsewhere",
        members(themes={"type": "array", "items": THEMES}),
        [{"themes": [{"name": "Heart", "parts": ["x", "Lungs"]}]}],
        [{"themes": [{"name": "Heart", "parts": ["Heart", "x"]}]}, {"themes": [{"name": "Heart", "parts": ["other"]}]}],
        "/themes/0/parts/1",
    ),
    (
        "of-another-kind",  # a name of which the schema says nothing but an example
        members(things={"type": "array", "items": {**members(name={"examples": ["dob"]}), "required": ["name"]}}),
        [{"things": [{"name": 5}]}, {"things": [{"name": ["x"]}]}],
        [{"things": [{"name": "x"}, {"name": None}, {}]}],
        "/things/0/name",
    ),
    (
        "of-another-kind",
        members(columns={"type": "array", "items": {**members(name={"examples": ["dob"]}), "required": ["name"]}},
                value={"examples": ["five"]}),
        [{"columns": [*({"name": f"c{number}"} for number in range(600)), {"name": 5}]}],
        [{"columns": [{"name": f"c{number}"} for number in range(600)]}, {"value": 5}],
        "/columns/600/name",
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
        "unseen-signs",  # overrides turn letters around; marks and isolates are how some scripts are written
        members(title=TEXT),
        [{"title": "Heart \u202eatad"}, {"title": "\u202dHeart"}],
        [{"title": "\u2067שלום\u2069 Heart"}, {"title": "שלום\u200f!"}],
        "/title",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "schema", "doubtful", "fine", "place"), CASES)
def test_a_rule_speaks_where_it_is_sure_and_nowhere_else(
    rule: str, schema: Any, doubtful: list[Any], fine: list[Any], place: str
) -> None:
    for value in doubtful:
        found = told(schema, value)
        wanted = f"/{next(iter(value))}" if place == "*" else place
        assert found == [(wanted, rule)], value
    for value in fine:
        assert told(schema, value) == [], value


def test_every_rule_has_its_case() -> None:
    of_the_gateway = {"null-becomes-zero", "empty-group", "escaped-on-the-way", "changed-on-the-way"}
    assert {rule.name for rule in RULES} == {case[0] for case in CASES} | of_the_gateway


@pytest.mark.parametrize("count", [2, 900])
def test_a_cell_that_a_route_changes_is_told_of_in_short_and_in_long_tables(count: int) -> None:
    table = members(
        columns={"type": "array", "items": members(name={"type": "string", "maxLength": 12}, description=TEXT)}
    )
    schema = members(tables={"type": "array", "items": table})
    columns: list[dict[str, Any]] = [{"name": f"c{at}", "description": f"Column {at}."} for at in range(count)]
    columns[1] = {"name": "weight<kg>", "description": "The patient’s weight"}
    value = {"tables": [{"columns": columns}]}
    assert about(schema, value, "HDRUK/9") == []
    found = about(schema, value, "HDRUK/9", escaping=True)
    assert [(one.pointer_text, one.keyword) for one in found] == [
        ("/tables/0/columns/1/name", "escaped-on-the-way"),  # 10 signs, 16 when they arrive
        ("/tables/0/columns/1/description", "changed-on-the-way"),
    ]
    assert [at for at, one in enumerate(escaped(columns)) if one != columns[at]] == [1]


def test_every_sentence_is_one_for_a_custodian() -> None:
    said = [one for _, schema, doubtful, _, _ in CASES for value in doubtful for one in about(schema, value)]
    said += about({**members(n=WHOLE, g=members(x=TEXT)), "required": ["n"]}, {"n": None, "g": {}}, "HDRUK/9")
    for one in said:
        assert one.severity is Severity.ADVICE and one.source == "advice" and one.title
        assert one.message.lstrip("“")[0] != " " and (one.message[0].isupper() or one.message[0] == "“")
        assert one.message.endswith(".") and "  " not in one.message
        assert not any(word in one.message for word in ("anyOf", "instance", "None", "{", "validator")), one.message


def test_places_are_named_as_in_all_other_problems() -> None:
    schema = members(
        summary=members(
            tables={"type": "array", "title": "Tables", "items": members(name=TEXT, description=TEXT)},
        )
    )
    (one,) = about(schema, {"summary": {"tables": [{"name": "visits", "description": "tbc"}]}})
    assert (one.title, one.trail) == ("Description", ("Summary", "Table visits"))
    assert "Table visits" in one.sentence and "Description: “tbc” looks like a placeholder" in one.sentence
    assert one.location == "/properties/summary/properties/tables/items/properties/description"


def test_of_one_place_only_the_first_rule_speaks_and_in_the_order_of_the_form() -> None:
    schema = members(abstract=TEXT, startDate=DAY, endDate=DAY, title=TEXT)
    value = {"endDate": "0020-01-01", "title": "&amp; ", "startDate": "2020-01-01", "abstract": "TBC &amp;"}
    assert told(schema, value) == [
        ("/abstract", "html-code"),
        ("/endDate", "end-before-start"),
        ("/title", "html-code"),
    ]


def test_where_something_is_wrong_no_advice_is_given_beside_it() -> None:
    schema = members(doiName=TEXT | {"pattern": "^10[.][0-9]{4}/.+$"}, title=TEXT)
    value = {"doiName": "https://doi.org/10.1234/x", "title": "tbc"}
    loaded = LoadedSchema("ours/1", schema)
    found = advised(loaded, value, Checker(loaded).check(value))
    assert [(one.pointer_text, one.severity) for one in found] == [
        ("/doiName", Severity.WRONG),
        ("/title", Severity.ADVICE),
    ]


def test_of_what_the_application_fills_in_only_a_day_that_is_still_to_come_is_told() -> None:
    schema = Catalogue().load("HDRUK/4.0.0")
    value = copy.deepcopy(EXAMPLE) | {"modified": "2999-01-01T00:00:00Z", "issued": "0001-01-01T00:00:00Z"}
    assert [(one.pointer, one.keyword) for one in Adviser(schema).advise(value)] == [(("modified",), "in-the-future")]


@pytest.mark.parametrize("rows", [1, 600])
def test_in_a_table_of_values_a_number_below_zero_is_told_but_the_gateways_own(rows: int) -> None:
    schema = Catalogue().load("HDRUK/4.0.0")
    value = copy.deepcopy(EXAMPLE)
    column = value["structuralMetadata"]["tables"][0]["columns"][0]
    counts: list[Any] = [-1, 0, -3, None, "x", 4]
    column["values"] = [{"name": str(at), "frequency": counts[at % 6]} for at in range(6 * rows)]
    column["description"] = "TODO write this"
    place = ("structuralMetadata", "tables", 0, "columns", 0)
    found = {(one.pointer, one.keyword) for one in Adviser(schema).advise(value)}
    negative = {((*place, "values", at, "frequency"), "less-than-none") for at in range(2, 6 * rows, 6)}
    assert found == negative | {((*place, "description"), "placeholder")}


@pytest.mark.parametrize("frequency", ["3", None, [1], {}, True, -1])
@pytest.mark.parametrize("rows", [1, 2, 600])
def test_a_table_of_counts_may_hold_anything(rows: int, frequency: Any) -> None:
    """Only a number below zero is told of; of one row alone every other kind is the least there is."""
    value = copy.deepcopy(EXAMPLE)
    value["structuralMetadata"]["tables"][0]["columns"][0]["values"] = [
        {"name": str(at), "frequency": frequency} for at in range(rows)
    ]
    value["observations"] = [value["observations"][0] | {"measuredValue": frequency}] * rows
    for name in ("HDRUK/4.0.0", "HDRUK/3.0.0"):
        found = {one.keyword for one in Adviser(Catalogue().load(name)).advise(value)}
        assert ("less-than-none" in found) is (frequency == -1)


def test_advice_about_two_places_names_the_other_one_too() -> None:
    value = {
        "abstract": "Heart",
        "title": "Heart",
        "startDate": "2024-01-01",
        "endDate": "2023-01-01",
        "tags": ["a", "a"],
    }
    schema = members(abstract=TEXT, title=TEXT, startDate=DAY, endDate=DAY, tags={"type": "array", "items": TEXT})
    assert {one.pointer: one.beside for one in about(schema, value)} == {
        ("abstract",): (("title",),),
        ("endDate",): (("startDate",),),
        ("tags", 1): (("tags", 0),),
    }


def test_nothing_is_reckoned_from_what_is_wrong_itself() -> None:
    schema = members(first=DAY, last=DAY)
    value = {"first": "2020-04-01", "last": "2019-12-31"}
    adviser = Adviser(LoadedSchema("ours/1", schema), today=lambda: TODAY)
    wrong = [Problem(("first",), "format", "Must come otherwise.")]
    assert [one.keyword for one in adviser.advise(value)] == ["end-before-start"]
    assert adviser.advise(value, wrong) == []


@pytest.mark.parametrize("name", ["HDRUK/2.1.2", "HDRUK/3.0.0", "HDRUK/4.0.0"])
def test_days_that_have_not_come_are_told_by_the_schemas_that_ship(name: str) -> None:
    def told_of(**days: str) -> list[tuple[str, str]]:
        value = copy.deepcopy(EXAMPLE)
        value["provenance"]["temporal"] |= days
        found = Adviser(Catalogue().load(name), today=lambda: TODAY).advise(value)
        return [(one.keyword, str(one.pointer[-1])) for one in found if "temporal" in one.pointer]

    release = "distributionReleaseDate"
    assert told_of(distributionReleaseDate="2030-01-01") == [("in-the-future", release)]
    assert told_of(distributionReleaseDate="1999-01-01") == [("released-before-start", release)]
    assert ("in-the-future", "startDate") in told_of(startDate="2031-01-01")
    assert told_of(distributionReleaseDate="2026-06-15") == []


def test_conditions_decide_which_rules_look() -> None:
    schema = {
        **members(kind=TEXT, note=TEXT),
        "if": {"properties": {"kind": {"const": "study"}}, "required": ["kind"]},
        "then": {"properties": {"description": TEXT}},
    }
    assert told(schema, {"kind": "study", "description": "tbc"}) == [("/description", "placeholder")]
    assert told(schema, {"kind": "x", "description": "tbc"}) == []


def test_a_schema_without_end_is_planned_in_bounds() -> None:
    schema: dict[str, Any] = {
        "$defs": {"n": members(description=TEXT, a={"$ref": "#/$defs/n"}, b={"$ref": "#/$defs/n"})}
    }
    schema |= {"$ref": "#/$defs/n"}
    assert told(schema, {"description": "tbc", "a": {"b": {"a": {}}}}) == [("/description", "placeholder")]


@pytest.mark.parametrize("value", [None, [], "tbc", 5, True, {"summary": []}, {"summary": {"title": {"x": [None]}}}])
def test_a_document_of_any_shape_is_no_crash(value: Any) -> None:
    for name in ("HDRUK/4.0.0", "HDRUK/2.1.2"):
        found = Adviser(Catalogue().load(name)).advise(value)
        assert all(one.keyword == "of-another-kind" for one in found)


# large tables


def table(columns: int, *, odd: dict[int, Any]) -> list[dict[str, Any]]:
    made = [
        {"name": f"c{at}", "dataType": "text", "description": f"Column {at}.", "sensitive": False}
        for at in range(columns)
    ]
    for at, text in odd.items():
        made[at]["description"] = text
    return made


def test_in_large_tables_placeholders_are_found_and_nothing_else_is_looked_at() -> None:
    value = copy.deepcopy(EXAMPLE)
    value["structuralMetadata"]["tables"] = [
        {"name": "small", "columns": table(3, odd={1: "TBC"})},
        {"name": "large", "columns": table(1_000, odd={700: "To be added.", 701: None, 702: "a &amp; b", 703: 5})},
        {"name": "broken", "columns": ["x", None, {"description": "xxx"}]},
    ]
    found = Adviser(Catalogue().load("HDRUK/4.0.0")).advise(value)
    assert [one.pointer_text.removeprefix("/structuralMetadata/tables") for one in found] == [
        "/0/columns/1/description",
        "/1/columns/700/description",
        "/2/columns/2/description",
    ]
    assert found[1].trail[-1] == "Column c700" and "“To be added.” looks like a placeholder" in found[1].message


def test_in_large_tables_what_is_required_and_empty_is_found_and_names_that_are_there_twice() -> None:
    value = copy.deepcopy(EXAMPLE)
    columns = table(1_000, odd={})
    columns[3]["dataType"], columns[4]["dataType"], columns[5]["name"] = "", "x", "  "
    columns[700]["name"] = "c699"
    value["structuralMetadata"]["tables"] = [{"name": "large", "columns": columns}]
    found = Adviser(Catalogue().load("HDRUK/4.0.0")).advise(value)
    assert [(one.pointer[4:], one.keyword) for one in found] == [
        ((3, "dataType"), "empty-text"),
        ((5, "name"), "empty-text"),
        ((700, "name"), "name-twice"),
    ]
    assert "Is also the name of number 700" in found[2].message


def test_a_long_list_is_looked_through_as_a_table_and_so_are_the_tables_in_it() -> None:
    value = copy.deepcopy(EXAMPLE)
    tables: list[Any] = [{"name": f"t{at}", "description": "Fine.", "columns": table(2, odd={})} for at in range(600)]
    tables[10]["description"] = "tbd"
    tables[20]["columns"][1]["description"] = "TBD"
    value["structuralMetadata"]["tables"] = tables
    found = Adviser(Catalogue().load("HDRUK/4.0.0")).advise(value)
    assert [one.pointer[2:] for one in found] == [(10, "description"), (20, "columns", 1, "description")]


def test_each_of_several_columns_of_one_name_is_told_and_of_very_many_some() -> None:
    schema = members(columns={"type": "array", "items": members(name=TEXT)})
    assert told(schema, {"columns": [{"name": "dob"}] * 5}) == [
        (f"/columns/{at}/name", "name-twice") for at in range(1, 5)
    ]
    assert len(told(schema, {"columns": [{"name": "x"}] * 500 + [{"name": "dob"}] * 3})) == 20 + 2


def test_a_required_number_that_may_be_a_text_is_not_told_to_be_left_out() -> None:
    value = copy.deepcopy(EXAMPLE)
    value["summary"]["dataCustodian"]["identifier"] = None
    (found,) = Adviser(Catalogue().load("HDRUK/4.0.0")).advise(value)
    assert found.message == "Left empty, the gateway will store 0 here: give the real value."


def test_the_same_age_band_twice_is_told_by_the_schema_that_ships() -> None:
    value = copy.deepcopy(EXAMPLE)
    rows = value["demographicFrequency"]["age"]
    rows.append(rows[0] | {"count": rows[0]["count"] + 1})
    (found,) = Adviser(Catalogue().load("HDRUK/4.0.0")).advise(value)
    assert found.pointer == ("demographicFrequency", "age", len(rows) - 1)
    assert found.message.startswith("Counts the same as number 1 in this list")


def test_no_more_is_told_than_anybody_reads() -> None:
    schema = members(rows={"type": "array", "items": members(description=TEXT)})
    assert len(about(schema, {"rows": [{"description": "tbc"}] * 3_000})) == MOST


# the gateway


@pytest.mark.parametrize("name", ["HDRUK/3.0.0", "HDRUK/4.0.0"])
def test_null_is_told_to_become_0_exactly_where_the_practice_gateways_validator_makes_it_0(name: str) -> None:
    """Each number of the form in turn, in a document that is otherwise as it was."""
    schema = Catalogue().load(name)
    fields = [one for one in walk(schema.root) if one.kind in (Kind.INTEGER, Kind.NUMBER) and "*" not in one.path]
    assert fields
    for field in fields:
        node: Any = {}
        value = node
        for step in field.path[:-1]:
            node = node.setdefault(step, {})
        node[field.name] = None
        part = get(schema.raw, from_text(field.location, schema.raw))
        entries, left = ajv.check({**part, "$defs": get(schema.raw, ("$defs",)) or {}}, None)
        found = [one for one in Adviser(schema).advise(value) if one.keyword == "null-becomes-zero"]
        assert (not entries and left == 0) is (len(found) == 1), (to_text(field.path), entries, left)
        if found:
            assert "the gateway will store 0 here" in found[0].message.lower()


def test_null_where_a_number_is_required_is_told_beside_what_is_wrong() -> None:
    value = copy.deepcopy(EXAMPLE)
    value["summary"]["populationSize"] = None
    found = Authoring(Catalogue().load("HDRUK/4.0.0"), value).check()
    assert [(one.pointer_text, one.severity) for one in found] == [
        ("/summary/populationSize", Severity.EMPTY),
        ("/summary/populationSize", Severity.ADVICE),
    ]
    assert "give the real value" in found[1].message


@pytest.mark.parametrize(
    ("schema", "speaks"),
    [
        ({"anyOf": [WHOLE, {"type": "null"}]}, True),
        ({"anyOf": [{"type": "null"}, WHOLE]}, False),
        ({"type": ["integer", "null"]}, False),
        (WHOLE, True),
        (WHOLE | {"minimum": 1}, False),
        ({"anyOf": [{"type": "boolean"}, {"type": "null"}]}, True),
    ],
)
def test_the_order_of_alternatives_decides_what_null_becomes(schema: Any, speaks: bool) -> None:
    whole = members(n=schema)
    assert ("/n", "null-becomes-zero") in told(whole, {"n": None}, "HDRUK/9") or not speaks
    assert told(whole, {"n": None}, "ours/1") == []
    entries, left = ajv.check(whole, {"n": None})
    assert speaks is (not entries and left["n"] is not None)


def test_what_this_gateways_schemas_call_a_measured_value_is_counted() -> None:
    value = copy.deepcopy(EXAMPLE)
    value["observations"][0]["measuredValue"] = -1
    found = Adviser(Catalogue().load("HDRUK/4.0.0")).advise(value)
    assert [(one.pointer_text, one.keyword) for one in found] == [("/observations/0/measuredValue", "less-than-none")]


def test_an_empty_group_is_told_of_because_the_gateway_refuses_it() -> None:
    schema = Catalogue().load("HDRUK/4.0.0")
    value = copy.deepcopy(EXAMPLE)
    value["accessibility"]["usage"] = {}
    assert Checker(schema).check(value) == []
    (found,) = Adviser(schema).advise(value)
    assert (found.pointer_text, found.keyword) == ("/accessibility/usage", "empty-group")
    value["accessibility"]["usage"] = []  # as it arrives
    entries, _ = ajv.check(schema.raw, value)
    assert {one["instancePath"] for one in entries} == {"/accessibility/usage"}
    value["accessibility"]["usage"] = None
    value["summary"]["dataCustodian"] = {}  # required, so that what it lacks is told already
    assert {one.severity for one in Authoring(schema, value).check()} == {Severity.EMPTY}


def test_what_the_older_routes_change_is_told_only_where_such_a_route_is_taken() -> None:
    schema = Catalogue().load("HDRUK/4.0.0")
    value = copy.deepcopy(EXAMPLE)
    value["coverage"]["followUp"] = "> 10 Years"
    value["summary"]["contactPoint"] = "o'neil@example.org"
    value["summary"]["title"] = "Heart & lung"  # arrives changed, and is not refused
    assert Adviser(schema).advise(value) == []
    found = Adviser(schema, escaping=True).advise(value)
    assert [(one.pointer_text, one.keyword) for one in found] == [
        ("/summary/title", "changed-on-the-way"),
        ("/summary/contactPoint", "escaped-on-the-way"),
        ("/coverage/followUp", "escaped-on-the-way"),
    ]
    assert "“&” is then kept as “&amp;”" in found[0].message
    refused = set()
    for place in (("coverage", "followUp"), ("summary", "contactPoint")):
        arrived = copy.deepcopy(EXAMPLE)
        get(arrived, place[:1])[place[1]] = escaped(get(value, place))
        refused |= {one["instancePath"] for one in ajv.check(schema.raw, arrived)[0]}
    assert refused >= {"/coverage/followUp", "/summary/contactPoint"}
    assert Adviser(schema, escaping=True).advise(EXAMPLE) == []


def test_every_text_that_the_older_routes_change_is_told_of_before_it_is_sent() -> None:
    """In the whole example but for its tables, where a column of texts would be told a thousand times."""
    schema = Catalogue().load("HDRUK/4.0.0")
    kinds = (Kind.TEXT, Kind.URL)
    authoring = Authoring(schema, copy.deepcopy(EXAMPLE))
    changed = set()
    for place, text in list(texts_of(EXAMPLE)):
        field = authoring.field_at(place)
        while field is not None and field.kind is Kind.UNION:
            field = next((one for one in field.branches if one.kind in kinds), None)
        if place[0] == "revisions" or "tables" in place:  # what is filled in is not advised about
            continue
        if field is not None and field.kind in kinds and not field.fill and not field.decides:
            authoring.document.set(place, f"{text}&x")
            changed.add(place)
    assert len(changed) > 20
    found = Adviser(schema, escaping=True).advise(authoring.document.value)
    told = {one.pointer for one in found if one.keyword in ("changed-on-the-way", "escaped-on-the-way")}
    assert changed - told == set()


@pytest.mark.parametrize(("times", "rule"), [(80, "escaped-on-the-way"), (20, "changed-on-the-way")])
def test_a_text_that_grows_beyond_its_limit_on_the_way_is_told_to_be_refused(times: int, rule: str) -> None:
    schema = Catalogue().load("HDRUK/4.0.0")
    value = copy.deepcopy(EXAMPLE)
    value["summary"]["abstract"] = "R&D's " * times
    (found,) = Adviser(schema, escaping=True).advise(value)
    assert (found.pointer_text, found.keyword) == ("/summary/abstract", rule)
    arrived = copy.deepcopy(value)
    arrived["summary"]["abstract"] = escaped(value["summary"]["abstract"])
    assert bool(ajv.check(schema.raw, arrived)[0]) is (rule == "escaped-on-the-way")


# valid documents


def test_the_shipped_example_needs_no_advice() -> None:
    assert Authoring(Catalogue().load("HDRUK/4.0.0"), copy.deepcopy(EXAMPLE)).check() == []


@pytest.mark.parametrize(
    ("name", "file", "wanted"),
    [
        ("HDRUK/4.0.0", "HDRUK-4.0.0.example.json", {("/documentation/description", "says-the-same")}),
        (
            "HDRUK/3.0.0",
            "HDRUK-3.0.0.example.json",
            {
                ("/documentation/description", "says-the-same"),
                ("/coverage/typicalAgeRangeMin", "null-becomes-zero"),
                ("/coverage/typicalAgeRangeMax", "null-becomes-zero"),
            },
        ),
        ("HDRUK/2.1.2", "HDRUK-2.1.2-example.json", set()),
    ],
)
def test_published_examples_get_only_advice_that_is_true(
    name: str, file: str, wanted: set[tuple[str, str]], shared_data: Path
) -> None:
    """Their abstract and description are the same; an unknown age of null is 0 for the gateway's validator."""
    value = jsonio.read_file(shared_data / "schemata" / "examples" / file)
    found = Adviser(Catalogue().load(name)).advise(value)
    assert {(one.pointer_text, one.keyword) for one in found} == wanted


@pytest.mark.parametrize(
    ("schema", "file", "wanted"),
    [
        ("HDRUK/4.0.0", "HDRUK-4.0.0.example.json", {("/documentation/description", "says-the-same")}),
        ("HDRUK/3.0.0", "HDRUK-3.0.0.example.json", {("/documentation/description", "says-the-same")}),
        ("HDRUK/2.1.2", "HDRUK-2.1.2-example.json", set()),
        ("CRUK/1.0.0", "CRUK-1.0.0-example.json", set()),
        ("GWDM/1.0", "GWDM-1.0-example.json", {("/summary/abstract", "says-the-same")}),
        ("SchemaOrg/BioSchema", "SchemaOrg-BioSchema-example.json", set()),
        ("SchemaOrg/GoogleRecommended", "SchemaOrg-GoogleRecommended-example.json", set()),
    ],
)
def test_so_do_they_by_the_schemas_as_published(
    schema: str, file: str, wanted: set[tuple[str, str]], shared_data: Path
) -> None:
    loaded = Catalogue().load(shared_data / "schemata" / "models" / schema / "schema.json")
    value = jsonio.read_file(shared_data / "schemata" / "examples" / file)
    found = Adviser(loaded).advise(value)
    assert {(one.pointer_text, one.keyword) for one in found} == wanted


def test_values_that_a_schema_names_itself_need_no_advice(shared_data: Path) -> None:
    """Every default and every example of every field in the 17 published schemas, each alone in its document.

    But for what is true of them: addresses that begin with http, and the examples' own placeholders.
    """
    true = {"not-https"}
    seen = 0
    astray = []
    for file in sorted((shared_data / "schemata" / "models").glob("*/*/schema.json")):
        schema = Catalogue().load(file)
        adviser = Adviser(schema)
        for field in walk(schema.root):
            if any(step in ("*", "**") for step in field.path) or not field.path:
                continue
            for one in (*field.examples, *(() if field.default in (ABSENT, None) else (field.default,))):
                value: Any = one
                for step in reversed(field.path):
                    value = {step: value}
                seen += 1
                found = [tip for tip in adviser.advise(value) if tip.keyword not in true | {"example-left"}]
                astray += [(file.parent.parent.name, tip.sentence) for tip in found]
    print(f"{seen:,} values, {len(astray)} pieces of advice")
    assert seen > 500
    assert astray == []


def test_in_a_schema_of_very_many_fields_every_one_is_looked_at() -> None:
    described = members(
        description={"type": "string"}, rows={"type": "array", "items": members(description={"type": "string"})}
    )
    schema = members(**{f"g{at}": members(inner=described) for at in range(900)})
    value: dict[str, Any] = {f"g{at}": {"inner": {"description": "TBC"}} for at in (0, 500, 899)}
    value["g898"] = {"inner": {"description": "Fine.", "rows": [{"description": "TBC"}] * 600}}
    adviser = Adviser(LoadedSchema("ours/1", schema))
    found = [one.pointer_text for one in adviser.advise(value)]
    assert [f"/g{at}/inner/description" for at in (0, 500, 899)] == [one for one in found if "rows" not in one]
    assert len(found) == 3 + 600
    assert [one.pointer_text for one in adviser.advise(value)] == found


def test_a_text_that_is_refused_on_the_way_is_not_said_to_be_kept_there() -> None:
    value = copy.deepcopy(EXAMPLE)
    column = ("structuralMetadata", "tables", 0, "columns", 0, "description")
    value["structuralMetadata"]["tables"][0]["columns"][0]["description"] = "&" * 5_000
    value["summary"]["title"] = "R&D " + "x" * 20
    (title, cell) = Adviser(Catalogue().load("HDRUK/4.0.0"), today=lambda: TODAY, escaping=True).advise(value)[:2]
    assert (title.keyword, title.behind) == ("changed-on-the-way", ())
    assert (cell.pointer, cell.keyword, cell.behind) == (column, "escaped-on-the-way", ())
