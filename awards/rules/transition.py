"""A change of the law while dossiers are under way (Luật 06/2026/QH16, transitional clause).

A dossier received for appraisal before the new rule began goes on under the old one, unless the
new one is more favourable.
"""

from collections.abc import Sequence

from .findings import Finding


def is_more_favourable(
    *,
    old: Sequence[Finding],
    new: Sequence[Finding],
    old_amount: int,
    new_amount: int,
) -> bool:
    """Tell whether a dossier fares better under the new version than under the old.

    That is so in two cases, and in both nothing may stand in its way under the new version (a
    dossier that would fail there too gains nothing by the change, however it fails):

    1. something stands in its way under the old version: everything that it fails under the old
       is then met under the new, or no longer asked for;
    2. nothing stands in its way under the old version either, and the amount is higher.

    What is for people to judge counts as not standing in the way. Equal is not more favourable.
    """
    if any(it.is_error for it in new):
        return False
    if any(it.is_error for it in old):
        return True
    return new_amount > old_amount
