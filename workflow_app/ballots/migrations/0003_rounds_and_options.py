"""Sessions vote in rounds, on options; there are attendance, interests, a board and an urn."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0003_fewer_indexes'),
        ('ballots', '0002_fewer_indexes'),
        ('organization', '0002_fewer_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('presence', models.CharField(blank=True, choices=[('in_room', 'In the room'), ('online', 'Online')], max_length=10, verbose_name='how')),
                ('arrived', models.DateTimeField(blank=True, null=True, verbose_name='arrived')),
                ('left', models.DateTimeField(blank=True, null=True, verbose_name='left')),
                ('reason', models.CharField(blank=True, max_length=255, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'attendance',
                'verbose_name_plural': 'attendance',
                'ordering': ['session', 'person__sort_key', 'arrived', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='BoardMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_head', models.BooleanField(default=False, verbose_name='head of the board')),
            ],
            options={
                'verbose_name': 'member of the counting board',
                'verbose_name_plural': 'counting board',
                'ordering': ['session', '-is_head', 'person__sort_key'],
            },
        ),
        migrations.CreateModel(
            name='CountedCode',
            fields=[
                ('code', models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name='check code')),
                ('channel', models.CharField(choices=[('system', 'In the system'), ('paper', 'On paper')], max_length=10, verbose_name='how')),
            ],
            options={
                'verbose_name': 'counted code',
                'verbose_name_plural': 'counted codes',
                'ordering': ['code'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='CountedVote',
            fields=[
                ('name', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('choice', models.CharField(choices=[('yes', 'In favour'), ('no', 'Against'), ('abstain', 'No opinion'), ('invalid', 'Invalid')], max_length=7, verbose_name='choice')),
                ('channel', models.CharField(choices=[('system', 'In the system'), ('paper', 'On paper')], max_length=10, verbose_name='how')),
            ],
            options={
                'verbose_name': 'counted vote',
                'verbose_name_plural': 'counted votes',
                'ordering': ['name'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Interest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('none', 'No interest declared'), ('declared', 'Interest declared')], max_length=8, verbose_name='declared')),
                ('reason', models.CharField(blank=True, max_length=255, verbose_name='reason')),
                ('declared', models.DateTimeField(verbose_name='declared at')),
            ],
            options={
                'verbose_name': 'declaration of interest',
                'verbose_name_plural': 'declarations of interest',
                'ordering': ['ballot', 'person__sort_key', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Option',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(blank=True, help_text='What the feature calls it; empty for the whole.', max_length=40)),
                ('label', models.CharField(max_length=300, verbose_name='what is voted on')),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='order')),
                ('is_favoured', models.BooleanField(default=False, help_text='A woman, or a collective with at least 70 % women (NĐ 152/2025, Điều 4).', verbose_name='goes first in a tie')),
                ('result', models.CharField(blank=True, choices=[('adopted', 'Adopted'), ('rejected', 'Not adopted'), ('no_quorum', 'No quorum, no decision'), ('returned', 'Returned for rework'), ('removed', 'Taken off the agenda'), ('tied', 'Tie at the last seat'), ('beyond', 'Passed, beyond the seats')], max_length=12, verbose_name='result')),
                ('figures', models.JSONField(help_text='The count, written once when the vote closes.', null=True, verbose_name='figures')),
            ],
            options={
                'verbose_name': 'option',
                'verbose_name_plural': 'options',
                'ordering': ['ballot', 'order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='round')),
                ('opened', models.DateTimeField(verbose_name='vote opened')),
                ('due', models.DateTimeField(blank=True, null=True, verbose_name='answers until')),
                ('closed', models.DateTimeField(blank=True, null=True, verbose_name='vote closed')),
            ],
            options={
                'verbose_name': 'round of voting',
                'verbose_name_plural': 'rounds of voting',
                'ordering': ['session', 'number'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Urn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
                ('key', models.BinaryField(null=True)),
            ],
            options={
                'verbose_name': 'urn',
                'verbose_name_plural': 'urns',
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='ballot',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_index=False, help_text='Who had the final say after the last run.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ballot',
            name='in_group',
            field=models.BooleanField(default=False, help_text='One choice for all items of the group; any member may choose apart.', verbose_name='voted on in the group'),
        ),
        migrations.AddField(
            model_name='ballot',
            name='method',
            field=models.CharField(choices=[('approve', 'Each is adopted or not'), ('elect', 'The highest get the seats')], default='approve', max_length=8, verbose_name='method'),
        ),
        migrations.AddField(
            model_name='ballot',
            name='previous',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next', to='ballots.ballot'),
        ),
        migrations.AddField(
            model_name='ballot',
            name='rule',
            field=models.JSONField(help_text='The decision rule, frozen when the vote opens.', null=True, verbose_name='rule'),
        ),
        migrations.AddField(
            model_name='ballot',
            name='seats',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='seats'),
        ),
        migrations.AddField(
            model_name='ballot',
            name='step',
            field=models.CharField(default='presidium', max_length=40, verbose_name='step'),
        ),
        migrations.AddField(
            model_name='rollentry',
            name='channel',
            field=models.CharField(blank=True, choices=[('system', 'In the system'), ('paper', 'On paper')], max_length=10, verbose_name='how the vote is given'),
        ),
        migrations.AddField(
            model_name='rollentry',
            name='lapsed',
            field=models.DateTimeField(help_text='The seat ended while the vote was open.', null=True, verbose_name='seat ended'),
        ),
        migrations.AddField(
            model_name='rollentry',
            name='was_present',
            field=models.BooleanField(default=False, help_text='In the room or connected at the closing.', verbose_name='present'),
        ),
        migrations.AddField(
            model_name='session',
            name='announced',
            field=models.DateTimeField(blank=True, null=True, verbose_name='results announced'),
        ),
        migrations.AddField(
            model_name='session',
            name='begins',
            field=models.TimeField(blank=True, null=True, verbose_name='begins at'),
        ),
        migrations.AddField(
            model_name='session',
            name='chair',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person', verbose_name='chair of the session'),
        ),
        migrations.AddField(
            model_name='session',
            name='convened',
            field=models.DateTimeField(blank=True, null=True, verbose_name='members convened'),
        ),
        migrations.AddField(
            model_name='session',
            name='due',
            field=models.DateTimeField(blank=True, help_text='End of a written consultation.', null=True, verbose_name='answers until'),
        ),
        migrations.AddField(
            model_name='session',
            name='ended',
            field=models.DateTimeField(blank=True, null=True, verbose_name='ended'),
        ),
        migrations.AddField(
            model_name='session',
            name='secretary',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person', verbose_name='secretary of the session'),
        ),
        migrations.AddField(
            model_name='session',
            name='started',
            field=models.DateTimeField(blank=True, null=True, verbose_name='began'),
        ),
        migrations.AlterField(
            model_name='ballot',
            name='result',
            field=models.CharField(blank=True, choices=[('adopted', 'Adopted'), ('rejected', 'Not adopted'), ('no_quorum', 'No quorum, no decision'), ('returned', 'Returned for rework'), ('removed', 'Taken off the agenda'), ('tied', 'Tie at the last seat'), ('beyond', 'Passed, beyond the seats')], max_length=12, verbose_name='result'),
        ),
        migrations.AlterField(
            model_name='session',
            name='mode',
            field=models.CharField(choices=[('in_person', 'In person'), ('online', 'Online'), ('hybrid', 'In person and online'), ('written', 'Asked in writing')], default='hybrid', max_length=10, verbose_name='how'),
        ),
        migrations.AlterField(
            model_name='session',
            name='state',
            field=models.CharField(choices=[('planned', 'Being prepared'), ('convened', 'Convened'), ('sitting', 'In session'), ('voting', 'Vote open'), ('closed', 'Vote closed'), ('cancelled', 'Cancelled')], default='planned', max_length=10, verbose_name='state'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('mode', 'written'), _negated=True), ('due__isnull', False), _connector='OR'), name='written_consultation_has_an_end'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='mandate',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.mandate'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='noted_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='attendance',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='organization.person'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='ballots.session'),
        ),
        migrations.AddField(
            model_name='boardmember',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person'),
        ),
        migrations.AddField(
            model_name='boardmember',
            name='session',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='board', to='ballots.session'),
        ),
        migrations.AddField(
            model_name='interest',
            name='ballot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='ballots.ballot'),
        ),
        migrations.AddField(
            model_name='interest',
            name='declared_by',
            field=models.ForeignKey(db_index=False, help_text='Empty when the rule itself recuses: nobody votes on what they signed.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='interest',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person'),
        ),
        migrations.AddField(
            model_name='option',
            name='ballot',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='options', to='ballots.ballot'),
        ),
        migrations.AddField(
            model_name='option',
            name='person',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person', verbose_name='candidate'),
        ),
        migrations.AddField(
            model_name='interest',
            name='option',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='ballots.option'),
        ),
        migrations.AddField(
            model_name='countedvote',
            name='option',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counted', to='ballots.option'),
        ),
        migrations.AddField(
            model_name='vote',
            name='option',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='ballots.option'),
        ),
        migrations.AddField(
            model_name='round',
            name='closed_by',
            field=models.ForeignKey(db_index=False, help_text='Empty when the calendar closed it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='round',
            name='opened_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='round',
            name='session',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='ballots.session'),
        ),
        migrations.AddField(
            model_name='countedcode',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='ballots.round'),
        ),
        migrations.AddField(
            model_name='ballot',
            name='round',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='ballots.round'),
        ),
        migrations.AddField(
            model_name='rollentry',
            name='round',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='roll', to='ballots.round'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', 'elect'), _negated=True), ('seats__gte', 1), _connector='OR'), name='election_has_seats'),
        ),
        migrations.AddField(
            model_name='urn',
            name='round',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='urn', to='ballots.round'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(condition=models.Q(('left__isnull', True)), fields=('session', 'person'), name='one_open_stay'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('left__isnull', True), models.Q(('arrived__isnull', False), ('left__gte', models.F('arrived'))), _connector='OR'), name='stay_in_order'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('arrived__isnull', True), models.Q(('presence', ''), _negated=True), _connector='OR'), name='present_somehow'),
        ),
        migrations.AddConstraint(
            model_name='boardmember',
            constraint=models.UniqueConstraint(fields=('session', 'person'), name='on_the_board_once'),
        ),
        migrations.AddConstraint(
            model_name='boardmember',
            constraint=models.UniqueConstraint(condition=models.Q(('is_head', True)), fields=('session',), name='one_head_of_the_board'),
        ),
        migrations.AddConstraint(
            model_name='option',
            constraint=models.UniqueConstraint(fields=('ballot', 'key'), name='option_once'),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.UniqueConstraint(condition=models.Q(('option__isnull', True)), fields=('ballot', 'person'), name='declared_once_per_item'),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.UniqueConstraint(condition=models.Q(('option__isnull', False)), fields=('option', 'person'), name='declared_once_per_option'),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'declared'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='interest_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.UniqueConstraint(fields=('session', 'number'), name='voting_round_once'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.UniqueConstraint(condition=models.Q(('closed__isnull', True)), fields=('session',), name='one_open_round'),
        ),
    ]
