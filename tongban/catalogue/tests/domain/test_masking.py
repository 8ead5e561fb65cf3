"""What an example says of a case tells nobody whose case it was."""

import json
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.catalogue.domain.masking import literals_of, masked
from tongban.catalogue.domain.model import Book, FactKind
from tongban.kernel.identifiers import check_citizen_number, make_citizen_number
from tongban.kernel.text import Text

TYPES = (
    "string", "text", "enum", "multi", "number", "money", "date", "yearmonth", "datetime", "phone",
    "idno", "uscc", "bankacct", "address", "region", "file", "table", "sign", "bool",
)  # fmt: skip
OPTIONS = (Text("上"), Text("下"))
BOOK = Book(kinds={one: FactKind(one, Text(one), one, options=OPTIONS if one in ("enum", "multi") else ()) for one in TYPES}
            | {"birth": FactKind("birth", Text("出生日期"), "date")})  # fmt: skip
NUMBER = make_citizen_number("350102", date(1988, 3, 9), 37)
numbers = st.builds(
    make_citizen_number,
    st.sampled_from(["350102", "110105"]),
    st.dates(date(1930, 1, 1), date(2020, 1, 1)),
    st.integers(0, 899),
)


def mask(**facts):
    return masked({f"applicant.{key}": value for key, value in facts.items()}, BOOK)


@given(st.dictionaries(st.sampled_from(TYPES), numbers, min_size=1), st.text(max_size=5))
def test_no_citizen_number_survives_wherever_it_stood(facts, around):
    said = json.dumps(mask(**{key: around + number for key, number in facts.items()}))
    left = set(re.findall(r"\d{17}[0-9X]", said))
    assert left.isdisjoint(facts.values())
    assert all(check_citizen_number(one).region == "110101" for one in left)


@pytest.mark.parametrize(("kind", "value", "kept"), [
    ("enum", "上", "上"), ("multi", ["上", "下"], ["上", "下"]), ("enum", "林晓舟", "某某"),
    ("bool", True, True), ("number", 86, 86), ("number", 12345, 12000), ("money", "4321.50", "4300.00"),
    ("date", "2024-05-17", "2024-05-01"), ("birth", "1988-03-09", "1988-01-01"),
    ("yearmonth", "2024-05", "2024-05"), ("region", "350102", "350000"), ("string", "林晓舟", "某某"),
    ("phone", "13905911234", "19900000000"), ("address", "榕荫路5号", "某市某区某路1号"),
    ("bankacct", "6222021234567890123", "6200000000000000"), ("string", None, None),
])  # fmt: skip
def test_what_rules_look_at_is_kept_and_the_rest_stands_in(kind, value, kept):
    assert mask(**{kind: value}) == {f"applicant.{kind}": kept}


def test_a_number_becomes_nobodys_of_the_same_year_and_sex():
    known = check_citizen_number(mask(idno=NUMBER)["applicant.idno"])
    assert (known.birth, known.gender) == (date(1988, 1, 1), "男")
    assert known.number != NUMBER


def test_a_word_that_a_condition_names_is_kept_and_a_number_in_it_never():
    literals = literals_of({"all": [{"fact": "string", "op": "in", "value": ["C1", NUMBER]}]})
    facts = {"string": "C1", "text": NUMBER}
    assert masked(facts, BOOK, literals) == {"string": "C1", "text": "某某"}
