"""Every rule of advice, the first that speaks of a place before the others."""

from __future__ import annotations

from gatewaydesk.validation.advice import (
    codes,
    dates,
    encodings,
    figures,
    gateway,
    kinds_of_group,
    links,
    lists,
    misspelt,
    signs,
    texts,
    unchecked,
)
from gatewaydesk.validation.advice.lists import REPEATED
from gatewaydesk.validation.advice.rule import Rule
from gatewaydesk.validation.advice.signs import EMPTY_TEXT

EXAMPLE_LEFT = "example-left"
PLACEHOLDER = "placeholder"
EMPTY_GROUP = "empty-group"
LESS_THAN_NONE = "less-than-none"
MISSPELT_MEMBER = "misspelt-member"
IN_THE_FUTURE = "in-the-future"
SPACE_AT_THE_ENDS = "space-at-the-ends"
OF_FILLED = (IN_THE_FUTURE, REPEATED)
ON_THE_WAY = ("escaped-on-the-way", "changed-on-the-way")

RULES: tuple[Rule, ...] = (
    Rule("null-becomes-zero", "null", gateway.null_becomes_zero, beside_faults=True),
    Rule(EMPTY_GROUP, "empty", gateway.empty_group, of_union=True),
    Rule(ON_THE_WAY[0], "text", gateway.escaped_on_the_way),
    Rule(EMPTY_TEXT, "text", signs.empty_required),
    Rule(LESS_THAN_NONE, "number", figures.less_than_none),
    Rule("older-than-anybody", "number", figures.older_than_anybody),
    Rule("fewer-than-observed", "group", figures.fewer_than_observed),
    Rule("name-twice", "list", lists.name_twice),
    Rule(REPEATED, "list", lists.repeated),
    Rule(REPEATED, "list", lists.group_repeated),
    Rule("several-in-one", "list", lists.several_in_one),
    Rule("end-before-start", "group", dates.end_before_start),
    Rule("released-before-start", "group", dates.released_before_start),
    Rule("most-below-least", "group", dates.most_below_least),
    Rule("unlikely-year", "text", dates.unlikely_year),
    Rule("unlikely-year", "number", dates.unlikely_year),
    Rule(IN_THE_FUTURE, "text", dates.in_the_future),
    Rule(PLACEHOLDER, "text", texts.placeholder),
    Rule(EXAMPLE_LEFT, "text", texts.example_left),
    Rule("says-the-same", "group", texts.says_the_same),
    Rule("says-the-same", "group", texts.says_the_same_elsewhere),
    Rule("doi-as-address", "text", links.doi_as_address),
    Rule("no-address", "text", links.no_address),
    Rule("password-in-link", "text", links.password_in_link),
    Rule("not-public", "text", links.not_public),
    Rule("not-https", "text", links.not_https),
    Rule("matched-in-part", "text", unchecked.matched_in_part),
    Rule("format-unchecked", "text", unchecked.format_unchecked),
    Rule("content-unread", "text", unchecked.content_unread),
    Rule("of-another-kind", "any", unchecked.of_another_kind),
    Rule("of-another-kind", "list", unchecked.names_of_another_kind),
    Rule("unlisted", "group", kinds_of_group.unlisted, of_union=True),
    Rule("belongs-elsewhere", "group", kinds_of_group.belongs_elsewhere, of_union=True),
    Rule("no-country", "text", codes.no_country),
    Rule(MISSPELT_MEMBER, "group", misspelt.misspelt_member, of_union=True),
    Rule(MISSPELT_MEMBER, "list", misspelt.misspelt_in_rows),
    Rule("misread-letters", "text", encodings.misread_letters),
    Rule("html-code", "text", texts.html_code),
    Rule("word-twice", "text", texts.word_twice),
    Rule("unseen-signs", "text", signs.unseen_signs),
    Rule("letters-of-two-signs", "text", encodings.letters_of_two_signs),
    Rule(SPACE_AT_THE_ENDS, "text", texts.space_at_the_ends),
    Rule(ON_THE_WAY[1], "text", gateway.changed_on_the_way),
)
