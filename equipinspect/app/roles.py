"""The role of the person at work on this device, and the one check of what a role may do."""

from __future__ import annotations

from collections.abc import Collection

from equipinspect.app import grants
from equipinspect.app.session import Session
from equipinspect.model.errors import NotAllowed
from equipinspect.model.roles import Roles, load_roles
from equipinspect.model.text import _

STRANGER = "-"  # a device with several people, none of them the one at work


def role(session: Session) -> str:
    """Return the role at work; empty where none was given: there everything is allowed.

    A device on which one person is enrolled has that person's role, whoever sits at it.
    """
    own = grants.of_device(session, grants.own_fingerprint(session))
    if not own:
        return ""
    name = grants.person_name(session, session.person)
    for each in own:
        if each.person == session.person or (name and name == each.name):
            return each.role
    return own[0].role if len(own) == 1 else STRANGER


def label(session: Session, key: str) -> str:
    """Return the name of a role."""
    field = session.declaration(grants.KIND).field("role")
    return field.show(key)


def guard(session: Session) -> Guard:
    """Return what checks every action of a session against the role at work."""
    return Guard(session, load_roles(session.resources))


class Guard:
    """Asked before an action starts, and before it is kept."""

    def __init__(self, session: Session, table: Roles) -> None:
        self._session = session
        self._table = table
        self._role = (
            ""  # at the start of the action: one that changes roles is judged by the old one
        )

    def before(self, action: str) -> None:
        """Raise NotAllowed when the person at work may not do this."""
        own = self._role = role(self._session)
        if not own or action in self._table.own:
            return
        if own == STRANGER:
            raise NotAllowed(
                _("您没有登记在这台电脑上；请先换到自己的名字（people switch），或请管理员登记。")
            )
        if not self._table.may(own, action):
            raise NotAllowed(
                _("{role}不能做这一步，请由{who}来做。").format(
                    role=label(self._session, own), who=self._who(action)
                )
            )

    def after(self, action: str, tables: Collection[str]) -> None:
        """Raise NotAllowed when the action wrote records that are not for the role at work."""
        own = self._role
        if not own or own == STRANGER or action in self._table.own:
            return
        beyond = self._table.beyond(own, tables)
        if beyond:
            raise NotAllowed(
                _("{role}不能登记或修改“{kinds}”，请报给执法人员。").format(
                    role=label(self._session, own),
                    kinds="、".join(self._session.declaration(k).label for k in beyond),
                )
            )

    def _who(self, action: str) -> str:
        roles = self._table.who.get(action, self._table.others)
        return "、".join(label(self._session, key) for key in sorted(roles))


def beyond(session: Session, author: str, action: str, tables: Collection[str]) -> str:
    """Say in words what a change set did beyond its author's role; empty when nothing.

    ``author`` is the key of the role its author had, empty for none; shown at the merge desk before
    anything is merged.
    """
    table = load_roles(session.resources)
    if not author or action in table.own:
        return ""
    if not table.may(author, action):
        return _("{role}做了只有{who}能做的事").format(
            role=label(session, author),
            who="、".join(label(session, k) for k in sorted(table.who.get(action, table.others))),
        )
    kinds = table.beyond(author, [t for t in tables if t in session.declarations])
    return (
        _("{role}改了“{kinds}”").format(
            role=label(session, author),
            kinds="、".join(session.declaration(k).label for k in kinds),
        )
        if kinds
        else ""
    )
