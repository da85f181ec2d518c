"""Issues the 特种设备安全监督检查凭证: checks, number, signature and print as one action; voids; verifies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from equipinspect.app import issuing, keys, lists, records, revocations
from equipinspect.app.issuing import Wanted
from equipinspect.app.office import is_demo
from equipinspect.app.session import Session, changed
from equipinspect.app.subjects import subject
from equipinspect.documents import scan
from equipinspect.documents.certificate import Values
from equipinspect.model.changes import Changed
from equipinspect.model.errors import InvalidRecord, NotAllowed, UserError
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store.queries import Filter, Row
from equipinspect.trust import certificate_code, verdicts
from equipinspect.trust.certificate_code import Revocations
from equipinspect.trust.office_key import PublicKey

LONGEST_PATH = 1000
CODE_FIELDS = (
    "issuer",
    "type",
    "number",
    "equipment",
    "result",
    "issued",
    "valid_to",
    "key",
    "replaces",
)


@dataclass(frozen=True)
class Issued:
    """An issued certificate: its record, number, code and the bytes that print."""

    id: int
    number: str
    code: str
    pdf: bytes


@dataclass(frozen=True)
class Verified:
    """The answer to one code: verdict word, the signed claims, what the register says."""

    verdict: str
    label: str
    fields: dict[str, str] | None
    register: str
    demo: bool
    text: str


def preflight(session: Session, wanted: Wanted) -> dict[str, str]:
    """Return every reason why the certificate cannot be issued, by field; empty when it can."""
    return issuing.refusals(session, wanted)


def require_ready(session: Session, wanted: Wanted) -> None:
    """Raise InvalidRecord with every reason when the certificate cannot be issued."""
    problems = preflight(session, wanted)
    if problems:
        raise InvalidRecord(
            _("不能出具凭证：{why}。").format(why="；".join(problems.values())), problems
        )


def issue(session: Session, wanted: Wanted, passphrase: str = "") -> Issued:
    """Write the check and the certificate, sign and render it; raise InvalidRecord with all reasons.

    The number is taken and the signature committed before the bytes leave this function, and the
    printed code is read back from the rendered page first.
    """
    require_ready(session, wanted)
    key = keys.open_for_signing(session, passphrase)
    with session.action("certificate") as running:
        about = subject(session, wanted.equipment)
        number, serial = next(issuing.numbers(session, running))
        claims = replace(issuing.claims(session, wanted, about, number), key=key.about.id)
        code = certificate_code.issue(claims, key)
        values = issuing.page_values(session, wanted, claims, about)
        pdf = issuing.render(session, values, code)
        check = running.create("check", issuing.check_values(session, wanted))
        own = issuing.certificate_values(wanted, claims, code, values, check)
        made = running.create("certificate", {**own, "serial": serial})
    return Issued(made, claims.number, code, pdf)


def reprint(session: Session, number: int) -> bytes:
    """Return the very bytes of an issued certificate again."""
    record = records.read(session, number)
    if record.kind != "certificate":
        raise UserError(_("{id} 不是凭证。").format(id=show_id(number)))
    kept = Values.load(json.loads(str(record.values["lines"])))
    layout = str(record.values.get("template") or issuing.LAYOUT)
    return issuing.render(session, kept, str(record.values["code"]), layout)


def void(session: Session, number: int, reason: str) -> Changed:
    """Void a certificate; its number stays on record and its code is answered as revoked from now on."""
    record = records.read(session, number)
    if record.kind != "certificate":
        raise NotAllowed(_("只有凭证可以作废；其他记录请用 remove 删除。"))
    if not reason.strip():
        raise InvalidRecord(_("作废要写明理由。"), {"reason": _("必填")})
    if record.values.get("status") != "valid":
        raise NotAllowed(_("凭证 {number} 已经作废。").format(number=record.values.get("number")))
    voiding = {
        "status": "void",
        "void_reason": reason.strip(),
        "void_on": session.today().isoformat(),
    }
    with session.action("void", reason) as running:
        running.write("certificate", number, "voiding", voiding, record.seen.get("voiding", ()))
    return changed(running)


def verify_text(session: Session, text: str, on: date) -> Verified:
    """Judge one scanned text on a day."""
    return _told(session, _judged(text, on, keys.known_keys(session), revocations.known(session)))


def verify(session: Session, source: str, on: date) -> list[Verified]:
    """Judge a code, or every code in an image or PDF file; a file without a code is unreadable.

    Raises UserError for a file that is not there or cannot be read.
    """
    known, withdrawn = keys.known_keys(session), revocations.known(session)
    return [_told(session, _judged(text, on, known, withdrawn)) for text in _texts(source)]


def verify_alone(home: Path, source: str, on: date) -> list[Verified]:
    """Judge codes where there is no register: by the office keys kept on this computer, if any."""
    known = keys.kept(home)
    return [_judged(text, on, known, {}) for text in _texts(source)]


def _texts(source: str) -> list[str]:
    if _is_file(source):
        return scan.read_codes(Path(source)) or [""]
    if source.lower().endswith(scan.SUFFIXES) and "://" not in source:
        raise UserError(_("找不到文件 {path}，请核对路径。").format(path=source))
    return [source]


def _judged(
    text: str, on: date, known: Sequence[PublicKey], withdrawn: Mapping[str, Revocations]
) -> Verified:
    found = certificate_code.verify(text, known, withdrawn, on)
    label = verdicts.verdict_label(found.word)
    if found.demo:
        label += _("（演示密钥，不作凭证）")
    fields = {k: getattr(found.claims, k) for k in CODE_FIELDS} if found.claims else None
    return Verified(found.word, label, fields, "unknown", found.demo, text)


def _told(session: Session, found: Verified) -> Verified:
    """Add what the register knows of the certificate."""
    return replace(found, register=_register_says(session, found))


def _is_file(source: str) -> bool:
    try:
        return len(source) < LONGEST_PATH and Path(source).is_file()
    except (OSError, ValueError):
        return False


def _certificates(session: Session, filters: Sequence[Filter]) -> list[Row]:
    return lists.every(session, "certificate", *filters)


def _register_says(session: Session, found: Verified) -> str:
    if found.fields is None:
        return "unknown"
    rows = _certificates(session, [Filter("number", "=", found.fields["number"])])
    if not rows:
        return "unknown"
    reading = certificate_code.read(found.text)
    own = certificate_code.read(str(rows[0].values["code"]))
    same = not isinstance(reading, str) and not isinstance(own, str) and reading.core == own.core
    return "agrees" if same else "differs"


def of_equipment(session: Session, equipment: int) -> list[Row]:
    """Return the certificates of an equipment, newest first."""
    return list(reversed(_certificates(session, [Filter("equipment", "=", str(equipment))])))


__all__ = [
    "Issued",
    "Verified",
    "Wanted",
    "is_demo",
    "issue",
    "preflight",
    "reprint",
    "verify",
    "void",
]
