"""Electronic answers: what they say, what they do not say, why they were refused, and files that are not sound."""

import re
from decimal import Decimal

import pytest

from intake.foundation.answers import Missing
from intake.foundation.errors import Invalid
from intake.insurance.rules import Insured, choose_reply, doubts_about, filled_from, read_replies, reading_of
from intake.insurance.rules.eligibility import codes
from tests.conftest import shared_file
from tests.insurance.replies import FULL, MEMBER, a_271

UNKNOWN = Missing.UNKNOWN
DANIEL = Insured("XJH 123456", ("Daniel",), "Marin", None, ("Florida Blue",), None)


def filled(content: bytes) -> dict[str, object]:
    (reply,) = read_replies(content)
    return filled_from(reply).answers


@pytest.mark.parametrize(("name", "patient", "lines"), [("subscriber", "JOHN", 5), ("dependent", "MARY", 5)])
def test_the_published_samples_are_read(name: str, patient: str, lines: int) -> None:
    (reply,) = read_replies(shared_file(f"x12/{name}-health-benefit-check.271").read_bytes())
    assert (reply.patient.given_name, reply.subscriber.member_id, len(reply.benefits)) == (patient, "123456789", lines)
    found = filled_from(reply).answers
    told = {"coverage_active": True, "mental_health_covered": True, "co_pay_cents": 1000}
    assert found == {**dict.fromkeys(found, UNKNOWN), **told}
    assert "Mental health" in reading_of(reply, filled_from(reply))["lines"][1]["services"]


@pytest.mark.parametrize("name", ["subscriber", "dependent"])
def test_a_question_is_no_answer(name: str) -> None:
    with pytest.raises(Invalid, match="Some of what") as refused:
        read_replies(shared_file(f"x12/{name}-health-benefit-check.270").read_bytes())
    assert "no insurer's answer" in refused.value.fields[0].message


def test_an_answer_fills_the_worksheet_and_says_on_what_each_rests() -> None:
    (reply,) = read_replies(FULL)
    found = filled_from(reply)
    assert found.answers == {
        "coverage_active": True,
        "substance_use_covered": True,
        "mental_health_covered": True,
        "deductible_cents": 150_000,
        "deductible_met_cents": 110_000,
        "out_of_pocket_cents": 600_050,
        "out_of_pocket_met_cents": 125_000,
        "co_pay_cents": 4_000,
        "co_insurance_percent": Decimal("20.00"),
        "authorization_needed": True,
        "days_covered": 30,
    }
    assert found.rests_on["co_pay_cents"] == "Substance use treatment"
    lines = reading_of(reply, found)["lines"]
    assert lines[-1]["notes"].endswith("CALL FOR AUTHORIZATION")
    assert {"what": "Co-payment", "services": "Substance use treatment", "value": "$40.00"}.items() <= lines[8].items()


@pytest.mark.parametrize(
    ("lines", "field", "answer"),
    [
        (["EB*6**30~"], "coverage_active", False),
        (["EB*5**30~"], "coverage_active", UNKNOWN),
        (["EB*1**30~", "EB*6**30~"], "coverage_active", UNKNOWN),
        (["EB*1**35~"], "coverage_active", UNKNOWN),
        (["EB*I**AI~"], "substance_use_covered", False),
        (["EB*1**MH~"], "substance_use_covered", UNKNOWN),
        (["EB*1**AI~", "EB*I**AJ~"], "substance_use_covered", UNKNOWN),
        (["EB*C*IND*30***23*1500*****N~"], "deductible_cents", UNKNOWN),
        (["EB*C*FAM*30***23*1500*****Y~"], "deductible_cents", UNKNOWN),
        (["EB*C*IND*30***23*1500~"], "deductible_cents", 150_000),
        (["EB*C*IND*30***23*1500~", "EB*C*IND*30***23*900~"], "deductible_cents", UNKNOWN),
        (["EB*C*IND*30***29*400~"], "deductible_met_cents", UNKNOWN),
        (["EB*C*IND*30***23*0~"], "deductible_cents", 0),
        (["EB*B**98***27*20*****Y~"], "co_pay_cents", UNKNOWN),
        (["EB*B**AI***27*20*****Y~", "EB*B**AI***27*40*****Y~"], "co_pay_cents", UNKNOWN),
        (["EB*A**AI***27**20****Y~"], "co_insurance_percent", UNKNOWN),
        (["EB*1**AI********N~"], "authorization_needed", False),
        (["EB*1**AI********N~", "EB*1**AJ********Y~"], "authorization_needed", True),
        (["EB*1**AI********N~", "EB*1**AJ********U~"], "authorization_needed", UNKNOWN),
        (["EB*F**AI***29***DY*12~"], "days_covered", UNKNOWN),
        (["EB*F**AI***23***VS*12~"], "days_covered", UNKNOWN),
    ],
)
def test_nothing_is_guessed(lines: list[str], field: str, answer: object) -> None:
    assert filled(a_271(*lines))[field] == answer


@pytest.mark.parametrize("code", codes()["rejections"])
def test_every_rejection_is_told_in_words(code: str) -> None:
    (reply,) = read_replies(a_271(f"AAA*N**{code}*C~"))
    (rejection,) = reply.rejections
    assert (rejection.about, rejection.code) == ("member", code)
    assert rejection.words == f"{codes()['rejections'][code]} Correct it and ask again."
    assert set(filled_from(reply).answers.values()) == {UNKNOWN}


def test_every_rejection_of_the_standard_is_in_the_list() -> None:
    numbers = {"04", "15", "33", "35", "97", "98", *map(str, range(41, 81))} - {"59"}
    assert set(codes()["rejections"]) == numbers | {"AA", "AE", "AF", "AG", "AO", "CI", "E8", "IA", "MA", "T4"}
    assert set(codes()["follow_ups"]) == set("CNPRSWXY")


def test_a_rejection_that_nobody_knows_is_shown_with_its_code() -> None:
    (reply,) = read_replies(a_271("AAA*N**ZZ*Q~"))
    assert "code ZZ" in reply.rejections[0].words


def test_the_insurer_may_refuse_before_any_member_is_named() -> None:
    content = a_271().decode()
    inner = content[content.index("ST*") : content.index("SE*")].split("\n")[:-1]
    short = [*inner[:4], "AAA*Y**42*P~"]
    whole = "\n".join(
        [content[: content.index("ST*")].strip(), *short, f"SE*{len(short) + 1}*0001~", "GE*1*7~", "IEA*1*000000001~"]
    )
    (reply,) = read_replies(whole.encode())
    assert [(one.about, one.code) for one in reply.rejections] == [("insurer", "42")]


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("ISA*00", "XSA*00", "does not begin with ISA"),
        ("PAYER          *ZZ", "PAYER*ZZ", "Segment 1 (ISA)"),
        ("IEA*1*000000001~", "", "cut off"),
        ("IEA*1*000000001~", "IEA*1*000000001", "cut off"),
        ("IEA*1*000000001~", "IEA*2*000000001~", "and there are 1"),
        ("IEA*1*000000001~", "IEA*1*000000002~", "control number"),
        ("IEA*1*000000001~", "IEA*1*000000001~EB*1~", "nothing may follow"),
        ("GE*1*7~", "GE*1*8~", "control number"),
        ("GE*1*7~", "", "a transaction (ST) or the end of the group"),
        ("*0001~\nGE", "*4323~\nGE", "control number"),
        ("ST*271", "ST*999", "no insurer's answer"),
        ("X*005010X279A1", "X*004010X092A1", "only 005010X279A1"),
        ("BHT*0022*11", "BHT*0022*13", "head of an answer"),
        ("HL*3*2*22", "HL*3*9*22", "not there"),
        ("HL*3*2*22", "HL*3*1*22", "wrong kind"),
        ("HL*3*2*22", "HL*2*2*22", "stands twice"),
        ("HL*3*2*22", "HL*3*2*24", "none of 20, 21, 22, 23"),
        ("HL*1**20*1~\n", "", "before the first level"),
        ("*19900517*", "*19901317*", "a day stands there that is none"),
        ("EB*1**30~", "EB***30~", "EB01"),
        ("EB*1**30~", "EB*B**30***27*1O~", "no amount"),
        ("EB*1**30~", "EB*B**30***27*-10~", "no amount"),
        ("EB*1**30~", "EB*F**30***27***DY*x~", "no number"),
        ("EB*1**30~", "EB*1**30*********X~", "EB12"),
        ("EB*1**30~", "CLP*1~", "no such segment"),
        ("EB*1**30~", "AAA*N~", "AAA03"),
        ("EB*1**30~", "EB*1**\x0730~", "no text"),
        ("EB*1**30~", "~", "no name of a segment"),
    ],
)
def test_what_is_not_sound_is_refused_whole_with_its_place(old: str, new: str, where: str) -> None:
    sound = a_271("EB*1**30~").decode()
    assert old in sound
    broken = sound.replace(old, new, 1)
    if "SE" not in new + old:
        inner = broken[broken.index("ST*") : broken.index("SE*")]
        broken = re.sub(r"SE\*\d+\*", f"SE*{inner.count('~') + 1}*", broken)
    with pytest.raises(Invalid) as refused:
        read_replies(broken.encode())
    (problem,) = refused.value.fields
    assert (problem.pointer, where in problem.message) == ("/content", True), problem.message
    assert "MARIN" not in problem.message


def test_a_wrong_count_of_segments_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        read_replies(a_271("EB*1**30~").replace(b"SE*12*", b"SE*13*"))
    assert "it says 13 segments, and there are 12" in refused.value.fields[0].message


@pytest.mark.parametrize("cut", range(0, len(FULL), 37))
def test_no_piece_of_a_file_is_taken(cut: int) -> None:
    with pytest.raises(Invalid):
        read_replies(FULL[:cut])


@pytest.mark.parametrize(
    ("member", "doubts"),
    [
        (MEMBER, []),
        (("NM1*IL*1*MARIN*DANIEL****MI*XJH999999~",), ["member_id_differs"]),
        (("NM1*IL*1*MARIN*DANIEL~",), ["member_id_not_compared"]),
        (("NM1*IL*1*SMITH*JOHN****MI*XJH123456~",), ["name_differs"]),
        (("NM1*IL*1*MARIN*DANIELA****MI*XJH123456~",), []),
        (("NM1*IL*1*****MI*XJH123456~".replace("1*****", "1******"),), ["name_not_compared"]),
    ],
)
def test_whose_answer_it_is_is_looked_at(member: tuple[str, ...], doubts: list[str]) -> None:
    (reply,) = read_replies(a_271("EB*1**30~", member=member))
    assert doubts_about(reply, DANIEL) == doubts
    assert choose_reply([reply], DANIEL) is reply


def test_another_insurer_and_another_birth_date_are_doubts() -> None:
    (reply,) = read_replies(a_271("EB*1**30~", payer="AETNA"))
    assert doubts_about(reply, DANIEL) == ["payer_differs"]
    (reply,) = read_replies(FULL)
    other = Insured("XJH123456", ("Dan",), "Marin", reply.answered_on, (), None)
    assert doubts_about(reply, other) == ["name_differs", "birth_date_differs"]
