"""预警与建议, 资源均衡, 风险分析 and 完工预测: computed beside the window, shown in the panel under the Gantt."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lanyan_desktop.core.values import Id
from lanyan_desktop.kit.jobs import JobToken
from lanyan_desktop.services.schedule.advice import (
    Advice,
    alarm_advice,
    crash_advice,
    forecast_advice,
    level_advice,
    risk_advice,
)
from lanyan_desktop.services.schedule.levelling import LevelPreview, apply_levelling
from lanyan_desktop.services.schedule.view import PlanView
from lanyan_desktop.ui.i18n import tr
from lanyan_desktop.ui.jobs import Job
from lanyan_desktop.ui.schedule.advice_panel import AdvicePanel

if TYPE_CHECKING:
    from lanyan_desktop.kit.jobs import Step
    from lanyan_desktop.services.session import Reader
    from lanyan_desktop.ui.shell.tab import TabContext


class Advising:
    """`choose` selects works in table and chart. What the panel shows is found anew when the plan changes."""

    def __init__(
        self,
        context: TabContext,
        *,
        view: Callable[[], PlanView],
        choose: Callable[[tuple[Id, ...]], object],
    ) -> None:
        self.context = context
        self._view = view
        self._again: Callable[[], None] | None = None
        self._asked: object = None
        self._job: Job | None = None
        self.panel = AdvicePanel()
        self.panel.chosen.connect(choose)
        self.panel.kept.connect(self._keep)
        self.panel.closed.connect(self._forget)

    def alarms(self) -> None:
        """预警与建议."""
        self._ask(tr("预警与建议"), alarm_advice, self.alarms, then=crash_advice)

    def level(self) -> None:
        """资源均衡: what would move; nothing is written before 采用."""
        self._ask(tr("资源均衡"), level_advice, self.level)

    def risk(self) -> None:
        """风险分析."""
        self._ask(tr("风险分析"), risk_advice, self.risk)

    def forecast(self) -> None:
        """完工预测."""
        self._ask(tr("完工预测"), forecast_advice, self.forecast)

    def take(self) -> None:
        """There is a new plan: what is shown is found again."""
        if self._again is not None:
            self._again()

    def pause(self) -> None:
        """The plan is about to be read, on the thread that looks into it: what is sought is out of date."""
        if self._job is not None:
            self._job.cancel()

    def _ask(
        self,
        label: str,
        find: Callable[..., Advice],
        again: Callable[[], None],
        *,
        then: Callable[..., Advice] | None = None,
    ) -> None:
        """Find and show; `then` finds more of the same, which takes longer."""
        view, self._asked = self._view(), (asked := object())

        def work(reader: Reader, token: JobToken) -> Advice:
            step: Step = token.step
            return find(reader, view, step=step)

        def take(advice: Advice) -> None:
            if asked is self._asked:
                self.panel.show_advice(advice)
                if then is not None:
                    self._ask(label, then, again)

        self.pause()
        self._again = again
        self._job = self.context.jobs.read(label, work, done=take, failed=self._fail, owner=self.panel)

    def _fail(self, error: BaseException) -> None:
        self.panel.leave.click()
        self.context.show_failure(error)

    def _keep(self, preview: LevelPreview) -> None:
        self.context.jobs.write(lambda ledger: apply_levelling(ledger, preview), owner=self.panel)

    def _forget(self) -> None:
        self._again = self._asked = None
