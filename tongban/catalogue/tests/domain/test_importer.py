"""The importer keeps everything a source says, adds nothing, and tells all faults at once."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.catalogue import files
from tongban.catalogue.domain.compile import compile_book, in_force
from tongban.catalogue.domain.importer import import_directory
from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.references import Known
from tongban.catalogue.domain.yamltext import write
from tongban.catalogue.tests import tiny

DEFINITIONS = Path(__file__).parents[4] / "definitions"
FIELD_DATA = Path(__file__).parents[4] / "tests" / "field-data"
VERSION = "2026-01-01"


def imported(sources, **options):
    return import_directory(sources, version=VERSION, **options)


def read_back(made):
    texts = {name: write(value) for name, value in made.definitions.items()}
    loaded = load(texts)
    assert loaded.errors == ()
    return loaded


def messages(made):
    return [(error.file, error.line, error.field) for error in made.errors]


def test_the_field_data_is_imported_whole_and_reads_back():
    made = imported(files.item_directory(FIELD_DATA))
    assert made.errors == ()
    assert made.counts == {"services": 51, "life_events": 9, "licences": 66, "policies": 12}
    assert made.to_json()["unknown_keys"] == []
    book = compile_book(in_force(read_back(made).definitions, VERSION).values())
    counts = [len(book.services), len(book.events), len(book.licences), len(book.policies)]
    assert counts == [51, 9, 66, 12]


def test_nothing_the_field_data_says_of_a_service_is_lost():
    made = imported(files.item_directory(FIELD_DATA))
    kept = json.dumps(list(made.definitions.values()), ensure_ascii=False)
    for row in (FIELD_DATA / "services.jsonl").read_text("utf-8").splitlines():
        for said in _texts(json.loads(row)):
            assert json.dumps(said, ensure_ascii=False)[1:-1] in kept


def _texts(value):
    if isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str):
        yield value


def test_another_citys_directory_becomes_its_definitions():
    made = imported(tiny.directory())
    assert made.errors == ()
    assert set(made.definitions) == {
        "shared/agencies.yaml",
        "TEA/TEA-STALL.yaml",
        "TEA/L-TEA.yaml",
        "WELL/L-WELL.yaml",
        "shared/facts/well_no.yaml",
        "shared/facts/stall_name.yaml",
        "shared/facts/water_ok.yaml",
        "shared/facts/stoves.yaml",
        "shared/events/LE-TEA.yaml",
        "shared/policies/P-TEA.yaml",
    }
    book = compile_book(in_force(read_back(made).definitions, VERSION).values())
    assert book.licences["L-WELL"].states == ("well_no",)
    assert book.services["TEA-STALL"].materials[0].held_by == "WELL"


def test_a_limit_nobody_published_stays_unpublished():
    made = imported(tiny.directory())
    limit = made.definitions["TEA/TEA-STALL.yaml"]["time_limit"]
    assert limit["statutory"] == {"days": None, "unit": None, "text": None}
    assert limit["promised"]["days"] == 3


def test_a_condition_without_a_value_is_told_and_not_judged():
    first, second = imported(tiny.directory()).definitions["TEA/TEA-STALL.yaml"]["conditions"]
    assert first["test"] == {"fact": "water_ok", "op": "==", "value": True}
    assert "test" not in second
    assert second["info"] == {"fact": "stoves", "op": "<=", "value": None}


def test_a_fact_only_officers_can_judge_is_theirs_unless_a_form_asks_it():
    made = imported(tiny.directory()).definitions
    assert made["shared/facts/water_ok.yaml"]["how"] == "official"
    assert "how" not in made["shared/facts/stoves.yaml"]
    assert "how" not in made["shared/facts/stall_name.yaml"]


def test_the_same_key_with_two_types_stays_one_kind_and_keeps_both_wordings():
    other = tiny.line(
        id="TEA-2", form_fields=[{"key": "stoves", "name_zh": "炉子", "type": "table"}]
    )
    made = imported(tiny.directory(services=tiny.line() + b"\n" + other))
    kind = made.definitions["shared/facts/stoves.yaml"]
    assert kind["type"] == "table"
    assert kind["variants"] == [{"in": "P-TEA", "name": "炉子数", "type": "number"}]
    assert any("stoves" in warning.message for warning in made.warnings)


def test_unknown_keys_are_kept_where_they_stood_and_reported():
    changed = {
        "colour": "red",
        "time_limit": {"mood": 1},
        "materials": [{"name_zh": "甲", "kind": "form", "paper": {"size": "A4"}}],
    }
    made = imported(tiny.directory(services=tiny.line(**changed)))
    definition = made.definitions["TEA/TEA-STALL.yaml"]
    assert definition["extra"] == {"colour": "red", "time_limit.mood": 1}
    assert definition["materials"][0]["extra"] == {"paper": {"size": "A4"}}
    assert set(made.to_json()["unknown_keys"]) == {"colour", "time_limit.mood", "materials[].paper"}


@pytest.mark.parametrize("absent", ["services", "licences", "life_events", "policies"])
def test_any_subset_is_read_and_only_what_it_lacks_is_missed(absent):
    made = imported(tiny.directory(**{absent: None}))
    needed = {"services": "service", "licences": "licence"}.get(absent)
    assert all(f"the {needed} " in error.message for error in made.errors)
    assert bool(made.errors) == bool(needed)


def test_references_nobody_knows_are_told_all_at_once_with_their_places():
    made = imported(tiny.directory(licences=None, services=tiny.line(downstream_items=["NO-1"])))
    found = messages(made)
    assert ("services.jsonl", 1, "materials[0].licence_id") in found
    assert ("services.jsonl", 1, "form_fields[0].known_from.licence") in found
    assert ("services.jsonl", 1, "result.licence_id") in found
    assert ("services.jsonl", 1, "downstream_items[0]") in found
    assert ("policies.json", 1, "facts[0].known_from") in found
    assert made.definitions == {}


def test_what_is_published_is_asked_only_when_something_is_missing():
    asked = []

    def published():
        asked.append(True)
        return Known(licences=frozenset({"L-WELL", "L-TEA"}))

    assert imported(tiny.directory(), published=published).errors == ()
    assert asked == []
    assert imported(tiny.directory(licences=None), published=published).errors == ()
    assert asked == [True]


BAD_LINES = {
    "not JSON": (b'{"id": ', "id", 1),
    "a key twice": (b'{"id": "A", "id": "B"}', "id", 1),
    "no name": (tiny.line(name_zh=None), "name_zh", 1),
    "a number for a text": (tiny.line(name_zh=5), "name_zh", 1),
    "a text for a list": (tiny.line(materials="无"), "materials", 1),
    "a text for a number": (
        tiny.line(time_limit={"statutory_days": "二十"}),
        "time_limit.statutory_days",
        1,
    ),
    "true for a number": (
        tiny.line(on_site_visits={"expected": True}),
        "on_site_visits.expected",
        1,
    ),
    "an unknown kind": (
        tiny.line(materials=[{"name_zh": "甲", "kind": "paper"}]),
        "materials[0].kind",
        1,
    ),
    "a path for an id": (tiny.line(id="../../etc/passwd"), "id", 1),
    "a list for a record": (b"[1]", "", 1),
    "GB 18030": ('{"id": "A", "name_zh": "补领"}'.encode("gb18030"), "", 1),
    "UTF-16": ('{"id": "A"}'.encode("utf-16"), "", 1),
    "half a character": (tiny.line(name_zh="x").replace(b'"x"', b'"\\ud800"'), "name_zh", 1),
    "a control character": (tiny.line(name_zh="x").replace(b'"x"', b'"\\u0000"'), "name_zh", 1),
    "a huge number": (tiny.line(fee={"amount": 4711}).replace(b"4711", b"1e999"), "fee.amount", 1),
    "a long number": (
        tiny.line(fee={"amount": 4711}).replace(b"4711", b"9" * 5000),
        "fee.amount",
        1,
    ),
    "not a number": (tiny.line(fee={"amount": 4711}).replace(b"4711", b"NaN"), "fee.amount", 1),
    "deep nesting": (b'{"id":' + b"[" * 100_000 + b"]" * 100_000 + b"}", None, 1),
    "a line of 10 MB": (tiny.line(name_zh="长" * 3_500_000), "", 1),
}


@pytest.mark.parametrize("name", BAD_LINES)
def test_a_broken_line_names_file_line_and_field(name):
    raw, field, line = BAD_LINES[name]
    good = tiny.line(id="TEA-9")
    made = imported(tiny.directory(services=good + b"\n\n" + raw, life_events=None, policies=None))
    at = [(error.file, error.line) for error in made.errors]
    assert ("services.jsonl", line + 2) in at
    if field is not None:
        assert field in [error.field for error in made.errors]
    assert made.definitions == {}
    json.dumps(made.to_json(), ensure_ascii=False).encode()


BROKEN = {
    "cut off": lambda line: line[: len(line) * 2 // 3],
    "a comma too many": lambda line: line[:-1] + b",}",
    "a text for a list": lambda line: line.replace(b'"materials": [', b'"materials": 5, "x": ['),
    "GB 18030": lambda line: line.decode().encode("gb18030"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_line_is_one_error_whatever_refers_to_it(name):
    sources = files.item_directory(FIELD_DATA)
    lines = sources["services.jsonl"].splitlines()
    for at in range(0, len(lines), 5):
        broken = [*lines[:at], BROKEN[name](lines[at]), *lines[at + 1 :]]
        made = imported({**sources, "services.jsonl": b"\n".join(broken)})
        told = [(one.file, one.line) for one in made.errors]
        assert told == [("services.jsonl", at + 1)]


def test_a_file_in_utf_16_is_one_error_with_the_way_out():
    sources = files.item_directory(FIELD_DATA)
    sources["services.jsonl"] = sources["services.jsonl"].decode().encode("utf-16")
    made = imported(sources)
    assert messages(made) == [("services.jsonl", 1, "")]
    assert "iconv" in made.errors[0].message


def test_a_broken_line_does_not_hide_what_is_unknown_elsewhere():
    sources = tiny.directory(services=b'{"id": "X",\n' + tiny.line(downstream_items=["NOWHERE"]))
    assert ("services.jsonl", 2, "downstream_items[0]") in messages(imported(sources))


def test_a_fault_between_two_values_is_told_at_the_value_before_it():
    line = tiny.line()[:-1] + b",}"
    made = imported(tiny.directory(services=line))
    assert messages(made)[0] == ("services.jsonl", 1, list(tiny.SERVICE)[-1])


def test_keys_and_ids_in_chinese_are_read_back():
    line = tiny.line(
        id="补领-1", form_fields=[{"key": "姓名", "name_zh": "姓名", "type": "string"}]
    )
    sources = tiny.directory(services=line, life_events=None, policies=None)
    made = imported(sources)
    assert made.errors == ()
    assert [one.id for one in read_back(made).definitions if one.kind == "service"] == ["补领-1"]


def test_all_faults_of_all_files_are_told_at_once():
    made = imported(
        {
            "services.jsonl": b"nonsense\n" + tiny.line(kind=1, steps=[{}]) + b"\n{}",
            "licences.json": b'[\n{"id": "L-1"},\n{"id": "L-1", "name_zh": "x", "holder": "H"}]',
            "policies.json": b"{}",
        }
    )
    assert {
        ("services.jsonl", 1, ""),
        ("services.jsonl", 2, "steps[0].text_zh"),
        ("services.jsonl", 3, "id"),
        ("licences.json", 2, "name_zh"),
        ("licences.json", 3, "id"),
        ("policies.json", 1, ""),
    } <= set(messages(made))


def test_a_mark_of_byte_order_at_the_head_does_no_harm():
    assert imported(tiny.directory(services=b"\xef\xbb\xbf" + tiny.line())).errors == ()


def test_an_id_told_twice_names_the_first_line():
    made = imported(tiny.directory(services=tiny.line() + b"\n" + tiny.line()))
    assert [(error.line, error.field) for error in made.errors] == [(2, "id")]
    assert "line 1" in made.errors[0].message


def test_an_empty_directory_says_what_it_looked_for():
    assert "services.jsonl" in imported({}).errors[0].message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from(list(tiny.SERVICE)), JSON, min_size=1), st.binary(max_size=8)
)
def test_no_line_however_odd_ends_in_anything_but_definitions_or_errors(changes, tail):
    raw = json.dumps({**tiny.SERVICE, **changes}).encode() + tail
    made = imported(tiny.directory(services=raw))
    assert bool(made.definitions) != bool(made.errors)
    if made.definitions:
        read_back(made)


@settings(max_examples=200, deadline=None)
@given(
    JSON.filter(
        lambda value: "Infinity" not in json.dumps(value) and "NaN" not in json.dumps(value)
    )
)
def test_what_is_written_as_yaml_reads_back_the_same(value):
    from tongban.catalogue.domain.jsontext import parse
    from tongban.catalogue.domain.yamlread import read

    parsed = parse(json.dumps({"key": value}))
    if not parsed.faults:
        assert read(write(parsed.value)).value == parsed.value


def test_what_rules_name_of_a_choice_is_never_taken_for_all_there_is():
    sources = files.item_directory(FIELD_DATA)
    made = imported(sources).definitions
    for name, value in made.items():
        if "fact" in value and value.get("options"):
            assert {"zh": "其他"} in value["options"], name
