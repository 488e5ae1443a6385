"""Sentences about the plan: calendars, relations, the outline."""

from __future__ import annotations

SENTENCES = {
    "calendar.hours": "工作时间“{text}”看不懂，没有改动；请写成 08:00-12:00,13:00-17:00，跨过零点的班分写在两天。",
    "calendar.empty": "日历里没有一天上班，没有保存；请至少给一天填上工作时间。",
    "calendar.days": "结束日期早于开始日期，没有改动；请改正其中一个。",
    "calendar.range": "日期超出了日历范围（1970 年至 2120 年），没有改动；请检查开工日期、工期和时距。",
    "relation.text": "前置任务“{text}”看不懂，没有改动；请写成 3FS+2d 这样，几个之间用逗号隔开。",
    "relation.unknown": "前置任务里的“{number}”不是本计划的序号或 WBS，没有改动；请核对序号。",
    "relation.self": "工作不能以自己为前置任务，没有改动。",
    "relation.cycle": "这样会形成循环（{names}），没有改动；请先解开其中一个逻辑关系。",
    "activity.gone": "这项工作已经不在计划里，没有改动；请刷新后再试。",
    "activity.summary": "“{name}”是汇总，它的{field}由下级工作算出，没有改动；请改下级工作。",
    "activity.move": "选中的工作不能再往这个方向移动，没有改动。",
    "activity.unreadable": "“{text}”看不懂，没有改动；{hint}。",
    "plan.empty": "计划里还没有工作，没有保存基准；请先新增或导入工作。",
    "level.impossible": "“{name}”需要的资源比任何时候有的都多，没有移动工作；请增加资源数量，或减少这项工作的用量。",
    "trial.gone": "试算改动的任务已被别人删除，试算没有采用，计划没有变动；请重新试算。",
    "level.no_resources": "计划里没有要用资源的工作，没有可调平的；请先给工作分配资源，或把班组登记为资源。",
    "psplib.unreadable": "“{file}”不是可读的 PSPLIB 单模式项目文件（.sm），没有计算；请核对文件。",
    "psplib.cycle": "文件里的工作互相等待，没有计算；请核对紧后关系。",
    "plan.nothing": "计划里还没有工作，没有计算；请先新增或导入工作。",
    "risk.runs": "模拟次数应在 1 到 1,000,000 之间，种子不能是负数，没有计算；请改后再试。",
}
