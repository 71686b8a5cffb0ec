"""Advice about days, years and numbers: where a rule speaks, and where it nearly would."""

from __future__ import annotations

from tests.validation.advising import DAY, MOMENT, TEXT, WHOLE, Case, members

CASES: list[Case] = [
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
]  # fmt: skip
