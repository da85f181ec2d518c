"""Every field of regulation §11.0–11.5 against the declarations: label, unit, need, allowed values.

One line a field: label as the regulation writes it | key in the declaration | type | unit | need | values.
Types: T text, I integer, D day, M month, N decimal, B yes or no, E choice, FK reference.
An empty need is one the regulation does not state. What is left out stands in LEFT_OUT with its reason.
"""

from typing import NamedTuple

import pytest

from equipinspect.model.declarations import Declaration, Declarations

PLACES = "学校 幼儿园 医院 车站 客运码头 机场 商场 体育场馆 展览馆 公园 旅游景区 住宅 写字楼 宾馆 工厂 其他"
GASES = "液化石油气 氧 氩 氮 二氧化碳 乙炔 氢 氦 混合气 液氧 液氮 液氩 天然气(CNG) 液化天然气 氨 氯 其他"
TABLES = {
    "equipment": f"""
设备类别 | category_code | E | | R |
设备品种 | variety_code | E | | r |
设备名称 | name | T | | R |
设备代码 | device_code | T | | r |
注册代码(旧) | old_reg_code | T | | o |
使用登记证编号 | reg_no | T | | r |
登记机关 | reg_org | T | | r |
登记日期 | reg_date | D | | r |
登记状态 | reg_status | E | | R | 未登记 已登记 注销
使用状态 | use_status | E | | R | 未投入使用 在用 停用 报废 拆除 迁出
单位内编号 | internal_no | T | | o |
型号(规格) | model | T | | r |
产品(出厂)编号 | serial_no | T | | r |
制造单位 | maker | T | | r |
制造日期 | made_on | M | | r |
施工(安装)单位 | installer | T | | o |
安装日期 | installed_on | D | | o |
投入使用日期 | in_use_on | D | | r |
设计使用年限 | design_life_y | I | 年 | o |
设计使用年限到期 | life_end | M | | o |
使用单位 | user_unit | FK | | R |
产权单位 | owner_unit | FK | | o |
使用地点 | address | T | | R |
区划 | county | T | | R |
纬度 | lat | N | ° | o |
经度 | lon | N | ° | o |
坐标系 | datum | E | | | WGS-84 GCJ-02
责任监察机构 | supervising_office | FK | | R |
场所类别 | place_type | E | | r | {PLACES}
安全管理员 | safety_admin | T | | r |
安全管理员电话 | safety_admin_phone | T | | r |
检验机构 | inspection_by | T | | |
检验类别 | inspection_kind | ET | | |
检验报告编号 | inspection_report_no | T | | |
检验日期 | inspection_last | D | | |
检验结论 | inspection_conclusion | ET | | |
下次检验日期 | inspection_next | M | | |
不实施定检原因 | no_inspection_reason | T | | o |
重点设备 | is_key | B | | o |
风险等级 | risk_level | E | | o | 红 橙 黄 蓝
备注 | note | T | | o |
""",
    "elevator": """
楼盘(小区)名称 | estate | T | | r |
栋 | building | T | | |
单元 | unit_no | T | | |
额定载重量 | rated_load_kg | I | kg | r |
额定速度 | rated_speed | N | m/s | r |
层 | floors | I | | r |
站 | stops | I | | r |
门 | doors | I | | r |
提升高度 | rise_m | N | m | |
名义宽度 | width_mm | I | mm | |
倾斜角 | incline_deg | N | ° | |
名义速度 | nominal_speed | N | m/s | |
输送能力 | capacity_ph | I | 人/h | |
控制方式 | control | T | | |
有/无机房 | machine_room | E | | | 有 无
开门方式 | door_type | E | | |
驱动主机编号 | machine_no | T | | o |
控制柜编号 | controller_no | T | | o |
限速器编号 | governor_no | T | | o |
安全钳编号 | safety_gear_no | T | | o |
是否加装电梯 | is_retrofit | B | | |
是否住宅 | is_residential | B | | |
维保单位 | maint_unit | FK | | R |
维保合同起 | maint_from | D | | |
维保合同止 | maint_to | D | | |
最近维保日期 | maintenance_last | D | | |
应急救援识别码 | rescue_code | T | | r |
96333入网 | on_96333 | B | | |
五方通话 | five_way_call | B | | |
远程监测 | has_iot | B | | |
安装监督检验合格月份 | supervision_month | M | | r |
改造日期 | modified_on | D | | o |
下次定检 | inspection_next | M | | |
下次检测 | testing_next | M | | |
125%试验日期 | brake_test_last | M | | o |
限速器校验日期 | governor_last | M | | o |
协管员 | assistant | T | | o |
""",
    "boiler": """
额定蒸发量 | evap_tph | N | t/h | |
额定热功率 | power_mw | N | MW | |
额定工作压力 | pressure_mpa | N | MPa | R |
额定出口温度 | temp_c | N | ℃ | |
介质 | medium | E | | | 水蒸汽 热水 有机热载体
级别 | level | E | | r | A B C D
燃料 | fuel | E | | | 煤 燃气 油 生物质 电 余热 其他
燃烧方式 | firing | T | | |
用途 | purpose | E | | | 生产 采暖 生活 发电
结构 | construction | E | | | 整装 散装 组装
水容积 | water_volume_l | N | L | |
环保（低氮） | low_nox | B | | o |
水处理方式 | water_treatment | T | | |
水质检测日期 | water_quality_last | D | | |
安全阀校验到期 | safety_valve_next | D | | R |
压力表检定到期 | pressure_gauge_next | D | | r |
下次外检日期 | inspection_next | M | | |
下次内检日期 | internal_next | M | | |
下次水压试验日期 | hydrostatic_next | M | | |
停炉季节 | idle_season | T | | |
""",
    "gas_cylinder": f"""
设备品种 | variety_code | E | | R | 无缝气瓶 焊接气瓶 特种气瓶
气瓶种类 | kind_code | E | | R |
气瓶持证单位 | holder | FK | | R |
充装介质 | gas | E | | R | {GASES}
制造单位 | maker | T | | |
制造单位代号 | maker_code | T | | R |
出厂编号 | serial_no | T | | R |
制造年月 | made_on | M | | R |
公称压力 | nominal_pressure | N | MPa | |
容积 | volume | N | L | |
设计壁厚 | wall_mm | N | mm | |
空瓶重量 | tare_kg | N | kg | |
最近一次检验日期 | inspection_last | M | | R |
下次检验日期 | inspection_next | M | | R |
气瓶使用登记代码 | use_reg_code | T | | |
变更情况 | change_note | T | | |
停用情况 | stop_note | T | | |
厂内编号 | own_no | T | | |
二维码内容 | qr_payload | T | | |
电子标签号 | rfid | T | | |
报废年月 | scrap_month | M | | |
状态 | use_status | E | | R | 在用 停用 待检 报废 遗失 迁出
位置说明 | location_note | T | | |
产权 | ownership | E | | | 自有 托管 用户自有
车牌号 | plate | T | | |
VIN | vin | T | | |
车主 | car_owner | T | | |
车用气瓶安装单位 | fitted_by | T | | |
""",
    "cylinder_holder": """
对应单位 | unit | FK | | R |
充装许可证号 | licence_no | T | | |
许可介质 | licence_media | T | | |
许可有效期 | licence_expires | D | | |
使用登记证编号 | reg_no | T | | |
登记数量 | reg_count | I | 只 | |
追溯系统 | trace_system | T | | |
保险 | insurance | T | | |
""",
    "pressure_pipeline": """
管道名称 | name | T | | R |
管道编号 | line_no | T | | R |
管道级别 | level | E | | R | GA1 GA2 GB1 GB2 GC1 GC2 GC3 GCD
设备品种 | variety_code | E | | R |
设计单位 | designer | T | | |
安装单位 | installer | T | | |
安装年月 | installed_on | M | | |
投用年月 | in_use_on | M | | |
公称直径 | dn_mm | I | mm | R |
管径原文 | dn_text | T | | |
公称壁厚 | wall_mm | N | mm | r |
管道长度 | length_m | N | m | R |
管道材质 | material | T | | r |
设计压力 | design_p | N | MPa | r |
工作压力 | work_p | N | MPa | r |
设计温度 | design_t | N | ℃ | o |
工作温度 | work_t | N | ℃ | o |
介质 | medium | T | | R |
起点 | start_point | T | | o |
终点 | end_point | T | | o |
途经区域 | via_area | T | | r |
敷设方式 | lay | E | | | 埋地 架空 管沟
安全状况等级 | safety_grade | E | | | 1 2 3 4 5
年度检查日期 | annual_last | M | | |
下次定期检验日期 | inspection_next | M | | |
检验结论 | inspection_conclusion | ET | | |
安全阀校验到期 | safety_valve_next | M | | |
备注 | note | T | | |
""",
    "amusement_ride": """
游乐设施名称 | name | T | | R |
级别 | level | E | | r | A B C
额定承载人数 | capacity | I | 人 | R |
运行高度 | height_m | N | m | |
设计最大线速度 | speed_kmh | N | km/h | |
单侧摆角 | swing_deg | N | ° | |
轨道高度 | track_height_m | N | m | |
轨道长度 | track_length_m | N | m | |
车辆数 | vehicles | I | | |
乘客约束 | restraint | E | | | 安全带 压杠 挡杆 无
运营场所（公园/景区） | venue | T | | R |
固定或移动 | mobility | E | | | 固定 移动
运营季节 | season | T | | |
设计使用年限 | design_life_y | I | 年 | R |
安全评估日期 | assessed_on | D | | |
每日试运行记录 | daily_trial | B | | |
救援设备 | rescue_equipment | T | | |
救援演练日期 | drill_on | D | | |
下次定检日期 | inspection_next | M | | |
限速、风速要求 | limits | T | | |
""",
}

LEFT_OUT = {
    ("equipment", "id"): "每条记录都有，不由人填写",
    ("equipment", "kind_code"): "就是类别文件里的 code，一类设备一个文件，不必每行填写",
    ("equipment", "信用代码"): "记在单位上，设备只指向单位",
    ("elevator", "使用年限>15"): "由日期算出，不保存",
    ("elevator", "保险"): "保单是自己的记录，一张保单对应多台，随投保模块一起做",
    ("elevator", "楼栋单元"): "按楼盘、栋、单元三个字段填写",
    ("boiler", "司炉人员持证"): "记在人员证书（qualification）里，代号 G1、G2、G3",
    ("gas_cylinder", "序号"): "行号，不是数据",
    ("pressure_pipeline", "最大直径"): "公称直径填最大的一种，原文在管径原文里",
    ("amusement_ride", "操作人员持证"): "记在人员证书（qualification）里，代号 Y1、Y2",
    ("amusement_ride", "公众责任险"): "保单是自己的记录，随投保模块一起做",
}

NOT_IN_CATEGORY = {
    "gas_cylinder": {
        "category_code": "气瓶只有一个类别 2300",
        "name": "名称就是气瓶种类",
        "device_code": "气瓶没有设备代码，身上是制造单位代号、编号和年月",
        "old_reg_code": "气瓶没有 20 位注册代码",
        "internal_no": "厂内编号（own_no）",
        "model": "由气瓶种类、容积和压力代替",
        "installer": "气瓶不安装，车用气瓶另有安装单位",
        "installed_on": "气瓶不安装",
        "in_use_on": "年限从制造年月算起",
        "life_end": "报废年月（scrap_month）",
        "place_type": "随持证单位",
        "safety_admin": "随持证单位",
        "safety_admin_phone": "随持证单位",
        "is_key": "几十万只，不逐只标",
        "risk_level": "几十万只，不逐只标",
    },
    "pressure_pipeline": {
        "internal_no": "管道编号（line_no）",
        "serial_no": "管道是现场施工的，没有出厂编号",
    },
}

OTHER_NEED = {
    ("gas_cylinder", "user_unit"): "使用单位就是持证单位，车用和用户自有的才另填",
    ("gas_cylinder", "address"): "散瓶没有固定地点",
    ("gas_cylinder", "county"): "随持证单位",
    ("pressure_pipeline", "maker"): "管道由现场施工",
    ("pressure_pipeline", "made_on"): "管道由现场施工",
    ("pressure_pipeline", "model"): "管道没有型号",
}

KINDS = {
    "T": {"text", "longtext", "code"},
    "I": {"integer"},
    "D": {"date", "due"},
    "M": {"month", "due"},
    "N": {"decimal"},
    "B": {"yes_no"},
    "E": {"choice", "choices"},
    "ET": {"choice", "text"},
    "FK": {"ref"},
}


class Row(NamedTuple):
    """One field as the regulation lists it."""

    register: str
    label: str
    key: str
    type: str
    unit: str
    need: str
    values: tuple[str, ...]


def _rows() -> list[Row]:
    found = []
    for register, table in TABLES.items():
        for line in table.strip().splitlines():
            label, key, kind, unit, need, *values = (part.strip() for part in line.split("|"))
            found.append(
                Row(register, label, key, kind, unit, need, tuple(" ".join(values).split()))
            )
    return found


ROWS = _rows()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.register}.{row.key}")
def test_the_declaration_has_the_field_as_the_regulation_lists_it(
    declared: Declarations, row: Row
) -> None:
    declaration = declared.get(row.register)
    field = declaration.field(row.key)
    assert row.label in (field.label, field.caption, *field.aliases)
    assert field.kind in KINDS[row.type]
    assert field.unit == row.unit
    assert row.need in ("", field.need)
    for value in row.values:
        assert field.parse(value) in {option.value for option in field.options}


def _categories(declared: Declarations) -> list[Declaration]:
    return [each for each in declared.categories() if each.record == "equipment"]


def test_every_category_has_the_common_block_or_says_why_not(declared: Declarations) -> None:
    common = [row for row in ROWS if row.register == "equipment"]
    for category in _categories(declared):
        missing = {row.key for row in common if not category.has(row.key)}
        assert missing == set(NOT_IN_CATEGORY.get(category.key, {})), category.key


def test_common_needs_hold_in_every_category_or_say_why_not(declared: Declarations) -> None:
    weaker = {
        (category.key, row.key)
        for category in _categories(declared)
        for row in ROWS
        if row.register == "equipment" and row.need in ("R", "r") and category.has(row.key)
        and (category.field(row.key).need == "o" or (row.need, category.field(row.key).need) == ("R", "r"))
    }  # fmt: skip
    assert weaker == set(OTHER_NEED)


def test_what_is_left_out_is_really_missing_and_has_a_reason(declared: Declarations) -> None:
    for (register, name), reason in LEFT_OUT.items():
        assert not declared.get(register).has(name)
        assert reason
    assert all(reason for reasons in NOT_IN_CATEGORY.values() for reason in reasons.values())


def test_no_two_fields_of_a_register_answer_to_the_same_header(declared: Declarations) -> None:
    for declaration in declared:
        words = [w for f in declaration.fields for w in {f.label, f.caption, *f.aliases}]
        assert sorted(words) == sorted(set(words)), declaration.key


def test_compulsory_is_only_category_unit_or_place_and_an_identity(declared: Declarations) -> None:
    for category in _categories(declared):
        for alternatives in category.compulsory:
            assert len(alternatives) > 1 or category.key == "pressure_pipeline"
        assert all(category.has(k) for keys in category.identity for k in keys)
        assert all(category.has(k) for keys in category.compulsory for k in keys)


@pytest.mark.parametrize("key", ["gas_cylinder", "pressure_pipeline"])
def test_vector_12_a_certificate_number_identifies_no_cylinder_and_no_pipeline(
    declared: Declarations, key: str
) -> None:
    assert ("reg_no",) not in declared.get(key).identity
    assert ("reg_no",) in declared.get("elevator").identity


def test_vector_2_codes_are_text_and_kept_as_written(declared: Declarations) -> None:
    ride, crane = declared.get("amusement_ride"), declared.get("crane")
    cylinder = declared.get("gas_cylinder")
    for declaration, key, code in (
        (cylinder, "variety_code", "23T0"), (ride, "category_code", "6A00"), (crane, "category_code", "4D00"),
    ):  # fmt: skip
        assert declaration.field(key).parse(code) == code
    assert ride.field("device_code").parse("31106401052014080025") == "31106401052014080025"
    for declaration in declared:
        for field in declaration.fields:
            if field.check or field.search == "code":
                assert field.kind in ("code", "text"), field.key


@pytest.mark.parametrize(
    ("code", "value"),
    [("1", "not_in_use"), ("2", "in_use"), ("3", "stopped"), ("4", "scrapped"), ("5", "dismantled"),
     ("6", "moved_out"), ("9", "in_use")],
)  # fmt: skip
def test_platform_codes_are_read_as_a_status(declared: Declarations, code: str, value: str) -> None:
    for category in _categories(declared):
        assert category.field("use_status").parse(code) == value


@pytest.mark.parametrize("code", ["7", "8"])
def test_platform_codes_of_rubbish_are_refused(declared: Declarations, code: str) -> None:
    with pytest.raises(ValueError, match=code):
        declared.get("elevator").field("use_status").parse(code)


def test_a_lists_default_columns_fit_a_small_window(declared: Declarations) -> None:
    for category in _categories(declared):
        shown = [field for field in category.fields if field.listed]
        assert 4 <= len(shown) <= 10
        assert sum(field.width for field in shown) <= 1000, category.key
