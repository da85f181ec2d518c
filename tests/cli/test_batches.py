"""A batch of certificates from the command line."""

from contextlib import closing
from pathlib import Path

import pytest

from equipinspect import RESOURCES
from equipinspect.app import records
from equipinspect.app.office import Place, open_session
from equipinspect.cli.frame import clock
from equipinspect.documents.scan import read_codes
from tests.cli.conftest import PASSPHRASE, Cli
from tests.ledgers import add

TODAY = clock().date()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "口令.txt"
    path.write_text(PASSPHRASE, encoding="utf-8")
    return path


@pytest.fixture
def checked(register: Path, home: Path, cli: Cli, secret: Path) -> Path:
    """Three lifts in use, two of them checked today."""
    with closing(open_session(register, Place(RESOURCES, home, clock))) as session:
        card = {"law_card_expires": f"{TODAY.year + 3}-12-31"}
        officers = [
            add(session, "person", name=f"甄{n}", law_card_no=f"SC-{n}", **card) for n in "一二"
        ]
        unit = add(session, "unit", name="秋实物业有限公司")
        for n in range(3):
            lift = add(session, "elevator", device_code=f"3110100032018{n:04d}", use_status="在用",
                       name="曳引驱动乘客电梯", address="秋实路 1 号",
                       inspection_next=f"{TODAY.year + 1}-05")  # fmt: skip
            record = records.read(session, lift)
            records.save(session, record, {"user_unit": unit, "maint_unit": unit})
            if n:
                with session.action("check") as running:
                    running.create(
                        "check",
                        {
                            "equipment": lift,
                            "checked_on": TODAY.isoformat(),
                            "kind": "routine",
                            "result": "clear",
                            "officer1": officers[0],
                            "officer2": officers[1],
                        },
                    )
    assert cli("keys", "new", "--passphrase-file", secret).status == 0
    return register


def test_look_issue_print_spoil_print_again(
    cli: Cli, checked: Path, secret: Path, tmp_path: Path
) -> None:
    looked = cli("certificates", "preflight", "--category", "elevator", "--json").data
    assert (len(looked["ready"]), len(looked["refused"])) == (2, 1)
    assert looked["refused"][0]["reasons"] == ["没有已完成的监督检查"]
    out = tmp_path / "一批.pdf"
    made = cli("certificates", "issue", "--category", "elevator", "--out", out,
               "--passphrase-file", secret, "--json").data  # fmt: skip
    assert (made["ready"], len(made["issued"]), len(made["refused"])) == (2, 2, 1)
    assert read_codes(out) == [one["code"] for one in made["issued"]]
    for one in made["issued"]:
        assert cli("verify", one["code"], "--json").data["verdict"] == "genuine"
    again = tmp_path / "再印.pdf"
    refused = cli("certificates", "print", "--resume", made["job"], "--out", again)
    assert (refused.status, "重印请写明原因" in refused.err) == (1, True)
    assert cli("certificates", "spoil", made["job"], "--from", 2, "--reason", "卡纸").status == 0
    done = cli("certificates", "print", "--resume", made["job"], "--from", 2, "--reason", "卡纸",
               "--out", again, "--json")  # fmt: skip
    assert done.data["sheets"] == 1
    assert read_codes(again) == [made["issued"][1]["code"]]
    [job] = cli("certificates", "list", "--json").data
    assert (job["count"], job["printed"], job["spoiled"]) == (2, 2, 1)


def test_void_and_reissue_by_number(cli: Cli, checked: Path, secret: Path, tmp_path: Path) -> None:
    made = cli("certificates", "issue", "--where", "设备代码=31101000320180001",
               "--passphrase-file", secret, "--json").data  # fmt: skip
    [one] = made["issued"]
    out = tmp_path / "新.pdf"
    new = cli("certificates", "reissue", one["number"], "--reason", "污损", "--out", out,
              "--passphrase-file", secret, "--json").data  # fmt: skip
    assert cli("verify", one["code"], "--json").data["verdict"] == "replaced"
    assert cli("certificates", "void", new["number"], "--reason", "打错了").status == 0
    assert cli("verify", out, "--json").data["verdict"] == "revoked"
    assert cli("certificates", "void", "99", "--reason", "打错了").status == 1


def test_nothing_chosen_is_said(cli: Cli, checked: Path) -> None:
    said = cli("certificates", "preflight")
    assert (said.status, "--where" in said.err) == (1, True)


def test_labels_and_their_numbers_from_the_command_line(
    cli: Cli, checked: Path, tmp_path: Path
) -> None:
    out = tmp_path / "标签.pdf"
    made = cli("labels", "--category", "elevator", "--stock", "a4_21_64x38",
               "--start-position", "20", "--out", out, "--json").data  # fmt: skip
    assert (made["labels"], made["sheets"]) == (3, 2)
    assert all(code.startswith("EQT1/") for code in read_codes(out))
    paper = ("--stock", "凭证不干胶")
    assert cli("stock", "in", "A001", "A050", *paper).out == "已登记 50 个号码。\n"
    assert cli("stock", "out", "A001", "A005", *paper, "--person", "甄一").status == 0
    refused = cli("stock", "out", "A005", "A006", *paper)
    assert refused.status == 1
    assert "1 个号码不能领用" in refused.err
    [one] = cli("stock", "list", "--json").data
    assert (one["received"], one["sums"]["issued"]) == (50, 5)
    assert [s["event"] for s in cli("stock", "story", "A003", *paper, "--json").data] == [
        "入库",
        "领用",
    ]
    assert cli("stock", "overdue", "--json").data == []
