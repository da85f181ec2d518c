"""Visits: begun as drafts that outlive a crash, signed whole or not at all, fixed from then on."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from equipinspect.app import (
    attachments,
    drafts,
    enrolling,
    grants,
    hazard_steps,
    hazards,
    health,
    records,
    visit_problems,
    visit_rules,
    visit_signing,
    visits,
)
from equipinspect.app.drafts import Draft, Recheck
from equipinspect.app.visits import Wanted
from equipinspect.model.errors import InvalidRecord, NotAllowed, UserError
from equipinspect.model.hazards import Wish
from equipinspect.model.ids import show_id
from equipinspect.trust import signing
from equipinspect.trust.device_key import DeviceKey
from tests.ledgers import Clock, add, rows_of
from tests.visits import Scene, scene_in

NINE = datetime(2026, 9, 1, 1, tzinfo=UTC)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = scene_in(tmp_path, Clock(NINE))
    yield made
    made.session.close()


def judged(scene: Scene, draft: Draft, verdict: str = "pass") -> None:
    for part, code in visit_problems.unjudged(scene.session, draft):
        visits.judge(scene.session, draft, (part, code), verdict)


def ready(scene: Scene, **more: object) -> Draft:
    """A visit to two lifts, everything judged well, signed on paper."""
    wanted = Wanted(equipment=scene.lifts, officers=scene.officers[:2])
    draft = visits.begin(scene.session, wanted)
    judged(scene, draft)
    signature = {"sign_state": "signed", "unit_signer": "秦大有"}
    visits.write(scene.session, draft, {**signature, **more})  # type: ignore[dict-item]
    return draft


def failed(scene: Scene, draft: Draft, code: str = "DT-16", *, fixed: bool = False) -> None:
    at = ("1", code)
    visits.judge(scene.session, draft, at, "fail")
    visits.photograph(scene.session, draft, at, scene.photo(), "before")
    if fixed:
        visits.photograph(scene.session, draft, at, scene.photo("后.png", "white"), "after")
        visits.say(scene.session, draft, at, fixed="1")


def test_a_visit_to_two_lifts_is_one_record(scene: Scene) -> None:
    session = scene.session
    draft = ready(scene)
    signed = visit_signing.sign(session, draft.id)
    check = records.read(session, signed.id).values
    assert check["number"] == "（宝）市监特检〔2026〕第1号"
    assert (check["result"], check["unit"], check["officer_count"]) == ("clear", scene.unit, 2)
    assert (check["legal_person"], check["safety_head"]) == ("秦大有", "安总监")
    assert "未发现问题" in str(check["findings"])
    parts = rows_of(session, "device_check")
    assert [(p.values["equipment"], p.values["passed"]) for p in parts] == [
        (n, 19) for n in scene.lifts
    ]
    assert {p.values["checklist"] for p in parts} == {"elevator@2024-1"}
    assert rows_of(session, "hazard") == []
    assert drafts.listed(session) == []
    assert visits.earlier(session, scene.lifts[0]) == [signed.id]
    assert health.audit(session).findings == []


def test_a_failed_item_makes_a_hazard_in_one_step(scene: Scene) -> None:
    session = scene.session
    draft = ready(scene)
    failed(scene, draft)
    signed = visit_signing.sign(session, draft.id)
    [number] = signed.hazards
    hazard = records.read(session, number).values
    assert (hazard["item"], hazard["check"], hazard["state"]) == ("DT-16", signed.id, "found")
    assert (hazard["found_by1"], hazard["equipment"]) == (scene.officers[0], scene.lifts[0])
    assert "第三十九条" in str(hazard["basis"])
    assert hazard["action"] == "更换应急电源，恢复防夹保护"
    [(row, path)] = attachments.of_record(session, number)
    assert (row.values["role"], path.exists()) == ("before", True)
    check = records.read(session, signed.id).values
    assert check["result"] == "open"
    assert "轿厢应急照明不亮" in str(check["findings"])
    [item] = rows_of(session, "check_item")
    assert (item.values["item"], item.values["verdict"]) == ("DT-16", "fail")


def test_vector_9_a_hazard_fixed_on_the_spot_still_has_a_number(scene: Scene) -> None:
    session = scene.session
    draft = ready(scene)
    failed(scene, draft, fixed=True)
    signed = visit_signing.sign(session, draft.id)
    hazard = records.read(session, signed.hazards[0]).values
    assert hazard["number"] == "（宝）市监特隐〔2026〕第1号"
    assert (hazard["state"], hazard["fixed_on_site"]) == ("closed", 1)
    assert hazard["found_on"] == hazard["rectified_on"] == hazard["closed_on"] == "2026-09-01"
    assert (hazard["closed_by1"], hazard["closed_by2"]) == scene.officers[:2]
    assert records.read(session, signed.id).values["result"] == "rectified"
    assert [r.values["step"] for r in rows_of(session, "hazard_step")] == ["found", "fix_on_site"]


@pytest.mark.parametrize(
    ("values", "key", "said"),
    [
        ({"officer2": None}, "officers", "至少两名"),
        ({"officer2": "same"}, "officers", "写了两次"),
        ({"officer2": "lapsed"}, "officer", "已过期"),
        ({"checked_on": "2026-09-02", "began": None}, "checked_on", "在今天之后"),
        ({"checked_on": "三月", "began": None}, "checked_on", "应写成"),
        ({"kind": "daily_old"}, "kind", "已经没有这种检查类别"),
        ({"began": "2026-09-01 9点"}, "began", "应写成"),
        ({"began": "2026-08-31 09:00"}, "began", "不在检查日期"),
        ({"ended": "2026-09-01 00:00"}, "ended", "早于开始时间"),
        ({"sign_state": None}, "sign_state", "请选择"),
        ({"unit_signer": None}, "unit_signer", "未填"),
        ({"sign_state": "refused"}, "refusal_note", "拒绝签名要写明情况"),
        ({"sign_state": "refused", "refusal_note": "拒不签名"}, "evidence", "照片、录音或录像"),
        ({"result": "terminated"}, "termination", "终止检查要写明原因"),
    ],
)
def test_what_is_not_in_order_is_not_signed(
    scene: Scene, values: dict[str, object], key: str, said: str
) -> None:
    known = {"same": scene.officers[0], "lapsed": scene.lapsed}
    draft = ready(scene, **{k: known.get(str(v), v) for k, v in values.items()})
    with pytest.raises(InvalidRecord) as refused:
        visit_signing.sign(scene.session, draft.id)
    assert any(k.startswith(key) and said in text for k, text in refused.value.problems.items())
    assert rows_of(scene.session, "check") == []
    assert drafts.load(scene.session, draft.id).visit == draft.visit


def test_a_failed_item_asks_for_words_and_a_photo_or_the_reason(scene: Scene) -> None:
    session = scene.session
    draft = ready(scene)
    at = ("1", "DT-14")
    visits.judge(session, draft, at, "fail")
    visits.say(session, draft, at, words=" ")
    found = visit_problems.problems(session, draft)
    assert "要写明问题" in found["1.DT-14.words"]
    assert "要有照片" in found["1.DT-14.photos"]
    visits.say(session, draft, at, words="门锁回路短接", no_photo="机房内禁止拍照")
    assert visit_problems.problems(session, draft) == {}
    visits.say(session, draft, at, fixed="1")
    assert "整改后的照片" in visit_problems.problems(session, draft)["1.DT-14.photos"]


def test_overdue_inspection_is_not_graded_major(scene: Scene) -> None:
    session = scene.session
    draft = ready(scene)
    failed(scene, draft, "DT-03")
    visits.grade(
        session, draft, ("1", "DT-03"), {"level": "major", "criterion": "4.6a", "still_used": 1}
    )
    assert "只能判为一般" in visit_problems.problems(session, draft)["1.DT-03.level"]
    visits.grade(session, draft, ("1", "DT-03"), {"level": "ordinary", "criterion": None})
    assert visit_problems.problems(session, draft) == {}


def test_an_unjudged_item_keeps_the_visit_open(scene: Scene) -> None:
    draft = visits.begin(scene.session, Wanted(equipment=scene.lifts, officers=scene.officers[:2]))
    assert len(visit_problems.unjudged(scene.session, draft)) == 38
    visits.judge(scene.session, draft, ("1", "DT-01"), "pass")
    assert "1.unjudged" in visit_problems.problems(scene.session, draft)
    with pytest.raises(UserError, match="结论应为"):
        visits.judge(scene.session, draft, ("1", "DT-01"), "maybe")
    with pytest.raises(UserError, match="没有检查项 DT-99"):
        visits.judge(scene.session, draft, ("1", "DT-99"), "pass")
    with pytest.raises(UserError, match="没有第 7 个"):
        visits.judge(scene.session, draft, ("7", "DT-01"), "pass")


def test_a_stopped_visit_needs_no_verdicts(scene: Scene) -> None:
    draft = visits.begin(scene.session, Wanted(equipment=scene.lifts, officers=scene.officers[:2]))
    visits.write(scene.session, draft, {
        "result": "terminated", "termination": "单位已停业，大门上锁", "sign_state": "other_confirmed",
    })  # fmt: skip
    signed = visit_signing.sign(scene.session, draft.id)
    check = records.read(scene.session, signed.id).values
    assert (check["result"], check["termination"]) == ("terminated", "单位已停业，大门上锁")


def test_a_refusal_needs_proof_and_a_witness_is_optional(scene: Scene) -> None:
    draft = ready(scene, sign_state="refused", refusal_note="负责人拒绝签名", unit_signer=None)
    film = scene.folder / "拒签.mp4"
    film.write_bytes(b"\x00\x00\x00\x18ftypmp42")
    visits.prove(scene.session, draft, film)
    signed = visit_signing.sign(scene.session, draft.id)
    [(row, _path)] = attachments.of_record(scene.session, signed.id)
    assert (row.values["media_type"], row.values["role"]) == ("video/mp4", "evidence")


def test_a_draft_outlives_a_crash_and_is_offered(scene: Scene) -> None:
    session = scene.session
    draft = visits.begin(session, Wanted(equipment=scene.lifts, officers=scene.officers[:2]))
    assert visits.judge(session, draft, ("1", "DT-01"), "pass").count(":") == 2
    [offered] = drafts.listed(session)
    assert (offered.title, offered.crashed) == ("秋实物业有限公司", True)
    again = drafts.load(session, offered.id)
    assert again.parts[0].marks["DT-01"].verdict == "pass"
    drafts.leave(session, again)
    assert not drafts.listed(session)[0].crashed
    assert drafts.take_up(session, again.id).running
    assert rows_of(session, "check") == []


def test_a_half_written_draft_never_replaces_the_whole_one(scene: Scene) -> None:
    session = scene.session
    draft = visits.begin(session, Wanted(equipment=scene.lifts, officers=scene.officers[:2]))
    path = drafts.folder(session) / f"{draft.id}.json"
    path.with_suffix(".part").write_text('{"id": "cut', "utf-8")
    assert drafts.load(session, draft.id).id == draft.id
    other = path.with_name("20260101-000000.json")
    other.write_text(json.dumps({"id": 1})[:5], "utf-8")
    assert [s.damaged for s in drafts.listed(session)] == [False, True]
    with pytest.raises(UserError, match="读不出来"):
        drafts.load(session, other.stem)
    with pytest.raises(UserError, match="没有草稿"):
        drafts.load(session, "没有的")


def test_a_draft_is_sent_back_with_a_note_and_a_signed_record_never(scene: Scene) -> None:
    session = scene.session
    draft = ready(scene)
    visits.submit(session, draft)
    with pytest.raises(UserError, match="写明意见"):
        visits.send_back(session, draft.id, " ")
    visits.send_back(session, draft.id, "第 3 项请写清应检月份")
    assert drafts.listed(session)[0].returned == "第 3 项请写清应检月份"
    signed = visit_signing.sign(session, draft.id)
    assert records.read(session, signed.id).values["returned_note"] == "第 3 项请写清应检月份"
    with pytest.raises(UserError, match="没有草稿"):
        visits.send_back(session, draft.id, "再改")


def test_a_signed_visit_is_fixed_and_a_correction_points_to_it(scene: Scene) -> None:
    session = scene.session
    signed = visit_signing.sign(session, ready(scene).id)
    with pytest.raises(NotAllowed, match="只能补正"):
        records.save(session, records.read(session, signed.id), {"result": "open"})
    with pytest.raises(NotAllowed):
        records.remove(session, signed.id, "错了")
    today, both = date(2026, 9, 1), scene.officers[:2]
    with pytest.raises(InvalidRecord, match="补正要写明内容"):
        visit_signing.amend(session, signed.id, today, both, "")
    with pytest.raises(InvalidRecord, match="早于原检查日期"):
        visit_signing.amend(session, signed.id, date(2026, 8, 1), both, "更正")
    with pytest.raises(InvalidRecord, match="至少两名"):
        visit_signing.amend(session, signed.id, today, both[:1], "更正")
    fixed = visit_signing.amend(session, signed.id, today, both, "联系人应为秋实二")
    correction = records.read(session, fixed.id).values
    assert (correction["corrects"], correction["findings"]) == (signed.id, "联系人应为秋实二")
    with pytest.raises(NotAllowed, match="本身是补正记录"):
        visit_signing.amend(session, fixed.id, today, both, "更正")


def test_a_recheck_opens_from_the_first_visit(scene: Scene) -> None:
    session = scene.session
    draft = ready(scene)
    failed(scene, draft)
    failed(scene, draft, "DT-13")
    first = visit_signing.sign(session, draft.id)
    for number in first.hazards:
        hazard_steps.advance(session, number, Wish("issue", "2026-09-01", scene.officers[:2],
                                                   {"deadline": "2026-09-10"}))  # fmt: skip
    again = visits.begin_recheck(session, first.id, scene.officers[1:])
    keys = [show_id(n) for n in first.hazards]
    assert sorted(again.rechecks) == sorted(keys)
    visits.write(session, again, {"sign_state": "signed", "unit_signer": "秦大有"})
    with pytest.raises(InvalidRecord, match="还没有写任何一处"):
        visit_signing.sign(session, again.id)
    visits.recheck(session, again, keys[0], Recheck("pass"))
    visits.recheck(session, again, keys[1], Recheck("fail", "仍堆放杂物"))
    assert "整改时限：未填" in str(visit_problems.problems(session, again))
    visits.recheck(session, again, keys[1], Recheck("fail", "仍堆放杂物", "2026-09-20"))
    signed = visit_signing.sign(session, again.id)
    states = [records.read(session, n).values["state"] for n in first.hazards]
    assert states == ["rechecked", "rectifying"]
    check = records.read(session, signed.id).values
    assert (check["follows"], check["source"], check["result"]) == (first.id, "recheck", "open")
    assert "复查不合格" in str(check["findings"])


def test_one_visit_is_to_one_unit(scene: Scene) -> None:
    session = scene.session
    other = add(session, "elevator", device_code="31101000320180009", address="别处 9 号",
                name="电梯", use_status="在用", user_unit="秋实物业有限公司")  # fmt: skip
    unit = add(session, "unit", name="春华物业有限公司")
    records.save(session, records.read(session, other), {"user_unit": unit})
    with pytest.raises(UserError, match="2 家单位"):
        visits.begin(session, Wanted(equipment=(scene.lifts[0], other)))
    draft = visits.begin(session, Wanted(equipment=scene.lifts[:1]))
    with pytest.raises(UserError, match="不是这家单位"):
        visits.add_device(session, draft, other)
    with pytest.raises(UserError, match="已经在这次检查里"):
        visits.add_device(session, draft, scene.lifts[0])
    visits.add_device(session, draft, scene.lifts[1])
    assert len(draft.parts) == 2
    with pytest.raises(UserError, match="不是设备"):
        visits.begin(session, Wanted(unit=unit, equipment=(unit,)))
    with pytest.raises(UserError, match="请选择"):
        visits.begin(session, Wanted())


def test_a_unit_without_devices_gets_the_list_of_its_role(scene: Scene) -> None:
    draft = visits.begin(scene.session, Wanted(unit=scene.unit, officers=scene.officers[:2]))
    assert [p.checklist for p in draft.parts] == ["user_unit@2024-1"]
    visits.add_place(scene.session, draft, "某某饭店", "gas_cylinder")
    assert draft.parts[1].name == "某某饭店"
    with pytest.raises(UserError, match="没有检查表"):
        visits.add_place(scene.session, draft, "某某饭店", "kitchen")


def test_an_old_visit_keeps_to_the_rules_of_its_day(scene: Scene) -> None:
    wanted = Wanted(equipment=scene.lifts[:1], officers=scene.officers[:2], on=date(2022, 6, 30))
    draft = visits.begin(scene.session, wanted)
    assert draft.visit["kind"] == "daily_old"
    assert draft.parts[0].checklist == "elevator@2020-1"
    assert "began" not in draft.visit


def test_a_visit_is_signed_once_even_when_its_draft_survives(scene: Scene) -> None:
    session = scene.session
    draft = ready(scene)
    failed(scene, draft)
    path = drafts.folder(session) / f"{draft.id}.json"
    kept = path.read_bytes()
    signed = visit_signing.sign(session, draft.id)
    path.write_bytes(kept)
    assert visit_signing.sign(session, draft.id) == signed
    assert len(rows_of(session, "check")) == len(rows_of(session, "hazard")) == 1
    assert drafts.listed(session) == []


def test_a_hazard_proposes_the_usual_deadline(scene: Scene) -> None:
    draft = ready(scene)
    failed(scene, draft)
    assert draft.part("1").marks["DT-16"].hazard["deadline"] == "2026-09-16"


def test_another_day_takes_the_checklist_of_that_day(scene: Scene) -> None:
    session = scene.session
    draft = visits.begin(session, Wanted(equipment=scene.lifts[:1], officers=scene.officers[:2]))
    visits.judge(session, draft, ("1", "DT-01"), "pass")
    visits.write(session, draft, {"checked_on": "2022-03-06", "began": None})
    assert draft.parts[0].checklist == "elevator@2020-1"
    assert draft.parts[0].marks["DT-01"].verdict == "pass"
    assert "已经没有这种检查类别" in visit_problems.problems(session, draft)["kind"]


def test_every_kind_of_equipment_has_a_checklist(scene: Scene) -> None:
    library = visit_rules.library(scene.session)
    for category in scene.session.declarations.categories():
        assert library.for_kind(category.key, date(2026, 9, 1)), category.key


def at_work_as(scene: Scene, role: str) -> None:
    """Let the device at work be that of somebody with one role."""
    laptop = DeviceKey.load(signing.sha256(b"a laptop of visits"))
    digits = grants.bare_fingerprint(laptop.public)
    enrolling.enrol(
        scene.session, enrolling.Wanted(digits, "万外勤", "执法人员", "610305", "笔记本")
    )
    own = next(d for d in enrolling.devices(scene.session) if d.state == enrolling.SELF)
    enrolling.enrol(scene.session, enrolling.Wanted(own.fingerprint, own.person, role))


def test_an_assistant_reports_a_hazard_and_signs_nothing(scene: Scene) -> None:
    session = scene.session
    draft = ready(scene)
    at_work_as(scene, "协管员")
    found = {"equipment": scene.lifts[0], "description": "对讲不通", "found_on": "2026-09-01",
             "level": "ordinary", "source": "patrol"}  # fmt: skip
    number = hazards.add(session, hazards.filled_in(session, found))
    assert "临" in str(records.read(session, number).values["number"])
    with pytest.raises(NotAllowed, match="协管员不能做这一步"):
        visit_signing.sign(session, draft.id)
    wish = Wish("issue", "2026-09-01", scene.officers[:2], {"deadline": "2026-09-10"})
    with pytest.raises(NotAllowed, match="协管员不能做这一步"):
        hazard_steps.advance(session, number, wish)
    assert rows_of(session, "check") == []


def test_only_a_supervisor_sends_back(scene: Scene) -> None:
    draft = ready(scene)
    at_work_as(scene, "执法人员")
    with pytest.raises(NotAllowed, match="不能做这一步"):
        visits.send_back(scene.session, draft.id, "请改")
    assert visit_signing.sign(scene.session, draft.id).id
