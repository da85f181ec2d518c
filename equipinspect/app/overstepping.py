"""Says, before a file is merged, what its authors did beyond their roles."""

from __future__ import annotations

from equipinspect.app import delivered, grants, roles
from equipinspect.app.grants import Grant
from equipinspect.app.session import Session
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store import delivered_files
from equipinspect.store.strangers import Stranger


def beyond(session: Session, stranger: Stranger) -> tuple[str, ...]:
    """Return a sentence for each role, action and kind of record that do not go together.

    Nothing is kept from merging by it: people decide. Empty where nobody is enrolled, and for what the
    office itself delivers.
    """
    by_device: dict[str, list[Grant]] = {}
    for each in grants.all_of(session):
        by_device.setdefault(each.fingerprint, []).append(each)
    if not by_device or delivered.is_delivery(session, stranger):
        return ()
    maker = bytes.fromhex(stranger.manifest.public_key)
    keys = grants.public_keys(session.register) | {stranger.manifest.replica: maker}
    prints = {replica: grants.bare_fingerprint(key) for replica, key in keys.items()}
    found: dict[str, int] = {}
    for act in delivered_files.acts(stranger):
        grant = _grant(by_device.get(prints.get(act.replica, ""), []), act.person)
        if grant is None:
            continue
        said = roles.beyond(session, grant.role, act.action, [act.table])
        if said:
            name = _("{name}：{said}").format(name=grant.name, said=said)
            found[name] = found.get(name, 0) + act.sets
    return tuple(_("{name}（{n} 个变更集）").format(name=k, n=n) for k, n in found.items())


def _grant(granted: list[Grant], person: str) -> Grant | None:
    """Return the grant under which somebody worked on a device; None when it is not known."""
    for each in granted:
        if show_id(each.person) == person or each.name == person:
            return each
    return granted[0] if len(granted) == 1 else None
