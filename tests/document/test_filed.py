"""A document and its file: what nobody touched stays as it was written, byte for byte."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.document import jsonio
from gatewaydesk.document.disk import read_stamped
from gatewaydesk.document.filed import ChangedOnDisk, open_file, save_file
from gatewaydesk.errors import FileProblem

from .test_document import values

TEXT = '{\n\t"title" : "Gr\\u00f6ße",\n\t"size": 1.50e3,\n\t"tags": ["a",  "b"],\n\t"nothing": null\n}\n'
MANNERS = [
    (encoding, mark, line_end, tail)
    for encoding, mark in (
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32-le", b"\xff\xfe\0\0"),
    )
    for line_end in ("\n", "\r\n", "\r")
    for tail in ("", "\n", "\n\n")
]


@pytest.mark.parametrize(("encoding", "mark", "line_end", "tail"), MANNERS)
def test_saving_changes_what_was_changed_and_nothing_else(
    tmp_path: Path, encoding: str, mark: bytes, line_end: str, tail: str
) -> None:
    def spelled(text: str) -> bytes:
        return mark + (text.rstrip("\n") + tail).replace("\n", line_end).encode(encoding)

    file = tmp_path / "a.json"
    file.write_bytes(spelled(TEXT))
    opened = open_file(file)
    assert opened.value["title"] == "Größe" and not opened.remarks
    assert save_file(file, opened.value, known=opened.stamp).stamp == opened.stamp
    assert file.read_bytes() == spelled(TEXT)
    value = {**opened.value, "nothing": "something"}
    save_file(file, value, known=opened.stamp)
    assert file.read_bytes() == spelled(TEXT.replace("null", '"something"'))


@given(values, values, st.sampled_from([None, 1, 2, 4, "\t"]), st.sampled_from(["\n", "\r\n"]))
def test_whatever_is_saved_over_whatever_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, old: Any, new: Any, indent: Any, line_end: str
) -> None:
    file = tmp_path_factory.mktemp("saved") / "a.json"
    file.write_bytes(jsonio.dumps(old, indent=indent).replace("\n", line_end).encode())
    opened = open_file(file)
    save_file(file, new, known=opened.stamp)
    assert jsonio.dumps(open_file(file).value) == jsonio.dumps(new)


def test_latin_letters_are_guessed_said_and_saved_as_utf_8(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes('{"title": "Größe – 5 €"}'.encode("cp1252"))
    with pytest.raises(FileProblem, match="UTF-8"):
        jsonio.read_file(file)
    opened = open_file(file)
    assert opened.value == {"title": "Größe – 5 €"}
    assert "Windows-1252" in opened.remarks[0]
    saved = save_file(file, opened.value, known=opened.stamp)
    assert saved.remarks == ("It is UTF-8 now.",)
    assert file.read_bytes().decode("utf-8") == '{"title": "Größe – 5 €"}'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x1f\x8b\x08\0abc", "compressed (gzip)"),
        (b"PK\x03\x04abc", "a zip archive"),
        (b"%PDF-1.7", "a PDF"),
        (b"SQLite format 3\0abc", "a database"),
        (b'{"a": "\xe4\x00"}', "not text"),
        (b'{"a": 1, // size\n "b": 2}', "line 1, column 10: there is a comment"),
        (b'{"a": [1, 2,],\n "b": 2}', "line 1, column 12: there is a comma with nothing after it"),
        (b"{'a': 1}", "line 1, column 2: names and texts stand in straight double quotes"),
        ("{“a”: 1}".encode(), "straight double quotes"),
        (b'{"a": True}', "line 1, column 7: yes is written true"),
        (b'{"a": None}', "nothing is written null"),
        (b"[1, .5]", "a digit before its decimal point"),
        (b"[1, 5.]", "a digit after its decimal point"),
        (b"[+5]", "no plus sign"),
        (b"[007]", "does not begin with a zero"),
        (b'{"a": 1,\n  "b": NaN}', "line 2, column 8: It holds NaN"),
        (b'["NaN", -Infinity]', "line 1, column 9: It holds -Infinity"),
        (b'{"a": 1,\n "b": ["x", "\\ud800"]}', "line 2, column 13: A text in “b › number 2”"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, data: bytes, words: str) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(data)
    with pytest.raises(FileProblem) as caught:
        open_file(file)
    assert words in caught.value.what
    assert caught.value.what.startswith("“a.json”")
    assert caught.value.todo


def test_all_members_that_are_there_twice_are_named_with_their_lines(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{\n"a": 1,\n"b": {"c": 1, "c": 2},\n"a": 2,\n"d": [{"e/f": 1,\n"e/f": 1}],\n"a": 3}')
    with pytest.raises(jsonio.DuplicateMembers) as caught:
        open_file(file)
    assert "“a” (lines 2, 4 and 7), “c” in “/b” (line 3), “e/f” in “/d/0” (lines 5 and 6)" in caught.value.what
    opened = open_file(file, last_wins=True)
    assert opened.value == {"a": 3, "b": {"c": 2}, "d": [{"e/f": 1}]}
    save_file(file, opened.value, known=opened.stamp)
    assert open_file(file).value == opened.value


def test_what_another_program_wrote_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"a": 1}')
    opened = open_file(file)
    file.write_text('{"a": 2}')
    with pytest.raises(ChangedOnDisk, match="another program"):
        save_file(file, {"a": 3}, known=opened.stamp)
    assert json.loads(file.read_text()) == {"a": 2}
    save_file(file, {"a": 3})
    assert json.loads(file.read_text()) == {"a": 3}


def test_a_file_that_is_gone_is_written_anew_and_that_is_said(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"a": 1}')
    opened = open_file(file)
    file.unlink()
    saved = save_file(file, {"a": 3}, known=opened.stamp)
    assert "written anew" in saved.remarks[0]
    assert saved.stamp == read_stamped(file)[1]


def test_what_a_link_leads_to_is_written_and_said(tmp_path: Path) -> None:
    file, link = tmp_path / "real.json", tmp_path / "link.json"
    file.write_text('{"a": 1}')
    link.symlink_to(file)
    saved = save_file(link, {"a": 2}, known=open_file(link).stamp)
    assert link.is_symlink()
    assert json.loads(file.read_text()) == {"a": 2}
    assert saved.remarks == (f"“link.json” is a link: what was written is “{file}”.",)


def test_a_second_name_of_a_file_is_said_to_keep_the_old_one(tmp_path: Path) -> None:
    file, other = tmp_path / "a.json", tmp_path / "b.json"
    file.write_text('{"a": 1}')
    os.link(file, other)
    assert save_file(file, {"a": 1}, known=open_file(file).stamp).remarks == ()  # nothing was written
    saved = save_file(file, {"a": 2}, known=open_file(file).stamp)
    assert json.loads(other.read_text()) == {"a": 1}
    assert saved.remarks[0].startswith("“a.json” had a second name on the disk (a hard link): under that one")
    assert save_file(file, {"a": 3}, known=saved.stamp).remarks == ()
