from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep the index of a dossier's open duties from serving those of a desk."""

    dependencies = [
        ("approvals", "0008_confidential_ones"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="workitem", name="work_open_dossier"),
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                condition=models.Q(("dossier__isnull", False), ("state", "open")),
                fields=["dossier"],
                name="work_open_dossier",
            ),
        ),
    ]
