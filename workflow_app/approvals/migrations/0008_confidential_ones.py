from django.db import migrations, models


class Migration(migrations.Migration):
    """Let what is confidential be found without looking at everything else."""

    dependencies = [
        ("approvals", "0007_stages_of_awards"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("is_confidential", True)),
                fields=["id"],
                name="dossier_confidential",
            ),
        ),
    ]
