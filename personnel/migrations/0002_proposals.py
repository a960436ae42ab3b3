"""Proposals of changes in the seats of bodies."""

import django.db.models.deletion
import personnel.models.proposals
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0006_words'),
        ('organization', '0002_fewer_indexes'),
        ('personnel', '0001_persons_and_structure'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('effective_on', models.DateField(blank=True, null=True, verbose_name='in effect from')),
                ('vetted', models.JSONField(blank=True, help_text='The checks as they stood when the personnel department passed the proposal.', null=True, verbose_name='what the vetting found')),
                ('obstacle', models.TextField(blank=True, help_text='Why the seats could not change on their day; tried again until it is gone.', verbose_name='what stands in the way')),
                ('edited', models.DateTimeField(auto_now=True, verbose_name='last edited')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='organization.body', verbose_name='body whose seats change')),
                ('dossier', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='proposal', to='approvals.dossier')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='organization.term', verbose_name='term')),
            ],
            options={
                'verbose_name': 'personnel proposal',
                'verbose_name_plural': 'personnel proposals',
                'ordering': ['-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Override',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=12)),
                ('check_name', models.CharField(choices=[('age', 'Age'), ('terms', 'Consecutive terms'), ('seats', 'Number of seats'), ('double_seat', 'A second seat in the body'), ('seat_taken', 'The seat itself'), ('leaving', 'The mandate that ends'), ('papers', 'Papers of the file'), ('discipline', 'Discipline'), ('attendance', 'Attendance')], max_length=12, verbose_name='check')),
                ('reason', models.TextField(verbose_name='reason')),
                ('authority', models.CharField(blank=True, max_length=300, verbose_name='acting as')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('delegation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.delegation')),
                ('mandate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.mandate')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.revision')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overrides', to='personnel.proposal')),
            ],
            options={
                'verbose_name': 'override of a check',
                'verbose_name_plural': 'overrides of checks',
                'ordering': ['pk'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('revision', 'uid', 'check_name'), name='override_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='override_says_why')],
            },
        ),
        migrations.CreateModel(
            name='OutsideOpinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('authority', models.CharField(max_length=200, verbose_name='authority')),
                ('sent_notation', models.CharField(max_length=60, verbose_name='number of the paper sent')),
                ('sent_on', models.DateField(verbose_name='sent on')),
                ('due', models.DateField(verbose_name='answer expected by')),
                ('received_notation', models.CharField(blank=True, max_length=60, verbose_name='number of the paper received')),
                ('received_on', models.DateField(blank=True, null=True, verbose_name='received on')),
                ('answer', models.CharField(blank=True, choices=[('agrees', 'Agrees'), ('agrees_partly', 'Agrees in part'), ('disagrees', 'Does not agree')], max_length=13, verbose_name='answer')),
                ('note', models.TextField(blank=True, verbose_name='what it says')),
                ('revision', models.ForeignKey(help_text='What the authority was asked about.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.revision')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outside_opinions', to='personnel.proposal')),
            ],
            options={
                'verbose_name': 'opinion of an authority',
                'verbose_name_plural': 'opinions of authorities',
                'ordering': ['sent_on', 'pk'],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('received_on__isnull', True)), models.Q(('received_on__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='outside_answer_with_its_day'), models.CheckConstraint(condition=models.Q(('received_on__isnull', True), ('received_on__gte', models.F('sent_on')), _connector='OR'), name='outside_answer_after_question'), models.CheckConstraint(condition=models.Q(('due__gte', models.F('sent_on'))), name='outside_due_after_question')],
            },
        ),
        migrations.CreateModel(
            name='Hearing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(verbose_name='since')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.body')),
                ('proposal', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='hearings', to='personnel.proposal')),
            ],
            options={
                'verbose_name': 'proposal before a body',
                'verbose_name_plural': 'proposals before bodies',
                'ordering': ['since', 'pk'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('proposal', 'body'), name='heard_once_per_body')],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=personnel.models.proposals.new_uid, editable=False, max_length=12, unique=True)),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('kind', models.CharField(choices=[('add', 'Co-opt'), ('replace', 'Replace'), ('release', 'Release'), ('remove', 'Remove from office'), ('change_post', 'Change the post'), ('introduce', 'Introduce for election'), ('consolidate', 'Consolidate'), ('re_elect', 'Re-elect')], max_length=12, verbose_name='kind')),
                ('post', models.CharField(blank=True, choices=[('chair', 'President'), ('deputy_chair', 'Vice President'), ('secretary_general', 'Secretary General'), ('member', 'Member')], max_length=20, verbose_name='post')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('support', models.CharField(blank=True, choices=[('supported', 'Supported by the Standing Committee'), ('not_supported', 'Not supported by the Standing Committee')], max_length=13, verbose_name='opinion of the Standing Committee')),
                ('result', models.CharField(blank=True, choices=[('adopted', 'Adopted'), ('rejected', 'Not adopted')], default='', max_length=8, verbose_name='result')),
                ('applied_on', models.DateField(blank=True, null=True, verbose_name='in effect since')),
                ('entering', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposed_in', to='organization.person', verbose_name='who enters')),
                ('leaving', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.mandate', verbose_name='who leaves')),
                ('opened', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opened_by_change', to='organization.mandate', verbose_name='mandate that it opened')),
                ('seat', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.seat', verbose_name='seat')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='personnel.proposal')),
            ],
            options={
                'verbose_name': 'change',
                'verbose_name_plural': 'changes',
                'ordering': ['proposal', 'order', 'pk'],
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('applied_on__isnull', True), ('result', 'adopted')), fields=['proposal'], name='change_not_yet_applied')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('add', 'introduce', 're_elect')), models.Q(('leaving__isnull', False), _negated=True), ('entering__isnull', False)), models.Q(('kind', 'replace'), ('leaving__isnull', False), ('entering__isnull', False)), models.Q(('kind__in', ('release', 'remove', 'change_post')), ('leaving__isnull', False), models.Q(('entering__isnull', False), _negated=True)), models.Q(('kind', 'consolidate'), models.Q(('leaving__isnull', False), ('entering__isnull', False), _connector='OR')), _connector='OR'), name='change_people_by_kind'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'change_post'), _negated=True), models.Q(('post', ''), _negated=True), _connector='OR'), name='change_of_post_names_it'), models.CheckConstraint(condition=models.Q(('applied_on__isnull', True), ('result', 'adopted'), _connector='OR'), name='only_adopted_changes_apply'), models.CheckConstraint(condition=models.Q(('opened__isnull', True), ('applied_on__isnull', False), _connector='OR'), name='a_mandate_opens_with_effect'), models.UniqueConstraint(fields=('proposal', 'leaving'), name='leaves_once_per_proposal'), models.UniqueConstraint(fields=('proposal', 'entering'), name='enters_once_per_proposal'), models.UniqueConstraint(fields=('proposal', 'seat'), name='seat_once_per_proposal')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due', models.DateField(verbose_name='due')),
                ('authority', models.CharField(blank=True, max_length=200, verbose_name='authority')),
                ('sent_notation', models.CharField(blank=True, max_length=60, verbose_name='number of the paper sent')),
                ('sent_on', models.DateField(blank=True, null=True, verbose_name='sent on')),
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='report', to='personnel.proposal')),
            ],
            options={
                'verbose_name': 'report to the authority',
                'verbose_name_plural': 'reports to the authority',
                'ordering': ['due'],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('sent_notation', ''), ('sent_on__isnull', True)), models.Q(('sent_on__isnull', False), models.Q(('sent_notation', ''), _negated=True)), _connector='OR'), name='report_sent_with_its_number')],
            },
        ),
    ]
