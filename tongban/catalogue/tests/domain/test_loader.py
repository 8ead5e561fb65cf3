"""Definition files are read as YAML 1.2, bounded, and every finding knows its line."""

import random
from pathlib import Path

import pytest

from tongban.catalogue.domain import yamlread
from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.yamlread import MAX_CHARACTERS, BadYaml, read


def test_words_stay_words_and_quoted_versions_stay_texts():
    text = 'a: NO\nb: 2026-01-01\nc: "1.10"\nd: 1.5\ne: 07\nf: ~\ng: off\n'
    expected = {"a": "NO", "b": "2026-01-01", "c": "1.10", "d": 1.5, "e": 7, "f": None, "g": "off"}
    assert read(text).value == expected


REFUSED = {
    "an anchor": "a: &x [1]\nb: *x\n",
    "an alias bomb": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "a tag": "a: !!python/object/apply:os.system [id]\n",
    "a key twice": "a: 1\nb: 2\na: 3\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "a mapping as a key": "? {a: 1}\n: 2\n",
    "no end": "a: [1, 2\n",
    "tabs": "a:\n\t- 1\n",
    "deep nesting": "a: " + "[" * 5000 + "]" * 5000,
    "deep blocks": "\n".join(" " * n + "a:" for n in range(200)),
    "a huge file": "a: " + "x" * MAX_CHARACTERS,
    "a huge number": "a: " + "9" * 4000,
    "an infinite number": "a: 1e9999",
    "a control character": "a: \x00",
    "half a character": "a: \ud800",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_definition_never_needs_is_refused_with_a_line(name):
    with pytest.raises(BadYaml) as caught:
        read(REFUSED[name])
    assert caught.value.line >= 1
    assert caught.value.message


def test_a_repeated_key_names_both_lines():
    with pytest.raises(BadYaml) as caught:
        read("a: 1\nb: 2\na: 3\n")
    assert (caught.value.line, caught.value.path) == (3, ("a",))
    assert "line 1" in caught.value.message


def found(text):
    return [(error.line, error.field, error.rule) for error in load({"x.yaml": text}).errors]


def test_a_wrong_shape_names_line_and_field():
    text = "service: A\nversion: 2026\nname: 甲\nagency: B\nneeds:\n  - {fact: n}\n  - {facts: m}\n"
    assert set(found(text)) == {
        (2, "version", "schema.type"),
        (7, "needs[1].facts", "schema.additionalProperties"),
        (7, "needs[1]", "schema.required"),
    }


def test_a_mistyped_key_is_told_what_was_probably_meant():
    text = 'service: A\nversion: "2026-01-01"\nname: 甲\nagency: B\nmaterial: []\n'
    assert "materials" in load({"x.yaml": text}).errors[0].message


def test_a_number_where_a_text_belongs_is_told_to_be_quoted():
    errors = load({"x.yaml": "fact: n\nversion: 2026\nname: 数\n"}).errors
    assert "quotes" in errors[0].message


def test_a_file_of_no_kind_lists_the_kinds():
    assert "life_event" in load({"x.yaml": "colour: red\n"}).errors[0].message
    assert load({"x.yaml": "- 1\n"}).errors
    assert load({"x.yaml": ""}).errors


def test_a_file_that_is_not_utf8_is_told_so():
    assert load({"x.yaml": "fact: 数".encode("gb18030")}).errors[0].rule == "yaml.encoding"


def test_the_same_id_and_version_twice_names_the_first_file():
    text = 'fact: n\nversion: "2026-01-01"\nname: 数\n'
    errors = load({"a.yaml": text, "b.yaml": text}).errors
    assert [(error.file, error.rule) for error in errors] == [("b.yaml", "ids.twice")]
    assert "a.yaml" in errors[0].message


def test_two_versions_of_one_definition_may_stand_side_by_side():
    text = 'fact: n\nversion: "{}"\nname: 数\n'
    loaded = load({"a.yaml": text.format("2026-01-01"), "b.yaml": text.format("2027-01-01")})
    assert loaded.errors == ()


DEFINITIONS = Path(__file__).parents[4] / "definitions"
PIECES = [
    *"[]{},:&*!|>'\"%@`#?-",
    "\n",
    "\n  ",
    ": ",
    "- ",
    " #",
    "~",
    "0x1F",
    "1_0",
    "yes",
    "\u2028",
    "。",
    "<<: ",
]


def outcome(reader, text):
    try:
        found = reader(text)
    except BadYaml:
        return None
    found.line(())
    return found.value, found.lines


@pytest.mark.parametrize("seed", range(8))
def test_all_ways_of_reading_agree_on_what_they_read(seed):
    chance = random.Random(seed)
    texts = [
        path.read_text("utf-8")[:900] for path in sorted(DEFINITIONS.rglob("*.yaml"))[seed::60]
    ]
    for right in texts:
        text = right
        for _ in range(4):
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice(PIECES) + text[at + chance.randrange(2) :]
            slow = outcome(yamlread._read_slowly, text)
            assert slow is None or outcome(read, text) == slow


def test_every_fault_of_a_file_is_told_with_its_line():
    text = "a: 1\na: 2\nb: &x 3\nc: *x\nd: !!str e\ne: 12345678901234567890\n"
    assert [line for line, _, _ in found(text)] == [2, 3, 4, 5, 6]


def test_full_width_digits_are_told_how_to_be_written():
    text = 'service: A\nversion: "2026-01-01"\nname: 甲\nagency: B\ndemo_days: \uff11\uff10\n'
    assert "write 10" in load({"x.yaml": text}).errors[0].message


def test_a_day_that_is_none_is_no_version():
    text = 'fact: n\nversion: "2026-02-30"\nname: 数\n'
    assert found(text) == [(2, "version", "schema.format")]


def test_what_is_probably_gb_18030_is_called_so():
    assert "GB 18030" in load({"x.yaml": "fact: 数".encode("gb18030")}).errors[0].message


def test_a_file_that_could_not_be_read_is_one_finding():
    error = OSError(40, "Too many levels of symbolic links")
    assert [one.rule for one in load({"x.yaml": error}).errors] == ["files.unreadable"]


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("rule: 累进(甲; [0..3]: 3%)", "into quotation marks"),
        ("a:\n\tb: 1", "with spaces"),
        ("a: {b: 1, c", "bracket"),
    ],
)
def test_what_is_no_yaml_says_how_to_mend_it(text, mend):
    (fault,) = load({"a.yaml": text}).errors
    assert mend in fault.message
