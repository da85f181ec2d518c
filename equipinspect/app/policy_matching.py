"""Finds which lift a row of an insurer's sheet means: by its codes, else by unit, address and building."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter

from rapidfuzz import fuzz, process

from equipinspect.app.session import Session
from equipinspect.model.codes import normalise
from equipinspect.model.fields import Value, folded
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store import linking
from equipinspect.store.linking import Known

SURE, LIKELY, CLOSE = 100, 60, 6
CONTRADICTED, SHARED = 70, 50
UNIT_WEIGHT, ADDRESS_WEIGHT, BUILDING_WEIGHT = 30, 40, 30
UNITS, ADDRESSES, OTHERS = 5, 20, 4
OTHER_BUILDING = 40
CODES = {  # a code of the sheet: what it is matched by, and the codes of a lift it may be
    "reg_no": ("reg_no",),
    "device_code": ("device_code", "old_reg_code"),
    "rescue_code": ("rescue_code",),
}
PLACE = ("building", "unit_no", "internal_no")
_DIGITS = re.compile(r"\d+|[A-Za-z]+")
_FORMS = re.compile("有限责任公司|股份有限公司|有限公司|物业服务|物业管理")
Values = Mapping[str, Value]


@dataclass(frozen=True)
class Match:
    """The lift a row means, how that was found, how sure it is (0 to 100), and why.

    Only a match by a code that nothing contradicts is ``sure``; everything else is for a person.
    """

    lift: int | None = None
    how: str = ""
    score: int = 0
    reasons: tuple[str, ...] = ()
    others: tuple[int, ...] = ()
    sure: bool = False


class Lifts:
    """All lifts of the register, as rows of sheets are compared with them."""

    def __init__(self, session: Session) -> None:
        self._known = {lift.id: lift for lift in linking.known(session.register)}
        self._codes: dict[str, dict[str, list[int]]] = {key: {} for key in CODES}
        self._of_unit: dict[str, list[Known]] = {}
        self._by_address: dict[str, list[Known]] = {}
        self._labels = {f.key: f.label for f in session.declaration("insured_row").fields}
        for lift in self._known.values():
            for key, own in CODES.items():
                for code in filter(None, (getattr(lift, k) for k in own)):
                    self._codes[key].setdefault(normalise(code), []).append(lift.id)
            self._of_unit.setdefault(bare(lift.unit), []).append(lift)
            self._by_address.setdefault(folded(lift.address), []).append(lift)

    def find(self, values: Values) -> Match:
        """Return the lift a row means; without one, the reason says what came closest."""
        hits = {
            key: self._codes[key].get(normalise(str(values[key])), [])
            for key in CODES
            if values.get(key)
        }
        found = [(key, ids) for key, ids in hits.items() if ids]
        if not found:
            return self._by_likeness(values)
        key, ids = found[0]
        for _key, more in found[1:]:
            ids = [n for n in ids if n in more] or ids
        if len(ids) > 1:
            text = _("有 {n} 台电梯的{label}都是 {code}").format(
                n=len(ids), label=self._labels[key], code=values[key]
            )
            best = max(ids, key=lambda n: (self._likeness(values, self._known[n])[0], -n))
            return Match(best, key, SHARED, (text,), tuple(n for n in ids if n != best)[:OTHERS])
        return self._by_code(key, self._known[ids[0]], values)

    def _by_code(self, key: str, lift: Known, values: Values) -> Match:
        reasons = [_("{label}相同").format(label=self._labels[key])]
        against = [
            _("{label}不同：清单 {mine}，台账 {theirs}").format(
                label=self._labels[other], mine=values[other], theirs=theirs
            )
            for other, own in CODES.items()
            if values.get(other) and (theirs := _differs(str(values[other]), lift, own))
        ]
        unit = values.get("user_unit")
        if unit and lift.unit and bare(str(unit)) != bare(lift.unit):
            reasons.append(
                _("使用单位不同：清单 {mine}，台账 {theirs}").format(mine=unit, theirs=lift.unit)
            )
        if against:
            return Match(lift.id, key, CONTRADICTED, (*reasons, *against))
        return Match(lift.id, key, SURE, tuple(reasons), sure=True)

    def _by_likeness(self, values: Values) -> Match:
        scored = [(*self._likeness(values, lift), lift.id) for lift in self._candidates(values)]
        scored.sort(key=lambda each: (-each[0], each[2]))
        if not scored:
            return Match(reasons=(_("编号对不上，也没有相像的单位和地址"),))
        score, reasons, best = scored[0]
        if score < LIKELY:
            text = _("最像的是 {id} {where}，只有 {score} 分").format(
                id=show_id(best), where=self._known[best].where, score=score
            )
            return Match(score=score, reasons=(text,))
        others = tuple(n for s, _why, n in scored[1:] if score - s <= CLOSE)[:OTHERS]
        if others:
            reasons = (*reasons, _("另有 {n} 台同样像").format(n=len(others)))
        return Match(best, "likeness", score, reasons, others)

    def _candidates(self, values: Values) -> Iterable[Known]:
        """Return the lifts of units with a like name; without a unit, those with a like address."""
        if unit := values.get("user_unit"):
            like = process.extract(bare(str(unit)), list(self._of_unit), scorer=fuzz.ratio,
                                   score_cutoff=LIKELY, limit=UNITS)  # fmt: skip
            found = [lift for name, _score, _at in like for lift in self._of_unit[name]]
            if found:
                return found
        if address := values.get("address"):
            like = process.extract(folded(str(address)), list(self._by_address), scorer=fuzz.WRatio,
                                   score_cutoff=LIKELY, limit=ADDRESSES)  # fmt: skip
            return [lift for text, _score, _at in like for lift in self._by_address[text]]
        return []

    def _likeness(self, values: Values, lift: Known) -> tuple[int, tuple[str, ...]]:
        """Return how alike a row and a lift are, weighed over what the row says, and each part."""
        parts = []
        if unit := values.get("user_unit"):
            parts.append((UNIT_WEIGHT, _("单位"), fuzz.ratio(bare(str(unit)), bare(lift.unit))))
        if address := values.get("address"):
            parts.append((ADDRESS_WEIGHT, _("地址"), _alike_place(folded(str(address)), lift)))
        building = "".join(str(values[k]) for k in PLACE if values.get(k))
        if building or address:
            mine = building or str(address)
            theirs = lift.building if building else lift.address
            parts.append((BUILDING_WEIGHT, _("楼栋"), _alike_numbers(mine, theirs)))
        weight = sum(map(itemgetter(0), parts))
        score = sum(w * s for w, _label, s in parts) / weight if weight else 0.0
        said = tuple(_("{part}相像 {score}%").format(part=p, score=round(s)) for _w, p, s in parts)
        return round(score), said


def _differs(code: str, lift: Known, own: tuple[str, ...]) -> str:
    """Return a lift's own code when it has one of the kind and none is the sheet's."""
    theirs = [c for key in own if (c := getattr(lift, key))]
    if not theirs or normalise(code) in map(normalise, theirs):
        return ""
    return str(theirs[0])


def _alike_place(address: str, lift: Known) -> float:
    texts = (folded(lift.address), folded(lift.estate))
    scores = [fuzz.ratio(address, text) for text in texts if text]
    if lift.address:
        scores.append(0.95 * fuzz.partial_ratio(address, texts[0]))
    return max(scores, default=0.0)


def _alike_numbers(mine: str, theirs: str) -> float:
    """Compare buildings: 3号楼 and 4号楼 are two, however alike their letters."""
    score = fuzz.ratio(folded(mine), folded(theirs))
    same = _DIGITS.findall(folded(mine)) == _DIGITS.findall(folded(theirs))
    return score if same else min(score, OTHER_BUILDING)


def bare(name: str) -> str:
    """Return a unit's name without what all such names share."""
    return _FORMS.sub("", folded(name))
