"""Sentences about the addresses of remotes and about `lanyan serve`."""

from __future__ import annotations

SENTENCES = {
    "remote.url_unknown": "看不懂同步位置“{url}”，没有添加；请写成 folder:文件夹、dav+https://服务器/路径 或 s3://存储桶/前缀?endpoint=https://…。",
    "remote.url_secret": "同步位置里不能写用户名和密码，没有添加；请去掉“@”前面的部分，程序会另外询问并妥善保存。",
    "remote.url_option": "同步位置的选项“{option}”缺少、多余或写错了，没有添加；请对照手册改正后再试。",
    "remote.certificate": "服务器“{place}”出示的证书不是约定的那一张（它的指纹是 {found}），没有发送密码，本机的改动都在；请与服务器旁的同事核对指纹。",
    "serve.no_folder": "没有文件夹“{folder}”，服务没有启动；请先建好这个文件夹。",
    "serve.no_user": "还没有可以登录的用户，服务没有启动；请加上 --user 用户名 再试，程序会询问密码。",
    "serve.no_password": "没有为用户“{user}”输入密码，或两次输入不同，服务没有启动；请再试一次，"
    "或设环境变量 LANYAN_REMOTE_PASSWORD。",
    "serve.user_unfit": "用户名“{user}”或密码不能用，没有保存；用户名不能为空、不能有冒号，密码不能为空。",
    "serve.users_unreadable": "用户文件“{file}”读不了，服务没有启动，文件没有改动；请删除它后用 --user 重新添加用户。",
    "serve.port_taken": "端口 {port} 用不了（{detail}），服务没有启动；请用 --port 换一个端口。",
}
