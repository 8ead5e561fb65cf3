"""What stands on a licence's sheet, read back from the PDF."""

from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from tongban.kernel.text import Text
from tongban.licences import api as licences
from tongban.licences import documents, sheets
from tongban.licences.domain.library import Licence
from tongban.people.domain.parties import Party

URL = "https://city.example/v/123456.abcdef"
HOLDER = Party(7, "person", "350102198803090373", "吴䶮")
LABELS = {"name": Text("姓名"), "idno": Text("公民身份号码"), "members": Text("家庭成员")}


def licence(**changes):
    fields = {
        "id": 1,
        "kind": "L-1",
        "identifier": "1.2.156.3005.2.11100000MB0341032Y002.12441500196720244T.0000000000000000000A.001.U",
        "holder": 7,
        "issuer": "A",
        "attributes": {"name": "吴䶮", "idno": "350102198803090373"},
        "issued_on": date(2026, 4, 10),
        "valid_from": date(2026, 4, 10),
        "valid_to": None,
        "state": "valid",
        "since": date(2026, 4, 10),
        "name": Text("居民户口簿"),
        "issuer_name": Text("榕城公安局鼓楼分局"),
    }
    return Licence(**fields | changes)


def made(licence, holder=HOLDER, on=date(2026, 4, 10)):
    return sheets.sheet(licence, holder=holder, url=URL, labels=LABELS, on=on)


def text_of(pdf):
    pages = pypdfium2.PdfDocument(pdf)
    return "".join(
        "".join(pages[n].get_textpage().get_text_range().split()) for n in range(len(pages))
    )


def test_a_sheet_says_what_the_licence_says():
    text = text_of(made(licence()))
    for words in ("居民户口簿", "姓名吴䶮", "350102198803090373", "长期有效", "榕城公安局鼓楼分局"):
        assert words in text
    assert "0000000000000000000A.001.U" in text


@pytest.mark.parametrize("rare", ["䶮", "㛃", "𠮷", "㼆", "喆", "淼", "〇", "·"])
def test_a_rare_character_survives_to_the_page(rare):
    name = f"吴{rare}"
    assert name in text_of(made(licence(attributes={"name": name}), Party(7, "person", None, name)))


def test_a_sheet_is_pdf_a_tagged_and_small():
    pdf = made(licence())
    assert b"pdfaid:part>2<" in pdf.replace(b" ", b"")
    assert b"StructTreeRoot" in pdf or pypdfium2.PdfDocument(pdf).is_tagged()
    assert len(pdf) < 150_000


def test_a_sheet_is_one_page_of_a4():
    pages = pypdfium2.PdfDocument(made(licence()))
    assert len(pages) == 1
    assert [round(side) for side in pages[0].get_size()] == [595, 842]


def test_the_same_licence_makes_the_same_sheet():
    assert text_of(made(licence())) == text_of(made(licence()))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "revoked"}, "已撤销"),
        ({"state": "suspended"}, "已暂扣"),
        ({"valid_to": date(2026, 4, 9)}, "已过期"),
    ],
)
def test_what_is_not_valid_says_so_across_the_sheet(changes, words):
    assert words in text_of(made(licence(**changes)))
    assert words not in text_of(made(licence()))


def test_a_character_no_font_has_is_named_and_no_box_is_printed():
    name = "吴\U0003fffd\U0001f600"
    with pytest.raises(licences.GlyphMissing) as raised:
        made(licence(attributes={"name": name}))
    assert "U+1F600" in raised.value.said()
    assert "U+3FFFD" in raised.value.said("en")
    assert "吴" not in raised.value.characters


def test_every_missing_character_is_named_at_once():
    with pytest.raises(licences.GlyphMissing) as raised:
        documents.fonts_for(set("\U0001f600\U0001f601"))
    assert len(raised.value.characters) == 2


def test_markup_in_a_value_stays_text():
    name = '#panic("x") *粗* $x$ <b>'
    assert "#panic" in text_of(made(licence(attributes={"name": name})))


def test_a_very_long_name_address_and_title_stay_on_the_paper():
    long = {"name": "买买提·" + "吐尔逊" * 10, "idno": "福州市鼓楼区" * 30}
    pdf = made(licence(attributes=long, name=Text("中华人民共和国特种设备安全管理和作业人员证书")))
    page = pypdfium2.PdfDocument(pdf)[0]
    width, _ = page.get_size()
    text = page.get_textpage()
    boxes = [text.get_rect(n) for n in range(text.count_rects())]
    assert all(box[0] >= 0 and box[2] <= width for box in boxes)


def test_many_contents_run_on_to_a_second_page():
    many = {f"k{n}": "值" * 60 for n in range(30)}
    assert len(pypdfium2.PdfDocument(made(licence(attributes=many)))) > 1


def test_a_table_and_a_yes_are_written_as_a_person_reads_them():
    members = [{"姓名": "林晓舟", "关系": "户主"}, {"姓名": "郑一鸣", "关系": "配偶"}]
    text = text_of(made(licence(attributes={"members": members, "name": True})))
    assert "姓名：林晓舟，关系：户主" in text
    assert "姓名是" in text


def test_the_holder_stands_on_a_licence_that_does_not_state_the_name():
    assert "持证主体吴䶮" in text_of(made(licence(attributes={"idno": "1"})))


def test_a_template_of_another_room_uses_the_same_paper(tmp_path, monkeypatch):
    (tmp_path / "tongban/licences/templates").mkdir(parents=True)
    paper = Path(documents.__file__).parent / "templates" / "paper.typ"
    (tmp_path / "tongban/licences/templates/paper.typ").write_text(paper.read_text())
    template = tmp_path / "receipt.typ"
    template.write_text(
        '#import "/tongban/licences/templates/paper.typ": *\n'
        '#show: paper.with(title: "回执", day: "2026-04-10")\n#data.words'
    )
    monkeypatch.setattr(documents, "ROOT", tmp_path)
    documents._compiler.cache_clear()
    try:
        assert "受理𠮷" in text_of(licences.document(template, {"words": "受理𠮷"}))
        template.write_text("#nonsense")
        with pytest.raises(licences.BadTemplate):
            licences.document(template, {})
    finally:
        documents._compiler.cache_clear()


def test_two_threads_make_documents_at_once():
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(lambda _: text_of(made(licence())), range(8)))
    assert len(set(texts)) == 1


def test_the_code_leads_to_the_verifying_address():
    svg = licences.qr_svg(URL)
    assert svg.startswith("<svg")
    assert "style=" not in svg
    assert "width=" not in svg.split(">")[0]


def test_every_character_of_the_standard_name_set_has_a_glyph():
    rare = [chr(code) for code in (*range(0x4E00, 0x9FA6), *range(0x3400, 0x4DB6))]
    assert documents.fonts_for(set(rare)) == ()
