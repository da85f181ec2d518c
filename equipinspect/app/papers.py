"""What the two official papers say: check records and directives filled from their records, as PDF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from equipinspect.app import issuing, keys, records, visit_rules
from equipinspect.app.office import is_demo
from equipinspect.app.session import Session
from equipinspect.documents import check_record, directive
from equipinspect.documents.check_record import CheckRecord
from equipinspect.documents.directive import Directive
from equipinspect.documents.paper import day_words
from equipinspect.model.errors import UserError
from equipinspect.model.fields import LIST_MARK, Value
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store.queries import Filter, Query

ORDER = ("TSL-62",)  # the law a directive rests on
NOT_BROKEN = ("GB45067",)  # it grades, it is not what the unit broke
PLAIN = ("unit_name", "credit_code", "legal_person", "safety_head", "unit_address",
         "contact", "contact_duty", "contact_phone")  # fmt: skip
OLD_KINDS = ("daily_old", "special_old")


def ids(session: Session, kind: str, key: str, value: str) -> Sequence[int]:
    """Return the records of a kind with one value in one field, oldest first."""
    return list(queries.positions(session.register, Query(kind, (Filter(key, "=", value),))))


def office_name(session: Session) -> str:
    """Return the full name that stands at the head of official papers."""
    row = keys.office_row(session)
    return session.settings["office_name"] or (str(row.values["name"]) if row else "")


def remedy(session: Session, key: str) -> str:
    """Return 复议机关 or 诉讼法院: the office's own, else the setting."""
    row = keys.office_row(session)
    own = row.values.get(key) if row else None
    return str(own or session.settings.get(key, "") or "")


def names(session: Session, people: Sequence[Value]) -> str:
    """Return the names of people in order, for a box of a form."""
    known = [p for p in people if isinstance(p, int)]
    rows = {
        r.id: str(r.values.get("name")) for r in queries.rows(session.register, "person", known)
    }
    return "、".join(rows[p] for p in known if p in rows)


def check_record_pdf(session: Session, number: int) -> bytes:
    """Return the 监督检查记录 of a visit as PDF; raise UserError for a record of another kind."""
    record = records.read(session, number)
    if record.kind != "check":
        raise UserError(_("{id} 不是监督检查，请核对记录号。").format(id=show_id(number)))
    values = record.values
    filled = CheckRecord(
        number=str(values.get("number") or ""),
        boxes=_boxes(session, values),
        ticks={key: _chosen(values.get(key)) for key in ("kind", "unit_types", "measures")},
        devices=_devices(session, number, values),
        findings=_findings(session, values),
        office=office_name(session),
        demo=is_demo(session),
    )
    templates = session.resources / "templates"
    return check_record.check_record(templates, filled, issuing.font(session))


def _chosen(value: Value) -> frozenset[str]:
    return frozenset(str(value).split(LIST_MARK)) if value else frozenset()


def _boxes(session: Session, values: Mapping[str, Value]) -> dict[str, str]:
    found = {key: str(values.get(key) or "") for key in PLAIN}
    if not found["unit_name"] and isinstance(unit := values.get("unit"), int):
        found["unit_name"] = str(records.read(session, unit).values.get("name") or "")
    officers = [values.get(f"officer{n}") for n in (1, 2, 3, 4)]
    found["officers"] = names(session, officers)
    found["recorder"] = names(session, [values.get("recorder")])
    found["period"] = _period(values)
    found["opinion"] = _opinion(values)
    found["measures_extra"] = str(values.get("measures_other") or "")
    if values.get("kind") in OLD_KINDS:
        field = session.declaration("check").field("kind")
        found["kind_old"] = field.show(values.get("kind")).partition("（")[0]
    return found


def _period(values: Mapping[str, Value]) -> str:
    began, ended = str(values.get("began") or ""), str(values.get("ended") or "")
    if not began:
        return day_words(str(values.get("checked_on") or ""))
    last = day_words(ended) if ended else "　　年　　月　　日　　时　　分"
    return _("{began} 至 {ended}").format(began=day_words(began), ended=last)


def _opinion(values: Mapping[str, Value]) -> str:
    lines = [str(values.get("opinion") or "")]
    if values.get("sign_state") == "refused":
        note = _("被检查单位拒绝签名：{note}").format(note=values.get("refusal_note") or "")
        witness = values.get("witness")
        lines.append(note + (_("　见证人：{name}").format(name=witness) if witness else ""))
    return "\n".join(line for line in lines if line)


def _findings(session: Session, values: Mapping[str, Value]) -> str:
    lines = []
    for key, label in (
        ("place", _("检查地点")),
        ("departments", _("参加部门")),
        ("experts", _("协助人员")),
    ):
        if values.get(key):
            lines.append(_("{label}：{text}").format(label=label, text=values[key]))
    for key, text in (("follows", _("本次为复查，首次检查记录 {number}。")),
                      ("corrects", _("本记录补正 {number}。"))):  # fmt: skip
        if isinstance(other := values.get(key), int):
            number = records.read(session, other).values.get("number") or show_id(other)
            lines.append(text.format(number=number))
    result = session.declaration("check").field("result").show(values.get("result"))
    lines.append(str(values.get("findings") or result))
    return "\n".join(line for line in lines if line)


def _devices(
    session: Session, number: int, values: Mapping[str, Value]
) -> tuple[tuple[str, str], ...]:
    parts = queries.rows(
        session.register, "device_check", list(ids(session, "device_check", "check", str(number)))
    )
    if parts:
        return tuple(
            (str(p.values.get("name") or ""), str(p.values.get("code") or "")) for p in parts
        )
    equipment = values.get("equipment")
    if not isinstance(equipment, int):
        return ()
    device = records.read(session, equipment).values
    codes = (str(device[k]) for k in ("reg_no", "serial_no", "device_code") if device.get(k))
    return ((str(device.get("name") or ""), next(codes, "")),)


def directive_values(
    session: Session, known: Sequence[records.Record], deadline: str, on: date
) -> dict[str, Value]:
    """Return a directive as a record, filled from its hazards: problems, clauses, measures, remedies."""
    first = known[0].values
    unit = first.get("unit")
    unit_name = records.read(session, unit).values.get("name") if isinstance(unit, int) else None
    office = session.register.local("office")
    return {
        "office": int(office) if office else None,
        "unit": unit,
        "unit_name": unit_name,
        "check": _shared(known, "check"),
        "campaign": _shared(known, "campaign"),
        "county": first.get("county"),
        "issued_on": on.isoformat(),
        "deadline": deadline,
        "problems": "\n".join(_problem(session, r.values) for r in known),
        "violated": violated(session, [str(r.values.get("basis") or "") for r in known]),
        "basis": visit_rules.library(session).cited(ORDER),
        "measures": "\n".join(dict.fromkeys(_measure(r.values) for r in known)),
        "review_body": remedy(session, "review_body"),
        "court": remedy(session, "court"),
    }


def _shared(known: Sequence[records.Record], key: str) -> Value:
    found = {r.values.get(key) for r in known}
    return found.pop() if len(found) == 1 else None


def _problem(session: Session, values: Mapping[str, Value]) -> str:
    equipment = values.get("equipment")
    named = str(values.get("place") or "")
    if isinstance(equipment, int):
        device = records.read(session, equipment).values
        code = device.get("reg_no") or device.get("device_code") or device.get("serial_no")
        named = " ".join(str(x) for x in (named or device.get("name"), code) if x)
    text = " ".join(str(values.get("description") or "").split()).rstrip("。")
    return f"{named}：{text}。" if named else f"{text}。"


def _measure(values: Mapping[str, Value]) -> str:
    text = str(values.get("action") or _("立即整改，消除事故隐患"))
    return " ".join(text.split()).rstrip("。") + "。"


def violated(session: Session, bases: Sequence[str]) -> str:
    """Return the clauses of several hazards, each once, without those that only grade."""
    library = visit_rules.library(session)
    graded = {library.clauses[c].name for c in NOT_BROKEN}
    cited = dict.fromkeys(c for text in bases for c in text.split("、") if c and c not in graded)
    return "、".join(_by_law(cited)) or _("《中华人民共和国特种设备安全法》")


def _by_law(cited: Iterable[str]) -> list[str]:
    """Write a law's name once before its articles: 《…法》第三十三条、第四十条."""
    laws: dict[str, list[str]] = {}
    for clause in cited:
        law, mark, article = clause.partition("》")
        laws.setdefault(law + mark, []).append(article)
    return [law + "、".join(articles) for law, articles in laws.items()]


def render_directive(session: Session, values: Mapping[str, Value]) -> bytes:
    """Return a directive as PDF from its record's values."""
    officers = [values.get("officer1"), values.get("officer2")]
    filled = Directive(
        number=str(values["number"]),
        office=office_name(session),
        unit=str(values.get("unit_name") or ""),
        problems=tuple(str(values.get("problems") or "").split("\n")),
        violated=str(values.get("violated") or ""),
        basis=str(values.get("basis") or ""),
        deadline=str(values["deadline"]),
        measures=tuple(str(values.get("measures") or "").split("\n")),
        review_body=str(values.get("review_body") or ""),
        court=str(values.get("court") or ""),
        issued_on=str(values["issued_on"]),
        officers=tuple(names(session, [o]) for o in officers),
        void=values.get("status") == "void",
        demo=is_demo(session),
    )
    templates = session.resources / "templates"
    return directive.directive(templates, filled, issuing.font(session))
