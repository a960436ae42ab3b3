"""The database itself refuses changes to issued papers."""

from django.db import migrations

from workflow_app.papers.protection import PAPERS


def install(apps, schema_editor):
    PAPERS.install(schema_editor.connection)


def remove(apps, schema_editor):
    PAPERS.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
