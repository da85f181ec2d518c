"""A certificate from the command line: refused with reasons, issued, verified, voided."""

import json
import subprocess
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from equipinspect import RESOURCES
from equipinspect.app import keys
from equipinspect.app.office import Place, open_session
from equipinspect.cli.frame import clock
from tests.cli.conftest import PASSPHRASE, Cli, Said
from tests.ledgers import add

TODAY = clock().date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
NEXT_YEAR = f"{TODAY.year + 1}-{TODAY.month:02d}"
OFFICERS = ("甄执壹", "甄执贰")
SERIALS = count(1)
FIELDS = (
    "issuer",
    "type",
    "number",
    "equipment",
    "result",
    "issued",
    "valid_to",
    "key",
    "replaces",
)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "口令.txt"
    path.write_text(f"{PASSPHRASE}\n第二行不算\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def signing(begun: Path) -> Path:
    """The shared register with a key, a unit, and two officers with valid cards."""
    with closing(open_session(begun, Place(RESOURCES, begun.parent / "home", clock))) as session:
        card = {"law_card_expires": f"{TODAY.year + 3}-12-31"}
        for number, name in enumerate(OFFICERS, 1):
            add(session, "person", name=name, law_card_no=f"SC-000{number}", **card)
        add(session, "unit", name="秋实物业有限公司")
        keys.new_key(session, PASSPHRASE)
    return begun


class Desk:
    """Asks for certificates of one lift."""

    def __init__(self, cli: Cli, lift: str, secret: Path, folder: Path) -> None:
        self.cli, self.lift, self.secret, self.out = cli, lift, secret, folder / "凭证.pdf"
        self.code = cli("show", lift, "--json").data["device_code"]

    def ask(self, *more: object, **changed: object) -> Said:
        options: dict[str, object] = {"on": TODAY, "result": "clear", "out": self.out}
        options |= {"passphrase-file": self.secret} | changed
        officers = (
            [] if "--officer" in more else ["--officer", OFFICERS[0], "--officer", OFFICERS[1]]
        )
        named = [part for key, value in options.items() if value for part in (f"--{key}", value)]
        return self.cli("certificate", self.lift, *named, *officers, *more)

    def known(self, kind: str) -> list[dict[str, Any]]:
        """The checks or certificates of the lift."""
        return [r for r in self.cli("list", kind, "--json").data if r["equipment"] == self.lift]


@pytest.fixture
def desk(signing: Path, shared: Path, cli: Cli, secret: Path, tmp_path: Path) -> Desk:
    """A desk with a lift of its own that may get certificates."""
    code = f"3110100032018{next(SERIALS):04d}"
    made = cli("add", "elevator", f"设备代码={code}", "使用地点=秋实路 1 号", "使用状态=在用",
               "下次检验日期=2099-05", "user_unit=秋实物业有限公司", "maint_unit=秋实物业有限公司",
               "设备名称=曳引驱动乘客电梯", "county=凤翔区")  # fmt: skip
    assert made.status == 0, made.err
    return Desk(cli, made.word, secret, tmp_path)


def refused(said: Said, *reasons: str) -> None:
    assert (said.status, said.out) == (1, "")
    assert said.err.count("\n") == 1
    for reason in reasons:
        assert reason in said.err


def test_a_certificate_is_issued_with_its_check(desk: Desk, cli: Cli) -> None:
    said = desk.ask("--json")
    assert (said.status, said.err) == (0, "")
    data = said.data
    assert desk.out.read_bytes().startswith(b"%PDF-")
    assert list(desk.out.parent.glob("*.part")) == []
    [row] = desk.known("certificate")
    assert (row["id"], row["number"], row["code"]) == (data["id"], data["number"], data["code"])
    [check] = desk.known("check")
    assert (check["equipment"], check["checked_on"]) == (desk.lift, TODAY.isoformat())
    assert (check["kind"], check["result"]) == ("routine", "clear")
    assert check["officer1.title"] == OFFICERS[0]
    assert row["check"] == check["id"]
    assert row["valid_to"] == NEXT_YEAR
    again = desk.ask(out=desk.out.with_name("二.pdf"), result="rectified")
    assert again.status == 0
    assert desk.known("check")[1]["result"] == "rectified"


def test_verify_json(desk: Desk, cli: Cli) -> None:
    code = desk.ask("--json").data["code"]
    for source in (code, code.lower(), f"HTTPS://EXAMPLE.ORG/C/#{code}", desk.out):
        said = cli("verify", source, "--json")
        assert (said.status, said.err) == (0, "")
        data = said.data
        assert list(data) == ["verdict", "fields", "register"]
        assert (data["verdict"], data["register"]) == ("genuine", "agrees")
        assert tuple(data["fields"]) == FIELDS
        assert data["fields"]["equipment"] == f"D{desk.code}"
        assert (data["fields"]["result"], data["fields"]["type"]) == ("P", "EI")
    assert "真实有效：未发现问题，凭证 " in cli("verify", code).out


def test_verify_reads_pictures_and_several_codes(desk: Desk, cli: Cli, tmp_path: Path) -> None:
    desk.ask()
    first = desk.out.with_name("一.pdf")
    desk.out.rename(first)
    assert desk.ask().status == 0
    picture = tmp_path / "照片"
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", first, picture], check=True)
    assert cli("verify", picture.with_suffix(".png"), "--json").data["verdict"] == "genuine"
    both = tmp_path / "两张.pdf"
    subprocess.run(["qpdf", "--empty", "--pages", first, desk.out, "--", both], check=True)
    data = cli("verify", both, "--json").data
    assert [each["verdict"] for each in data] == ["genuine", "genuine"]
    assert data[0]["fields"]["number"] != data[1]["fields"]["number"]


def test_the_verdicts_and_their_order(desk: Desk, cli: Cli) -> None:
    issued = desk.ask("--json").data
    code, number = issued["code"], issued["number"]
    other = code.replace("/P/", "/C/")
    cases = {
        "": "unreadable",
        "你好": "foreign",
        "HTTPS://EXAMPLE.ORG/": "foreign",
        "EQI1/": "forged",
        other: "forged",
        code[:-1] + ("0" if code[-1] != "0" else "1"): "forged",
        code[:-1]: "forged",
    }
    for text, verdict in cases.items():
        said = cli("verify", text, "--json")
        assert (said.status, said.data) == (
            1,
            {"verdict": verdict, "fields": None, "register": "unknown"},
        )
    assert cli("verify", code, "--on", YESTERDAY, "--json").data["verdict"] == "not_yet_valid"
    assert cli("verify", code, "--on", f"{NEXT_YEAR}-01", "--json").data["verdict"] == "genuine"
    late = TODAY.replace(day=1).replace(year=TODAY.year + 2)
    said = cli("verify", code, "--on", late)
    assert said.status == 1
    assert said.out.startswith("真实但已过展示期：未发现问题，凭证 " + number)
    assert cli("void", issued["id"], "--reason", "贴错设备").status == 0
    for on in (TODAY, YESTERDAY, late):
        data = cli("verify", code, "--on", on, "--json").data
        assert (data["verdict"], data["register"]) == ("revoked", "agrees")
        assert data["fields"]["number"] == number


def test_verify_needs_no_register(
    desk: Desk, cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = desk.ask("--json").data["code"]
    monkeypatch.delenv("EQUIPINSPECT_REGISTER")
    data = cli("verify", code, "--json").data
    assert (data["verdict"], data["register"]) == ("list_stale", "unknown")
    assert cli("verify", "EQI1/abc", "--json").data["verdict"] == "forged"
    assert cli("verify", "别的文字", "--json").data["verdict"] == "foreign"
    assert not (home / "register.eqi").exists()
    refused(cli("verify", code, "--register", home / "没有.eqi"), "找不到台账文件")


def test_another_register_does_not_know_the_key(
    desk: Desk, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = desk.ask("--json").data["code"]
    monkeypatch.setenv("EQUIPINSPECT_HOME", str(tmp_path / "别人"))
    other = tmp_path / "别人.eqi"
    cli("init", other, "--office", "虚构局", "--county", "岐山县", "--person", "虚某某")
    data = cli("verify", code, "--register", other, "--json").data
    assert data == {"verdict": "unknown_key", "fields": None, "register": "unknown"}


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\nbroken"])
def test_verify_refuses_what_it_cannot_read(
    content: bytes, register: Path, cli: Cli, tmp_path: Path
) -> None:
    path = tmp_path / "坏.png"
    path.write_bytes(content)
    refused(cli("verify", path), "坏.png")
    refused(cli("verify", tmp_path / "没有.pdf"), "找不到文件")
    refused(cli("verify", tmp_path / "没有.pdf", "--json"), "找不到文件")


def test_a_picture_without_a_code_is_unreadable(register: Path, cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "白.bmp"
    head = b"BM" + (58).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little")
    size = (40).to_bytes(4, "little") + (1).to_bytes(4, "little") * 2
    path.write_bytes(head + size + (1).to_bytes(2, "little") + (24).to_bytes(2, "little")
                     + bytes(24) + b"\xff\xff\xff\0")  # fmt: skip
    said = cli("verify", path, "--json")
    assert (said.status, said.data["verdict"]) == (1, "unreadable")
    assert cli("verify", path).out == "无法识别\n"


def test_everything_that_lacks_is_said_at_once(
    lift: str, cli: Cli, secret: Path, tmp_path: Path
) -> None:
    cli("set", lift, "使用状态=停用", "使用地点=", "estate=秋实家园")
    said = Desk(cli, lift, secret, tmp_path).ask("--officer", "甄执一", on=TOMORROW)
    refused(
        said,
        "不能出具凭证：",
        "设备不是在用状态",
        "使用单位：未填",
        "使用地点：未填",
        f"检查日期 {TOMORROW} 在今天之后",
        "监督检查要有两名不同的执法人员",
        "甄执一 没有登记执法证号",
        "请先新建密钥",
    )
    assert not (tmp_path / "凭证.pdf").exists()


REFUSED = [
    (["甄执壹", "甄执壹"], "两名不同的执法人员"),
    (["甄执壹"], "两名不同的执法人员"),
    (["甄执壹", "SC-0001"], "两名不同的执法人员"),
    (["甄执壹", "甄执贰", "甄执叁"], "两名不同的执法人员"),
    (["甄执壹", "查无此人"], "没有找到人员“查无此人”"),
    (["甄执壹", "无证"], "无证 没有登记执法证号"),
    (["甄执壹", "过期"], "过期 的执法证 2020-12-31 已过期"),
    (["甄执壹", "无期"], "无期 没有登记执法证有效期"),
    (["甄执壹", "离岗"], "离岗 已不在岗"),
    (["甄执壹", "重名"], "有 2 个“重名”"),
    (["甄执壹", "化名"], "执法证号相同"),
]


def test_officers_are_two_and_in_office(desk: Desk, cli: Cli) -> None:
    good = f"law_card_expires={TODAY.year + 3}-12-31"
    for name, *card in (
        ("甄执叁", "law_card_no=SC-3", good),
        ("无证", good),
        ("过期", "law_card_no=SC-4", "law_card_expires=2020-12-31"),
        ("无期", "law_card_no=SC-5"),
        ("离岗", "law_card_no=SC-6", good, "active=否"),
        ("重名", "law_card_no=SC-7", good),
        ("重名", "law_card_no=SC-8", good),
        ("化名", "law_card_no=sc-0001", good),
    ):
        assert cli("add", "person", f"name={name}", *card).status == 0
    for named, reason in REFUSED:
        refused(desk.ask(*(part for name in named for part in ("--officer", name))), reason)
    assert desk.known("certificate") == []
    assert desk.known("check") == []


def test_a_lift_past_its_inspection_gets_none(desk: Desk, cli: Cli) -> None:
    cli("set", desk.lift, f"下次检验日期={YESTERDAY}")
    refused(desk.ask(), f"已到下次检验期限 {YESTERDAY}")
    cli("set", desk.lift, f"下次检验日期={TODAY}")
    assert desk.ask("--json").status == 0
    assert desk.known("certificate")[0]["valid_to"] == TODAY.isoformat()


def test_keys_and_passphrases(
    lift: str, desk: Desk, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused(desk.ask(**{"passphrase-file": None}), "需要凭证密钥口令")
    wrong = tmp_path / "错.txt"
    wrong.write_text("别的口令口令口令", encoding="utf-8")
    refused(desk.ask(**{"passphrase-file": wrong}), "口令")
    refused(desk.ask(**{"passphrase-file": tmp_path / "没有.txt"}), "口令文件")
    assert desk.known("certificate") == []
    assert not desk.out.exists()
    assert list(tmp_path.glob(".*.part")) == []
    monkeypatch.setenv("EQUIPINSPECT_PASSPHRASE", PASSPHRASE)
    assert desk.ask(**{"passphrase-file": None}).status == 0


def test_a_bad_target_is_refused_before_a_number_is_given(
    desk: Desk, cli: Cli, tmp_path: Path
) -> None:
    there = tmp_path / "有了.pdf"
    there.write_text("在此")
    refused(desk.ask(out=there), "已存在")
    refused(desk.ask(out=tmp_path / "没有" / "凭证.pdf"), "不存在")
    refused(desk.ask(out=tmp_path / "凭证.docx"), "类型不支持")
    assert desk.known("certificate") == []
    assert there.read_text() == "在此"


def test_a_character_without_a_glyph_is_refused(desk: Desk, cli: Cli) -> None:
    cli("set", desk.lift, "使用地点=秋实路\U000f0000号")
    refused(desk.ask(), "使用地点")


def test_only_equipment_gets_a_certificate(desk: Desk, cli: Cli) -> None:
    desk.lift = cli("list", "unit", "--json").data[0]["id"]
    refused(desk.ask(), "不是设备")


def test_what_was_issued_is_voided_and_never_undone(desk: Desk, cli: Cli) -> None:
    issued = desk.ask("--json").data["id"]
    [check] = desk.known("check")
    refused(cli("undo"), "只能作废（void）")
    for number in (issued, check["id"]):
        refused(cli("remove", number, "--reason", "试"), "void")
        refused(cli("set", number, "result=rectified"))
    refused(cli("void", desk.lift, "--reason", "试"), "只有凭证可以作废")
    refused(cli("void", issued, "--reason", " "), "理由")
    said = cli("void", issued, "--reason", "贴错设备")
    assert (said.status, said.word) == (0, issued)
    refused(cli("void", issued, "--reason", "再来"), "已经作废")
    refused(cli("undo"), "只能作废（void）")
    row = cli("show", issued, "--json").data
    assert (row["status"], row["void_reason"], row["void_on"]) == (
        "void",
        "贴错设备",
        TODAY.isoformat(),
    )
    assert cli("audit", "--json").data["clean"] is True


def test_keys_from_the_command_line(
    register: Path, cli: Cli, secret: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "还没有凭证密钥" in cli("keys", "list").out
    refused(cli("keys", "new"), "需要凭证密钥口令")
    short = tmp_path / "短.txt"
    short.write_text("1234567", encoding="utf-8")
    refused(cli("keys", "new", "--passphrase-file", short), "至少 8 个字符")
    refused(cli("keys", "backup", tmp_path / "备份.json", "--passphrase-file", secret), "新建密钥")
    first = cli("keys", "new", "--passphrase-file", secret, "--json").data["id"]
    second = cli("keys", "new", "--passphrase-file", secret, "--json").data["id"]
    listed = cli("keys", "list", "--json").data
    assert [(k["id"], k["status"]) for k in listed] == [(first, "rotated"), (second, "active")]
    assert set(listed[0]) == {"id", "issuer", "office", "created", "status"}
    recovery = tmp_path / "恢复.json"
    refused(cli("keys", "backup", recovery), "需要凭证密钥口令")
    assert cli("keys", "backup", recovery, "--passphrase-file", secret).status == 0
    refused(cli("keys", "backup", recovery, "--passphrase-file", secret), "已经存在")
    kept = json.dumps(json.loads(recovery.read_text("utf-8")))
    assert second in kept
    monkeypatch.setenv("EQUIPINSPECT_HOME", str(tmp_path / "新电脑"))
    assert cli("keys", "list", "--json").data == []
    assert cli("keys", "restore", recovery, "--passphrase-file", secret).status == 0
    assert [k["id"] for k in cli("keys", "list", "--json").data] == [second]
    other = tmp_path / "别的局.eqi"
    cli("init", other, "--office", "虚构局", "--county", "岐山县", "--person", "虚某某")
    refused(
        cli("keys", "restore", recovery, "--passphrase-file", secret, "--register", other),
        "不是本机构的",
    )


def test_only_the_officers_names_are_preset(desk: Desk, cli: Cli, tmp_path: Path) -> None:
    said = cli("certificate", desk.lift, "--on", TODAY, "--result", "clear", "--out",
               tmp_path / "x.pdf", "--passphrase-file", desk.secret)  # fmt: skip
    refused(said, "两名不同的执法人员")
    for lacking in ("--on", "--result", "--out"):
        options = {"--on": TODAY, "--result": "clear", "--out": tmp_path / "x.pdf"}
        rest = [part for key, value in options.items() if key != lacking for part in (key, value)]
        said = cli("certificate", desk.lift, *rest)
        assert (said.status, said.out) == (2, "")
        assert f"缺少 {lacking}" in said.err
