"""The fields of the small forms of 协同, declared as the fields of records are, so that the one form shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from lanyan_desktop.core.records.declare import F, Field, Shape
from lanyan_desktop.core.values import Value
from lanyan_desktop.ui.i18n import tr

PlaceKind = Literal["folder", "dav", "s3"]
NAME_MOST = 40


def text_field(name: str, title: str, *, required: bool = True, high: int = 400, default: Value = None) -> Field:
    """A line of text."""
    return Field(name, str, Shape.TEXT, required=required, default=default, choices=(), about=F(title=title, high=high))


def choice_field(name: str, title: str, choices: tuple[str, ...], default: str) -> Field:
    """One of these words."""
    about = F(title=title)
    return Field(name, str, Shape.CHOICE, required=True, default=default, choices=choices, about=about)


def flag_field(name: str, title: str) -> Field:
    """A tick box, off to begin with."""
    return Field(name, int, Shape.FLAG, required=True, default=0, choices=(), about=F(title=title, low=0, high=1))


def place_fields(kind: PlaceKind) -> list[Field]:
    """What must be known of a place of this kind."""
    name = text_field("name", tr("名称"), high=NAME_MOST)
    secret = [text_field("user", tr("用户名")), text_field("password", tr("密码"))]
    if kind == "folder":
        return [name, text_field("path", tr("文件夹"))]
    if kind == "dav":
        return [name, text_field("address", tr("地址")), *secret]
    keys = [text_field("user", tr("AccessKey ID")), text_field("password", tr("AccessKey Secret"))]
    place = [
        text_field("endpoint", tr("服务器地址")),
        text_field("bucket", tr("存储桶")),
        text_field("prefix", tr("目录"), required=False),
        text_field("region", tr("地域"), required=False),
    ]
    return [name, *place, *keys]


def url_of(kind: PlaceKind, values: Mapping[str, Value]) -> str:
    """The address as the services take it; what people paste from a browser is understood.

    >>> url_of("dav", {"address": " https://dav.jianguoyun.com/dav/工地/ "})
    'dav+https://dav.jianguoyun.com/dav/工地'
    >>> url_of("dav", {"address": "nas.local:5006/共享"})
    'dav+https://nas.local:5006/共享'
    >>> url_of("s3", {"endpoint": "oss-cn-hangzhou.aliyuncs.com", "bucket": "gd", "prefix": "/三号楼/"})
    's3://gd/三号楼?endpoint=https://oss-cn-hangzhou.aliyuncs.com'
    """
    given = {name: str(value or "").strip() for name, value in values.items()}
    if kind == "folder":
        return f"folder:{given.get('path', '')}"
    if kind == "dav":
        return _dav(given.get("address", ""))
    endpoint = given.get("endpoint", "").rstrip("/")
    endpoint = endpoint if "://" in endpoint else f"https://{endpoint}"
    prefix = given.get("prefix", "").strip("/")
    region = f"&region={given['region']}" if given.get("region") else ""
    return f"s3://{given.get('bucket', '')}" + (f"/{prefix}" if prefix else "") + f"?endpoint={endpoint}{region}"


def _dav(address: str) -> str:
    bare = address.rstrip("/").removeprefix("dav+")
    return f"dav+{bare}" if bare.startswith(("https://", "http://")) else f"dav+https://{bare}"
