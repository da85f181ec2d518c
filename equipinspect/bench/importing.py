"""Importing a cylinder ledger of 32 columns beside calamine doing nothing but reading it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from equipinspect.app import importing, reading
from equipinspect.app.session import Session
from equipinspect.bench.measure import Case
from equipinspect.bench.workshop import Workshop
from equipinspect.exchange import writing
from equipinspect.store import queries
from equipinspect.store.queries import Query

COLUMNS = 32


def cases(shop: Workshop) -> Iterator[Case]:
    """Yield the one case of this group."""
    made: list[Session] = []
    sheet = ledger(shop)

    def prepare() -> None:
        for session in made:
            shop.discard(session)
        made[:] = [shop.empty()]

    def take_in() -> object:
        session = made[0]
        plan = importing.preview(session, "gas_cylinder", reading.Wanted(sheet))
        importing.apply(session, plan)
        return queries.count(session.register, Query("gas_cylinder"))

    def read() -> object:
        from python_calamine import CalamineWorkbook  # noqa: PLC0415 - named missing where it is

        book = CalamineWorkbook.from_path(str(sheet))
        return sum(1 for _row in book.get_sheet_by_index(0).iter_rows()) - 1

    anchor = read if find_spec("python_calamine") else None
    name = f"{shop.size.sheet:,} x {COLUMNS} xlsx"
    yield Case("import", name, "calamine reading only", take_in, anchor, _all_in(shop), prepare)
    for session in made:
        shop.discard(session)


def _all_in(shop: Workshop) -> Callable[[object, object], bool]:
    return lambda mine, theirs: mine == shop.size.sheet and theirs in (mine, None)


def ledger(shop: Workshop) -> Path:
    """Write the ledger the way a filling station sends it: labels above, codes as text."""
    shop.say(f"writing a sheet of {shop.size.sheet:,} rows")
    session = shop.empty()
    declaration = session.declaration("gas_cylinder")
    shop.discard(session)
    first = next(shop.rows.values(1, "演示充装站", "演示局"))
    keys = [
        *first,
        *(
            f.key
            for f in declaration.fields
            if f.key not in first and f.kind in ("text", "longtext")
        ),
    ]
    used = [declaration.field(key) for key in keys[:COLUMNS]]
    path = shop.folder / "cylinders.xlsx"
    rows = (
        [
            field.plain(values.get(field.key)) if field.kind != "ref" else str(values[field.key])
            for field in used
        ]
        for values in shop.rows.values(shop.size.sheet, "演示充装站", "演示局")
    )
    writing.write_xlsx(path, [field.label for field in used], rows)
    return path
