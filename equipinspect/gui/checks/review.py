"""Before the signature: the officer hands the draft to the supervisor, who may send it back with a note."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app.drafts import Draft
from equipinspect.gui.look import Look
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.section_header import SectionHeader
from equipinspect.model.text import _


class Review(QWidget):
    """Says where the draft stands and offers the step that fits."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.state = Label(look, "", "text2").wrap()
        self.submit = button(_("提交审核"))
        self.send_back = button(_("退回…"))
        self.send_back.setToolTip(_("由负责人写明意见退回；签名以后不能退回"))
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        row.addWidget(self.submit)
        row.addWidget(self.send_back)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addWidget(SectionHeader(look, _("审核")))
        column.addWidget(self.state)
        column.addLayout(row)

    def show_draft(self, draft: Draft) -> None:
        """Show whether the draft waits for the supervisor, or came back and with what note."""
        back = draft.returned
        if draft.submitted:
            words = _("已提交，等负责人审核；没有意见就可以签名。")
        elif back:
            words = _("{by} 退回：{note}").format(by=back.get("by", ""), note=back.get("note", ""))
        else:
            words = _("还没有提交审核；不需要审核的可以直接签名。")
        self.state.setText(words.strip())
        self.submit.setVisible(not draft.submitted)
        self.send_back.setVisible(draft.submitted)
