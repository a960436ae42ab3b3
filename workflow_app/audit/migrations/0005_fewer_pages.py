"""Nothing reads the log by who acted, and every act paid for it."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0004_fewer_indexes'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='auditentry',
            name='audit_actor',
        ),
    ]
