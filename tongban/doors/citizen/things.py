"""Everything of one's own in one list (我的全部): a new page of a person's own adds its line here."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Thing:
    """One of a person's own things (我的一项): the name of its page, its words, a line beneath.

    `icon` is one of Lucide's in static/vendor/lucide-*; a new page adds its line to `things`.
    """

    page: str
    words: str
    under: str
    icon: str


def things() -> tuple[Thing, ...]:
    """List what is one's own, in the order of the page that shows it all."""
    return (
        Thing(
            "citizen:mine",
            _("我的办件"),
            _("填到一半的、正在办的、办完的"),
            "file-text",
        ),
        Thing("citizen:messages", _("我的消息"), _("进展、提醒、送达的文书"), "mail"),
        Thing("citizen:visits", _("我的预约"), _("约到大厅的时间、今天排的号"), "calendar-days"),
        Thing("citizen:wallet", _("我的证照"), _("出示、下载、续期"), "id-card"),
        Thing("citizen:benefits", _("我的待遇"), _("不用申请就能享受的"), "hand-coins"),
        Thing("citizen:payments", _("我的缴费"), _("要缴的、缴过的、退的"), "receipt-text"),
        Thing(
            "citizen:demands",
            _("我的诉求"),
            _("说过的问题办到哪里了"),
            "message-circle",
        ),
        Thing(
            "citizen:data",
            _("我的数据"),
            _("政府知道的，从哪来，不对就改"),
            "database",
        ),
        Thing("citizen:readers", _("谁看过我"), _("谁、什么时候、为了什么"), "eye"),
        Thing(
            "citizen:authorisations",
            _("用证授权"),
            _("谁能用我的证照"),
            "key-round",
        ),
        Thing("shared:mandates", _("家人和代办"), _("替谁办、谁替我办，随时收回"), "users"),
        Thing(
            "citizen:consents",
            _("我的同意"),
            _("同意过什么，随时撤回"),
            "circle-check",
        ),
        Thing("citizen:ratings", _("我的评价"), _("给办过的事打的分"), "star"),
        Thing(
            "shared:ways",
            _("登录方式"),
            _("动态码、通行密钥、用过的系统"),
            "shield-check",
        ),
    )
