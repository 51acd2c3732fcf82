"""What spreadsheets do to a seed is told with file, line and mend, before anything is loaded."""

import shutil
from pathlib import Path

import pytest

from orchestration.seed_files import DefinitionError, require_readable_seeds
from tests.python.scoring.macros import PROJECT

DECLARATION = """
version: 2
seeds:
  - name: weights
    data_tests: [well_formed]
    config:
      column_types:
        scheme: varchar
        weight: decimal(18, 6)
        min_sample: integer
        valid_from: date
        is_primary: boolean
        note: varchar
    columns:
      - name: scheme
      - name: weight
      - name: min_sample
      - name: valid_from
      - name: is_primary
      - name: note
        config: {meta: {optional: true}}
"""
HEADER = "scheme,weight,min_sample,valid_from,is_primary,note"
ROW = "retention,12.5,5,2025-07-01,true,kept"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds" / "scoring"
    folder.mkdir(parents=True)
    (folder / "_scoring__seeds.yml").write_text(DECLARATION, encoding="utf-8")
    return tmp_path


def judge(project: Path, content: str | bytes) -> str:
    """What is said of a file; empty where nothing is wrong."""
    file = project / "seeds" / "scoring" / "weights.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    try:
        require_readable_seeds(project)
    except DefinitionError as error:
        first, *faults = str(error).splitlines()
        assert first == "the definitions cannot be used:"
        assert all(fault.startswith("seeds/scoring/weights.csv") for fault in faults)
        return "\n".join(fault.removeprefix("seeds/scoring/weights.csv") for fault in faults)
    return ""


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n{ROW}\n",
        f"{HEADER}\n{ROW}",
        f"{HEADER}\n",
        # Excel's «CSV UTF-8»: a mark at the beginning, Windows line ends.
        b"\xef\xbb\xbf" + f"{HEADER}\r\n{ROW}\r\n".encode(),
        # Empty cells, capital letters, whole numbers with a decimal point, quoted commas.
        f'{HEADER}\n退款,,,,TRUE,"a, b"\nretention,12,5.0,2024-02-29,FALSE,\n',
        # Dates as spreadsheets write them, as long as the year stands first.
        f"{HEADER}\na,1,1,2025/7/1,yes,\nb,1,1,2025-07-01 00:00:00,n,\n",
        # Columns of the user's own at the end; an optional one left out; another order.
        f"{HEADER},remark\n{ROW},mine\n",
        "scheme,weight,min_sample,valid_from,is_primary\na,1,1,2025-07-01,true\n",
        "weight,scheme,min_sample,valid_from,is_primary\n1,a,1,2025-07-01,true\n",
    ],
)
def test_what_a_spreadsheet_may_do(project: Path, content: str | bytes) -> None:
    assert judge(project, content) == ""


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (
            f"{HEADER}\n{ROW}\n".replace("12.5", "a lot"),
            ", line 2, column weight: holds a lot. Write a number such as 12.5",
        ),
        (
            f"{HEADER}\n{ROW}\n".replace("12.5", '"12,5"'),
            ", line 2, column weight: holds 12,5. Write a number such as 12.5",
        ),
        (
            f"{HEADER}\n{ROW}\n".replace("12.5", "nan"),
            ", line 2, column weight: holds nan. Write a number such as 12.5",
        ),
        (
            f"{HEADER}\n{ROW}\n".replace(",5,", ",5.5,"),
            ", line 2, column min_sample: holds 5.5. Write a whole number",
        ),
        (
            f"{HEADER}\n{ROW}\n".replace("2025-07-01", "1/7/2025"),
            ", line 2, column valid_from: holds 1/7/2025. Write the date as 2025-07-01",
        ),
        (
            f"{HEADER}\n{ROW}\n".replace("2025-07-01", "2025-02-30"),
            ", line 2, column valid_from: holds 2025-02-30. Write the date as 2025-07-01",
        ),
        (
            f"{HEADER}\n{ROW}\n".replace("true", "是"),
            ", line 2, column is_primary: holds 是. Write true or false",
        ),
        (
            f"{HEADER}\n{ROW}\n".replace("weight", "weigth"),
            ", line 1: the column weight is missing. Is it weigth? Correct the name",
        ),
        (
            "scheme,weight,min_sample,is_primary\na,1,1,true\n",
            ", line 1: the column valid_from is missing. Add it",
        ),
        (
            f"{HEADER},weight\n{ROW},1\n",
            ", line 1: names the column weight 2 times. Keep one",
        ),
        (f"{HEADER},\n{ROW},\n", ", line 1: a column has no name. Name or delete it"),
        (f"{HEADER},,\n{ROW},,\n", ", line 1: has 2 empty cells. Keep one"),
        (
            f"{HEADER}\n{ROW}\n".replace(",", ";"),
            ", line 1: the columns are not separated by commas. Save it as CSV with commas",
        ),
        (f"{HEADER}\n{ROW}\n\n", ", line 3: is empty. Delete it"),
        (f"{HEADER}\n,,,,,\n{ROW}\n", ", line 2: is empty. Delete it"),
        (
            f"{HEADER}\n{ROW}, really\n",
            ", line 2: has 7 cells, and the header has 6. "
            "A text with a comma stands in quotation marks",
        ),
        (
            f'{HEADER}\n{ROW}\n"retention,1,1,2025-07-01,true,\n',
            ", line 3: unexpected end of data. Look for a quotation mark without its partner",
        ),
        (
            f"{HEADER}\n{ROW}\n退款,1,1,2025-07-01,true,\n".encode("gb18030"),
            ", line 3: is not UTF-8. In the spreadsheet save it as «CSV UTF-8»",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    project: Path, content: str | bytes, fault: str
) -> None:
    assert judge(project, content) == fault


def test_a_missing_file_and_an_empty_one_are_named(project: Path) -> None:
    with pytest.raises(DefinitionError, match=r"seeds/scoring/weights.csv: is missing"):
        require_readable_seeds(project)
    assert ", line 1: the column scheme is missing. Add it" in judge(project, "")


def test_an_empty_line_is_nothing_to_a_seed_without_rules(project: Path) -> None:
    declaration = project / "seeds" / "scoring" / "_scoring__seeds.yml"
    declaration.write_text(DECLARATION.replace("data_tests: [well_formed]", ""), encoding="utf-8")
    assert judge(project, f"{HEADER}\n{ROW}\n\n,,,,,\n") == ""


def test_many_faults_are_counted(project: Path) -> None:
    wrong = ROW.replace("12.5", "x")
    faults = judge_all(project, "\n".join([HEADER, *[wrong] * 25]))
    assert len(faults) == 22 and faults[-1] == "… and 5 more"


def judge_all(project: Path, content: str) -> list[str]:
    (project / "seeds" / "scoring" / "weights.csv").write_text(content, encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        require_readable_seeds(project)
    return str(error.value).splitlines()


def test_every_seed_of_the_project_is_read(tmp_path: Path) -> None:
    """The shipped seeds are fine, and a cell that is wrong in any typed one of them is found."""
    require_readable_seeds(PROJECT)
    shutil.copytree(PROJECT / "seeds", tmp_path / "seeds")
    for file, wrong in (
        ("scoring/indicator_targets.csv", "precedence"),
        ("calendar/calendar.csv", "is_holiday"),
        ("insight/insight_parameters.csv", "value"),
    ):
        header, first, *_ = (PROJECT / "seeds" / file).read_text("utf-8").splitlines()
        cells = ["x" if name == wrong else "" for name in header.split(",")]
        assert first
        (tmp_path / "seeds" / file).write_text(f"{header}\n{','.join(cells)}\n", encoding="utf-8")
        with pytest.raises(DefinitionError, match=f"{file}, line 2, column {wrong}: holds x"):
            require_readable_seeds(tmp_path)
        shutil.copy(PROJECT / "seeds" / file, tmp_path / "seeds" / file)


def test_a_calendar_without_goals_is_complete(tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "seeds", tmp_path / "seeds")
    calendar = tmp_path / "seeds" / "calendar" / "calendar.csv"
    calendar.write_text("date,is_holiday,season\n2025-06-18,false,promotion\n", encoding="utf-8")
    require_readable_seeds(tmp_path)
