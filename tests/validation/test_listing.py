"""Problems as they are listed: grouped, counted, filtered, and compared with the list before."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.pointer import Pointer
from gatewaydesk.validation.listing import WHOLE, Sieve, Step, Tally, in_groups, kept, steps, summed, tallied
from gatewaydesk.validation.problems import Problem, Severity


@dataclass(frozen=True)
class Named:
    key: str
    title: str
    members: tuple[str, ...]


PARTS = [Named("/b", "Second first", ("b",)), Named("#rest", "The rest", ("a", "c"))]


def problem(pointer: Pointer, severity: Severity = Severity.WRONG, source: str = "schema", **more: str) -> Problem:
    return Problem(pointer, "x", more.get("message", "Says something."), severity, source=source, title=str(pointer))


def test_problems_stand_by_section_and_inside_as_they_were_found() -> None:
    found = [problem(place) for place in [("a", 1), ("b",), ("zz",), (), ("c",), ("a", 0)]]
    assert [(at, [one.pointer for one in group]) for at, group in in_groups(found, PARTS)] == [
        (WHOLE, [()]),
        (0, [("b",), ("zz",)]),
        (1, [("a", 1), ("c",), ("a", 0)]),
    ]


def test_what_others_say_stands_at_its_place_behind_the_schemas() -> None:
    found = [problem(("a", 0)), problem(("a", 2)), problem(("a", 4))]
    told = [problem(("a", 2), Severity.ADVICE, "advice"), problem(("a", 1), Severity.WRONG, "gateway")]
    ((_, group),) = in_groups([*found, *told], PARTS, rank=lambda place: (int(place[1]),))
    assert [(one.pointer[1], one.source) for one in group] == [
        (0, "schema"), (1, "gateway"), (2, "schema"), (2, "advice"), (4, "schema"),
    ]  # fmt: skip


def test_tallies_are_by_the_name_at_the_top_and_add_up() -> None:
    found = [problem(("a", 1)), problem(("a",), Severity.EMPTY), problem(()), problem((3, "a"), Severity.ADVICE)]
    counted = tallied(found)
    assert counted == {"a": Tally(1, 1, 0), "": Tally(1, 0, 0), "3": Tally(0, 0, 1)}
    assert summed(counted.values()) == Tally(2, 1, 1)
    assert summed(counted.values()).of(Severity.EMPTY) == 1
    assert summed([]) == Tally()


def test_the_sieve_finds_a_text_however_its_letters_are_coded() -> None:
    for held, sought in (
        ("zoe\u0301", "zo\u00e9"), ("zo\u00e9", "zoe\u0301"), ("\ufb01le", "FILE"), ("STRASSE", "stra\u00dfe"),
        ("\uff21\uff22", "ab"),
    ):  # fmt: skip
        found = [problem(("a",), message=held), problem(("b",))]
        assert Sieve(text=sought).lets_through(found) == found[:1], held
    assert Sieve(text="zoe").lets_through([problem(("a",), message="zo\u00e9")]) == []


def test_the_sieve_goes_by_tier_and_by_every_word_in_place_or_sentence() -> None:
    found = [problem(("a",), message="Must be Short."), problem(("short",), Severity.ADVICE), problem(("b",))]
    assert Sieve().lets_all_through and Sieve().lets_through(found) == found
    assert Sieve(frozenset({Severity.ADVICE})).lets_through(found) == [found[1]]
    assert Sieve(text=" SHORT ").lets_through(found) == found[:2]
    assert Sieve(text="must short").lets_through(found) == found[:1]
    assert not Sieve(text="x").lets_all_through and not Sieve(frozenset()).lets_all_through


def test_one_row_that_goes_is_one_step() -> None:
    assert steps("abcdef", "abdef") == [Step(False, 2, 2)]
    assert steps("abdef", "abcdef") == [Step(True, 2, 2)]
    assert steps("abcdef", "abXYef") == [Step(False, 2, 3), Step(True, 2, 3)]
    assert steps("ab", "ba") is None
    assert steps("abcdefg", "bdf", most=3) is None


@given(st.lists(st.integers(0, 30), unique=True), st.lists(st.integers(0, 30), unique=True))
def test_the_steps_lead_from_one_list_to_the_other(old: list[int], new: list[int]) -> None:
    found = steps(old, new)
    if found is None:
        common = [one for one in old if one in new]
        assert common != [one for one in new if one in old] or len(old) + len(new) > 48
        return
    made: list[int] = list(old)
    for step in found:
        if step.came:
            made[step.first : step.first] = new[step.first : step.last + 1]
        else:
            del made[step.first : step.last + 1]
    assert made == new
    kept = set(old) & set(new)
    assert sum(one.last - one.first + 1 for one in found) == len(old) + len(new) - 2 * len(kept)


# The same problems, found again


def found_anew(marks: list[tuple[str, int]]) -> list[Problem]:
    return [Problem((name,), "x", "Says something.", facts={"actual": actual}) for name, actual in marks]


MARKS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2)), max_size=8)


@given(MARKS, MARKS, MARKS, MARKS)
def test_what_is_found_again_stays_the_same_object(
    start: list[tuple[str, int]], old: list[tuple[str, int]], new: list[tuple[str, int]], end: list[tuple[str, int]]
) -> None:
    before, after = found_anew([*start, *old, *end]), found_anew([*start, *new, *end])
    held = kept(before, after)
    assert [(one, one.facts) for one in held] == [(one, one.facts) for one in after]
    known = {id(one) for one in before}
    assert sum(id(one) in known for one in held) >= len(start) + len(end)
    assert (held is before) is ([(one, one.facts) for one in before] == [(one, one.facts) for one in after])


def test_a_problem_of_other_facts_is_another_even_where_it_reads_alike() -> None:
    before, after = found_anew([("a", 1), ("b", 1), ("c", 1)]), found_anew([("a", 1), ("b", 2), ("c", 1)])
    held = kept(before, after)
    assert held[0] is before[0]
    assert held[1] is after[1]
    assert held[2] is before[2]
