"""Which column is which, and cells that a spreadsheet cannot run and that read back as they were."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.exchange.formats import BadFile, open_source
from intake.exchange.rules import BadCell, aliases, cell_of, check_mapping, plain_of, propose, value_of
from intake.exchange.schemas import columns_of, required_of


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
        "No column is mapped to external_id, which is needed.",
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
