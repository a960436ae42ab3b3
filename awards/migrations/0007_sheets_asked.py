from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0010_desks_in_order"),
        ("awards", "0006_found_along_indexes"),
        ("organization", "0004_body_of_cluster"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="peersheet",
            index=models.Index(
                condition=models.Q(("state", "asked")), fields=["unit"], name="sheet_asked"
            ),
        ),
    ]
