"""Advice about links and addresses: where a rule speaks, and where it nearly would."""

from __future__ import annotations

from tests.validation.advising import LINK, TEXT, Case, members

CASES: list[Case] = [
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
        "no-address",
        members(url=LINK),
        [{"url": "https://https://example.org"}, {"url": "http://https//example.org"}],
        [{"url": "https://web.archive.org/web/https://example.org"}, {"url": "https://https.example.org"}],
        "/url",
    ),
    (
        "no-address",
        members(url=LINK),
        [{"url": one} for one in ("https:///x", "https://.org", "https://.org/x", "https://:80/x", "https://a..b/x",
                                  "https://?a=b")],
        [{"url": one} for one in ("https://x.org", "https://x.org/..", "https://x.org//a")],
        "/url",
    ),
    (
        "not-public",  # a name without a dot is known to its own network alone
        members(url=LINK),
        [{"url": "https://intranet/l"}, {"url": "http://wiki:8080"}],
        [{"url": "https://intranet.org/l"}, {"url": "https://d5faf9c6-6c34-46d7"}],
        "/url",
    ),
    (
        "doi-as-address",  # the full stop of a sentence
        members(doiName=TEXT),
        [{"doiName": "10.1234/abc."}, {"doiName": " 10.1234/abc.,"}],
        [{"doiName": "10.1234/a.b"}, {"doiName": "See 10.1234/abc."}, {"doiName": "10.1234/abc"}],
        "/doiName",
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
        "password-in-link",
        members(url=LINK, note=TEXT),
        [{"url": "https://user:pw@example.org/"}, {"url": "ftps://me:x@example.org/a"}],
        [{"url": "https://example.org/a:b@c"}, {"url": "mailto:a@b.org"}, {"url": "https://user@example.org"},
         {"note": "Written as https://user:pw@example.org in the log"}],
        "/url",
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
]  # fmt: skip
