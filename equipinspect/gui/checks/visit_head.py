"""Head and foot of a visit: who is where since when and how far; when the draft was saved, what is next."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from equipinspect.app.visit_page import Page
from equipinspect.gui.look import Look
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.page_head import PageHead
from equipinspect.model.text import _

BAR, FOOT = 128, 48


class VisitHead(PageHead):
    """The unit, the kind, the arrival, the officers; how much is judged."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, _("检查"))
        self.judged = Label(look, "", medium=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(look.px(BAR))
        self.failed = Label(look, "", medium=True)
        self.aside = button(_("放下"), "quiet")
        self.aside.setToolTip(_("草稿留着，以后接着做"))
        self._own = (self.judged, self.bar, self.failed, self.aside)
        for part in self._own:
            self.add(part)

    def show_at(self, visiting: bool) -> None:
        """Show counts only while a visit is open."""
        for part in self._own:
            part.setVisible(visiting)

    def show_page(self, page: Page) -> None:
        """Show the head of a visit."""
        self.title.setText(page.title)
        arrived = _("{time} 到场").format(time=page.arrived) if page.arrived else ""
        self.tell("　".join(filter(None, (page.kind, arrived, page.officers))))
        self.judged.setText(_("已判 {n} / {m}").format(n=page.judged, m=page.total))
        self.bar.setRange(0, max(1, page.total))
        self.bar.setValue(page.judged)
        self.failed.setText(_("✕ 不符合 {n}").format(n=page.failed) if page.failed else "")

    def tell_start(self, sentence: str = "") -> None:
        """Show the head while no visit is open."""
        self.title.setText(_("检查"))
        self.tell(sentence)


class VisitFoot(QWidget):
    """The second of the last save, what is left, the way on."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        ground(self, "window")
        self.setFixedHeight(look.px(FOOT))
        self.saved = Label(look, "")
        self.where = Label(look, _("存在本机，断电最多丢正在写的一格"), "text2").elide()
        self.returned = Label(look, "", medium=True).elide()
        self.left = Label(look, "", "text2")
        self.back = button(_("回到检查项"))
        self.next = button(_("下一个未判项　Alt+N"))
        self.end = button("", "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(4), look.px(16), look.px(4))
        row.setSpacing(look.px(12))
        row.addWidget(self.saved)
        row.addWidget(self.where, 1)
        row.addWidget(self.returned, 1)
        for part in (self.left, self.back, self.next, self.end):
            row.addWidget(part)

    def show_at(self, judging: bool, closing: bool) -> None:
        """Offer what fits the step."""
        self.setVisible(judging or closing)
        self.next.setVisible(judging)
        self.back.setVisible(closing)
        self.end.setText(_("签名　Ctrl+Enter") if closing else _("结束检查　Ctrl+Enter"))

    def show_page(self, page: Page) -> None:
        """Show when the draft was saved and what is left."""
        self.saved.setText(_("✓ 最后保存 {time}").format(time=page.saved))
        self.left.setText(_("还有 {n} 项未判").format(n=page.left) if page.left else _("全部判完"))
        note = _("退回意见：{note}").format(note=page.returned) if page.returned else ""
        self.returned.setText(note)
        self.returned.setVisible(bool(note))
