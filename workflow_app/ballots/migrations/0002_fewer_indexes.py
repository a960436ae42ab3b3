"""Indexes that no page and no service reads are taken away: each of them cost every write."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow_app.db.unindexed import WithoutIndex


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('approvals', '0003_fewer_indexes'),
        ('ballots', '0001_initial'),
        ('organization', '0002_fewer_indexes'),
    ]

    operations = [
        WithoutIndex(
            model_name='ballot',
            name='revision',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='approvals.revision'),
        ),
        WithoutIndex(
            model_name='ballot',
            name='session',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='ballots.session'),
        ),
        WithoutIndex(
            model_name='rollentry',
            name='mandate',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.mandate'),
        ),
        WithoutIndex(
            model_name='rollentry',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person'),
        ),
        WithoutIndex(
            model_name='rollentry',
            name='session',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='roll', to='ballots.session'),
        ),
        WithoutIndex(
            model_name='rollentry',
            name='user',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='rollentry',
            index=models.Index(fields=['user', 'session'], name='roll_of_user'),
        ),
    ]
