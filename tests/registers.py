"""Real registers for tests: a file, a device key, a clock that stands still, and any valid values."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

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


def _texts(longest: int = 12) -> st.SearchStrategy[str]:
    letters = st.characters(exclude_categories=("Cs",), exclude_characters="\x00")
    chinese = st.sampled_from("恒大华府金科重庆单县行长喆䶮𬭎宝鸡０１")
    text = st.text(st.one_of(letters, chinese), min_size=1, max_size=longest)
    return text.map(str.strip).filter(bool)


def _days() -> st.SearchStrategy[str]:
    return st.dates(date(1950, 1, 1), date(2150, 12, 31)).map(date.isoformat)


def _months() -> st.SearchStrategy[str]:
    return _days().map(lambda day: day[:7])


def _numbers() -> st.SearchStrategy[str]:
    found = st.decimals(Decimal(-10_000), Decimal(10_000_000), places=3)
    return found.map(lambda number: decimal_text(number) if number else "0")


def _chosen(field: Field) -> st.SearchStrategy[str]:
    several = st.lists(st.sampled_from([o.value for o in field.options]), min_size=1, unique=True)
    order = [o.value for o in field.options].index
    return several.map(lambda found: LIST_MARK.join(sorted(found, key=order)))


def values_of(field: Field, known: Mapping[str, int]) -> st.SearchStrategy[Value]:
    """Any value the field may hold; references name one of the ``known`` records, by kind."""
    options = [o.value for o in field.options]
    refers = [n for kind, n in known.items() if field.refers in ("*", kind)]
    by_kind: dict[str, Callable[[], st.SearchStrategy[str | int]]] = {
        "integer": lambda: st.integers(-(10**12), 10**12),
        "decimal": _numbers,
        "money": _numbers,
        "month": _months,
        "date": _days,
        "due": lambda: st.one_of(_months(), _days()),
        "yes_no": lambda: st.integers(0, 1),
        "choice": lambda: st.sampled_from(options) if options else _texts(),
        "choices": lambda: _chosen(field),
        "ref": lambda: st.sampled_from(refers) if refers else st.nothing(),
    }
    found: st.SearchStrategy[Value] = by_kind.get(field.kind, _texts)()
    if field.absent:
        found = st.one_of(found, st.sampled_from(sorted(ABSENT_WORDS)).map(Absent))
    return found


def records_of(
    declaration: Declaration, known: Mapping[str, int]
) -> st.SearchStrategy[dict[str, Value]]:
    """Any record of a declaration, some fields left empty."""
    fields = {f.key: values_of(f, known) for f in declaration.fields}
    return st.fixed_dictionaries({}, optional={k: s for k, s in fields.items() if not s.is_empty})
