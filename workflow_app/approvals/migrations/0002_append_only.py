"""The database itself refuses changes to decisions and revisions."""

from django.db import migrations

from workflow_app.approvals.protection import APPEND_ONLY


def install(apps, schema_editor):
    for table in APPEND_ONLY:
        table.install(schema_editor.connection)


def remove(apps, schema_editor):
    for table in APPEND_ONLY:
        table.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
