import re

from tongban.doors.shared.drawing import Arrow, Box, Picture, bar, plan_picture, seal


def test_a_long_name_has_room_on_the_seal():
    names = ("公安局", "榕城市交通运输综合执法支队道路运输管理处")
    size = [float(re.search(r'<text font-size="([\d.]+)"', str(seal(name)))[1]) for name in names]
    assert size[1] < size[0]


def test_what_stands_on_a_drawing_is_escaped():
    drawn = seal("<b>局", note='"') + plan_picture(
        Picture([[Box("a", "<script>")]], titles=["<i>"]), label='"><b>'
    )
    assert "<script>" not in drawn
    assert "<b>" not in drawn


def test_a_bar_never_leaves_its_ground():
    widths = [
        re.search(r'width="(\d+)%"', str(bar(u, t)))[1] for u, t in ((5, 10), (99, 10), (1, None))
    ]
    assert widths == ["50", "100", "0"]


def test_an_arrow_that_another_way_says_already_is_left_out():
    picture = Picture(
        [[Box("a", "一")], [Box("b", "二")], [Box("c", "三")]],
        [Arrow("a", "b"), Arrow("b", "c"), Arrow("a", "c")],
    )
    assert str(plan_picture(picture, label="x")).count('class="tip"') == 2


def test_a_name_of_thirty_characters_keeps_to_two_lines():
    drawn = str(plan_picture(Picture([[Box("a", "长" * 30)]]), label="x"))
    assert drawn.count('font-size="15"') == 2
    assert "…" in drawn
