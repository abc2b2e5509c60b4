"""Slowing down who guesses passwords, and nobody else.

What counts most is an account tried from one address: there the wait grows with each
failure. An account tried from everywhere, and an address that tries many accounts, have
an allowance that fills up again by itself. A browser on which the person signed in
before is counted apart from all of them: a stranger can never lock it out.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

MOST: Final = 5_000
"""Of each kind, how many are kept in mind; the ones seen longest ago go first."""
FORGET_AFTER: Final = 24 * 3600.0
FREE: Final = 3
"""Attempts at one account from one address before there is a wait."""
LONGEST: Final = 300.0
"""Seconds of the longest wait for one account at one address."""
FOR_ACCOUNT: Final = 60
"""Attempts at one account in an hour, from wherever they come."""
FOR_ADDRESS: Final = 30
"""Attempts of one address in an hour: a whole office may stand behind it."""
HOUR: Final = 3600.0


@dataclass
class _Tries:
    """Failures at one account from one place."""

    failures: int = 0
    at: float = 0.0
    until: float = 0.0


@dataclass
class _Pairs:
    """Failures by account and place; each makes the next wait longer."""

    tries: OrderedDict[tuple[str, str], _Tries] = field(default_factory=OrderedDict)

    def wait(self, key: tuple[str, str], now: float) -> float:
        known = self.tries.get(key)
        if known is None or now - known.at > FORGET_AFTER:
            return 0.0
        return max(known.until - now, 0.0)

    def count(self, key: tuple[str, str], now: float) -> None:
        known = self.tries.pop(key, None)
        if known is None or now - known.at > FORGET_AFTER:
            known = _Tries()
        known.failures, known.at = known.failures + 1, now
        over = known.failures - FREE
        if over >= 0:
            known.until = now + min(2.0 ** min(over, 20), LONGEST)
        self.tries[key] = known
        while len(self.tries) > MOST:
            self.tries.popitem(last=False)


@dataclass
class _Allowance:
    """Attempts by a key, so many an hour; what was used comes back little by little."""

    hourly: int
    used: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    """How much is used, and when that was so."""

    def wait(self, key: str, now: float) -> float:
        over = self._used(key, now) + 1 - self.hourly
        return max(over, 0.0) * HOUR / self.hourly

    def count(self, key: str, now: float, attempts: int = 1) -> None:
        used = self._used(key, now) + attempts
        self.used.pop(key, None)
        if used > 0:
            self.used[key] = used, now
        while len(self.used) > MOST:
            self.used.popitem(last=False)

    def _used(self, key: str, now: float) -> float:
        used, at = self.used.get(key, (0.0, now))
        return max(used - (now - at) * self.hourly / HOUR, 0.0)


class Throttle:
    """Attempts to sign in, in memory.

    Args:
        clock: seconds that only ever go forward, whatever is done to the clock of the
            machine.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._pairs = _Pairs()
        self._accounts = _Allowance(FOR_ACCOUNT)
        self._addresses = _Allowance(FOR_ADDRESS)

    def enter(self, account: str, address: str, device: str = "") -> float:
        """Seconds to wait; 0 where the attempt may be made.

        An attempt counts as failed from its beginning, so that many at once gain nothing.

        Args:
            account: the login that is tried.
            address: where the attempt comes from.
            device: names a browser or a session in which this account was let in
                before; what others do elsewhere does not count for it then.
        """
        place = _network(address)
        pair = (account, f"device {device}" if device else place)
        with self._lock:
            now = self._clock()
            wait = self._pairs.wait(pair, now)
            if not device:
                wide = self._accounts.wait(account, now), self._addresses.wait(place, now)
                wait = max(wait, *wide)
            if not wait:
                self._pairs.count(pair, now)
                if not device:
                    self._accounts.count(account, now)
                    self._addresses.count(place, now)
        return wait

    def succeed(self, account: str, address: str, device: str = "") -> None:
        """The attempt was right: it does not count, and this place starts afresh.

        The earlier failures of the address stay, so that somebody with an account of
        their own cannot use it to go on guessing those of others; and those of the
        account from elsewhere, which are not the person's.
        """
        place = _network(address)
        with self._lock:
            now = self._clock()
            self._pairs.tries.pop((account, f"device {device}" if device else place), None)
            if not device:
                self._accounts.count(account, now, -1)
                self._addresses.count(place, now, -1)


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
