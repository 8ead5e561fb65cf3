"""Every sentence of the pages is there in three scripts, and what is derived is up to date."""

from tongban.kernel.script import traditional
from tongban.kernel.text import Text
from tools import translations


def test_every_sentence_has_its_english_and_every_compiled_file_is_current(capsys):
    assert translations.main(["--check"]) == 0, capsys.readouterr().out


def test_a_sentence_without_english_is_named(tmp_path, monkeypatch, capsys):
    surface = tmp_path / "kiosk"
    (surface / "locale/en/LC_MESSAGES").mkdir(parents=True)
    (surface / "locale/en/LC_MESSAGES/django.po").write_text('msgid ""\nmsgstr ""\n')
    (surface / "views.py").write_text('said = _("请取号")')
    monkeypatch.setattr(translations, "DOORS", tmp_path)
    assert translations.main([]) == 1
    assert "no English for “请取号”" in capsys.readouterr().out


def test_a_text_is_written_in_the_readers_script():
    text = Text("户口并没有网签", "Not signed")
    assert text.in_("zh-Hant") == "戶口並沒有網簽"
    assert (text.in_("zh"), text.in_("en")) == ("户口并没有网签", "Not signed")


def test_marks_of_a_format_survive():
    assert traditional("还有 %(n)d 个工作日") == "還有 %(n)d 個工作日"


def test_a_page_is_read_in_traditional_characters(client, db):
    client.cookies["tongban_language"] = "zh-hant"
    said = client.get("/").content.decode()
    assert 'lang="zh-Hant"' in said
    assert "辦什麼" in said
