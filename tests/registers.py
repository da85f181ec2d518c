"""Real registers for tests: a file, a device key, a clock that stands still, and any valid values."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

from equipinspect import RESOURCES
from equipinspect.app.office import Beginning, Place, create_office
from equipinspect.app.session import Session
from equipinspect.model.declarations import Declaration, Declarations
from equipinspect.model.fields import ABSENT_WORDS, LIST_MARK, Absent, Field, Value, decimal_text
from equipinspect.store import opening, operations
from equipinspect.store.audit import Audit, audit
from equipinspect.store.operations import Action, Stamp
from equipinspect.store.register import Register
from equipinspect.trust import signing
from equipinspect.trust.device_key import DeviceKey, replica_number

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FIRST, LAST = date(1950, 1, 1).toordinal(), date(2150, 12, 31).toordinal()
LETTERS = "恒大华府金科重庆单县行长喆䶮𬭎宝鸡０１AbyZ09-（(%_*"
ODD = [
    "",
    "",
    "'",
    '"',
    "\\",
    "\n",
    "\t",
    "\x01",
    "{",
    "[",
    "é",
    "e\u0301",
    "ß",
    "İ",
    "\u200b",
    "😀",
    "�",
]
STAMP = Stamp("测试员", "2026-03-02T09:00:00+08:00", "+0800")


def adopt(register: Register, seed: bytes = b"a device of the tests") -> None:
    """Go on in a register under the key grown from ``seed``, which its first set names."""
    key = DeviceKey.load(signing.sha256(seed))
    register.signer, register.replica = key, replica_number(key.public)
    with act(register, "init") as running:
        running.create("replica", {"name": "测试机", "public_key": key.public.hex()})


def make(path: Path, declared: Declarations) -> Register:
    """Make an empty register file with a device key."""
    register = opening.create(path, declared)
    adopt(register)
    return register


def act(register: Register, verb: str = "add", reason: str = "") -> AbstractContextManager[Action]:
    """Run one action of the tester."""
    return operations.action(register, STAMP, verb, reason)


def audited(register: Register) -> Audit:
    """Audit a register with real signatures."""
    return audit(register, signing.verify, lambda _what, _done, _total: None)


def place(home: Path, now: Callable[[], datetime] = lambda: NOW) -> Place:
    """The shipped data, a folder for keys, a clock."""
    return Place(RESOURCES, home, now)


def new_office(path: Path, home: Path) -> Session:
    """Begin the register of an invented office."""
    answers = Beginning("测试县市场监督管理局", "610322", "钱多多", "测试机")
    return create_office(path, place(home), answers)


def _text(rnd: Random) -> str:
    pieces = [rnd.choice(ODD), *rnd.choices(LETTERS, k=rnd.randint(1, 9)), rnd.choice(ODD)]
    return "".join(pieces).strip() or "无名"


def _day(rnd: Random) -> str:
    return date.fromordinal(rnd.randint(FIRST, LAST)).isoformat()


def _chosen(field: Field, rnd: Random) -> str:
    values = [o.value for o in field.options]
    return LIST_MARK.join(v for v in values if rnd.random() < 0.5) or values[0]


def _number(rnd: Random) -> str:
    number = Decimal(rnd.randint(-(10**6), 10**9)) / 10 ** rnd.randint(0, 4)
    return decimal_text(number) if number else "0"


MADE: dict[str, Callable[[Field, Random], str | int]] = {
    "integer": lambda _field, rnd: rnd.choice([0, 1, -7, rnd.randint(-(10**12), 10**12)]),
    "decimal": lambda _field, rnd: _number(rnd),
    "money": lambda _field, rnd: _number(rnd),
    "month": lambda _field, rnd: _day(rnd)[:7],
    "date": lambda _field, rnd: _day(rnd),
    "due": lambda _field, rnd: _day(rnd)[: rnd.choice([7, 10])],
    "yes_no": lambda _field, rnd: rnd.randint(0, 1),
    "choice": lambda field, rnd: rnd.choice(field.options).value if field.options else _text(rnd),
    "choices": _chosen,
}


def a_value(field: Field, known: Mapping[str, int], rnd: Random) -> Value:
    """Any value the field may hold; a reference names one of the ``known`` records, by kind."""
    if field.absent and rnd.random() < 0.2:
        return Absent(rnd.choice(sorted(ABSENT_WORDS)))
    if field.kind == "ref":
        fitting = [n for kind, n in known.items() if field.refers in ("*", kind)]
        return rnd.choice(fitting) if fitting else None
    return MADE.get(field.kind, lambda _field, each: _text(each))(field, rnd)


def a_record(declaration: Declaration, known: Mapping[str, int], rnd: Random) -> dict[str, Value]:
    """Any record of a declaration, some fields left empty."""
    chosen = [f for f in declaration.fields if rnd.random() < 0.6]
    found = {f.key: a_value(f, known, rnd) for f in chosen}
    return {key: value for key, value in found.items() if value is not None}
