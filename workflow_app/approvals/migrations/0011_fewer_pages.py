"""An act writes fewer pages: no index of Viewflow's tasks but that of their process, none of what is empty.

Tasks are found by their key or their process alone. What is addressed to nobody in person and an
opinion that nobody has given yet are not looked for by whom they are of.
"""

from django.conf import settings
from django.db import migrations, models

from workflow_app.db.unindexed import without_indexes


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0010_desks_in_order'),
        ('viewflow', '0015_task_scheduled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        without_indexes(
            'viewflow',
            'Task',
            'artifact_content_type',
            'created',
            'external_task_id',
            'owner',
            'owner_permission_content_type',
            'scheduled',
            'seed_content_type',
            'status',
        ),
        migrations.RemoveIndex(
            model_name='opinion',
            name='opinion_given',
        ),
        migrations.RemoveIndex(
            model_name='workitem',
            name='work_open_user',
        ),
        migrations.AddIndex(
            model_name='opinion',
            index=models.Index(condition=models.Q(('given_by__isnull', False)), fields=['given_by', '-given_at'], name='opinion_given'),
        ),
        migrations.AddIndex(
            model_name='workitem',
            index=models.Index(condition=models.Q(('state', 'open'), ('user__isnull', False)), fields=['user', 'due', '-priority', 'id'], name='work_open_user'),
        ),
    ]
