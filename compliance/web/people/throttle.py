"""Slowing down who guesses passwords: the delay grows with each failure."""

from __future__ import annotations

import datetime
import ipaddress
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

MOST: Final = 5_000
"""Accounts, and addresses, that are kept in mind; the ones seen longest ago go first."""
FORGET_AFTER: Final = 24 * 3600.0
FREE_FOR_ACCOUNT: Final = 3
FREE_FOR_ADDRESS: Final = 10
"""A whole office may stand behind one address."""
LONGEST: Final = 300.0
"""Seconds: a stranger must not be able to lock somebody out for the day."""


@dataclass
class _Tries:
    """Failures of one account or address."""

    failures: int = 0
    at: float = 0.0
    until: float = 0.0


@dataclass
class _Table:
    """Failures by key, bounded."""

    free: int
    tries: OrderedDict[str, _Tries] = field(default_factory=OrderedDict)

    def wait(self, key: str, now: float) -> float:
        known = self.tries.get(key)
        if known is None or now - known.at > FORGET_AFTER:
            return 0.0
        return max(known.until - now, 0.0)

    def count(self, key: str, now: float) -> None:
        known = self.tries.pop(key, None)
        if known is None or now - known.at > FORGET_AFTER:
            known = _Tries()
        known.failures, known.at = known.failures + 1, now
        over = known.failures - self.free
        if over >= 0:
            known.until = now + min(2.0 ** min(over, 20), LONGEST)
        self.tries[key] = known
        while len(self.tries) > MOST:
            self.tries.popitem(last=False)

    def take_back(self, key: str) -> None:
        known = self.tries.get(key)
        if known is None:
            return
        known.failures, known.until = known.failures - 1, 0.0
        if known.failures <= 0:
            del self.tries[key]


class Throttle:
    """Failures by account and by address, in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._accounts = _Table(FREE_FOR_ACCOUNT)
        self._addresses = _Table(FREE_FOR_ADDRESS)

    def enter(self, account: str, address: str, at: datetime.datetime) -> float:
        """Seconds to wait; 0 where the attempt may be made.

        An attempt counts as failed from its beginning, so that many at once gain nothing.
        """
        now, place = at.timestamp(), _network(address)
        with self._lock:
            wait = max(self._accounts.wait(account, now), self._addresses.wait(place, now))
            if not wait:
                self._accounts.count(account, now)
                self._addresses.count(place, now)
        return wait

    def succeed(self, account: str, address: str) -> None:
        """The attempt was right: it does not count, and the account starts afresh.

        The earlier failures of the address stay, so that somebody with an account of
        their own cannot use it to go on guessing those of others.
        """
        with self._lock:
            self._accounts.tries.pop(account, None)
            self._addresses.take_back(_network(address))


def _network(address: str) -> str:
    """The address, or the network that one customer is given with IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
