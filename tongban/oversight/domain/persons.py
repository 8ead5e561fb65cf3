"""Figures of one officer (个人指标): only with a cause, only for the superior and the person.

Measures are for mending the work, not for ranking people: a supervisor of the city sees agencies
and services, and whoever answers for an officer sees that officer's decisions when there is a
cause that is written down (个人信息保护法 第六条; 公务员法 第三十五条: whoever manages an officer assesses them).

>>> from tongban.agencies.domain.duties import Post
>>> boss, officer = Post(1, "GA", "head"), Post(2, "GA", "reviewer")
>>> may_see(1, 2, viewer=[boss], viewed=[officer])
"""

from collections.abc import Iterable

from tongban.agencies.domain.duties import HEAD, Post
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class NotASuperior(Problem):
    """Somebody asked for an officer's figures who is neither the officer nor their head (无权查看)."""

    code = "oversight.not-a-superior"
    words = Text(
        "个人的办理数据只给本人和本机关负责人看。",
        "An officer's figures are for that officer and their head.",
    )
    advice = Text(
        "请看部门的数据，或者请该机关负责人查看。", "Look at the agency's figures, or ask its head."
    )
    law = "个人信息保护法 第六条"
    status = 403


class CauseNeeded(Problem):
    """An officer's figures were asked for without a cause (未说明事由)."""

    code = "oversight.cause-needed"
    words = Text("查看个人的办理数据要写明事由。", "Looking at an officer's figures takes a cause.")
    advice = Text(
        "请写明为了什么事查看，本人看得到。", "Say what it is for; the officer will see it."
    )


def may_see(
    viewer_id: int, viewed_id: int, *, viewer: Iterable[Post], viewed: Iterable[Post]
) -> None:
    """Pass where the viewer is the officer, or heads an agency the officer has a post in.

    Raises NotASuperior for everybody else, a supervisor of the city included.
    """
    if viewer_id == viewed_id:
        return
    headed = {one.agency for one in viewer if one.duty == HEAD and one.agency}
    if not headed & {one.agency for one in viewed}:
        raise NotASuperior
