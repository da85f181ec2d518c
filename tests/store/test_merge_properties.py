"""Histories of several devices against a model that works everything out the long way (sync.md §5)."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipinspect import RESOURCES
from equipinspect.model import declarations
from equipinspect.model.declarations import Declarations
from equipinspect.model.ids import COUNTER_BITS
from equipinspect.store import history as logged
from equipinspect.store import import_log, opening, operations, queries, withdrawing
from equipinspect.store.export import Selection
from equipinspect.store.queries import Query
from equipinspect.trust import signing
from equipinspect.trust.device_key import DeviceKey, replica_number
from tests.exchanging import NOW, Device, device

THING = """
key = "thing"
label = "东西"
finished_by = "signed"
[[section]]
key = "identity"
label = "东西"
[[group]]
key = "closing"
fields = ["closed_on", "closed_by"]
merge = "human"
"""
FIELD = """
[[field]]
key = "{key}"
label = "{key}"
kind = "{kind}"
section = "identity"
merge = "{merge}"
{more}
"""
FIELDS = {
    "name": ("text", "human", 'search = "name"'),
    "phone": ("text", "latest", ""),
    "level": ("choice", "higher", 'options = ["low", "middle", "high"]'),
    "maker": ("text", "fixed", ""),
    "holder": ("ref", "human", 'refers = "thing"'),
    "closed_on": ("date", "human", ""),
    "closed_by": ("text", "human", ""),
    "signed": ("text", "human", ""),
}
RULES = {name: merge for name, (_kind, merge, _more) in FIELDS.items()} | {"closing": "human"}
LEVELS = ["low", "middle", "high"]
DELETED = "_deleted"
NAMES = ("甲", "乙", "丙")


@dataclass(frozen=True)
class Op:
    """One operation as the model keeps it."""

    id: int
    entity: int
    field: str
    value: object
    parents: frozenset[int]
    lamport: int
    of: tuple[int, int]  # replica, seq


@dataclass
class Model:
    """Every operation ever written, and what any set of them means."""

    ops: dict[int, Op] = field(default_factory=dict)

    def held(self, each: Device) -> dict[int, Op]:
        """Return the operations of the sets that a register holds."""
        names = set(each.register.connection.execute("SELECT replica, seq FROM change_set"))
        return {n: op for n, op in self.ops.items() if op.of in names}

    def heads(self, held: dict[int, Op], entity: int, name: str) -> list[Op]:
        """Return the operations of a field that no other one of that field descends from."""
        own = {n: o for n, o in held.items() if o.entity == entity and o.field == name}
        below: set[int] = set()
        for op in own.values():
            ahead = list(op.parents)
            while ahead:
                parent = ahead.pop()
                if parent in own and parent not in below:
                    below.add(parent)
                    ahead += own[parent].parents
        return sorted((o for n, o in own.items() if n not in below), key=lambda o: o.id)

    def fields(self, held: dict[int, Op], entity: int) -> dict[str, list[Op]]:
        names = {o.field for o in held.values() if o.entity == entity and o.field != "*"}
        return {name: self.heads(held, entity, name) for name in names}

    def state(self, held: dict[int, Op]) -> dict[int, tuple[dict[str, object], bool, int]]:
        """Return each record's values, whether it is gone, and in how many fields disputed."""
        entities = [o.entity for o in held.values() if o.field == "*" and o.entity in self.things]
        heads = {e: self.fields(held, e) for e in entities}
        values = {e: self.values(held[e], heads[e]) for e in entities}
        gone = {e: _own_gone(heads[e]) for e in entities}
        up: set[int] = set()
        moving = True
        while moving:
            moving = False
            for e in entities:
                alive = not gone[e] or e in up
                target = values[e].get("holder")
                if alive and target != e and gone.get(target) and target not in up:
                    up.add(target)
                    moving = True
        found = {}
        for e in entities:
            disputed = _disputed(heads[e])
            if e in up:
                disputed.add(DELETED)
            found[e] = (values[e], gone[e] and e not in up, len(disputed))
        return found

    @property
    def things(self) -> set[int]:
        return {o.entity for o in self.ops.values() if o.field == "*"}

    def values(self, created: Op, heads: dict[str, list[Op]]) -> dict[str, object]:
        found = dict(created.value)  # type: ignore[call-overload]
        for name, own in heads.items():
            if name == DELETED:
                continue
            said = _shown(name, own).value
            found |= said if isinstance(said, dict) else {name: said}
            if isinstance(said, dict):
                found |= {k: said.get(k) for k in ("closed_on", "closed_by")}
        return {k: v for k, v in found.items() if v is not None}


def _shown(name: str, heads: list[Op]) -> Op:
    order = sorted(heads, key=lambda o: (o.lamport, o.id))
    if RULES[name] == "fixed":
        return order[0]
    if RULES[name] == "higher":
        ranks = [LEVELS.index(o.value) if o.value in LEVELS else -1 for o in order]
        return next(
            o for o, r in zip(reversed(order), reversed(ranks), strict=True) if r == max(ranks)
        )
    return order[-1]


def _own_gone(heads: dict[str, list[Op]]) -> bool:
    own = heads.get(DELETED, [])
    return any(o.value == 1 for o in own) and DELETED not in _disputed(heads)


def _disputed(heads: dict[str, list[Op]]) -> set[str]:
    found = set()
    for name, own in heads.items():
        if name != DELETED and len({repr(o.value) for o in own}) > 1 and RULES[name] != "latest":
            found.add(name)
    deletes = [o for o in heads.get(DELETED, []) if o.value == 1]
    if deletes:
        named = set().union(*(o.parents for o in deletes))
        beside = any(o.id not in named for n, own in heads.items() if n != DELETED for o in own)
        if beside or len(deletes) < len(heads[DELETED]):
            found.add(DELETED)
    ends = [o for o in heads.get("signed", []) if o.value is not None]
    if ends:
        named = set().union(*(o.parents for o in ends))
        ids = {o.id for o in ends}
        found |= {
            n
            for n, own in heads.items()
            if n not in ("signed", DELETED)
            and any(o.id not in named and not ids & o.parents for o in own)
        }
    return found


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Declarations:
    """Declarations of devices and of one kind of thing with a field of every merge rule."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "records").mkdir()
    (folder / "categories").mkdir()
    shutil.copy(RESOURCES / "records" / "replica.toml", folder / "records")
    text = THING + "".join(
        FIELD.format(key=key, kind=kind, merge=merge, more=more)
        for key, (kind, merge, more) in FIELDS.items()
    )
    (folder / "records" / "thing.toml").write_text(text, encoding="utf-8")
    return declarations.load(folder)


@pytest.fixture(scope="module")
def blanks(small: Declarations, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Empty registers of the devices, copied for every history."""
    folder = tmp_path_factory.mktemp("blank")
    for name in (*NAMES, "收"):
        device(folder, small, name).register.close()
    return folder


def opened(blanks: Path, folder: Path, small: Declarations, name: str) -> Device:
    shutil.copy(blanks / f"{name}.eqi", folder / f"{name}.eqi")
    register = opening.open_file(folder / f"{name}.eqi", small)
    register.connection.execute("PRAGMA synchronous=OFF")
    key = DeviceKey.load(signing.sha256(name.encode()))
    register.signer, register.replica = key, replica_number(key.public)
    return Device(name, register, folder)


class World:
    """Some devices, their files, and the model of all they wrote."""

    def __init__(self, devices: list[Device]) -> None:
        self.devices = devices
        self.model = Model()
        self.files: list[Path] = []

    def step(self, who: int, what: int, a: int, b: int) -> None:
        """Let one device do one thing."""
        each = self.devices[who % len(self.devices)]
        (self.create, self.write, self.write, self.write, self.remove, self.sign,
         self.give, self.take, self.swap, self.withdraw)[what % 10](each, a, b)  # fmt: skip

    def begin(self) -> None:
        """Let everybody start from the same three things, one of which refers to another."""
        first = self.devices[0]
        for a, b in ((0, 0), (1, 3), (2, 1)):
            self.create(first, a, b)
        self.files.append(first.give())
        for each in self.devices[1:]:
            each.take(self.files[0])

    def swap(self, each: Device, a: int, b: int) -> None:
        """Let two devices give each other all they have; afterwards they are equal."""
        other = self.devices[(self.devices.index(each) + 1 + a % 2) % len(self.devices)]
        first, second = each.give(), other.give()
        each.take(second)
        other.take(first)
        assert (each.digest, each.rows) == (other.digest, other.rows)
        self.files += [first, second]

    def _things(self, each: Device) -> list[int]:
        state = self.model.state(self.model.held(each))
        return sorted(e for e, (_values, gone, _n) in state.items() if not gone)

    def _note(self, each: Device, number: int, entity: int, name: str, value: object,
              parents: list[int]) -> None:  # fmt: skip
        held = self.model.held(each)
        tip = operations.tip(each.register, each.register.replica)
        lamport = each.register.connection.execute(
            "SELECT lamport FROM change_set WHERE replica=? AND seq=?",
            (each.register.replica, tip.seq),
        ).fetchone()[0]
        assert lamport > max((o.lamport for o in held.values()), default=0)
        of = (each.register.replica, tip.seq)
        self.model.ops[number] = Op(number, entity, name, value, frozenset(parents), lamport, of)

    def create(self, each: Device, a: int, b: int) -> None:
        there = self._things(each)
        values: dict[str, object] = {"name": f"名{a}", "maker": f"厂{b % 2}"}
        if there and b % 3:
            values["holder"] = there[a % len(there)]
        number = each.add("thing", values)  # type: ignore[arg-type]
        self._note(each, number, number, "*", values, [])

    def write(self, each: Device, a: int, b: int) -> None:
        there = self._things(each)
        if not there:
            return self.create(each, a, b)
        entity = there[a % len(there)]
        name = sorted(n for n in RULES if n not in ("signed", "closed_on", "closed_by"))[b % 6]
        value: object = {
            "name": f"名{a % 3}", "phone": f"电{a % 3}", "level": LEVELS[a % 3], "maker": f"厂{a % 3}",
            "holder": there[(a + b) % len(there)] if a % 4 else None,
            "closing": {"closed_on": f"2026-01-0{1 + a % 3}", "closed_by": None if b % 2 else "甲"},
        }[name]  # fmt: skip
        if isinstance(value, dict):
            value = {k: v for k, v in value.items() if v is not None}
        seen = [o.id for o in self.model.heads(self.model.held(each), entity, name)]
        with each.act() as running:
            number = running.write("thing", entity, name, value, seen)  # type: ignore[arg-type]
        self._note(each, number, entity, name, value, seen or [entity])
        return None

    def sign(self, each: Device, a: int, b: int) -> None:
        there = self._things(each)
        if there:
            self._covering(each, there[a % len(there)], "signed", f"签{b % 2}")

    def remove(self, each: Device, a: int, b: int) -> None:
        state = self.model.state(self.model.held(each))
        kept = {v.get("holder") for e, (v, gone, _n) in state.items() if not gone}
        free = sorted(e for e, (_v, gone, _n) in state.items() if not gone and e not in kept)
        if free:
            self._covering(each, free[a % len(free)], DELETED, 1)

    def _covering(self, each: Device, entity: int, name: str, value: object) -> None:
        """Write what names all heads of a record: a delete, a signature."""
        heads = self.model.fields(self.model.held(each), entity)
        parents = sorted({entity, *(o.id for own in heads.values() for o in own)})
        if name == DELETED:
            number = each.remove(entity)
        else:
            with each.act("sign") as running:
                number = running.write("thing", entity, name, value, parents)  # type: ignore[arg-type]
        self._note(each, number, entity, name, value, parents)

    def give(self, each: Device, a: int, b: int) -> None:
        tips = {r: operations.tip(each.register, r).seq for r in operations.replicas(each.register)}
        since = {r: seq - (a + r) % 3 for r, seq in tips.items()} if b % 2 else {}
        self.files.append(each.give(selection=Selection(since=since)))

    def take(self, each: Device, a: int, b: int) -> None:
        if not self.files:
            return self.give(each, a, 0)
        each.take(self.files[a % len(self.files)])
        if b % 4 == 0:
            each.take(self.files[a % len(self.files)])
        return None

    def withdraw(self, each: Device, a: int, b: int) -> None:
        done = import_log.last(each.register)
        if done is None:
            return
        before = each.digest, each.rows
        path = next((p for p in self.files if p.name == done.file), None)
        found = withdrawing.take_back(each.register, done, NOW)
        if isinstance(found, int) and path is not None:
            each.take(path)
            assert (each.digest, each.rows) == before
        if isinstance(found, int) and b % 2:
            again = import_log.last(each.register)
            assert again is not None
            withdrawing.take_back(each.register, again, NOW)

    def check(self, each: Device) -> None:
        """Compare a register with the model: values, removed or not, disputes, history, audit."""
        held = self.model.held(each)
        wanted = self.model.state(held)
        assert state_of(each) == wanted
        for entity in wanted:
            told = {event.operation for event in logged.of_entity(each.register, entity)}
            assert told == {n for n, o in held.items() if o.entity == entity}
        each.clean()

    def converge(self, order: Random) -> None:
        """Give everything to everybody, each in an order of its own, some files twice."""
        last = [each.give(f"last-{each.name}.eqx") for each in self.devices]
        for each in self.devices:
            some = [*last, *order.sample(last, 1)]
            order.shuffle(some)
            for path in some:
                each.take(path)
        self.files += last


def state_of(each: Device) -> dict[int, tuple[dict[str, object], bool, int]]:
    register = each.register
    ids = [
        *queries.positions(register, Query("thing")),
        *(r[0] for r in register.connection.execute("SELECT id FROM thing WHERE _deleted=1")),
    ]
    return {
        row.id: ({k: v for k, v in row.values.items() if v is not None}, row.deleted, row.conflicts)
        for row in queries.rows(register, "thing", ids)
    }


STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 9), st.integers(0, 11), st.integers(0, 11)),
    min_size=12, max_size=18,
)  # fmt: skip


def run(blanks: Path, folder: Path, small: Declarations, steps: list[tuple[int, int, int, int]],
        seed: int) -> None:  # fmt: skip
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    world = World([opened(blanks, folder, small, name) for name in NAMES])
    reader = opened(blanks, folder, small, "收")
    try:
        world.begin()
        for step in steps:
            world.step(*step)
        for each in world.devices:
            world.check(each)
        order = Random(seed)
        world.converge(order)
        assert len({each.digest for each in world.devices}) == 1
        assert len({each.rows for each in world.devices}) == 1
        world.check(world.devices[0])
        files = list(world.files)
        order.shuffle(files)
        for path in files:
            reader.take(path)
        assert state_of(reader) == state_of(world.devices[0])
        assert {o >> COUNTER_BITS for o in state_of(reader)} <= {
            each.register.replica for each in world.devices
        }
    finally:
        for each in (*world.devices, reader):
            each.register.close()


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, seed=st.integers(0, 99))
def test_any_history_is_what_the_model_says(
    blanks: Path,
    small: Declarations,
    tmp_path: Path,
    steps: list[tuple[int, int, int, int]],
    seed: int,
) -> None:
    run(blanks, tmp_path / "run", small, steps, seed)


@pytest.mark.long
@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, seed=st.integers(0, 99))
def test_two_thousand_histories(
    blanks: Path,
    small: Declarations,
    tmp_path: Path,
    steps: list[tuple[int, int, int, int]],
    seed: int,
) -> None:
    run(blanks, tmp_path / "run", small, steps, seed)
