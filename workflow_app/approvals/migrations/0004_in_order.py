"""Open duties lie in the order of the worklist, those of one kind together."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0003_fewer_indexes'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='workitem',
            name='work_open_desk',
        ),
        migrations.RemoveIndex(
            model_name='workitem',
            name='work_open_user',
        ),
        migrations.AddIndex(
            model_name='workitem',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['desk', 'due', '-priority', 'id'], name='work_open_desk'),
        ),
        migrations.AddIndex(
            model_name='workitem',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['user', 'due', '-priority', 'id'], name='work_open_user'),
        ),
        migrations.AddIndex(
            model_name='workitem',
            index=models.Index(condition=models.Q(('claimed_by__isnull', False), ('state', 'open')), fields=['desk', 'due', '-priority', 'id'], name='work_taken_desk'),
        ),
        migrations.AddIndex(
            model_name='workitem',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['desk', 'kind', 'due'], name='work_open_kind'),
        ),
    ]
