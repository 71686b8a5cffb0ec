"""A file or a folder on this computer, and several files: typed, chosen or dropped; the value is the path."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.editors.base import Editor
from gatewaydesk.ui.form.editors.one_line import OneLine

FORMAT, FOLDER = "file", "folder"
_DRAWN = 100  # files that have a line each; of more, only the number is said


def size_in_words(size: int) -> str:
    """`812 bytes`, `3.4 MB`; in powers of ten, as the gateways' limits are."""
    if size < 1000:
        return f"{size} byte{'' if size == 1 else 's'}"
    shown, unit = size / 1000, "kB"
    for larger in ("MB", "GB", "TB"):
        if shown < 1000:
            break
        shown, unit = shown / 1000, larger
    return f"{shown:.1f} {unit}" if shown < 100 else f"{shown:.0f} {unit}"


def told_of(path: str) -> tuple[str, str]:
    """What there is to say of a path, and its tone: how large the file is, or what is wrong with it."""
    if not path.strip():
        return "", "muted"
    file = Path(path.strip()).expanduser()
    try:
        if file.is_dir():
            return "This is a folder, not a file.", "wrong"
        size = file.stat().st_size
    except FileNotFoundError:
        return "There is no such file on this computer.", "wrong"
    except (OSError, ValueError, RuntimeError):
        return "This file cannot be read.", "wrong"
    return (size_in_words(size), "muted") if size else ("This file is empty.", "wrong")


def told_of_folder(path: str) -> tuple[str, str]:
    """What is wrong with the path of a folder, and its tone."""
    if not path.strip():
        return "", "muted"
    try:
        if Path(path.strip()).expanduser().is_dir():
            return "", "muted"
        there = Path(path.strip()).expanduser().exists()
    except (OSError, ValueError, RuntimeError):
        return "This folder cannot be read.", "wrong"
    return "This is a file, not a folder." if there else "There is no such folder on this computer.", "wrong"


def dropped_files(event: QDragEnterEvent | QDropEvent) -> list[str]:
    """The paths of the files that are being dropped."""
    return [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]


class FilePath(OneLine):
    """The path of one file, with a button that looks for it, and its size."""

    _format, _hint = FORMAT, "Drop a file here, or browse"

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        self.line.setPlaceholderText(self.line.placeholderText() or self._hint)
        self.line.setAcceptDrops(False)
        self.setAcceptDrops(True)
        self.browse = look.quiet_button("Browse…", f"Look for {look.lowered(field.title)}")
        self.browse.clicked.connect(self._browse)
        self.bar.addWidget(self.take_over(self.browse))
        self.said = look.Text(size="small", tone="muted")
        self.said.hide()
        self.column.addWidget(self.said)
        self.line.textChanged.connect(self._look)

    @classmethod
    def fits(cls, field: Field) -> int:
        """Texts of that format."""
        return 80 if field.kind is Kind.TEXT and field.limits.format == cls._format else 0

    def name(self, object_name: str, title: str) -> None:
        super().name(object_name, title)
        place = object_name.removeprefix("field:")
        self.browse.setObjectName(f"browse:{place}")
        self.said.setObjectName(f"file:{place}")

    def set_read_only(self) -> None:
        super().set_read_only()
        self.setAcceptDrops(False)
        self.browse.hide()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for path in dropped_files(event)[:1]:
            self.line.setText(path)
        event.acceptProposedAction()

    def _look(self, text: str) -> None:
        words, tone = self._told(text)
        self.said.setText(words)
        self.said.set_tone(tone)
        self.said.setVisible(bool(words))

    def _told(self, text: str) -> tuple[str, str]:
        return told_of(text)

    def _chosen(self) -> str:
        return QFileDialog.getOpenFileName(self, self.field.title, self.line.text())[0]

    def _browse(self) -> None:
        name = self._chosen()
        if name:
            self.line.setText(name)


class FolderPath(FilePath):
    """The path of a folder, with a button that looks for it."""

    _format, _hint = FOLDER, "Drop a folder here, or browse"

    def _told(self, text: str) -> tuple[str, str]:
        return told_of_folder(text)

    def _chosen(self) -> str:
        return QFileDialog.getExistingDirectory(self, self.field.title, self.line.text())


class FilePaths(Editor):
    """Several files: a line for each with its size, and a button that adds others."""

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        self._paths: list[str] = []
        self.setAcceptDrops(True)
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        look.no_margins(self._rows, look.SPACE)
        self.column.addWidget(self._list)
        self.said = look.Text(size="small", tone="muted")
        self.column.addWidget(self.said)
        self.add = look.quiet_button("Add files…", f"Add files to {field.title}")
        self.add.clicked.connect(self._browse)
        self.main = self.take_over(self.add)
        self.column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self._draw()

    @classmethod
    def fits(cls, field: Field) -> int:
        """Lists of texts of that format."""
        item = field.item if field.kind is Kind.TAGS else None
        return 80 if item is not None and item.kind is Kind.TEXT and item.limits.format == FORMAT else 0

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """A list of texts."""
        if isinstance(value, list):
            return all(isinstance(one, str) for one in value)
        return value is ABSENT or value is None

    def name(self, object_name: str, title: str) -> None:
        super().name(object_name, title)
        self.main.setAccessibleName(f"Add files to {title}")
        self.said.setObjectName(f"file:{object_name.removeprefix('field:')}")

    def set_read_only(self) -> None:
        self.setAcceptDrops(False)
        self.add.hide()
        self._list.setEnabled(False)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self._take(dropped_files(event))
        event.acceptProposedAction()

    def _show(self, value: Any) -> None:
        paths = list(value) if isinstance(value, list) else []
        if paths != self._paths:
            self._paths = paths
            self._draw()

    def _draw(self) -> None:
        while self._rows.count():
            old = self._rows.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for at, path in enumerate(self._paths[:_DRAWN]):
            self._rows.addWidget(self._line(at, path))
        self._list.setVisible(bool(self._paths))
        count = len(self._paths)
        words = f"{count:,} files" if count > 1 else "" if count else "Drop files here, or add them."
        self.said.setText(f"{words}; the first {_DRAWN} are shown" if count > _DRAWN else words)
        self.said.setVisible(bool(words))

    def _line(self, at: int, path: str) -> QWidget:
        words, tone = told_of(path)
        line = QWidget()
        row = QHBoxLayout(line)
        look.no_margins(row, 2 * look.SPACE)
        name = look.Text(Path(path).name or path)
        name.setToolTip(look.tip(path))
        said = look.Text(words, size="small", tone=tone)
        remove = look.quiet_button("Remove", f"Remove {Path(path).name}")
        remove.setObjectName(f"remove-file:{at}")
        remove.clicked.connect(lambda: self._remove(at))
        row.addWidget(name, 1)
        row.addWidget(said)
        row.addWidget(self.take_over(remove))
        return line

    def _remove(self, at: int) -> None:
        self.add.setFocus()  # the button under the hands goes
        left = [path for number, path in enumerate(self._paths) if number != at]
        self.tell(left or ABSENT)

    def _take(self, paths: list[str]) -> None:
        fresh = [path for path in dict.fromkeys(paths) if path not in self._paths]
        if fresh:
            self.tell([*self._paths, *fresh])

    def _browse(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, self.field.title)
        self._take(names)
