"""The keywords of all drafts: which kind of value each speaks of, and since and until which draft it means anything."""

from __future__ import annotations

from collections.abc import Mapping

DRAFT_ORDER = ("4", "6", "7", "2019-09", "2020-12")

_OF = {
    "object": "properties required additionalProperties patternProperties propertyNames minProperties maxProperties"
    " dependentRequired dependentSchemas dependencies unevaluatedProperties",
    "array": "items prefixItems additionalItems minItems maxItems uniqueItems contains minContains maxContains"
    " unevaluatedItems",
    "string": "pattern minLength maxLength contentEncoding contentMediaType contentSchema",
    "number": "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf",
}
#: Keyword to the only kind of value it does anything to. `format` may speak of numbers too, and is not here.
KIND_OF: Mapping[str, str] = {word: kind for kind, words in _OF.items() for word in words.split()}

#: Keywords that refuse something.
ASSERTING = frozenset((*KIND_OF, "type", "enum", "const", "format"))

_ANNOTATING = (
    "title description default examples readOnly writeOnly deprecated $comment $id id $schema $anchor $dynamicAnchor"
    " $recursiveAnchor $vocabulary $defs definitions"
)
_APPLYING = "allOf anyOf oneOf not if then else $ref $dynamicRef $recursiveRef"

#: Every keyword that a draft of JSON Schema knows.
KNOWN = frozenset((*ASSERTING, *_ANNOTATING.split(), *_APPLYING.split()))

_OF_TOOLS = (
    "example nullable discriminator xml externalDocs guidance enumNames enumDescriptions descriptions titles version"
    " markdownDescription markdownEnumDescriptions enumItemLabels defaultSnippets errorMessage patternErrorMessage"
    " deprecationMessage doNotSuggest suggestSortText allowComments allowTrailingCommas options optional propertyOrder"
    " order name names label labels unit units extends disallow divisibleBy links media base tsType javaType types"
    " private public source notes note comment comments meta metadata hidden"
)
#: What publishers and tools write in schemas beside JSON Schema's own keywords; not to be taken for a slip.
OTHERS = frozenset(_OF_TOOLS.split())

#: Keyword to the first and the last draft in which it means anything.
_SPANS = {
    "6": "const contains propertyNames examples",
    "7": "if then else readOnly writeOnly contentEncoding contentMediaType $comment",
    "2019-09": "dependentRequired dependentSchemas unevaluatedItems unevaluatedProperties minContains maxContains"
    " contentSchema",
    "2020-12": "prefixItems $dynamicRef",
}
SINCE: Mapping[str, str] = {word: draft for draft, words in _SPANS.items() for word in words.split()}
UNTIL: Mapping[str, str] = {"additionalItems": "2019-09", "$recursiveRef": "2019-09"}

_FORMATS = (
    "date date-time time duration email idn-email hostname idn-hostname ipv4 ipv6 uri uri-reference iri iri-reference"
    " uri-template json-pointer relative-json-pointer regex uuid url"
    " int8 int16 int32 int64 uint8 uint16 uint32 uint64 uint float double decimal byte binary password"  # OpenAPI
    " color phone style ip-address host-name utc-millisec"  # draft 3
    " color-hex local-date-time local-date local-time unix-time html markdown textarea data-url"  # form tools
    " path file-path directory-path multi-host-uri json-string uuid1 uuid3 uuid4 uuid5 uuid6 uuid7 uuid8"  # pydantic
)
#: Format names of all drafts, and those that other tools agree on.
FORMATS = frozenset(_FORMATS.split())
