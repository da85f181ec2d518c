"""Undo as people meet it: the last action in words, what is left, what is final."""

import pytest

from equipinspect.app import records, undoing
from equipinspect.app.session import Session
from equipinspect.model.errors import NotAllowed


def test_the_last_action_is_named_and_taken_back(session: Session) -> None:
    unit = records.save_new(session, "unit", {"name": "甲"})
    done = undoing.last_action(session)
    assert done is not None
    assert undoing.describe(done) == "新增 1 项"
    changed = undoing.undo_last(session)
    assert changed.counts == {"removed": 1, "restored": 0, "left": 0}
    assert records.read(session, unit).deleted


def test_the_beginning_is_final(session: Session) -> None:
    with pytest.raises(NotAllowed, match="建立台账"):
        undoing.undo_last(session)


@pytest.mark.parametrize("verb", sorted(undoing.FINAL))
def test_what_gave_out_a_number_is_voided_never_undone(session: Session, verb: str) -> None:
    with session.action(verb) as running:
        running.create("unit", {"name": "甲"})
    with pytest.raises(NotAllowed, match="作废"):
        undoing.undo_last(session)


def test_what_was_changed_since_is_left_and_counted(session: Session) -> None:
    with session.action("import") as running:
        one = running.create("unit", {"name": "甲"})
        two = running.create("unit", {"name": "乙"})
    with session.action("attach") as other:
        other.create("attachment", {"owner": one, "sha256": "0" * 64})
    with pytest.raises(NotAllowed):
        undoing.undo_last(session, only=running.key)
    told: list[tuple[str, int, int]] = []
    undoing.undo_last(session, lambda *progress: told.append(progress))
    changed = undoing.undo_last(session, lambda *progress: told.append(progress))
    assert changed.counts == {"removed": 2, "restored": 0, "left": 0}
    assert {what for what, _done, _total in told} == {"正在撤销"}
    assert all(records.read(session, number).deleted for number in (one, two))


def test_a_record_kept_by_another_is_left(session: Session) -> None:
    with session.action("import") as running:
        one = running.create("unit", {"name": "甲"})
        running.create("unit", {"name": "乙"})
    with session.action("init") as other:  # final, so that the import is the last to undo
        other.create("attachment", {"owner": one, "sha256": "0" * 64})
    with pytest.raises(NotAllowed):
        undoing.undo_last(session)


def test_every_verb_has_words(session: Session) -> None:
    assert set(undoing.VERBS) >= undoing.FINAL
    assert all(undoing.VERBS.values())
