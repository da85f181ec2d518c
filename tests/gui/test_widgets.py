"""The small widgets: sizes, names for screen readers, and paint in every palette."""

from itertools import product

import pytest
from PySide6.QtCore import QMimeData, QPoint, QRectF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QPainter
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from equipinspect.gui import painting
from equipinspect.gui.jobs import Jobs
from equipinspect.gui.look import Look
from equipinspect.gui.palette import RISKS, SCHEMES
from equipinspect.gui.widgets.check_box import CheckBox
from equipinspect.gui.widgets.chip import Chip
from equipinspect.gui.widgets.dropping import FileDrop
from equipinspect.gui.widgets.empty import EmptyPage
from equipinspect.gui.widgets.key_cap import KeyCap
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.notice import Notice
from equipinspect.gui.widgets.overflow_row import OverflowRow
from equipinspect.gui.widgets.progress_row import ProgressRow
from equipinspect.gui.widgets.rail_button import RailButton
from equipinspect.gui.widgets.tab import TabBar
from equipinspect.gui.widgets.tick_list import TickList

MARKS = [*RISKS, "ring", "warn", "conflict", "tick", "cross"]


def _drawn(look: Look, mark: str) -> QImage:
    image = QImage(160, 28, QImage.Format.Format_ARGB32)
    image.fill(look.colour("base"))
    painter = QPainter(image)
    painter.setFont(look.font("list"))
    painting.draw_pill(painter, look, QRectF(10, 0, 140, 28), mark, "超期 6 天")
    painter.end()
    return image


@pytest.mark.parametrize(("scheme", "mark"), list(product(SCHEMES, MARKS)))
def test_every_mark_is_drawn_in_every_palette(qapp: QApplication, scheme: str, mark: str) -> None:
    look = Look(scheme)
    image = _drawn(look, mark)
    inks = {image.pixelColor(x, y).name() for x in range(160) for y in range(28)}
    assert look.colour(painting.word_colour(mark)).name() in inks


def test_marks_differ_without_colour(qapp: QApplication) -> None:
    grey = [
        _drawn(Look("light"), mark).convertToFormat(QImage.Format.Format_Mono).copy(0, 0, 26, 28)
        for mark in RISKS
    ]
    assert all(one != other for i, one in enumerate(grey) for other in grey[i + 1 :])


def test_a_chip_says_its_count_to_screen_readers(look: Look, qtbot: QtBot) -> None:
    chip = Chip(look, "overdue", "检验超期", "red", 1234)
    qtbot.addWidget(chip)
    assert chip.accessibleName() == "检验超期 1,234"
    assert chip.sizeHint().height() == 28
    narrow = chip.sizeHint().width()
    chip.tell(1_234_567)
    assert chip.sizeHint().width() > narrow
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert chip.isChecked()


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_painted_buttons_grow_with_the_text(qapp: QApplication, percent: int) -> None:
    look = Look("light", percent)
    button = RailButton(look, "台账", "register")
    assert (button.sizeHint().width(), button.sizeHint().height()) == (look.px(64), look.px(56))
    button.count = 12
    button.setChecked(True)
    assert not button.grab().isNull()
    assert KeyCap(look, "Ctrl+K").sizeHint().height() == look.px(20)


def test_a_check_box_is_toggled_by_the_keyboard(look: Look, qtbot: QtBot) -> None:
    box = CheckBox(look, "记为作废")
    qtbot.addWidget(box)
    box.show()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()
    assert not box.grab().isNull()


def test_tabs_step_around_the_end(look: Look, qtbot: QtBot) -> None:
    heard: list[str] = []
    bar = TabBar(look, heard.append)
    qtbot.addWidget(bar)
    bar.set_tabs({"a": "电梯", "b": "锅炉"})
    bar.choose("a")
    assert heard == []
    bar.step(1)
    bar.step(1)
    assert heard == ["b", "a"]
    bar.tabs["b"].tell(186)
    assert bar.tabs["b"].accessibleName() == "锅炉 186"


def test_what_does_not_fit_goes_into_a_menu(look: Look, qtbot: QtBot) -> None:
    row = OverflowRow(look, 8, 40)
    qtbot.addWidget(row)
    made: list[QAbstractButton] = [QPushButton(f"按钮 {n}") for n in range(8)]
    row.fill(made)
    row.resize(300, 40)
    row.show()
    hidden = [b for b in made if b.isHidden()]
    assert hidden
    assert row._more.isVisible()
    row.resize(2000, 40)
    assert not [b for b in made if b.isHidden()]
    assert not row._more.isVisible()


def test_a_notice_leads_on_and_is_hidden_when_all_is_well(look: Look, qtbot: QtBot) -> None:
    heard: list[str] = []
    notice = Notice(look)
    qtbot.addWidget(notice)
    notice.tell("缺设备代码。", "去补", lambda: heard.append("here"), mark="red")
    assert notice.isVisibleTo(notice.parentWidget())
    notice.link.click()
    assert heard == ["here"]
    assert not notice.grab().isNull()
    notice.tell("")
    assert notice.isHidden()


def test_a_long_label_is_elided_with_its_text_as_tooltip(look: Look, qtbot: QtBot) -> None:
    label = Label(look, "很长很长很长很长的单位名称").elide()
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.grab()
    assert label.toolTip() == label.text()
    label.resize(600, 20)
    label.grab()
    assert label.toolTip() == ""


def test_labels_never_read_data_as_markup(look: Look) -> None:
    assert Label(look, "<b>x</b>").textFormat() == Qt.TextFormat.PlainText


def test_an_empty_page_offers_one_thing(look: Look, qtbot: QtBot) -> None:
    heard: list[int] = []
    page = EmptyPage(look)
    qtbot.addWidget(page)
    page.tell("还没有电梯。", "导入 Excel", lambda: heard.append(1))
    page.button.click()
    assert heard == [1]


def test_ticks_are_toggled_by_click_and_space(look: Look, qtbot: QtBot) -> None:
    heard: list[list[str]] = []
    ticks = TickList(look, lambda: heard.append(ticks.ticked()))
    qtbot.addWidget(ticks)
    ticks.fill([("a", "甲"), ("b", "乙")], ["b"])
    assert ticks.ticked() == ["b"]
    ticks.itemClicked.emit(ticks.item(0))
    ticks.setCurrentRow(1)
    qtbot.keyClick(ticks, Qt.Key.Key_Space)
    assert heard == [["a", "b"], ["a"]]
    assert not ticks.grab().isNull()


def test_progress_is_followed_and_can_be_stopped(look: Look, qtbot: QtBot) -> None:
    jobs = Jobs()
    row = ProgressRow(look)
    qtbot.addWidget(row)

    def long(_session: object, report: object, cancelled: object) -> int:
        report("正在导入", 3, 10)  # type: ignore[operator]
        while not cancelled():  # type: ignore[operator]
            pass
        return 7

    job = jobs.run_long(long)
    row.follow(job, "开始")
    with qtbot.waitSignal(job.done):
        qtbot.waitUntil(lambda: row.counts.text() == "3 / 10")
        assert row.words.text() == "正在导入"
        row.stop.click()
    assert row.isHidden()
    jobs.stop()


@pytest.mark.parametrize(("url", "taken"), [("file:///tmp/a.xlsx", 1), ("https:/x/a.xlsx", 0)])
def test_local_files_can_be_dropped(qtbot: QtBot, url: str, taken: int) -> None:
    heard: list[str] = []
    target = QWidget()
    qtbot.addWidget(target)
    FileDrop(target, heard.append)
    data = QMimeData()
    data.setUrls([QUrl(url)])
    buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for event in (
        QDragEnterEvent(QPoint(1, 1), Qt.DropAction.CopyAction, data, buttons, none),
        QDropEvent(QPoint(1, 1), Qt.DropAction.CopyAction, data, buttons, none),
    ):
        QApplication.sendEvent(target, event)
    assert len(heard) == taken
