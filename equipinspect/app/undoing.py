"""Takes the last action back, except what gave out a number or a signature."""

from __future__ import annotations

from equipinspect.app.session import Report, Session, changed, silent
from equipinspect.model.changes import Changed
from equipinspect.model.errors import NotAllowed
from equipinspect.model.text import _
from equipinspect.store import history, undo

VERBS = {
    "add": "新增",
    "set": "修改",
    "bulk": "批量修改",
    "remove": "删除",
    "import": "导入",
    "paste": "粘贴",
    "certificate": "出具凭证",
    "void": "作废",
    "print": "打印凭证",
    "stock": "登记标签流水",
    "init": "建立台账",
    "device": "更换本机密钥",
    "undo": "撤销",
    "attach": "附照片",
    "check": "监督检查",
    "hazard": "登记隐患",
    "hazard_step": "办理隐患",
    "approve": "审批销号",
    "directive": "监察指令书",
    "demo": "载入演示数据",
    "settings": "修改设置",
    "key": "密钥变更",
    "resolve": "解决冲突",
    "enrol": "登记电脑",
    "lease": "分配号段",
    "number": "补给编号",
    "same": "合并重复",
    "apart": "分开重复",
    "revoke": "停用电脑",
    "policy_import": "导入承保清单",
    "policy_accept": "对应承保清单行",
    "policy_refuse": "不对应承保清单行",
    "endorse": "登记批单",
    "call": "记录电话",
    "answer": "处理提醒",
}
FINAL = frozenset(
    {
        "check",
        "hazard",
        "directive",
        "approve",
        "init",
        "device",
        "certificate",
        "void",
        "print",
        "demo",
        "key",
        "enrol",
        "revoke",
        "lease",
        "number",
    }
)


def last_action(session: Session) -> history.Done | None:
    """Return the action that `undo` would take back, None when there is none."""
    return history.undoable(session.register)


def describe(done: history.Done) -> str:
    """Say an action in words: 导入 1,204 项."""
    return _("{verb} {n:,} 项").format(verb=VERBS.get(done.verb, done.verb), n=done.operations)


def undo_last(session: Session, report: Report = silent, only: str = "") -> Changed:
    """Take the last action back (or only action ``only``); raise NotAllowed when there is none.

    What was changed since is left as it is and counted under ``left``.
    """
    done = last_action(session)
    if done is None or (only and done.key != only):
        raise NotAllowed(_("没有可以撤销的操作。"))
    if done.verb in FINAL:
        raise NotAllowed(
            _("上一步是“{verb}”，已给出编号或签名，不能撤销，只能作废（void）。").format(
                verb=VERBS.get(done.verb, done.verb)
            )
        )
    with session.action("undo") as running:
        running.key = f"{running.key} {done.key}"
        result = undo.reverse(
            session.register, running, done.key, lambda n: report(_("正在撤销"), n, done.operations)
        )
    return changed(
        running, removed=result.removed, restored=result.restored, left=len(result.refused)
    )
