"""The database itself refuses changes to overrides of nominations' checks."""

from django.db import migrations

from awards.models.protection import OVERRIDES


def install(apps, schema_editor):
    OVERRIDES.install(schema_editor.connection)


def remove(apps, schema_editor):
    OVERRIDES.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("awards", "0002_batches")]
    operations = [migrations.RunPython(install, remove)]
