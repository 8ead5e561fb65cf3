"""A city of many services with names of their own: things × acts × places, the pilot's among them."""

import random
from itertools import product

from bench.words import sets
from tongban.catalogue.domain.model import Book, Output, PublicService, Requirement
from tongban.kernel.text import Text

THINGS = [
    "林木采伐",
    "植物检疫",
    "渔业捕捞",
    "船舶",
    "水产养殖",
    "种畜禽",
    "兽药经营",
    "农药经营",
    "肥料",
    "种子生产",
    "草原征用",
    "野生动物驯养",
    "取水",
    "河道采砂",
    "水土保持方案",
    "洪水影响评价",
    "排污",
    "危险废物经营",
    "辐射安全",
    "噪声排放",
    "环境影响评价",
    "测绘资质",
    "采矿权",
    "探矿权",
    "建设用地",
    "临时用地",
    "地图审核",
    "广播电视节目制作",
    "卫星电视",
    "电影放映",
    "出版物零售",
    "印刷经营",
    "营业性演出",
    "文物修缮",
    "考古发掘",
    "旅行社业务",
    "导游证",
    "体育经营",
    "高危险性体育项目",
    "药品零售",
    "医疗器械经营",
    "化妆品生产",
    "特种设备",
    "计量器具",
    "检验检测机构",
    "食品生产",
    "烟草专卖零售",
    "直销",
    "拍卖业务",
    "典当",
    "商品现货市场",
    "粮食收购",
    "军粮供应",
    "电力业务",
    "供热",
    "燃气经营",
    "城市道路挖掘",
    "占道",
    "建筑垃圾处置",
    "园林绿化砍伐",
    "户外广告发布",
    "犬只",
    "房地产开发资质",
    "商品房预售",
    "房屋租赁登记",
    "物业服务",
    "公路超限运输",
    "客运班线",
    "网约车经营",
    "巡游出租车",
    "机动车检验",
    "驾驶培训机构",
    "港口经营",
    "内河船员",
    "保安服务",
    "爆破作业",
    "烟花爆竹",
    "枪支",
    "边境通行证",
    "港澳通行证",
    "台湾通行证",
    "外国人居留",
    "收养",
    "离婚",
    "社会团体",
    "民办非企业",
    "基金会",
    "宗教活动场所",
    "墓葬",
    "殡葬服务",
    "军人优待证",
    "伤残军人",
    "律师执业",
    "公证员",
    "司法鉴定",
    "法律援助",
    "民办学校",
    "校外培训",
    "教材选用",
    "学历认证",
    "医师执业",
    "护士执业",
    "母婴保健技术",
    "放射诊疗",
    "血站",
    "大型医用设备",
    "消毒产品",
    "会计师事务所",
    "代理记账",
    "融资担保",
    "小额贷款",
    "典型企业认证",
    "高新企业",
    "科技成果",
    "人力资源服务",
    "职业技能鉴定",
]
ACTS = ["核发", "变更", "延续", "注销", "补发", "备案", "审批", "年审", "转让", "信息查询"]
PLACES = ("", "（省级）", "（市级）", "（县级）", "（乡镇）")
MATTERS = [
    "身份证明",
    "营业执照",
    "场地证明",
    "设备清单",
    "管理制度",
    "从业人员名单",
    "检验报告",
    "法定代表人授权书",
]


def book(count: int) -> Book:
    """Make a book of as many services, with five aliases, conditions and all the pilot has."""
    chance = random.Random(count)  # noqa: S311 - a catalogue, not a secret
    pilot = sets.book()
    services = dict(pilot.services)
    names = [*product(THINGS, ACTS, PLACES)]
    chance.shuffle(names)
    for number, (thing, act, place) in enumerate(names * 2):
        if len(services) >= count:
            break
        again = "" if number < len(names) else "二类"
        services[f"X{number:05}"] = _service(number, f"{again}{thing}", act, place, chance)
    return Book(
        services=services, events=pilot.events, policies=pilot.policies, agencies=pilot.agencies
    )


def _service(number: int, thing: str, act: str, place: str, chance: random.Random) -> PublicService:
    says = [
        f"办{thing}证",
        f"{thing}怎么{act}",
        f"{thing}许可",
        f"我要{act}{thing}",
        f"{thing}{act}手续",
    ]
    conditions = [
        Requirement(at, Text(f"从事{thing}活动，具备{one}和{two}"))
        for at, (one, two) in enumerate(chance.sample(MATTERS, 2) for _ in range(3))
    ]
    return PublicService(
        f"X{number:05}", "2026-01-01", Text(f"{thing}{act}{place}"), "行政许可", f"A{number % 40}",
        requirements=tuple(conditions), output=Output(Text(f"{thing}许可证")), aliases=tuple(says),
    )  # fmt: skip
