"""Cities nobody has seen: item directories made at random, as odd as real ones are.

Other ids (Chinese ones too), agencies, licences, services, policies and life events; keys absent
or null, lists empty, limits unpublished, words of no closed list, columns the manual does not
know at every level, one key told in two types. All of it is right, so all of it must arrive;
`broken` spoils one reference or one word of a closed list and says what must be told.
"""

import json
import random

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
WORDS = "茶桥灯船鼓琴棋书画竹松梅兰菊山水云月风雨雪江湖海石金木火土米面油盐酱醋"
TYPES = (
    "string",
    "text",
    "number",
    "money",
    "date",
    "enum",
    "bool",
    "phone",
    "file",
    "图片",
    "table",
)
JUDGED = ("string", "number", "money", "date", "enum", "bool")
KINDS = ("行政许可", "行政确认", "其他", "内部审批", None)


class City:
    """A directory of one seed."""

    def __init__(self, seed, size=8):
        self.chance = random.Random(seed)
        self.agencies = [self._id() for _ in range(self.chance.randint(2, 4))]
        self.licences = [self._licence() for _ in range(size)]
        self.keys = {self._key(): self.chance.choice(TYPES) for _ in range(size * 2)}
        self.keys |= {"age": "number"}
        self.services = [self._service() for _ in range(size)]
        self.events = [self._event() for _ in range(3)]
        self.policies = [self._policy() for _ in range(3)]

    def files(self):
        """The four files, some of them laid out as nobody would."""
        lines = [json.dumps(one, ensure_ascii=self.chance.random() < 0.3) for one in self.services]
        gap = "\n\n" if self.chance.random() < 0.3 else "\n"
        indent = self.chance.choice([None, 1, 2])
        return {
            "services.jsonl": gap.join(lines).encode(),
            "licences.json": json.dumps(self.licences, ensure_ascii=False, indent=indent).encode(),
            "life-events.json": json.dumps(self.events, ensure_ascii=False, indent=indent).encode(),
            "policies.json": json.dumps(self.policies, ensure_ascii=False, indent=indent).encode(),
        }

    def name(self, ending=""):
        """A name as offices give them."""
        return "".join(self.chance.sample(WORDS, self.chance.randint(2, 5))) + ending

    def _id(self):
        chance = self.chance
        style = chance.randrange(4)
        number = chance.randrange(10**6)
        if style == 0:
            return f"{''.join(chance.sample(LETTERS, 3))}-{number}"
        if style == 1:
            return f"{chance.choice(WORDS)}{chance.choice(WORDS)}{number}"
        return f"{number}.{chance.choice(LETTERS)}" if style == 2 else f"x_{number}"

    def _key(self):
        return f"k{self.chance.randrange(10**6)}" if self.chance.random() < 0.8 else self.name()

    def _odd(self, record, *optional):
        """Drop some keys, empty others, and add columns that no manual knows."""
        for key in optional:
            roll = self.chance.random()
            if key in record and roll < 0.2:
                del record[key]
            elif key in record and roll < 0.35:
                record[key] = None
        if self.chance.random() < 0.3:
            record[self.chance.choice(["colour", "备注2", "x-owner"])] = self.chance.choice(
                ["红", 3, None, {"a": [1, "二"]}, [True]]
            )
        return record

    def _agency(self):
        code = self.chance.choice(self.agencies)
        return {"code": code, "name_zh": f"{code}局", "name_en": None}

    def _licence(self):
        return self._odd(
            {
                "id": self._id(),
                "name_zh": self.name("证"),
                "holder": self.chance.choice(self.agencies),
                "holder_zh": self.name("局"),
                "kind": self.chance.choice(["licence", "data"]),
                "validity_zh": self.chance.choice(["长期", "5年", "见证面"]),
            },
            "holder_zh", "kind", "validity_zh",
        ) | {"name_en": None}  # fmt: skip

    def _field(self):
        key = self.chance.choice(list(self.keys))
        # One key in two types, now and then: the first counts.
        type_ = self.keys[key] if self.chance.random() < 0.9 else self.chance.choice(TYPES)
        known = self.chance.choice(self.licences)["id"] if self.chance.random() < 0.6 else None
        return self._odd(
            {
                "key": key,
                "name_zh": self.name(),
                "name_en": None,
                "type": type_,
                "known_from": {"licence": known, "name_zh": "证"} if known else None,
            },
            "name_en",
        )

    def _condition(self):
        key = self.chance.choice(list(self.keys))
        value = {
            "number": self.chance.randint(0, 99), "money": self.chance.randint(0, 9999),
            "bool": True, "enum": ["甲", "乙"], "date": "2026-01-01",
        }.get(self.keys[key], "甲")  # fmt: skip
        op = self.chance.choice(["==", "!=", "<", "<=", ">", ">=", "in", "info"])
        return self._odd(
            {
                "text_zh": self.name("的"),
                "fact": key,
                "op": op,
                "value": self.chance.choice([value, value, None]),
                "unit": self.chance.choice([None, "岁", "元", "平方米"]),
                "any_group": self.chance.choice([None, None, "a"]),
            },
            "fact", "unit", "any_group",
        )  # fmt: skip

    def _material(self):
        licence = self.chance.choice(self.licences)
        if self.chance.random() < 0.6:
            made = {"kind": licence.get("kind") or "licence", "licence_id": licence["id"],
                    "held_by": licence["holder"], "is_government_held": True}  # fmt: skip
        else:
            kind = self.chance.choice(["form", "applicant_prepared", "third_party_issued"])
            made = {"kind": kind, "licence_id": None, "is_government_held": False}
        made |= {"name_zh": self.name("材料"), "required": self.chance.random() < 0.7}
        return self._odd(made | {"when_zh": "有的话"}, "required", "when_zh", "held_by")

    def _service(self):
        chance = self.chance
        made = {
            "id": self._id(),
            "name_zh": self.name("登记"),
            "name_en": None,
            "item_type": chance.choice(KINDS),
            "department": self._agency(),
            "cooperating": [
                self._odd(self._agency() | {"role_zh": "核验", "order": 1, "mode": "serial"}, "order", "mode")
                for _ in range(chance.randrange(3))
            ],
            "applicants": chance.choice(["自然人", "企业", "船东", None]),
            "conditions": [self._condition() for _ in range(chance.randrange(5))],
            "materials": [self._material() for _ in range(chance.randrange(6))],
            "form_fields": [self._field() for _ in range(chance.randint(1, 6))],
            "legal_basis": [{"law_zh": self.name("条例"), "article_zh": "第一条"}],
            "time_limit": {
                "statutory_days": chance.choice([None, 20]),
                "statutory_unit": chance.choice([None, "working_day"]),
                "promised_days": chance.choice([None, 0, 5]),
                "promised_unit": chance.choice([None, "working_day", "calendar_day"]),
            },
            "steps": [{"text_zh": self.name()} for _ in range(chance.randrange(6))],
            "special_procedures": [{"type": chance.choice(["site_check", "摇号"]), "days": None}],
            "fee": {"amount": chance.choice([None, 0, 40, 12.5]), "unit": "元"},
            "result": {"name_zh": self.name("证"), "licence_id": chance.choice(self.licences)["id"]},
            "on_site_visits": {"expected": chance.randrange(3), "text_zh": "要来"},
            "cross_region": {"available": chance.choice([True, False, None])},
            "sources": ["甲"], "unverified": ["fee"],
        }  # fmt: skip
        return self._odd(
            made, "item_type", "cooperating", "applicants", "conditions", "materials", "form_fields",
            "legal_basis", "time_limit", "steps", "special_procedures", "fee", "result",
            "on_site_visits", "cross_region", "sources", "unverified",
        )  # fmt: skip

    def _event(self):
        chosen = self.chance.sample(self.services, self.chance.randint(1, 4))
        items = [
            self._odd({"item_id": one["id"], "required": self.chance.random() < 0.7,
                       "trigger_zh": self.name("时"), "stage": 1}, "trigger_zh", "stage")
            for one in chosen
        ]  # fmt: skip
        made = {"id": self._id(), "name_zh": self.name("一件事"), "items": items}
        made |= {"lead_department": self._agency(), "dependencies": [], "promised_zh": "一天"}
        return self._odd(made, "lead_department", "dependencies", "promised_zh")

    def _policy(self):
        key = self.chance.choice([key for key, type_ in self.keys.items() if type_ in JUDGED])
        value = {"bool": True, "number": 3, "money": 3, "date": "2026-01-01"}.get(
            self.keys[key], "甲"
        )
        made = {
            "id": self._id(),
            "name_zh": self.name("补贴"),
            "status": "unverified",
            "facts": [{"key": key, "name_zh": self.name(), "type": self.keys[key]}],
            "rule": {"all": [{"fact": key, "op": "==", "value": value}]},
            "benefit": {"amount": 100, "说明": self.name()},
            "examples": [{"facts": {key: value}, "expected": {"eligible": True}}],
            "related_items": [self.chance.choice(self.services)["id"]],
        }
        return self._odd(made, "benefit", "examples", "related_items", "status")


BREAKS = (
    ("services.jsonl", "materials", "licence_id"),
    ("services.jsonl", "form_fields", "known_from"),
    ("services.jsonl", "downstream_items", ""),
    ("services.jsonl", "materials", "kind"),
    ("licences.json", "holder", ""),
    ("life-events.json", "items", "item_id"),
    ("policies.json", "related_items", ""),
)


def broken(seed, which):
    """A city with one thing wrong; returns its files, the file, the line, and the field's beginning."""
    city = City(seed)
    file, key, inner = which
    record = city.services[0]
    if file == "services.jsonl":
        record[key] = {
            "licence_id": [{"name_zh": "甲", "kind": "licence", "licence_id": "NO-SUCH"}],
            "known_from": [{"key": "k", "name_zh": "甲", "type": "string",
                            "known_from": {"licence": "NO-SUCH"}}],
            "": ["NO-SUCH"],
            "kind": [{"name_zh": "甲", "kind": "parchment"}],
        }[inner]  # fmt: skip
    elif file == "licences.json":
        city.licences[0] = {"id": city.licences[0]["id"], "name_zh": "甲"}
    elif file == "life-events.json":
        city.events[0]["items"] = [{"item_id": "NO-SUCH"}]
    else:
        city.policies[0]["related_items"] = ["NO-SUCH"]
    return city.files(), file, key
