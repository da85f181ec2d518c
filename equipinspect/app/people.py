"""The people who share one device: who may sit down at it, and changing places by PIN."""

from __future__ import annotations

from dataclasses import dataclass

from equipinspect.app import grants
from equipinspect.app.session import Session
from equipinspect.model.errors import NotAllowed, NotFound
from equipinspect.model.text import _
from equipinspect.trust import pins
from equipinspect.trust.pins import PinCost

PIN = "pin:"  # local bookkeeping, then the person's id: a hash that never leaves the register
TRIES = "tries:"
MOST_TRIES = 10  # wrong ones in a row; then a PIN has to be set anew by an administrator


@dataclass(frozen=True)
class Person:
    """Someone who works on this device; ``role`` is empty where nobody is enrolled."""

    id: int
    name: str
    role: str
    has_pin: bool
    at_work: bool


def here(session: Session) -> list[Person]:
    """Return who may work on this device: those the office enrolled on it, and who is at work."""
    granted = grants.of_device(session, grants.own_fingerprint(session))
    roles = {each.person: each.role for each in granted}
    names = {each.person: each.name for each in granted}
    own = session.person
    if own and own not in roles:
        names[own] = grants.person_name(session, own)
    return [
        Person(
            number,
            name,
            roles.get(number, ""),
            bool(session.register.local(f"{PIN}{number}")),
            number == own,
        )
        for number, name in names.items()
    ]


def set_pin(session: Session, pin: str, cost: PinCost = PinCost()) -> None:  # noqa: B008 - frozen
    """Give the person at work a PIN; raise UserError when it is too short or nobody is named."""
    if session.person is None:
        raise NotAllowed(_("还没有登记使用人，不能设 PIN。"))
    kept = pins.hashed(pin, cost)
    session.register.set_local(f"{PIN}{session.person}", kept)
    session.register.set_local(f"{TRIES}{session.person}", "0")


def clear_pin(session: Session, name: str) -> None:
    """Take the PIN of someone who forgot it away; for administrators."""
    if session.guard:
        session.guard.before("enrol")
    person = _named(session, name)
    session.register.set_local(f"{PIN}{person.id}", "")
    session.register.set_local(f"{TRIES}{person.id}", "0")


def switch(session: Session, name: str, pin: str = "") -> Person:
    """Let another person work on this device from now on.

    Raises NotFound when they are not enrolled on it, NotAllowed for a wrong PIN or after ten wrong ones.
    """
    person = _named(session, name)
    kept = session.register.local(f"{PIN}{person.id}") or ""
    if kept:
        _check(session, person, kept, pin)
    session.register.set_local("person", str(person.id))
    session.register.set_local("person_name", person.name)
    session.forget()
    return person


def _check(session: Session, person: Person, kept: str, pin: str) -> None:
    tries = int(session.register.local(f"{TRIES}{person.id}") or 0)
    if tries >= MOST_TRIES:
        raise NotAllowed(
            _("{name} 的 PIN 已连续输错 {n} 次，请管理员清除后重设（people clear-pin）。").format(
                name=person.name, n=MOST_TRIES
            )
        )
    right = pins.fits(pin, kept)
    session.register.set_local(f"{TRIES}{person.id}", "0" if right else str(tries + 1))
    if not right:
        raise NotAllowed(_("PIN 不对，没有换人；请重新输入。"))


def _named(session: Session, name: str) -> Person:
    found = [each for each in here(session) if each.name == name.strip()]
    if len(found) != 1:
        raise NotFound(
            _("这台电脑上没有登记“{name}”；请管理员用 replicas enrol 登记。").format(name=name)
        )
    return found[0]
