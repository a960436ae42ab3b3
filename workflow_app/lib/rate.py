"""How often one address may ask in a while; counted in the cache that sign-in limits use too.

The address itself is not kept: only a keyed digest, for as long as the window lasts.
"""

import time
from ipaddress import IPv6Network, ip_address

from django.core.cache import cache
from django.utils.crypto import salted_hmac

IPV6_PREFIX = 64
"""One subscriber's network: who has it has all its addresses."""


def wait_for(scope: str, address: str, *, most: int, seconds: int) -> int:
    """Count one question from an address; return 0, or in how many seconds it may ask again.

    Windows follow one another, so across two of them at most twice as many pass.
    """
    now = int(time.time())
    window = now // seconds
    key = f"rate:{scope}:{window}:{salted_hmac('rate', _network(address)).hexdigest()[:32]}"
    cache.add(key, 0, timeout=seconds)
    try:
        asked = cache.incr(key)
    except ValueError:  # it ran out between the two
        return 0
    return (window + 1) * seconds - now if asked > most else 0


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:  # noqa: PLR2004 -- of the protocol
        return str(IPv6Network((int(parsed), IPV6_PREFIX), strict=False))
    return str(parsed)
