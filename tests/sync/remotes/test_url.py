from __future__ import annotations

import pytest

from lanyan_desktop.kit.errors import LanyanError
from lanyan_desktop.sync.remotes import url
from lanyan_desktop.sync.remotes.folder import FolderRemote
from lanyan_desktop.sync.remotes.opening import open_remote
from lanyan_desktop.sync.remotes.s3 import S3Remote
from lanyan_desktop.sync.remotes.url import Credentials, parse_place
from lanyan_desktop.sync.remotes.webdav import WebDavRemote

PIN = "ab" * 32


@pytest.mark.parametrize(
    "text",
    [
        "folder:D:/同步",
        "dav+https://dav.jianguoyun.com/dav/%E5%B7%A5%E5%9C%B0",
        f"dav+https://192.168.1.5:8800?pin={PIN}",
        "dav+http://[::1]:80/x",
        "s3://bucket/one/two?endpoint=https://oss-cn-hangzhou.aliyuncs.com&region=cn-hangzhou",
    ],
)
def test_an_address_is_kept_as_it_was(text: str) -> None:
    assert parse_place(text).text == text
    assert parse_place(parse_place(text).text) == parse_place(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "remote.url_unknown"),
        ("folder:", "remote.url_unknown"),
        ("https://host/x", "remote.url_unknown"),
        ("dav+https:///x", "remote.url_unknown"),
        ("dav+https://host:99999/x", "remote.url_unknown"),
        ("dav+https://host/a/../../b", "remote.url_unknown"),
        ("dav+https://host/a/%2e%2e/b", "remote.url_unknown"),
        ("s3://b/x?endpoint=https://e", "remote.url_unknown"),
        ("dav+https://u:geheim@host/x", "remote.url_secret"),
        ("dav+https://u@host/x", "remote.url_secret"),
        ("s3://bucket/x?endpoint=https://u:geheim@e", "remote.url_option"),
        ("s3://bucket/x", "remote.url_option"),
        ("dav+https://host/x?pin=12", "remote.url_option"),
        ("dav+https://host/x?password=geheim", "remote.url_option"),
        ("dav+http://host/x?budget=0/1", "remote.url_option"),
    ],
)
def test_what_is_no_address_is_told_without_repeating_a_secret(text: str, code: str) -> None:
    with pytest.raises(LanyanError) as told:
        parse_place(text)
    assert told.value.code == code
    assert "geheim" not in str(told.value)


def test_a_password_is_in_no_repr() -> None:
    assert "geheim" not in repr(Credentials("u", "geheim"))


def test_secrets_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANYAN_REMOTE_USER", raising=False)
    monkeypatch.setenv("LANYAN_REMOTE_PASSWORD", "p")
    monkeypatch.setenv("LANYAN_PASSPHRASE", "")
    assert url.credentials_of_environment() is None
    assert url.passphrase_of_environment() is None
    monkeypatch.setenv("LANYAN_REMOTE_USER", "u")
    assert url.credentials_of_environment() == Credentials("u", "p")


def test_the_budget_of_jianguoyun_is_known_and_another_can_be_given() -> None:
    assert parse_place("dav+https://dav.jianguoyun.com/dav/x").budget == (600, 1800)
    assert parse_place("dav+https://dav.jianguoyun.com/dav/x?budget=1500/1800").budget == (1500, 1800)
    assert parse_place("dav+https://host/x").budget is None


def test_each_kind_opens_its_remote() -> None:
    assert isinstance(open_remote(parse_place("folder:/x")), FolderRemote)
    dav = open_remote(parse_place("dav+https://host/x"), Credentials("u", "p"))
    assert isinstance(dav, WebDavRemote)
    dav.close()
    assert isinstance(open_remote(parse_place("s3://bucket/x?endpoint=https://host")), S3Remote)


@pytest.mark.parametrize(
    ("options", "endpoint"),
    [
        ("endpoint=https://oss-cn-hangzhou.aliyuncs.com", "https://bucket.oss-cn-hangzhou.aliyuncs.com"),
        ("endpoint=https://bucket.cos.ap-x.myqcloud.com", "https://bucket.cos.ap-x.myqcloud.com"),
        ("endpoint=http://minio:9000", "http://minio:9000"),
        ("endpoint=http://minio:9000&style=virtual", "http://bucket.minio:9000"),
    ],
)
def test_the_bucket_stands_in_the_host_where_the_store_wants_it(options: str, endpoint: str) -> None:
    remote = open_remote(parse_place(f"s3://bucket/x?{options}"))
    assert isinstance(remote, S3Remote)
    assert remote._store.config.get("endpoint") == endpoint
