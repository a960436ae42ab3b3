import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The tables as eleven migrations left them; a database that has had those goes on from there.

    Two of the eleven moved rows, of which a new database has none.
    """

    replaces = [
        ("ballots", "0001_initial"),
        ("ballots", "0002_fewer_indexes"),
        ("ballots", "0003_rounds_and_options"),
        ("ballots", "0004_move_to_rounds"),
        ("ballots", "0005_only_rounds"),
        ("ballots", "0006_no_channel_beside_a_choice"),
        ("ballots", "0007_last_words"),
        ("ballots", "0008_last_words_so_far"),
        ("ballots", "0009_still_open"),
        ("ballots", "0010_cancelled_and_chaired"),
        ("ballots", "0011_further_runs"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('approvals', '0009_open_work_of_a_dossier'),
        ('organization', '0004_body_of_cluster'),
    ]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('mode', models.CharField(choices=[('in_person', 'In person'), ('online', 'Online'), ('hybrid', 'In person and online'), ('written', 'Asked in writing')], default='hybrid', max_length=10, verbose_name='how')),
                ('held_on', models.DateField(verbose_name='date')),
                ('begins', models.TimeField(blank=True, null=True, verbose_name='begins at')),
                ('due', models.DateTimeField(blank=True, help_text='End of a written consultation.', null=True, verbose_name='answers until')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='place')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='link of the online meeting')),
                ('state', models.CharField(choices=[('planned', 'Being prepared'), ('convened', 'Convened'), ('sitting', 'In session'), ('voting', 'Vote open'), ('closed', 'Vote closed'), ('cancelled', 'Cancelled')], default='planned', max_length=10, verbose_name='state')),
                ('convened', models.DateTimeField(blank=True, null=True, verbose_name='members convened')),
                ('started', models.DateTimeField(blank=True, null=True, verbose_name='began')),
                ('ended', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('announced', models.DateTimeField(blank=True, null=True, verbose_name='results announced')),
                ('cancelled', models.DateTimeField(blank=True, null=True, verbose_name='cancelled')),
                ('cancelled_because', models.CharField(blank=True, max_length=500, verbose_name='why it is cancelled')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='organization.body', verbose_name='body')),
                ('chair', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person', verbose_name='chair of the session')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('secretary', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person', verbose_name='secretary of the session')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='organization.term', verbose_name='term')),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'ordering': ['-held_on', '-pk'],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('mode', 'written'), _negated=True), ('due__isnull', False), _connector='OR'), name='written_consultation_has_an_end'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('cancelled__isnull', False), models.Q(('cancelled_because', ''), _negated=True)), _connector='OR'), name='cancelled_with_a_reason')],
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
                ('papers_collected', models.PositiveSmallIntegerField(blank=True, help_text='Taken from the box by the counting board, the invalid ones included.', null=True, verbose_name='ballots on paper collected')),
                ('closed_by', models.ForeignKey(db_index=False, help_text='Empty when the calendar closed it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='ballots.session')),
            ],
            options={
                'verbose_name': 'round of voting',
                'verbose_name_plural': 'rounds of voting',
                'ordering': ['session', 'number'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('session', 'number'), name='voting_round_once'), models.UniqueConstraint(condition=models.Q(('closed__isnull', True)), fields=('session',), name='one_open_round')],
            },
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(default='presidium', max_length=40, verbose_name='step')),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('in_group', models.BooleanField(default=False, help_text='One choice for all items of the group; any member may choose apart.', verbose_name='voted on in the group')),
                ('run', models.PositiveSmallIntegerField(default=1, verbose_name='run')),
                ('method', models.CharField(choices=[('approve', 'Each is adopted or not'), ('elect', 'The highest get the seats')], default='approve', max_length=8, verbose_name='method')),
                ('seats', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='seats')),
                ('secrecy', models.CharField(choices=[('open', 'Open vote'), ('secret', 'Secret ballot')], default='open', max_length=6, verbose_name='secrecy')),
                ('rule', models.JSONField(help_text='The decision rule, frozen when the vote opens.', null=True, verbose_name='rule')),
                ('legal_basis', models.CharField(blank=True, max_length=255, verbose_name='legal basis')),
                ('result', models.CharField(blank=True, choices=[('adopted', 'Adopted'), ('rejected', 'Not adopted'), ('no_quorum', 'No quorum, no decision'), ('returned', 'Returned for rework'), ('removed', 'Taken off the agenda'), ('tied', 'Still open'), ('beyond', 'Passed, beyond the seats')], max_length=12, verbose_name='result')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('resumed', models.DateTimeField(help_text='When the dossier went on with the result.', null=True)),
                ('decided_by', models.ForeignKey(blank=True, db_index=False, help_text='Who had the final say after the last run.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='approvals.dossier')),
                ('previous', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next', to='ballots.ballot')),
                ('revision', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='approvals.revision')),
                ('round', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='ballots.round')),
                ('session', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='ballots.session')),
            ],
            options={
                'verbose_name': 'ballot',
                'verbose_name_plural': 'ballots',
                'ordering': ['session', 'order', 'pk'],
                'indexes': [models.Index(condition=models.Q(('previous__isnull', False)), fields=['previous'], name='ballot_further_run')],
                'constraints': [models.UniqueConstraint(fields=('session', 'dossier', 'run'), name='ballot_once_per_session'), models.UniqueConstraint(condition=models.Q(('result', '')), fields=('dossier',), name='dossier_on_one_agenda'), models.CheckConstraint(condition=models.Q(models.Q(('method', 'elect'), _negated=True), ('seats__gte', 1), _connector='OR'), name='election_has_seats')],
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
                ('result', models.CharField(blank=True, choices=[('adopted', 'Adopted'), ('rejected', 'Not adopted'), ('no_quorum', 'No quorum, no decision'), ('returned', 'Returned for rework'), ('removed', 'Taken off the agenda'), ('tied', 'Still open'), ('beyond', 'Passed, beyond the seats')], max_length=12, verbose_name='result')),
                ('figures', models.JSONField(help_text='The count, written once when the vote closes.', null=True, verbose_name='figures')),
                ('ballot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='options', to='ballots.ballot')),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person', verbose_name='candidate')),
            ],
            options={
                'verbose_name': 'option',
                'verbose_name_plural': 'options',
                'ordering': ['ballot', 'order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('ballot', 'key'), name='option_once')],
            },
        ),
        migrations.CreateModel(
            name='Interest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('none', 'No interest declared'), ('declared', 'Interest declared')], max_length=8, verbose_name='declared')),
                ('reason', models.CharField(blank=True, max_length=255, verbose_name='reason')),
                ('declared', models.DateTimeField(verbose_name='declared at')),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='ballots.ballot')),
                ('declared_by', models.ForeignKey(db_index=False, help_text='Empty when the rule itself recuses: nobody votes on what they signed.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('option', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='ballots.option')),
            ],
            options={
                'verbose_name': 'declaration of interest',
                'verbose_name_plural': 'declarations of interest',
                'ordering': ['ballot', 'person__sort_key', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('option__isnull', True)), fields=('ballot', 'person'), name='declared_once_per_item'), models.UniqueConstraint(condition=models.Q(('option__isnull', False)), fields=('option', 'person'), name='declared_once_per_option'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declared'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='interest_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='CountedVote',
            fields=[
                ('name', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('choice', models.CharField(choices=[('yes', 'In favour'), ('no', 'Against'), ('abstain', 'No opinion'), ('invalid', 'Invalid')], max_length=7, verbose_name='choice')),
                ('option', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counted', to='ballots.option')),
            ],
            options={
                'verbose_name': 'counted vote',
                'verbose_name_plural': 'counted votes',
                'ordering': ['name'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RollEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(blank=True, choices=[('system', 'In the system'), ('paper', 'On paper')], max_length=10, verbose_name='how the vote is given')),
                ('handed_in', models.DateTimeField(null=True, verbose_name='handed in')),
                ('lapsed', models.DateTimeField(help_text='The seat ended while the vote was open.', null=True, verbose_name='seat ended')),
                ('was_present', models.BooleanField(default=False, help_text='In the room or connected at the closing.', verbose_name='present')),
                ('mandate', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.mandate')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('work_item', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='roll_entry', to='approvals.workitem')),
                ('round', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='roll', to='ballots.round')),
            ],
            options={
                'verbose_name': 'member on the roll',
                'verbose_name_plural': 'roll',
                'ordering': ['person__sort_key'],
                'indexes': [models.Index(fields=['user', 'round'], name='roll_of_user')],
                'constraints': [models.UniqueConstraint(fields=('round', 'person'), name='on_the_roll_once')],
            },
        ),
        migrations.CreateModel(
            name='CountedCode',
            fields=[
                ('code', models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name='check code')),
                ('channel', models.CharField(choices=[('system', 'In the system'), ('paper', 'On paper')], max_length=10, verbose_name='how')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='ballots.round')),
            ],
            options={
                'verbose_name': 'counted code',
                'verbose_name_plural': 'counted codes',
                'ordering': ['code'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ChairChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('reason', models.CharField(max_length=255, verbose_name='reason')),
                ('after', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('before', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('noted_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chair_changes', to='ballots.session')),
            ],
            options={
                'verbose_name': 'change of the chair',
                'verbose_name_plural': 'changes of the chair',
                'ordering': ['session', 'at', 'pk'],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('before__isnull', True), models.Q(('before', models.F('after')), _negated=True), _connector='OR'), name='chair_is_somebody_else')],
            },
        ),
        migrations.CreateModel(
            name='BoardMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_head', models.BooleanField(default=False, verbose_name='head of the board')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.person')),
                ('session', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='board', to='ballots.session')),
            ],
            options={
                'verbose_name': 'member of the counting board',
                'verbose_name_plural': 'counting board',
                'ordering': ['session', '-is_head', 'person__sort_key'],
                'constraints': [models.UniqueConstraint(fields=('session', 'person'), name='on_the_board_once'), models.UniqueConstraint(condition=models.Q(('is_head', True)), fields=('session',), name='one_head_of_the_board')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('presence', models.CharField(blank=True, choices=[('in_room', 'In the room'), ('online', 'Online')], max_length=10, verbose_name='how')),
                ('arrived', models.DateTimeField(blank=True, null=True, verbose_name='arrived')),
                ('left', models.DateTimeField(blank=True, null=True, verbose_name='left')),
                ('reason', models.CharField(blank=True, max_length=255, verbose_name='reason')),
                ('mandate', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.mandate')),
                ('noted_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='organization.person')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='ballots.session')),
            ],
            options={
                'verbose_name': 'attendance',
                'verbose_name_plural': 'attendance',
                'ordering': ['session', 'person__sort_key', 'arrived', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('left__isnull', True)), fields=('session', 'person'), name='one_open_stay'), models.CheckConstraint(condition=models.Q(('left__isnull', True), models.Q(('arrived__isnull', False), ('left__gte', models.F('arrived'))), _connector='OR'), name='stay_in_order'), models.CheckConstraint(condition=models.Q(('arrived__isnull', True), models.Q(('presence', ''), _negated=True), _connector='OR'), name='present_somehow')],
            },
        ),
        migrations.CreateModel(
            name='Urn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
                ('key', models.BinaryField(null=True)),
                ('round', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='urn', to='ballots.round')),
            ],
            options={
                'verbose_name': 'urn',
                'verbose_name_plural': 'urns',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.CharField(choices=[('yes', 'In favour'), ('no', 'Against'), ('abstain', 'No opinion')], max_length=7, verbose_name='choice')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='ballots.rollentry')),
                ('option', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='ballots.option')),
            ],
            options={
                'verbose_name': 'vote',
                'verbose_name_plural': 'votes',
                'constraints': [models.UniqueConstraint(fields=('option', 'entry'), name='one_vote_per_member')],
            },
        ),
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

