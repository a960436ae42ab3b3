"""Last words that were said before they had rows of their own."""

from django.db import migrations


def take_over(apps, schema_editor):
    """Until now the chair alone could say it; whoever did stands in the ballot."""
    desks = apps.get_model("organization", "Desk").objects
    words = apps.get_model("ballots", "LastWord").objects
    decided = apps.get_model("ballots", "Ballot").objects.filter(decided_by__isnull=False)
    for ballot in decided.select_related("session", "round"):
        desk, __ = desks.get_or_create(duty="preside", body_id=ballot.session.body_id)
        adopted = ballot.options.filter(result="adopted").values_list("key", flat=True)
        words.create(
            ballot=ballot,
            desk=desk,
            user_id=ballot.decided_by_id,
            capacity="chair",
            chosen=sorted(adopted),
            reason=ballot.reason or "–",
            said=ballot.round.closed,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('ballots', '0007_last_words'),
    ]

    operations = [
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
