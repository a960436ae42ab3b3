"""What a ballot leaves open is not always a tie: the label says so."""

from django.db import migrations, models

RESULTS = [('adopted', 'Adopted'), ('rejected', 'Not adopted'), ('no_quorum', 'No quorum, no decision'), ('returned', 'Returned for rework'), ('removed', 'Taken off the agenda'), ('tied', 'Still open'), ('beyond', 'Passed, beyond the seats')]


class Migration(migrations.Migration):

    dependencies = [
        ('ballots', '0008_last_words_so_far'),
    ]

    operations = [
        migrations.AlterField(
            model_name=name,
            name='result',
            field=models.CharField(blank=True, choices=RESULTS, max_length=12, verbose_name='result'),
        )
        for name in ('ballot', 'option')
    ]
