"""Says what every table and column of a register means, for whoever opens the file with another tool."""

from __future__ import annotations

from equipinspect.model.declarations import Declaration, Declarations
from equipinspect.model.fields import KINDS, Field
from equipinspect.model.text import _
from equipinspect.store import tables

LOG: dict[str, tuple[str, dict[str, str]]] = {
    "change_set": (
        "变更集：一次操作的封装，前后相连并由本机密钥签名",
        {
            "replica": "写它的电脑的号码",
            "seq": "该电脑的第几个变更集",
            "lamport": "逻辑时间",
            "seen": "写的时候已收到别的电脑的哪些变更集，JSON",
            "person": "谁，记录号",
            "action": "动作和它的编号；一次导入的几个变更集相同",
            "reason": "理由；导入时是来源、文件和工作表",
            "declarations": "当时字段声明的校验值",
            "at_wall": "电脑上的时间，仅供查看",
            "zone": "时区",
            "first_op": "第一条操作的 id",
            "n_op": "操作条数",
            "previous": "上一个变更集的哈希",
            "hash": "本变更集的哈希",
            "signature": "本机密钥对哈希的签名",
        },
    ),
    "operation": (
        "操作：台账的全部内容都能由它重建",
        {
            "id": "操作号",
            "entity": "对象，即新建它的操作的 id",
            "record": "记录种类（表名）",
            "field": "字段或字段组；* 为新建，_deleted 为删除",
            "value": "值，规范 JSON",
            "parents": "写的人当时看到的操作，JSON",
        },
    ),
    "head": (
        "每个字段当前有效的操作（可由操作重建）",
        {"entity": "对象", "field": "字段或字段组", "operation": "操作号；有几条就是冲突"},
    ),
    "sliced": ("只带来校验值的操作：内容不在这份台账里", {"id": "操作号", "digest": "操作的哈希"}),
    "import_log": (
        "并入记录：每个交来的文件一行，合计由 audit 核对",
        {
            "id": "第几次",
            "at_wall": "并入的时间",
            "file": "文件名",
            "sha256": "文件的校验值",
            "replica": "交文件的电脑",
            "result": "结果：merged、nothing_new、parked、quarantined、refused",
            "reason": "没有全部并入的原因",
            "sets": "带来的变更集",
            "operations": "带来的操作",
            "known": "已有的变更集",
            "conflicts": "新增的冲突",
            "parked": "等待的变更集",
            "quarantined": "隔离的变更集",
            "photos_missing": "缺的照片",
            "details": "时钟疑点、分叉和缺的照片，JSON",
            "withdrawn": "1 表示已撤回",
        },
    ),
    "brought": (
        "变更集由哪次并入带来",
        {
            "replica": "写它的电脑",
            "seq": "该电脑的第几个变更集",
            "import": "第几次并入",
            "was_parked": "1 表示此前在等待",
        },
    ),
    "parked": (
        "等待的变更集：原样保存，等到所缺的就自动并入",
        {
            "hash": "变更集的哈希",
            "replica": "写它的电脑",
            "seq": "该电脑的第几个变更集",
            "kind": "原因的种类",
            "why": "原因",
            "body": "变更集原文，JSON",
            "import": "第几次并入",
        },
    ),
    "quarantine": (
        "隔离的变更集：另一份副本的分支等，不进台账，也不丢",
        {
            "hash": "变更集的哈希",
            "replica": "写它的电脑",
            "seq": "该电脑的第几个变更集",
            "why": "原因",
            "body": "变更集原文，JSON",
            "import": "第几次并入",
        },
    ),
    "withdrawn": (
        "已撤回的变更集",
        {"hash": "变更集的哈希", "replica": "写它的电脑", "seq": "该电脑的第几个变更集"},
    ),
    "holding": (
        "别的电脑已有到哪里，以它自己的文件为准",
        {"peer": "那台电脑", "replica": "谁写的", "seq": "到第几个变更集"},
    ),
    "handed_out": (
        "交出的文件",
        {
            "id": "第几次",
            "at_wall": "时间",
            "file": "文件名",
            "peer": "给哪台电脑，0 为不指定",
            "sets": "变更集数",
            "operations": "操作数",
            "photos": "照片数",
            "tips": "当时每台电脑到第几个变更集，JSON",
            "sha256": "文件的校验值",
        },
    ),
    "own_replica": ("本机事项，不属于台账内容", {"key": "事项", "value": "内容"}),
    "setting": (
        "设置",
        {"scope": "office 为全局，person:记录号 为个人", "key": "设置项", "value": "内容"},
    ),
    "found": ("查找索引（FTS5，可重建）", {"grams": "名称、拼音首字母和编号的片段"}),
}
KEPT = {
    "id": "记录号，即新建操作的号；界面上写作 13 位字符",
    "category": "设备种类（见 categories 命令）",
    "attributes": "该种类自己的字段，JSON 对象",
    "_deleted": "1 表示已删除，2 表示与 _same 所指的是同一个，不另列",
    "_same": "代表它的那条记录",
    "_conflicts": "有几个字段存在冲突",
    "_marks": "数值或格式少见的字段",
    "_due_on": "最近一个期限的最后一天",
    "_due": "该期限，按原精度",
    "_due_stream": "该期限属于哪项检验检测",
    "_due_source": "期限来源：reported 报告，computed 推算，postponed 延期，undated 缺，exempt 免，stopped 停用",
}


def schema_text(declarations: Declarations) -> str:
    """Return every table and column with its meaning, a line each."""
    lines = [_("操作记录与本机表：")]
    for table, (meaning, columns) in LOG.items():
        lines += ["", f"{table}：{meaning}", *(_line(k, text) for k, text in columns.items())]
    for declaration in declarations.records():
        lines += ["", f"{declaration.key}：{declaration.label}"]
        lines += _table(declarations, declaration)
    for category in declarations.categories():
        lines += [
            "",
            _("{label}（category = {key}）的 attributes：").format(
                label=category.label, key=category.key
            ),
        ]
        lines += [_column(f) for f in category.attributes]
        lines += _renamed(declarations.get(category.record), category)
    return "\n".join(lines)


def _table(declarations: Declarations, declaration: Declaration) -> list[str]:
    table = declaration.key
    own = [
        "id",
        *(["category", "attributes"] if tables.has_categories(declarations, table) else []),
    ]
    lines = [_line(name, KEPT[name]) for name in own]
    lines += [_column(f) for f in tables.columns(declarations, table) if f.key != "category"]
    return lines + [_line(name, KEPT[name]) for name in tables.kept(declarations, table)]


def _renamed(base: Declaration, category: Declaration) -> list[str]:
    """Return the shared columns that mean something else, or have other options, in a category."""
    own = [
        f
        for f in category.columns
        if base.has(f.key)
        and (f.caption, f.options) != (base.field(f.key).caption, base.field(f.key).options)
    ]
    return [_("  公共列在这里的含义："), *map(_column, own)] if own else []


def _column(field: Field) -> str:
    options = (
        "　" + "、".join(f"{o.value}={o.label}" for o in field.options) if field.options else ""
    )
    return _line(field.key, f"{field.caption}　{KINDS[field.kind].sql} {field.kind}{options}")


def _line(name: str, meaning: str) -> str:
    return f"  {name:<28} {meaning}"
