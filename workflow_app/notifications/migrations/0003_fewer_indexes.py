"""Indexes that no page and no service reads are taken away: each of them cost every write."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow_app.db.unindexed import WithoutIndex


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0002_told_once'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        WithoutIndex(
            model_name='notification',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL),
        ),
    ]
