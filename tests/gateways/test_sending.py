"""Files on their way: read while they are sent, never changed under way, and answers that go straight to the disk."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from gatewaydesk.errors import FileProblem, OutcomeUnknown
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.sending import Content, FilePart, FileState, multipart
from gatewaydesk.gateways.transport import Transport
from tests.gateways.conftest import Server, hang_up, in_turn, reply

NOW = CancelToken()
SECRET = {"x-api-key": "kEy" * 12}


@pytest.fixture
def there(serve: Callable[..., Server]) -> Server:
    return serve(reply(200, {}))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "rows.csv"
    made.write_bytes(os.urandom(300_001))
    return made


def transport(server: Server) -> Transport:
    return Transport(server.url, SECRET, pause=0.01)


def test_a_part_of_a_file_goes_out_with_its_length_and_is_told_of(there: Server, file: Path) -> None:
    there.answer = reply(201, {})
    told: list[int] = []
    part = Content((FilePart(FileState.of(file), 1_000, 200_000),), sent=told.append)
    transport(there).request("PUT", "/files/a", body=part, cancel=NOW)
    (seen,) = there.seen
    assert seen.body == file.read_bytes()[1_000:201_000]
    assert seen.headers["content-length"] == "200000"
    assert seen.headers["content-type"] == "application/octet-stream"
    assert told == sorted(told) and told[-1] == 200_000


def test_a_form_holds_the_whole_file_between_its_lines(there: Server, tmp_path: Path) -> None:
    odd = tmp_path / 'r"o.csv'
    odd.write_bytes(b"a;b\r\n1;2\r\n")
    there.answer = reply(200, {})
    transport(there).request("POST", "/files", body=multipart("file", FileState.of(odd), "text/csv"), cancel=NOW)
    (seen,) = there.seen
    boundary = re.fullmatch(r"multipart/form-data; boundary=(\w+)", seen.headers["content-type"])
    assert boundary is not None
    assert (
        seen.body
        == (
            f'--{boundary[1]}\r\nContent-Disposition: form-data; name="file"; filename="r%22o.csv"\r\n'
            f"Content-Type: text/csv\r\n\r\na;b\r\n1;2\r\n\r\n--{boundary[1]}--\r\n"
        ).encode()
    )


def test_what_may_be_repeated_is_sent_again_from_its_beginning(there: Server, file: Path) -> None:
    there.answer = in_turn(hang_up, reply(200, {}))
    whole = Content((FilePart(FileState.of(file)),))
    assert transport(there).request("PUT", "/files/a", body=whole, cancel=NOW, repeatable=True).status == 200
    assert there.seen[-1].body == file.read_bytes()
    there.answer = hang_up
    with pytest.raises(OutcomeUnknown):
        transport(there).request("PUT", "/files/a", body=whole, cancel=NOW)


@pytest.mark.parametrize("change", ["longer", "touched", "gone"])
def test_a_file_that_has_changed_is_not_sent_on(there: Server, file: Path, change: str) -> None:
    there.answer = reply(200, {})
    state = FileState.of(file)
    if change == "longer":
        file.write_bytes(file.read_bytes() + b"x")
    elif change == "touched":
        os.utime(file, ns=(state.changed + 10**9, state.changed + 10**9))
    else:
        file.unlink()
    with pytest.raises(FileProblem, match=r"rows\.csv”"):
        transport(there).request("PUT", "/a", body=Content((FilePart(state),)), cancel=NOW, repeatable=True)


def test_an_answer_goes_where_it_shall_and_begins_anew_when_it_broke_off(there: Server, tmp_path: Path) -> None:
    data = os.urandom(200_000)
    there.answer = in_turn(reply(200, data[:100_000], {"Content-Length": "200000"}), reply(200, data))
    out = tmp_path / "out"
    opened = out.open("wb")

    def take(block: bytes) -> None:
        if not block:
            opened.seek(0)
            opened.truncate()
        opened.write(block)

    with opened:
        answer = transport(there).request("GET", "/files/a", cancel=NOW, into=take)
    assert answer.status == 200 and answer.body == b""
    assert out.read_bytes() == data


def test_a_refusal_is_read_as_always(there: Server) -> None:
    there.answer = reply(404, {"detail": "no such file"})
    taken: list[bytes] = []
    answer = transport(there).request("GET", "/files/a", cancel=NOW, into=taken.append)
    assert (answer.status, answer.json, taken) == (404, {"detail": "no such file"}, [])
