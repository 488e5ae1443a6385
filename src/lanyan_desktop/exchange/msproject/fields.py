"""The children of a `Task` in the order of Microsoft's schema, and which of them this program writes or leaves out."""

from __future__ import annotations

ORDER = (
    "UID", "GUID", "ID", "Name", "Active", "Manual", "Type", "IsNull", "CreateDate", "Contact", "WBS", "WBSLevel",
    "OutlineNumber", "OutlineLevel", "Priority", "Start", "Finish", "Duration", "ManualStart", "ManualFinish",
    "ManualDuration", "DurationFormat", "FreeformDurationFormat", "Work", "Stop", "Resume", "ResumeValid",
    "EffortDriven", "Recurring", "OverAllocated", "Estimated", "Milestone", "Summary", "DisplayAsSummary",
    "Critical", "IsSubproject", "IsSubprojectReadOnly", "SubprojectName", "ExternalTask", "ExternalTaskProject",
    "EarlyStart", "EarlyFinish", "LateStart", "LateFinish", "StartVariance", "FinishVariance", "WorkVariance",
    "FreeSlack", "StartSlack", "FinishSlack", "TotalSlack", "FixedCost", "FixedCostAccrual", "PercentComplete",
    "PercentWorkComplete", "Cost", "OvertimeCost", "OvertimeWork", "ActualStart", "ActualFinish", "ActualDuration",
    "ActualCost", "ActualOvertimeCost", "ActualWork", "ActualOvertimeWork", "RegularWork", "RemainingDuration",
    "RemainingCost", "RemainingWork", "RemainingOvertimeCost", "RemainingOvertimeWork", "ACWP", "CV",
    "ConstraintType", "CalendarUID", "ConstraintDate", "Deadline", "LevelAssignments", "LevelingCanSplit",
    "LevelingDelay", "LevelingDelayFormat", "PreLeveledStart", "PreLeveledFinish", "Hyperlink", "HyperlinkAddress",
    "HyperlinkSubAddress", "IgnoreResourceCalendar", "Notes", "HideBar", "Rollup", "BCWS", "BCWP",
    "PhysicalPercentComplete", "EarnedValueMethod", "PredecessorLink", "ActualWorkProtected",
    "ActualOvertimeWorkProtected", "ExtendedAttribute", "Baseline", "OutlineCode", "IsPublished", "StatusManager",
    "CommitmentStart", "CommitmentFinish", "CommitmentType", "TimephasedData",
)  # fmt: skip
PLACE = {name: at for at, name in enumerate(ORDER)}
WRITTEN = frozenset({
    "UID", "ID", "Name", "Active", "Manual", "IsNull", "Contact", "WBS", "OutlineNumber", "OutlineLevel",
    "Priority", "Start", "Finish", "Duration", "ManualStart", "ManualFinish", "ManualDuration", "DurationFormat",
    "Stop", "Resume", "Milestone", "Summary", "Critical", "IsSubproject", "ExternalTask", "EarlyStart",
    "EarlyFinish", "LateStart", "LateFinish", "FreeSlack", "TotalSlack", "PercentComplete", "ActualStart",
    "ActualFinish", "ActualDuration", "RemainingDuration", "ConstraintType", "CalendarUID", "ConstraintDate",
    "Deadline", "LevelingDelay", "LevelingDelayFormat", "Notes", "PredecessorLink", "Baseline",
})  # fmt: skip
"""Written from the plan itself."""
COMPUTED = frozenset({
    "Work", "ResumeValid", "OverAllocated", "DisplayAsSummary", "IsSubprojectReadOnly", "SubprojectName",
    "ExternalTaskProject", "StartVariance", "FinishVariance", "WorkVariance", "StartSlack", "FinishSlack",
    "PercentWorkComplete", "Cost", "OvertimeCost", "OvertimeWork", "ActualCost", "ActualOvertimeCost",
    "ActualWork", "ActualOvertimeWork", "RegularWork", "RemainingCost", "RemainingWork", "RemainingOvertimeCost",
    "RemainingOvertimeWork", "ACWP", "CV", "PreLeveledStart", "PreLeveledFinish", "BCWS", "BCWP", "TimephasedData",
})  # fmt: skip
"""Follow from dates and assignments: MS Project computes them anew."""
