"""What people of the pilot city complain of (试点城市的诉求): some two hundred, at every stage.

Invented words at invented places, the same on every run. Some say the same thing at the same place,
so that there is something to make a theme of.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from tongban.agencies.domain.duties import split_unit
from tongban.catalogue.domain.model import Book
from tongban.cli.simulation import staff
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.problems import Problem
from tongban.kernel.time import now
from tongban.people import api as people
from tongban.voice import api as voice

PLACES = ("五一北路", "上三路", "金山大道", "鹤林路", "茶亭街", "杨桥路", "达道路", "福马路")
WORDS = (
    "{place}路灯坏了好几盏，晚上走路看不清，孩子放学害怕",
    "{place}的窨井盖松了，车一压就响，怕有人掉进去",
    "{place}夜里还在施工，打桩机响到两点，根本睡不着",
    "{place}那家烧烤摊油烟太大，窗户都不敢开",
    "{place}小区电梯一个星期坏了三次，老人困在里面",
    "{place}小区从昨天下午就没有水，物业说不知道什么时候来",
    "{place}饭店后厨有老鼠，请去查一查卫生",
    "{place}公交站等车要四十分钟，希望早晚加两班",
    "{place}有人在楼道给电动车充电，飞线从五楼拉下来",
    "{place}工地拖欠三十多个工人两个月工资，都要回家过年了",
    "{place}健身房关门跑了，两千多块的年卡不退",
    "请问孩子在{place}上小学，居住证差半个月能不能报名",
    "{place}垃圾好几天没人清运，臭味一直飘进屋里",
    "{place}超市卖过期牛奶，找他们退钱不理人",
    "{place}内河又黑又臭，夏天一开窗全是味",
    "{place}共享单车堆满人行道，轮椅过不去",
)
CLUSTERS = (
    ("{place}路灯不亮", "五一北路", ("一整排都不亮", "好几天了", "晚上不敢走", "修过又坏了", "黑得很", "请尽快修")),
    ("{place}工地夜间施工吵得睡不着", "鹤林路", ("凌晨还在浇水泥", "天天到两点", "小孩要考试", "打桩机响", "没人管", "已经一个月")),
    ("{place}小区停水", "金山大道", ("二十个小时了", "没有通知", "老人没水喝", "物业不说", "什么时候来", "又停了")),
    ("{place}烧烤摊油烟扰民", "茶亭街", ("熏得头疼", "摆到路中间", "整治了又回来", "半夜还在烤", "窗户不敢开", "孩子咳嗽")),
)  # fmt: skip
COUNT = 200
DAY = timedelta(days=1)
ENDED = 7  # of ten, the stages from this on have had their reply judged


@dataclass(slots=True)
class Hotline:
    """Who works on the demands of the city (热线): officers, and a clock that is set back."""

    book: Book
    random: random.Random

    def officer(self, agency: str) -> Actor:
        """Return an officer of an agency."""
        return staff.officer(self.book, *split_unit(agency))


def fill(book: Book, *, seed: int = 1) -> int:
    """File the demands of the pilot city and let them be where they would be; once."""
    if voice.published_list(limit=1):
        return 0
    line, made = Hotline(book, random.Random(seed)), 0  # noqa: S311 - invented people
    applicant = staff.applicant(book)
    for at, text in enumerate(_texts(line.random)):
        party = applicant if at % 40 == 7 else None
        # What has ended is some days old; of what is open a few are late.
        hours = 24 * 12 if at % 10 >= ENDED else 36 if at % 23 == 0 else 15
        when = now() - timedelta(hours=line.random.randrange(3, hours))
        try:
            made += _one(line, text, at, party, when)
        except Problem:
            continue
    return made


def _texts(chance: random.Random) -> list[str]:
    repeated = [
        f"{said.format(place=place)}，{more}" for said, place, tails in CLUSTERS for more in tails
    ]
    single = [
        WORDS[at % len(WORDS)].format(place=PLACES[(at // len(WORDS)) % len(PLACES)])
        for at in range(COUNT - len(repeated))
    ]
    mixed = [*single, *repeated]
    chance.shuffle(mixed)
    return mixed


def _one(line: Hotline, text: str, at: int, party: people.Party | None, when: datetime) -> int:
    """File one demand and take it as far as its place in the row says."""
    privacy = ("named", "named", "private", "anonymous")[at % 4] if party is None else "named"
    who = Actor("person", party.id, party.name) if party else Actor("person", 0)
    words = voice.Words(text=text, privacy=privacy, public=at % 2 == 0)
    channel = ("web", "phone", "web", "api")[at % 4]
    filed = voice.file(words, channel=channel, actor=who, party=party.id if party else 0, at=when)
    state = filed.state
    if not state.agency:
        return 1
    officer, number = line.officer(state.agency), filed.number
    stage, then = at % 10, when + timedelta(minutes=20)
    if stage < 2:
        return 1
    if stage == 3:
        voice.give_back(number, reason="这一段由别的部门养护，请核对职责", actor=officer, at=then)
        return 1
    voice.accept(number, actor=officer, at=then)
    if stage == 4:
        voice.ask(number, question="请说一下门牌号，最好拍一张照片。", actor=officer, at=then)
    if stage > 4:
        _answer(number, text, stage, officer, then + timedelta(minutes=40))
    return 1


def _answer(number: str, text: str, stage: int, officer: Actor, at: datetime) -> None:
    words = f"您说的“{text[:18]}”，当天已到现场查看并安排处理，本周五前做完，进展在这里能看到。"
    voice.reply(number, words=words, solved=True, actor=officer, at=at)
    if stage == 7:
        voice.judge(number, solved=True, level=1, actor=SYSTEM, at=at + DAY / 4)
    if stage >= 8:
        voice.judge(number, solved=False, level=5, actor=SYSTEM, at=at + DAY / 4)
    if stage == 9:
        voice.reopen(number, words="还是老样子，请再来看看", actor=SYSTEM, at=at + DAY / 3)
