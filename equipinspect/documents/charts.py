"""Charts of statistics, drawn once: the same drawing goes into a PDF and, as SVG, onto the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics import renderSVG
from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.charts.legends import Legend
from reportlab.graphics.charts.linecharts import HorizontalLineChart
from reportlab.graphics.shapes import Drawing, String
from reportlab.lib.colors import HexColor

from equipinspect.documents.fonts import Font

INKS = (HexColor("#2B6CB0"), HexColor("#38A169"), HexColor("#C05621"))
WORDS = HexColor("#1A1A1A")
LINES = HexColor("#8A8F98")
WIDTH, HEIGHT = 510, 220
LEFT, BASE, TOP = 34, 48, 40
SIZE = 7.5


@dataclass(frozen=True)
class Series:
    """Bars of one colour: their name and a number for every label."""

    name: str
    values: tuple[float, ...]


def bars(
    title: str, labels: Sequence[str], series: Sequence[Series], font: Font, ending: str = "%d"
) -> Drawing:
    """Return a bar chart with a number on every bar; equal numbers give an equal drawing."""
    drawing = Drawing(WIDTH, HEIGHT)
    drawing.add(String(LEFT, HEIGHT - 14, title, fontName=font.name, fontSize=10, fillColor=WORDS))
    chart = VerticalBarChart()
    chart.x, chart.y = LEFT, BASE
    chart.width, chart.height = WIDTH - LEFT - 6, HEIGHT - BASE - TOP
    chart.data = [each.values for each in series]
    chart.valueAxis.valueMin = 0
    chart.valueAxis.labels.fontName = font.name
    chart.valueAxis.labels.fontSize = SIZE
    chart.valueAxis.strokeColor = chart.categoryAxis.strokeColor = LINES
    chart.categoryAxis.categoryNames = list(labels)
    chart.categoryAxis.labels.fontName = font.name
    chart.categoryAxis.labels.fontSize = SIZE
    chart.categoryAxis.labels.angle = 30
    chart.categoryAxis.labels.boxAnchor = "ne"
    chart.barLabels.fontName = font.name
    chart.barLabels.fontSize = SIZE - 1
    chart.barLabels.nudge = 6
    chart.barLabelFormat = ending
    chart.barWidth, chart.groupSpacing = 5, 6
    for number, ink in zip(range(len(series)), INKS, strict=False):
        chart.bars[number].fillColor = ink
        chart.bars[number].strokeColor = None
    drawing.add(chart)
    drawing.add(_legend(series, font))
    return drawing


def lines(title: str, labels: Sequence[str], series: Sequence[Series], font: Font) -> Drawing:
    """Return a line chart, a point for every label; equal numbers give an equal drawing."""
    drawing = Drawing(WIDTH, HEIGHT)
    drawing.add(String(LEFT, HEIGHT - 14, title, fontName=font.name, fontSize=10, fillColor=WORDS))
    chart = HorizontalLineChart()
    chart.x, chart.y = LEFT, BASE
    chart.width, chart.height = WIDTH - LEFT - 6, HEIGHT - BASE - TOP
    chart.data = [each.values for each in series]
    found = [value for each in series for value in each.values]
    chart.valueAxis.valueMin = max(0, min(found) - 5) // 5 * 5
    chart.valueAxis.valueMax = (max(found) + 10) // 5 * 5
    for axis in (chart.valueAxis, chart.categoryAxis):
        axis.labels.fontName, axis.labels.fontSize, axis.strokeColor = font.name, SIZE, LINES
    chart.categoryAxis.categoryNames = list(labels)
    chart.lineLabels.fontName, chart.lineLabels.fontSize = font.name, SIZE - 1
    chart.lineLabelFormat = "%.1f"
    for number, ink in zip(range(len(series)), INKS, strict=False):
        chart.lines[number].strokeColor = ink
    drawing.add(chart)
    drawing.add(_legend(series, font))
    return drawing


def _legend(series: Sequence[Series], font: Font) -> Legend:
    legend = Legend()
    legend.x, legend.y = WIDTH - 130, HEIGHT - 8
    legend.fontName, legend.fontSize = font.name, SIZE
    legend.alignment, legend.columnMaximum = "right", 1
    legend.dx, legend.dy, legend.deltax = 7, 7, 60
    legend.strokeColor = None
    legend.colorNamePairs = [(ink, each.name) for ink, each in zip(INKS, series, strict=False)]
    return legend


def svg(drawing: Drawing, family: str, font: Font) -> str:
    """Return a drawing for the screen; ``family`` is the window's name for the printed font."""
    return str(renderSVG.drawToString(drawing)).replace(font.name, family)
