"""The database itself refuses changes to overrides."""

from django.db import migrations

from personnel.models.protection import OVERRIDES


def install(apps, schema_editor):
    OVERRIDES.install(schema_editor.connection)


def remove(apps, schema_editor):
    OVERRIDES.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("personnel", "0002_proposals")]
    operations = [migrations.RunPython(install, remove)]
