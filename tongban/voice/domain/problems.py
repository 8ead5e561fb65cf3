"""What can go wrong with a demand (诉求的问题), each with what to do instead.

Problem
├── BadDemand           too short, too long, no place on the map (400)
├── NoSuchDemand        not there, or not theirs to see (404)
├── NotNow              where it stands, this cannot be done (409)
│   ├── ReturnedAlready     an agency returns a demand once
│   └── AskedAlready        a person is asked back once
├── NotYourPost         the officer's post does not do this (403)
├── ReplyTooThin        the reply does not answer what was asked (400)
└── ReasonNeeded        a step that needs its reason (400)
"""

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class BadDemand(Problem):
    """A demand that cannot be taken as it was written (诉求填写有误)."""

    code = "voice.bad-demand"
    words = Text("这样写，我们还办不了。", "This cannot be taken as it is written.")
    advice = Text("请说清是什么事、在哪里。", "Say what it is and where.")


class NoSuchDemand(Problem):
    """There is no such demand, as far as this reader may know (查无此诉求)."""

    code = "voice.no-such-demand"
    words = Text("没有找到这条诉求。", "There is no such demand.")
    advice = Text("请核对编号和查询码。", "Check the number and the code.")
    status = 404


class NotNow(Problem):
    """Where the demand stands, this step cannot be taken (此时不能办这一步)."""

    code = "voice.not-now"
    words = Text("现在不能做这一步。", "This cannot be done now.")
    advice = Text("请刷新，看看办到哪里了。", "Reload and see where it stands.")
    status = 409


class ReturnedAlready(NotNow):
    """An agency has returned the demand before: a coordinator has decided (只能退回一次)."""

    code = "voice.returned-already"
    words = Text(
        "这条诉求已经退回过一次，协调后定了由您部门主办。",
        "It was returned once, and the coordinator has decided that it is yours.",
    )
    advice = Text("请办理；需要配合的，请写明协办单位。", "Deal with it; name who should help.")


class AskedAlready(NotNow):
    """The person has been asked back once (只能追问一次)."""

    code = "voice.asked-already"
    words = Text("已经向诉求人追问过一次。", "The person has been asked once already.")
    advice = Text("请按已知情况办理。", "Go on with what is known.")


class NotYourPost(Problem):
    """The officer's post does not do this, or the demand lies elsewhere (岗位不符)."""

    code = "voice.not-your-post"
    words = Text("您的岗位不能做这一步。", "Your post does not do this.")
    status = 403


class ReplyTooThin(Problem):
    """A reply that does not answer what was asked (答复没有回答问题)."""

    code = "voice.reply-too-thin"
    words = Text("这样答复，诉求人看不懂。", "The person would not understand this reply.")
    law = "国办发〔2020〕53号"


class ReasonNeeded(Problem):
    """A step that goes against somebody needs its reason (要写明理由)."""

    code = "voice.reason-needed"
    words = Text("这一步要写明理由。", "This step needs its reason.")
    advice = Text("请写一两句，诉求人和对方都看得到。", "A sentence or two; both sides read it.")
