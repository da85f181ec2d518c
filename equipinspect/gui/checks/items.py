"""The rows of a checklist: a heading per section, one line per item, painted."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from equipinspect.app.visit_page import ItemView, Section
from equipinspect.gui.look import Look
from equipinspect.gui.painting import CENTRE_LEFT, draw_pill
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.painted_button import PaintedButton
from equipinspect.model.text import _

ROW, HEAD = 29, 28
NUMBER, WORDS, VERDICT, CLAUSE = 16, 48, 112, 150
MARKS = {"pass": "tick", "fail": "cross", "nearly": "tick", "na": "ring"}
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class SectionRow(QWidget):
    """Names a section and says how much of it is judged."""

    def __init__(self, look: Look, section: Section) -> None:
        super().__init__()
        ground(self, "window")
        self.setFixedHeight(look.px(HEAD))
        self.count = Label(look, "", "text3")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(NUMBER), 0, look.px(16), 0)
        row.setSpacing(look.px(12))
        row.addWidget(Label(look, section.title, medium=True))
        row.addWidget(self.count)
        row.addStretch(1)
        self.tell(section)

    def tell(self, section: Section) -> None:
        """Show how much is judged now."""
        said = _("{n} 项，已判 {m}")
        self.count.setText(said.format(n=len(section.items), m=section.judged))


class ItemRow(PaintedButton):
    """One item at rest: number, what to look at, clause, verdict."""

    def __init__(self, look: Look, item: ItemView, labels: dict[str, str]) -> None:
        super().__init__(look, item.text)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._labels = labels
        self.tell(item)

    def tell(self, item: ItemView) -> None:
        """Show the item as it stands now."""
        self.item = item
        said = self._labels.get(item.mark.verdict, _("未判"))
        self.setAccessibleName(f"{item.number} {item.text} {item.clause} {said}")
        self.setToolTip(item.text)
        self.update()

    def wanted_size(self) -> QSize:
        """Return 29 px in height; the width is what there is."""
        return QSize(self.look.px(300), self.look.px(ROW))

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the line."""
        look, item, px = self.look, self.item, self.look.px
        painter.fillRect(box, look.colour("hover" if self.underMouse() else "base"))
        painter.fillRect(QRectF(0, box.height() - 1, box.width(), 1), look.colour("line"))
        painter.setFont(look.font("list"))
        painter.setPen(look.colour("text2"))
        painter.drawText(box.adjusted(px(NUMBER), 0, 0, 0), CENTRE_LEFT, str(item.number))
        verdict = QRectF(box.right() - px(VERDICT), 0, px(VERDICT - 8), box.height())
        clause = QRectF(verdict.left() - px(CLAUSE + 24), 0, px(CLAUSE), box.height())
        words = QRectF(px(WORDS), 0, clause.left() - px(WORDS + 8), box.height())
        self._draw_words(painter, words)
        painter.setFont(look.font("small"))
        painter.setPen(look.colour("text2"))
        shown = QFontMetricsF(painter.font()).elidedText(
            item.clause, Qt.TextElideMode.ElideRight, clause.width()
        )
        painter.drawText(clause, _RIGHT, shown)
        painter.setFont(look.font("list"))
        self._draw_verdict(painter, verdict)

    def _draw_words(self, painter: QPainter, box: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(self.item.text, Qt.TextElideMode.ElideRight, box.width())
        painter.setPen(self.look.colour("text"))
        painter.drawText(box, CENTRE_LEFT, text)
        used = metrics.horizontalAdvance(text) + self.look.px(12)
        room = box.width() - used
        if self.item.hint and room > 0:
            hint = metrics.elidedText(self.item.hint, Qt.TextElideMode.ElideRight, room)
            painter.setPen(self.look.colour("text2"))
            painter.drawText(box.adjusted(used, 0, 0, 0), CENTRE_LEFT, hint)

    def _draw_verdict(self, painter: QPainter, box: QRectF) -> None:
        verdict = self.item.mark.verdict
        if not verdict:
            painter.setPen(self.look.colour("text2"))
            painter.drawText(box, CENTRE_LEFT, _("未判"))
            return
        draw_pill(painter, self.look, box, MARKS[verdict], self._labels[verdict])
