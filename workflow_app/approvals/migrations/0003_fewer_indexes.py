"""Indexes that no page and no service reads are taken away: each of them cost every write."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow_app.db.unindexed import WithoutIndex


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0002_append_only'),
        ('organization', '0002_fewer_indexes'),
        ('papers', '0003_fewer_indexes'),
        ('viewflow', '0015_task_scheduled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        WithoutIndex(
            model_name='comment',
            name='answered_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        WithoutIndex(
            model_name='comment',
            name='author',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        WithoutIndex(
            model_name='comment',
            name='revision',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='approvals.revision'),
        ),
        WithoutIndex(
            model_name='consultationround',
            name='dossier',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='approvals.dossier'),
        ),
        WithoutIndex(
            model_name='consultationround',
            name='revision',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='approvals.revision'),
        ),
        WithoutIndex(
            model_name='decision',
            name='actor',
            field=models.ForeignKey(db_index=False, help_text='Empty when a body or the calendar decided.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to=settings.AUTH_USER_MODEL),
        ),
        WithoutIndex(
            model_name='decision',
            name='delegation',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='organization.delegation'),
        ),
        WithoutIndex(
            model_name='decision',
            name='desk',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='organization.desk'),
        ),
        WithoutIndex(
            model_name='decision',
            name='mandate',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='organization.mandate'),
        ),
        WithoutIndex(
            model_name='decision',
            name='revision',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='approvals.revision'),
        ),
        WithoutIndex(
            model_name='dossier',
            name='body',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dossiers', to='organization.body', verbose_name='deciding body'),
        ),
        WithoutIndex(
            model_name='dossier',
            name='cluster',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dossiers', to='organization.cluster', verbose_name='cluster'),
        ),
        WithoutIndex(
            model_name='dossier',
            name='created_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        WithoutIndex(
            model_name='dossier',
            name='revision',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.revision'),
        ),
        WithoutIndex(
            model_name='dossier',
            name='sent_back',
            field=models.ForeignKey(blank=True, db_index=False, help_text='The return or withdrawal that the draft still has to answer.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.decision'),
        ),
        WithoutIndex(
            model_name='dossier',
            name='unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='dossiers', to='organization.unit', verbose_name='unit'),
        ),
        WithoutIndex(
            model_name='opinion',
            name='delegation',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.delegation'),
        ),
        WithoutIndex(
            model_name='opinion',
            name='given_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        WithoutIndex(
            model_name='opinion',
            name='mandate',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.mandate'),
        ),
        WithoutIndex(
            model_name='opinion',
            name='round',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='approvals.consultationround'),
        ),
        WithoutIndex(
            model_name='revision',
            name='author',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        WithoutIndex(
            model_name='revision',
            name='dossier',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='approvals.dossier'),
        ),
        WithoutIndex(
            model_name='visit',
            name='dossier',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='approvals.dossier'),
        ),
        WithoutIndex(
            model_name='visit',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        WithoutIndex(
            model_name='workitem',
            name='claimed_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        WithoutIndex(
            model_name='workitem',
            name='closed_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        WithoutIndex(
            model_name='workitem',
            name='desk',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work_items', to='organization.desk'),
        ),
        WithoutIndex(
            model_name='workitem',
            name='dossier',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work_items', to='approvals.dossier'),
        ),
        WithoutIndex(
            model_name='workitem',
            name='user',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work_items', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(fields=['body', 'stage'], name='dossier_body_stage'),
        ),
        migrations.AddIndex(
            model_name='opinion',
            index=models.Index(fields=['given_by', '-given_at'], name='opinion_given'),
        ),
    ]
