"""What became rounds, options and interests leaves its old place."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ballots', '0004_move_to_rounds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='rollentry',
            name='round',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='roll', to='ballots.round'),
        ),
        migrations.AlterField(
            model_name='vote',
            name='option',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='ballots.option'),
        ),
        migrations.RemoveConstraint(
            model_name='rollentry',
            name='on_the_roll_once',
        ),
        migrations.RemoveConstraint(
            model_name='vote',
            name='one_vote_per_member',
        ),
        migrations.RemoveIndex(
            model_name='rollentry',
            name='roll_of_user',
        ),
        migrations.RemoveField(
            model_name='ballot',
            name='denominator',
        ),
        migrations.RemoveField(
            model_name='ballot',
            name='figures',
        ),
        migrations.RemoveField(
            model_name='ballot',
            name='quorum',
        ),
        migrations.RemoveField(
            model_name='ballot',
            name='threshold',
        ),
        migrations.RemoveField(
            model_name='rollentry',
            name='session',
        ),
        migrations.RemoveField(
            model_name='session',
            name='closed',
        ),
        migrations.RemoveField(
            model_name='session',
            name='closed_by',
        ),
        migrations.RemoveField(
            model_name='session',
            name='opened',
        ),
        migrations.RemoveField(
            model_name='session',
            name='opened_by',
        ),
        migrations.RemoveField(
            model_name='vote',
            name='ballot',
        ),
        migrations.AlterField(
            model_name='vote',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='ballots.rollentry'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.UniqueConstraint(fields=('option', 'entry'), name='one_vote_per_member'),
        ),
        migrations.AddIndex(
            model_name='rollentry',
            index=models.Index(fields=['user', 'round'], name='roll_of_user'),
        ),
        migrations.AddConstraint(
            model_name='rollentry',
            constraint=models.UniqueConstraint(fields=('round', 'person'), name='on_the_roll_once'),
        ),
        migrations.DeleteModel(
            name='Recusal',
        ),
    ]
