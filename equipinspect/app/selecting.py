"""Which equipment a batch is for: a list and its conditions, or a file of ids and codes."""

from __future__ import annotations

from pathlib import Path

from equipinspect.app import lists, records
from equipinspect.app.session import Session
from equipinspect.model.errors import InvalidRecord, UserError
from equipinspect.model.text import _
from equipinspect.store.queries import Query

EQUIPMENT = "equipment"
MOST_NAMED = 5


def from_queries(session: Session, queries: list[Query]) -> list[int]:
    """Return the ids of all rows of the queries, each once, in their order."""
    return list(dict.fromkeys(n for query in queries for n in lists.ids_of(session, query)))


def from_file(session: Session, path: Path) -> list[int]:
    """Return the equipment named in a text file, an id or code a line.

    Raises InvalidRecord naming the lines that name nothing or several, UserError for a file that is
    no text.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise UserError(
            _("{path} 不是 UTF-8 文本，请另存为 UTF-8 后再试。").format(path=path)
        ) from error
    found: dict[int, None] = {}
    problems: dict[str, str] = {}
    for row, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            number = records.reference(session, EQUIPMENT, line)
        except ValueError as error:
            problems[str(row)] = _("第 {row} 行：{why}").format(row=row, why=error)
            continue
        if number is not None:
            found[number] = None
    if problems:
        said = "；".join(list(problems.values())[:MOST_NAMED])
        raise InvalidRecord(
            _("{path} 有 {n} 行对不上设备：{said}。").format(path=path, n=len(problems), said=said),
            problems,
        )
    return list(found)
