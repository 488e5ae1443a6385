"""Sentences about members, invitations and keys."""

from __future__ import annotations

SENTENCES = {
    "keys.passphrase_empty": "口令是空的，什么也没有保存；请输入一个不易猜到的口令。",
    "keys.passphrase_wrong": "口令不对，什么也没有改动；请再输一次，忘记时可用打印的恢复码。",
    "keys.locked": "本机的密钥由口令锁着，没有打开，账套可以照常使用；请输入口令后再同步。",
    "keys.damaged": "本机保存的密钥已损坏，没有同步，账套里的改动都在；请用恢复码或新的邀请重新加入。",
    "keys.store": "系统的密钥库用不了（{detail}），密钥没有保存，账套没有改动；请登录桌面后再试，或设置 LANYAN_KEYRING=off 改用口令锁住的文件。",
    "keys.code_wrong": "这串字码不对，什么也没有改动；请对照原件核对后重新输入，横线和大小写不要紧。",
    "members.not_admin": "只有项目经理可以管理成员，什么也没有改动；请让项目经理来做。",
    "members.last_admin": "这是最后一台项目经理的设备，没有移出也没有改职责；请先让另一台设备成为项目经理。",
    "members.device_unknown": "成员里没有这台设备，或它已被移出，什么也没有改动；请刷新成员列表后再试。",
    "members.role_unknown": "没有“{role}”这个职责，什么也没有改动；请从列表里选一个。",
    "members.invitation_damaged": "邀请文件打不开，没有加入；请核对邀请码，或请项目经理重新发一份。",
    "members.invitation_used": "这份邀请已经用过或已被撤回，没有加入；请项目经理重新邀请。",
    "members.invitation_expired": "这份邀请已经过期，没有加入；请核对电脑时间，或请项目经理重新邀请。",
    "members.invitation_asks": "这份邀请需要项目经理批准，还没有加入；申请已准备好，请等待批准。",
    "members.none": "这个位置没有找到协作账套的成员资料，什么也没有改动；请核对地址。",
}
VOID_WORDS = {
    "role": "超出了该成员的职责范围",
    "revoked": "该成员此前已被移出",
    "not_member": "当时还不是成员",
    "admin": "项目经理已确认不采用",
    "told": "补发时已注明不采用",
    "malformed": "内容有误",
}
"""Why a changeset was not applied, by the code of its verdict."""
