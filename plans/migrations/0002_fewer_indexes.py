"""Indexes that no page and no service reads are taken away: each of them cost every write."""

import django.db.models.deletion
from django.db import migrations, models

from workflow_app.db.unindexed import WithoutIndex


class Migration(migrations.Migration):

    dependencies = [
        ('organization', '0002_fewer_indexes'),
        ('plans', '0001_initial'),
    ]

    operations = [
        WithoutIndex(
            model_name='activity',
            name='lead_unit',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit', verbose_name='lead unit in the register'),
        ),
    ]
