"""Files (附件): judged by content, kept under a harmless name, taken only where they are asked."""

import io

import pytest
from PIL import Image

from tongban.cases import api as cases
from tongban.cases import files
from tongban.cases.tests import village as v

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(kind="PNG", size=(3, 3)):
    held = io.BytesIO()
    Image.new("RGB", size).save(held, kind)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "type_", "name"),
    [
        (PDF, "application/pdf", "证明.pdf"),
        (picture("JPEG"), "image/jpeg", "证明.jpg"),
        (picture("PNG"), "image/png", "证明.png"),
    ],
)
def test_the_content_says_what_it_is_whatever_the_name(content, type_, name):
    checked = files.check("证明.png", content)
    assert (checked.type, checked.name) == (type_, name)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"GIF89a", cases.FileTypeUnknown),
        (b"<svg onload=alert(1)>", cases.FileTypeUnknown),
        (b"MZ\x90", cases.FileTypeUnknown),
        (b"", cases.FileTypeUnknown),
        (b"\x89PNG\r\n\x1a\nnonsense", cases.FileDamaged),
        (picture("JPEG")[:200], cases.FileDamaged),
        (b"%PDF-1.7 cut off", cases.FileDamaged),
        (b"%PDF-" + b"0" * files.LARGEST, cases.FileTooLarge),
    ],
)
def test_what_is_no_whole_document_is_refused(content, problem):
    with pytest.raises(problem) as error:
        files.check("a.png", content)
    assert isinstance(error.value, cases.BadFile)


def test_a_picture_that_unpacks_to_a_monster_is_refused(monkeypatch):
    monkeypatch.setattr(files, "PIXELS", 8)
    with pytest.raises(cases.FileDamaged):
        files.check("a.png", picture())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\照片\\合影.PNG", "合影.png"),
        ("<img src=x>.png", "img src=x.png"),
        ("\x00\u202egnp.exe", "gnp.exe.png"),
        ("", "file.png"),
        ("长" * 300, "长" * 96 + ".png"),
        ("吴䶮的照片.jpeg", "吴䶮的照片.png"),
    ],
)
def test_a_name_is_only_text_and_says_the_true_type(given, kept):
    assert files.harmless(given, ".png") == kept


@pytest.fixture
def draft(village):
    draft = cases.start(goal="LE-BABY", applicant=village.mother.id, actor=village.me, at=v.AT)
    cases.fill(draft.id, {"applicant.insured": False}, actor=village.me)
    return draft


def attach(village, draft, **where):
    return cases.attach(
        draft.id, name="合影.png", content=v.PICTURE, actor=village.me, at=v.AT, **where
    )


def test_a_file_is_taken_where_the_form_asks_for_one(village, draft):
    kept = attach(village, draft, service="BOOK-ENTER", material_no=2)
    form = cases.form(draft.id, actor=village.me, at=v.AT)
    line = next(one for one in form.materials if one.no == 2)
    assert line.attachments == (kept,)
    assert "BOOK-ENTER:2" not in form.missing


@pytest.mark.parametrize(
    "where",
    [
        {"service": "BOOK-ENTER", "material_no": 1},
        {"service": "BOOK-ENTER", "material_no": 3},
        {"service": "COIN-GIFT", "material_no": 1},
        {"ref": "child.name"},
        {},
    ],
)
def test_what_the_government_holds_or_nobody_asks_is_not_taken(village, draft, where):
    with pytest.raises(cases.FileNotAsked):
        attach(village, draft, **where)


def test_a_file_can_be_taken_back(village, draft):
    kept = attach(village, draft, service="BOOK-ENTER", material_no=2)
    assert cases.detach(draft.id, kept.id, actor=village.me).attachments == ()
    with pytest.raises(cases.NotYours):
        cases.attachment(kept.id, actor=village.me)


def test_a_file_can_be_the_answer_to_a_question(village):
    draft = cases.start(goal="COIN-SHOP", applicant=village.mother.id, actor=village.me, at=v.AT)
    kept = attach(village, draft, ref="company.photo")
    form = cases.form(draft.id, actor=village.me, at=v.AT)
    (photo,) = [one for one in v.questions(form) if one.ref == "company.photo"]
    assert (photo.answer, photo.attachment) == (str(kept.id), kept)
    assert "company.photo" not in cases.detach(draft.id, kept.id, actor=village.me).answers


def test_a_draft_carries_only_so_many_files(village, draft, monkeypatch):
    monkeypatch.setattr("tongban.cases.drafts.MOST_FILES", 1)
    attach(village, draft, service="BOOK-ENTER", material_no=2)
    with pytest.raises(cases.TooManyFiles):
        attach(village, draft, service="BOOK-ENTER", material_no=2)
