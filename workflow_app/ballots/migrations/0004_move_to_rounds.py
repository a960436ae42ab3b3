"""Votes that were taken before there were rounds: each session had one, each item one option."""

from django.db import migrations
from django.db.models import F

STAYS = {
    "version": 1,
    "secrecy": "open",
    "absent_in_writing": True,
    "recusal_leaves_denominator": True,
    "candidates_vote": False,
    "repeats_missed": False,
    "tie": "nobody",
    "runs": 1,
    "then": "nobody",
    "small_body": 0,
}


def move(apps, schema_editor):
    """Give every opened session its round, every item its option, every vote its option."""
    rounds(apps)
    options(apps)
    votes(apps)


def rounds(apps):
    Session, Round = apps.get_model("ballots", "Session"), apps.get_model("ballots", "Round")
    RollEntry = apps.get_model("ballots", "RollEntry")
    for session in Session.objects.filter(opened__isnull=False):
        voting = Round.objects.create(
            session=session,
            number=1,
            opened=session.opened,
            opened_by_id=session.opened_by_id,
            closed=session.closed,
            closed_by_id=session.closed_by_id,
        )
        RollEntry.objects.filter(session=session).update(round=voting)
        RollEntry.objects.filter(session=session, handed_in__isnull=False).update(
            channel="system", was_present=True
        )
        dropped = ("returned", "removed")
        session.ballots.exclude(result__in=dropped).update(round=voting)
        Session.objects.filter(pk=session.pk).update(started=F("opened"), ended=F("closed"))


def options(apps):
    Ballot, Option = apps.get_model("ballots", "Ballot"), apps.get_model("ballots", "Option")
    for ballot in Ballot.objects.select_related("dossier"):
        counted = ballot.figures is not None
        Option.objects.create(
            ballot=ballot,
            label=ballot.dossier.title,
            result=ballot.result if counted else "",
            figures=figures(ballot.figures) if counted else None,
        )
        if ballot.threshold is not None:
            ballot.rule = rule(ballot)
            ballot.save(update_fields=["rule"])


def rule(ballot):
    """The rule as it stood: of the votes cast, those without an opinion were left out."""
    return STAYS | {
        "denominator": ballot.denominator,
        "threshold": ballot.threshold,
        "quorum": ballot.quorum,
        "abstention": "left_out" if ballot.denominator == "cast" else "against",
    }


def figures(old):
    return {
        "members": old["members"],
        "convened": old["members"],
        "recused": old["recused"],
        "lapsed": 0,
        "present": old["taking_part"],
        "handed_in": old["taking_part"],
        "in_writing": 0,
        "yes": old["yes"],
        "no": old["no"],
        "abstain": old["abstain"],
        "invalid": 0,
        "eligible": old["eligible"],
        "taking_part": old["taking_part"],
        "quorum_base": old["eligible"],
        "quorum_needed": old["quorum_needed"],
        "base": old["base"],
        "votes_needed": old["votes_needed"],
    }


def votes(apps):
    Option, Vote = apps.get_model("ballots", "Option"), apps.get_model("ballots", "Vote")
    Interest, Recusal = apps.get_model("ballots", "Interest"), apps.get_model("ballots", "Recusal")
    for pk, ballot in Option.objects.values_list("pk", "ballot"):
        Vote.objects.filter(ballot=ballot).update(option=pk)
    for recusal in Recusal.objects.select_related("entry__round"):
        Interest.objects.create(
            ballot_id=recusal.ballot_id,
            person_id=recusal.entry.person_id,
            state="declared",
            reason=recusal.reason,
            declared=recusal.entry.round.opened,
        )


class Migration(migrations.Migration):

    dependencies = [
        ("ballots", "0003_rounds_and_options"),
    ]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
