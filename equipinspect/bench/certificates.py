"""Printing certificates beside the usual way: reportlab with a rectangle for every module of the code."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import qrcode
from reportlab.pdfgen.canvas import Canvas

from equipinspect import RESOURCES
from equipinspect.bench.measure import Case, Timing, Work
from equipinspect.bench.workshop import Workshop
from equipinspect.documents.batch import Item, print_items
from equipinspect.documents.certificate import Values
from equipinspect.documents.fonts import load_font
from equipinspect.documents.layouts import layout_on
from equipinspect.model.codes import iso7064_mod37_36
from equipinspect.trust import certificate_code, office_key
from equipinspect.trust.certificate_code import Claims

LAYOUT, ON = "check_certificate_a4", date(2026, 3, 6)
BATCH, ANCHORED, FEW, MANY = 800, 40, 100, 10_000
MOST_BYTES = 1600  # a certificate beyond the fonts
MM, SIDE = 72 / 25.4, 30.0

LINES = (
    ("设备种类", "电梯"), ("设备品种", "曳引驱动乘客电梯"), ("使用登记证编号", "梯11陕C00655(16)"),
    ("设备代码", "31101000320160031"), ("使用单位", "桃园里物业管理有限公司"),
    ("使用地点", "桃园里 1号楼 1单元"), ("维保单位", "秋实电梯维保有限公司"),
    ("下次检验日期", "2027-02"),
)  # fmt: skip


class _Items:
    """So many different certificates, made as they are asked for, twice the same."""

    def __init__(self, count: int) -> None:
        self._count = count
        key = office_key.demo_key()
        claims = Claims(
            "610322", "EI", _number(0), "D31101000320160031", "P", "2026-03-06", "2027-02"
        )
        self._values = Values("演示局", claims.number, claims.equipment, LINES, "日常监督检查",
                              claims.issued, "未发现问题", ("甄一", "甄二"), claims.issued,
                              claims.valid_to, key.about.id)  # fmt: skip
        codes = [certificate_code.issue(replace(claims, number=_number(n)), key)
                 for n in range(min(count, BATCH))]  # fmt: skip
        self._codes = codes

    def __len__(self) -> int:
        return self._count

    def __contains__(self, _item: object) -> bool:
        return False

    def __iter__(self) -> Iterator[Item]:
        for n in range(self._count):
            yield Item(replace(self._values, number=_number(n)).filling(), self._codes[n % BATCH])


def _number(serial: int) -> str:
    body = f"2603{serial:07d}"
    return body + iso7064_mod37_36(body)


def cases(shop: Workshop) -> Iterator[Case]:
    """Yield a batch beside the usual way, then the memory of few and of many."""
    batch = _Items(BATCH)
    anchor = _usual(list(batch)[:ANCHORED], shop.folder / "usual.pdf")
    path = shop.folder / "batch.pdf"
    yield Case("certificates", f"{BATCH} A4, ms each", "reportlab + qrcode, a rectangle a module",
               _printing(batch, path), anchor, _small(path, BATCH))  # fmt: skip
    many, few = shop.folder / f"{MANY}.pdf", shop.folder / f"{FEW}.pdf"
    yield Case("certificates", f"{MANY:,} A4, ms each and peak", f"the same, {FEW}",
               _printing(_Items(MANY), many), _printing(_Items(FEW), few),
               _small(many, MANY))  # fmt: skip


def _printing(items: _Items, path: Path) -> Work:
    layout = layout_on(RESOURCES / "templates", LAYOUT, ON)
    font = load_font(RESOURCES / "fonts")

    def work() -> object:
        begun = time.process_time()
        with path.open("wb") as file:
            sheets = print_items(file, layout, items, font)
        return Timing((time.process_time() - begun) * 1000 / len(items), sheets)

    return work


def _usual(items: list[Item], path: Path) -> Work:
    """Return the usual way: every line a string, every dark module a rectangle."""

    def work() -> object:
        begun = time.process_time()
        font = load_font(RESOURCES / "fonts")
        canvas = Canvas(str(path), pagesize=(210 * MM, 297 * MM))
        for item in items:
            canvas.setFont(font.name, 12)
            texts = [*item.filling.words.values(), *(f"{a} {b}" for a, b in item.filling.lines)]
            for place, text in enumerate(texts):
                canvas.drawString(60, 780 - 24 * place, text)
            made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
            made.add_data(item.code)
            made.make()
            rows = made.get_matrix()
            side = SIDE * MM / len(rows)
            for y, row in enumerate(rows):
                for x, dark in enumerate(row):
                    if dark:
                        canvas.rect(400 + x * side, 200 - y * side, side, side, stroke=0, fill=1)
            canvas.showPage()
        canvas.save()
        return Timing((time.process_time() - begun) * 1000 / len(items), len(items))

    return work


def _small(path: Path, count: int) -> Callable[[object, object], bool]:
    """Return the check: every sheet is there, and a certificate costs few bytes beyond the fonts."""

    def check(mine: object, _theirs: object) -> bool:
        fonts = 0 if count < MANY else path.with_name(f"{FEW}.pdf").stat().st_size
        grown = path.stat().st_size - fonts
        return mine == count and (not fonts or grown / (count - FEW) <= MOST_BYTES)

    return check
