"""Indexes that no page and no service reads are taken away: each of them cost every write."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow_app.db.unindexed import WithoutIndex


class Migration(migrations.Migration):

    dependencies = [
        ('organization', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='clustermembership',
            name='one_cluster_per_unit_and_year',
        ),
        WithoutIndex(
            model_name='holding',
            name='user',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='clustermembership',
            constraint=models.UniqueConstraint(fields=('year', 'unit'), name='one_cluster_per_unit_and_year'),
        ),
    ]
