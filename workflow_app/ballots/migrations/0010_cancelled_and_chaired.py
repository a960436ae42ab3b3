"""Sessions that are cancelled with a reason, held online at a link, chaired by somebody else."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ballots', '0009_still_open'),
        ('organization', '0004_body_of_cluster'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChairChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('reason', models.CharField(max_length=255, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'change of the chair',
                'verbose_name_plural': 'changes of the chair',
                'ordering': ['session', 'at', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='session',
            name='cancelled',
            field=models.DateTimeField(blank=True, null=True, verbose_name='cancelled'),
        ),
        migrations.AddField(
            model_name='session',
            name='cancelled_because',
            field=models.CharField(blank=True, max_length=500, verbose_name='why it is cancelled'),
        ),
        migrations.AddField(
            model_name='session',
            name='link',
            field=models.URLField(blank=True, max_length=500, verbose_name='link of the online meeting'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('cancelled__isnull', False), models.Q(('cancelled_because', ''), _negated=True)), _connector='OR'), name='cancelled_with_a_reason'),
        ),
        migrations.AddField(
            model_name='chairchange',
            name='after',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person'),
        ),
        migrations.AddField(
            model_name='chairchange',
            name='before',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person'),
        ),
        migrations.AddField(
            model_name='chairchange',
            name='noted_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='chairchange',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chair_changes', to='ballots.session'),
        ),
        migrations.AddConstraint(
            model_name='chairchange',
            constraint=models.CheckConstraint(condition=models.Q(('before__isnull', True), models.Q(('before', models.F('after')), _negated=True), _connector='OR'), name='chair_is_somebody_else'),
        ),
    ]
