"""The board pack: the papers of every item, and who has opened them."""

from collections import defaultdict
from dataclasses import dataclass, field

from workflow_app.approvals.models import DossierAttachment, Visit
from workflow_app.organization.models import Mandate, Person

from .console import Item
from .interests import recused_from


@dataclass(slots=True)
class PackItem:
    """An item with its papers; of one on which the reader is recused, neither papers nor link.

    `kept_back` are the keys of single options on which the reader is recused, within the item.
    """

    item: Item
    papers: list[DossierAttachment] = field(default_factory=list)
    is_recused: bool = False
    kept_back: frozenset[str] = frozenset()
    readers: list[Person] = field(default_factory=list)


def pack_of(reader: Mandate | None, items: list[Item]) -> list[PackItem]:
    """Return the papers by item: two statements more than the agenda itself.

    `reader` is the mandate of a member who reads; recusal from a whole item hides its papers.
    """
    recused = recused_from([item.ballot for item in items])
    pack = []
    for item in items:
        kept_back = frozenset(
            option.key
            for option in item.ballot.options.all()
            if reader is not None and reader.person_id in recused.by_option[option.pk]
        )
        is_recused = reader is not None and reader.person_id in recused.by_ballot[item.ballot.pk]
        # the option without a key is the dossier itself: who leaves it has no other part in it
        is_recused = is_recused or "" in kept_back
        pack.append(PackItem(item, is_recused=is_recused, kept_back=kept_back))
    papers: dict[int, list[DossierAttachment]] = defaultdict(list)
    shown = [one.item.ballot.dossier_id for one in pack if one.item.may_read and not one.is_recused]
    found = DossierAttachment.objects.filter(dossier__in=shown, withdrawn_at=None)
    for paper in found.select_related("file", "dossier").order_by("pk"):
        papers[paper.dossier_id].append(paper)
    for one in pack:
        one.papers = papers[one.item.ballot.dossier_id]
    return pack


def note_readers(pack: list[PackItem], members: list[Mandate]) -> None:
    """Add which members have opened each dossier; one statement. Never how anybody voted."""
    by_user = {
        mandate.person.user_id: mandate.person for mandate in members if mandate.person.user_id
    }
    readers: dict[int, list[Person]] = defaultdict(list)
    rows = Visit.objects.filter(
        dossier__in=[one.item.ballot.dossier_id for one in pack], user__in=list(by_user)
    ).values_list("dossier", "user")
    for dossier, user in rows:
        readers[dossier].append(by_user[user])
    for one in pack:
        found = readers[one.item.ballot.dossier_id]
        one.readers = sorted(found, key=lambda person: person.sort_key)
