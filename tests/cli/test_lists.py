"""Lists by search and condition, and what is due on a day."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from equipinspect import RESOURCES
from equipinspect.app.office import Place, open_session
from equipinspect.cli.frame import clock
from equipinspect.model.ids import show_id
from tests.cli.conftest import Cli, Said
from tests.ledgers import add

LIFTS = {
    "overdue": {"use_status": "在用", "inspection_next": "2025-04"},
    "stopped": {"use_status": "停用", "inspection_next": "2020-01"},
    "soon": {"use_status": "在用", "inspection_next": "2025-05-20"},
    "later": {"use_status": "在用", "inspection_next": "2025-06-20"},
    "undated": {"use_status": "在用"},
    "exempt": {"use_status": "在用", "inspection_next": "设计规定不实施定期检验"},
}


@pytest.fixture(scope="module")
def lifts(begun: Path) -> dict[str, str]:
    """Lifts of every kind of due date, by name."""
    with closing(open_session(begun, Place(RESOURCES, begun.parent / "home", clock))) as session:
        unit = {"user_unit": show_id(add(session, "unit", name="秋实物业有限公司"))}
        return {
            name: show_id(
                add(
                    session,
                    "elevator",
                    device_code=f"31101000320180001{number}",
                    estate=f"小区{number}",
                    **unit,
                    **fields,
                )
            )
            for number, (name, fields) in enumerate(LIFTS.items())
        }


@pytest.fixture
def ids(lifts: dict[str, str], shared: Path) -> dict[str, str]:
    """The lifts, in the register that is meant."""
    return lifts


def listed(said: Said) -> list[str]:
    assert (said.status, said.err) == (0, "")
    return [row["id"] for row in said.data]


def test_list_json_is_objects_by_field_key(ids: dict[str, str], cli: Cli) -> None:
    rows: list[dict[str, Any]] = cli("list", "elevator", "--json").data
    assert [row["id"] for row in rows] == list(ids.values())
    assert rows[0]["device_code"] == "311010003201800010"
    assert rows[0]["inspection_next"] == "2025-04"
    assert rows[5]["inspection_next"] == {"absent": "设计规定不实施定期检验"}
    assert rows[0]["user_unit.title"] == "秋实物业有限公司"


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        (["use_status=stopped"], ["stopped"]),
        (["使用状态=停用"], ["stopped"]),
        (["使用状态=在用", "estate=小区2"], ["soon"]),
        (["下次检验日期=2025年4月"], ["overdue"]),
        (["下次检验日期="], ["undated"]),
        (["下次检验日期=设计规定不实施定期检验"], ["exempt"]),
        (["使用单位=秋实物业有限公司"], list(LIFTS)),
        (["county=凤翔区"], []),
    ],
)
def test_conditions(where: list[str], wanted: list[str], ids: dict[str, str], cli: Cli) -> None:
    arguments = [part for each in where for part in ("--where", each)]
    assert listed(cli("list", "elevator", "--json", *arguments)) == [ids[w] for w in wanted]


@pytest.mark.parametrize("text", ["小区3", "80001 3".replace(" ", ""), "秋实", "qswy"])
def test_search(text: str, ids: dict[str, str], cli: Cli) -> None:
    assert ids["later"] in listed(cli("list", "elevator", "--json", "--search", text))


def test_limits_and_the_line_of_counts(ids: dict[str, str], cli: Cli) -> None:
    assert len(cli("list", "elevator", "--json", "--limit", 2).data) == 2
    assert cli("list", "elevator", "--limit", 0).out == "共 6 台，列出 0 台\n"
    said = cli("list", "elevator", "--limit", 1)
    assert said.out.splitlines()[0].startswith(ids["overdue"])
    assert said.out.splitlines()[-1] == "共 6 台，列出 1 台"


def test_an_unknown_field_in_a_condition(ids: dict[str, str], cli: Cli) -> None:
    said = cli("list", "elevator", "--where", "颜色=红")
    assert (said.status, said.out) == (1, "")
    assert "没有字段 “颜色”" in said.err


def test_due_json(ids: dict[str, str], cli: Cli) -> None:
    data = cli("due", "--on", "2025-05-01", "--within", 30, "--json").data
    assert list(data) == ["on", "overdue", "within", "undated", "counts"]
    assert data["on"] == "2025-05-01"
    found = {k: [i["id"] for i in data[k]] for k in ("overdue", "within", "undated")}
    assert found == {
        "overdue": [ids["overdue"]],
        "within": [ids["soon"]],
        "undated": [ids["undated"]],
    }
    assert (data["counts"]["overdue"], data["counts"]["within"], data["counts"]["undated"]) == (
        1,
        1,
        1,
    )
    [item] = data["overdue"]
    assert (item["stream"], item["due"], item["source"]) == ("inspection", "2025-04", "reported")
    assert item["device_code"] == "311010003201800010"
    [item] = data["undated"]
    assert (item["stream"], item["due"], item["source"]) == ("inspection", None, "undated")


@pytest.mark.parametrize(
    ("on", "overdue", "within"),
    [("2025-04-30", 0, 2), ("2025-05-20", 1, 1), ("2025-05-21", 2, 1), ("2025-06-21", 3, 0)],
)
def test_a_month_ends_with_its_last_day_and_a_day_with_itself(
    on: str, overdue: int, within: int, ids: dict[str, str], cli: Cli
) -> None:
    counts = cli("due", "--on", on, "--within", 30, "--json").data["counts"]
    assert (counts["overdue"], counts["within"]) == (overdue, within)


def test_due_of_one_category_and_in_words(ids: dict[str, str], cli: Cli) -> None:
    assert cli("due", "--on", "2025-05-01", "--category", "锅炉", "--json").data["overdue"] == []
    assert cli("due", "--category", "town").status == 1
    said = cli("due", "--on", "2025-5-1", "--category", "elevator")
    assert said.out.splitlines()[0] == "2025-05-01：超期 1，30 天内到期 1，缺下次检验日期 1"
    assert f"超期  {ids['overdue']}" in said.out
    assert "2025-04（按报告）" in said.out


def test_a_far_horizon_is_no_error(ids: dict[str, str], cli: Cli) -> None:
    assert (
        cli("due", "--on", "2025-05-01", "--within", 10**7, "--json").data["counts"]["within"] == 2
    )


def test_due_of_papers(register: Path, cli: Cli) -> None:
    cli("add", "unit", "name=甲维保", "licence_no=TS3861A12-2027", "licence_expires=2026-11-22")
    cli("add", "person", "name=甄司炉", "unit=甲维保")
    card = cli(
        "add", "qualification", "person=甄司炉", "code=G1", "number=1", "expires=2026-12"
    ).word
    asked = ("due", "--on", "2026-11-23", "--within", 60)
    data = cli(*asked, "--category", "人员证书", "--json").data
    assert list(data) == ["on", "overdue", "within", "undated", "counts"]
    assert (data["overdue"], data["counts"]) == ([], {"overdue": 0, "within": 1})
    [item] = data["within"]
    assert (item["id"], item["stream"], item["due"]) == (card, "expires", "2026-12")
    [item] = cli(*asked, "--category", "unit", "--json").data["overdue"]
    assert (item["name"], item["label"]) == ("甲维保", "许可有效期至")
    counts = cli(*asked, "--json").data["counts"]
    assert (counts["papers_overdue"], counts["papers_within"]) == (1, 1)
    said = cli(*asked).out
    assert "证件：过期 1，60 天内到期 1" in said
    assert f"证件将到期  {card}  甄司炉 G1 工业锅炉司炉　有效期至 2026-12" in said


def test_a_postponed_date_is_said_with_the_one_it_was_moved_from(register: Path, cli: Cli) -> None:
    lift = cli("add", "elevator", "设备代码=311010003201800011", "使用地点=某处", "使用状态=在用",
               "下次检验日期=2025-04", "inspection_postponed_to=2025-08").word  # fmt: skip
    said = "定期检验 2025-08（经批准延期，原定 2025-04）"
    assert said in cli("show", lift).out
    assert said in cli("due", "--on", "2025-08-10").out
