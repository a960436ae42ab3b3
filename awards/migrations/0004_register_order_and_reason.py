"""The order of the register and the words of its awards have an index; a ranking keeps a reason."""

from django.conf import settings
from django.db import migrations, models

from awards.words import AWARD_WORDS


def install(apps, schema_editor):
    AWARD_WORDS.install(schema_editor.connection)


def remove(apps, schema_editor):
    AWARD_WORDS.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0003_overrides_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='award',
            name='award_register',
        ),
        migrations.AddField(
            model_name='ranking',
            name='reason',
            field=models.CharField(blank=True, help_text="Before the peers' day was over, while something was still missing.", max_length=500, verbose_name='why before everything was in'),
        ),
        migrations.AddIndex(
            model_name='award',
            index=models.Index(fields=['-year', '-decision', 'ordinal'], name='award_register_order'),
        ),
        migrations.RunPython(install, remove),
    ]
