"""Groups that nobody has written anything in: drawn as far as they are few, then when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gatewaydesk.ui.form.rows import Row

MakeForm = Callable[..., Any]
TEXT = {"type": "string"}


def group(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": list(members)}


def chain(length: int) -> dict[str, Any]:
    """Groups that each require the next one, none of them twice."""
    made: dict[str, Any] = group(end=TEXT)
    for number in reversed(range(length)):
        made = group(**{f"g{number}": made})
    return made


def place(length: int) -> tuple[str, ...]:
    return ("top", *(f"g{number}" for number in range(length)))


def text(pointer: tuple[Any, ...]) -> str:
    return "".join(f"/{step}" for step in pointer)


def test_a_chain_of_groups_is_drawn_step_by_step(make_form: MakeForm) -> None:
    form = make_form({"top": chain(40)}, {}, required=["top"])
    rows = form.view.findChildren(Row)
    assert 4 < len(rows) < 10
    deepest = max((row.pointer for row in rows), key=len)
    button = form.find(f"show:{text(deepest)}")
    assert "Show the fields of" in button.accessibleName()
    form.click(button)
    shown = max((row.pointer for row in form.view.findChildren(Row)), key=len)
    assert len(shown) == len(deepest) + 1
    assert form.authoring.document.revision == 0


def test_whoever_is_led_to_a_field_finds_it(make_form: MakeForm) -> None:
    form = make_form({"top": chain(12)}, {}, required=["top"])
    pointer = (*place(12), "end")
    assert form.view.go_to(pointer)
    form.settle()
    form.type(f"field:{text(pointer)}", "found")
    assert form.get(*pointer) == "found"
    form.model.undo()
    form.settle()
    assert form.get("top") is None or form.value == {}


def test_whoever_is_shown_a_field_sees_it_and_keeps_the_focus(make_form: MakeForm) -> None:
    form = make_form({"top": chain(12), "other": TEXT}, {"other": "x"}, required=["top", "other"])
    pointer = (*place(12), "end")
    assert form.view.show_place(pointer)
    assert form.find(f"field:{text(pointer)}") is not None
    assert form.authoring.document.revision == 0


def test_groups_that_multiply_wait(make_form: MakeForm) -> None:
    wide: dict[str, Any] = group(end=TEXT)
    for level in range(4):
        wide = group(**{f"m{level}{number}": wide for number in range(9)})
    form = make_form({"top": wide}, {}, required=["top"])
    assert len(form.view.findChildren(Row)) < 200
    assert form.view.go_to(("top", "m30", "m21", "m12", "m03", "end"))


def test_alternatives_among_alternatives_wait(make_form: MakeForm) -> None:
    inner = {"oneOf": [group(a=TEXT), group(b=TEXT)]}
    outer = {"oneOf": [group(inside=inner), group(c=TEXT)]}
    form = make_form({"top": outer}, {}, required=["top"])
    form.click(form.find("show:/top/inside"))
    form.type("field:/top/inside/a", "x")
    assert form.value == {"top": {"inside": {"a": "x"}}}


def test_a_few_groups_in_one_another_are_drawn_at_once(make_form: MakeForm) -> None:
    form = make_form({"top": group(one=group(two=group(three=TEXT)))}, {}, required=["top"])
    assert form.find("field:/top/one/two/three").isVisible()
