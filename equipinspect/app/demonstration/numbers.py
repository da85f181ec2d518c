"""Gives out the demo's numbers: right in form, and plainly of nobody."""

from __future__ import annotations

from collections import Counter
from datetime import date

from equipinspect.model.codes import credit_check_character

_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
NOWHERE = "610300"  # the city itself, for places without a national code


class Numbers:
    """Counters of everything that is numbered."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def next(self, what: str) -> int:
        """Return 1, 2, 3 … for a series."""
        self._given[what] += 1
        return self._given[what]

    def credit_code(self, county: str) -> str:
        """Return a 统一社会信用代码 with right check characters and an organisation part of zeros."""
        body = f"0000{self.next('credit'):04}"
        total = sum(w * int(d) for w, d in zip(_ORGANISATION_WEIGHTS, body, strict=True))
        check = "0X987654321"[(total % 11)] if total % 11 else "0"
        text = f"91{county if county.isdigit() else NOWHERE}{body}{check}"
        return text + credit_check_character(text)

    def device_code(self, base: str, maker: str, made: date) -> str:
        """Return a 设备代码 of 17 characters of a maker under the licence prefix 99, which is nobody's."""
        serial = self.next(f"device {base}{maker}{made.year}") % 10000
        return f"{base}{maker}{made.year}{serial:04}"

    def old_code(self, base: str, county: str, made: date) -> str:
        """Return a 注册代码 of 20 characters, as given before the catalogue of 2014."""
        division = county if county.isdigit() else NOWHERE
        serial = self.next(f"old {base}{division}{made.year}") % 10000
        return f"{base}{division}{made.year}{made.month:02}{serial:04}"

    def reg_no(self, character: str, code: str, on: date) -> str:
        """Return a 使用登记证编号 of the city: 梯11陕C00001(22)."""
        return f"{character}{code}陕C{self.next('reg ' + character):05}({on.year % 100:02})"

    def serial_no(self, maker: str, made: date) -> str:
        """Return a maker's number."""
        return f"{made.year % 100:02}{maker[-2:]}{self.next(f'serial {maker}{made.year}'):05}"

    def report_no(self, kind: str, on: date) -> str:
        """Return the number of an inspection report."""
        return f"HT-{kind}{on.year}-{self.next(f'report {kind}{on.year}'):05}"

    def phone(self) -> str:
        """Return a telephone number that no network gives out."""
        return f"1000917{self.next('phone') % 10000:04}"

    def licence(self, items: str, until: int) -> str:
        """Return a licence number TS… that names its last year."""
        return f"TS33{items}{self.next('licence'):02}-{until}"
