"""One file that was handed in: who, which days, how much, and what became of it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy

from equipinspect.app.merge_desk import RESULTS, Handed
from equipinspect.gui.look import Look
from equipinspect.gui.widgets.painted_button import PaintedButton
from equipinspect.model.text import _

HEIGHT = 48
ATTENTION = ("parked", "quarantined", "refused")


class FileRow(PaintedButton):
    """Two lines at the left, the outcome at the right; chosen shows its reasons."""

    def __init__(self, look: Look, handed: Handed) -> None:
        about = handed.manifest.about if handed.manifest else None
        self.handed = handed
        self.device = about.device if about else handed.file.name
        self.person = about.person if about else ""
        self.facts = facts(handed)
        self.outcome = outcome(handed)
        super().__init__(look, self.device)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{self.device} {self.person} {self.facts} {self.outcome}")
        self.setToolTip(f"{self.facts}\n{self.outcome}")

    def wanted_size(self) -> QSize:
        """Return the least width and the height of a file row."""
        return QSize(self.look.px(240), self.look.px(HEIGHT))

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground, two lines and the outcome."""
        look = self.look
        chosen = self.isChecked()
        painter.fillRect(box, look.colour("sel" if chosen else "base"))
        if chosen:
            painter.fillRect(QRectF(0, 0, look.px(3), box.height()), look.colour("accent"))
        painter.fillRect(QRectF(0, box.height() - 1, box.width(), 1), look.colour("line"))
        right = self._outcome(painter, box)
        room = right - look.px(16) - look.px(12)
        used = self._line(painter, (look.px(16), look.px(5), room), self.device, ("text", True))
        left = look.px(16) + used + look.px(8)
        self._line(
            painter, (left, look.px(5), right - left - look.px(8)), self.person, ("text", False)
        )
        self._line(painter, (look.px(16), look.px(25), room), self.facts, ("text2", False), "small")

    def _outcome(self, painter: QPainter, box: QRectF) -> float:
        look = self.look
        painter.setFont(look.font("list"))
        painter.setPen(look.colour("text" if self.handed.result in ATTENTION else "text2"))
        width = QFontMetricsF(painter.font()).horizontalAdvance(self.outcome) + 2
        left = box.width() - look.px(16) - width
        place = QRectF(left, 0, width, box.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self.outcome)
        return left

    def _line(
        self,
        painter: QPainter,
        at: tuple[float, float, float],
        text: str,
        look: tuple[str, bool],
        step: str = "list",
    ) -> float:
        """Write one line at x, y in a room; return its width."""
        x, y, room = at
        if room <= 0:
            return 0
        painter.setFont(self.look.font(step, look[1]))
        painter.setPen(self.look.colour(look[0]))
        metrics = QFontMetricsF(painter.font())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(x, y, room, self.look.px(20)), Qt.AlignmentFlag.AlignVCenter, shown)
        return metrics.horizontalAdvance(shown)


def facts(handed: Handed) -> str:
    """Return the second line: the days, how many operations and photographs, what is amiss."""
    manifest, merged = handed.manifest, handed.merged
    if manifest is None:
        return handed.reason
    parts = [_("{a} 至 {b}").format(a=manifest.first_day[5:], b=manifest.last_day[5:])]
    parts += [_("{n:,} 条").format(n=manifest.operations)]
    parts += [_("{n:,} 张照片").format(n=merged.photos)] if merged.photos else []
    if merged.photos_missing:
        parts.append(_("缺照片 {n} 张").format(n=len(merged.photos_missing)))
    return "　".join([*parts, *merged.clocks[:1]])


def outcome(handed: Handed) -> str:
    """Return the one word at the right, with how many conflicts or waiting sets."""
    merged = handed.merged
    if merged.conflicts:
        return _("⇄ 冲突 {n}").format(n=merged.conflicts)
    if merged.parked:
        return _("等待 {n}").format(n=merged.parked)
    return _(RESULTS[handed.result])
