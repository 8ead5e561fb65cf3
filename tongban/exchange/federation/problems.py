"""What can go wrong between cities (城际互通的问题).

FederationProblem
├── CityAway      it does not answer
├── CityUnknown   no accord with it stands
└── CityNotSure   what came is not signed by the key it is known by, or is not for us
"""

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class FederationProblem(Problem):
    """Something between two cities (城际互通)."""

    code = "exchange.federation"


class CityAway(FederationProblem):
    """It does not answer (对方城市联系不上)."""

    code = "exchange.city-away"
    words = Text("对方城市现在联系不上。", "The other city does not answer now.")
    advice = Text(
        "会自动再试；也可以用离线包送达。", "It is tried again; a bundle can be carried, too."
    )
    status = 503


class CityUnknown(FederationProblem):
    """No accord with it stands (没有互通协议)."""

    code = "exchange.city-unknown"
    words = Text("和这个城市没有生效的互通协议。", "There is no accord with this city in force.")
    advice = Text(
        "双方各运行一次 tongban city federate。", "Run tongban city federate on both sides."
    )
    status = 403


class CityNotSure(FederationProblem):
    """What came cannot be believed (来件不可信)."""

    code = "exchange.city-not-sure"
    words = Text(
        "来件的签名或收件城市对不上。", "What came is not signed by that city, or not for us."
    )
    advice = Text("和对方核对公钥指纹。", "Compare the key's thumbprint with them.")
    status = 403
