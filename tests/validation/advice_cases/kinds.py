"""Advice about kinds, formats and members that no validator checks: where a rule speaks, and where it nearly would."""

from __future__ import annotations

from tests.validation.advising import TEXT, Case, members

THEMES = {
    "anyOf": [
        members(name={"default": theme, "title": "Name"}, parts={"type": "array", "items": {"enum": [theme, "x"]}})
        for theme in ("Lungs", "Heart", "Brain")
    ]
}

CASES: list[Case] = [
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
        "misspelt-member",
        members(subTypes=TEXT, name=TEXT),
        [{"subtypes": "x"}, {"sub_types": "x"}, {"subTypess": "x"}],
        [{"colour": "x"}, {"subTypes": "x", "subtypes": "x"}, {"nam": "x", "name": "y"}],
        "*",
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
        "belongs-elsewhere",
        members(themes={"type": "array", "items": THEMES}),
        [{"themes": [{"name": "Heart", "parts": ["x", "Lungs"]}]}],
        [{"themes": [{"name": "Heart", "parts": ["Heart", "x"]}]}, {"themes": [{"name": "Heart", "parts": ["other"]}]}],
        "/themes/0/parts/1",
    ),
    (
        "no-country",
        members(places={"type": "array", "items": TEXT | {"pattern": "^[A-Z]{2}(-[A-Z]{2,3})?$"}}, code=TEXT),
        [{"places": ["UK"]}, {"places": ["UK-ENG"]}],
        [{"places": ["GB", "UA"]}, {"code": "UK"}],
        "/places/0",
    ),
]  # fmt: skip
