"""The curve of the coverage rate: what was, what comes if nothing is done, the goal and the day itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from equipinspect.app.coverage import Point, year_before
from equipinspect.app.forecasting import percent
from equipinspect.gui.coverage.standing import Standing
from equipinspect.gui.look import Look
from equipinspect.model.rates import Rate
from equipinspect.model.text import _

LEFT, RIGHT, TOP, FOOT = 64, 172, 12, 26
LEAST, WANTED = 120, 150
STEPS = (1, 2, 5, 10, 20, 25)
MOST_LINES = 6
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
Drawn = list[tuple[date, float]]


def drawn(points: Sequence[Point]) -> Drawn:
    """Return the days that have a rate, in per cent."""
    return [(p.day, 100 * p.insured / p.in_use) for p in points if p.in_use]


def ticks(values: Sequence[float]) -> list[int]:
    """Return the whole per cents at which lines stand, around all values."""
    low, high = min(values), max(values)
    for step in STEPS:
        first, last = floor(low / step) * step, ceil(high / step) * step
        if (last - first) / step <= MOST_LINES:
            break
    return list(range(max(0, first), min(100, max(last, first + step)) + 1, step))


class Curve(QWidget):
    """Paints without a legend: every line has its name beside it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: Standing | None = None
        self._past: Drawn = []
        self._future: Drawn = []
        self._ticks: list[int] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(_("投保率曲线"))
        look.follow(self)

    def dress(self) -> None:
        """Measure anew, because palette or text size changed."""
        self.setMinimumHeight(self._look.px(LEAST))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height at which every tenth of a point is seen."""
        return QSize(self._look.px(400), self._look.px(WANTED))

    def show_standing(self, shown: Standing) -> None:
        """Show the curve up to a day and beyond it."""
        self._shown = shown
        self._past, self._future = drawn(shown.past), drawn(shown.future)
        values = [rate for _day, rate in (*self._past, *self._future)]
        self._ticks = ticks([*values, float(shown.ahead.target * 100)])
        self.setAccessibleDescription(shown.ahead.sentence)
        self.update()

    # places

    @property
    def _plot(self) -> QRectF:
        px = self._look.px
        return QRectF(self.rect()).adjusted(px(LEFT), px(TOP), -px(RIGHT), -px(FOOT))

    def _x(self, day: date) -> float:
        assert self._shown is not None
        first, last = self._shown.past[0].day, self._shown.ahead.until
        plot = self._plot
        return plot.left() + plot.width() * (day - first).days / (last - first).days

    def _y(self, rate: float) -> float:
        low, high = self._ticks[0], self._ticks[-1]
        plot = self._plot
        return plot.bottom() - plot.height() * (rate - low) / (high - low)

    # painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint axis, goal, day, curve and forecast."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour("base"))
        if self._shown is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_axes(painter)
            self._draw_goal(painter, self._shown)
            self._draw_curve(painter, self._shown)
        painter.end()

    def _draw_axes(self, painter: QPainter) -> None:
        look, plot = self._look, self._plot
        painter.setFont(look.font("small"))
        for rate in self._ticks:
            y = round(self._y(rate))
            painter.fillRect(QRectF(plot.left(), y, plot.width(), 1), look.colour("line"))
            box = QRectF(0, y - look.px(9), plot.left() - look.px(12), look.px(18))
            painter.setPen(look.colour("text2"))
            painter.drawText(box, _RIGHT, f"{rate} %")
        self._draw_months(painter)

    def _draw_months(self, painter: QPainter) -> None:
        assert self._shown is not None
        look, plot = self._look, self._plot
        first, until = self._shown.past[0].day, self._shown.ahead.until
        months = [date(y, m, 1) for y in range(first.year, until.year + 1) for m in (1, 4, 7, 10)]
        metrics = QFontMetricsF(painter.font())
        last = self._x(until)
        wide = metrics.horizontalAdvance("2026-12-31")
        room_end = -1.0
        painter.setPen(look.colour("text2"))
        for x, words in [(self._x(m), f"{m:%Y-%m}") for m in months] + [(last, until.isoformat())]:
            half = metrics.horizontalAdvance(words) / 2
            is_end = x == last
            if x - half < room_end or (not is_end and x + half > last - wide / 2 - look.px(8)):
                continue
            box = QRectF(x - half - 1, plot.bottom() + look.px(6), 2 * half + 2, look.px(18))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)
            room_end = x + half + look.px(12)

    def _draw_goal(self, painter: QPainter, shown: Standing) -> None:
        look, plot = self._look, self._plot
        y = round(self._y(float(shown.ahead.target * 100))) + 0.5
        painter.setPen(QPen(look.colour("text"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setFont(look.font("list", True))
        words = _("目标 {goal}").format(goal=percent(shown.ahead.target))
        width = look.px(160)
        above = y - look.px(20)  # where nothing is done the forecast lies below
        top = above if above >= 0 else y + look.px(2)
        box = QRectF(plot.right() - width, top, width, look.px(18))
        painter.setPen(look.colour("text"))
        painter.drawText(box, _RIGHT, words)

    def _draw_curve(self, painter: QPainter, shown: Standing) -> None:
        look, plot = self._look, self._plot
        upright = QRectF(round(self._x(shown.day)), plot.top(), 1, plot.height())
        painter.fillRect(upright, look.colour("text2"))
        self._line(painter, self._past, Qt.PenStyle.SolidLine)
        self._line(painter, self._future, Qt.PenStyle.DashLine)
        self._point(painter, year_before(shown.day), _("去年同日 {rate}"))
        day = _("今天") if shown.is_today else ""
        self._point(painter, shown.day, f"{day or shown.day.isoformat()} {{rate}}")
        self._name_end(painter, shown)

    def _line(self, painter: QPainter, points: Drawn, style: Qt.PenStyle) -> None:
        pen = QPen(self._look.colour("accent"), self._look.px(2), style)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        places = [QPointF(self._x(day), self._y(rate)) for day, rate in points]
        painter.drawPolyline(QPolygonF(places))

    def _point(self, painter: QPainter, day: date, words: str) -> None:
        """Mark one day of the past with its rate, at the left of it where there is room."""
        assert self._shown is not None
        found = next((p for p in self._shown.past if p.day == day and p.in_use), None)
        if found is None:
            return
        look, rate = self._look, Rate(found.insured, found.in_use)
        x, y = self._x(day), self._y(100 * found.insured / found.in_use)
        painter.setPen(QPen(look.colour("base"), 2))
        painter.setBrush(look.colour("accent"))
        painter.drawEllipse(QPointF(x, y), look.px(5), look.px(5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setFont(look.font("list", True))
        painter.setPen(look.colour("text"))
        told = words.format(rate=rate.percent(self._shown.ahead.target))
        width = QFontMetricsF(painter.font()).horizontalAdvance(told) + 2
        high, gap = look.px(18), look.px(6)
        goal = self._y(float(self._shown.ahead.target * 100))
        is_clear = y - gap - high > 0 and not y - gap - high < goal < y - gap
        top = y - gap - high if is_clear else y + gap
        left = x - width - look.px(8)
        if left < self._plot.left():
            left = x + look.px(8)
        painter.drawText(QRectF(left, top, width, high), _LEFT, told)

    def _name_end(self, painter: QPainter, shown: Standing) -> None:
        look, plot, goal = self._look, self._plot, shown.ahead.target
        if not self._future:
            return
        y = self._y(self._future[-1][1])
        rate = shown.ahead.then.percent(goal)
        gap = _("差 {n:,} 台").format(n=shown.ahead.short) if shown.ahead.short else _("达标")
        painter.setFont(look.font("list"))
        painter.setPen(look.colour("accent"))
        high, left = look.px(36), plot.right() + look.px(12)
        top = min(max(y - high / 2, 0), plot.bottom() - high)
        told = _("不续保：{rate}\n{gap}").format(rate=rate, gap=gap)
        painter.drawText(QRectF(left, top, self.width() - left, high), _LEFT, told)
