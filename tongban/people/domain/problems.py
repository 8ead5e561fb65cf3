"""What can go wrong with people (人员与身份的问题).

PeopleProblem
├── BadNumber          the number is not a number of its kind
├── BadName            the name is too long or cannot be printed
├── NumberTaken        somebody else has it
├── AlreadyIdentified  this party has another one
├── UnknownParty       there is no such party
├── UsernameTaken      an account of that name exists
├── NobodyOfThatName   number and name are not one person's
├── BadMandate         a mandate that could never be used
├── OneMatterOnly      the mandate is for one matter, and this is another
├── NotYourMandate     only the principal or the holder may end a mandate
├── BadPassword        a password the rules do not let be chosen
├── BadClient          a system that cannot be registered as it is told
├── MoreAssurance      the act needs a surer sign-in
└── SignInProblem
    ├── WrongCode      the code is wrong, used, or too old
    ├── NotVouched     the other provider's word is not one we can take
    ├── WrongPasskey   the key's answer is not one of ours
    ├── WrongPassword  the username or the password is wrong
    └── TooManyTries   wait before the next try
"""

from datetime import timedelta
from typing import ClassVar

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class PeopleProblem(Problem):
    """Something about a person or their identity (人员与身份)."""


class BadNumber(PeopleProblem):
    """The number is not one of its kind (号码有误); the detail says where it is wrong."""

    code = "people.bad-number"
    words = Text("号码有误。", "The number is wrong.")
    advice = Text("请对照证件再输一遍。", "Please compare it with the card and type it again.")
    law = "GB 11643; GB 32100"

    def __init__(self, wrong: Text = Text(""), /) -> None:  # noqa: B008 - a Text never changes
        super().__init__(wrong)
        self.wrong = wrong

    def said(self, language: str = "zh") -> str:
        """Say where the number is wrong, in one sentence for the field it was typed in."""
        words = self.wrong if self.wrong.zh else self.words
        return f"{words.in_(language)} {self.advice.in_(language)}"


class BadName(PeopleProblem):
    """The name is longer than a register can keep, or has characters nobody can see (姓名有误)."""

    code = "people.bad-name"
    words = Text(
        "姓名或名称太长，或含有看不见的字符。", "The name is too long or has hidden characters."
    )
    advice = Text(
        "请按证件上的写法填写，不超过 200 个字。", "Write it as on the card, in 200 characters."
    )


class NumberTaken(PeopleProblem):
    """Somebody else is registered under this number (号码已登记)."""

    code = "people.number-taken"
    words = Text("这个号码已经登记在另一个主体名下。", "This number already belongs to somebody.")
    advice = Text("请按号码查找，不要重复登记。", "Find the party by the number instead.")
    status = 409


class AlreadyIdentified(PeopleProblem):
    """The party has a number, and it is another one (已有号码)."""

    code = "people.already-identified"
    words = Text("这个主体已经有另一个号码。", "This party already has another number.")
    advice = Text("更正号码须由登记机关办理。", "The registering authority has to correct it.")
    status = 409


class UnknownParty(PeopleProblem):
    """There is no such party (查无此主体)."""

    code = "people.unknown-party"
    words = Text("没有找到这个人或单位。", "There is no such person or company.")
    advice = Text("请核对号码，或先登记。", "Please check the number, or register it first.")
    status = 404


class UsernameTaken(PeopleProblem):
    """An account of that name exists (账号已存在)."""

    code = "people.username-taken"
    words = Text("这个账号名已被使用。", "This username is taken.")
    advice = Text("请换一个账号名。", "Please choose another one.")
    status = 409


class NobodyOfThatName(PeopleProblem):
    """Number and name are not those of one registered person (号码与姓名不符), whichever is wrong."""

    code = "people.nobody-of-that-name"
    words = Text(
        "号码和姓名对不上，或者还没有登记。", "Number and name do not belong together, or not yet."
    )
    advice = Text(
        "请对照对方的证件；对方没有来过的，请对方先登录一次。",
        "Compare them with the card; somebody who was never here has to sign in once first.",
    )


class BadMandate(PeopleProblem):
    """A mandate that could never be used (授权无效): to oneself, or ended before it begins."""

    code = "people.bad-mandate"
    words = Text("这份授权不能成立。", "This mandate cannot stand.")
    advice = Text("请写明代理人、事项和期限。", "Name the agent, the matter and the last day.")
    law = "民法典 第一百六十五条"


class OneMatterOnly(PeopleProblem):
    """Whoever acts by a mandate for one matter asked for what is beside it (超出委托事项)."""

    code = "people.one-matter-only"
    words = Text("这份委托只办一件事，看不了别的。", "This mandate is for one matter alone.")
    advice = Text(
        "请在右上角换回替自己办；要替对方办别的，请对方再委托。",
        "Act for yourself again, or ask to be given a mandate for more.",
    )
    law = "民法典 第一百六十二条、第一百六十五条"
    status = 403


class NotYourMandate(PeopleProblem):
    """A mandate is withdrawn by who gave it, or laid down by who has it (不是您的授权)."""

    code = "people.not-your-mandate"
    words = Text("这份授权不归您管。", "This mandate is not yours to end.")
    advice = Text("由委托人撤回，或由代办人辞去。", "Its principal withdraws it, or its holder lays it down.")  # fmt: skip
    law = "民法典 第一百七十三条"
    status = 403


class BadPassword(PeopleProblem):
    """A password that is short, common, or like the account's name (口令不合规)."""

    code = "people.bad-password"
    words = Text("这个密码不合规。", "This password does not meet the rules.")
    advice = Text(
        "至少 12 位，不用常见密码，不含账号名。",
        "At least 12 characters, not a common one, without the account's name.",
    )
    law = "GB/T 22239-2019 8.1.4.1"


class BadClient(PeopleProblem):
    """A system that cannot be registered as it is told (接入系统登记有误)."""

    code = "people.bad-client"
    words = Text("这个系统不能这样登记。", "The system cannot be registered like this.")
    advice = Text(
        "回调地址须为 https，用途和依据不能空。",
        "Its return addresses need https; purpose and legal basis cannot be empty.",
    )


class MoreAssurance(PeopleProblem):
    """The act needs a surer sign-in (需要更高认证等级); `level` says which."""

    code = "people.more-assurance"
    words = Text("这一步要先再确认一次是您本人。", "This step needs a surer sign-in first.")
    advice = Text("请按页面提示确认，然后接着办。", "Confirm it on the page; then you go on here.")
    law = "个人信息保护法 第五十一条"
    status = 403

    def __init__(self, level: int, /) -> None:
        super().__init__(str(level))
        self.level = level


class SignInProblem(PeopleProblem):
    """Somebody could not be signed in (登录未成功); the same words for a known and an unknown."""

    code = "people.sign-in"
    status = 403


class WrongCode(SignInProblem):
    """The code is wrong, used, or older than it may be (动态码不对)."""

    code = "people.wrong-code"
    words = Text("动态码不对，或者已经过期。", "The code is wrong or has expired.")
    advice = Text("请再看一眼，或重新获取一个。", "Please look again, or ask for a new one.")


class NotVouched(SignInProblem):
    """What came back from another provider is not an answer to this sign-in (外部认证未成功)."""

    code = "people.not-vouched"
    words = Text("另一个平台没有认出您。", "The other platform did not recognise you.")
    advice = Text("请再试一次，或用动态码登录。", "Please try again, or sign in with a code.")


class WrongPasskey(SignInProblem):
    """The answer of a passkey is not one that we asked for, or is nobody's (通行密钥不符)."""

    code = "people.wrong-passkey"
    words = Text("没有认出这个通行密钥。", "The passkey was not recognised.")
    advice = Text("请再试一次，或用动态码登录。", "Please try again, or sign in with a code.")


class WrongPassword(SignInProblem):
    """The username or the password is wrong (账号或密码不对)."""

    code = "people.wrong-password"
    words = Text("账号或密码不对。", "The username or the password is wrong.")
    advice = Text("请再试一次，或联系管理员。", "Please try again, or ask your administrator.")


class TooManyTries(SignInProblem):
    """Too many tries (尝试过多): `wait` says how long; the detail says it in words."""

    code = "people.too-many-tries"
    words = Text("试得太频繁了。", "Too many tries.")
    status: ClassVar[int] = 429

    def __init__(self, wait: timedelta, /) -> None:
        self.wait = max(wait, timedelta(seconds=1))
        super().__init__(str(self.seconds))

    @property
    def seconds(self) -> int:
        """The wait in whole seconds, rounded up."""
        return -int(-self.wait.total_seconds() // 1)

    def said(self, language: str = "zh") -> str:
        """Say how long to wait."""
        if language.startswith("en"):
            return f"Too many tries. Please wait {self.seconds} seconds and try again."
        return f"试得太频繁了，请 {self.seconds} 秒后再试。"
