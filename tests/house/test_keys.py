"""No table points upward: Django names models by string, which no import tool can see."""

from django.apps import apps

STOREYS = (
    "ledger", "people", "agencies", "catalogue", "facts", "licences", "exchange", "cases", "voice", "oversight",
)  # fmt: skip


def storey(model) -> int | None:
    label = model._meta.app_label.removeprefix("tongban_")
    return STOREYS.index(label) if label in STOREYS else None


def test_no_foreign_key_points_to_a_room_above():
    upward = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if storey(model) is not None
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if (storey(field.related_model) or 0) > (storey(model) or 0)
    ]
    assert upward == []


def test_every_label_carries_the_prefix():
    ours = [config for config in apps.get_app_configs() if config.name.startswith("tongban.")]
    assert ours
    assert [config.label for config in ours if not config.label.startswith("tongban_")] == []
