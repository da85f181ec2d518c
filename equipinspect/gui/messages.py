"""The only module that opens dialogs: questions, refusals that have no page, file choosers."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QMessageBox, QWidget

from equipinspect.model.text import _


class Messages:
    """Asks and tells over one window; tests replace it by a recording one."""

    def __init__(self) -> None:
        self.window: QWidget | None = None

    def refuse(self, text: str) -> None:
        """Show one sentence that stops the person, with a single button."""
        self._box(QMessageBox.Icon.NoIcon, text, QMessageBox.StandardButton.Ok)

    def crash(self, text: str) -> None:
        """Show that the program itself is at fault, with what a developer needs."""
        said = _("程序出错，这一步没有做成，台账没有改动。请把下面这行字发给维护人员：\n{text}")
        self._box(QMessageBox.Icon.NoIcon, said.format(text=text), QMessageBox.StandardButton.Ok)

    def ask(self, text: str, yes: str, no: str = "") -> bool:
        """Ask one question whose buttons are verbs; the harmless answer is the default."""
        box = self._made(QMessageBox.Icon.NoIcon, text)
        agreed = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        refused = box.addButton(no or _("取消"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(refused)
        box.exec()
        return box.clickedButton() is agreed

    def text(self, question: str, start: str = "") -> str | None:
        """Ask for one line of text; None when the person turns away."""
        answer, agreed = QInputDialog.getText(
            self.window, _("请填写"), question, QLineEdit.EchoMode.Normal, start
        )
        return answer.strip() if agreed else None

    def secret(self, question: str) -> str | None:
        """Ask for a passphrase, shown as dots; None when the person turns away."""
        answer, agreed = QInputDialog.getText(
            self.window, _("口令"), question, QLineEdit.EchoMode.Password
        )
        return answer if agreed else None

    def open_file(self, title: str, kinds: str, folder: str = "") -> Path | None:
        """Let the person choose an existing file."""
        name, _kind = QFileDialog.getOpenFileName(self.window, title, folder, kinds)
        return Path(name) if name else None

    def open_files(self, title: str, kinds: str) -> list[Path]:
        """Let the person choose existing files, several at once."""
        names, _kind = QFileDialog.getOpenFileNames(self.window, title, "", kinds)
        return [Path(name) for name in names]

    def save_file(self, title: str, kinds: str, start: str = "") -> Path | None:
        """Let the person choose where to write a file."""
        name, _kind = QFileDialog.getSaveFileName(self.window, title, start, kinds)
        return Path(name) if name else None

    def _made(self, icon: QMessageBox.Icon, text: str) -> QMessageBox:
        box = QMessageBox(icon, _("特种设备监督检查"), "", parent=self.window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        return box

    def _box(self, icon: QMessageBox.Icon, text: str, buttons: QMessageBox.StandardButton) -> None:
        box = self._made(icon, text)
        box.setStandardButtons(buttons)
        box.exec()
