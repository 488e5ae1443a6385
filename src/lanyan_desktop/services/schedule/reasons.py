"""Why a stored date differs from the computed one, as far as the plan itself tells."""

from __future__ import annotations

from lanyan_desktop.core.schedule.exchanged_plan import ComputedPlan, Difference


def reason_of(computed: ComputedPlan, one: Difference) -> str:
    """The first reason that applies, in words.

    A date differs because of something in its own row, or because a predecessor's date does: a slip travels.
    """
    activity = computed.source.activities[one.at]
    schedule = computed.schedule
    is_late = one.field.startswith("late") or one.field.endswith("float")
    if any(one.at in ring for ring in schedule.cycles):
        return "在循环的逻辑关系里"
    if bool(schedule.is_summary[one.at]):
        return "汇总的时差由下级工作得出，各程序取法不同" if one.field.endswith("float") else "由下级工作得出"
    if not activity.is_active:
        return "停用的工作"
    if activity.nature == "hammock":
        return "配合作业按文件给的日期固定"
    if is_late and bool(schedule.is_finished[one.at]):
        return "已完成的工作没有时差"
    if is_late and bool(schedule.is_begun[one.at]):
        return "已开始的工作只算剩余部分的最迟时间"
    if is_late and computed.source.format == "XER" and one.field == "free_float":
        return "P6 的自由时差不受限制类型约束"
    if activity.levelling_delay_min:
        return "来源程序调平资源时推迟过"
    if computed.source.format == "XLSX":
        return "表上没有日历和限制，按七天制从前置任务推算"
    if one.field.endswith("_float") and one.stored == 0:
        return "来源程序没有算时差"
    if bool((computed.plan.links.target == one.at).any()):  # asked once a difference: a plan may have 100,000
        return "按前置任务和日历推算"
    return "按开工日期、限制和日历推算"
