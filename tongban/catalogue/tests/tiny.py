"""A directory of another city, invented: other ids, other agencies, the same format."""

import json

SERVICE = {
    "id": "TEA-STALL",
    "name_zh": "茶摊备案",
    "item_type": "其他行政权力",
    "department": {"code": "TEA", "name_zh": "茶务所", "name_en": "Tea office"},
    "cooperating": [{"code": "WELL", "name_zh": "水井所", "role_zh": "核验水源", "order": 1}],
    "conditions": [
        {"no": 1, "text_zh": "水质合格", "fact": "water_ok", "op": "==", "value": True},
        {"no": 2, "text_zh": "炉子不超过限数", "fact": "stoves", "op": "<=", "value": None},
    ],
    "materials": [
        {"no": 1, "name_zh": "水井证", "kind": "licence", "licence_id": "L-WELL",
         "is_government_held": True, "held_by": "WELL", "required": True},
        {"no": 2, "name_zh": "摊位照片", "kind": "applicant_prepared", "required": False,
         "when_zh": "新设的"},
    ],
    "form_fields": [
        {"key": "well_no", "name_zh": "水井编号", "type": "string",
         "known_from": {"licence": "L-WELL", "held_by": "WELL"}},
        {"key": "stall_name", "name_zh": "摊名", "type": "string", "known_from": None},
    ],
    "time_limit": {"statutory_days": None, "promised_days": 3, "promised_unit": "working_day"},
    "steps": [{"no": 1, "text_zh": "申报"}],
    "result": {"name_zh": "茶摊证", "licence_id": "L-TEA"},
    "downstream_items": [],
}  # fmt: skip
LICENCES = [
    {"id": "L-WELL", "name_zh": "水井证", "holder": "WELL", "holder_zh": "水井所", "kind": "data"},
    {"id": "L-TEA", "name_zh": "茶摊证", "holder": "TEA", "kind": "licence", "validity_zh": "三年"},
]
EVENTS = [
    {
        "id": "LE-TEA",
        "name_zh": "开茶摊",
        "lead_department": {"code": "TEA", "name_zh": "茶务所"},
        "items": [{"item_id": "TEA-STALL", "required": True, "trigger_zh": "摆摊前", "stage": 1}],
        "dependencies": [],
    }
]
POLICIES = [
    {
        "id": "P-TEA",
        "name_zh": "茶摊补贴",
        "status": "unverified",
        "facts": [{"key": "stoves", "name_zh": "炉子数", "type": "number", "known_from": "L-TEA"}],
        "rule": {"all": [{"fact": "stoves", "op": "<=", "value": 2}]},
        "benefit": {"amount": 10},
        "related_items": ["TEA-STALL"],
    }
]


def line(**changes):
    """The service as a line of services.jsonl, changed."""
    return json.dumps({**SERVICE, **changes}, ensure_ascii=False).encode()


def directory(**changes):
    """The whole directory as files; a file given as None is absent."""
    files = {
        "services.jsonl": line() + b"\n",
        "licences.json": json.dumps(LICENCES, ensure_ascii=False).encode(),
        "life-events.json": json.dumps(EVENTS, ensure_ascii=False).encode(),
        "policies.json": json.dumps(POLICIES, ensure_ascii=False).encode(),
    }
    for name, raw in changes.items():
        key = {"services": "services.jsonl", "licences": "licences.json"}.get(name, f"{name}.json")
        files[key.replace("_", "-")] = raw
    return {name: raw for name, raw in files.items() if raw is not None}
