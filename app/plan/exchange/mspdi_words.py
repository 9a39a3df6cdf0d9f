"""The words of MS Project's XML: element order, codes, and what need not be said."""

from __future__ import annotations


def split(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split())


NAMESPACE = "http://schemas.microsoft.com/project"
CONSTRAINT_OF = {
    "0": "asap",
    "1": "alap",
    "2": "mso",
    "3": "mfo",
    "4": "snet",
    "5": "snlt",
    "6": "fnet",
    "7": "fnlt",
}
LINK_OF = {"0": "FF", "1": "FS", "2": "SF", "3": "SS"}
KIND_OF = {"0": "material", "1": "person", "2": "cost"}
UNIT_OF = {
    3: "m",
    4: "em",
    5: "h",
    6: "eh",
    7: "d",
    8: "ed",
    9: "w",
    10: "ew",
    11: "mo",
    12: "emo",
    19: "%",
    20: "e%",
    21: "d",
}
FORMAT_OF = {unit: code for code, unit in UNIT_OF.items() if code != 21}
ELAPSED = {4, 6, 8, 10, 12, 20}
ESTIMATED = 32
"""Added to a format's code: the duration is a guess ("3 days?")."""

PROJECT_ORDER = split(
    """SaveVersion BuildNumber UID Name GUID Title Subject Category Company Manager Author
    CreationDate Revision LastSaved ScheduleFromStart StartDate FinishDate FYStartDate
    CriticalSlackLimit CurrencyDigits CurrencySymbol CurrencyCode CurrencySymbolPosition
    CalendarUID DefaultStartTime DefaultFinishTime MinutesPerDay MinutesPerWeek DaysPerMonth
    DefaultTaskType DefaultFixedCostAccrual DefaultStandardRate DefaultOvertimeRate DurationFormat
    WorkFormat EditableActualCosts HonorConstraints EarnedValueMethod InsertedProjectsLikeSummary
    MultipleCriticalPaths NewTasksEffortDriven NewTasksEstimated SplitsInProgressTasks
    SpreadActualCost SpreadPercentComplete TaskUpdatesResource FiscalYearStart WeekStartDay
    MoveCompletedEndsBack MoveRemainingStartsBack MoveRemainingStartsForward
    MoveCompletedEndsForward BaselineForEarnedValue AutoAddNewResourcesAndTasks StatusDate
    CurrentDate MicrosoftProjectServerURL Autolink NewTaskStartDate NewTasksAreManual
    DefaultTaskEVMethod ProjectExternallyEdited ExtendedCreationDate ActualsInSync
    RemoveFileProperties AdminProject UpdateManuallyScheduledTasksWhenEditingLinks
    KeepTaskOnNearestWorkingTimeWhenMadeAutoScheduled Views Filters Groups Tables Maps Reports
    Drawings DataLinks VBAProjects OutlineCodes WBSMasks ExtendedAttributes"""
)
TASK_ORDER = split(
    """UID GUID ID Name Active Manual Type IsNull CreateDate Contact WBS WBSLevel OutlineNumber
    OutlineLevel Priority StartText FinishText DurationText Start Finish Duration ManualStart
    ManualFinish ManualDuration DurationFormat FreeformDurationFormat Work Stop Resume ResumeValid
    EffortDriven Recurring OverAllocated Estimated Milestone Summary DisplayAsSummary Critical
    IsSubproject IsSubprojectReadOnly SubprojectName ExternalTask ExternalTaskProject EarlyStart
    EarlyFinish LateStart LateFinish StartVariance FinishVariance WorkVariance FreeSlack TotalSlack
    StartSlack FinishSlack FixedCost FixedCostAccrual PercentComplete PercentWorkComplete Cost
    OvertimeCost OvertimeWork ActualStart ActualFinish ActualDuration ActualCost ActualOvertimeCost
    ActualWork ActualOvertimeWork RegularWork RemainingDuration RemainingCost RemainingWork
    RemainingOvertimeCost RemainingOvertimeWork ACWP CV ConstraintType CalendarUID ConstraintDate
    Deadline LevelAssignments LevelingCanSplit LevelingDelay LevelingDelayFormat PreLeveledStart
    PreLeveledFinish Hyperlink HyperlinkAddress HyperlinkSubAddress IgnoreResourceCalendar Notes
    HideBar Rollup BCWS BCWP PhysicalPercentComplete EarnedValueMethod PredecessorLink
    ActualWorkProtected ActualOvertimeWorkProtected ExtendedAttribute Baseline OutlineCode
    IsPublished StatusManager CommitmentStart CommitmentFinish CommitmentType TimephasedData
    BoardStatusColumnOrderingID SprintColumnOrderingID NextAvailableBoardStatusColumnOrderingID
    NextAvailableSprintOrderingID"""
)
PERSON_ORDER = split(
    """UID GUID ID Name Type IsNull Initials Phonetics NTAccount MaterialLabel Code Group WorkGroup
    EmailAddress Hyperlink HyperlinkAddress HyperlinkSubAddress MaxUnits PeakUnits OverAllocated
    AvailableFrom AvailableTo Start Finish CanLevel AccrueAt Work RegularWork OvertimeWork
    ActualWork RemainingWork ActualOvertimeWork RemainingOvertimeWork PercentWorkComplete
    StandardRate StandardRateFormat Cost OvertimeRate OvertimeRateFormat OvertimeCost CostPerUse
    ActualCost ActualOvertimeCost RemainingCost RemainingOvertimeCost WorkVariance CostVariance SV
    CV ACWP CalendarUID Notes BCWS BCWP IsGeneric IsInactive IsEnterprise BookingType
    ActualWorkProtected ActualOvertimeWorkProtected ActiveDirectoryGUID CreationDate
    ExtendedAttribute Baseline OutlineCode CostCenter IsCostResource AssnOwner AssnOwnerGuid
    IsBudget AvailabilityPeriods Rates TimephasedData"""
)
ASSIGNMENT_ORDER = split(
    """UID GUID TaskUID ResourceUID PercentWorkComplete ActualCost ActualFinish ActualOvertimeCost
    ActualOvertimeWork ActualStart ActualWork ACWP Confirmed Cost CostRateTable RateScale
    CostVariance CV Delay Finish FinishVariance Hyperlink HyperlinkAddress HyperlinkSubAddress
    WorkVariance HasFixedRateUnits FixedMaterial LevelingDelay LevelingDelayFormat LinkedFields
    Milestone Notes Overallocated OvertimeCost OvertimeWork PeakUnits RegularWork RemainingCost
    RemainingOvertimeCost RemainingOvertimeWork RemainingWork ResponsePending Start Stop Resume
    StartVariance Summary SV Units UpdateNeeded VAC Work WorkContour BCWS BCWP BookingType
    ActualWorkProtected ActualOvertimeWorkProtected CreationDate AssnOwner AssnOwnerGuid BudgetCost
    BudgetWork ExtendedAttribute Baseline TimephasedData"""
)
CALENDAR_ORDER = split(
    """UID GUID Name IsBaseCalendar IsBaselineCalendar BaseCalendarUID WeekDays Exceptions
    WorkWeeks"""
)
EXCEPTION_ORDER = split(
    """EnteredByOccurrences TimePeriod Occurrences Name Type Period DaysOfWeek MonthItem
    MonthPosition Month MonthDay DayWorking WorkingTimes"""
)
NESTED_ORDER = split(
    """Level Type UID Number Interim FieldID FieldName CFType Guid ElemType MaxMultiValues UserDef
    Alias SecondaryGuid SecondaryPID AutoRollDown DefaultGuid LtuidOutlineCode Ltuid PhoneticAlias
    RollupType CalculationType Formula RestrictValues ValuelistSortOrder AppendNewValues Default
    Name Description IsCustomized Value ValueGUID ValueID ParentValueID DurationFormat
    AvailableFrom AvailableTo AvailableUnits RatesFrom RatesTo RateTable StandardRate
    StandardRateFormat OvertimeRate OvertimeRateFormat CostPerUse Start Finish Duration Work Cost
    Unit Length Separator FromDate ToDate FromTime ToTime DayType DayWorking TimePeriod
    WorkingTimes WeekDays"""
)
"""Inside kept elements, whatever order a JSON store gave their names back in."""
BASELINE_ORDER = split(
    """TimephasedData Number Interim Start Finish Duration DurationFormat EstimatedDuration Work
    Cost BCWS BCWP FixedCost FixedCostAccrual"""
)

LINK_ORDER = split("PredecessorUID Type CrossProject CrossProjectName LinkLag LagFormat")

TASK_DEFAULTS = {
    "Active": "1",
    "Type": "0",
    "IsNull": "0",
    "DurationFormat": "7",
    "ResumeValid": "0",
    "EffortDriven": "0",
    "Recurring": "0",
    "Estimated": "0",
    "IsSubproject": "0",
    "IsSubprojectReadOnly": "0",
    "ExternalTask": "0",
    "FixedCost": "0",
    "FixedCostAccrual": "3",
    "LevelAssignments": "1",
    "LevelingCanSplit": "1",
    "LevelingDelay": "0",
    "LevelingDelayFormat": "8",
    "IgnoreResourceCalendar": "0",
    "HideBar": "0",
    "Rollup": "0",
    "PhysicalPercentComplete": "0",
    "EarnedValueMethod": "0",
    "IsPublished": "1",
    "CommitmentType": "0",
}
"""Not kept when a file says the same."""

TASK_SAID = {
    name: text
    for name, text in TASK_DEFAULTS.items()
    if text != "0" or name in {"Type", "IsNull", "EffortDriven", "Estimated"}
}
"""The defaults that are written: without them MS Project would assume otherwise."""
PERSON_DEFAULTS = {
    "IsNull": "0",
    "CanLevel": "1",
    "AccrueAt": "3",
    "StandardRate": "0",
    "StandardRateFormat": "2",
    "OvertimeRate": "0",
    "OvertimeRateFormat": "2",
    "CostPerUse": "0",
    "IsGeneric": "0",
    "IsInactive": "0",
    "IsEnterprise": "0",
    "BookingType": "0",
    "IsBudget": "0",
}
ASSIGNMENT_DEFAULTS = {
    "Confirmed": "0",
    "CostRateTable": "0",
    "Delay": "0",
    "HasFixedRateUnits": "1",
    "FixedMaterial": "0",
    "LevelingDelay": "0",
    "LinkedFields": "0",
    "ResponsePending": "0",
    "UpdateNeeded": "0",
    "WorkContour": "0",
    "BookingType": "0",
}
ZEROS = {"", "0", "0.00", "PT0H0M0S", "-1"}
"""What an element that is not a default above may say and need not be kept."""

COMPUTED = frozenset(
    split(
        """OutlineNumber OutlineLevel OverAllocated Overallocated Summary Critical EarlyStart
    EarlyFinish LateStart LateFinish StartVariance FinishVariance WorkVariance CostVariance
    FreeSlack TotalSlack StartSlack FinishSlack ACWP CV SV VAC BCWS BCWP RegularWork
    RemainingDuration RemainingCost RemainingWork PeakUnits"""
    )
)
"""What MS Project works out again each time it opens a file."""

PROJECT_DEFAULTS = {
    "SaveVersion": "14",
    "ScheduleFromStart": "1",
    "FYStartDate": "1",
    "CriticalSlackLimit": "0",
    "DefaultStartTime": "08:00:00",
    "DefaultFinishTime": "17:00:00",
    "DefaultTaskType": "0",
    "DefaultFixedCostAccrual": "3",
    "DurationFormat": "7",
    "WorkFormat": "2",
    "HonorConstraints": "0",
    "NewTasksEffortDriven": "0",
    "NewTasksEstimated": "0",
    "WeekStartDay": "1",
    "NewTasksAreManual": "0",
}
