"""Settings of the office and of a person: checked, kept, and in effect at once."""

import pytest

from equipinspect.app import due, preferences
from equipinspect.app.session import Session
from equipinspect.model.errors import InvalidRecord
from tests.ledgers import Clock, add


def test_every_setting_has_a_value(office: Session) -> None:
    found = {field.key: value for field, value in preferences.office_settings(office)}
    assert found["validity_months"] == "12"
    assert found["overdue_basis"] == "month_end"
    assert found["certificate_officer_1"] == ""


def test_a_setting_is_read_as_people_write_it(office: Session) -> None:
    preferences.change(
        office, {"overdue_basis": "过了推算的那一天就算超期", "validity_months": "６"}
    )
    assert office.settings["overdue_basis"] == "exact_day"
    assert office.settings["validity_months"] == "6"
    preferences.change(office, {"validity_months": ""})
    assert office.settings["validity_months"] == ""


def test_one_wrong_setting_keeps_all_out(office: Session) -> None:
    with pytest.raises(InvalidRecord) as refused:
        preferences.change(
            office, {"validity_months": "6", "notice_days_1": "许多", "backups_kept": "0"}
        )
    assert set(refused.value.problems) == {"notice_days_1", "backups_kept"}
    assert office.settings["validity_months"] == "12"


def test_confirming_a_rule_makes_its_dates_count(office: Session, clock: Clock) -> None:
    pipe = {"line_no": "GD1", "address": "某处", "level": "GA1", "use_status": "在用"}
    add(office, "pressure_pipeline", **pipe, inspection_last="2010-03-05")
    today = clock.moment.date()
    before = due.due_list(office, today, 30).counts
    assert (before["overdue"], before["unconfirmed"]) == (0, 1)
    assert preferences.change(office, {"confirm.PI-GA": "是"}) > 0
    after = due.due_list(office, today, 30).counts
    assert (after["overdue"], after["unconfirmed"]) == (1, 0)


def test_personal_choices_are_their_persons(office: Session) -> None:
    preferences.keep_personal(office, "theme", "dark")
    assert preferences.personal(office) == {"theme": "dark"}
    other = add(office, "person", name="甄执二", law_card_no="SC-2")
    office.register.set_local("person", str(other))
    assert preferences.personal(office) == {}
