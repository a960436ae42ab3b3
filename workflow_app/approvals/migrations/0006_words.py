"""Dossiers are found by the words of their code, title and unit, through an index."""

from django.db import migrations

from workflow_app.approvals.words import DOSSIER_WORDS
from workflow_app.lib.text import search_text

CHUNK = 500


def write_words(apps, schema_editor):
    """Write the names of the unit beside code and title, as `Dossier.refresh_keys` does."""
    dossiers = apps.get_model("approvals", "Dossier").objects
    found = dossiers.select_related("unit").order_by("pk")
    last = 0
    while chunk := list(found.filter(pk__gt=last)[:CHUNK]):
        for dossier in chunk:
            dossier.search_text = search_text(
                dossier.code, dossier.title, dossier.unit.name, dossier.unit.short_name
            )
        dossiers.bulk_update(chunk, ["search_text"])
        last = chunk[-1].pk


def install(apps, schema_editor):
    DOSSIER_WORDS.install(schema_editor.connection)


def remove(apps, schema_editor):
    DOSSIER_WORDS.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("approvals", "0005_stages_of_personnel")]
    operations = [
        migrations.RunPython(write_words, migrations.RunPython.noop),
        migrations.RunPython(install, remove),
    ]
