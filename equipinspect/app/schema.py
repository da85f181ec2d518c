"""Says what every table and column of a register means, for whoever opens the file with another tool."""

from __future__ import annotations

from equipinspect.model.declarations import Declaration, Declarations
from equipinspect.model.fields import KINDS, Field
from equipinspect.model.text import _
from equipinspect.store import tables

LOG = {
    "change_set": "变更集：一次操作的封装，含设备、序号、逻辑时间、人、动作、理由、前一哈希、哈希、签名",
    "operation": "操作：id、对象、记录种类、字段（* 为新建）、值（规范 JSON）、所依据的前一操作",
    "head": "每个字段当前有效的操作（可由操作重建）",
    "own_replica": "本机事项，不属于台账内容",
    "setting": "设置",
    "found": "查找索引（可重建）",
}
KEPT = {
    "id": "记录号，即新建操作的号；界面上写作 13 位字符",
    "category": "设备种类（见 categories 命令）",
    "attributes": "该种类自己的字段，JSON 对象",
    "_deleted": "1 表示已删除",
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
    lines += [f"  {table:<14}{meaning}" for table, meaning in LOG.items()]
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
    return "\n".join(lines)


def _table(declarations: Declarations, declaration: Declaration) -> list[str]:
    table = declaration.key
    own = [
        "id",
        *(["category", "attributes"] if tables.has_categories(declarations, table) else []),
    ]
    lines = [f"  {name:<24}{KEPT[name]}" for name in own]
    lines += [_column(f) for f in tables.columns(declarations, table) if f.key != "category"]
    return lines + [f"  {name:<24}{KEPT[name]}" for name in tables.kept(declarations, table)]


def _column(field: Field) -> str:
    options = (
        "　" + "、".join(f"{o.value}={o.label}" for o in field.options) if field.options else ""
    )
    return f"  {field.key:<24}{field.caption}　{KINDS[field.kind].sql} {field.kind}{options}"
