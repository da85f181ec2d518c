"""A draw from the register: frozen first, drawn once, kept for good, drawn again by anybody."""

from datetime import date

import pytest

from equipinspect.app import draw_records, draws, health, lists, records
from equipinspect.app.draws import Wanted
from equipinspect.app.session import Session
from equipinspect.model.errors import NotAllowed, UserError
from tests.ledgers import add
from tests.printed import pages

SEED, SOURCE = "2026031 17 22", "某某公开摇奖 2026031 期"


@pytest.fixture
def ready(office: Session) -> Session:
    """An office with thirty units and four officers whose cards are valid."""
    for number in range(30):
        add(office, "unit", name=f"虚构{number:02}公司", roles="使用单位", county="610305")
    for number in range(4):
        add(
            office,
            "person",
            name=f"虚构甲{number}",
            law_card_no=f"T{number}",
            law_card_expires="2027-01-01",
        )
    add(office, "person", name="虚构过期", law_card_no="T9", law_card_expires="2026-11-22")
    return office


def drawn(session: Session, count: int = 5) -> int:
    number = draws.freeze(session, Wanted("三月抽查", count))
    draws.run(session, number, SEED, SOURCE)
    return number


def test_a_draw_is_kept_and_gives_the_same_names_again(ready: Session) -> None:
    number = drawn(ready)
    found = draws.results(ready, number)
    assert len({r.unit for r in found}) == 5
    assert all(len(set(r.officers)) == 2 for r in found)
    assert "虚构过期" not in {o for r in found for o in r.officers}
    assert draws.verify(ready, number) == []
    assert health.audit(ready).findings == []


def test_the_pool_is_frozen_before_the_seed_is_known(ready: Session) -> None:
    number = draws.freeze(ready, Wanted("三月抽查", 5))
    assert draws.verify(ready, number) == ["名录已冻结，还没有抽取。"]
    add(ready, "unit", name="后来的公司", roles="使用单位")
    draws.run(ready, number, SEED, SOURCE)
    assert records.read(ready, number).values["pool_size"] == 30
    assert draws.verify(ready, number) == []


def test_a_second_seed_is_refused_and_a_discarded_draw_is_kept(ready: Session) -> None:
    number = drawn(ready)
    with pytest.raises(NotAllowed, match="不能重抽"):
        draws.run(ready, number, "9999999", SOURCE)
    with pytest.raises(UserError, match="理由"):
        draws.discard(ready, number, " ")
    draws.discard(ready, number, "监督人未到场")
    again = drawn(ready)
    assert [r.id for r in lists.every(ready, "draw")] == [number, again]
    assert draws.verify(ready, number) == []
    for kind, one in (("draw", number), ("draw_result", draws.results(ready, number)[0].id)):
        with pytest.raises(NotAllowed, match="按当时的样子"):
            records.remove(ready, one, "不要了")
        with pytest.raises(NotAllowed, match="按当时的样子"):
            records.save(
                ready,
                records.read(ready, one),
                {"weight" if kind == "draw_result" else "name": "1"},
            )
        with pytest.raises(NotAllowed, match="按当时的样子"):
            records.save_new(ready, kind, {})


def test_a_changed_result_is_found(ready: Session) -> None:
    number = drawn(ready)
    first = draws.results(ready, number)[0]
    others = {r.id for r in lists.every(ready, "unit")} - {first.unit}
    with ready.action("set") as running:
        running.write("draw_result", first.id, "unit", max(others), ())
    assert draws.verify(ready, number) == ["第 1 家与重抽的结果不符。"]
    with ready.action("set") as running:
        running.write("draw", number, "pool", "改过的名录\t1\t某公司", ())
    assert draws.verify(ready, number) == ["检查对象名录与冻结时的校验值不符。"]


def test_officers_keep_away_and_closed_units_are_left_out(ready: Session) -> None:
    person = lists.every(ready, "person", lists.Filter("name", "=", "虚构甲0"))[0]
    units = lists.every(ready, "unit")
    records.save(ready, records.read(ready, units[0].id), {"closed": 1})
    with ready.action("add") as running:
        for row in units:
            running.create("recusal", {"person": person.id, "unit": row.id, "reason": "亲属"})
    number = drawn(ready, 10)
    assert "虚构甲0" not in {o for r in draws.results(ready, number) for o in r.officers}
    assert records.read(ready, number).values["pool_size"] == 29


def test_the_latest_credit_class_weighs(ready: Session) -> None:
    units = lists.every(ready, "unit")
    with ready.action("import") as running:
        for day, letter in (("2026-01-01", "A"), ("2026-06-01", "D"), ("2027-01-01", "B")):
            running.create("credit_class", {"unit": units[0].id, "class": letter,
                                            "assessed_on": day, "source": "省平台"})  # fmt: skip
    records.save(ready, records.read(ready, units[1].id), {"is_key": 1})
    pool = draws.pool(ready, Wanted("三月抽查", 5), draws.rules(ready))
    assert [int(c.weight) for c in pool[:3]] == [4, 2, 1]


def test_results_are_said_in_the_words_of_the_public_list(ready: Session) -> None:
    number = drawn(ready, 2)
    one, two = draws.results(ready, number)
    draws.note_result(ready, one.id, "未发现问题", date(2026, 11, 26))
    assert "publish_by" not in records.read(ready, number).values
    with pytest.raises(NotAllowed, match="还有对象没有检查结果"):
        draws.publish(ready, number, date(2026, 12, 1))
    draws.note_result(ready, two.id, "发现问题已责令改正", date(2026, 11, 27))
    assert records.read(ready, number).values["publish_by"] == "2026-12-25"
    draws.publish(ready, number, date(2026, 12, 1))
    assert draw_records.publication(ready, number) == [
        (one.unit_name, "未发现问题", "2026-11-26"),
        (two.unit_name, "发现问题已责令改正", "2026-11-27"),
    ]


def test_what_is_not_enough_is_refused_and_leaves_nothing(ready: Session) -> None:
    with pytest.raises(UserError, match="不能抽取 31 家"):
        draws.freeze(ready, Wanted("三月抽查", 31))
    with pytest.raises(UserError, match="名称"):
        draws.freeze(ready, Wanted(" ", 3))
    assert lists.every(ready, "draw") == []
    number = draws.freeze(ready, Wanted("三月抽查", 3))
    with pytest.raises(UserError, match="出处"):
        draws.run(ready, number, SEED, "")
    with pytest.raises(UserError, match="至少 5 位"):
        draws.run(ready, number, "123", SOURCE)
    assert draws.results(ready, number) == []


def test_the_record_is_one_page_that_names_everything(ready: Session) -> None:
    number = drawn(ready)
    pdf = draw_records.record_pdf(ready, number)
    assert pdf == draw_records.record_pdf(ready, number)
    (page,) = pages(pdf)
    for words in (SOURCE, "20260311722", "监督人", draws.results(ready, number)[0].unit_name):
        assert words.replace(" ", "") in page
