"""The plan on paper: pages, repeated columns, text that can be read back, pictures."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtCore import QDate
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication, QFileDialog

from lanyan_desktop.core.chart.paging import Fit, Setup
from lanyan_desktop.kit.jobs import Cancelled
from lanyan_desktop.ui.schedule.gantt_drawing import GanttDrawing
from lanyan_desktop.ui.schedule.meeting_page import MeetingPage
from lanyan_desktop.ui.schedule.pages_done import PagesDone
from lanyan_desktop.ui.schedule.paper import TitleBlock, on_paper, picture, write_pdf, write_png, write_svg
from lanyan_desktop.ui.schedule.print_dialog import PrintDialog
from lanyan_desktop.ui.theme import theme, token
from tests.ui.schedule.conftest import Stage

BLOCK = TitleBlock(
    project="翠湖花园3#住宅楼", drawn="张工", checked="李工", date="2026-03-01", remark="数据日期 2025-11-30"
)


def drawing_of(stage: Stage) -> GanttDrawing:
    return GanttDrawing(stage.tab.table, stage.tab.page.chart)


def text_of(path: Path, page: int) -> str:
    """What another program reads out of one page."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not here to read the PDF back")
    command = ["pdftotext", "-layout", "-f", str(page), "-l", str(page), str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_pdf_repeats_its_columns_and_its_words_can_be_copied(sample: Stage, tmp_path: Path) -> None:
    path = tmp_path / "横道图.pdf"
    count = write_pdf(path, drawing_of(sample), Setup(paper="A3", fit="width"), BLOCK)
    assert count == 4
    first, last = text_of(path, 1), text_of(path, count)
    for page in (first, last):
        for word in ("任务名称", "工期", "施工进度计划横道图", "翠湖花园3#住宅楼", "编制", "张工", "李工", "前锋线"):
            assert word in page, word
    assert "2026年" in first
    assert f"第{count}页共{count}页" in last.replace(" ", "")
    together = "".join(text_of(path, page) for page in range(1, count + 1))
    for typed in ("40FS+28d", "25SS+2d", "68FF+4d"):
        assert typed in together
    names = [str(name) for name in sample.tab.view.loaded.columns["name"]]
    missing = [name for name in names if name[:6] not in together]
    assert missing == []


def test_lines_of_earlier_checks_are_on_both_drawings_and_in_their_legend(sample: Stage, tmp_path: Path) -> None:
    sample.tab.parts.show(1)
    page = sample.tab.parts.part(1)
    assert isinstance(page, MeetingPage)
    page.keep.click()
    QApplication.processEvents()
    page.date.setDate(QDate(2025, 12, 14))
    QApplication.processEvents()
    for at, name in ((0, "横道图"), (2, "网络图")):
        sample.tab.parts.show(at)
        path = tmp_path / f"{name}.pdf"
        write_pdf(path, sample.tab._drawing(), Setup(paper="A1", fit="page"), BLOCK)
        said = text_of(path, 1)
        assert "以前的前锋线" in said, name
        assert "11-30" in said, name


@pytest.mark.parametrize("fit", get_args(Fit))
def test_paper_is_white_in_the_dark_and_every_fit_fills_it(sample: Stage, fit: Fit) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme().install(app, "dark")
    try:
        dark = token("surface").name()
        image = picture(drawing_of(sample), Setup(paper="A4", fit=fit), BLOCK, scale=1)
        assert image.pixelColor(5, 5).name() == "#ffffff"
        seen = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
        assert dark not in seen
        assert token("surface").name() == dark
        with on_paper():
            assert token("bar").name() in seen or token("barDone").name() in seen
    finally:
        theme().install(app, "light")


def test_pictures_are_written_sheet_by_sheet(sample: Stage, tmp_path: Path) -> None:
    made = write_png(tmp_path / "图.png", drawing_of(sample), Setup(paper="A4", fit="width"), BLOCK)
    assert [path.name for path in made[:2]] == ["图.png", "图-2.png"]
    assert all(not QImage(str(path)).isNull() for path in made)
    (svg,) = write_svg(tmp_path / "图.svg", drawing_of(sample), Setup(paper="A1", fit="page"), BLOCK)
    assert "机房层及屋面构架" in svg.read_text("utf-8")


def test_the_dialog_shows_each_page_and_exports(sample: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    met: list[str] = []

    def answer(dialog: PrintDialog) -> int:
        dialog.paper.setCurrentText("A4")
        met.append(dialog.pages.text())
        dialog._turn(1)
        met.append(dialog.pages.text())
        dialog.checked.setText("王总")
        dialog._choose("pdf")
        return 1

    monkeypatch.setattr(PrintDialog, "exec", answer)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "进度"), ""))
    sample.tab.acts.print_now.trigger()
    assert met[0].startswith("第 1 页")
    assert met[1].startswith("第 2 页")
    assert (tmp_path / "进度.pdf").stat().st_size > 10_000
    assert sample.tab.printing.setup.paper == "A4"
    sample.tab.acts.copy_picture.trigger()
    assert QGuiApplication.clipboard().image().width() == sample.tab.parts.widget.width() * 2


def test_paper_and_names_are_remembered_and_rubbish_is_passed_over(sample: Stage) -> None:
    printing = sample.tab.printing
    printing.setup = Setup(paper="A1", is_landscape=False, fit="tiles")
    printing.block = TitleBlock(project="x", checked="李工", approved="王总")
    kept = sample.tab.save_state()
    printing.setup, printing.block = Setup(), None
    sample.tab.restore_state(kept)
    assert printing.setup == Setup(paper="A1", is_landscape=False, fit="tiles")
    names = sample.tab.printing.block
    assert names is not None
    assert (names.checked, names.approved) == ("李工", "王总")
    for odd in (None, ["A9", "up", "?", "", ""], ["A1"], 7):
        sample.tab.restore_state({"print": odd})
    assert printing.setup.paper == "A1"


def test_a_printer_gets_the_sheets(sample: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def accept(dialog: QPrintDialog) -> int:
        dialog.printer().setOutputFileName(str(tmp_path / "打印.pdf"))
        return 1

    monkeypatch.setattr(QPrintDialog, "exec", accept)
    monkeypatch.setattr(PrintDialog, "exec", lambda dialog: (dialog._choose("print"), 1)[1])
    sample.tab.acts.print_now.trigger()
    assert sample.failures == []
    assert (tmp_path / "打印.pdf").stat().st_size > 10_000


def test_a_file_that_cannot_be_written_is_told(sample: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "no" / "图.png"), ""))
    sample.tab.acts.png.trigger()
    assert [str(error).split()[0] for error in sample.failures] == ["export.unwritable"]


def test_a_print_of_many_pages_can_be_stopped_and_leaves_no_half_file(sample: Stage, tmp_path: Path) -> None:
    path, seen = tmp_path / "计划.pdf", list[int]()

    def stop(done: int, total: int) -> None:
        assert total > 1
        seen.append(done)
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_pdf(path, drawing_of(sample), Setup(paper="A4", fit="tiles"), TitleBlock(project="楼"), step=stop)
    assert seen == [0, 1]
    assert not path.exists()


def test_the_button_of_the_progress_stops_and_the_user_is_told(sample: Stage) -> None:
    pages = PagesDone(sample.tab.widget)
    pages.step(0, 500)
    pages.dialog.cancel()
    with pytest.raises(Cancelled):
        pages.step(1, 500)
    pages.close()
