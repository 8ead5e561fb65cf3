"""The words of the language (关键词): every operator's Chinese and English name, in one place."""

from collections.abc import Mapping

# word as written -> what it is called inside
INFIX: Mapping[str, str] = {
    "且": "and",
    "并且": "and",
    "and": "and",
    "或": "or",
    "或者": "or",
    "or": "or",
    "等于": "==",
    "不等于": "!=",
    "小于": "<",
    "低于": "<",
    "不超过": "<=",
    "不高于": "<=",
    "大于": ">",
    "超过": ">",
    "高于": ">",
    "不低于": ">=",
    "不少于": ">=",
    "介于": "between",
    "between": "between",
    "属于": "in",
    "in": "in",
    "不属于": "not in",
}
PREFIX: Mapping[str, str] = {"非": "not", "not": "not", "如果": "if", "if": "if"}
TRUTHS: Mapping[str, bool] = {
    "是": True,
    "否": False,
    "yes": True,
    "no": False,
    "true": True,
    "false": False,
}
CALLS: Mapping[str, str] = {
    "全部满足": "all",
    "任一满足": "any",
    "最小值": "least",
    "min": "least",
    "最大值": "greatest",
    "max": "greatest",
    "取整": "round",
    "round": "round",
    "分档": "bands",
    "bands": "bands",
    "逐行": "cases",
    "cases": "cases",
    "累进": "marginal",
    "marginal": "marginal",
    "周岁": "years",
    "整年": "years",
    "years": "years",
    "个月": "months",
    "整月": "months",
    "months": "months",
    "推定": "presumed",
    "presumed": "presumed",
    "认定": "official",
    "official": "official",
    "未定": "open",
    "open": "open",
}
FOLD_CALLS: Mapping[str, str] = {
    "count": "count",
    "sum": "sum",
    "least": "least",
    "most": "most",
    "some": "any",
    "every": "every",
}
"""English aggregates: count(members where …), sum(income of members where …)."""
FOLD_ENDS: Mapping[str, str] = {"人数": "count", "合计": "sum", "最小": "least", "最大": "most"}
FOLD_TRUTHS: Mapping[str, str] = {"有人": "any", "人人": "every"}
MODES: Mapping[str, str] = {
    "向下": "down",
    "down": "down",
    "向上": "up",
    "up": "up",
    "四舍五入": "half_up",
    "half up": "half_up",
    "五成双": "half_even",
    "half even": "half_even",
    "截去": "towards_zero",
    "towards zero": "towards_zero",
}
MODE_WORDS: Mapping[str, tuple[str, str]] = {
    "down": ("向下", "down"),
    "up": ("向上", "up"),
    "half_up": ("四舍五入", "half up"),
    "half_even": ("五成双", "half even"),
    "towards_zero": ("截去", "towards zero"),
}
CLOSERS = ("则", "then", "否则", "else", "除非", "unless", "优先", "priority")
PARTS = ("的", "中", "和", "至", "其他", "otherwise", "至少", "项", "近", "of", "where")
RESERVED = frozenset((*INFIX, *PREFIX, *TRUTHS, *CLOSERS, *PARTS, *FOLD_ENDS, *FOLD_TRUTHS))
"""Words that a name must not be unless it stands in 「 」; calls are told by their bracket."""
KNOWN = RESERVED | frozenset((*CALLS, *MODES, "个月"))
"""Every Chinese and English keyword, for parting words that were written without spaces."""
SIGNS: Mapping[str, str] = {
    "＝": "=",
    "≠": "!=",
    "≤": "<=",
    "≥": ">=",
    "⩽": "<=",
    "⩾": ">=",
    "≦": "<=",
    "≧": ">=",
    "＜": "<",
    "＞": ">",
    "＋": "+",
    "－": "-",
    "−": "-",
    "×": "*",
    "＊": "*",
    "÷": "/",
    "／": "/",
    "（": "(",
    "）": ")",
    "［": "[",
    "］": "]",
    "【": "[",
    "】": "]",
    "，": ",",
    "、": ",",
    "；": ";",
    "：": ":",
    "．": ".",
    "％": "%",
    "！": "!",
    "\u3000": " ",
    "\u00a0": " ",
}
"""Full-width and typographic signs read as what they are."""
QUOTES: Mapping[str, str] = {'"': '"', "'": "'", "“": "”", "‘": "’", "「": "」", "『": "』"}
