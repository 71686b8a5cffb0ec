"""Schemas from anywhere: read, kept, pinned, used offline and renewed, with a real site on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk import paths
from gatewaydesk.errors import Cancelled, GatewayDeskError, GatewayProblem, SchemaProblem, Unreachable
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.public import Limits
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.fields import Kind
from gatewaydesk.services.schema_adding import Found
from gatewaydesk.services.schema_updates import due
from gatewaydesk.services.schemas import SchemaSources
from gatewaydesk.store import Store
from gatewaydesk.validation.engine import Checker
from tests.web import Site, plain, redirect, site, without_end

FIRST = {"title": "Survey 1.0", "type": "object", "properties": {"name": {"type": "string", "maxLength": 80}}}
SECOND = {**FIRST, "properties": {"name": {"type": "string", "maxLength": 20}, "age": {"type": "integer"}}}


@pytest.fixture
def web() -> Iterator[Site]:
    with site({"survey.json": FIRST}) as here:
        yield here


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    shipped = tmp_path / "shipped"
    (shipped / "HDRUK" / "4.0.0").mkdir(parents=True)
    (shipped / "HDRUK" / "4.0.0" / "schema.json").write_text('{"title": "Ours", "type": "object"}')
    (shipped / "HDRUK" / "4.0.0" / "hints.json").write_text('{"order": ["/identifier"]}')
    return Catalogue(shipped)


@pytest.fixture
def sources(catalogue: Catalogue, web: Site) -> SchemaSources:
    return SchemaSources(catalogue, publishers={"hdruk": web.url}, limits=Limits(silence=5, whole=10))


def added(name: str) -> Path:
    return paths.data_dir() / "schemas" / name


# Reading


def test_a_schema_is_read_from_an_address_and_kept_only_when_wanted(
    sources: SchemaSources, catalogue: Catalogue, web: Site
) -> None:
    fetched = sources.fetch(web.at("survey.json"))
    assert (fetched.raw, fetched.suggested_name, fetched.references) == (FIRST, "Survey/1.0", ())
    assert catalogue.added() == []
    entry = sources.keep(fetched)
    assert (entry.name, entry.origin, entry.address) == ("Survey/1.0", "added", web.at("survey.json"))
    assert catalogue.load("Survey/1.0").published == FIRST
    assert catalogue.load("Survey/1.0").sha256 == fetched.sha256


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (plain(200, "text/html; charset=utf-8", b"{}"), "is a web page"),
        (b" <!doctype html><p>Sign in", "is a web page"),
        (b'{"type": "object"', "is not JSON"),
        (b"\xff\xfe\xfa", "is not JSON"),
        ([1, 2], "holds no object"),
        ({"type": 7}, "not a valid JSON Schema"),
        ({"summary": {"title": "A dataset"}}, "is a metadata document"),
        (b'{"not": ' * 3000 + b"{}" + b"}" * 3000, "nested more than"),
        (b"", "is not JSON"),
    ],
)
def test_what_is_no_schema_is_refused_in_words(sources: SchemaSources, web: Site, page: Any, words: str) -> None:
    web.pages["odd.json"] = page
    with pytest.raises(SchemaProblem, match=words):
        sources.fetch(web.at("odd.json"))


def test_what_is_too_large_or_never_ends_is_given_up(catalogue: Catalogue, web: Site) -> None:
    web.pages["endless.json"] = without_end(web, 0)
    web.pages["drips.json"] = without_end(web, 0.05)
    sources = SchemaSources(catalogue, limits=Limits(size=1024 * 1024, whole=0.8))
    with pytest.raises(GatewayProblem, match="larger than"):
        sources.fetch(web.at("endless.json"))
    with pytest.raises(Unreachable, match="did not finish"):
        sources.fetch(web.at("drips.json"))


def test_fetching_can_be_cancelled(sources: SchemaSources, web: Site) -> None:
    token = CancelToken()
    web.pages["drips.json"] = without_end(web, 0.05)

    def cancel() -> None:
        web.arrived.wait(10)
        token.cancel()

    threading.Thread(target=cancel, daemon=True).start()
    with pytest.raises(Cancelled):
        sources.fetch(web.at("drips.json"), token=token)


# References


def test_references_are_fetched_only_when_asked_for_and_then_used_offline(
    sources: SchemaSources, catalogue: Catalogue, web: Site
) -> None:
    web.pages |= {
        "top.json": {"title": "Top 2", "type": "object", "properties": {"a": {"$ref": "parts/a.json#/$defs/x"}}},
        "parts/a.json": {"$defs": {"x": {"type": "object", "properties": {"b": {"$ref": "b.json"}}}}},
        "parts/b.json": {"type": "integer"},
    }
    fetched = sources.fetch(web.at("top.json"))
    assert fetched.references == (web.at("parts/a.json"),)
    assert [path for path, _ in web.asked] == ["/top.json"]
    with pytest.raises(SchemaProblem, match="not here yet"):
        sources.keep(fetched)
    whole = sources.fetch_references(fetched)
    assert whole.references == ()
    assert [path for path, _ in web.asked] == ["/top.json", "/parts/a.json", "/parts/b.json"]
    sources.keep(whole)
    assert sources.fetch(web.at("top.json")).references == ()  # from the cache, and nothing was asked again
    assert len(web.asked) == 4
    web.stop()
    for file in (paths.cache_dir() / "schemas").iterdir():  # what was kept does not live in the cache
        file.unlink()
    schema = Catalogue().load("Top/2")
    assert schema.root.children[0].children[0].kind is Kind.INTEGER
    assert Checker(schema).is_valid({"a": {"b": 1}})
    assert [problem.pointer for problem in Checker(schema).check({"a": {"b": "x"}})] == [("a", "b")]


def test_a_reference_to_where_it_moved_stays_relative_to_there(sources: SchemaSources, web: Site) -> None:
    web.pages |= {
        "latest.json": redirect("/v3/top.json"),
        "v3/top.json": {"title": "Moved 3", "properties": {"a": {"$ref": "a.json"}}},
        "v3/a.json": {"type": "boolean"},
    }
    whole = sources.fetch_references(sources.fetch(web.at("latest.json")))
    assert whole.loaded().root.children[0].kind is Kind.BOOLEAN


def test_a_reference_into_this_computer_is_refused(sources: SchemaSources, web: Site, tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text('{"type": "string"}')
    web.pages["spy.json"] = {"properties": {"a": {"$ref": secret.as_uri()}}}
    with pytest.raises(SchemaProblem, match="file on this computer"):
        sources.fetch(web.at("spy.json"))


def test_more_documents_than_anybody_needs_are_refused(sources: SchemaSources, web: Site) -> None:
    for number in range(60):
        web.pages[f"n{number}.json"] = {"properties": {"next": {"$ref": f"n{number + 1}.json"}}}
    with pytest.raises(SchemaProblem, match="more than 50 other documents"):
        sources.fetch_references(sources.fetch(web.at("n0.json")))
    assert len(web.asked) <= 53


def test_a_reference_that_is_gone_or_no_schema_is_said(sources: SchemaSources, web: Site) -> None:
    web.pages["top.json"] = {"properties": {"a": {"$ref": "gone.json"}}}
    with pytest.raises(GatewayProblem, match="There is nothing at"):
        sources.fetch_references(sources.fetch(web.at("top.json")))
    web.pages["gone.json"] = plain(200, "text/html", b"<p>")
    with pytest.raises(SchemaProblem, match="is a web page"):
        sources.fetch_references(sources.fetch(web.at("top.json")))


def test_a_cached_document_that_was_changed_is_fetched_again(sources: SchemaSources, web: Site) -> None:
    web.pages |= {"top.json": {"properties": {"a": {"$ref": "a.json"}}}, "a.json": {"type": "integer"}}
    sources.fetch_references(sources.fetch(web.at("top.json")))
    assert sources.fetch(web.at("top.json")).references == ()
    for file in (paths.cache_dir() / "schemas").glob("*.data"):
        file.write_text('{"type": "string"}')
    assert sources.fetch(web.at("top.json")).references == (web.at("a.json"),)


# From this computer


def write(folder: Path, **schemas: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas.items():
        (folder / f"{name}.json").write_text(schema if isinstance(schema, str) else json.dumps(schema))
    return folder


def test_a_file_with_its_neighbours(sources: SchemaSources, catalogue: Catalogue, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "mine",
        top={"title": "Mine 1", "properties": {"a": {"$ref": "a.json"}}},
        a={"type": "object", "properties": {"b": {"$ref": "parts/b.json#/definitions/n"}}},
    )
    write(folder / "parts", b={"definitions": {"n": {"type": "integer"}}})
    assert [entry.name for entry in sources.keep_all(sources.look_through(folder / "top.json").schemas)] == ["Mine/1"]
    for file in folder.rglob("*.json"):
        file.unlink()
    schema = Catalogue().load("Mine/1")
    assert schema.root.children[0].children[0].kind is Kind.INTEGER
    assert str(tmp_path) not in json.dumps(schema.raw) + (added("Mine/1") / "source.json").read_text()


def test_a_file_that_gives_itself_an_address_of_the_web_finds_its_neighbours(
    sources: SchemaSources, tmp_path: Path
) -> None:
    folder = write(
        tmp_path / "mine",
        top={
            "$id": "https://example.org/v1/top.json",
            "properties": {"a": {"$ref": "a.json"}, "b": {"$ref": "https://example.org/other/b.json"}},
        },
        a={"type": "integer"},
        b={"$id": "https://example.org/other/b.json", "type": "boolean"},
    )
    (read,) = sources.look_through(folder / "top.json").schemas
    assert read.references == ()
    assert [child.kind for child in read.loaded().root.children] == [Kind.INTEGER, Kind.BOOLEAN]


def test_every_schema_of_a_folder_is_added_but_those_that_only_others_use(
    sources: SchemaSources, catalogue: Catalogue, tmp_path: Path
) -> None:
    folder = write(
        tmp_path / "several",
        one={"title": "One 1", "properties": {"a": {"$ref": "shared/part.json"}}},
        two={"title": "Two 1", "properties": {"b": {"$ref": "shared/part.json"}}},
        package={"name": "no schema", "type": "module"},
        broken="{",
    )
    write(folder / "shared", part={"type": "integer"})
    write(folder / ".hidden", ghost={"title": "Ghost 1", "type": "object"})
    assert [entry.name for entry in sources.keep_all(sources.look_through(folder).schemas)] == ["One/1", "Two/1"]
    assert catalogue.load("Two/1").root.children[0].kind is Kind.INTEGER


def test_of_a_folder_what_clashes_or_is_broken_is_left_out_with_a_sentence(
    sources: SchemaSources, catalogue: Catalogue, tmp_path: Path
) -> None:
    told = {"$schema": "http://json-schema.org/draft-07/schema#"}
    folder = write(
        tmp_path / "several",
        a={"title": "Same 1", "type": "object"},
        b={"title": "Same 1", "type": "array"},
        bad={**told, "type": 3},
        lost={"properties": {"a": {"$ref": "gone.json"}}},
        outside={"properties": {"a": {"$ref": "../up.json"}}},
    )
    write(folder / "HDRUK" / "4.0.0", schema={"type": "object"})
    added = sources.take_in(sources.look_through(folder))
    assert [one.name for one in added.entries] == ["Same/1", "HDRUK/4.0.0+publisher"]
    assert added.incomplete
    assert catalogue.added() == ["HDRUK/4.0.0+publisher", "Same/1"]
    words = ("“Same/1” already", "not a valid JSON Schema", "which is not there", "not in its own folder")
    assert [[word for word in words if word in note] for note in added.notes] == [[word] for word in words]
    assert [name in note for name, note in zip(("b.json", "bad.json"), added.notes, strict=False)] == [True, True]


def test_what_is_there_already_is_said_and_nothing_is_missing(
    sources: SchemaSources, catalogue: Catalogue, tmp_path: Path
) -> None:
    folder = write(tmp_path / "HDRUK" / "4.0.0", schema={"type": "object"}, other={"title": "Other 1", "type": "array"})
    sources.take_in(sources.look_through(folder))
    again = sources.look_through(folder)
    assert again.schemas == ()
    assert {one.sentence for one in again.left_out} == {
        "“HDRUK/4.0.0+publisher” is there already.",
        "“Other/1” is there already.",
    }
    assert not sources.take_in(again).incomplete
    (alone,) = sources.take_in(sources.look_through(folder / "other.json")).notes
    assert alone == "“Other/1” is there already."


def test_schemas_of_one_title_are_told_apart_by_their_folders(sources: SchemaSources, tmp_path: Path) -> None:
    for version in ("first", "second"):
        write(
            tmp_path / "top" / "Model" / version, schema={"title": "Dataset", "description": version, "type": "object"}
        )
    names = [one.name for one in sources.keep_all(sources.look_through(tmp_path / "top").schemas)]
    assert names == ["Dataset/1", "Model/second"]
    assert [one.here for one in sources.look_through(tmp_path / "top").left_out] == [True, True]


def test_a_folder_of_which_nothing_can_be_used_is_refused(sources: SchemaSources, tmp_path: Path) -> None:
    folder = write(tmp_path / "bad", a={"$schema": "http://json-schema.org/draft-07/schema#", "type": 3})
    with pytest.raises(SchemaProblem, match="not a valid JSON Schema"):
        sources.look_through(folder)


def test_of_several_one_whose_document_is_gone_is_left_out(sources: SchemaSources, web: Site, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "two",
        a={"title": "A 1", "properties": {"x": {"$ref": web.at("gone.json")}}},
        b={"title": "B 1", "type": "object"},
    )
    added = sources.take_in(sources.look_through(folder))
    assert [one.name for one in added.entries] == ["B/1"]
    assert "There is nothing at" in added.notes[0]


def test_a_place_that_is_not_in_a_fetched_document_is_said_and_checking_names_it(
    sources: SchemaSources, catalogue: Catalogue, web: Site
) -> None:
    web.pages["part.json"] = {"definitions": {"here": {"type": "integer"}}}
    address = web.at("part.json")
    web.pages["top.json"] = {
        "title": "Top 1",
        "properties": {"a": {"$ref": "part.json#/definitions/here"}, "b": {"$ref": "part.json#/definitions/gone"}},
    }
    fetched = sources.fetch(web.at("top.json"))
    assert fetched.doubts() == ()
    added = sources.take_in(Found((fetched,)))
    (doubt,) = added.doubts
    assert f"At “/properties/b/$ref” it refers to “{address}#/definitions/gone”, which is not there" in doubt
    assert not added.incomplete
    with pytest.raises(SchemaProblem) as caught:
        Checker(catalogue.load("Top/1")).check({"b": 1})
    assert f"“{address}#/definitions/gone”, and there is no “/definitions/gone” in that document" in str(caught.value)


def test_a_member_named_twice_is_said(sources: SchemaSources, web: Site) -> None:
    web.pages["twice.json"] = b'{"title": "T 1", "properties": {"a": {"type": "string"}, "a": {"type": "integer"}}}'
    (doubt,) = sources.fetch(web.at("twice.json")).doubts()
    assert doubt == "“twice.json” names the same member twice in one object: “a”. Only the last of them counts."


@pytest.mark.parametrize(
    "reference", ["../outside.json", "../../x/outside.json", "..%2Foutside.json", "URI", "link.json"]
)
def test_what_lies_outside_of_the_folder_is_never_read(sources: SchemaSources, tmp_path: Path, reference: str) -> None:
    outside = write(tmp_path, outside={"type": "string"}) / "outside.json"
    folder = write(tmp_path / "mine", top={"properties": {"a": {"$ref": reference.replace("URI", outside.as_uri())}}})
    (folder / "link.json").symlink_to(outside)
    with pytest.raises(SchemaProblem, match="not in its own folder"):
        sources.keep_all(sources.look_through(folder / "top.json").schemas)
    with pytest.raises(SchemaProblem, match="not in its own folder"):
        sources.keep_all(sources.look_through(folder).schemas)


def test_a_file_reference_inside_the_folder_is_read(sources: SchemaSources, tmp_path: Path) -> None:
    folder = write(tmp_path / "mine", part={"type": "integer"})
    write(folder, top={"properties": {"a": {"$ref": (folder / "part.json").as_uri()}}})
    (read,) = sources.look_through(folder / "top.json").schemas
    assert read.loaded().root.children[0].kind is Kind.INTEGER


@pytest.mark.parametrize(
    ("schemas", "words"),
    [
        ({"top": {"properties": {"a": {"$ref": "gone.json"}}}}, "which is not there"),
        ({"notes": {"summary": 1}}, "There is no schema in"),
    ],
)
def test_a_folder_that_cannot_be_used(sources: SchemaSources, tmp_path: Path, schemas: Any, words: str) -> None:
    with pytest.raises(SchemaProblem, match=words):
        sources.keep_all(sources.look_through(write(tmp_path / "mine", **schemas)).schemas)


def test_a_file_that_refers_to_the_web_is_asked_about(sources: SchemaSources, web: Site, tmp_path: Path) -> None:
    web.pages["n.json"] = {"type": "integer"}
    folder = write(tmp_path / "mine", top={"title": "Mixed 1", "properties": {"a": {"$ref": web.at("n.json")}}})
    (read,) = sources.look_through(folder / "top.json").schemas
    assert read.references == (web.at("n.json"),)
    assert web.asked == []
    entry = sources.keep(sources.fetch_references(read))
    assert entry.address == ""
    assert Catalogue().load("Mixed/1").root.children[0].kind is Kind.INTEGER


def test_an_unencrypted_name_is_fetched_encrypted(sources: SchemaSources, tmp_path: Path) -> None:
    folder = write(tmp_path / "mine", top={"properties": {"a": {"$ref": "http://json.example.org/n.json"}}})
    (read,) = sources.look_through(folder / "top.json").schemas
    assert read.references == ("https://json.example.org/n.json",)


# Pinned


def test_files_that_were_changed_are_noticed(sources: SchemaSources, web: Site) -> None:
    web.pages |= {
        "top.json": {"title": "Top 2", "properties": {"a": {"$ref": "a.json"}}},
        "a.json": {"type": "integer"},
    }
    sources.keep(sources.fetch_references(sources.fetch(web.at("top.json"))))
    document = next((added("Top/2") / "documents").iterdir())
    before = document.read_bytes()
    document.write_text('{"type": "string"}')
    with pytest.raises(SchemaProblem, match="was changed on this computer"):
        Catalogue().load("Top/2")
    document.unlink()
    with pytest.raises(SchemaProblem, match="is gone"):
        Catalogue().load("Top/2")
    document.write_bytes(before)
    Catalogue().load("Top/2")
    (added("Top/2") / "schema.json").write_text('{"title": "Mine now"}')
    with pytest.raises(SchemaProblem, match="was changed on this computer"):
        Catalogue().load("Top/2")
    (update,) = sources.check_updates()  # which mends it
    assert update.fetched is not None
    sources.take(update)
    assert Catalogue().load("Top/2").root.children[0].kind is Kind.INTEGER


# New versions


def test_nothing_new_is_one_short_answer(sources: SchemaSources, web: Site) -> None:
    sources.keep(sources.fetch(web.at("survey.json")))
    (update,) = sources.check_updates()
    assert (update.name, update.fetched, update.problem) == ("Survey/1.0", None, "")
    assert [status for _, status in web.asked] == [200, 304]


def test_a_new_version_is_taken_and_the_old_one_kept_for_its_drafts(
    sources: SchemaSources, catalogue: Catalogue, web: Site
) -> None:
    sources.keep(sources.fetch(web.at("survey.json")))
    first = catalogue.load("Survey/1.0")
    with Store.open() as store:
        draft = store.drafts.create({}, schema="Survey/1.0", title="A", schema_sha256=first.sha256)
        newer = store.drafts.create({}, schema="Survey/1.0", title="B")
        assert sources.changes_since(draft) == []
        web.pages["survey.json"] = SECOND
        (update,) = sources.check_updates()
        said = [one.sentence for one in update.difference]
        assert said == ["“Name” must now have at most 20 characters (before: 80).", "“Age” is new."]
        assert sources.changes_since(draft) == []  # looking changes nothing
        assert sources.take(update).name == "Survey/1.0"
        assert catalogue.load("Survey/1.0").published == SECOND
        assert catalogue.load("Survey/1.0", first.sha256).published == FIRST
        assert [one.sentence for one in sources.changes_since(store.drafts.load(draft.id))] == said
        assert sources.changes_since(newer) == []
        assert sources.prune(store.drafts.pins()) == 0
        store.drafts.pin(draft.id, catalogue.load("Survey/1.0").sha256)
        assert sources.changes_since(store.drafts.load(draft.id)) == []
        assert sources.prune(store.drafts.pins()) == 1
        assert catalogue.load("Survey/1.0", first.sha256).published == SECOND
        with pytest.raises(SchemaProblem, match="is not kept"):
            sources.changes_since(draft)


def test_a_document_that_changed_makes_a_new_version(sources: SchemaSources, catalogue: Catalogue, web: Site) -> None:
    web.pages |= {
        "top.json": {"title": "Top 2", "properties": {"a": {"$ref": "a.json"}}},
        "a.json": {"type": "integer"},
    }
    sources.keep(sources.fetch_references(sources.fetch(web.at("top.json"))))
    pin = catalogue.load("Top/2").sha256
    web.pages["a.json"] = {"type": "string"}
    (update,) = sources.check_updates()
    assert [one.sentence for one in update.difference] == ["“A” is now text; it was a whole number."]
    sources.take(update)
    assert catalogue.load("Top/2").root.children[0].kind is Kind.TEXT
    assert catalogue.load("Top/2", pin).root.children[0].kind is Kind.INTEGER
    assert sources.prune(()) == 1
    assert len(list((added("Top/2") / "documents").iterdir())) == 1
    assert catalogue.load("Top/2").root.children[0].kind is Kind.TEXT


def test_new_references_are_asked_for_before_a_version_is_taken(sources: SchemaSources, web: Site) -> None:
    sources.keep(sources.fetch(web.at("survey.json")))
    web.pages |= {"survey.json": {**FIRST, "allOf": [{"$ref": "more.json"}]}, "more.json": {"required": ["name"]}}
    (update,) = sources.check_updates()
    assert update.fetched is not None
    assert update.fetched.references == (web.at("more.json"),)
    assert "/more.json" not in [path for path, _ in web.asked]
    with pytest.raises(SchemaProblem, match="not here yet"):
        sources.take(update)
    update = sources.completed(update)
    assert [one.sentence for one in update.difference] == ["“Name” is now required."]
    sources.take(update)


def test_one_site_that_is_away_does_not_hide_the_others(sources: SchemaSources, web: Site) -> None:
    with site({"other.json": {"title": "Other 1", "type": "object"}}) as other:
        sources.keep(sources.fetch(other.at("other.json")))
    sources.keep(sources.fetch(web.at("survey.json")))
    web.pages["survey.json"] = SECOND
    updates = {update.name: update for update in sources.check_updates()}
    assert "nothing listens there" in updates["Other/1"].problem
    assert updates["Survey/1.0"].fetched is not None


def test_a_renewal_that_broke_off_leaves_the_old_version_whole(
    sources: SchemaSources, catalogue: Catalogue, web: Site
) -> None:
    sources.keep(sources.fetch(web.at("survey.json")))
    before = (added("Survey/1.0") / "schema.json").read_bytes()
    web.pages["survey.json"] = SECOND
    sources.take(sources.check_updates()[0])
    (added("Survey/1.0") / "schema.json").write_bytes(before)  # as if all went dark before the last step
    assert catalogue.load("Survey/1.0").published == FIRST
    (update,) = sources.check_updates()
    sources.take(update)
    assert catalogue.load("Survey/1.0").published == SECOND


def test_hints_outlive_a_renewal(sources: SchemaSources, catalogue: Catalogue, web: Site) -> None:
    sources.keep(sources.fetch(web.at("survey.json")))
    (added("Survey/1.0") / "hints.json").write_text('{"order": ["/name"]}')
    web.pages["survey.json"] = SECOND
    sources.take(sources.check_updates()[0])
    assert catalogue.load("Survey/1.0").hints.rank == {"/name": 0}


def test_when_it_was_looked_last(sources: SchemaSources) -> None:
    assert sources.looked_at() is None
    before = datetime.now(UTC).replace(microsecond=0)
    sources.check_updates()
    looked = sources.looked_at()
    assert looked is not None
    assert before <= looked <= datetime.now(UTC)


def test_looking_that_was_cancelled_does_not_count(sources: SchemaSources, web: Site) -> None:
    sources.keep(sources.fetch(web.at("survey.json")))
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        sources.check_updates(token)
    assert sources.looked_at() is None


@pytest.mark.parametrize(
    ("hours", "setting", "expected"),
    [
        (None, "daily", True),
        (None, "never", False),
        (23, "daily", False),
        (24, "daily", True),
        (24, "weekly", False),
        (168, "weekly", True),
        (10_000, "never", False),
        (-5, "weekly", True),
        (50, "nonsense", False),
    ],
)
def test_whether_it_is_time_to_look(hours: int | None, setting: str, expected: bool) -> None:
    now = datetime(2026, 7, 1, tzinfo=UTC)
    last = None if hours is None else now - timedelta(hours=hours)
    assert due(now, last, setting) is expected


# The publisher


def published(web: Site) -> None:
    web.pages |= {
        "available.json": {"HDRUK": ["3.0.0", "4.0.0", "10.0.0"], "../x": ["1"], "GWDM": ["2.0"], "Odd": 7},
        "hdr_schemata/models/HDRUK/4.0.0/schema.json": {"title": "Theirs", "type": "object"},
        "hdr_schemata/models/HDRUK/3.0.0/schema.json": {"title": "Old", "type": "object"},
    }


def test_what_a_publisher_offers_is_added_beside_what_ships(
    sources: SchemaSources, catalogue: Catalogue, web: Site
) -> None:
    published(web)
    offered = sources.publisher_list()
    names = ["GWDM/2.0", "HDRUK/10.0.0", "HDRUK/4.0.0+publisher", "HDRUK/3.0.0"]
    assert [one.name for one in offered] == names
    assert not any(one.known for one in offered)
    four = offered[2]
    assert four.title == "HDRUK 4.0.0"
    sources.keep(sources.fetch(four.address, name=four.name))
    assert [one.known for one in sources.publisher_list()] == [False, False, True, False]
    assert catalogue.load("HDRUK/4.0.0").title == "Ours"
    theirs = catalogue.load("HDRUK/4.0.0+publisher")
    assert theirs.title == "Theirs"
    assert theirs.hints.rank == {"/identifier": 0}
    assert sources.fetch(four.address).suggested_name == "HDRUK/4.0.0+publisher"


def test_the_publishers_list_is_there_offline_once_it_was_seen(sources: SchemaSources, web: Site) -> None:
    published(web)
    seen = sources.publisher_list()
    assert [status for _, status in web.asked] == [200]
    sources.publisher_list()
    assert [status for _, status in web.asked] == [200, 304]
    web.stop()
    assert [one.name for one in sources.publisher_list()] == [one.name for one in seen]


def test_a_publisher_that_cannot_be_reached_or_understood_is_said(sources: SchemaSources, web: Site) -> None:
    with pytest.raises(GatewayDeskError, match="There is nothing at"):
        sources.publisher_list()
    web.pages["available.json"] = ["HDRUK"]
    with pytest.raises(SchemaProblem, match="no list of schemas"):
        sources.publisher_list()
    with pytest.raises(SchemaProblem, match="No publisher"):
        sources.publisher_list("unheard-of")
