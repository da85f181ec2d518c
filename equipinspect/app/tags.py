"""建档标签: labels with an unsigned code by which a scanner finds the record of a machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from equipinspect.app import batches, issuing
from equipinspect.app.exporting import check_target
from equipinspect.app.office import is_demo
from equipinspect.app.session import Report, Session, never, silent
from equipinspect.app.subjects import Subject, subjects
from equipinspect.documents import readback
from equipinspect.documents.batch import Item, Target, on_sheet, places, print_items
from equipinspect.documents.certificate import code_box, in_fours
from equipinspect.documents.layouts import FIELD, Layout, fields_of, layout_on
from equipinspect.documents.readback import Expected
from equipinspect.documents.stocks import whole_page
from equipinspect.documents.typesetting import Filling
from equipinspect.model.errors import Cancelled, InvalidRecord, NotAllowed
from equipinspect.model.ids import show_id
from equipinspect.model.tags import tag_of
from equipinspect.model.text import _

LAYOUT = "tag_device"
PREFIX = "tag_"
CYLINDER_LAYOUT, CYLINDER = "tag_cylinder", "gas_cylinder"
PLACE = ("address", "estate", "building", "unit_no")
PART = 200


@dataclass(frozen=True)
class Labels:
    """What is to be printed: the layout, the order, onto what; None = a label a page."""

    template: str = LAYOUT
    order: tuple[str, ...] = batches.ORDER
    target: Target | None = None


class _Items:
    """The labels in their order, read some hundred at a time, as often as asked."""

    def __init__(
        self, session: Session, ids: Sequence[int], layout: Layout, check: Callable[[], None]
    ) -> None:
        self._session, self._ids, self._layout, self._check = session, ids, layout, check

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, _item: object) -> bool:
        return False

    def __iter__(self) -> Iterator[Item]:
        wanted, office = fields_of(self._layout), issuing.office_name(self._session)
        demo, rescue = is_demo(self._session), self._session.settings["rescue_phone"]
        for place, about in enumerate(subjects(self._session, self._ids)):
            if place % PART == 0:
                self._check()
            words = _words(about, wanted) | {"office": office, "rescue": rescue}
            yield Item(Filling(words, (), demo), tag_of(about.id))


def _words(about: Subject, wanted: set[str]) -> dict[str, str]:
    """Return what one label says; a field that this category does not have stays empty."""
    known = {field.key for field in about.declaration.fields}
    words = {FIELD + key: about.printed(key) if key in known else "" for key in wanted}
    where = " ".join(filter(None, (about.printed(key) for key in PLACE if key in known)))
    return words | {
        "id": in_fours(show_id(about.id)),
        "title": about.title,
        "category": about.declaration.label,
        "where": where,
        "next": about.printed("inspection_next") if "inspection_next" in known else "",
    }


def print_labels(
    session: Session,
    ids: Sequence[int],
    out: Path,
    labels: Labels,
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
) -> int:
    """Write the labels as a PDF, every code read back from it first; return the number of sheets.

    Labels state nothing, so nothing is booked. Raises InvalidRecord without equipment, NotAllowed
    for what is no equipment or a layout of another paper, UserError when the form is larger than
    the label, Cancelled.
    """
    check_target(out, (".pdf",))
    if not labels.template.startswith(PREFIX):
        raise NotAllowed(
            _("{key} 不是标签版式，可用的有：{known}。").format(
                key=labels.template, known="、".join(known(session))
            )
        )
    layout = layout_on(session.resources / "templates", labels.template, session.today())
    return print_forms(session, ids, out, (layout, labels), report, cancelled)


def print_forms(
    session: Session,
    ids: Sequence[int],
    out: Path,
    form: tuple[Layout, Labels],
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
) -> int:
    """Write a form for each piece of equipment, its tag as code; return the number of sheets."""
    layout, labels = form

    def check() -> None:
        if cancelled():
            raise Cancelled(_("已取消，没有写出标签。"))

    items = _Items(session, _arranged(session, ids, labels), layout, check)
    target = labels.target or Target(whole_page(*layout.page))
    draft = out.with_name(f".{out.name}.part")
    try:
        with draft.open("wb") as file:
            sheets = print_items(file, layout, items, issuing.font(session), target)
        expected = _expected(layout, items, target)
        readback.prove_all(draft, expected, lambda n: report(_("逐个读回二维码"), n, len(items)))
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
    return sheets


def _arranged(session: Session, ids: Sequence[int], labels: Labels) -> list[int]:
    """Return the equipment in the order of the labels."""
    keyed: list[tuple[list[list[tuple[bool, int, str]]], int]] = []
    for about in subjects(session, ids):
        if not about.declaration.category or about.row.deleted:
            raise NotAllowed(_("{title}不是在册的设备，不能打印标签。").format(title=about.title))
        known = {field.key for field in about.declaration.fields}
        parts = (about.printed(key) if key in known else "" for key in labels.order)
        keyed.append(([batches.natural(part) for part in parts], about.id))
    if not keyed:
        raise InvalidRecord(_("没有选中设备，请先选要打印标签的设备。"))
    return [number for _key, number in sorted(keyed)]


def _expected(layout: Layout, items: _Items, target: Target) -> Iterator[Expected]:
    for (sheet, place), item in zip(places(len(items), target), items, strict=True):
        box = on_sheet(code_box(layout, item.code), place, target, layout.page)
        yield Expected(sheet, box, item.code)


def known(session: Session) -> list[str]:
    """Return the keys of the label layouts that there are."""
    return sorted(path.stem for path in (session.resources / "templates").glob(f"{PREFIX}*.toml"))
