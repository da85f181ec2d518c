"""Decides which change sets of other devices this register lets in; what it holds decides the state."""

from __future__ import annotations

from collections.abc import Callable

from equipinspect.app import grants
from equipinspect.app.session import Session
from equipinspect.model.fingerprints import grouped
from equipinspect.model.text import _
from equipinspect.trust.device_key import replica_number

Admit = Callable[[int, bytes, int], str]


def admitting(session: Session, from_office: bool = False, let_in: str = "") -> Admit:
    """Return what says why a set (replica, public key, seq) waits; an empty text admits it.

    Admitted are this device's own sets, those of enrolled devices (of a revoked one those up to the
    last admitted seq), those of the device ``let_in`` whose enrolment is under way, and ``from_office``
    whatever stands in a delivery of the office that this laptop joined. The grants are read when this
    is called: call it again after a merge brought new ones.
    """
    register = session.register
    granted: dict[str, list[grants.Grant]] = {}
    for each in grants.all_of(session):
        granted.setdefault(each.fingerprint, []).append(each)
    own = grants.own_fingerprint(session)
    held = grants.roots(register)
    prints: dict[bytes, str] = {}

    def admit(replica: int, public: bytes, seq: int) -> str:
        if public not in prints:
            prints[public] = grants.bare_fingerprint(public)
        digits = prints[public]
        if replica_number(public) != replica:
            return _("{replica} 号电脑的公钥与号码不符").format(replica=replica)
        if from_office or digits in (own, let_in) or replica in held:
            return ""
        return why_it_waits(digits, granted.get(digits, []), seq)

    return admit


def why_it_waits(digits: str, granted: list[grants.Grant], seq: int) -> str:
    """Say why a set of an enrolled, revoked or unknown device waits; empty when it does not."""
    if not granted:
        return _("电脑 {digits} 还没有登记，登记（replicas enrol）以后自动并入").format(
            digits=grouped(digits)
        )
    if any(not each.revoked for each in granted):
        return ""
    last = max(each.last_admitted or 0 for each in granted)
    if seq <= last:
        return ""
    return _("{name} 的电脑已停用，只收到第 {last} 步为止").format(name=granted[0].name, last=last)
