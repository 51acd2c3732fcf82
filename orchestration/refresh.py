"""One refresh, step by step: discover, load, guard, build, audit, publish.

The command line and Dagster run these same steps. Until `publish` nothing that people read, and
nothing that the next refresh starts from, is touched: every step works on a copy.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from orchestration import audit, history, journal
from orchestration.checks import CheckResult, dbt_checks, failed_errors
from orchestration.dbt_process import DbtProcess, lineage_file
from orchestration.definition_check import judge_definitions
from orchestration.demo_landing import require_landing
from orchestration.fingerprint import take_fingerprint
from orchestration.horizon import ChangeWatch, Horizon
from orchestration.lock import refresh_lock
from orchestration.measure import Costs, StepCost, building_memory
from orchestration.novelty import unchanged_since_last
from orchestration.official import restore_months
from orchestration.parquet import Earlier, monthly_marts, write_parquet
from orchestration.plain_words import scrub_logs, words_of
from orchestration.progress import Progress
from orchestration.publish import file_of, places_now, swap
from orchestration.published_file import descriptions_of, finish_warehouse_file
from orchestration.seed_files import require_readable_seeds
from orchestration.settings import Settings
from orchestration.store import (
    LIMIT_VARIABLE,
    connect,
    create_private_schemas,
    create_warehouse_file,
    drop_models,
    landed_rows,
    write_file,
)
from orchestration.transform import BuildPlan, BuildResult, NodeResult, require_complete, run_dbt
from orchestration.workplace import (
    CopiesInBackground,
    prepare_workplace,
    private_files,
    remove_leftovers,
)

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from orchestration.landing.load import LoadReport


# Where nothing else changed, a refresh may build on the last build.
DATA_ONLY = frozenset({"files", "as_of"})


class AuditError(RuntimeError):
    """The build is finished but must not be published."""


@dataclass(frozen=True)
class Outcome:
    """What a refresh came to."""

    build_id: str
    is_new: bool
    load: LoadReport | None = None
    rows_published: int = 0
    seconds: float = 0.0
    changed: list[str] = field(default_factory=list)


class Refresh:
    """The state that the steps of one refresh hand on; made by ``open_refresh``."""

    def __init__(
        self,
        settings: Settings,
        progress: Progress,
        resources: ExitStack,
        *,
        from_scratch: bool = False,
    ) -> None:
        self.settings = settings
        self.from_scratch = from_scratch
        self.costs = Costs()
        self.checks: list[CheckResult] = []
        self.started_at = datetime.now(UTC)
        self.changed: list[str] = []
        self.rebuilt_from: Horizon | None = None
        self._landed_rows = 0
        self.report: LoadReport | None = None
        self.built: BuildResult | None = None
        self._base: Path | None = None
        self._is_audited = False
        self._progress = progress
        self._resources = resources
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._last = journal.read_last(settings)
        self._earlier_runs = journal.open_runs(settings)
        self.fingerprint = take_fingerprint(settings)
        self.record = journal.RunRecord(
            build_id=journal.new_build_id(self.started_at),
            started_at=journal.instant_text(self.started_at),
            business_timezone=self.fingerprint.business_timezone,
            code_version=self.fingerprint.code,
            seeds_hash=self.fingerprint.seeds,
            loader_hash=self.fingerprint.loader,
        )

    @property
    def build_id(self) -> str:
        return self.record.build_id

    def discover(self) -> list[str]:
        """Clear up, copy the store, start dbt; returns what changed since the last refresh.

        Called again after a fault that may pass, it begins anew.
        """
        self._begin()
        with self._step("discover"):
            # A share that is not mounted looks empty; that is no day without deliveries.
            require_landing(self.settings)
            for run in self._earlier_runs:
                if run.outcome == "running":
                    self._say("discover", f"{run.build_id} was killed; its work is dropped")
            self._copies = self._resources.enter_context(CopiesInBackground())
            self._place = prepare_workplace(self.settings, self._copies.begin)
            journal.write_run(self.settings, self.record)
            require_readable_seeds(self.settings.project_dir)
            self._dbt = self._resources.enter_context(DbtProcess(self.settings, self._place))
            known = self._last.fingerprint if self._last else {}
            self.changed = self.fingerprint.differences(known)
            self._base = self._find_base()
            if self._base:
                self._copies.begin(self._base, self._place.warehouse)
            # Whoever edits a seed learns at once what is wrong with it.
            if self._last is not None and "seeds" in self.changed:
                judge_definitions(self._dbt, self._place)
        self._say("discover", f"build {self.build_id}")
        return self.changed

    def load(self) -> LoadReport:
        """Read what is new in the landing folder into the working copy of the store."""
        from orchestration.contract import read_contract
        from orchestration.landing import load as landing
        from orchestration.landing.aliases import read_aliases

        with self._step("load") as cost, self._copies.blamed_first():
            if "files" in self.changed:
                landing.import_meanwhile()
            self._copies.wait_for(self._place.store)
            connection = self._connect()
            contract = read_contract(self.settings.project_dir)
            landing.ensure_store(connection, contract)
            audit.create_audit_tables(connection)
            create_private_schemas(connection)
            interrupted = history.heal_interrupted_publish(connection, self.settings, self._last)
            if interrupted:
                self._say("load", f"{interrupted} never reached the readers; this one will")
            if self.from_scratch or history.loaded_by_other_rules(connection, self.fingerprint):
                why = "asked for" if self.from_scratch else "rules or time zone changed"
                self._say("load", f"{why}: every file is read again")
                landing.reset_landing(connection, contract)
            watch = ChangeWatch(connection, contract)
            for month in restore_months(connection, self.settings):
                self._say("load", f"official month {month:%Y-%m} brought back")
            self.report = landing.load_landing(
                connection,
                contract,
                self.settings.landing_dir,
                read_aliases(self.settings.project_dir),
                business_timezone=self.settings.business_timezone,
                build_id=self.build_id,
                progress=self._progress,
            )
            cost.rows = self.report.rows_read
            self._landed_rows = landed_rows(connection)
            self.record.take_counts(self.report)
            self._choose_dates(connection, watch)
        self._say("load", "done", self.report.rows_read)
        return self.report

    def _choose_dates(self, connection: duckdb.DuckDBPyConnection, watch: ChangeWatch) -> None:
        """Build on the last build where what is new says from which date on; else afresh."""
        assert self.report is not None
        self.rebuilt_from = None
        if self._base and not self.report.has_withdrawn:
            as_of = self.settings.as_of
            self.rebuilt_from = watch.rebuilt_from(as_of and as_of.replace(tzinfo=None))
        self.record.full_refresh = self.rebuilt_from is None
        if self.rebuilt_from:
            self._copies.wait_for(self._place.warehouse)
            self._say("load", f"figures before {self.rebuilt_from.periods} stay as they are")
        else:
            self._copies.drop(self._place.warehouse)
            create_warehouse_file(self._place.warehouse)
            drop_models(connection)

    def _find_base(self) -> Path | None:
        """The published file to build on, where nothing but the data can have changed."""
        if self._last is None or self.from_scratch or not DATA_ONLY.issuperset(self.changed):
            return None
        return file_of(self.settings, self._last.build_id)

    def guard(self) -> list[CheckResult]:
        """Take the gate's verdicts; an expectation that could not be judged raises here."""
        assert self.report is not None, "guard judges what this refresh loaded"
        with self._step("guard") as cost:
            verdicts = list(self.report.check_results)
            self.checks += verdicts
        # The load cannot end before it knows which files are refused.
        self.costs.move(self.report.guard_seconds, "load", cost)
        failed = sum(not check.passed for check in verdicts)
        self._say("guard", f"{len(verdicts)} expectations, {failed} not met")
        return verdicts

    def build(self, plan: BuildPlan | None = None) -> Iterator[NodeResult]:
        """Build every model; yields each node as dbt finishes it, and raises if one failed."""
        assert self.report is not None, "build what this refresh loaded"
        self._disconnect()
        done = 0
        with self._step("build") as cost:
            built = BuildResult()
            for node in run_dbt(self._dbt, plan or self._plan(), built):
                done += 1
                if not node.is_good or node.resource_type == "model":
                    self._say("build", f"{node.status} {node.name}", kept=not node.is_good)
                yield node
            self.built = built
            cost.peak_memory_mb = built.peak_memory_mb
            self._say("build", f"{done} models, seeds and tests")
            # Here, not when it is audited: Dagster does not go on to that after a failed model.
            self.checks += dbt_checks(built)
            require_complete(built)

    def _plan(self) -> BuildPlan:
        """From which date on to build, with as much memory as that takes or we are told."""
        is_told = bool(os.environ.get(LIMIT_VARIABLE))
        return BuildPlan(self.rebuilt_from, None if is_told else building_memory(self._landed_rows))

    def audit(self) -> list[CheckResult]:
        """Judge the build; raises if it must not be published."""
        assert self.built is not None, "audit what this refresh built"
        with self._step("audit"):
            connection = self._connect()
            self.checks += audit.account_rows(connection)
            audit.record_lineage(connection, self.built.manifest, lineage_file(self.settings))
            self.record.as_of = history.as_of_used(connection)
            stopping = failed_errors(self.checks)
            if stopping:
                names = ", ".join(f"{check.name} ({check.observed})" for check in stopping[:10])
                raise AuditError(f"{len(stopping)} checks forbid publishing: {names}")
        self._is_audited = True
        self._say("audit", f"{len(self.checks)} checks")
        return self.checks

    def publish(self) -> Outcome:
        """Write the published file and the Parquet folder, then swap."""
        assert self._is_audited and self.built is not None, "publish what this refresh audited"
        with self._step("publish") as cost:
            connection = self._connect()
            self._write_audit(connection)
            write_file(connection)
            self._disconnect()
            place = self._place
            words = descriptions_of(self.built.manifest)
            rows = finish_warehouse_file(place.warehouse, place.store, words, temp=place.temp)
            cost.rows = sum(rows.values())
            self._write_parquet(self.built)
            swap(self.settings, place, self.build_id)
        self._note_success()
        self._say("publish", f"build {self.build_id}", cost.rows)
        return Outcome(
            build_id=self.build_id,
            is_new=True,
            load=self.report,
            rows_published=cost.rows,
            seconds=(datetime.now(UTC) - self.started_at).total_seconds(),
            changed=self.changed,
        )

    def _write_parquet(self, built: BuildResult) -> None:
        folder = self.settings.parquet_dir
        earlier = None
        if self._last and self.rebuilt_from:
            earlier = Earlier(folder / self._last.build_id, self.rebuilt_from.periods)
        write_parquet(
            self._place.warehouse,
            folder,
            self.build_id,
            monthly=monthly_marts(built.manifest),
            earlier=earlier,
            temp=self._place.temp,
            memory_limit=building_memory(self._landed_rows),
        )

    def _begin(self) -> None:
        """Forget an earlier try of this refresh, and end what it started."""
        self._resources.close()
        self.costs = Costs()
        self.checks = []
        self.record = replace(
            self.record, outcome="running", reason=None, ended_at=None, steps=[], failed_checks=[]
        )

    @contextmanager
    def _step(self, name: str) -> Iterator[StepCost]:
        """Measure a step, and note why it failed: Dagster would not tell the next one."""
        with self.costs.step(name) as cost:
            try:
                yield cost
            except BaseException as error:
                self._note_failure(error)
                if self.record.reason != str(error):
                    # Dagster keeps the words of whatever is raised.
                    error.args = (self.record.reason,)
                raise

    def _say(self, step: str, what: str, rows: int | None = None, *, kept: bool = True) -> None:
        self._progress(step, what, rows, kept=kept)

    def _note_failure(self, error: BaseException) -> None:
        self.record.outcome = "failed" if isinstance(error, Exception) else "interrupted"
        self.record.reason = words_of(error)
        scrub_logs(self.settings.state_dir / "logs")
        self.record.ended_at = journal.instant_text(datetime.now(UTC))
        self.record.steps = [asdict(step) for step in self.costs.steps]
        self.record.failed_checks = [asdict(check) for check in self.checks if not check.passed]
        try:
            journal.write_run(self.settings, self.record)
        except OSError:
            self._say("failed", "the disk does not even take the reason")

    def _connect(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            self._connection = connect(self._place.store, temp=self._place.temp)
            self._resources.callback(self._disconnect)
        return self._connection

    def _disconnect(self) -> None:
        """Let go of the working store: dbt, or the swap, needs it."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _write_audit(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Everything that the published file says about its own making, but this step's cost."""
        history.take_over_notes(connection, self._earlier_runs, self._last)
        self.record.outcome = "published"
        self.record.ended_at = journal.instant_text(datetime.now(UTC))
        self.record.steps = [asdict(step) for step in self.costs.steps if step.step != "publish"]
        audit.record_refresh(connection, self.record)
        audit.record_checks(connection, self.build_id, self.checks)

    def _note_success(self) -> None:
        """Last of all: from here on the next refresh may find nothing new."""
        self._resources.close()
        journal.forget_runs(self.settings, [run.build_id for run in self._earlier_runs])
        journal.forget_runs(self.settings, [self.build_id])
        remove_leftovers(self.settings)
        journal.write_last(
            self.settings,
            journal.LastRefresh(
                build_id=self.build_id,
                published_build_id=self.build_id,
                fingerprint=self.fingerprint.as_dict(),
                ended_at=self.record.ended_at or "",
                places=places_now(self.settings),
                steps=[asdict(step) for step in self.costs.steps],
            ),
        )


@contextmanager
def open_refresh(
    settings: Settings,
    progress: Progress,
    *,
    wait_seconds: float = 0.0,
    from_scratch: bool = False,
) -> Iterator[Refresh]:
    """Hold the lock for one refresh, and end what it started when it is over.

    from_scratch: read every file again and build every table, whatever is known already.
    """
    with (
        private_files(),
        refresh_lock(settings.lock_file, "refresh", wait_seconds),
        ExitStack() as resources,
    ):
        yield Refresh(settings, progress, resources, from_scratch=from_scratch)


def run_refresh(
    settings: Settings,
    progress: Progress,
    *,
    force: bool = False,
    wait_seconds: float = 0.0,
    from_scratch: bool = False,
) -> Outcome:
    """All steps in order, unless nothing is new."""
    last = None if force or from_scratch else unchanged_since_last(settings)
    if last is not None:
        return Outcome(build_id=last.published_build_id, is_new=False)
    with open_refresh(
        settings, progress, wait_seconds=wait_seconds, from_scratch=from_scratch
    ) as refresh:
        refresh.discover()
        refresh.load()
        refresh.guard()
        for _ in refresh.build():
            continue
        refresh.audit()
        return refresh.publish()
