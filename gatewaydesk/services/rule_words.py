"""What each rule asks for, in one plain sentence, for lists of rules where nobody sees the field it was broken in."""

from __future__ import annotations

from collections.abc import Mapping

OTHER = "A value keeps to what the schema says of it."
_FORMS = "A value fits one of the forms that are allowed at its place."

RULES: Mapping[str, str] = {
    # What must be there
    "required": "A required field is filled in.",
    "dependentRequired": "A field is filled in that another one asks for.",
    "dependencies": "A field is filled in that another one asks for.",
    # Values
    "type": "A value is of the right kind: text, a number, Yes or No, a list, a group of fields.",
    "enum": "A value is one of the choices that there are.",
    "const": "A value is the one that is asked for.",
    "format": "A date, an address or the like is written as it has to be.",
    "pattern": "A text has the expected form.",
    "minLength": "A text is long enough.",
    "maxLength": "A text is not too long.",
    "minimum": "A number is not too small.",
    "maximum": "A number is not too large.",
    "exclusiveMinimum": "A number is not too small.",
    "exclusiveMaximum": "A number is not too large.",
    "multipleOf": "A number comes in the right steps.",
    "contentEncoding": "A text is encoded as it has to be.",
    "contentMediaType": "A text holds the kind of content that it has to.",
    # Lists and groups
    "minItems": "A list has enough items.",
    "maxItems": "A list has not too many items.",
    "uniqueItems": "A list names nothing twice.",
    "contains": "A list has the items that are asked for.",
    "additionalItems": "A list has only items that belong there.",
    "unevaluatedItems": "A list has only items that belong there.",
    "minProperties": "A group has enough members.",
    "maxProperties": "A group has not too many members.",
    "additionalProperties": "A group has only fields that the schema knows.",
    "unevaluatedProperties": "A group has only fields that the schema knows.",
    "propertyNames": "A name that is made up for a field is one that is allowed.",
    "falseSchema": "A field is not filled in where it must not be.",
    "together": "Fields that exclude one another are not filled in together.",
    "anyOf": _FORMS,
    "oneOf": _FORMS,
    "ambiguous": "A value fits only one of the forms of which it must fit exactly one.",
    "not": "A value is none of those that are ruled out.",
    # What could not be checked
    "surrogate": "A text holds no broken characters.",
    "depth": "Nothing is nested too deep to be checked.",
    "unfinished": "A text is not too intricate to be checked.",
    "reference": "The schema holds all that it refers to.",
    "unusable": "The schema can be used for checking.",
    # Advice
    "null-becomes-zero": "A number that is left empty does not become 0 at the gateway unnoticed.",
    "empty-group": "A group of fields is filled in or left out.",
    "escaped-on-the-way": "A text has no signs that the gateway changes on the way.",
    "changed-on-the-way": "A text has nothing that the gateway changes on the way.",
    "empty-text": "A required text says something.",
    "less-than-none": "A count is not below zero.",
    "older-than-anybody": "An age is one that people reach.",
    "fewer-than-observed": "A population is not smaller than what was observed in it.",
    "name-twice": "Tables and columns have names of their own.",
    "repeated": "A list names nothing twice.",
    "no-address": "A link is a whole address.",
    "not-public": "A link leads where everybody can go.",
    "end-before-start": "An end does not come before its start.",
    "released-before-start": "Data are not released before they begin.",
    "most-below-least": "The most is not below the least.",
    "unlikely-year": "A year is a likely one.",
    "in-the-future": "What has happened does not lie in the future.",
    "placeholder": "No placeholder is left in a text.",
    "example-left": "No example of the schema is left as it came.",
    "says-the-same": "Two texts that should differ do not say the same.",
    "doi-as-address": "A DOI is written without the address before it.",
    "not-https": "A link begins with https.",
    "matched-in-part": "The whole of a text has the expected form, not only a piece of it.",
    "format-unchecked": "A value is written as its format asks, where the schema's own check does not know how.",
    "content-unread": "A text holds the content that the schema names, which its own check does not read.",
    "of-another-kind": "A value is of the kind that the schema describes.",
    "unlisted": "A name is one of those that this schema version knows.",
    "misspelt-member": "The name of a field is spelt as the schema spells it.",
    "html-code": "A text holds no codes of web pages.",
    "word-twice": "No word stands in a text twice in a row.",
    "unseen-signs": "A text holds no signs that cannot be seen.",
    "space-at-the-ends": "A text has no space at its beginning or end.",
}
"""By the keyword of a problem, what the rule asks for; `OTHER` for any that is not here."""
