"""What stands on a licence that was handed in (证照佐证): whose it is and how it stands, in words."""

from django.utils.translation import gettext as _

from tongban.cases import api as cases
from tongban.cases.files import SEALED
from tongban.doors.shared.words import said
from tongban.kernel.actors import Actor

GOOD = ("good", "valid")


def of(case: cases.Case, *, issuer: str, actor: Actor) -> dict[int, tuple[str, bool]]:
    """Return for each file that bears a seal or is a credential what it is, and whether it is good."""
    if not any(one.type in SEALED for one in case.attachments):
        return {}
    found = cases.evidence(case.id, issuer=issuer, actor=actor)
    return {file: (words(one), one.state in GOOD) for file, one in found.items()}


def words(one: cases.Evidence) -> str:
    """Say in a line whose seal or credential it is, its level of trust, and how it stands."""
    whose = {True: _("号码与申请人一致"), False: _("号码不是申请人的")}
    parts = [
        one.city and _("%(city)s签发") % {"city": one.city},
        said(one.kind) if one.kind else one.seal,
        one.trust and _("信任等级 %(level)s") % {"level": one.trust},
        _state(one.state),
        "" if one.theirs is None else whose[one.theirs],
    ]
    return "　".join(each for each in parts if each)


def _state(state: str) -> str:
    return {
        "good": _("印章有效，没有被改过"),
        "changed": _("盖章以后被改过"),
        "stranger": _("不认识的印章"),
        "valid": _("凭证有效"),
        "revoked": _("已撤销，不能用"),
        "suspended": _("已暂扣，不能用"),
        "expired": _("已过期"),
        "unknown": _("签发城市联系不上，不知道是否还有效"),
    }.get(state, _("凭证不能确认"))
