"""The foot of the record pane: how much was changed, when it was saved, restore and save."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from equipinspect.gui.look import Look
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.model.text import _

HEIGHT = 48


class SaveBar(QWidget):
    """Says 改了 n 处 and holds 还原 and 保存."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        px = look.px
        ground(self, "window")
        self.setMinimumHeight(px(HEIGHT))
        self.words = Label(look, "", "text2").elide()
        self.restore = button(_("还原"), "quiet")
        self.restore.setObjectName("restore")
        self.save = button(_("保存 Ctrl+S"), "primary")
        self.save.setObjectName("save")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(8), px(16), px(8))
        row.addWidget(self.words, 1)
        row.addWidget(self.restore)
        row.addWidget(self.save)
        self._saved = ""
        self.tell(0)

    def saved(self, clock: str) -> None:
        """Remember when the record was last saved."""
        self._saved = clock
        self.tell(0)

    def tell(self, changed: int, new: bool = False) -> None:
        """Say how many fields were changed."""
        parts = [_("改了 {n} 处").format(n=changed)] if changed else []
        if self._saved:
            parts.append(_("最后保存 {t}").format(t=self._saved))
        if not parts:
            parts.append(_("填好后保存") if new else _("没有改动"))
        self.words.setText("　".join(parts))
        self.restore.setVisible(changed > 0)
        self.save.setEnabled(changed > 0)
