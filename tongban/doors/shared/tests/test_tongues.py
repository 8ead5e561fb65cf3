"""Chinese inside an English page is marked as Chinese; a Chinese page is left as it is."""

from tongban.doors.shared.tongues import marked


def test_what_has_no_english_is_marked_on_an_english_page(client, city):
    client.cookies["tongban_language"] = "en"
    page = client.get("/service/GA-IDCARD-REISSUE").content.decode()
    assert '<html lang="en"' in page
    assert '<span lang="zh-Hans">' in page
    assert marked(page).count("<title>") == 1
    assert '<span lang="zh-Hans">' not in page.partition("</title>")[0]


def test_a_chinese_page_is_left_as_it_is(client, city):
    assert "zh-Hans" not in client.get("/").content.decode().partition("<main")[2].partition("</main>")[0]  # fmt: skip


def test_what_stands_in_attributes_scripts_and_fields_is_not_touched():
    for said in (
        '<a title="遗失">lost</a>',
        "<script>a('遗失')</script>",
        "<textarea>遗失</textarea>",
    ):
        assert marked(said) == said
