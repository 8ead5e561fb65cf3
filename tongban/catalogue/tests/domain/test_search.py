"""People find what they want by their own words, and nothing where they spoke of nothing."""

import csv
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from tongban.catalogue import files
from tongban.catalogue.domain.compile import compile_book, in_force
from tongban.catalogue.domain.loader import load
from tongban.catalogue.tests import town
from tongban.catalogue.words import meaning
from tongban.catalogue.words.documents import documents
from tongban.catalogue.words.finder import Finder
from tongban.catalogue.words.index import Index
from tongban.catalogue.words.lexicon import lexicon

ROOT = Path(__file__).parents[4]
GIVEN = ROOT / "tests" / "field-data" / "questions.tsv"
OWN = ROOT / "tests" / "own-words"


@lru_cache(maxsize=1)
def pilot():
    definitions = load(files.definition_files(ROOT / "definitions")).definitions
    book = compile_book(in_force(definitions, "2026-06-01").values())
    return Finder(Index(documents(book), lexicon()))


@lru_cache(maxsize=1)
def inn():
    return Finder(Index(documents(town.book()), lexicon()))


def rows(path):
    with path.open(encoding="utf-8") as file:
        return [*csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def first(question, finder=None):
    found = (finder or pilot()).ask(question).results(1)
    return found[0].id if found else None


def shares(questions, finder=None):
    """The shares of questions answered first, among three, and refused."""
    asked = [(row, (finder or pilot()).ask(row["text"])) for row in questions]
    wanted = [set(row["item_ids"].split(",")) for row, _ in asked]
    found = [[one.id for one in answer.results(3)] for _, answer in asked]
    size = len(asked)
    return (
        sum(bool(wish & set(ids[:1])) for wish, ids in zip(wanted, found, strict=True)) / size,
        sum(bool(wish & set(ids)) for wish, ids in zip(wanted, found, strict=True)) / size,
        sum(answer.none for _, answer in asked) / size,
    )


def test_an_alias_finds_the_service_and_says_which_word_did():
    found = inn().ask("我想搞个民宿咋弄").results(3)
    assert found[0].id == "INN-OPEN"
    assert "民宿" in "".join(found[0].matched)


def test_a_life_event_stands_behind_the_service_it_is_about():
    assert [one.id for one in inn().ask("我要开客栈").results(2)] == ["INN-OPEN", "LE-INN"]


def test_a_policy_is_found_by_its_name():
    assert "P-INN" in [one.id for one in inn().ask("小客栈补贴").results(5)]


@pytest.mark.parametrize(
    ("question", "service"),
    [
        ("shen fen zheng diu le zen me ban", "GA-IDCARD-REISSUE"),
        ("sfz diule", "GA-IDCARD-REISSUE"),
        ("gjj zufang", "GJJ-RENT"),
        ("zhuxiao gongsi", "SJ-DEREG"),
        ("失叶金", "RS-UNEMP-BENEFIT"),
        ("失業登記", "RS-UNEMP-REG"),
        ("屋头老汉儿瘫起了，咋个评残嘛", "CL-DISABLED"),
        ("bb啱出世，点样入户口", "GA-BIRTHREG"),
        ("unemployment money after being laid off", "RS-UNEMP-BENEFIT"),
        ("ＰＡＳＳＰＯＲＴ", "GA-PASSPORT"),
    ],
)
def test_pinyin_initials_homophones_dialects_and_english_are_understood(question, service):
    assert first(question) == service


def test_several_wishes_are_answered_apart_in_the_order_they_were_said():
    asked = pilot().ask("护照要办，顺便问下公租房怎么申请")
    assert [wish.found[0].id for wish in asked.wishes] == ["GA-PASSPORT", "ZJ-PRH"]
    assert [one.id for one in asked.results(2)] == ["GA-PASSPORT", "ZJ-PRH"]


def test_what_is_said_around_a_wish_does_not_split_it():
    assert len(pilot().ask("身份证掉了咋补啊,我人在外地").wishes) == 1


def test_the_words_that_spoke_are_words_of_the_question():
    question = "老公是福州户口我想把户口迁过来"
    for one in pilot().ask(question).results(5):
        assert all(word in question for word in one.matched)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "你好", "🙂", "qqq zzz", "<script>alert(1)</script>", "的" * 10_000, "\x00\x1f\u202e",
     "' OR 1=1; DROP TABLE cases; --", "a" * 10_000, "\ud800", "1" * 30, "=child"],
)  # fmt: skip
def test_words_about_nothing_find_nothing(text):
    assert inn().ask(text).none


def test_what_is_too_long_is_read_from_the_start_and_the_rest_is_counted():
    asked = pilot().ask("身份证丢了" + "啊" * 9_995)
    assert asked.unread == 9_700
    assert asked.results(1)[0].id == "GA-IDCARD-REISSUE"


def test_no_more_is_found_than_was_asked_for():
    assert len(inn().ask("客栈火政").results(1)) == 1
    assert inn().ask("客栈").results(0) == ()


def test_an_empty_catalogue_answers_nothing():
    assert Finder(Index([], lexicon())).ask("身份证丢了").none


def test_given_questions_find_their_service():
    top1, top3, refused = shares(given())
    assert top1 >= 0.93
    assert top3 >= 0.96
    assert refused <= 0.05


def test_paraphrases_that_nothing_was_tuned_to_find_theirs():
    top1, top3, refused = shares(rows(OWN / "paraphrases.tsv"))
    assert top1 >= 0.87
    assert top3 >= 0.92
    assert refused <= 0.07


def test_a_city_that_gave_no_aliases_is_understood_too():
    bare = (replace(one, texts=named(one)) for one in pilot().index.documents)
    top1, top3, refused = shares(given(), Finder(Index(bare, lexicon())))
    assert top1 >= 0.82
    assert top3 >= 0.9
    assert refused <= 0.07


def named(document):
    return tuple(text for text in document.texts if text[0] != "alias")


def given():
    return [row for row in rows(GIVEN) if row["match"] != "none"]


def test_questions_that_no_service_answers_are_told_so():
    none = [*rows(OWN / "unanswerable.tsv"), *(r for r in rows(GIVEN) if r["match"] == "none")]
    assert shares(none)[2] >= 0.8


def test_the_files_of_questions_name_what_is_published_and_repeat_nobody():
    known = {document.id for document in pilot().index.documents}
    own = [*rows(OWN / "paraphrases.tsv"), *rows(OWN / "unanswerable.tsv")]
    named = {id_ for row in own for id_ in row["item_ids"].split(",") if id_}
    assert named <= known
    texts = [row["text"] for row in [*own, *rows(OWN / "tuning.tsv"), *rows(GIVEN)]]
    assert len(set(texts)) == len(texts)
    assert len(rows(OWN / "paraphrases.tsv")) >= 200
    assert len(rows(OWN / "unanswerable.tsv")) >= 100


@pytest.mark.skipif(not meaning.offered(), reason="the extra `semantic` is not installed")
def test_the_sentence_model_finds_what_words_do_not():
    some = {"WJ-BIRTHCERT", "GA-PASSPORT", "XF-CHECK", "ZJ-PRH", "GA-IDCARD-REISSUE", "MZ-DIBAO"}
    few = [one for one in pilot().index.documents if one.id in some]
    question = "the baby was delivered yesterday, which paper comes first"
    vectors = meaning.vectors_of(few, {}, meaning.indexing())
    near = meaning.Meanings(few, vectors).near(question)
    assert few[int(near.argmax())].id == "WJ-BIRTHCERT"
    assert pilot().ask(question).none


@pytest.mark.skipif(not meaning.offered(), reason="the extra `semantic` is not installed")
def test_vectors_are_kept_whole_and_made_anew_where_the_file_is_broken(tmp_path):
    few = pilot().index.documents[:3]
    vectors = meaning.vectors_of(few, {}, meaning.indexing())
    meaning.store(tmp_path / "kept.npz", vectors)
    assert meaning.unread(few, meaning.stored(tmp_path / "kept.npz")) == {}
    (tmp_path / "kept.npz").write_bytes(b"broken")
    assert meaning.stored(tmp_path / "kept.npz") == {}
