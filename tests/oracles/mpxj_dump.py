"""Runs inside an environment that has MPXJ and a JVM (`make_mpxj.py` makes one): a project file as JSON.

usage: mpxj_dump.py [--schedule | --time] FILE...
Prints one JSON object a file on a line: tasks by uid with what a plan is made of, links, calendars' hours, resources.
With --schedule every file is computed anew by MPXJ's MicrosoftScheduler and that is what is printed.
With --time it is scheduled five times and only the seconds of each are printed, and when it is finished.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module  # what is imported lives in the other environment, and in the JVM
from typing import Any


def text(value: Any) -> str | None:
    return None if value is None else str(value)


def minutes(duration: Any, properties: Any) -> float | None:
    if duration is None:
        return None
    return round(float(duration.convertUnits(import_module("org.mpxj").TimeUnit.MINUTES, properties).getDuration()), 1)


def lag_of(relation: Any, properties: Any) -> list[object]:
    lag = relation.getLag()
    unit = str(lag.getUnits())
    if "%" in unit:
        return [float(lag.getDuration()), "%"]
    return [minutes(lag, properties), "e" if unit.startswith("e") else "w"]


def dump(project: Any) -> dict[str, object]:
    properties = project.getProjectProperties()
    tasks = {}
    for task in project.getTasks():
        if task.getUniqueID() is None:
            continue
        tasks[str(task.getUniqueID())] = {
            "name": text(task.getName()),
            "parent": text(task.getParentTask().getUniqueID()) if task.getParentTask() else None,
            "summary": bool(task.getSummary()),
            "start": text(task.getStart()),
            "finish": text(task.getFinish()),
            "duration": minutes(task.getDuration(), properties),
            "constraint": text(task.getConstraintType()),
            "constraint_date": text(task.getConstraintDate()),
            "deadline": text(task.getDeadline()),
            "done": float(task.getPercentageComplete() or 0),
            "actual_start": text(task.getActualStart()),
            "actual_finish": text(task.getActualFinish()),
            "manual": text(task.getTaskMode()),
            "calendar": text(task.getCalendar().getName()) if task.getCalendar() else None,
            "baseline": [text(task.getBaselineStart()), text(task.getBaselineFinish())],
            "links": sorted(
                [text(r.getPredecessorTask().getUniqueID()), text(r.getType()), *lag_of(r, properties)]
                for r in task.getPredecessors()
            ),
            "resources": sorted(
                [text(a.getResource().getName()), round(float(a.getUnits() or 0), 2)]
                for a in task.getResourceAssignments()
                if a.getResource() is not None
            ),
        }
    return {"tasks": tasks, "calendar": text(project.getDefaultCalendar().getName())}


def schedule(project: Any) -> None:
    """MicrosoftScheduler wants actual and remaining durations, which files of other makers lack."""
    length = import_module("org.mpxj").Duration.getInstance

    for task in project.getTasks():
        duration = task.getDuration()
        if duration is None:
            continue
        share = float(task.getPercentageComplete() or 0) / 100
        if task.getActualDuration() is None:
            task.setActualDuration(length(float(duration.getDuration()) * share, duration.getUnits()))
        if task.getRemainingDuration() is None:
            left = float(duration.getDuration()) * (1 - share)
            task.setRemainingDuration(length(left, duration.getUnits()))
    import_module("org.mpxj.cpm").MicrosoftScheduler().schedule(project, project.getProjectProperties().getStartDate())


def timed(project: Any) -> dict[str, object]:
    """The first run is that of a cold JVM; the last ones are warm."""
    taken = []
    for _ in range(5):
        begin = time.perf_counter()
        schedule(project)
        taken.append(round(time.perf_counter() - begin, 4))
    finishes = [str(task.getFinish()) for task in project.getTasks() if task.getFinish() is not None]
    return {"seconds": taken, "finish": max(finishes)}


def main() -> None:
    import_module("mpxj")  # puts its jars on the class path
    simple = "org.apache.logging.log4j.simple.SimpleLoggerContextFactory"
    import_module("jpype").startJVM(f"-Dlog4j2.loggerContextFactory={simple}", "-Xmx2g")
    reader = import_module("org.mpxj.reader").UniversalProjectReader
    is_scheduling, is_timing = "--schedule" in sys.argv, "--time" in sys.argv
    for name in (name for name in sys.argv[1:] if not name.startswith("--")):
        project = reader().read(name)
        try:
            if is_scheduling:
                schedule(project)
            print(json.dumps(timed(project) if is_timing else dump(project)), flush=True)
        except Exception as error:  # noqa: BLE001  # a Java exception of any kind: said of this file, the others go on
            print(json.dumps({"error": str(error)[:300]}), flush=True)


if __name__ == "__main__":
    main()
