"""Indexes that no page and no service reads are taken away: each of them cost every write."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow_app.db.unindexed import WithoutIndex


class Migration(migrations.Migration):

    dependencies = [
        ('papers', '0002_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        WithoutIndex(
            model_name='issuedpaper',
            name='issued_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        WithoutIndex(
            model_name='issuedpaper',
            name='register',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='papers.numberregister', verbose_name='register'),
        ),
    ]
