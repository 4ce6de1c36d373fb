"""How people say lengths, times and amounts, and what the form makes of it; what it does not understand it says so."""

from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from intake.substances.rules.use import measures, units
from intake.web.assets import own_version
from tests.browser.doses import DOSES
from tests.browser.stage import Form

pytestmark = pytest.mark.browser
# A Monday afternoon in New York, which is the zone of these pages.
NOW = "2026-11-23T15:00:00-05:00"

LENGTHS = {
    # of what, nobody said: it is asked
    "24": None,
    "2": None,
    "about 2": None,
    "2 years": 24,
    "two yrs": 24,
    "a year": 12,
    "half a year": 6,
    "about 6 months": 6,
    "18 mos": 18,
    "6 weeks": 1,
    # three weeks are no month, eleven no three months; nobody counts a month to the day
    "3 weeks": 0,
    "4 weeks": 1,
    "11 weeks": 2,
    "12 weeks": 3,
    "90 days": 3,
    "2.5 months": 2,
    "less than a month": 0,
    "10 days": 0,
    "1.5 years": 18,
    "24 months (2 years)": 24,
    "for a few months": 3,
    "a year and a half": 18,
    "two and a half years": 30,
    "1 1/2 years": 18,
    "1½ years": 18,
    "2 years, 6 months": 30,
    "a year and two months": 14,
    "twenty-five years": 300,
    "a couple of years": 24,
    "2 years on and off": 24,
    "the last 6 months": 6,
    "since 03/2024": 33,
    "since January 5": 10,
    "since yesterday": 0,
    # what goes on after it may mean something else
    "5 years old": None,
    "2 years clean": None,
    "5 years before prison": None,
    "2-3 years": None,
    "6 months, 2 years": None,
    # nobody lives so long
    "1000 years": None,
    "since 1066": None,
    "since 2019": 94,
    "since spring 2024": 33,
    "since march": 9,
    "since November": 0,
    "since last summer": 18,
    "since winter": 11,
    "since 2031": None,
    "since he lost his job": None,
    "long": None,
    "3 hours": None,
    "": None,
}
MOMENTS = {
    "3 days ago": "2026-11-20T20:00:00.000Z",
    "ran out three days ago": "2026-11-20T20:00:00.000Z",
    "Nov 20, 3 days ago": "2026-11-20T20:00:00.000Z",
    "yesterday": "2026-11-22T20:00:00.000Z",
    "this morning": "2026-11-23T13:00:00.000Z",
    "last night": "2026-11-23T03:00:00.000Z",
    "5 hours ago": "2026-11-23T15:00:00.000Z",
    "2026-11-20": "2026-11-20T17:00:00.000Z",
    "2026-11-20 08:30": "2026-11-20T13:30:00.000Z",
    "11/20": "2026-11-20T17:00:00.000Z",
    "11/20/2025": "2025-11-20T17:00:00.000Z",
    "this afternoon": "2026-11-23T19:00:00.000Z",
    "the day before yesterday": "2026-11-21T20:00:00.000Z",
    "on Sunday": "2026-11-22T17:00:00.000Z",
    "last Monday": "2026-11-16T17:00:00.000Z",
    "Friday night": "2026-11-21T03:00:00.000Z",
    "20 minutes ago": "2026-11-23T19:40:00.000Z",
    "half an hour ago": "2026-11-23T19:30:00.000Z",
    "an hour and a half ago": "2026-11-23T18:30:00.000Z",
    "1 day, 3 hours ago": "2026-11-22T17:00:00.000Z",
    "a couple of hours ago": "2026-11-23T18:00:00.000Z",
    "3 days clean": "2026-11-20T20:00:00.000Z",
    "3 days ago in the morning": "2026-11-20T13:00:00.000Z",
    "two nights ago": "2026-11-22T03:00:00.000Z",
    "day before yesterday": "2026-11-21T20:00:00.000Z",
    "yesterday morning": "2026-11-22T13:00:00.000Z",
    "yesterday at 9 pm": "2026-11-23T02:00:00.000Z",
    "today at 8 am": "2026-11-23T13:00:00.000Z",
    "6 this morning": "2026-11-23T11:00:00.000Z",
    "last night at 11": "2026-11-23T04:00:00.000Z",
    # after midnight
    "last night at 2": "2026-11-23T07:00:00.000Z",
    "midnight": "2026-11-23T05:00:00.000Z",
    "2pm": "2026-11-23T19:00:00.000Z",
    "14:30": "2026-11-23T19:30:00.000Z",
    # the last time that it was so late
    "11 pm": "2026-11-23T04:00:00.000Z",
    "11/20/26": "2026-11-20T17:00:00.000Z",
    "11-20-2026": "2026-11-20T17:00:00.000Z",
    "20 November": "2026-11-20T17:00:00.000Z",
    "the 20th": "2026-11-20T17:00:00.000Z",
    "Fri": "2026-11-20T17:00:00.000Z",
    # minutes or months, in the morning or in the afternoon: nobody knows
    "10 m ago": None,
    "today at 3": None,
    "15": None,
    # what goes on after it may mean something else
    "3 days from now": None,
    "3 days before Christmas": None,
    "2 days after his birthday": None,
    "a day or two ago": None,
    "1000 years ago": None,
    "13/11": None,
    "today at 11 pm": None,
    "Nov 20": "2026-11-20T17:00:00.000Z",
    "December 24th": "2025-12-24T17:00:00.000Z",
    "nov 20, 2025": "2025-11-20T17:00:00.000Z",
    "February 31": None,
    "2026-02-31": None,
    "2026-11-24": None,
    "12/24": None,
    "when he was young": None,
}
SPANISH = {
    ("moment", "hace tres días"): "2026-11-20T20:00:00.000Z",
    ("moment", "ayer"): "2026-11-22T20:00:00.000Z",
    ("moment", "esta mañana"): "2026-11-23T13:00:00.000Z",
    ("moment", "hace 20 minutos"): "2026-11-23T19:40:00.000Z",
    ("moment", "hace media hora"): "2026-11-23T19:30:00.000Z",
    ("moment", "hace un par de horas"): "2026-11-23T18:00:00.000Z",
    ("moment", "ayer por la mañana"): "2026-11-22T13:00:00.000Z",
    ("moment", "ayer a las 9 de la noche"): "2026-11-23T02:00:00.000Z",
    ("moment", "el viernes pasado"): "2026-11-20T17:00:00.000Z",
    ("moment", "20 de noviembre"): "2026-11-20T17:00:00.000Z",
    ("moment", "20 nov, hace 3 días"): "2026-11-20T20:00:00.000Z",
    ("months", "2 años"): 24,
    ("months", "un año y medio"): 18,
    ("months", "año y medio"): 18,
    # who types fast leaves the accents out
    ("months", "dos anos"): 24,
    ("moment", "hace dos dias"): "2026-11-21T20:00:00.000Z",
    ("moment", "hace dos dias y medio"): "2026-11-21T08:00:00.000Z",
    ("moment", "el miercoles"): "2026-11-18T17:00:00.000Z",
    ("dose", "2 mg dos veces al dia"): (4, "mg"),
    ("dose", "una barra al día"): (1, "bars"),
    ("dose", "pastilla y media"): (1.5, "pills"),
    ("months", "2 años y 6 meses"): 30,
    ("months", "hace veinte años"): 240,
    ("months", "desde la primavera de 2024"): 33,
    ("months", "desde marzo"): 9,
    ("months", "3 semanas"): 0,
    ("months", "menos de un mes"): 0,
    ("dose", "2 mg dos veces al día"): (4, "mg"),
    ("dose", "una pastilla cada 8 horas"): (3, "pills"),
    ("dose", "media pinta de vodka"): (4.5, "drinks"),
    ("dose", "tres cervezas"): (3, "drinks"),
    ("dose", "una docena de cervezas"): (12, "drinks"),
    ("dose", "2 mg por la mañana y 1 mg por la noche"): (3, "mg"),
    ("dose", "dos pastillas de 10 mg"): (20, "mg"),
    ("dose", "una botella de vodka cada 2 días"): (8.5, "drinks"),
    ("dose", "2 mg una vez al día"): (2, "mg"),
    ("dose", "una vez al día 2 pastillas"): (2, "pills"),
    ("dose", "once cervezas"): (11, "drinks"),
    # now and then is not every day
    ("dose", "2 mg a veces"): None,
    ("dose", "2 mg una vez a la semana"): None,
    ("dose", "2 mg cada dos días"): None,
    ("dose", "mucho"): None,
}
UNITS = list(units())


def understood(page: Page, module: str, verb: str, said: list[str]) -> list[Any]:
    return list(
        page.evaluate(
            "async ([module, verb, said, now]) => {"
            " const understand = await import(module);"
            " return said.map((text) => understand[verb](text, new Date(now)));"
            "}",
            [f"/static/{own_version()}/js/desk/{module}.js", verb, said, NOW],
        )
    )


def plain(found: Any) -> Any:
    """A moment as text, a dose as its amount and unit."""
    if isinstance(found, dict):
        return found["amount"], found["unit"]
    return found.strftime("%Y-%m-%dT%H:%M:%S.000Z") if isinstance(found, datetime) else found


def test_lengths(alice: Page) -> None:
    assert dict(zip(LENGTHS, understood(alice, "understand", "months", list(LENGTHS)), strict=True)) == LENGTHS


def test_moments(alice: Page) -> None:
    found = understood(alice, "moments", "moment", list(MOMENTS))
    assert dict(zip(MOMENTS, map(plain, found), strict=True)) == MOMENTS


def test_doses(alice: Page) -> None:
    found = alice.evaluate(
        "async ([module, said, units, measures]) => {"
        " const { dose } = await import(module);"
        " return said.map(([text, about]) => dose(text, units, measures, about)); }",
        [f"/static/{own_version()}/js/desk/dose.js", [list(one) for one in DOSES], UNITS, measures()],
    )
    assert dict(zip(DOSES, map(plain, found), strict=True)) == DOSES


def test_what_is_typed_in_spanish(alice: Page) -> None:
    found = alice.evaluate(
        "async ([folder, said, units, measures, now]) => {"
        " const [{ inEnglish }, { dose }, { months }, { moment }] ="
        "   await Promise.all(['spanish', 'dose', 'understand', 'moments'].map((name) => import(`${folder}/${name}.js`)));"
        " return said.map(([verb, text]) => verb === 'dose' ? dose(inEnglish(text), units, measures)"
        "   : (verb === 'months' ? months : moment)(inEnglish(text), new Date(now))); }",
        [f"/static/{own_version()}/js/desk", [list(one) for one in SPANISH], UNITS, measures(), NOW],
    )
    assert dict(zip(SPANISH, map(plain, found), strict=True)) == SPANISH


def test_a_dose_is_worked_out_and_shown_back(alice: Page) -> None:
    form = Form.begin(alice)
    card = form.add_substance("klonopin")
    amount = card.locator('[data-field="amount_per_day"]')
    form.type(amount, "2 mg twice a day")
    expect(amount.locator("input")).to_have_value("4")
    expect(amount).to_contain_text("= 4 mg (2 mg × 2 a day)")
    # It has the line for itself, and nobody reads two things over one another.
    buttons = amount.locator(".missing")
    alice.mouse.move(0, 0)
    expect(buttons).to_have_css("opacity", "0")
    buttons.hover()
    expect(buttons).to_have_css("opacity", "1")
    drink = form.add_substance("vodka")
    form.type(drink.locator('[data-field="amount_per_day"]'), "half a pint")
    expect(drink.locator('[data-field="amount_per_day"]')).to_contain_text("= 4.5 drinks (half a pint: 4.5 drinks)")
    form.type(card.locator('[data-field="amount_per_day"]'), "two 2mg bars")
    expect(amount.locator("input")).to_have_value("4")
    expect(amount).to_contain_text("= 4 mg (2 × 2 mg)")
    form.saved()
    alice.reload()
    form.ready()
    expect(form.cards("substance-use").nth(1).locator('[data-field="amount_per_day"] input')).to_have_value("4.5")
    expect(form.cards("substance-use").nth(1).locator('[data-field="amount_unit"] select')).to_have_value("drinks")


def test_a_unit_typed_with_the_amount_goes_where_it_belongs(alice: Page) -> None:
    form = Form.begin(alice)
    card = form.add_substance("xanex")
    amount, unit = card.locator('[data-field="amount_per_day"]'), card.locator('[data-field="amount_unit"]')
    form.type(amount, "2 bars")
    expect(amount.locator("input")).to_have_value("2")
    expect(unit.locator("select")).to_have_value("bars")
    form.saved()
    form.type(amount, "3 handfuls")
    expect(amount).to_contain_text("choose the unit beside it")
    form.kept()
    alice.reload()
    form.ready()
    # What was typed stands there to be mended; the desk has what it understood.
    expect(amount.locator("input")).to_have_value("3 handfuls")
    expect(unit.locator("select")).to_have_value("bars")
    (kept,) = alice.evaluate("async () => (await (await fetch(`/api/v1${location.pathname.slice(5)}`)).json()).substances")
    assert float(kept["amount_per_day"]) == 2
