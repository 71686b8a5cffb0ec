"""Whole files: nothing hangs, nothing is half written, and what a file was is kept when it is replaced."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from gatewaydesk.document.disk import NotWritten, TooLarge, read_bytes, renamed_to, stamp_now, write_bytes
from gatewaydesk.errors import Cancelled, FileProblem
from gatewaydesk.gateways.base import CancelToken

posix = pytest.mark.skipif(os.name != "posix", reason="only there")


@posix
def test_a_pipe_a_device_and_a_folder_are_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path, what in ((pipe, "a pipe"), (Path("/dev/zero"), "a device"), (tmp_path, "a folder")):
        with pytest.raises(FileProblem, match=what):
            read_bytes(path)


def test_a_file_that_says_it_is_empty_and_is_not_is_read_up_to_the_limit() -> None:
    endless = Path("/proc/self/maps")
    if not endless.exists():
        pytest.skip("there is no /proc")
    assert endless.stat().st_size == 0
    assert read_bytes(endless)
    with pytest.raises(TooLarge):
        read_bytes(endless, size_limit=10)


def test_a_large_file_may_be_read_when_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"[1]")
    with pytest.raises(TooLarge, match="opened unasked") as caught:
        read_bytes(file, size_limit=2)
    assert caught.value.can_be_read
    assert read_bytes(file, size_limit=3) == b"[1]"


def test_of_what_is_too_large_in_any_case_that_is_said(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    with file.open("wb") as out:
        out.truncate(3 << 30)  # a hole: it takes no room
    with pytest.raises(TooLarge, match="too large for Gateway Desk, which opens at most 800 MB") as caught:
        read_bytes(file)
    assert not caught.value.can_be_read and "unasked" not in caught.value.what
    assert "--large" not in caught.value.for_commands().todo


@posix
def test_a_link_to_nothing_is_said(tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / "gone" / "real.json")
    with pytest.raises(FileProblem, match="could not be read: it is a link that leads to “"):
        read_bytes(link)
    with pytest.raises(NotWritten, match="could not be written: it is a link that leads to “"):
        write_bytes(link, b"{}")
    (tmp_path / "gone").mkdir()
    write_bytes(link, b"{}")
    assert link.is_symlink() and (tmp_path / "gone" / "real.json").read_bytes() == b"{}"


def test_reading_and_writing_can_be_cancelled_and_leave_everything_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"{}")
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        read_bytes(file, check=token.check)
    with pytest.raises(Cancelled):
        write_bytes(file, b"x" * 3_000_000, check=token.check)
    assert file.read_bytes() == b"{}"
    assert os.listdir(tmp_path) == ["a.json"]


@posix
def test_a_file_that_nobody_may_write_to_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"{}")
    file.chmod(0o444)
    with pytest.raises(NotWritten, match="is read-only"):
        write_bytes(file, b"[]")
    assert file.read_bytes() == b"{}"


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_owner_and_group_stay(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"{}")
    os.chown(file, 12345, 23456)
    file.chmod(0o640)
    write_bytes(file, b"[]")
    about = file.stat()
    assert (about.st_uid, about.st_gid, stat.S_IMODE(about.st_mode)) == (12345, 23456, 0o640)


@posix
def test_extended_attributes_stay(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"{}")
    try:
        os.setxattr(file, "user.source", b"registry")
    except (OSError, AttributeError):
        pytest.skip("this disk keeps none")
    write_bytes(file, b"[]")
    assert os.getxattr(file, "user.source") == b"registry"


@posix
def test_a_link_that_leads_in_a_circle_is_said(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.symlink_to(other)
    other.symlink_to(one)
    with pytest.raises(FileProblem, match="in a circle"):
        read_bytes(one)
    with pytest.raises(NotWritten, match="in a circle"):
        write_bytes(one, b"[]")
    assert one.is_symlink() and other.is_symlink()


@posix
def test_a_name_as_long_as_the_disk_allows_can_be_saved_and_a_longer_one_is_said(tmp_path: Path) -> None:
    write_bytes(tmp_path / ("a" * 250 + ".json"), b"[]")
    with pytest.raises(NotWritten, match="name is too long"):
        write_bytes(tmp_path / ("a" * 251 + ".json"), b"[]")
    assert len(os.listdir(tmp_path)) == 1


def test_a_name_that_no_file_can_have_is_said(tmp_path: Path) -> None:
    for do in (read_bytes, lambda path: write_bytes(path, b"")):
        with pytest.raises(FileProblem, match="could not be"):
            do(Path(f"{tmp_path}/a\0b"))


def test_what_a_file_is_now(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    stamp = write_bytes(file, b"[1]")
    assert stamp_now(file, stamp) == stamp == stamp_now(file)
    os.utime(file)
    again = stamp_now(file, stamp)
    assert again is not None and again.sha256 == stamp.sha256
    file.write_bytes(b"[2]")
    changed = stamp_now(file, again)
    assert changed is not None and changed.sha256 != stamp.sha256
    file.rename(tmp_path / "b.json")
    assert stamp_now(file, changed) is None
    assert renamed_to(file, changed) == tmp_path / "b.json"
    (tmp_path / "b.json").unlink()
    assert renamed_to(file, changed) is None
