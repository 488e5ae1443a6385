"""Where records came from and the papers behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from lanyan_desktop.core.records.declare import F, kind
from lanyan_desktop.core.values import Id, Moment


@kind("import_batch", "导入批次", "project_id", "signature", label=("file_name",))
@dataclass(frozen=True, slots=True, kw_only=True)
class ImportBatch:
    """One import: its file, what each column was taken for, how many rows; the mapping is used again."""

    id: Id
    project_id: Annotated[Id, F(title="工程", refers="project", inner=True)]
    form: Annotated[str, F(title="表单", high=40)]
    file_name: Annotated[str, F(title="文件", high=260, search=True, width=240)]
    file_hash: Annotated[str, F(title="文件校验", high=64, inner=True)]
    sheet: Annotated[str, F(title="工作表", high=260)]
    signature: Annotated[str, F(title="表头", high=64, inner=True)]  # of the normalised header: remembers the mapping
    mapping: Annotated[str, F(title="对列", high=8000, inner=True)]  # "field=column" pairs, one a line
    added: Annotated[int, F(title="新增", unit="条", low=0)]
    changed: Annotated[int, F(title="更新", unit="条", low=0)] = 0
    at: Annotated[Moment | None, F(title="导入时间")] = None


@kind("attachment", "附件", "owner_id", label=("name",))
@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A paper of a record; its bytes are kept by their hash, apart from the rows."""

    id: Id
    owner_kind: Annotated[str, F(title="所属", high=40, inner=True)]
    owner_id: Annotated[Id, F(title="记录", inner=True)]
    name: Annotated[str, F(title="文件名", high=260, search=True, width=240)]
    size: Annotated[int, F(title="大小", unit="字节", low=0)]
    hash: Annotated[str, F(title="校验", high=64, inner=True)]  # BLAKE2b-256, hex
    media_type: Annotated[str | None, F(title="类型", high=100)] = None
    note: Annotated[str | None, F(title="备注", high=500)] = None
