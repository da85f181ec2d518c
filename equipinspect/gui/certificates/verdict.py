"""The verdict of a code: the word largest, then only what was signed, then what the register says."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from equipinspect.app.certificates import Verified
from equipinspect.app.issuing import RESULTS
from equipinspect.gui.desk import Desk
from equipinspect.gui.widgets.fact_row import FactRow
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.notice import Notice
from equipinspect.gui.widgets.section_header import SectionHeader
from equipinspect.model.codes import grouped
from equipinspect.model.text import _

REGISTER = {
    "agrees": "与本台账记载一致",
    "differs": "与本台账记载不一致，请核对设备和凭证",
    "unknown": "本台账里没有这张凭证",
}
LABELS = {
    "number": "凭证编号",
    "equipment": "设备",
    "issuer": "签发代码",
    "type": "设备类型",
    "issued": "签发日期",
    "valid_to": "展示期至",
    "key": "密钥",
    "replaces": "替换的凭证",
}


class VerdictView(QWidget):
    """Shows one or several verdicts."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        px = desk.look.px
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(24), px(16), px(24), px(16))
        self._column.setSpacing(px(4))
        self._column.addWidget(Label(desk.look, _("结果显示在这里。"), "text2"))
        self._column.addStretch(1)

    def show_verdicts(self, found: list[Verified], source: str) -> None:
        """Show what was found in a text or file."""
        while item := self._column.takeAt(0):
            if (old := item.widget()) is not None:
                old.setParent(None)
                old.deleteLater()
        if source:
            self._column.addWidget(Label(self._desk.look, source, "text2").wrap())
        for each in found:
            self._add(each)
        self._column.addStretch(1)

    def _add(self, found: Verified) -> None:
        look = self._desk.look
        verdict = Label(look, found.label, step="number").wrap()
        verdict.setObjectName("verdict")
        self._column.addWidget(verdict)
        if not found.fields:
            return
        results = {letter: words for letter, words in RESULTS.values()}
        words = results.get(found.fields["result"], found.fields["result"])
        self._column.addWidget(Label(look, words, step="title").wrap())
        self._column.addWidget(SectionHeader(look, _("签名保证的内容")))
        for key, label in LABELS.items():
            if text := found.fields.get(key, ""):
                self._column.addWidget(FactRow(look, _(label), _shown(key, text)))
        notice = Notice(look)
        self._column.addWidget(notice)
        mark = "tick" if found.register == "agrees" else "warn"
        notice.tell(_(REGISTER[found.register]), mark=mark)


def _shown(key: str, text: str) -> str:
    if key == "equipment":
        return grouped(text[1:]) if text.startswith("D") else text[1:]
    if key in ("issued", "valid_to"):
        return (
            "-".join(p for p in (text[:4], text[4:6], text[6:8]) if p) if "-" not in text else text
        )
    return text
