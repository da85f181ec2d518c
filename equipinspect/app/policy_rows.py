"""Sorts the rows of an insurer's sheet: linked, doubtful, already known or sent back, with the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from equipinspect.app import records
from equipinspect.app.policy_matching import CODES, Lifts, Match
from equipinspect.app.referring import References
from equipinspect.app.session import Session
from equipinspect.app.sorting import Rejected
from equipinspect.exchange.rows import ParsedRow
from equipinspect.exchange.sheets import Cell
from equipinspect.model.canonical import dumps
from equipinspect.model.codes import normalise
from equipinspect.model.errors import InvalidRecord
from equipinspect.model.fields import Value
from equipinspect.model.text import _
from equipinspect.store import linking, queries

POLICY, LINK, TRAY = "policy", "policy_link", "insured_row"
LIFT_KIND = "lift_liability"
PERIOD = ("starts", "ends")
IDENTIFYING = (*CODES, "user_unit", "address", "building", "unit_no", "internal_no")
OF_POLICY = (
    "kind", "product", "insurer", "policyholder", "policyholder_kind", "insured", "issued_on",
    "lift_count", "limit_total", "limit_person", "limit_accident", "limit_medical", "deductible",
    "premium_total",
)  # fmt: skip
Values = dict[str, Value]


@dataclass
class Cover:
    """One policy of the sheet: its record (0 for a new one), and what the sheet says of it."""

    number: str
    id: int
    values: Values
    row: int
    known: Values = field(default_factory=dict)  # of a registered policy
    filled: Values = field(default_factory=dict)  # what the sheet adds to it


@dataclass(frozen=True)
class Line:
    """One row that says a lift is covered: which lift, how it was found, its own period."""

    row: int
    cover: Cover
    match: Match
    values: Values
    link: int = 0  # the link it changes, 0 for a new one

    @property
    def period(self) -> tuple[Value, Value]:
        """The period of the row where it differs from that of its policy."""
        starts, ends = self.values.get("starts"), self.values.get("ends")
        own = self.cover.known or self.cover.values
        return (
            starts if starts != own.get("starts") else None,
            ends if ends != own.get("ends") else None,
        )


class Refused(Exception):
    """A row that stays out: why, and the field to blame."""

    def __init__(self, problem: str, key: str = "") -> None:
        super().__init__(problem)
        self.key = key


@dataclass
class Sorted:
    """What a sheet comes to; every row stands under exactly one heading."""

    linked: list[Line] = field(default_factory=list)
    changed: list[Line] = field(default_factory=list)
    doubtful: list[Line] = field(default_factory=list)
    unchanged: int = 0
    waiting: int = 0
    counted: int = 0  # rows that only say how many lifts a policy covers
    rejected: list[Rejected] = field(default_factory=list)
    covers: dict[str, Cover] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


class RowSorter:
    """The state of one preview."""

    def __init__(self, session: Session, sheet: str, references: References) -> None:
        self.found = Sorted()
        self._session = session
        self._sheet = sheet
        self._references = references
        self._declaration = session.declaration(TRAY)
        self._lifts = Lifts(session)
        self._links = linking.links(session.register)
        self._met = linking.in_tray(session.register)
        self._taken: dict[tuple[str, int], int] = {}
        self._prints: dict[str, int] = {}
        self._policies: dict[str, list[int]] = {}
        for number, *code in queries.identities(session.register, POLICY, ("number",)):
            self._policies.setdefault(normalise(str(code[0])), []).append(number)

    def sort(self, parsed: ParsedRow) -> None:
        """Put one row under its heading."""
        values = dict(parsed.values)
        try:
            if parsed.problems:
                first = parsed.problems[0]
                said = "；".join(f"{p.column}：{p.problem}" for p in parsed.problems)
                raise Refused(said, first.key)
            self._check(values)
            self._place(parsed, values)
        except Refused as refused:
            self._reject(parsed, refused)

    def _check(self, values: Values) -> None:
        try:
            records.check(self._declaration, values)
        except InvalidRecord as error:
            raise Refused(str(error).rstrip("。"), next(iter(error.problems), "")) from error
        problems = self._references.resolve(values)
        if problems:
            raise Refused("；".join(problems.values()), next(iter(problems)))

    def _place(self, parsed: ParsedRow, values: Values) -> None:
        cover = self._cover(parsed.row, values)
        if not any(values.get(key) for key in IDENTIFYING):
            self._count(parsed.row, cover, values)
            return
        if "reg_no" not in values and not any(
            values.get(k) for k in (*CODES, "user_unit", "address")
        ):
            raise Refused(
                _("只有楼栋，认不出是哪台电梯，请补上登记证编号、设备代码或使用单位和地址")
            )
        match = self._lifts.find(values)
        if match.lift is None:
            raise Refused(
                _("台账里没有这台电梯：{why}").format(why="；".join(match.reasons)), "reg_no"
            )
        line = Line(parsed.row, cover, match, values)
        if match.sure:
            self._link(line, match.lift)
        else:
            self._doubt(line)
        self._keep(cover, values)

    def _count(self, row: int, cover: Cover, values: Values) -> None:
        if not values.get("lift_count"):
            raise Refused(_("没有电梯的编号、单位或地址，也没有承保台数"), "reg_no")
        self.found.counted += 1
        self._keep(cover, values)

    def _cover(self, row: int, values: Values) -> Cover:
        """Return the policy of a row; raise Refused when the row contradicts it."""
        number = normalise(str(values["number"]))
        cover = self.found.covers.get(number)
        if cover is None:
            cover = self._known(number, row, values)
        self._check_period(cover, values)
        own = cover.known or cover.values
        for key in OF_POLICY:
            mine, theirs = values.get(key), own.get(key)
            if mine is None or theirs is None or mine == theirs or key == "lift_count":
                continue
            label = self._declaration.field(key).label
            if not cover.known:
                text = _("{label}与第 {row} 行不同，保险单号却相同")
                raise Refused(text.format(label=label, row=cover.row), key)
            note = _("保单 {number} 的{label}与台账不同，没有改动，请核对")
            self._note(note.format(number=cover.number, label=label))
        return cover

    def _known(self, number: str, row: int, values: Values) -> Cover:
        ids = self._policies.get(number, [])
        if len(ids) > 1:
            text = _("台账里有 {n} 份保单的编号是 {number}，请先处理重复")
            raise Refused(text.format(n=len(ids), number=values["number"]), "number")
        if ids:
            known = queries.rows(self._session.register, POLICY, ids)[0].values
            return Cover(str(values["number"]), ids[0], {}, row, known)
        lacking = [k for k in PERIOD if not values.get(k)]
        if lacking:
            label = self._declaration.field(lacking[0]).label
            raise Refused(_("新保单缺{label}").format(label=label), lacking[0])
        own: Values = {
            k: v for k in ("number", *PERIOD, *OF_POLICY) if (v := values.get(k)) is not None
        }
        own.setdefault("kind", LIFT_KIND)
        return Cover(str(values["number"]), 0, own, row)

    def _check_period(self, cover: Cover, values: Values) -> None:
        """A registered policy is not made longer by a sheet: that takes an endorsement."""
        if not cover.known:
            return
        for key, wrong in (("starts", str.__lt__), ("ends", str.__gt__)):
            mine, theirs = values.get(key), cover.known.get(key)
            if isinstance(mine, str) and isinstance(theirs, str) and wrong(mine, theirs):
                text = _("{label} {mine} 超出台账上保单的期间（{theirs}），请先登记批单")
                label = self._declaration.field(key).label
                raise Refused(text.format(label=label, mine=mine, theirs=theirs), key)

    def _keep(self, cover: Cover, values: Values) -> None:
        """Keep what a row that goes in says of its policy; a new policy spans all of its rows."""
        self.found.covers.setdefault(normalise(cover.number), cover)
        self._references.use({k: values.get(k) for k in ("insurer", "policyholder", "insured")})
        own = cover.known or cover.values
        for key in OF_POLICY:
            value = values.get(key)
            if value is not None and own.get(key) is None:
                own[key] = value
                if cover.known:
                    cover.filled[key] = value
        if not cover.known:
            for key, choose in (("starts", min), ("ends", max)):
                value = values.get(key)
                if isinstance(value, str):
                    cover.values[key] = choose(str(cover.values[key]), value)

    def _link(self, line: Line, lift: int) -> None:
        number = normalise(line.cover.number)
        if (earlier := self._taken.setdefault((number, lift), line.row)) != line.row:
            text = _("与第 {row} 行是同一台电梯、同一张保单")
            raise Refused(text.format(row=earlier), line.match.how)
        known = self._links.get((line.cover.id, lift))
        if known is None:
            self.found.linked.append(line)
        elif known[1:] == line.period or line.period == (None, None):
            self.found.unchanged += 1
        else:
            self.found.changed.append(Line(line.row, line.cover, line.match, line.values, known[0]))

    def _doubt(self, line: Line) -> None:
        mark = fingerprint(line.values)
        if mark in self._prints:
            raise Refused(_("与第 {row} 行完全相同").format(row=self._prints[mark]), "number")
        self._prints[mark] = line.row
        state = self._met.get(mark)
        if state == "open":
            self.found.waiting += 1
        elif state:
            self.found.unchanged += 1
        else:
            self.found.doubtful.append(line)

    def _note(self, text: str) -> None:
        if text not in self.found.notes:
            self.found.notes.append(text)

    def _reject(self, parsed: ParsedRow, refused: Refused) -> None:
        label = self._declaration.field(refused.key).label if refused.key else ""
        cell = parsed.values.get(refused.key)
        cells: Sequence[Cell] = parsed.cells
        if parsed.problems:
            label, cell = parsed.problems[0].column, parsed.problems[0].value
        value = "" if cell is None else str(cell)
        self.found.rejected.append(
            Rejected(self._sheet, parsed.row, label, value, str(refused), cells)
        )


def fingerprint(values: Values) -> str:
    """Return what makes a row of a sheet the same when it comes again."""
    keys = ("number", *PERIOD, *IDENTIFYING)
    said = {key: str(values[key]) for key in keys if values.get(key) is not None}
    return sha256(dumps(said).encode()).hexdigest()[:24]
