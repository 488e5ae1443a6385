"""The forms as they come out of a printer: through LibreOffice to PDF, without a repair, nothing cut off."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping

import pytest

from lanyan_desktop.services import exports
from lanyan_desktop.services.sample import build_sample
from lanyan_desktop.store.ledger import Ledger

FORMS = ("budget", "attendance", "daywork", "plan")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[str]]:
    """The text of each page of each form of the sample."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.skip("needs soffice (libreoffice-calc) and pdftotext (poppler-utils), which are not installed here")
    folder = tmp_path_factory.mktemp("paper")
    ledger = Ledger.create(folder / "sample.lanyan")
    project_id = build_sample(ledger)
    for form in FORMS:
        exports.export_form(ledger, folder / f"{form}.xlsx", form=form, project_id=project_id)
    ledger.close()
    books = [f"{form}.xlsx" for form in FORMS]
    profile = f"-env:UserInstallation=file://{folder}/profile"  # two runs at once do not share one
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *books]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=110)
    pages = {}
    for form in FORMS:
        text = subprocess.run([reader, "-layout", f"{form}.pdf", "-"], cwd=folder, check=True, capture_output=True)
        pages[form] = text.stdout.decode().removesuffix("\f").split("\f")
    return pages


def test_each_page_of_the_bill_is_a_whole_form(printed: Mapping[str, list[str]]) -> None:
    pages = printed["budget"]
    for number, page in enumerate(pages, 1):
        assert "分部分项工程和单价措施项目清单与计价表" in page
        assert re.search(rf"第{number}页\s*共{len(pages)}页", page)
        assert all(word in page for word in ("项目特征描述", "暂估价", "本页小计", "表－08"))
    assert "27,647,139.59" in pages[-1]


def test_the_attendance_sheet_has_its_header_on_each_page_and_its_signatures_once(
    printed: Mapping[str, list[str]],
) -> None:
    pages = printed["attendance"]
    assert all("2025年11月份考勤表" in page and "签字" in page for page in pages)
    assert all(word in pages[-1] for word in ("1,131.250", "说明：", "制表：", "项目经理："))
    assert sum(page.count("制表：") for page in pages) == 1


def test_the_slips_are_signed_for_in_figures_and_in_capitals(printed: Mapping[str, list[str]]) -> None:
    (page,) = printed["daywork"]
    assert all(word in page for word in ("25,240.00", "贰万伍仟贰佰肆拾元整", "78.000", "单位：元", "审批："))


def test_the_plan_has_its_header_on_each_page(printed: Mapping[str, list[str]]) -> None:
    pages = printed["plan"]
    assert all("前置任务" in page and "施工进度计划表" in page for page in pages)
    assert "竣工备案及移交" in pages[-1]
    assert "编制：" in pages[-1]


@pytest.mark.parametrize("form", FORMS)
def test_no_number_is_too_wide_for_its_cell(printed: Mapping[str, list[str]], form: str) -> None:
    assert all("###" not in page and "#REF" not in page and "Err:" not in page for page in printed[form])
