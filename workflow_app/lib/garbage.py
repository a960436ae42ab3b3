"""How often Python looks for garbage: seldom, and never among what a process loaded when it began.

By itself it looks after every 700 new objects, of which a page makes thousands, and now and then
among all there are: together a fifth of the time of all pages, and up to 0.3 s in the middle of one.
"""

import gc

NEW_OBJECTS = 10_000
"""So many are made before it looks among the new ones; a process grows by some 20 MB."""


def look_seldom() -> None:
    """Set apart what is loaded by now; for a process that stays, once it has started."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
