"""Sentences about the ledger file: opening, writing, undo, backups."""

from __future__ import annotations

SENTENCES = {
    "ledger.missing": "找不到账套“{file}”；请核对文件名和所在文件夹。",
    "ledger.exists": "“{file}”已经存在，没有改动它；请换一个文件名。",
    "ledger.foreign": "“{file}”不是蓝燕的账套，没有改动它；请选择扩展名为 .lanyan 的文件。",
    "ledger.damaged": "账套“{file}”已损坏，没有改动它；请先复制一份留存，再从备份恢复（最近的完好备份：{backup}）。",
    "ledger.newer": "账套“{file}”由更新版本的程序保存，现在只能查看；要修改请升级程序。",
    "ledger.elsewhere": "账套“{file}”正由“{who}”在电脑“{device}”上使用，现在只能查看；请等对方关闭，或各用一份账套再同步。",
    "ledger.slept": "这台电脑休眠时账套“{file}”可能被别的电脑打开过，没有保存；请关闭账套再打开，然后重做这一步。",
    "undo.newer": "“{intent}”是更新版本的程序做的，不能在这里撤销，什么也没有改动；请升级程序。",
    "check.blob": "一个附件的内容已损坏（{hash}）。",
    "ledger.read_only": "账套“{file}”只能查看，没有保存任何改动；请检查文件和文件夹的写入权限。",
    "ledger.cannot_open": "打不开账套“{file}”，没有改动它；请检查文件夹是否存在、是否有权限（{detail}）。",
    "ledger.busy": "账套“{file}”正被另一个窗口或命令写入，这次没有保存；请稍候再试。",
    "ledger.in_use": "账套“{file}”正由“{who}”打开，没有恢复；请先关闭它再试。",
    "disk.full": "磁盘已满，这次改动没有保存，以前的内容完好；请清理磁盘空间后再试。",
    "disk.error": "读写“{file}”时磁盘出错（{detail}），这次改动没有保存；请检查磁盘或网络后再试。",
    "backup.unusable": "“{file}”不是完好的账套备份，什么也没有改动；请换一个备份。",
    "check.file": "账套文件内部有损坏（{detail}）。",
    "check.chain": "操作日志的校验链在第 {n} 条（{intent}）断开。",
    "check.part": "操作日志里有读不懂的内容（{detail}）。",
    "check.reference": "{kind}的“{field}”有 {count} 处指向不存在的记录。",
    "check.rows": "{kind}的记录和操作日志重放的结果不一致。",
    "check.sums": "考勤的月汇总和逐日记录不一致。",
    "check.search": "搜索目录和记录不一致，搜索结果可能不全；记录本身不受影响。",
    "record.gone": "这条{kind}已被删除，没有保存；请刷新后再试。",
    "undo.blocked": "不能撤销“{intent}”：{kind}“{record}”的“{field}”后来被{who}改过，什么也没有改动；请直接修改该处。",
    "changeset.malformed": "收到的改动内容有误，一条也没有采用；请让对方重新发送。",
    "blob.too_large": "附件有 {size_mb} MB，超过 {most_mb} MB，没有保存；请压缩或分成几个文件。",
    "blob.missing": "附件的内容不在这个账套里；请在原来的电脑上打开，或重新添加。",
}
