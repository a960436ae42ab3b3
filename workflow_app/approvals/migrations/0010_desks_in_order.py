from typing import Any

from django.db import migrations, models

COUNTED = "work_of_desks"


def count_together(_apps: Any, schema_editor: Any) -> None:
    """Let PostgreSQL learn how much of each kind is open at the desks that have most.

    It else reckons that a desk's duties are as seldom open as all duties are: a queue of two thousand
    is taken for thirty, read whole and sorted.
    """
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE STATISTICS {COUNTED} (mcv) ON desk_id, state, kind FROM approvals_workitem"
        )


def count_apart(_apps: Any, schema_editor: Any) -> None:
    """Undo it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP STATISTICS {COUNTED}")


class Migration(migrations.Migration):
    """Let what was taken, and duties of one kind, be walked at a desk in the order of the list.

    The index of what is due serves the sweep alone. What waits at a stage is found in any year.
    """

    dependencies = [
        ("approvals", "0009_open_work_of_a_dossier"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="workitem", name="work_taken_desk"),
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                condition=models.Q(("claimed_by__isnull", False), ("closed__isnull", True)),
                fields=["desk", "due", "-priority", "id"],
                name="work_taken_desk",
            ),
        ),
        migrations.RemoveIndex(model_name="workitem", name="work_open_kind"),
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["desk", "kind", "due", "-priority", "id"],
                name="work_open_kind",
            ),
        ),
        migrations.RemoveIndex(model_name="workitem", name="work_open_due"),
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                condition=models.Q(("closed__isnull", True), ("state", "open")),
                fields=["due"],
                name="work_open_due",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["kind", "stage"], name="dossier_kind_stage"),
        ),
        migrations.RunPython(count_together, count_apart),
    ]
