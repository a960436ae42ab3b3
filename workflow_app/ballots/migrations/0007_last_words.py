"""The last word gets a row of its own, with the desk it was said at."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ballots', '0006_no_channel_beside_a_choice'),
        ('organization', '0002_fewer_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LastWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('capacity', models.CharField(choices=[('nobody', 'nobody: it is not adopted'), ('chair', 'the chair'), ('officer', 'the officer who is competent for it'), ('cluster_heads', 'the head and the deputy head of the cluster')], max_length=14, verbose_name='has the last word as')),
                ('authority', models.CharField(blank=True, max_length=300, verbose_name='acting as')),
                ('chosen', models.JSONField(verbose_name='chosen')),
                ('reason', models.TextField(verbose_name='reason')),
                ('said', models.DateTimeField(verbose_name='said at')),
                ('ballot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='last_words', to='ballots.ballot')),
                ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.desk')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'last word',
                'verbose_name_plural': 'last words',
                'ordering': ['ballot', 'said', 'pk'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('ballot', 'desk'), name='last_word_once_per_desk'), models.UniqueConstraint(fields=('ballot', 'user'), name='last_word_once_per_person'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='last_word_has_a_reason')],
            },
        ),
    ]
