"""Finds or prepares the units, holders and offices that sheet rows name: by code, then by exact name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from equipinspect.app.session import Session
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Absent, Value, folded
from equipinspect.model.text import _
from equipinspect.store import queries

LIKELY = 88.0
MOST_COMPARED = 4000


@dataclass
class Pending:
    """A record that the import will create because a row names it; stands under a negative number."""

    kind: str
    values: dict[str, Value]


@dataclass
class Resolver:
    """The named records of one kind, with those the import is about to create."""

    session: Session
    kind: str
    pending: list[Pending]
    by_code: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    pointers: list[str] = field(default_factory=list)
    _memo: dict[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        declaration = self.session.declaration(self.kind)
        self.code_key = next(
            (k[0] for k in declaration.identity if len(k) == 1 and k[0] != "name"), ""
        )
        for number, *found in queries.identities(self.session.register, self.kind, ("name",)):
            self._know(number, "", str(found[0]))
        if self.code_key:
            for number, *found in queries.identities(
                self.session.register, self.kind, (self.code_key,)
            ):
                self.by_code.setdefault(str(found[0]).upper(), number)
                self.codes[number] = str(found[0]).upper()

    def _know(self, number: int, code: str, name: str) -> None:
        self.names[number] = name
        self.by_name.setdefault(named(name), []).append(number)
        if code:
            self.by_code.setdefault(code, number)
            self.codes[number] = code

    def find(self, name: str, companions: Mapping[str, Value]) -> int:
        """Return the record for a name and its companion columns; a new one is prepared, never guessed.

        Raises ValueError when several records have the name and no code tells them apart.
        """
        code = str(companions.get(self.code_key) or "").upper()
        memo = (name, code)
        if memo not in self._memo:
            self._memo[memo] = self._find(name, code, companions)
        return self._memo[memo]

    def _find(self, name: str, code: str, companions: Mapping[str, Value]) -> int:
        if code and code in self.by_code:
            known = self.by_code[code]
            if name and named(self.names.get(known, "")) != named(name):
                self._point(_("代码 {code} 已登记为“{known}”，表中写作“{name}”，已按代码对应").format(
                    code=code, known=self.names.get(known, ""), name=name))  # fmt: skip
            return known
        same = [n for n in self.by_name.get(named(name), []) if not (code and self.codes.get(n))]
        if len(same) > 1:
            raise ValueError(
                _("有 {n} 个单位都叫“{name}”，请在表中补上统一社会信用代码").format(
                    n=len(same), name=name
                )
            )
        if same:
            return same[0]
        if code and self.by_name.get(named(name)):
            self._point(_("“{name}”在台账里是另一个代码，已另建一个单位，请核对").format(name=name))
        return self._prepare(name, code, companions)

    def _prepare(self, name: str, code: str, companions: Mapping[str, Value]) -> int:
        declaration = self.session.declaration(self.kind)
        values = {k: v for k, v in companions.items() if v is not None and declaration.has(k)}
        if code and self.code_key:
            values[self.code_key] = code
        self.pending.append(Pending(self.kind, {"name": name, **values}))
        number = -len(self.pending)
        self._know(number, code, name)
        return number

    def _point(self, sentence: str) -> None:
        if sentence not in self.pointers:
            self.pointers.append(sentence)

    def alike(self) -> list[str]:
        """Point out new names that are likely the same as another one; nothing is joined."""
        new = [n for number, n in self.names.items() if number < 0]
        return likely_same(new, self.names.values(), self.session.declaration(self.kind).label)


def likely_same(new: Iterable[str], known: Iterable[str], label: str) -> list[str]:
    """Return a sentence for each pair of different names that are likely the same."""
    first = sorted(set(new))
    second = sorted(set(known))
    if not first or len(first) > MOST_COMPARED or len(second) > MOST_COMPARED:
        return []
    found = set()
    folded_second = [_bare(n) for n in second]
    for name in first:
        for _text, score, place in process.extract(
            _bare(name), folded_second, scorer=fuzz.ratio, score_cutoff=LIKELY, limit=4
        ):
            if second[place] != name and _differs_in_words(name, second[place]):
                found.add((*sorted((name, second[place])), round(score)))
    return [
        _("{label}“{one}”与“{two}”很像（{score}%），可能是同一个，没有合并，请核对").format(
            label=label, one=one, two=two, score=score
        )
        for one, two, score in sorted(found)
    ]


def _differs_in_words(one: str, two: str) -> bool:
    """Drop pairs that differ only in their numbers: 3号楼 and 4号楼 are two buildings."""
    digits = str.maketrans("", "", "0123456789一二三四五六七八九十")
    same_words = one.translate(digits) == two.translate(digits)
    return not same_words


def _bare(name: str) -> str:
    return folded(name).replace("'", "").replace("有限公司", "").replace("有限责任公司", "")


def named(name: str) -> str:
    """Fold a name for exact comparison: width, case, blanks and brackets."""
    return folded(name).replace("(", "").replace(")", "")


class References:
    """Turns the names in the reference fields of a row into ids, for one import."""

    def __init__(self, session: Session, declaration: Declaration) -> None:
        self.pending: list[Pending] = []
        self._session = session
        self._fields = [
            f for f in declaration.fields if f.kind == "ref" and f.refers in session.declarations
        ]
        self._resolvers: dict[str, Resolver] = {}

    def resolve(self, values: dict[str, Value]) -> dict[str, str]:
        """Replace names by ids in place, take companions away; return problems by field."""
        problems: dict[str, str] = {}
        for each in self._fields:
            prefix = f"{each.key}."
            companions = {
                k[len(prefix) :]: values.pop(k) for k in list(values) if k.startswith(prefix)
            }
            raw = values.get(each.key)
            if raw is None and not companions.get("credit_code"):
                continue
            if isinstance(raw, Absent):
                continue
            try:
                values[each.key] = self._resolver(each.refers).find(
                    str(raw or companions["credit_code"]), companions
                )
            except ValueError as error:
                problems[each.key] = f"{each.label}：{error}"
        return problems

    def _resolver(self, kind: str) -> Resolver:
        if kind not in self._resolvers:
            self._resolvers[kind] = Resolver(self._session, kind, self.pending)
        return self._resolvers[kind]

    def pointers(self) -> list[str]:
        """Return everything a person should look at, a sentence each."""
        return [p for r in self._resolvers.values() for p in [*r.pointers, *r.alike()]]
