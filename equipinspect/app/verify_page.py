"""Makes verify.html: one page that checks codes in an ordinary browser, without any network."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from equipinspect.app import keys, revocations
from equipinspect.app.exporting import check_target
from equipinspect.app.office import info, is_demo
from equipinspect.app.session import Session
from equipinspect.model.text import _
from equipinspect.trust import verdicts
from equipinspect.trust.certificate_code import Revocations
from equipinspect.trust.revocation_list import number_hash

TEMPLATE = "templates/verify.html"
PLACE = '<script type="application/json" id="book">{}</script>'


def write(session: Session, out: Path) -> dict[str, int]:
    """Write the page with the public keys and withdrawn numbers known today; return how many of each.

    Raises UserError when the file exists or is no .html.
    """
    check_target(out, (".html",))
    book = _book(session)
    out.write_text(page(session.resources, book), encoding="utf-8")
    return {
        "keys": len(book["keys"]),
        "withdrawn": sum(len(one["entries"]) for one in book["lists"].values()),
    }


def page(resources: Path, book: dict[str, Any]) -> str:
    """Return the page with its data in place: keys, lists by issuer, words, names of types."""
    said = json.dumps(book, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    template = (resources / TEMPLATE).read_text(encoding="utf-8")
    return template.replace(PLACE, PLACE.replace("{}", said))


def _book(session: Session) -> dict[str, Any]:
    known = revocations.known(session)
    limit = int(session.settings["list_stale_days"])
    office = session.settings["office_name"] or info(session)["office"]
    today = session.today()
    return {
        "keys": [
            {
                "id": key.id,
                "issuer": key.issuer,
                "office": key.office,
                "public": key.public.hex(),
                "status": key.status,
            }
            for key in keys.known_keys(session)
        ],
        "lists": {
            issuer: _entries(issuer, one, today, limit) for issuer, one in sorted(known.items())
        },
        "words": {word: verdicts.verdict_label(word, limit) for word in verdicts.VERDICTS},
        "types": {d.letters: d.label for d in session.declarations.categories()},
        "demo": is_demo(session),
        "about": _("{office} {day} 导出；其后作废的凭证本页还不知道。").format(
            office=office, day=today.isoformat()
        ),
    }


def _entries(issuer: str, one: Revocations, today: date, limit: int) -> dict[str, Any]:
    named = {number_hash(issuer, number): reason for number, reason in one.reasons.items()}
    return {
        "dated": f"{one.dated or today:%Y%m%d}",
        "limit_days": limit,
        "entries": {hashed.hex(): reason for hashed, reason in {**one.hashed, **named}.items()},
    }
