"""The physical line on which each record of a CSV file starts, and that both readers agree."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from landing_warehouse import Warehouse

from orchestration.contract import Column, Contract, Table
from orchestration.landing import text_facts
from orchestration.landing.aliases import Aliases, DeliveryFormat
from orchestration.landing.batch import JUDGED, BatchJudge
from orchestration.landing.csv_file import CsvFile
from orchestration.landing.discover import DeliveredFile
from orchestration.landing.judged_file import JudgedFile
from orchestration.landing.load import load_landing
from orchestration.landing.opening import FileOpener
from orchestration.landing.source import FileFault
from orchestration.landing.text_facts import count_facts

pytestmark = pytest.mark.usefixtures("open_gate")

NOTES = Table(
    name="notes",
    source="test",
    columns=(
        Column("id", "varchar", required=True),
        Column("a", "varchar"),
        Column("b", "varchar"),
    ),
    key=("id",),
)
HEADER = "id,a,b"


def naive_lines(text: str) -> list[int]:
    """Where each record after the header starts, letter by letter, by the quotes alone."""
    starts, line, is_inside, is_start = [], 1, False, True
    for letter in text:
        if is_start and letter != "\r" and letter != "\n":
            starts.append(line)
        is_start = False
        if letter == '"':
            is_inside = not is_inside
        elif letter == "\n":
            line += 1
            is_start = not is_inside
        elif letter == "\r":
            is_start = is_start or not starts
    return starts[1:]


def read(folder: Path, text: str) -> list[tuple[int, str | None, str | None, str | None, str]]:
    """What the loader makes of a file: line, id, a, b, reasons."""
    folder.mkdir(exist_ok=True)
    (folder / "notes").mkdir(exist_ok=True)
    (folder / "notes" / "n.csv").write_bytes(text.encode())
    delivered = DeliveredFile(1_700_000_000_000_000_000, "notes/n.csv", len(text.encode()))
    with duckdb.connect() as connection, TemporaryDirectory() as scratch:
        file = JudgedFile(delivered, NOTES, "")
        FileOpener(connection, folder, Aliases(), Path(scratch)).open(file)
        if file.fault is None:
            BatchJudge(connection, Aliases(), "UTC").judge([file])
        if file.fault is not None:
            raise file.fault
        return connection.execute(
            f"select _line, id, a, b, coalesce(array_to_string(_reasons, ' '), '') from {JUDGED}"
            " order by _line"
        ).fetchall()


def parsed(text: str) -> list[list[str]]:
    """The records after the header as Python's reader sees them."""
    return [each for each in csv.reader(io.StringIO(text, newline="")) if each][1:]


# Plain letters, and all that means something in CSV. Bare carriage returns are a line end of
# their own and stand in a test of their own.
pieces = st.sampled_from(["x", "é", "工", " ", ",", '"', "\n", "\r\n", ";", "\t", "''", "x y"])
field = st.lists(pieces, max_size=5).map("".join)
record = st.tuples(
    st.lists(pieces, min_size=1, max_size=5).map("x".join).map("x".__add__), field, field
)


@st.composite
def written_files(draw: st.DrawFn) -> str:
    """A file as a program writes it: any quoting that RFC 4180 allows."""
    out = io.StringIO()
    writer = csv.writer(
        out,
        lineterminator=draw(st.sampled_from(["\n", "\r\n"])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    )
    writer.writerow(HEADER.split(","))
    writer.writerows(draw(st.lists(record, min_size=1, max_size=6)))
    text = out.getvalue()
    return text.rstrip("\r\n") if draw(st.booleans()) and not text.endswith('"\n') else text


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=written_files())
@example(text='id,a,b\nx,"two\nlines",y\nx,p,q\n')
@example(text='id,a,b\r\nx,"a ""quoted"" word",y\r\nx,"\r\n\r\n",q')
def test_records_start_on_their_physical_lines(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, text)
    assert [line for line, *_ in found] == naive_lines(text)
    expected = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [len(each) for each in expected] == [3] * len(found)


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.lists(st.one_of(pieces, st.sampled_from(["a,b,c\n", '"', "\r", ",,"])), max_size=14))
@example(body=['x, "y\nz""x" ,'])
@example(body=["1,2,3,\n"])
@example(body=['x",,x",,'])
@example(body=["1,2,3\n\n4,5,6\n"])
def test_whatever_the_fast_reader_accepts_is_what_the_exact_one_reads(
    tmp_path: Path, body: list[str]
) -> None:
    """Any text at all: quotes in odd places, blank lines, bare carriage returns."""
    text = f"{HEADER}\n" + "".join(body)
    records = parsed(text)
    if len(parsed(text + "\nz,z,z\n")) == len(records):
        with pytest.raises(FileFault, match="never closes"):
            read(tmp_path, text)
        return
    found = read(tmp_path, text)
    assert [reasons == "field_count:*" for *_, reasons in found] == [
        len(each) != 3 for each in records
    ]
    nulls = ("", "NULL", "N/A", "\\N", "-")
    blanks = " \t\r\n\u00a0\u3000"
    for (_, *values, _), expected in zip(found, records, strict=True):
        cleaned = [each.strip(blanks) for each in [*expected, "", "", ""][:3]]
        assert values == [None if each in nulls else each for each in cleaned]


def test_lines_with_breaks_inside_quotes(warehouse: Warehouse) -> None:
    rows = [
        "message_id,conversation_id,sender,sent_at,body",
        'M1,K1,agent,2024-05-01 10:00,"one\ntwo\nthree"',
        "M2,K1,agent,2024-05-01 10:01,plain",
        'M3,K1,agent,2024-05-01 10:02,"a ""b"", c\n"',
        "M4,K1,agent,never,",
    ]
    warehouse.deliver("messages/m.csv", "\n".join(rows))
    warehouse.load()
    assert warehouse.rows("messages", "message_id, _line") == [("M1", 2), ("M2", 5), ("M3", 6)]
    assert warehouse.rows("messages", "body")[0] == ("one\ntwo\nthree",)
    assert warehouse.quarantine() == [("messages/m.csv", 8, ["bad_timestamp:sent_at"])]


def test_windows_line_ends_count_once(warehouse: Warehouse) -> None:
    rows = ["customer_id,region", 'C1,"north\r\neast"', "C2,south"]
    warehouse.deliver("customers/c.csv", "\r\n".join(rows) + "\r\n")
    warehouse.load()
    assert warehouse.rows("customers", "customer_id, region, _line") == [
        ("C1", "north\r\neast", 2),
        ("C2", "south", 4),
    ]


def test_old_line_ends_and_blank_lines_count_too(warehouse: Warehouse) -> None:
    warehouse.deliver("customers/c.csv", "customer_id,region\rC1,north\r\rC2,south\r")
    warehouse.deliver("customers/d.csv", "\n\ncustomer_id\n\nC3\n\n\nC4\n\n")
    warehouse.load()
    assert warehouse.rows("customers", "customer_id, _line", order="customer_id") == [
        ("C1", 2),
        ("C2", 4),
        ("C3", 5),
        ("C4", 8),
    ]


def test_a_header_may_span_lines(warehouse: Warehouse) -> None:
    warehouse.deliver("customers/c.csv", 'customer_id,"our\nown",region\nC1,x,north\n')
    warehouse.load()
    assert warehouse.rows("customers", "customer_id, region, _line") == [("C1", "north", 3)]


def test_one_bad_line_does_not_move_the_others(contract: Contract, warehouse: Warehouse) -> None:
    """A file that only the exact reader can read has the same lines as one without its fault."""
    rows = [f"C{n},region {n}" for n in range(30)]
    warehouse.deliver("customers/good.csv", "\n".join(["customer_id,region", *rows]))
    rows[12] = "X,y,z"
    rows = [row.replace("C", "D") for row in rows]
    warehouse.deliver("customers/bad.csv", "\n".join(["customer_id,region", *rows]))
    warehouse.load()
    lines = {
        name: warehouse.query(
            f"select _line from landing.customers where customer_id like '{name}%' order by 1"
        )
        for name in "CD"
    }
    assert lines["C"] == [(line,) for line in range(2, 32)]
    assert lines["D"] == [(line,) for line in range(2, 32) if line != 14]
    assert warehouse.quarantine() == [("customers/bad.csv", 14, ["field_count:*"])]


@pytest.mark.parametrize(
    ("text", "is_fast"),
    [
        ('id,a,b\n1,"x ,""y"" z",\n', True),
        ('id,a,b\r\n1,"two\r\nlines",\r\n', True),
        ("id,a,b\n1,2,3,\n", False),
        ('id,a,b\n1,"x, ""y"" z",\n', True),
        ('\ufeff"id","a","b"\n"1","2","3"\n', True),
        ('id,a,b\n1, "x",y\n', False),
        ('id,a,b\nx",,x",,\n', False),
        ("id,a,b\n1,2\n", False),
        ("id,a,b\r1,2,3\r", False),
    ],
)
def test_only_files_beyond_doubt_are_read_fast(tmp_path: Path, text: str, is_fast: bool) -> None:
    path = tmp_path / "n.csv"
    path.write_bytes(text.encode())
    file = CsvFile(path, NOTES, Aliases(), DeliveryFormat(), tmp_path)
    assert (file.batch_key is not None) == is_fast


def test_plain_files_are_read_fast_and_together(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exact(self: CsvFile, file: DeliveredFile) -> None:
        raise AssertionError(f"{file.file} was read record by record")

    monkeypatch.setattr(CsvFile, "exact", exact)
    for n in range(3):
        rows = "".join(f'C{n}{k},"region, {k}"\n' for k in range(n))
        warehouse.deliver(f"customers/{n}.csv", f"customer_id,region\n{rows}")
    rows = 'M1,"a\nb"\nM2,"c\n\nd"\n'
    warehouse.deliver("customers/p.csv", f"customer_id,region\n{rows}")
    warehouse.deliver("customers/q.csv", f"customer_id,region\n{rows}".replace("M", "N"))
    said: list[str] = []
    load_landing(
        warehouse.connection,
        warehouse.contract,
        warehouse.landing,
        warehouse.aliases,
        business_timezone="UTC",
        build_id="test",
        progress=lambda step, what, rows: said.append(what),
    )
    assert "customers/0.csv and 2 more" in said
    assert "customers/p.csv and 1 more" in said
    found = warehouse.rows("customers", "customer_id, _line", "customer_id")
    assert found == [
        *(("C10", 2), ("C20", 2), ("C21", 3)),
        *(("M1", 2), ("M2", 4), ("N1", 2), ("N2", 4)),
    ]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.lists(st.one_of(pieces, st.sampled_from(['"', "\r", "\ufeff", '""'])), max_size=14).map(
        "".join
    ),
    size=st.integers(3, 9),
)
def test_facts_do_not_depend_on_the_size_of_the_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, size: int
) -> None:
    path = tmp_path / "n.csv"
    path.write_bytes(text.encode())
    whole = count_facts(path, ",")
    with monkeypatch.context() as patch:
        patch.setattr(text_facts, "CHUNK", size)
        assert count_facts(path, ",") == whole
    rest = text.removeprefix("\ufeff")
    assert whole.lines == rest.count("\n") + (rest[-1:] not in ("", "\n"))
