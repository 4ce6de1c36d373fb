"""The Klonopin call on a desk that speaks Spanish: what is typed is understood, and nothing on the page stays English."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from intake.web.languages import catalog
from tests.browser.stage import Desk, Form

pytestmark = pytest.mark.browser
# Every text that is seen, and every name that is read aloud.
SEEN = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const said = [];
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (parent.closest("script, template, style, kbd, [lang]:not(html), [data-reference]")) continue;
    said.push(walk.currentNode.textContent.trim());
  }
  for (const one of document.querySelectorAll("[aria-label], [placeholder], [title]"))
    for (const name of ["aria-label", "placeholder", "title"]) said.push(one.getAttribute(name) ?? "");
  return said.filter(Boolean);
}"""


def english(page: Page) -> list[str]:
    """What the page says in English although the catalog has Spanish words for it."""
    told = {str(one.id): str(one.string) for one in catalog("es") if isinstance(one.id, str) and one.id != one.string}
    plain = {words for words in told if "{" not in words and "%(" not in words and len(words) > 3}
    spanish = set(told.values())
    return sorted({words for words in page.evaluate(SEEN) if re.sub(r"\s+", " ", words) in plain - spanish})


@pytest.fixture
def alicia(chromium: Browser, desk: Desk) -> Page:
    """A counselor whose browser asks for Spanish."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="es-US", timezone_id="America/New_York")
    page = context.new_page()
    page.goto(f"{desk.url}/sign-in")
    page.get_by_label("Correo electrónico").fill("alice@example.org")
    page.get_by_label("Contraseña").fill(desk.passwords["alice"])
    page.get_by_role("button", name="Iniciar sesión").click()
    page.wait_for_url("**/desk")
    return page


def test_the_klonopin_call_in_spanish(directory: None, alicia: Page) -> None:
    assert english(alicia) == []
    alicia.locator("#number").fill("561 555 0127")
    alicia.get_by_role("button", name="Empezar la llamada").click()
    form = Form(alicia).ready()
    form.type(form.answer("caller", "given_name"), "Dolores")
    form.choose(form.answer("intake", "for_whom"), "other")
    form.pick(form.answer("intake", "relation"), "mother")
    form.type(form.answer("subject", "given_name"), "Daniel")
    form.choose(form.answer("subject", "is_adult"), "yes")
    form.type(form.answer("subject", "postal_code"), "33401")
    klonopin = form.add_substance("klonapin")
    expect(klonopin).to_contain_text("dicho como")
    for name, text in (("amount_per_day", "2 mg dos veces al día"), ("days_per_week", "7")):
        form.type(klonopin.locator(f'[data-field="{name}"]'), text)
    expect(klonopin.locator('[data-field="amount_per_day"] input')).to_have_value("4")
    for name, text, understood in (
        ("months_of_use", "2 años", "24 meses (2 años)"),
        ("last_used_at", "hace 3 días", "hace 3 días"),
    ):
        form.type(klonopin.locator(f'[data-field="{name}"]'), text)
        expect(klonopin.locator(f'[data-field="{name}"] input')).to_have_value(re.compile(re.escape(understood)))
    form.choose(klonopin.locator('[data-field="stopped_abruptly"]'), "yes")
    form.choose(form.answer("intake", "suicidal_thoughts"), "no")
    form.saved()
    expect(alicia.locator("#alarm")).to_contain_text("Una benzodiacepina se acabó o terminó hace menos de 7 días")
    expect(alicia.locator("#findings")).to_contain_text("No diga nunca")
    expect(alicia.locator("#live-matches")).to_contain_text(re.compile("centros? cumplen?"))
    expect(alicia.locator("#banner-who")).to_have_text("Daniel · adulto")
    assert english(alicia) == []
    form.choose(form.answer("intake", "suicidal_thoughts"), "yes")
    bar = alicia.locator(".topbar")
    assert bar.evaluate("(bar) => bar.scrollWidth - bar.clientWidth") <= 0, "nothing of the bar is cut off"
    expect(alicia.locator("#missing")).to_contain_text("Diga qué se hizo sobre: Pensamientos de quitarse la vida")
    form.choose(form.answer("intake", "suicidal_thoughts"), "no")
    form.saved()
    alicia.reload()
    form.ready()
    expect(klonopin.locator('[data-field="last_used_at"] input')).to_have_value(re.compile("hace 3 días"))
    assert english(alicia) == []
    alicia.context.close()


def test_how_an_amount_was_understood_is_said_in_the_words_it_was_typed_in(alicia: Page) -> None:
    alicia.get_by_role("button", name="Empezar la llamada").click()
    form = Form(alicia).ready()
    for name, said, told in (
        ("vodka", "media pinta al dia", "= 4.5 tragos (media pinta al dia)"),
        ("klonopin", "2 mg cada 8 horas", "= 6 mg (2 mg cada 8 horas)"),
    ):
        amount = form.add_substance(name).locator('[data-field="amount_per_day"]')
        form.type(amount, said)
        expect(amount.locator(".answer-note")).to_have_text(told)
    form.saved()
