"""JSON files: read and written without loss, refused in words, written whole or not at all."""

from __future__ import annotations

import codecs
import json
import os
import stat
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.document import disk, jsonio
from gatewaydesk.errors import FileProblem

from .test_document import exact, values

number_texts = st.from_regex(r"-?(0|[1-9][0-9]{0,40})(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?", fullmatch=True)


@given(values)
def test_any_value_written_and_read_is_the_same(value: Any) -> None:
    assert exact(jsonio.loads(jsonio.dumps(value))) == exact(value)
    assert exact(jsonio.loads(jsonio.dumps(value, indent=None).encode())) == exact(value)


@given(st.lists(number_texts))
def test_no_digit_of_a_number_is_lost(numbers: list[str]) -> None:
    from decimal import Decimal

    written = jsonio.dumps(jsonio.loads("[" + ",".join(numbers) + "]"), indent=None)
    again = json.loads(written, parse_float=Decimal, parse_int=Decimal)
    assert again == [Decimal(number) for number in numbers]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_every_unicode_encoding_of_json_is_read(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.json"
    file.write_bytes('{"title": "Größe ✓"}'.encode(encoding))
    assert jsonio.read_file(file) == {"title": "Größe ✓"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"{", "line 1, column 2"),
        (b'{\n "a": 1,\n}', "line 2, column 8"),
        (b"[NaN]", "NaN"),
        (b"[-Infinity]", "Infinity"),
        (b'["\\ud800"]', "half of a character pair"),
        (b'{"\\udfff": 1}', "half of a character pair"),
        (b"[" * 5000, "levels deep"),
        (b"[" * 101 + b"]" * 101, "levels deep"),
        (b'{"a":' * 3000 + b"1" + b"}" * 3000, "levels deep"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b"\xff\xfe\xff", "not text"),
        (b'"\xe4"', "UTF-8"),
        (b"<html>", "not JSON"),
        (b"[" + b"1" * 5000 + b"]", "5,000 digits"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(tmp_path: Path, data: bytes, words: str) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(data)
    with pytest.raises(FileProblem) as caught:
        jsonio.read_file(file)
    assert words in str(caught.value)


def test_brackets_inside_text_are_not_nesting() -> None:
    assert jsonio.loads(json.dumps(["[" * 500 + '\\"{'])) == ["[" * 500 + '\\"{']


def test_a_doubled_member_can_be_opened_keeping_the_last() -> None:
    assert jsonio.loads('{"a": 1, "a": 2}', last_wins=True) == {"a": 2}


def test_a_missing_file_and_a_folder_are_said_in_words(tmp_path: Path) -> None:
    for place in (tmp_path / "none.json", tmp_path):
        with pytest.raises(FileProblem, match="could not be read"):
            jsonio.read_file(place)


def test_a_huge_file_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "big.json"
    file.write_text("[1]")
    with pytest.raises(FileProblem, match="none is opened"):
        jsonio.read_file(file, size_limit=2)


@pytest.mark.parametrize("text", ["[%s]", '{"a": [%s]}', '{"\\\\": "\\"", "b": [%s]}'])
def test_many_values_are_asked_about_and_very_many_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(jsonio, "VALUES_ASK", 100)
    monkeypatch.setattr(jsonio, "VALUES_MOST", 1000)
    file = tmp_path / "many.json"
    for count, asked, most in ((90, False, False), (200, True, False), (1200, True, True)):
        for one in ("[]", "{}", "1", '"a, [b], {c}, \\", [d"'):
            file.write_text(text % ", ".join([one] * count))
            if asked:
                with pytest.raises(jsonio.TooMany, match="million values") as caught:
                    jsonio.read_file(file)
                assert caught.value.can_be_read is not most
                assert ("--large" in caught.value.for_commands().todo) is not most
            if most:
                with pytest.raises(jsonio.TooMany, match="too many for Gateway Desk"):
                    jsonio.read_file(file, size_limit=disk.SIZE_MOST)
            else:
                assert json.dumps(jsonio.read_file(file, size_limit=disk.SIZE_MOST)).count(one[:2]) >= count


def test_prose_is_not_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonio, "VALUES_ASK", 100)
    file = tmp_path / "prose.json"
    file.write_text(json.dumps({"abstract": 'one, two, [three], {four}: \\", ' * 1000}))
    assert jsonio.read_file(file)["abstract"].count("three") == 1000


@given(values)
def test_what_reads_in_turns_reads_the_same(value: Any) -> None:
    text = jsonio.dumps(value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonio, "VALUES_ASK", 0)
        assert exact(jsonio.loads(text)) == exact(value)


def test_a_large_text_does_not_keep_other_threads_from_their_turns() -> None:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(0.001)  # as beside a window
    try:
        assert turns_beside_reading() > 80  # C reads it in a dozen
    finally:
        sys.setswitchinterval(usual)


def turns_beside_reading() -> int:
    text = "[" + "[]," * (jsonio.VALUES_ASK + 10) + "[]]"
    turns = 0
    reading = threading.Thread(target=jsonio.loads, args=(text,))
    reading.start()
    while reading.is_alive():
        turns += 1
        reading.join(0.001)
    return turns


def test_writing_keeps_permissions_and_follows_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real.json"
    real.write_text("{}")
    real.chmod(0o640)
    link = tmp_path / "link.json"
    link.symlink_to(real)
    jsonio.write_file(link, {"a": 1})
    assert link.is_symlink()
    assert jsonio.read_file(real) == {"a": 1}
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["link.json", "real.json"]


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text("{}")
    with pytest.raises(FileProblem):
        jsonio.write_file(file, {"a": "\ud800"})
    assert file.read_text() == "{}"
    with pytest.raises(FileProblem, match="could not be written"):
        jsonio.write_file(tmp_path / "none" / "a.json", {})
    assert os.listdir(tmp_path) == ["a.json"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    import resource
    import signal

    file = tmp_path / "a.json"
    file.write_text("{}")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, before[1]))
    try:
        with pytest.raises(FileProblem, match="could not be written"):
            jsonio.write_file(file, {"a": "x" * 5000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert file.read_text() == "{}"
    assert os.listdir(tmp_path) == ["a.json"]


def test_a_byte_order_mark_is_not_part_of_the_text() -> None:
    assert jsonio.loads(codecs.BOM_UTF8 + b"[1]") == [1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[1, ", "line 1, column 5: a value is missing"),
        ("{a: 1}", "line 1, column 2: a name in double quotes is missing"),
        ("[1 2]", "line 1, column 4: a comma or a closing bracket is missing"),
        ('{"a" 1}', "a colon is missing after the name"),
        ("[] []", "more text after the end"),
        ('["a]', "no closing quotation mark"),
        ('["a\tb"]', "a line end or a tab inside quotation marks"),
        ('["\\q"]', "a backslash"),
        ('["\\u12"]', "four digits"),
        (" <!DOCTYPE html>", "looks like a web page or XML"),
    ],
)
def test_what_breaks_json_is_said_in_plain_words(text: str, words: str) -> None:
    with pytest.raises(FileProblem) as caught:
        jsonio.loads(text)
    assert words in caught.value.what
    assert not {"expecting", "delimiter", "unterminated", "invalid"} & set(caught.value.what.lower().split())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in its file system")
def test_nothing_is_put_in_the_place_of_a_pipe_or_a_folder(tmp_path: Path) -> None:
    pipe, folder, link = tmp_path / "pipe", tmp_path / "folder", tmp_path / "link"
    os.mkfifo(pipe)
    folder.mkdir()
    link.symlink_to(pipe)
    for path, what in ((pipe, "a device or a pipe"), (link, "a device or a pipe"), (folder, "a folder")):
        with pytest.raises(FileProblem, match=f"could not be written: it is {what}, not a file"):
            disk.write_bytes(path, b"{}")
    assert pipe.is_fifo() and link.is_symlink() and folder.is_dir()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["folder", "link", "pipe"]
