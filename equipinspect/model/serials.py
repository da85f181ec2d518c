"""The story of numbered paper: what may happen to a number after what, and how the stock adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

NEW = ""  # a number nobody has received
IN_STORE, HANDED_OUT, POSTED, RECOVERED, VOID = "in_store", "issued", "posted", "recovered", "void"
STATES = (IN_STORE, HANDED_OUT, POSTED, RECOVERED, VOID)
# event → state before → state after; what is not listed cannot happen
STEPS: Mapping[str, Mapping[str, str]] = {
    "received": {NEW: IN_STORE},
    "issued": {IN_STORE: HANDED_OUT},
    "posted": {HANDED_OUT: POSTED},
    "verified": {POSTED: POSTED},
    "returned": {HANDED_OUT: IN_STORE, POSTED: RECOVERED},
    "voided": {IN_STORE: VOID, HANDED_OUT: VOID, RECOVERED: VOID},
}


@dataclass(frozen=True)
class Event:
    """One event over a range of numbers, both ends included."""

    event: str
    first: int
    last: int
    certificate: int = 0


@dataclass
class Ledger:
    """The state of every number of one stock, and those whose story does not hold together.

    Two computers that did not know of each other can hand out one number twice: the second event is
    kept as ``strange`` and leaves the state alone.
    """

    states: dict[int, str] = field(default_factory=dict)
    certificates: dict[int, int] = field(default_factory=dict)
    strange: list[tuple[int, Event]] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Let one event happen to each of its numbers."""
        for number in range(event.first, event.last + 1):
            after = STEPS[event.event].get(self.states.get(number, NEW))
            if after is None:
                self.strange.append((number, event))
                continue
            self.states[number] = after
            if event.event == "posted" and event.certificate:
                self.certificates[number] = event.certificate

    def sums(self) -> dict[str, int]:
        """Return how many numbers are in each state; together they are all that were received."""
        counted = Counter(self.states.values())
        return {state: counted[state] for state in STATES}

    def refused(self, event: str, first: int, last: int) -> list[int]:
        """Return the numbers of a range to which an event cannot happen now."""
        allowed = STEPS[event]
        return [n for n in range(first, last + 1) if self.states.get(n, NEW) not in allowed]


def replay(events: Iterable[Event]) -> Ledger:
    """Return the ledger after events in the order they happened."""
    ledger = Ledger()
    for event in events:
        ledger.take(event)
    return ledger
