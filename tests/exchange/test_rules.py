"""Which column is which, and cells that a spreadsheet cannot run and that read back as they were."""

import csv
import io
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.exchange.formats import BadFile, open_source
from intake.exchange.rules import BadCell, aliases, cell_of, check_mapping, plain_of, propose, said, value_of
from intake.exchange.schemas import columns_of, load_record, required_of, words_for


def test_names_of_other_systems_are_proposed_each_once() -> None:
    theirs = ["Client ID", "First Name", "Last name", "DOB", "Cell Phone", "Favorite color", "Zip Code", "Forename"]
    assert propose("people", theirs, columns_of("people")) == {
        "Client ID": "external_id",
        "First Name": "given_name",
        "Last name": "family_name",
        "DOB": "birth_date",
        "Cell Phone": "phone",
        "Favorite color": "",
        "Zip Code": "postal_code",
        "Forename": "",
    }


@pytest.mark.parametrize("kind", ["people", "places", "intakes", "tasks"])
def test_every_name_in_the_list_stands_for_a_column_that_there_is(kind: str) -> None:
    assert set(aliases()[kind]) <= set(columns_of(kind))
    ours = columns_of(kind)
    assert propose(kind, ours, ours) == {name: name for name in ours}


def test_a_mapping_that_leaves_out_what_is_needed_is_told() -> None:
    mapping = {"a": "given_name", "b": "given_name", "c": "shoe_size"}
    assert check_mapping(mapping, columns_of("people"), required_of("people")) == [
        "There is no column shoe_size.",
        "Two columns are mapped to given_name. Choose one.",
        "No column is mapped to external_id, which is needed. Where rows have no number, add a column that counts them.",
    ]


@given(st.text(min_size=1).map(str.strip).filter(bool))
def test_a_text_is_never_run_and_reads_back_as_it_was(text: str) -> None:
    cell = cell_of(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@")) or cell == "-none-"
    assert value_of("text", cell) == text


@pytest.mark.parametrize("text", ["-none-", "?unknown", "?declined", "'quoted", "=1+1", "+15615550123", "- a", "@x", "'=1"])
def test_words_with_a_meaning_of_their_own_read_back(text: str) -> None:
    assert value_of("text", cell_of(text)) == text
    assert plain_of(cell_of(text)) == text


@pytest.mark.parametrize(
    ("shape", "cell", "value"),
    [
        ("yes_no", "Yes", True),
        ("yes_no", "0", False),
        ("yes_no", "?unknown", {"missing": "unknown"}),
        ("whole", "-5", -5),
        ("number", "2.50", 2.5),
        ("list", "a; b", ["a", "b"]),
        ("list", "-none-", []),
        ("text", "?declined", {"missing": "declined"}),
    ],
)
def test_what_a_cell_says(shape: str, cell: str, value: object) -> None:
    assert value_of(shape, cell) == value


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1990-12-31", "1990-12-31"),
        ("12/31/1990", "1990-12-31"),
        ("3/4/1990", "1990-03-04"),
        ("12/31/1990 0:00", "1990-12-31"),
        ("1990-12-31T00:00:00", "1990-12-31"),
        ("December 31, 1990", "1990-12-31"),
        ("Sept. 1st 1990", "1990-09-01"),
        ("31-Dec-1990", "1990-12-31"),
    ],
)
def test_days_as_spreadsheets_write_them(cell: str, day: str) -> None:
    assert value_of("day", cell) == day


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("31/12/1990", "month stands first"),
        ("12/31/90", "four digits"),
        ("31-Dec-90", "four digits"),
        ("31.12.1990", "Write a day like"),
        ("2/30/1990", "no such day"),
        ("30 Dezember 1990x", "Write a day like"),
        ("last summer", "Write a day like"),
        ("1990", "Write a day like"),
    ],
)
def test_a_day_that_may_be_another_one_is_refused(cell: str, words: str) -> None:
    with pytest.raises(BadCell, match=words):
        value_of("day", cell)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("1/2/2025 2:30 PM", "2025-01-02T14:30:00-05:00"),
        ("2025-07-02 14:30:05", "2025-07-02T14:30:05-04:00"),
        ("2025-07-02", "2025-07-02T12:00:00-04:00"),
        ("2025-07-02T14:30:00+02:00", "2025-07-02T14:30:00+02:00"),
        ("1/2/2025 12:05 am", "2025-01-02T00:05:00-05:00"),
    ],
)
def test_a_moment_without_its_offset_is_one_of_the_desk(cell: str, moment: str) -> None:
    assert value_of("moment", cell, ZoneInfo("America/New_York")) == moment


@pytest.mark.parametrize("cell", ["1/2/2025 25:00", "1/2/2025 13:00 pm", "1/2/2025 noonish", "yesterday"])
def test_a_moment_that_nobody_can_mean_is_refused(cell: str) -> None:
    with pytest.raises(BadCell):
        value_of("moment", cell, ZoneInfo("America/New_York"))


def test_closed_lists_are_read_as_others_write_them() -> None:
    header = "id,sex,state,primary language\n"
    told = "1,F,Florida,Spanish\n2,Male,fl,en\n3,nonbinary,PUERTO  RICO,?unknown\n4,neither,Atlantis,Klingon\n"
    source = open_source("people", io.BytesIO((header + told).encode()))
    lines = [line.told for line in source.lines(propose("people", source.columns, columns_of("people")))]
    assert [(one["gender"], one["state"], one["language"]) for one in lines] == [
        ("female", "FL", "es"),
        ("male", "FL", "en"),
        ("nonbinary", "PR", {"missing": "unknown"}),
        ("neither", "Atlantis", "Klingon"),
    ]


@pytest.mark.parametrize("column", said())
def test_words_of_others_stand_for_words_that_there_are(column: str) -> None:
    assert set(said()[column].values()) <= set(words_for("people", column) or said()[column].values())
    for word in said()[column].values():
        load_record("people", {"external_id": "1", column: word})


@pytest.mark.parametrize(("shape", "cell"), [("yes_no", "maybe"), ("whole", "2.5"), ("number", "1,5"), ("number", "NaN")])
def test_what_a_cell_cannot_say_is_refused(shape: str, cell: str) -> None:
    with pytest.raises(BadCell):
        value_of(shape, cell)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"a,,c\n", "each column"),
        (b"a,a\n", "each column"),
        (b"a,\xff\n", "UTF-8"),
        (b"PK\x03\x04 and the rest", "Excel workbook"),
        (b"a,b\0\n", "no text"),
        (b'{"a": \n', "no JSON"),
        (b",".join(b"c%d" % n for n in range(301)) + b"\n", "300 columns"),
    ],
)
def test_what_is_no_file_of_rows_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(BadFile, match=words):
        open_source("people", io.BytesIO(content))


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_spreadsheet_may_part_cells_by_other_signs(sign: str) -> None:
    source = open_source("people", io.BytesIO(f"\ufeffid{sign}first name\r\n1{sign}Rosa\r\n".encode()))
    mapping = propose("people", source.columns, columns_of("people"))
    assert [(line.number, line.told) for line in source.lines(mapping)] == [(2, {"external_id": "1", "given_name": "Rosa"})]


def test_a_quotation_mark_that_is_not_closed_is_told_with_its_line() -> None:
    source = open_source("people", io.BytesIO(b'id,first name\n1,Rosa\n2,"Da\n'))
    with pytest.raises(BadFile, match="Line 3"):
        list(source.lines({"id": "external_id", "first name": "given_name"}))


def test_a_row_with_more_cells_than_the_header_is_told() -> None:
    source = open_source("people", io.BytesIO(b"id,first name\n1,Rosa,Marin\n"))
    (line,) = source.lines({"id": "external_id"})
    assert [error.row for error in line.errors] == [2]


def test_written_cells_are_csv() -> None:
    stream = io.StringIO()
    csv.writer(stream).writerow([cell_of('a "b", c'), cell_of("line\nbreak")])
    assert next(csv.reader(io.StringIO(stream.getvalue(), newline=""))) == ['a "b", c', "line\nbreak"]
