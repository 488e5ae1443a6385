"""The forms the program takes in, each a declaration. A new one is a new entry here and, if it makes new records, a
module in services/imports.
"""

from __future__ import annotations

from lanyan_desktop.core.forms.declare import Column, Form, Series, of_record
from lanyan_desktop.core.records import Shape

BUDGET = Form(
    name="budget",
    title="清单计价表",
    columns=(
        of_record("budget_line", "serial", weight=1),
        of_record("budget_line", "code", weight=3),
        of_record("budget_line", "name", weight=3),
        of_record("budget_line", "feature", weight=3),
        of_record("budget_line", "unit"),
        of_record("budget_line", "quantity", weight=3),
        of_record("budget_line", "unit_price", weight=3, sums=True),
        of_record("budget_line", "amount_fen", weight=3),
        of_record("budget_line", "provisional_fen"),
        of_record("budget_line", "target_unit_price"),
        of_record("budget_line", "target_fen"),
        of_record("budget_line", "labour_fen", weight=1),
        of_record("budget_line", "material_fen", weight=1),
        of_record("budget_line", "machine_fen", weight=1),
        of_record("budget_line", "subcontract_fen", weight=1),
        of_record("budget_line", "responsible", weight=1),
        of_record("budget_line", "note", weight=1),
    ),
    needs=(("name",), ("quantity", "unit_price", "amount_fen", "target_fen")),
    item=(("name", "code"), ("code", "unit", "quantity", "unit_price", "amount_fen", "target_fen")),
    section="name",
    least=3,
)

SUMMARY = Form(
    name="summary",
    title="汇总表",
    columns=(
        Column(name="serial", title="序号", weight=1),
        Column(name="name", title="汇总内容", aliases=("费用名称", "单项工程名称", "单位工程名称"), weight=3),
        Column(name="amount_fen", title="金额", aliases=("合计", "合价"), shape=Shape.MONEY, weight=3),
    ),
    needs=(("name",), ("amount_fen",)),
    item=(("name",), ("amount_fen",)),
)
"""表-04: not taken in, but what its sums are compared with."""

ATTENDANCE = Form(
    name="attendance",
    title="考勤表",
    columns=(
        Column(name="serial", title="序号", aliases=("NO.", "No"), weight=1),
        of_record("worker", "number", weight=3),
        of_record("worker", "name", weight=3),
        of_record("worker", "team_id", as_name="team", fills=True),
        of_record("worker", "trade", fills=True),
        Column(name="part", title="时段", aliases=("班次", "时间段", "上/下午")),
        Column(
            name="shorthand",
            title="速记",
            aliases=("出勤速记", "考勤速记", "出勤日期", "出勤情况", "出勤记录"),
            weight=3,
        ),
        Column(
            name="check_in", title="签到时间", aliases=("Check-In Time", "上班时间", "进场时间", "打卡进"), weight=3
        ),
        Column(
            name="check_out", title="签退时间", aliases=("Check-Out Time", "下班时间", "出场时间", "打卡出"), weight=3
        ),
        Column(name="hours", title="在场时长", aliases=("Hours on Site", "工作时长"), shape=Shape.MINUTES),
        Column(
            name="days",
            title="出勤工日",
            aliases=("出勤", "出勤天数", "出勤合计", "工日合计", "合计工日", "Shift Days", "Working Days"),
            shape=Shape.QUANTITY,
        ),
        Column(
            name="overtime", title="加班", aliases=("加班(h)", "加班小时", "加班工时", "加班合计"), shape=Shape.MINUTES
        ),
        Column(name="total", title="合计", aliases=("Total Hours", "总计"), shape=Shape.QUANTITY, weight=1),
        Column(name="signature", title="签字", aliases=("签名", "本人签字", "工人签字"), weight=1),
        of_record("worker", "note", weight=1),
    ),
    needs=(("number", "name"), ("day", "shorthand", "check_in")),
    item=(("number", "name"),),
    series=Series(
        parts=(
            ("in", ("上班", "签到", "进")),
            ("out", ("下班", "签退", "出")),
            ("morning", ("上午",)),
            ("afternoon", ("下午",)),
            ("overtime", ("加班", "晚上")),
        )
    ),
    team_sections=True,
)

DAYWORK = Form(
    name="daywork",
    title="点工汇总表",
    columns=(
        Column(name="serial", title="序号", aliases=("NO.", "No"), weight=1),
        of_record("day_work", "number", weight=3),
        of_record("day_work", "day", weight=3, fills=True),
        of_record("day_work", "team_id", as_name="team", fills=True),
        of_record("day_work", "place"),
        of_record("day_work", "content", weight=3),
        of_record("worker", "name", as_name="worker"),
        of_record("day_work_line", "trade", fills=True),
        of_record("day_work_line", "heads", weight=3, aliases=("用工人数",)),
        of_record("day_work_line", "minutes", weight=3, aliases=("工时(小时)", "每人工时", "小时", "时长")),
        Column(name="days", title="工日", aliases=("工日数", "工日合计", "GRHJ"), shape=Shape.QUANTITY, weight=3),
        of_record("day_work_line", "rate_fen_per_day", weight=3, aliases=("工日单价", "DJ")),
        Column(name="amount_fen", title="金额", aliases=("合价", "合计金额", "JE"), shape=Shape.MONEY),
        of_record("day_work", "bearer", aliases=("费用承担/备注", "费用承担方"), weight=3),
        of_record("day_work", "note", weight=1),
    ),
    needs=(("day", "number"), ("content", "trade", "team", "worker"), ("heads", "minutes", "days")),
    item=(("day", "number"), ("heads", "minutes", "days", "content")),
    section="content",
    least=4,
)

PLAN = Form(
    name="plan",
    title="进度计划",
    columns=(
        Column(name="row_id", title="标识号", aliases=("标识", "任务号", "唯一标识号", "ID", "编号"), weight=3),
        Column(name="serial", title="序号", aliases=("NO.", "No"), weight=1),
        of_record("activity", "wbs"),
        of_record(
            "activity",
            "name",
            weight=3,
            aliases=("工程项目", "施工内容", "工序名称", "分部分项工程名称", "分部分项工程"),
        ),
        Column(name="outline", title="大纲级别", aliases=("级别", "Outline Level"), shape=Shape.NUMBER),
        of_record("activity", "duration_min", weight=3),
        of_record("activity", "source_start", weight=3, aliases=("开始日期", "计划开始时间", "Start Date")),
        of_record(
            "activity",
            "source_finish",
            weight=3,
            aliases=("完成日期", "结束时间", "结束日期", "计划完成时间", "Finish Date"),
        ),
        Column(
            name="predecessors",
            title="前置任务",
            aliases=("紧前工作", "紧前工序", "紧前任务", "前置工作", "前置工序", "Predecessors"),
            weight=3,
        ),
        of_record("activity", "team_id", as_name="team"),
        of_record("activity", "responsible"),
        of_record("activity", "done"),
        of_record("activity", "actual_start"),
        of_record("activity", "actual_finish"),
        Column(name="quantity", title="工程量", shape=Shape.QUANTITY, weight=1),
        Column(name="unit", title="单位", weight=1),
        Column(name="workforce", title="劳动力", aliases=("人数",), weight=1),
        of_record("activity", "note", weight=1),
    ),
    needs=(("name",), ("duration_min", "source_start", "predecessors")),
    item=(("name",),),
    least=3,
)

PAYROLL = Form(
    name="payroll",
    title="工资发放表",
    columns=(
        Column(name="serial", title="序号", aliases=("NO.", "No"), weight=1),
        of_record("worker", "number"),
        of_record("worker", "name", weight=3),
        of_record("worker", "id_number", aliases=("身份证", "身份证号码", "证件号码"), weight=3),
        of_record("worker", "phone", aliases=("手机号", "手机号码", "电话号码")),
        of_record("worker", "team_id", as_name="team", fills=True),
        of_record("worker", "trade"),
        Column(
            name="days",
            title="出勤工日",
            aliases=("出勤", "出勤天数", "工日", "工日数", "考勤工日"),
            shape=Shape.QUANTITY,
        ),
        Column(
            name="overtime",
            title="加班",
            aliases=("加班(h)", "加班小时", "加班工时", "加班时间"),
            shape=Shape.MINUTES,
        ),
        Column(name="rate", title="日工资", aliases=("日薪", "工价", "日工价", "单价"), shape=Shape.MONEY),
        Column(name="计时", title="计时工资", aliases=("考勤工资", "基本工资"), shape=Shape.MONEY),
        *(Column(name=name, title=name, shape=Shape.MONEY) for name in ("计件", "奖金", "补发", "罚款")),
        Column(
            name="gross", title="应发工资", aliases=("应发", "应发金额", "应发合计", "应付工资"), shape=Shape.MONEY,
            weight=3,
        ),
        *(Column(name=name, title=name, shape=Shape.MONEY) for name in ("餐费", "水电")),
        Column(name="社保", title="社保", aliases=("社会保险", "五险"), shape=Shape.MONEY),
        Column(name="个税", title="个税", aliases=("个人所得税", "代扣个税"), shape=Shape.MONEY),
        Column(name="其他扣款", title="其他扣款", aliases=("其他",), shape=Shape.MONEY),
        Column(
            name="deduction", title="代扣", aliases=("代扣合计", "扣款", "扣款合计", "代扣代缴", "应扣"),
            shape=Shape.MONEY,
        ),
        Column(name="借支", title="借支", aliases=("借款", "预支", "已借支", "生活费"), shape=Shape.MONEY),
        Column(
            name="net", title="实发工资", aliases=("实发", "实发金额", "实发合计", "实付工资"), shape=Shape.MONEY,
            weight=3,
        ),
        of_record("worker", "bank", aliases=("开户银行",)),
        of_record("worker", "card_number", aliases=("卡号", "银行账号", "工资卡号")),
        Column(name="signature", title="签字", aliases=("签名", "本人签字", "领款人签字"), weight=1),
        of_record("worker", "note", weight=1),
    ),
    needs=(("name",), ("gross", "net")),
    item=(("name",),),
    least=4,
)  # fmt: skip
"""工资发放表: given out, never taken in."""

FORMS = {form.name: form for form in (BUDGET, ATTENDANCE, DAYWORK, PLAN)}
"""Every form by its name, as commands call it."""
