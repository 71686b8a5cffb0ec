"""Every sentence about a value, and every turn of phrase in them: one table, English, with named placeholders.

A language file (`languages.py`) replaces them one by one. Where a count decides the form, there is one form for each
of the language's plural categories, chosen by the count that the code names first. A key is never made up at run time
but from the parts that stand here.
"""

from __future__ import annotations

from collections.abc import Mapping

Forms = Mapping[str, str]

SENTENCES: Mapping[str, str | Forms] = {
    # Nothing there
    "empty.field": "Required, and still empty.",
    "empty.item": "Still empty: fill it in, or remove it.",
    "empty.dependent": "Required because of what is filled in beside it.",
    "empty.text": "Is empty: write something, or leave it out.",
    # What must be, then what is there
    "must": "Must be {wanted}; {tail}",
    "must.come": "Must come as {wanted}; {tail}",
    "must.choose": "Must be one of: {wanted}; {tail}",
    "must.choices": {
        "one": "Must be the {count} choice there is; {tail}",
        "other": "Must be one of the {count} choices; {tail}",
    },
    "must.form": "Does not have the expected form; {tail}",
    "must.form.example": "Does not have the expected form; {tail} An example: {example}.",
    "must.fit": "Fits none of the forms that are allowed here; {tail}",
    "must.not": "Must not be {wanted}; {tail}",
    "must.differ": "Must be something else; {tail}",
    "must.instead": "Must be {wanted}, not the text {value}.",
    "must.form.made": "Does not have the expected form; {tail} A text of that form: {example}.",
    "must.written": "Must be written {near}, not {value}.",
    "must.bare": "Must be written without a space at its beginning or end: {value}.",
    "must.bare.line": "Must be written without a new line at its end: {value}.",
    "must.left": "Must be {wanted}, or left out altogether; it is there, but empty.",
    "tail": "{there}.",
    "tail.near": "{there}. Did you mean {near}?",
    "near.written": "{near} (written {written})",
    "tail.blank": "it holds only spaces.",
    "tail.web": "{value} lacks https:// before it.",
    "there.says": "it says {value}",
    "there.is": "it is {value}",
    "there.empty": "it is empty",
    # Lengths and counts
    "minLength": {
        "one": "Must have at least {limit} character; it has {actual} ({distance} too few).",
        "other": "Must have at least {limit} characters; it has {actual} ({distance} too few).",
    },
    "maxLength": {
        "one": "Must have at most {limit} character; it has {actual} ({distance} too many).",
        "other": "Must have at most {limit} characters; it has {actual} ({distance} too many).",
    },
    "minItems": {
        "one": "Must have at least {limit} item; it has {actual}. Add {distance} more.",
        "other": "Must have at least {limit} items; it has {actual}. Add {distance} more.",
    },
    "maxItems": {
        "one": "Must have at most {limit} item; it has {actual} ({distance} too many).",
        "other": "Must have at most {limit} items; it has {actual} ({distance} too many).",
    },
    "minProperties": {
        "one": "Must have at least {limit} member; it has {actual}. Add {distance} more.",
        "other": "Must have at least {limit} members; it has {actual}. Add {distance} more.",
    },
    "maxProperties": {
        "one": "Must have at most {limit} member; it has {actual} ({distance} too many).",
        "other": "Must have at most {limit} members; it has {actual} ({distance} too many).",
    },
    # Numbers
    "minimum": "Must be at least {limit}; it is {actual}.",
    "maximum": "Must be at most {limit}; it is {actual}.",
    "exclusiveMinimum": "Must be more than {limit}; it is {actual}.",
    "exclusiveMaximum": "Must be less than {limit}; it is {actual}.",
    "multipleOf": "Must be a multiple of {limit}; it is {actual}.",
    "multipleOf.one": "Must be a whole number; it is {actual}.",
    # Lists and groups
    "uniqueItems": "Must not name the same thing twice.",
    "uniqueItems.two": "Must not name the same thing twice; items {first} and {again} are the same{named}.",
    "uniqueItems.more": {
        "one": "Must not name the same thing twice; items {first} and {again} are the same{named}, and {count} more "
        "repeat.",
        "other": "Must not name the same thing twice; items {first} and {again} are the same{named}, and {count} more "
        "repeats.",
    },
    "uniqueItems.named": " ({value})",
    "unexpected": "Is not a field of this schema: remove it, or move its content elsewhere.",
    "unexpected.near": "Is not a field of this schema. Did you mean {near}?",
    "unexpected.twin": "Is not a field of this schema. It is probably meant to be {near}, which is filled in already: "
    "see that the right one of the two stands there, and remove this one.",
    "unexpected.same": "Is not a field of this schema. It is probably {near} once more, which says the same: "
    "remove it.",
    "unexpected.empty": "Is not a field of this schema. It is probably meant to be {near}, which is empty: "
    "move it there.",
    "items.unexpected": "Has items that do not belong here: remove them.",
    "contains": "Must have {count} of this kind: {kind}.",
    "contains.unsaid": "Must have {count} of a kind that is asked for.",
    "count.least": {"one": "at least {count} item", "other": "at least {count} items"},
    "count.most": {"one": "at most {count} item", "other": "at most {count} items"},
    "count.exactly": {"one": "exactly {count} item", "other": "exactly {count} items"},
    "count.between": {
        "one": "at least {least} and at most {count} item",
        "other": "at least {least} and at most {count} items",
    },
    "count.none": "no item",
    "together": "{names} must not be filled in together: leave one of them out.",
    "together.but_one": "Fill in only one of {names}.",
    "together.these": "These",
    "needs": "Needs at least one of {names}.",
    "name": "The name {name}",
    "name.space": "{name} (with a space behind it)",
    "name.space.before": "{name} (with a space before it)",
    "name.spaces": "{name} (with spaces around it)",
    "name.wrong": "One of the names in it is not allowed.",
    # The whole of it
    "ambiguous": "Fits more than one of the forms that are allowed here, and must fit exactly one.",
    "forbidden": "Must not be filled in here: remove it.",
    "contentEncoding": "Must be encoded as {wanted}.",
    "contentMediaType": "Must hold {wanted}.",
    "content.said": "the schema says",
    "unfinished": "Could not be checked: it is too intricate for the pattern that the schema sets.",
    "depth": {
        "one": "Is nested more than {limit} level deep, which is too deep to check.",
        "other": "Is nested more than {limit} levels deep, which is too deep to check.",
    },
    "surrogate": "Holds a broken character that cannot be stored or sent; delete it and type it again.",
    "reference": "Could not be checked: the schema refers to a part that is missing.",
    "unknown": "Does not keep to the schema here.",
    # Kinds of values
    "type.string": "text",
    "type.integer": "a whole number",
    "type.number": "a number",
    "type.boolean": "Yes or No",
    "type.array": "a list",
    "type.object": "a group of fields",
    "type.null": "empty",
    "type.whole": "a group of fields (a JSON object)",
    "value.boolean": "a yes/no value ({written})",
    "value.text": "the text {value}",
    "value.text.empty": "empty text",
    "value.list": {"one": "a list of {count} item", "other": "a list of {count} items"},
    "value.list.empty": "an empty list",
    "value.number": "the number {value}",
    "value.missing": "missing",
    "yes": "yes",
    "no": "no",
    # Alternatives of a value
    "choice.one": "one of: {options}",
    "choice.many": {"one": "{count} choice", "other": "one of {count} choices"},
    "values.many": {"one": "{count} value", "other": "one of {count} values"},
    "text.least": {"one": "text of at least {count} character", "other": "text of at least {count} characters"},
    "text.most": {"one": "text of at most {count} character", "other": "text of at most {count} characters"},
    "text.other": "text in another form",
    "with.example": "{words} ({example})",
    # Kinds that a schema asks for
    "kind.text": "text {bounds}",
    "kind.number": "a number {bounds}",
    "kind.bounds": "{kind} {bounds}",
    "kind.multiple": "a multiple of {limit}",
    "kind.group": "a group of fields with {members}",
    "kind.member": "{name} {value}",
    "kind.minimum": "of at least {limit}",
    "kind.maximum": "of at most {limit}",
    "kind.minLength": {"one": "of at least {count} character", "other": "of at least {count} characters"},
    "kind.maxLength": {"one": "of at most {count} character", "other": "of at most {count} characters"},
    # Formats; what follows `such as` is set off where several stand in a row
    "such": "{words}, such as {example}",
    "format.email": "an e-mail address",
    "format.uri": "a full web address",
    "format.uri-reference": "a web address or a part of one",
    "format.uri-template": "a web address in which names in braces stand for what varies",
    "format.date": "a date",
    "format.date.written": "YYYY-MM-DD",
    "format.time": "a time with its zone",
    "format.date-time": "a date and time with its zone",
    "format.duration": "a duration",
    "format.duration.example": "P3M for three months",
    "format.uuid": "a UUID",
    "format.hostname": "the name of a computer on the network",
    "format.ipv4": "a network address",
    "format.regex": "a regular expression",
    "format.json-pointer": "a path",
    "format.relative-json-pointer": "a relative path",
    "doi": "a DOI such as 10.1234/abcd",
    "doi.before": "{value} has {before} before it.",
    "doi.start": "{value} does not begin with “10.”, as each DOI does.",
    "doi.space": "{value} has a space in it.",
    "doi.slash": "{value} lacks the slash and what follows it.",
    "doi.digits": {
        "one": "{value} has {count} digit between “10.” and the slash, where four or more belong.",
        "other": "{value} has {count} digits between “10.” and the slash, where four or more belong.",
    },
    "doi.sign": "{value} holds {sign}, which the schema does not take in a DOI.",
    # Dates
    "date.either": "{value} could be {first} or {second}",
    "date.day": "{day} {month}",
    "date.day.year": "{day} {month} {year}",
    "date.months": "January, February, March, April, May, June, July, August, September, October, November, December",
    "date.meant": "{value} would be {date}",
    "date.meant.timeless": "{value} would be {date}, and no time of day is given",
    "date.timed": "{value} holds a time as well",
    "date.spaces": "{value} has a space or a new line at its beginning or end",
    "date.no_day": "{value} has no day",
    "date.no_month": "{value} has no month and no day",
    "date.no_time": "{value} has no time of day",
    "date.month_length": {
        "one": "{value} does not exist: {month} {year} has {count} day",
        "other": "{value} does not exist: {month} {year} has {count} days",
    },
    "date.year_zero": "{value} does not exist: there is no year 0",
    "date.unknown": "there is no such day as {value}",
    "time.unknown": "{value} is not a time with its zone, such as 09:30:00Z",
    "time.no_zone": "{value} does not say its time zone (Z stands for Greenwich time)",
    "time.lacks": "{value} lacks {what}",
    "time.seconds": "its seconds",
    "time.colon": "the colon in its zone",
    "time.letter": "{value} lacks the letter T between the day and the time",
    "time.space": "{value} has a space where none may be",
    "time.hour": "there is no hour {number}",
    "time.midnight": "there is no hour 24 (midnight is 00:00:00 of the next day)",
    "time.minute": "there is no minute {number}",
    "time.second": "there is no second {number}",
    "time.leap": "there is no second 60 at that time",
    "time.zone": "there is no time zone {value}",
    # Places
    "whole": "The whole document",
    "place.nameless": "Member without a name",
    "place.item": "{one} {number}",
    "place.item.text": "{one} {number} ({text})",
    "place.item.named": "{one} {name}",
    "place.item.titled": "{title}: {name}",
    # Small words
    "list.more": "{first}, {more}",
    "list.or": "{first} or {last}",
    "list.and": "{first} and {last}",
    "quote": "“{text}”",
    "thousands": ",",
    "decimal": ".",
}

#: How a sentence begins by itself, and with the name of what it is about. The first that fits is taken; a sentence
#: that begins otherwise follows its subject and a colon. Titles are in the plural as often as not, so that nothing here
#: should have to agree with them.
OPENINGS: tuple[tuple[str, str], ...] = (
    ("Required, and still empty.", "{subject} must still be filled in."),
    ("Required because ", "{subject} must be filled in because "),
    ("Is empty:", "{subject} must not be empty:"),
    ("Still empty:", "{subject} is still empty:"),
    ("Must ", "{subject} must "),
    ("Is ", "{subject} is "),
    ("Has ", "{subject} has "),
    ("Holds ", "{subject} holds "),
    ("Fits ", "{subject} fits "),
    ("Needs ", "{subject} needs "),
    ("Does not ", "{subject} does not "),
    ("Could not ", "{subject} could not "),
)
