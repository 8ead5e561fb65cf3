"""What people are due by the text of the rules, written without the engine (独立核对)."""

from datetime import date


def oracle(one):
    """What this person is due by the text of the rules: policy to fen."""
    due = {}
    if one["age"] >= 80 and one["local_hukou"] and one["dibao"]:
        due["P-OLDAGE-FJ"] = 10_000
    severe = one["level"] in ("一级", "二级")
    if one["has_card"]:
        if one["hard"] and (one["care_need"] is not None or not severe):
            care = (
                (11_900 if one["level"] == "一级" else 9_900) if severe and one["care_need"] else 0
            )
            due["P-DSUB-FZ"] = 28_500 + care
        elif not one["hard"] and severe and one["care_need"]:
            due["P-DSUB-FZ"] = 11_500 if one["level"] == "一级" else 8_500
    if one["birth"] >= date(2025, 1, 1) and one["lawful"]:
        due["P-CHILDCARE"] = 360_000
    if one["income_pc"] < 97_000 and one["assets_ok"] and one["local"]:
        due["P-DIBAO-FZ"] = (97_000 - one["income_pc"]) * one["members"]
    if one["school_roll"] and one["hard_category"] != "无":
        due["P-EDU-AID"] = 0
    return due


def due_of(rows):
    """Everything due by the oracle: (policy, holder) to fen; a household once."""
    found = {}
    for one in rows:
        for policy, amount in oracle(one).items():
            home = policy == "P-DIBAO-FZ"
            holder = f"h{one['household']}" if home else one["person"]
            found[policy, holder] = amount
    return found
