"""Saying what is wrong: without signing in, in one's own words, and the last word is the person's."""

import re

import pytest

from tests import staff_fixtures
from tongban.kernel.actors import SYSTEM
from tongban.voice import api as voice
from tongban.voice.domain.demands import DemandProposed
from tongban.voice.routing.current import CURRENT

published = staff_fixtures.published
WORDS = "上三路有个窨井盖没盖，昨晚电动车差点掉进去，麻烦赶紧来人处理"
POINT = {"latitude": "26.035", "longitude": "119.312"}


@pytest.fixture
def open_(db, published):
    CURRENT.forget()
    return published


def file(client, **more):
    page = client.post("/say/file", {"words": WORDS, **POINT} | more).content.decode()
    return re.search(r"S\d{6}-\d{4}-\d+-\d", page)[0], re.search(r'class="code">(\w{8})<', page)[1]


def test_what_is_like_it_is_shown_before_anything_is_filed(client, open_):
    page = client.post("/say", {"words": WORDS, **POINT}).content.decode()
    assert "再看一眼" in page
    assert voice.published_list() == ()


def test_words_too_short_come_back_with_what_to_do(client, open_):
    answer = client.post("/say", {"words": "坏了"})
    assert answer.status_code == 400
    assert "至少 6 个字" in answer.content.decode()


def test_it_is_filed_without_signing_in_and_found_by_number_and_code_on_another_phone(
    client, open_
):
    number, code = file(client)
    assert WORDS in client.get(f"/demand/{number}").content.decode()
    client.cookies.clear()
    assert client.get(f"/demand/{number}").status_code == 404
    assert client.post("/demand", {"number": number, "code": "WRONGONE"}).status_code == 400
    client.post("/demand", {"number": number, "code": code})
    assert WORDS in client.get(f"/demand/{number}").content.decode()


def test_the_district_follows_from_the_point(client, open_):
    number, _code = file(client)
    (one,) = voice.published_list(numbers=[number])
    assert one.district == "350104"


def test_the_person_is_asked_whether_it_is_solved_and_may_open_it_again(client, open_):
    number, _code = file(client)
    if not voice.published(number).agency:
        wanted = DemandProposed("SJ", "求助", "市政", "井盖", "", "general", 1.0)
        voice.dispatch(number, wanted, actor=SYSTEM)
    voice.accept(number, actor=SYSTEM)
    voice.reply(number, words="已在上三路补装窨井盖，围挡今晚撤走。", solved=True, actor=SYSTEM)
    assert "解决了吗" in client.get(f"/demand/{number}").content.decode()
    client.post(f"/demand/{number}/judge", {"solved": "0", "words": "又松了"})
    assert voice.published(number).outcome == "unsolved"
    client.post(f"/demand/{number}/reopen", {"words": "还是松的"})
    assert voice.published(number).open


def test_a_photo_loses_where_it_was_taken(client, open_):
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "a telephone"
    Image.new("RGB", (2400, 1200), "gray").save(out, "JPEG", exif=exif)
    number, _code = file(client, photo=SimpleUploadedFile("井盖.jpg", out.getvalue(), "image/jpeg"))
    page = client.get(f"/demand/{number}").content.decode()
    picture = client.get(re.search(rf"/demand/{number}/photo/\w+", page)[0])
    found = Image.open(io.BytesIO(picture.content))
    assert (found.size, dict(found.getexif())) == ((1600, 800), {})
