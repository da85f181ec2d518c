"""The marks and pills of risk and due dates, drawn the same in tables, chips and lines."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from equipinspect.gui.look import Look
from equipinspect.gui.palette import RISKS

MARK = 9
PILL_HEIGHT = 21
PILL_PADDING = 6
MARK_GAP = 6
CENTRE_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def draw_mark(painter: QPainter, look: Look, mark: str, box: QRectF) -> None:
    """Draw a mark into ``box``: red ▲, orange ◆, yellow ●, blue ○, ring, warn, conflict, tick, cross."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    _DRAW[mark](painter, look, box)
    painter.restore()


def _red(painter: QPainter, look: Look, box: QRectF) -> None:
    painter.setBrush(look.colour("redMark"))
    points = [QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()]
    painter.drawPolygon(QPolygonF(points))


def _orange(painter: QPainter, look: Look, box: QRectF) -> None:
    painter.setBrush(look.colour("orangeMark"))
    middle = box.center()
    points = [
        QPointF(middle.x(), box.top()),
        QPointF(box.right(), middle.y()),
        QPointF(middle.x(), box.bottom()),
        QPointF(box.left(), middle.y()),
    ]
    painter.drawPolygon(QPolygonF(points))


def _yellow(painter: QPainter, look: Look, box: QRectF) -> None:
    painter.setPen(QPen(look.colour("yellow"), 1))
    painter.setBrush(look.colour("yellowMark"))
    painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))


def _ring_in(colour: QColor, painter: QPainter, box: QRectF) -> None:
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box.adjusted(1, 1, -1, -1))


def _blue(painter: QPainter, look: Look, box: QRectF) -> None:
    _ring_in(look.colour("blueMark"), painter, box)


def _ring(painter: QPainter, look: Look, box: QRectF) -> None:
    _ring_in(look.colour("text3"), painter, box)


def _warn(painter: QPainter, look: Look, box: QRectF) -> None:
    painter.setBrush(look.colour("text"))
    square = box.adjusted(-1, -1, 1, 1)
    painter.drawRoundedRect(square, 2, 2)
    painter.setBrush(look.colour("base"))
    x, height = square.center().x(), square.height()
    painter.drawRect(QRectF(x - 0.9, square.top() + height * 0.18, 1.8, height * 0.38))
    painter.drawRect(QRectF(x - 0.9, square.top() + height * 0.68, 1.8, height * 0.15))


def _conflict(painter: QPainter, look: Look, box: QRectF) -> None:
    size = round(box.width() + 4)
    pixmap = look.pixmap("exchange", "text", size, painter.device().devicePixelRatioF())
    painter.drawPixmap(QPointF(box.left() - 2, box.top() - 2), pixmap)


def _tick(painter: QPainter, look: Look, box: QRectF) -> None:
    painter.setPen(QPen(look.colour("text2"), 1.5))
    middle = box.center()
    left = QPointF(box.left(), middle.y())
    foot = QPointF(middle.x() - 1, box.bottom() - 1)
    painter.drawPolyline(QPolygonF([left, foot, QPointF(box.right(), box.top() + 1)]))


def _cross(painter: QPainter, look: Look, box: QRectF) -> None:
    painter.setPen(QPen(look.colour("text"), 1.8))
    inner = box.adjusted(1, 1, -1, -1)
    painter.drawLine(inner.topLeft(), inner.bottomRight())
    painter.drawLine(inner.topRight(), inner.bottomLeft())


_DRAW = {
    "red": _red,
    "orange": _orange,
    "yellow": _yellow,
    "blue": _blue,
    "ring": _ring,
    "warn": _warn,
    "conflict": _conflict,
    "tick": _tick,
    "cross": _cross,
}


def word_colour(mark: str) -> str:
    """Return the name of the ink that goes with a mark."""
    if mark in RISKS:
        return mark
    return {"ring": "text2", "tick": "text2"}.get(mark, "text")


def mark_box(look: Look, left: float, middle: float, size: float = MARK) -> QRectF:
    """Return the square in which a mark stands, by its left edge and its middle line."""
    side = look.px(size)
    return QRectF(left, round(middle - side / 2), side, side)


def draw_pill(painter: QPainter, look: Look, box: QRectF, mark: str, words: str) -> None:
    """Draw mark and words on their ground; the mark, not the pill, starts at ``box.left()``."""
    metrics = QFontMetricsF(painter.font())
    start = box.left() + look.px(MARK + MARK_GAP)
    room = box.right() - start
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
    if mark not in ("ring", "tick"):
        width = start - box.left() + metrics.horizontalAdvance(shown) + 2 * look.px(PILL_PADDING)
        _ground(painter, look, mark, _pill_box(look, box, width))
    draw_mark(painter, look, mark, mark_box(look, box.left(), box.center().y()))
    painter.setPen(look.colour(word_colour(mark)))
    painter.drawText(QRectF(start, box.top(), room, box.height()), CENTRE_LEFT, shown)


def _pill_box(look: Look, box: QRectF, width: float) -> QRectF:
    height = look.px(PILL_HEIGHT)
    top = round(box.center().y() - height / 2)
    return QRectF(box.left() - look.px(PILL_PADDING), top, width, height)


def _ground(painter: QPainter, look: Look, mark: str, pill: QRectF) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    risk = mark in RISKS
    painter.setBrush(look.colour(f"{mark}Bg" if risk else "sunken"))
    painter.setPen(Qt.PenStyle.NoPen)
    if mark == "conflict" or (risk and look.scheme == "contrast"):
        painter.setPen(QPen(look.colour(word_colour(mark)), 1))
        pill = pill.adjusted(0.5, 0.5, -0.5, -0.5)
    if mark == "conflict":
        painter.setBrush(look.colour("base"))
    painter.drawRoundedRect(pill, look.px(4), look.px(4))
    painter.restore()


def draw_ring(painter: QPainter, look: Look, box: QRectF, radius: float = 0) -> None:
    """Draw the focus ring of 2 px just inside ``box``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, radius > 0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.colour("ring"), 2))
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()
