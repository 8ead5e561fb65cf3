"""What oversight refuses (监督的问题).

Problem
├── NotASupervisor   this is for whoever supervises this part of the city (403)
├── UnknownAlarm     no alarm has this number (404)
└── UnknownMeasure   no measure has this id (404)
"""

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class NotASupervisor(Problem):
    """Somebody asked for what only a supervisor may see (不是监督人员)."""

    code = "oversight.not-a-supervisor"
    words = Text(
        "这些数据只给监督人员和本机关负责人看。", "This is for supervisors and the agency's head."
    )
    advice = Text(
        "请用监督岗位登录，或者向监督人员申请。", "Sign in at a supervisor's post, or ask one."
    )
    status = 403


class UnknownMeasure(Problem):
    """No measure has this id (没有这个指标)."""

    code = "oversight.unknown-measure"
    words = Text("没有这个指标。", "There is no such measure.")
    advice = Text("请从指标页重新选。", "Choose one from the page of measures.")
    status = 404


class UnknownAlarm(Problem):
    """No alarm has this number (没有这张监察单)."""

    code = "oversight.unknown-alarm"
    words = Text("没有这张监察单。", "There is no such alarm.")
    status = 404
