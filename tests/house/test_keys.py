"""Tables: none points upward, and none shuts out the release before."""

from django.apps import apps
from django.db.migrations import AddField
from django.db.migrations.loader import MigrationLoader

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


def test_a_column_that_came_later_can_be_left_out_by_the_release_before():
    migrations = MigrationLoader(None).disk_migrations
    later = [
        apps.get_model(label, operation.model_name)._meta.get_field(operation.name)
        for (label, _), migration in migrations.items()
        if label.startswith("tongban_")
        for operation in migration.operations
        if isinstance(operation, AddField)
    ]
    assert later
    assert [str(one) for one in later if not one.null and not one.has_db_default()] == []
