"""The database itself moves the head of the log and refuses a fork."""

from django.db import migrations

from workflow_app.audit import triggers


def install(apps, schema_editor):
    triggers.HASH_CHAIN.install(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.HASH_CHAIN.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_triggers")]
    operations = [migrations.RunPython(install, remove)]
