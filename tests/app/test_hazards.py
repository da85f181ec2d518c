"""Hazards through the app: entered, advanced, sealed, closed; what is forbidden leaves nothing behind."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from equipinspect.app import (
    adding,
    attachments,
    bulk,
    hazard_lists,
    hazard_page,
    hazard_steps,
    hazards,
    health,
    records,
    visit_rules,
)
from equipinspect.app.hazards import Photo
from equipinspect.model import hazards as judging
from equipinspect.model.errors import InvalidRecord, NotAllowed, UserError
from equipinspect.model.fields import Value
from equipinspect.model.hazards import Wish
from equipinspect.store import heads
from tests.ledgers import Clock, rows_of
from tests.visits import Scene, scene_in

NINE = datetime(2026, 9, 1, 1, tzinfo=UTC)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = scene_in(tmp_path, Clock(NINE))
    yield made
    made.session.close()


def values(scene: Scene, **more: Value) -> dict[str, Value]:
    found: dict[str, Value] = {
        "equipment": scene.lifts[0], "description": "轿厢应急照明不亮", "found_on": "2026-08-20",
        "level": "ordinary", "class": "equipment", "found_by1": scene.officers[0],
        "found_by2": scene.officers[1],
    }  # fmt: skip
    return hazards.filled_in(scene.session, found | more)


MAJOR: dict[str, Value] = {
    "level": "major", "criterion": "4.6b", "still_used": 1, "description": "门锁安全回路被短接",
    "action": "拆除短接线", "funds": "0.2", "contingency": "停梯，设围挡",
}  # fmt: skip


def step(scene: Scene, number: int, key: str, on: str, by: tuple[int, ...] = (), *,
         photos: tuple[Photo, ...] = (), **more: str) -> None:  # fmt: skip
    hazard_steps.advance(scene.session, number, Wish(key, on, by, more), photos)


def state(scene: Scene, number: int) -> str:
    return str(records.read(scene.session, number).values["state"])


def to_recheck(scene: Scene, number: int) -> None:
    both = scene.officers[:2]
    step(scene, number, "issue", "2026-08-20", both, deadline="2026-08-31")
    step(scene, number, "report", "2026-08-25", done_on="2026-08-24")
    step(scene, number, "recheck_pass", "2026-08-26", both)


def test_a_hazard_goes_from_discovery_to_closing(scene: Scene) -> None:
    session = scene.session
    number = hazards.add(session, values(scene))
    known = records.read(session, number).values
    assert known["number"] == "（宝）市监特隐〔2026〕第1号"
    assert (known["county"], known["device_kind"]) == ("610305", "elevator")
    assert known["duty_person"] == "秦大有"
    to_recheck(scene, number)
    step(scene, number, "close", "2026-08-27", (scene.officers[2],))
    known = records.read(session, number).values
    assert (known["state"], known["closed_on"], known["rectified_on"]) == (
        "closed", "2026-08-27", "2026-08-26",
    )  # fmt: skip
    steps = [row.values["step"] for row in hazards.steps_of(session, number)]
    assert steps == ["found", "issue", "report", "recheck_pass", "close"]
    assert health.audit(session).findings == []


def test_vector_6_through_the_app(scene: Scene) -> None:
    scene.clock.moment = datetime(2026, 10, 1, 1, tzinfo=UTC)
    number = hazards.add(scene.session, values(scene))
    step(scene, number, "issue", "2026-09-01", scene.officers[:2], deadline="2026-09-30")
    step(scene, number, "report", "2026-09-30", done_on="2026-09-29")
    known = records.read(scene.session, number).values
    assert (known["recheck_due"], known["recheck_expected"]) == ("2026-10-20", 0)


def test_a_major_hazard_takes_two_a_photo_and_the_supervisor(scene: Scene) -> None:
    session, both = scene.session, scene.officers[:2]
    number = hazards.add(session, values(scene, **MAJOR))
    to_recheck(scene, number)
    head = str(scene.head)
    after = (Photo(scene.photo(), "after"),)
    for by, photos, approver, said in (
        (both[:1], after, head, "要 2 名"),
        ((both[0], both[0]), after, head, "写了两次"),
        (both, (), head, "整改后的照片"),
        (both, after, "", "审批人：未填"),
        (both, after, str(both[0]), "不能是经办"),
        ((both[0], scene.lapsed), after, head, "2026-01-31 已过期"),
    ):
        with pytest.raises(NotAllowed, match=said):
            step(scene, number, "close", "2026-08-27", by, photos=photos, approver=approver)
    assert state(scene, number) == "rechecked"
    step(scene, number, "close", "2026-08-27", both, photos=after, approver=head)
    known = records.read(session, number).values
    assert (known["state"], known["approved_by"]) == ("closed", scene.head)


def test_five_things_are_settled_before_a_major_hazard_is_reported_done(scene: Scene) -> None:
    number = hazards.add(scene.session, values(scene, **MAJOR | {"funds": None}))
    step(scene, number, "issue", "2026-08-20", scene.officers[:2], deadline="2026-08-31")
    with pytest.raises(NotAllowed, match="五落实，还缺：整改资金"):
        step(scene, number, "report", "2026-08-25", done_on="2026-08-24")
    record = records.read(scene.session, number)
    records.save(scene.session, record, {"funds": "0.5"})
    step(scene, number, "report", "2026-08-25", done_on="2026-08-24")


@pytest.mark.parametrize(
    ("more", "key", "said"),
    [
        ({"deadline": "2026-08-19"}, "deadline", "早于排查日期"),
        ({"found_on": "2026-09-09"}, "found_on", "在今天之后"),
        ({"level": None}, "level", "未填"),
        ({"level": "major"}, "criterion", "超期未检本身不是重大事故隐患"),
        ({"level": "major", "criterion": "4.2a", "still_used": 1}, "criterion", "不是这种设备"),
        ({"level": "major", "criterion": "4.6b"}, "still_used", "仍继续使用"),
        ({"level": "major", "criterion": "9.9", "still_used": 1}, "criterion", "没有 GB 45067"),
        ({"criterion": "4.6b", "still_used": 1}, "level", "等级应为重大"),
        ({"found_on": "2024-11-30", "criterion": "4.6b"}, "criterion", "2024-12-01 起施行"),
        ({"severe_57": 1}, "severe_clause", "第二十五条"),
        ({"found_on": "2022-06-30", "severe_57": 1}, "severe_57", "2022-07-01 起施行"),
        ({"description": None}, "description", "必填"),
    ],
)
def test_a_wrong_new_hazard_is_refused(
    scene: Scene, more: dict[str, Value], key: str, said: str
) -> None:
    with pytest.raises(InvalidRecord) as refused:
        hazards.add(scene.session, values(scene, **more))
    assert said in refused.value.problems[key]
    assert rows_of(scene.session, "hazard") == []


def test_a_new_hazard_brings_no_outcome_along(scene: Scene) -> None:
    for more in ({"state": "closed"}, {"rectified_on": "2026-08-21"}, {"closed_on": "2026-08-21"},
                 {"number": "隐1"}, {"transferred_on": "2026-08-21"}):  # fmt: skip
        with pytest.raises(InvalidRecord, match="登记以后一步一步办理"):
            hazards.add(scene.session, values(scene, **more))
    with pytest.raises(NotAllowed, match="不能直接新增"):
        records.save_new(scene.session, "hazard", values(scene, state="closed"))
    number = adding.add(scene.session, "hazard", values(scene))
    assert state(scene, number) == "found"


def test_an_accident_is_graded_as_it_is_entered(scene: Scene) -> None:
    known = {"happened_at": "2026-08-20 09:00", "unit": scene.unit, "kind": "entrapment",
             "device_kind": "elevator", "stranded_minutes": 130}  # fmt: skip
    number = adding.add(scene.session, "accident", known)
    assert records.read(scene.session, number).values["grade"] == "ordinary"


def test_the_same_officer_does_not_find_twice(scene: Scene) -> None:
    with pytest.raises(InvalidRecord, match="写了两次"):
        hazards.add(scene.session, values(scene, found_by2=scene.officers[0]))


def test_older_ledgers_grade_without_a_clause(scene: Scene) -> None:
    number = hazards.add(scene.session, values(scene, level="severe", found_on="2021-05-06"))
    known = records.read(scene.session, number).values
    assert judging.two_level(known["level"]) == "major"
    assert hazards.pick(scene.session, number) == []


def test_a_file_that_is_no_picture_and_a_huge_one_change_nothing(scene: Scene) -> None:
    number = hazards.add(scene.session, values(scene))
    to_recheck(scene, number)
    bad = scene.folder / "假.jpg"
    bad.write_bytes(b"not a picture")
    with pytest.raises(UserError, match="不是可读的图片"):
        step(scene, number, "close", "2026-08-27", (scene.officers[2],), photos=(Photo(bad),))
    huge = scene.folder / "大.png"
    Image.new("1", (60_000, 60_000)).save(huge)
    with pytest.raises(UserError, match=r"60000×60000|不是可读的图片"):
        step(scene, number, "close", "2026-08-27", (scene.officers[2],), photos=(Photo(huge),))
    assert state(scene, number) == "rechecked"
    assert rows_of(scene.session, "attachment") == []


def test_steps_are_not_gone_round_by_editing(scene: Scene) -> None:
    number = hazards.add(scene.session, values(scene))
    record = records.read(scene.session, number)
    for change in ({"state": "closed"}, {"closed_on": "2026-08-27"}, {"level": "major"},
                   {"deadline": "2027-01-01"}, {"rectified_on": "2026-08-27"}):  # fmt: skip
        with pytest.raises(NotAllowed, match="一步一步改"):
            records.save(scene.session, record, change)
    [line] = bulk.preview(scene.session, [number], bulk.Change("state", "closed", "试"))
    assert "一步一步改" in line.problem
    records.save(scene.session, record, {"note": "可以改"})


def test_a_deadline_is_lengthened_once_approved(scene: Scene) -> None:
    number = hazards.add(scene.session, values(scene))
    step(scene, number, "issue", "2026-08-20", scene.officers[:2], deadline="2026-08-25")
    on = date(2026, 9, 1)
    assert [r.id for r in hazard_lists.overdue(scene.session, on)] == [number]
    step(scene, number, "extend", "2026-08-24", deadline="2026-09-10", approver=str(scene.head),
         note="配件未到货")  # fmt: skip
    known = records.read(scene.session, number).values
    assert (known["deadline"], known["first_deadline"]) == ("2026-09-10", "2026-08-25")
    assert hazard_lists.overdue(scene.session, on) == []


def test_a_failed_recheck_goes_back_to_work(scene: Scene) -> None:
    number = hazards.add(scene.session, values(scene))
    both = scene.officers[:2]
    step(scene, number, "issue", "2026-08-20", both, deadline="2026-08-25")
    step(scene, number, "report", "2026-08-24", done_on="2026-08-24")
    step(scene, number, "recheck_fail", "2026-08-26", both, note="仍不亮", deadline="2026-09-05")
    known = records.read(scene.session, number).values
    assert (known["state"], known["deadline"]) == ("rectifying", "2026-09-05")
    assert "rectified_on" not in known
    step(scene, number, "recheck_pass", "2026-08-30", both)
    assert records.read(scene.session, number).values["rectified_on"] == "2026-08-30"


def test_a_seal_runs_thirty_days_and_is_lengthened_once(scene: Scene) -> None:
    session, both, head = scene.session, scene.officers[:2], str(scene.head)
    number = hazards.add(session, values(scene, **MAJOR))
    paper = {"paper": "（宝）市监特封〔2026〕1号", "approver": head, "note": "严重事故隐患"}
    step(scene, number, "seal", "2026-08-20", both, **paper)
    [seal] = hazards.enforcements(session, number)
    assert (seal.values["until"], seal.values["kind"]) == ("2026-09-19", "sealing")
    step(scene, number, "extend_seal", "2026-08-30", both, **paper)
    [seal] = hazards.enforcements(session, number)
    assert seal.values["extended_until"] == "2026-10-19"
    with pytest.raises(NotAllowed, match="已经延长过一次"):
        step(scene, number, "extend_seal", "2026-08-31", both, **paper)
    step(scene, number, "lift_seal", "2026-09-01", both, paper="解〔2026〕1号")
    assert hazards.enforcements(session, number)[0].values["lifted_on"] == "2026-09-01"
    with pytest.raises(NotAllowed, match="没有查封"):
        step(scene, number, "lift_seal", "2026-09-01", both, paper="解〔2026〕2号")


def test_a_severe_hazard_opens_tasks_to_stop_and_to_report(scene: Scene) -> None:
    session = scene.session
    number = hazards.add(session, values(scene, severe_57=1, severe_clause="25-3"))
    assert [(t.id, t.what) for t in hazard_lists.tasks(session)] == [
        (number, "stop_use"),
        (number, "report_up"),
    ]
    step(scene, number, "stop_use", "2026-08-20", scene.officers[:2], note="立即停止使用")
    step(scene, number, "report_up", "2026-08-21", reported_up_to="宝鸡市市场监督管理局")
    assert hazard_lists.tasks(session) == []
    assert [r.values["kind"] for r in hazards.enforcements(session, number)] == ["stop_use"]


def test_moved_hazards_need_a_receiver_and_a_receipt(scene: Scene) -> None:
    number = hazards.add(scene.session, values(scene))
    with pytest.raises(NotAllowed, match="移送回执：未填"):
        step(scene, number, "transfer", "2026-08-21", scene.officers[:1], receiver="凤翔区住建局")
    step(scene, number, "transfer", "2026-08-21", scene.officers[:1], receiver="凤翔区住建局",
         receipt="凤住建收〔2026〕7号")  # fmt: skip
    with pytest.raises(NotAllowed, match="已移送，不能再"):
        step(scene, number, "void", "2026-08-22", scene.officers[:1], note="重复")


def test_supervised_hazards_and_cases(scene: Scene) -> None:
    number = hazards.add(scene.session, values(scene))
    both = scene.officers[:2]
    step(
        scene, number, "supervise", "2026-08-20", supervised_level="city", supervised_by="市安委会"
    )
    step(scene, number, "file_case", "2026-08-21", both, case_no="凤市监案〔2026〕3号")
    step(scene, number, "penalise", "2026-08-22", both, fine="30000", paper="凤市监罚〔2026〕3号")
    known = records.read(scene.session, number).values
    assert (known["supervised_level"], known["case_no"], known["fine"]) == (
        "city", "凤市监案〔2026〕3号", "30000",
    )  # fmt: skip


def test_regrading_asks_for_the_clause(scene: Scene) -> None:
    number = hazards.add(scene.session, values(scene))
    officer = scene.officers[:1]
    with pytest.raises(NotAllowed, match="判定条款"):
        step(scene, number, "regrade", "2026-08-21", officer, level="major", note="核实")
    step(scene, number, "regrade", "2026-08-21", officer, level="major", note="核实",
         criterion="4.6b", still_used="1")  # fmt: skip
    known = records.read(scene.session, number).values
    assert (known["level"], known["criterion"], known["still_used"]) == ("major", "4.6b", 1)


def test_looking_back_lists_every_major_and_the_same_share_of_the_others(scene: Scene) -> None:
    session = scene.session
    closed = []
    for n in range(12):
        number = hazards.add(session, values(scene, found_on="2026-07-01", description=f"第{n}处"))
        step(scene, number, "fix_on_site", "2026-07-01", scene.officers[:2], note="当场更换",
             photos=(Photo(scene.photo()),))  # fmt: skip
        closed.append(number)
    major = hazards.add(session, values(scene, **MAJOR | {"found_on": "2026-07-01"}))
    step(scene, major, "fix_on_site", "2026-07-01", scene.officers[:2], note="拆除短接线",
         photos=(Photo(scene.photo()),), approver=str(scene.head))  # fmt: skip
    on = date(2026, 8, 15)
    drawn = [r.id for r in hazard_lists.look_back(session, on, "2026-3")]
    assert major in drawn
    assert len(drawn) == 3
    assert drawn == [r.id for r in hazard_lists.look_back(session, on, "2026-3")]
    assert hazard_lists.look_back(session, date(2026, 7, 10), "2026-3") == []


def test_a_major_one_fixed_on_the_spot_waits_for_the_sign_off(scene: Scene) -> None:
    number = hazards.add(scene.session, values(scene, **MAJOR))
    step(scene, number, "fix_on_site", "2026-08-20", scene.officers[:2], note="拆除短接线",
         photos=(Photo(scene.photo()),))  # fmt: skip
    assert state(scene, number) == "rechecked"
    step(scene, number, "close", "2026-08-21", scene.officers[:2], approver=str(scene.head))
    assert state(scene, number) == "closed"


def test_what_may_follow_is_offered(scene: Scene) -> None:
    number = hazards.add(scene.session, values(scene))
    offered = {s.key for s in hazards.following(scene.session, number)}
    assert {"issue", "fix_on_site", "transfer", "void"} <= offered
    assert "close" not in offered
    rules = visit_rules.steps(scene.session)
    assert all(rules.by_key[key].label for key in offered)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_sequence_of_steps_keeps_the_hazard_consistent(
    data: st.DataObject, scene: Scene
) -> None:
    session, rules = scene.session, visit_rules.steps(scene.session)
    major = data.draw(st.booleans())
    number = hazards.add(session, values(scene, **(MAJOR if major else {})))
    photo = (Photo(scene.photo()),)
    given = {"deadline": "2026-09-01", "done_on": "2026-08-20", "note": "说明", "paper": "文1",
             "receiver": "住建局", "receipt": "回执1", "case_no": "案1", "fine": "1", "level": "larger",
             "approver": str(scene.head), "supervised_level": "city", "supervised_by": "市安委会",
             "reported_up_to": "市局"}  # fmt: skip
    day = 20
    for _turn in range(7):
        before = records.read(session, number).values
        key = data.draw(st.sampled_from(sorted(rules.by_key)))
        day += data.draw(st.integers(0, 2))
        by = data.draw(st.sampled_from([(0,), (2,), (0, 1), (1, 2)]))
        wish = Wish(key, f"2026-08-{min(day, 31)}", tuple(scene.officers[n] for n in by), given)
        refused = hazard_steps.problems(session, number, replace(wish, photos=("after",)))
        if refused:
            with pytest.raises(NotAllowed):
                hazard_steps.advance(session, number, wish, photo)
            assert records.read(session, number).values == before
            continue
        hazard_steps.advance(session, number, wish, photo)
        now = records.read(session, number).values
        assert now["state"] == before["state"] or now["state"] in states_after(scene, key, before)
        assert (now["state"] == "closed") == (now.get("closed_on") is not None)
        assert now["state"] not in rules.rectified or now.get("rectified_on") is not None
        assert (now["state"] == "transferred") == (now.get("transfer_receipt") is not None)
    shape = session.register.shapes.of("hazard")
    group = session.declaration("hazard").groups["status"]
    told = heads.events(session.register, shape, number, group)
    days = [str(e["state_on"]) for e in told]
    assert days == sorted(set(days))
    assert told[-1]["state"] == records.read(session, number).values["state"]


def states_after(scene: Scene, key: str, before: dict[str, Value]) -> set[str]:
    step = visit_rules.steps(scene.session).by_key[key]
    assert before["state"] in step.sources
    return {step.target, "rechecked"} if key == "fix_on_site" else {step.target}


def test_evidence_belongs_to_its_step(scene: Scene) -> None:
    number = hazards.add(scene.session, values(scene))
    step(scene, number, "stop_use", "2026-08-20", scene.officers[:2], note="停用",
         photos=(Photo(scene.photo(), "evidence", "停用现场"),))  # fmt: skip
    last = hazards.steps_of(scene.session, number)[-1]
    [(row, path)] = attachments.of_record(scene.session, last.id)
    assert (row.values["role"], row.values["caption"], path.exists()) == (
        "evidence",
        "停用现场",
        True,
    )
    assert attachments.of_record(scene.session, number) == []


def test_the_page_of_a_hazard_in_one_call(scene: Scene) -> None:
    session = scene.session
    number = hazards.add(
        session, values(scene, **MAJOR | {"funds": None}), [Photo(scene.photo(), "before")]
    )
    step(scene, number, "issue", "2026-08-20", scene.officers[:2], deadline="2026-08-31")
    seen = hazard_page.page(session, number)
    assert (seen.level, seen.state, seen.overdue, seen.days_left) == ("重大", "已交办", True, -1)
    assert [(d.label, d.by) for d in seen.steps] == [
        ("登记", "甄一、甄二"),
        ("交办（下达）", "甄一、甄二"),
    ]
    assert seen.lacking == ("整改资金",)
    assert (len(seen.before), seen.after) == (1, ())
    offered = {o.step.key: o for o in seen.offers}
    assert offered["recheck_pass"].officers == 2
    assert offered["extend"].needs == (
        ("deadline", "整改时限"),
        ("approver", "审批人"),
        ("note", "说明"),
    )
    assert "close" not in offered
    assert "4.6b" in {c.clause for c in seen.criteria}
    early = hazard_page.page(session, number, date(2026, 8, 21))
    assert (early.overdue, early.days_left) == (False, 10)
    with pytest.raises(UserError, match="不是隐患"):
        hazard_page.page(session, scene.unit)
