"""The paper of the office: label sheets that ship or were added, and how each printer is off on each."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from equipinspect.app import issuing
from equipinspect.app.exporting import check_target
from equipinspect.app.session import OFFICE, Session
from equipinspect.documents import stocks, test_sheet
from equipinspect.documents.batch import Target
from equipinspect.documents.stocks import STRAIGHT, Calibration, Stock
from equipinspect.model.errors import InvalidRecord, NotFound
from equipinspect.model.text import _

FILE = "stocks/stocks.toml"
OWN = "stock:"
CALIBRATED = "calibration:"


def known(session: Session) -> dict[str, Stock]:
    """Return every label sheet by key: those that ship, then the office's own."""
    found = stocks.read_stocks(session.resources / FILE)
    for key, text in sorted(session.register.settings(OFFICE).items()):
        if key.startswith(OWN) and text:
            one = stocks.stock(json.loads(text))
            found[one.key] = one
    return found


def add(session: Session, one: Stock) -> Stock:
    """Keep a label sheet of the office's own; raise InvalidRecord when it cannot be."""
    try:
        checked = stocks.stock(asdict(one))
    except (ValueError, TypeError) as error:
        raise InvalidRecord(_("标签纸不能使用：{why}。").format(why=error)) from error
    if checked.key in stocks.read_stocks(session.resources / FILE):
        raise InvalidRecord(_("标签纸“{key}”已有，请换一个代号。").format(key=checked.key))
    text = json.dumps(asdict(checked), ensure_ascii=False)
    session.register.set_setting(OFFICE, OWN + checked.key, text)
    return checked


def target(session: Session, key: str, printer: str = "", start: int = 1) -> Target:
    """Return what to print on: a known sheet, the correction kept for a printer, the first free place.

    ``start`` counts from 1. Raises NotFound for a sheet nobody knows, InvalidRecord for a place it
    does not have.
    """
    found = _known(session, key)
    if not 1 <= start <= found.places:
        raise InvalidRecord(
            _("{title}一张有 {n} 个位置，没有第 {start} 个。").format(
                title=found.title, n=found.places, start=start
            )
        )
    return Target(found, calibration(session, printer, key), start - 1)


def _known(session: Session, key: str) -> Stock:
    everything = known(session)
    if key not in everything:
        raise NotFound(
            _("没有标签纸“{key}”，可用的有：{keys}。").format(key=key, keys="、".join(everything))
        )
    return everything[key]


def write_test_sheet(session: Session, key: str, printer: str, out: Path, fixed: bool) -> None:
    """Write the page that is printed and measured before a printer is used on a sheet.

    ``fixed`` prints it with the correction that is kept, to see whether it is right. Raises NotFound.
    """
    check_target(out, (".pdf",))
    stock = _known(session, key)
    fix = calibration(session, printer, key) if fixed else STRAIGHT
    left, top, width, height = test_sheet.frame(stock)
    words = (
        _("测试页：{title}").format(title=stock.title),
        _("打印比例选 100%（实际大小），打出后用尺量四个数，单位毫米，填回程序。"),
        _("框左边到纸左边，应为 {n}").format(n=f"{left:g}"),
        _("框上边到纸上边，应为 {n}").format(n=f"{top:g}"),
        _("框宽，应为 {n}").format(n=f"{width:g}"),
        _("框高，应为 {n}").format(n=f"{height:g}"),
    )
    with out.open("wb") as file:
        test_sheet.write_test_sheet(file, stock, issuing.font(session), words, fix)


def calibration(session: Session, printer: str, key: str) -> Calibration:
    """Return the correction of a printer on a sheet; none when it was never measured."""
    text = session.register.settings(OFFICE).get(_name(printer, key))
    return Calibration(**json.loads(text)) if text else STRAIGHT


def calibrate(
    session: Session, printer: str, key: str, found: tuple[float, float, float, float]
) -> Calibration:
    """Keep the correction worked out from four numbers read off the test sheet, in mm.

    ``found`` = distance of the frame from the left and top edge, its width and height. Raises
    NotFound for a sheet nobody knows, UserError when the numbers cannot be right.
    """
    fixed = stocks.measured(test_sheet.frame(_known(session, key)), found)
    session.register.set_setting(OFFICE, _name(printer, key), json.dumps(asdict(fixed)))
    return fixed


def _name(printer: str, key: str) -> str:
    return f"{CALIBRATED}{printer}:{key}"


__all__ = [
    "Calibration",
    "Stock",
    "Target",
    "add",
    "calibrate",
    "calibration",
    "known",
    "target",
    "write_test_sheet",
]
