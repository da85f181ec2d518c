"""Gathers what happened in the demo office and writes it into the operation log in its order in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from equipinspect.app.session import Report
from equipinspect.model.fields import Value
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store.operations import Action, Stamp
from equipinspect.store.register import Register


@dataclass(eq=False)
class Record:
    """A record that will be written; other records may name it before it has an id."""

    kind: str
    values: dict[str, Value | Record]
    id: int = 0
    tips: dict[str, int] = field(default_factory=dict)


Content = Value | Record | Mapping[str, Value | Record]
Step = tuple[Record, str, Content]


@dataclass(frozen=True)
class Occasion:
    """One action in the past: when, who, what kind of action, and why."""

    at: datetime
    by: Record | None
    verb: str
    reason: str


class Journal:
    """All actions of the demo, in any order until they are written."""

    def __init__(self) -> None:
        self._steps: dict[Occasion, list[Step]] = {}
        self.size = 0

    @property
    def begun(self) -> datetime:
        """When the first action happened."""
        return min(occasion.at for occasion in self._steps)

    def create(self, record: Record, occasion: Occasion) -> Record:
        """Note that a record was entered; what it refers to is entered just before it."""
        return self._note(record, "", None, occasion)

    def write(self, record: Record, key: str, value: Content, occasion: Occasion) -> None:
        """Note that a field or group of a record was written."""
        self._note(record, key, value, occasion)

    def _note(self, record: Record, key: str, value: Content, occasion: Occasion) -> Record:
        self._steps.setdefault(occasion, []).append((record, key, value))
        self.size += 1
        return record

    def occasions(self) -> Iterator[Occasion]:
        """Yield every action, oldest first."""
        yield from sorted(self._steps, key=lambda o: o.at)

    def steps(self) -> Iterator[Step]:
        """Yield what was noted: record, field or group (empty: the record itself), value; oldest first."""
        for occasion in self.occasions():
            yield from self._steps[occasion]

    def created(self) -> Iterator[tuple[Occasion, Record]]:
        """Yield the records that were entered so far, with the occasion, in the order noted."""
        for occasion, steps in self._steps.items():
            yield from ((occasion, record) for record, key, _value in steps if not key)

    def store(self, register: Register, report: Report) -> None:
        """Write every action, oldest first, as one transaction."""
        done = 0
        with register.transaction():
            for occasion in self.occasions():
                running = Action(register, _stamp(occasion), occasion.verb, occasion.reason)
                for record, key, value in self._steps[occasion]:
                    _step(running, record, key, value)
                running.seal()
                done += len(self._steps[occasion])
                report(_("正在生成演示数据"), done, self.size)


def _stamp(occasion: Occasion) -> Stamp:
    by = occasion.by
    person = "" if by is None else show_id(by.id) if by.id else str(by.values["name"])
    at = occasion.at
    return Stamp(person, at.isoformat(timespec="seconds"), at.strftime("%z"))


def _step(running: Action, record: Record, key: str, value: Content) -> None:
    if not key:
        _create(running, record)
        return
    seen = [record.tips[key]] if key in record.tips else []
    _create(running, record)
    ready = (
        {k: _ready(running, v) for k, v in value.items()}
        if isinstance(value, Mapping)
        else _ready(running, value)
    )
    record.tips[key] = running.write(record.kind, record.id, key, ready, seen)


def _create(running: Action, record: Record) -> int:
    """Create a record unless it stands already, after everything it refers to."""
    if not record.id:
        values = {k: _ready(running, v) for k, v in record.values.items() if v is not None}
        record.id = running.create(record.kind, values)
    return record.id


def _ready(running: Action, value: Value | Record) -> Value:
    return _create(running, value) if isinstance(value, Record) else value
