from django.db import migrations, models


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
                condition=models.Q(("closed__isnull", True)),
                fields=["due"],
                name="work_open_due",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["kind", "stage"], name="dossier_kind_stage"),
        ),
    ]
