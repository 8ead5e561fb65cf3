"""What can go wrong with a disputed look (查阅异议的问题).

LookProblem
├── LookDisputed   it has been asked already, and waits for its answer
├── LookAnswered   it has its answer
└── NotYourLook    of somebody else, by oneself, or for another agency to answer
"""

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class LookProblem(Problem):
    """Something about a look at somebody's data (查阅)."""

    code = "oversight.look"


class LookDisputed(LookProblem):
    """It has been asked already (已提出异议)."""

    code = "oversight.look-disputed"
    words = Text("这次查看您已经问过了，正等部门答复。", "You have asked about this look already.")
    status = 409


class LookAnswered(LookProblem):
    """It has its answer (已经答复)."""

    code = "oversight.look-answered"
    words = Text("这条异议已经答复过了。", "This has its answer already.")
    status = 409


class NotYourLook(LookProblem):
    """Of somebody else, by oneself, or for another agency to answer (无权处理)."""

    code = "oversight.not-your-look"
    words = Text("没有找到这次查看。", "There is no such look.")
    law = "个人信息保护法 第五十条"
    status = 404
