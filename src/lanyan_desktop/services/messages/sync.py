"""Sentences about the exchange with other offices: places, members, keys, conflicts."""

from __future__ import annotations

SENTENCES = {
    "remote.unreachable": "连不上同步位置“{place}”（{detail}），本机的改动都在；连上后会自动补发。",
    "remote.busy": "同步位置“{place}”请求太频繁，稍后自动再试；本机的改动都在。",
    "remote.denied": "同步位置“{place}”拒绝了访问（{detail}），什么也没有丢失；请核对用户名、密码和权限。",
    "remote.full": "同步位置“{place}”已满，没有发出新的改动，本机的改动都在；请清理空间后再同步。",
    "remote.missing": "找不到同步位置“{place}”，没有同步，本机的改动都在；请插上移动盘或连上共享文件夹后再试。",
    "remote.refused": "同步位置“{place}”没有照办（{detail}），没有同步，本机的改动都在；请检查该位置的设置。",
    "remote.url_unknown": "看不懂同步位置“{url}”，没有添加；请写成 folder:文件夹、dav+https://…、dav+http://… 或 s3://桶/前缀?endpoint=…。",
    "remote.url_secret": "同步位置的地址里不能写用户名和密码，没有添加；请去掉后再试，程序会另外询问。",
    "remote.url_option": "同步位置的选项“{option}”不对或缺少，没有添加；请改正后再试。",
    "sync.running": "这台电脑上另一个窗口或命令正在同步，这次没有同步；请稍候再试。",
    "sync.shelf": "文件夹“{folder}”不能写入（{detail}），没有同步，账套里的改动都在；请检查磁盘空间和权限。",
}
