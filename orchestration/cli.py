"""The command line: `python -m orchestration …`, which `make` calls too.

Exit codes: 0 published, or nothing to do; 1 failed, and people still read the last good build;
2 the call itself cannot be meant.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from threading import Thread

from orchestration.dbt_process import BuildError, current_manifest
from orchestration.demo_landing import has_files, require_landing, write_demo_landing
from orchestration.journal import LastRefresh, open_runs
from orchestration.lock import LockHeldError, refresh_lock
from orchestration.novelty import unchanged_since_last
from orchestration.progress import Progress
from orchestration.seed_files import DefinitionError, require_readable_seeds
from orchestration.settings import Settings, SettingsError, absolute, read_settings
from orchestration.workplace import private_files

DONE, FAILED, USAGE = 0, 1, 2

Command = Callable[[Settings, argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; every known failure is a sentence, not a stack trace."""
    parsed = parser().parse_args(arguments)
    command: Command = parsed.command
    try:
        return command(read_settings(), parsed)
    except SettingsError as error:
        print(f"error: {error}", file=sys.stderr)
        return USAGE
    except LockHeldError as error:
        print(f"not started: {error}", file=sys.stderr)
        return FAILED
    except (BuildError, DefinitionError) as error:
        print(f"failed: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # Whoever read the lines has seen enough (`status | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(prog="python -m orchestration", description=__doc__)
    commands = top.add_subparsers(required=True, metavar="command")

    def add(name: str, command: Command, words: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        sub.set_defaults(command=command)
        return sub

    for name, command, words in (
        ("run", run, "demo data if there is nothing else, then one refresh through Dagster"),
        ("refresh", refresh, "one refresh without Dagster"),
    ):
        sub = add(name, command, words)
        sub.add_argument("--force", action="store_true", help="also when nothing is new")
        sub.add_argument(
            "--from-scratch", action="store_true", help="read every file again, build every date"
        )
        sub.add_argument(
            "--wait", type=float, default=0.0, metavar="SECONDS", help="wait for a running one"
        )
    add("demo", demo, "write the demo landing into an empty landing folder")
    add("status", status, "which build is read, what is quarantined, what went wrong")
    add("doctor", doctor, "whether this machine is fit for it")
    back = add("rollback", rollback, "let people read an earlier build again")
    back.add_argument("--to", metavar="BUILD", help="a build that `status` lists")
    why = add("explain", explain, "why a score is what it is, down to the line of the export")
    why.add_argument("who", metavar="WHO", help="an agent, team:TEAM, or company")
    why.add_argument(
        "when", metavar="WHEN", help="a month (2025-06), quarter (2025-Q2) or week (2025-W23)"
    )
    why.add_argument("indicator", nargs="?", help="the events behind this one line")
    why.add_argument("--scheme", help="another card than the first")
    why.add_argument("--all", action="store_true", help="every event, not only the costliest")
    out = add("export", export, "write a mart as CSV that is safe to open in a spreadsheet")
    out.add_argument("mart", metavar="MART", help="e.g. scorecard, or audit.quarantine")
    out.add_argument("file", metavar="FILE", help="where to; an existing file is replaced")
    official = add("seal", seal, "make the scorecards of finished months official")
    official.add_argument("month", nargs="?", metavar="MONTH", help="only this one (2025-06)")
    monthly = add("report", report, "the monthly report: one page per team and for the company")
    monthly.add_argument("month", nargs="?", metavar="MONTH", help="not the last one (2025-06)")
    add("docs", docs, "the data dictionary and lineage as one page")
    add("profile", profile, "the slowest models, with their plans")
    add("dev", dev, "Dagster's web interface over this project")
    return top


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """`make run`."""
    if settings.landing_is_given or has_files(settings.landing_dir):
        require_landing(settings)
    else:
        with private_files(), refresh_lock(settings.lock_file, "demo", arguments.wait):
            require_readable_seeds(settings.project_dir)
            # Dagster needs the parsed project first of all: dbt parses while the demo is written.
            parsing = Thread(target=current_manifest, args=(settings,), daemon=True)
            parsing.start()
            Progress()("demo", write_demo_landing(settings))
            parsing.join()
    is_wanted = arguments.force or arguments.from_scratch
    last = None if is_wanted else unchanged_since_last(settings)
    if last is not None:
        return say_nothing_new(settings, last)

    from orchestration.dagster_run import run_job

    # Says who refreshes now before seconds are spent on Dagster; the run takes the lock itself.
    with refresh_lock(settings.lock_file, "refresh", arguments.wait):
        pass
    if run_job(settings, "backfill" if arguments.from_scratch else "refresh"):
        return say_summary(settings)
    notify(settings)
    return say_failure(settings)


def refresh(settings: Settings, arguments: argparse.Namespace) -> int:
    """The same steps without Dagster, for cron and for people who do not use make."""
    require_landing(settings)
    is_wanted = arguments.force or arguments.from_scratch
    last = None if is_wanted else unchanged_since_last(settings)
    if last is not None:
        return say_nothing_new(settings, last)

    from orchestration.refresh import run_refresh

    try:
        run_refresh(
            settings,
            Progress(),
            force=True,
            wait_seconds=arguments.wait,
            from_scratch=arguments.from_scratch,
        )
    except LockHeldError:
        raise
    except Exception:
        notify(settings)
        if os.environ.get("WAREHOUSE_DEBUG"):
            raise
        return say_failure(settings)
    notify(settings)
    return say_summary(settings)


def demo(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write the demo landing and nothing else."""
    print(write_demo_landing(settings))
    return DONE


def status(settings: Settings, arguments: argparse.Namespace) -> int:
    """For the person on duty."""
    from orchestration.status import describe

    print("\n".join(describe(settings)))
    return DONE


def doctor(settings: Settings, arguments: argparse.Namespace) -> int:
    """Examine the machine; exit code 1 if something must be put right."""
    from orchestration.doctor import examine
    from orchestration.text_table import text_table

    findings = examine(settings)
    rows = [["ok" if item.is_good else "BAD", item.what, item.words] for item in findings]
    print("\n".join(text_table(rows)))
    return DONE if all(item.is_good for item in findings) else FAILED


def rollback(settings: Settings, arguments: argparse.Namespace) -> int:
    """Go back to an earlier build."""
    from orchestration.publish import rollback as go_back
    from orchestration.published_file import PublishError

    with private_files(), refresh_lock(settings.lock_file, "rollback"):
        try:
            before, now = go_back(settings, arguments.to)
        except PublishError as error:
            print(f"error: {error}", file=sys.stderr)
            return USAGE
    print(f"People read build {now} again, before it was {before or 'none that could be read'}.")
    print("`refresh --force` publishes what is newest.")
    return DONE


def explain(settings: Settings, arguments: argparse.Namespace) -> int:
    """Answer an agent who disputes a score."""
    from orchestration.explain import NothingToExplainError, parse_question
    from orchestration.explain import explain as answer

    if not settings.published_file.exists():
        print("error: nothing is published yet; `run` or `refresh` first", file=sys.stderr)
        return USAGE
    try:
        question = parse_question(arguments.who, arguments.when)
        print(
            answer(
                settings,
                question,
                arguments.indicator,
                arguments.scheme,
                all_events=arguments.all,
            )
        )
    except NothingToExplainError as error:
        print(f"error: {error}", file=sys.stderr)
        return USAGE
    return DONE


def export(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write one mart for a spreadsheet."""
    from orchestration.export import ExportError
    from orchestration.export import export as write

    if not settings.published_file.exists():
        print("error: nothing is published yet; `run` or `refresh` first", file=sys.stderr)
        return USAGE
    try:
        rows = write(settings, arguments.mart, absolute(arguments.file))
    except (ExportError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return USAGE
    print(f"{rows:,} rows in {arguments.file}")
    return DONE


def seal(settings: Settings, arguments: argparse.Namespace) -> int:
    """Seal what has been over long enough by the as-of instant, never by the clock."""
    from orchestration.seal import SealError
    from orchestration.seal import seal as make_official

    try:
        month = date.fromisoformat(f"{arguments.month}-01") if arguments.month else None
    except ValueError:
        print(f"error: {arguments.month!r} is no month; say e.g. 2025-06", file=sys.stderr)
        return USAGE
    try:
        sealed = make_official(settings, month)
    except SealError as error:
        print(f"error: {error}", file=sys.stderr)
        return USAGE
    for each in sealed.months:
        print(f"{each:%Y-%m} is official")
    if not sealed.months:
        names = ", ".join(f"{each:%Y-%m}" for each in sealed.already) or "none"
        print(f"Nothing to seal. Official months: {names}")
    return DONE


def report(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write the HTML files of one month and say where they lie."""
    from orchestration.report.figures import ReportError
    from orchestration.report.write import write_reports

    try:
        month = date.fromisoformat(f"{arguments.month}-01") if arguments.month else None
    except ValueError:
        print(f"error: {arguments.month!r} is no month; say e.g. 2025-06", file=sys.stderr)
        return USAGE
    try:
        written = write_reports(settings, month)
    except ReportError as error:
        print(f"error: {error}", file=sys.stderr)
        return USAGE
    print("\n".join(str(path) for path in written))
    return DONE


def docs(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write the data dictionary and the lineage of columns, and say where they lie."""
    from orchestration.docs import generate_docs

    print(*generate_docs(settings), sep="\n")
    return DONE


def profile(settings: Settings, arguments: argparse.Namespace) -> int:
    """Measure every model on a copy of the last build."""
    from orchestration.profile import ProfileError
    from orchestration.profile import profile as measure
    from orchestration.summary import display_path

    try:
        models = measure(settings)
    except ProfileError as error:
        print(error, file=sys.stderr)
        return FAILED
    for model in models[:20]:
        plan = f"  {display_path(model.plan)}" if model.plan else ""
        print(f"{model.seconds:8.2f} s {model.rows:>12,} rows  {model.name}{plan}")
    print(f"{sum(model.seconds for model in models):8.2f} s in all {len(models)} models")
    return DONE


def dev(settings: Settings, arguments: argparse.Namespace) -> int:
    """Hand over to Dagster's own command, with our home and definitions."""
    from orchestration.instance import use_dagster_home

    use_dagster_home(settings)
    os.chdir(settings.project_dir)
    os.execv(  # noqa: S606 - one program instead of this one, no shell
        sys.executable,
        [sys.executable, "-m", "dagster", "dev", "-m", "orchestration.definitions"],
    )


def say_nothing_new(settings: Settings, last: LastRefresh) -> int:
    """Same files, seeds, code, as-of, time zone and industry: the same marts."""
    print(f"Nothing new since build {last.build_id} ({last.ended_at[:19]} UTC); nothing was built.")
    if last.published_build_id != last.build_id:
        print(f"People read build {last.published_build_id} (rollback).")
    print(f"Warehouse  {settings.published_file}")
    notify(settings, found_nothing_new=True)
    return DONE


def notify(settings: Settings, *, found_nothing_new: bool = False) -> None:
    """Tell the receivers in NOTIFY_URLS; without any, nothing is imported for it."""
    if settings.notify_urls:
        from orchestration.notify.announce import announce

        say = partial(Progress(), "notify")
        announce(settings, found_nothing_new=found_nothing_new, say=say)


def say_summary(settings: Settings) -> int:
    """Print what came out."""
    from orchestration.summary import summarise

    print("\n".join(summarise(settings)))
    return DONE


def say_failure(settings: Settings) -> int:
    """Print why nothing was published, and what people read meanwhile."""
    runs = open_runs(settings)
    reason = runs[-1].reason if runs else None
    print(f"failed: {reason or 'see the lines above'}", file=sys.stderr)
    kept = "still read the last good build" if settings.published_file.exists() else "read nothing"
    print(f"Nothing was published; people {kept}. Look at `status`.", file=sys.stderr)
    return FAILED
