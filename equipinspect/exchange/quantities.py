"""Reads numbers with units in many notations and converts them to the unit a field is kept in."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from unicodedata import normalize

from equipinspect.model.fields import decimal_text
from equipinspect.model.text import _

Measure = tuple[str, Decimal]  # dimension and size in its base unit

_TOO_LARGE = Decimal(10) ** 15
_PLACES = Decimal("0.001")
_SMALL_PLACES = Decimal("0.000001")


def _sizes(dimension: str, **units: str) -> dict[str, Measure]:
    return {
        word: (dimension, Decimal(size))
        for words, size in units.items()
        for word in _SPELLINGS.get(words, words).split()
    }


_SPELLINGS = {
    "kg": "kg 公斤 千克",
    "t": "t 吨",
    "g": "g 克",
    "lb": "lb lbs lb. lbs. pound pounds 磅",
    "m": "m 米",
    "mm": "mm 毫米",
    "cm": "cm 厘米",
    "km": "km 千米 公里",
    "ft": "ft ft. feet foot ' ′ 英尺",
    "inch": "in in. inch inches \" ″ '' 英寸",
    "mps": "m/s 米/秒",
    "mpm": "m/min 米/分",
    "kmh": "km/h 公里/小时 千米/小时",
    "fpm": "ft/min fpm",
    "mpa": "mpa",
    "kpa": "kpa",
    "bar": "bar",
    "kgf": "kgf/cm2 kg/cm2 公斤力",
    "litre": "l 升",
    "cubic": "m3 立方米 立方",
    "ml": "ml 毫升",
    "tph": "t/h 吨/小时 蒸吨",
    "kgph": "kg/h",
    "mw": "mw 兆瓦",
    "kw": "kw 千瓦",
    "yuan": "元",
    "wan": "万元",
    "year": "年",
    "person": "人",
    "piece": "层 站 门 台 只 个 辆",
    "degree": "° 度",
    "celsius": "°c ℃ 摄氏度",
}
UNITS: dict[str, Measure] = {
    **_sizes("mass", kg="1", t="1000", g="0.001", lb="0.45359237"),
    **_sizes("length", m="1", mm="0.001", cm="0.01", km="1000", ft="0.3048", inch="0.0254"),
    **_sizes("speed", mps="3600", mpm="60", kmh="1000", fpm="18.288"),
    **_sizes("pressure", mpa="1", kpa="0.001", bar="0.1", kgf="0.0980665"),
    **_sizes("volume", litre="1", cubic="1000", ml="0.001"),
    **_sizes("steam", tph="1", kgph="0.001"),
    **_sizes("power", mw="1", kw="0.001"),
    **_sizes("money", yuan="1", wan="10000"),
    **_sizes("years", year="1"),
    **_sizes("persons", person="1"),
    **_sizes("pieces", piece="1"),
    **_sizes("angle", degree="1"),
    **_sizes("temperature", celsius="1"),
}
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)"
_WORDS = "|".join(re.escape(w) for w in sorted(UNITS, key=len, reverse=True))
_PART = re.compile(rf"\s*({_NUMBER})?\s*({_WORDS})?\s*", re.IGNORECASE)
_JOINT = re.compile(r"(?<=\D)[-,](?=\.?\d)")


def known(unit: str) -> str | None:
    """Return the unit's normal spelling, None when nobody declared it."""
    word = fold_unit(unit)
    return word if word in UNITS else None


def fold_unit(unit: str) -> str:
    """Fold width and case: ＭPa, m³ → mpa, m3."""
    return "".join(normalize("NFKC", unit).split()).lower()


def convert(text: str, bare: str, wanted: str, whole: bool) -> str:
    """Read ``text`` and return it in the unit ``wanted``, rounded half up.

    ``bare`` is the unit of numbers that name none ("122 feet 6 inches", "3500LBS" and "1.5t" name
    their own). ``whole`` asks for an integer; only a conversion rounds to one. Raises ValueError
    with a Chinese sentence.
    """
    target = UNITS.get(fold_unit(wanted))
    if target is None:
        raise ValueError(_("单位 “{unit}” 无法换算").format(unit=wanted))
    total, converted = Decimal(0), False
    for number, unit in _parts(text):
        dimension, size = UNITS.get(fold_unit(unit or bare), ("", Decimal(1)))
        if dimension != target[0] or abs(number) >= _TOO_LARGE:
            raise ValueError(_misfit(text, wanted))
        total += number * size
        converted = converted or size != target[1]
    if whole and not converted and total % target[1]:
        raise ValueError(_misfit(text, wanted))
    return _rounded(total / target[1], whole)


def _parts(text: str) -> list[tuple[Decimal, str]]:
    """Cut “122 feet 6 inches” into its numbers and units; a unit without a number counts none."""
    plain = _JOINT.sub(" ", normalize("NFKC", text).strip().replace(",", ""))
    found: list[tuple[Decimal, str]] = []
    at = 0
    while at < len(plain):
        part = _PART.match(plain, at)
        if part is None or part.end() == at or not (part[1] or found):
            raise ValueError(_misfit(text, ""))
        if part[1]:
            found.append((Decimal(part[1]), part[2] or ""))
        at = part.end()
    if not found or (len(found) > 1 and not all(unit for _number, unit in found)):
        raise ValueError(_misfit(text, ""))
    return found


def _misfit(text: str, wanted: str) -> str:
    if wanted:
        return _("无法识别 “{text}”，应为以 {unit} 计的数字").format(text=text, unit=wanted)
    return _("无法识别 “{text}”，应为带单位的数字").format(text=text)


def _rounded(number: Decimal, whole: bool) -> str:
    if whole:
        return str(number.quantize(Decimal(1), ROUND_HALF_UP))
    places = _PLACES if abs(number) >= 1 or not number else _SMALL_PLACES
    return decimal_text(number.quantize(places, ROUND_HALF_UP)) or "0"
