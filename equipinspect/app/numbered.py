"""Records without a name that sheet rows speak of by their number: policies, endorsements."""

from __future__ import annotations

from contextlib import suppress

from equipinspect.app.session import Session
from equipinspect.model.codes import normalise
from equipinspect.model.declarations import Declaration
from equipinspect.model.errors import UserError
from equipinspect.model.fields import Value
from equipinspect.model.ids import parse_id
from equipinspect.model.text import _
from equipinspect.store import queries


class Numbered:
    """The living records of one kind by their numbers; none is ever made on the way."""

    code_keys: tuple[str, ...] = ()
    context_keys: tuple[str, ...] = ()

    def __init__(self, session: Session, declaration: Declaration) -> None:
        self._label = declaration.label
        self._counter = declaration.counter
        self._known: dict[str, set[int]] = {}
        self._ids: set[int] = set()
        for key in dict.fromkeys(k for keys in declaration.identity for k in keys):
            if declaration.field(key).kind == "code":
                for number, *code in queries.identities(session.register, declaration.key, (key,)):
                    self._known.setdefault(normalise(str(code[0])), set()).add(number)
                    self._ids.add(number)

    def find(self, name: str, _given: dict[str, Value]) -> int:
        """Return the one record with a number; raise ValueError when there is none, or several."""
        with suppress(UserError):
            if (number := parse_id(name)) in self._ids:
                return number
        found = self._known.get(normalise(name), set())
        if len(found) > 1:
            text = _("有 {n} {counter}{kind}的编号是“{name}”，请写记录号")
            raise ValueError(
                text.format(n=len(found), counter=self._counter, kind=self._label, name=name)
            )
        if not found:
            text = _("没有找到{kind}“{name}”，请先登记")
            raise ValueError(text.format(kind=self._label, name=name))
        return min(found)
