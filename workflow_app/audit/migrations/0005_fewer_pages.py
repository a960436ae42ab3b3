"""Nothing reads the log by who acted, nor by how a dossier's code begins, and every act paid for it.

PostgreSQL gives a text column that is said to be indexed a second index, for beginnings.
"""

from django.db import migrations, models

from workflow_app.db.unindexed import WithoutIndex


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0004_fewer_indexes'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='auditentry',
            name='audit_actor',
        ),
        WithoutIndex(
            model_name='auditentry',
            name='dossier_code',
            field=models.CharField(blank=True, max_length=60, verbose_name='dossier'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['dossier_code'], name='audit_dossier'),
        ),
    ]
