"""How an office begins and is opened again."""

from pathlib import Path

import pytest

from equipinspect.app import derived, health, lists, office, preferences, records
from equipinspect.app.office import Beginning, create_office, info, open_session
from equipinspect.app.session import GREAT, Session
from equipinspect.model.errors import UserError
from equipinspect.model.fields import Value
from equipinspect.store import queries
from equipinspect.store.queries import Query
from tests.registers import place


def test_an_office_begins_with_its_device_itself_and_its_person(session: Session) -> None:
    told = info(session)
    assert told["office"] == "测试县市场监督管理局"
    assert (told["county"], told["person"], told["demo"]) == ("610305", "钱多多", False)
    assert lists.count(session, Query("replica")) == 1
    assert health.audit(session).clean


@pytest.mark.parametrize(("county", "code"), [("凤翔区", "610305"), ("610305", "610305")])
def test_a_county_is_named_or_coded(home: Path, tmp_path: Path, county: str, code: str) -> None:
    opened = create_office(tmp_path / "x.eqi", place(home), Beginning("局", county, "赵"))
    assert info(opened)["county"] == code
    opened.close()


@pytest.mark.parametrize(
    "answers",
    [
        Beginning("局", "不存在的县", "赵"),
        Beginning(" ", "610305", "赵"),
        Beginning("局", "610305", ""),
    ],
)
def test_answers_that_lack_something_leave_no_file(
    home: Path, tmp_path: Path, answers: Beginning
) -> None:
    with pytest.raises(UserError):
        create_office(tmp_path / "x.eqi", place(home), answers)
    assert not (tmp_path / "x.eqi").exists()


def due(session: Session, number: int) -> tuple[str | None, str | None]:
    row = queries.rows(session.register, "boiler", [number])[0]
    return row.kept["_due_on"], row.kept["_due"]


@pytest.fixture
def boiler(session: Session) -> int:
    values: dict[str, Value] = {"address": "甲路", "serial_no": "A1", "use_status": "in_use"}
    values |= {"use_status_from": "2024-05-10", "inspection_last": "2025-05-10"}
    return records.save_new(session, "boiler", values)


def basis_of(session: Session) -> str:
    field = session.defaults.declaration.field("overdue_basis")
    now = session.settings["overdue_basis"]
    return next(o.value for o in field.options if o.value != now)


def test_a_changed_basis_is_worked_out_for_every_row(session: Session, boiler: int) -> None:
    before = due(session, boiler)
    other = basis_of(session)
    assert preferences.change(session, {"overdue_basis": other}) > 0
    assert due(session, boiler) != before
    assert health.audit(session).clean
    again = records.save_new(session, "boiler", {**records.read(session, boiler).values})
    assert due(session, again) == due(session, boiler)


def test_another_program_notices_the_changed_setting(
    session: Session, boiler: int, home: Path
) -> None:
    other = open_session(session.path, place(home))
    preferences.change(session, {"overdue_basis": basis_of(session)})
    again = records.save_new(other, "boiler", {**records.read(other, boiler).values})
    assert due(other, again) == due(session, boiler)
    assert health.audit(other).clean
    other.close()


def test_rules_that_moved_on_are_followed_at_the_next_start(
    session: Session, boiler: int, home: Path
) -> None:
    right = due(session, boiler)
    session.register.connection.execute("UPDATE equipment SET _due_on=NULL, _marks='[\"x\"]'")
    session.register.set_local(derived.RECIPE, "of an older program")
    session.close()
    again = open_session(session.path, place(home))
    assert due(again, boiler) == right
    assert health.audit(again).clean
    again.close()


def test_a_backup_is_kept_before_an_older_file_is_changed(session: Session, home: Path) -> None:
    session.register.connection.execute("PRAGMA user_version=0")
    folder = office.backups_folder(home, session.register)
    session.close()
    again = open_session(session.path, place(home))
    (kept,) = folder.iterdir()
    assert health.backup_contents(kept)["office"] == 1
    again.close()


@pytest.mark.long
def test_a_great_import_leaves_the_file_tidy(session: Session) -> None:
    with session.action("import") as running:
        for i in range(GREAT):
            running.create("unit", {"name": f"甲{i}"})
    assert session.path.with_name(session.path.name + "-wal").stat().st_size == 0
    assert not session.tidy()
