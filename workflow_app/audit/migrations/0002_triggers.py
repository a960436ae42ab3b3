"""The database itself refuses changes to the log."""

from django.db import migrations

from workflow_app.audit import triggers


def install(apps, schema_editor):
    triggers.AUDIT_LOG.install(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.AUDIT_LOG.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
