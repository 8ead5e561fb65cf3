"""What people are told of their data and licences (主动告知): the words for what an authority did.

Who keeps data answers a dispute about it (个人信息保护法 第四十六条); who suspends or takes a licence away
says why (行政许可法 第六十九条; 行政处罚法 第四十四条).

>>> of_licence("licences.Suspended", "整改").zh
'已暂扣。原因：整改'
>>> of_licence("licences.Restored", "").en
'it is in force again'
"""

from collections.abc import Mapping

from tongban.kernel.text import Text

LICENCE: Mapping[str, Text] = {
    "licences.Suspended": Text("已暂扣", "it is suspended"),
    "licences.Restored": Text("已恢复有效", "it is in force again"),
    "licences.Revoked": Text("已撤销，从今天起无效", "it is revoked and void from today"),
    "licences.Replaced": Text(
        "换了新的一件，旧的不再有效", "a new version has taken its place; the old one is void"
    ),
}
"""What happened to a licence, by its event."""
DISPUTE: Mapping[str, Text] = {
    "corrected": Text("核实有误，已经改正", "it was wrong and has been put right"),
    "kept": Text(
        "核实无误，没有改动。不同意可以再提，或者申请复议",
        "it was checked and stands; if you disagree, dispute it again or ask for a review",
    ),
}
"""What became of a dispute, by its state."""


def of_licence(type_: str, reason: str) -> Text:
    """Return what happened to a licence, with the reason where one was given."""
    said = LICENCE[type_]
    if not reason:
        return said
    return Text(f"{said.zh}。原因：{reason}", f"{said.en}. Reason: {reason}")
