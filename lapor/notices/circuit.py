"""While a server cannot be used nothing is tried one by one: a pause of 5 seconds, doubling up to a minute."""

from __future__ import annotations

import time
from dataclasses import dataclass

FIRST, LONGEST = 5.0, 60.0  # seconds


@dataclass
class Circuit:
    """State of one channel in this process."""

    until: float = 0.0
    pause: float = 0.0

    @property
    def is_broken(self) -> bool:
        return time.monotonic() < self.until

    def trip(self) -> None:
        """Note that the channel is down; the next look is after a longer pause."""
        self.pause = min(self.pause * 2 or FIRST, LONGEST)
        self.until = time.monotonic() + self.pause

    def mend(self) -> None:
        """Note that the channel works."""
        self.until = self.pause = 0.0


email = Circuit()
services: dict[str, Circuit] = {}  # push services that were called, by host
