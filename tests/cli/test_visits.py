"""Hazards, visits and their papers from the command line."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from equipinspect import RESOURCES
from equipinspect.app import preferences, visit_problems, visit_signing, visits
from equipinspect.app.office import Place, open_session
from equipinspect.cli.frame import clock
from equipinspect.model.ids import show_id
from tests.cli.conftest import Cli
from tests.ledgers import add

TODAY = clock().date()
LATER = (TODAY + timedelta(days=15)).isoformat()


@pytest.fixture
def ready(register: Path, home: Path) -> dict[str, str]:
    """Two officers, a supervisor, a unit, a lift, and a signed visit on which one item failed."""
    with closing(open_session(register, Place(RESOURCES, home, clock))) as session:
        preferences.change(session, {"document_letter": "宝", "review_body": "凤翔区人民政府",
                                     "court": "凤翔区人民法院"})  # fmt: skip
        card = {"law_card_expires": f"{TODAY.year + 3}-12-31"}
        people = [
            add(session, "person", name=name, law_card_no=f"SC-{n}", **card)
            for n, name in enumerate(("甄壹", "甄贰", "郝科长"))
        ]
        add(session, "unit", name="秋实物业有限公司", roles="使用单位")
        lift = add(session, "elevator", device_code="31101000320180001", address="秋实路 1 号",
                   name="乘客电梯", use_status="在用", user_unit="秋实物业有限公司")  # fmt: skip
        draft = visits.begin(session, visits.Wanted(equipment=(lift,), officers=tuple(people[:2])))
        for at in visit_problems.unjudged(session, draft):
            visits.judge(session, draft, at, "fail" if at[1] == "DT-16" else "pass")
        visits.say(session, draft, ("1", "DT-16"), no_photo="禁止拍照")
        visits.write(session, draft, {"sign_state": "signed", "unit_signer": "秦大有"})
        signed = visit_signing.sign(session, draft.id)
    return {
        "check": show_id(signed.id),
        "hazard": show_id(signed.hazards[0]),
        "lift": show_id(lift),
    }


def test_checks_are_listed_and_shown(cli: Cli, ready: dict[str, str]) -> None:
    [check] = cli("check", "list", "--json").data
    assert (check["id"], check["result"]) == (ready["check"], "open")
    assert cli("check", "list", "--since", LATER, "--json").data == []
    shown = cli("check", "show", ready["check"], "--json").data
    assert [d["failed"] for d in shown["devices"]] == [1]
    assert [h["id"] for h in shown["hazards"]] == [ready["hazard"]]
    text = cli("check", "show", ready["check"]).out
    assert "DT-16 不符合" in text
    assert "轿厢应急照明不亮" in text
    said = cli("check", "show", ready["lift"])
    assert (said.status, said.err.count("\n")) == (1, 1)
    assert "不是监督检查" in said.err


def test_a_hazard_is_taken_to_its_end(cli: Cli, ready: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "指令书.pdf"
    said = cli("directive", ready["check"], "--out", out, "--deadline", LATER, "--json")
    assert said.status == 0, said.err
    assert said.data["number"] == f"（宝）市监特令〔{TODAY.year}〕第1号"
    first = out.read_bytes()
    assert first.startswith(b"%PDF-")
    again = tmp_path / "再印.pdf"
    assert cli("directive", said.data["id"], "--out", again).status == 0
    assert again.read_bytes() == first
    assert cli("void", said.data["id"], "--reason", "期限写错").status == 0
    said = cli("directive", ready["hazard"], "--out", again.with_name("新.pdf"), "--json")
    assert said.data["number"] == f"（宝）市监特令〔{TODAY.year}〕第2号", said.err
    [hazard] = cli("hazard", "list", "--open", "--json").data
    assert (hazard["state"], hazard["deadline"], hazard["overdue"]) == ("issued", LATER, False)
    late = cli(
        "hazard", "list", "--overdue", "--on", (TODAY + timedelta(days=16)).isoformat(), "--json"
    )
    assert [h["overdue"] for h in late.data] == [True]
    number = ready["hazard"]
    refused = cli("hazard", "advance", number, "close", "--by", "郝科长")
    assert (refused.status, refused.err.count("\n")) == (1, 1)
    assert "还没有复查合格，不能销号" in refused.err
    done = TODAY.isoformat()
    for step, more in (("report", [f"done_on={done}"]), ("复查合格", ["--by", "甄壹"]),
                       ("close", ["--by", "郝科长"])):  # fmt: skip
        said = cli("hazard", "advance", number, step, *more, "--json")
        assert said.status == 0, said.err
    assert said.data["state"] == "closed"
    assert cli("hazard", "list", "--open", "--json").data == []
    assert "已销号" in cli("hazard", "list").out


def test_a_hazard_by_hand_and_its_graded_level(cli: Cli, ready: dict[str, str]) -> None:
    fields = [f"equipment={ready['lift']}", "description=门锁回路短接", "found_by1=甄壹"]
    refused = cli("hazard", "add", *fields, "level=重大")
    assert (refused.status, "判定条款" in refused.err) == (1, True)
    made = cli("hazard", "add", *fields, "level=重大", "criterion=4.6b", "still_used=是", "--json")
    assert made.status == 0, made.err
    assert made.data["number"] == f"（宝）市监特隐〔{TODAY.year}〕第2号"
    assert [h["id"] for h in cli("hazard", "list", "--level", "major", "--json").data] == [
        made.data["id"]
    ]
    assert len(cli("hazard", "list", "--level", "ordinary", "--json").data) == 1
    unknown = cli("hazard", "advance", made.data["id"], "fly")
    assert "没有“fly”这一步，可以是" in unknown.err


def test_the_check_record_is_written(cli: Cli, ready: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "记录.pdf"
    assert cli("check-record", ready["check"], "--out", out).status == 0
    assert out.read_bytes().startswith(b"%PDF-")
    said = cli("check-record", ready["lift"], "--out", tmp_path / "无.pdf")
    assert (said.status, "不是监督检查" in said.err) == (1, True)
    assert not (tmp_path / "无.pdf").exists()
    assert cli("check-record", ready["check"], "--out", out).status == 1


def test_a_refused_directive_leaves_no_file(
    cli: Cli, ready: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "指令书.pdf"
    early = (TODAY - timedelta(days=1)).isoformat()
    for more, said in (
        (["--deadline", early], "早于排查日期"),
        (["--deadline", LATER, "--officer", "甄壹", "--officer", "甄壹"], "两名不同"),
    ):
        refused = cli("directive", ready["check"], "--out", out, *more)
        assert (refused.status, said in refused.err) == (1, True), refused.err
    hand = cli("hazard", "add", f"equipment={ready['lift']}", "description=对讲不通", "--json")
    refused = cli(
        "directive", hand.data["id"], "--out", out, "--officer", "甄壹", "--officer", "甄贰"
    )
    assert "整改时限：未填" in refused.err
    assert list(tmp_path.glob("*指令书*")) == []
    assert "不是监督检查、隐患或指令书" in cli("directive", ready["lift"], "--out", out).err
