"""Procedures that are not counted (特别程序): hearing, inspection, expert review and their like.

Article 45 of the licensing law names eight; any other needs the law that excludes it from the
limit. The applicant is told in writing how many days it takes (行政许可法 第四十五条).

>>> words_of("hearing").zh
'听证'
"""

from collections.abc import Mapping

from tongban.kernel.text import Text

ARTICLE_45 = "行政许可法 第四十五条"
NAMED: Mapping[str, Text] = {
    "hearing": Text("听证", "Hearing"),
    "tender": Text("招标", "Tender"),
    "auction": Text("拍卖", "Auction"),
    "inspection": Text("检验", "Inspection"),
    "test": Text("检测", "Test"),
    "quarantine": Text("检疫", "Quarantine"),
    "appraisal": Text("鉴定", "Appraisal"),
    "expert_review": Text("专家评审", "Expert review"),
}
"""Those that article 45 itself leaves out of the limit."""
OTHERS: Mapping[str, Text] = {
    "site_check": Text("现场核查", "On-site check"),
    "public_notice": Text("公示", "Public notice"),
    "medical_exam": Text("体检", "Medical examination"),
    "means_test": Text("家庭经济状况核对", "Means test"),
    "interview": Text("面试面签", "Interview"),
    "biometric": Text("采集指纹人像", "Taking of biometrics"),
    "archive_review": Text("档案审核", "Review of the personal archive"),
    "risk_review": Text("风险核查", "Risk review"),
    "investigation": Text("调查核实", "Investigation"),
    "credit_check": Text("征信查询", "Credit check"),
    "joint_review": Text("征求意见", "Asking other bodies"),
    "suspension": Text("中止办理", "Suspension"),
    "fee": Text("等待缴费", "Awaiting payment"),
}
"""Those that only another law leaves out, which has to be named."""
GROUNDS: Mapping[str, Text] = {**NAMED, **OTHERS}


def words_of(ground: str) -> Text:
    """Name a procedure."""
    return GROUNDS.get(ground, Text(ground))
