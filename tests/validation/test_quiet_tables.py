"""Tables in which there was nothing to advise are left out of the next look, and no advice is lost with them."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gatewaydesk.document.document import Document
from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.validation.advice import Adviser, QuietTables

TEXT = {"type": "string"}


def table(**members: Any) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "object", "properties": members, "required": ["name"]}}


SCHEMA = {
    "type": "object",
    "properties": {
        "title": TEXT,
        "tables": table(name=TEXT, description=TEXT, columns=table(name=TEXT, description=TEXT)),
    },
}
TEXTS = st.sampled_from(["weight", "height", "blood", "Weight in kg", "age", "todo", "TBC", " "])
ROWS = st.lists(st.fixed_dictionaries({"name": TEXTS}, optional={"description": TEXTS}) | TEXTS, max_size=3)
TABLES = st.lists(st.fixed_dictionaries({"name": TEXTS}, optional={"columns": ROWS, "description": TEXTS}), max_size=3)
DOCUMENTS = st.fixed_dictionaries({}, optional={"title": TEXTS, "tables": TABLES})


def adviser() -> Adviser:
    return Adviser(LoadedSchema("ours/1", SCHEMA), today=lambda: date(2026, 6, 15))


CELLS = st.tuples(st.just("tables"), st.integers(0, 2), st.just("columns"), st.integers(0, 2))
PLACES: list[tuple[st.SearchStrategy[Pointer], st.SearchStrategy[Any]]] = [
    (st.just(()), DOCUMENTS),
    (st.just(("title",)), TEXTS),
    (st.just(("tables",)), TABLES),
    (CELLS.map(lambda place: place[:2]), TABLES.filter(bool).map(lambda tables: tables[0]) | st.just(ABSENT)),
    (CELLS.map(lambda place: place[:3]), ROWS | st.just(ABSENT)),
    (CELLS, ROWS.filter(bool).map(lambda rows: rows[0]) | st.just(ABSENT)),
    (CELLS.map(lambda place: (*place, "name")), TEXTS | st.just(ABSENT)),
    (CELLS.map(lambda place: (*place, "description")), TEXTS),
]


def edit(data: st.DataObject, document: Document) -> None:
    places, values = data.draw(st.sampled_from(PLACES))
    place, value = data.draw(places), data.draw(values)
    above = get(document.value, place[:-1])
    if data.draw(st.integers(0, 5)) == 0:
        document.undo()
    elif value is ABSENT and document.get(place) is not ABSENT:
        document.remove(place)
    elif place and isinstance(place[-1], int):
        if isinstance(above, list) and place[-1] <= len(above):
            document.insert(place, value)
    elif not place or isinstance(above, dict):
        document.set(place, value)


@settings(max_examples=300)
@given(st.data())
def test_advice_is_that_of_the_whole(data: st.DataObject) -> None:
    made, fresh, quiet = adviser(), adviser(), QuietTables()
    document = Document(data.draw(DOCUMENTS))
    document.listen(lambda change: quiet.follow(change, document.revision))
    for _ in range(8):
        found = made.advise(document.value, (), quiet, document.revision)
        assert found == fresh.advise(document.value)
        for _ in range(data.draw(st.integers(0, 2))):  # checks do not keep up with every change
            edit(data, document)


def test_only_what_was_touched_is_looked_through_again() -> None:
    tables = [{"name": f"t{at}", "columns": [{"name": "weight"}]} for at in range(3)]
    document, quiet = Document({"tables": tables}), QuietTables()
    document.listen(lambda change: quiet.follow(change, document.revision))
    made = adviser()

    def known() -> set[Pointer]:
        return set(quiet.at(document.revision))

    made.advise(document.value, (), quiet, document.revision)
    assert known() == {("tables", at, "columns") for at in range(3)}
    document.set(("title",), "Weights")
    assert len(known()) == 3
    document.set(("tables", 1, "columns", 0, "name"), "height")
    assert known() == {("tables", 0, "columns"), ("tables", 2, "columns")}
    document.set(("tables", 0), ABSENT)  # the third table is the second now
    assert not known()
    made.advise(document.value, (), quiet, document.revision)
    assert len(known()) == 2
    quiet.keep(document.revision - 1, {})  # an answer that comes too late
    assert len(known()) == 2
