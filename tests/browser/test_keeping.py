"""What the desk does not have yet waits in the browser, sealed: a closed window, a cut line, the next person there."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from intake.web.assets import own_version
from tests.browser.stage import Desk, Form, intercept, sign_in

pytestmark = pytest.mark.browser
SAVING = "**/api/v1/intakes/**"
# The page takes down what is typed after 350 ms; here not before the field is left.
LONGER_PAUSE = """
  const real = window.setTimeout;
  window.setTimeout = (work, wait, ...more) => real(work, wait === 350 ? 600_000 : wait, ...more);
"""
# Everything that the page's own scripts could read of the store, as text and as bytes.
STORED = """async () => {
  const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  const db = await done(indexedDB.open("keyval-store"));
  const store = db.transaction("keyval").objectStore("keyval");
  const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
  db.close();
  const text = (value) => (value.sealed ? new TextDecoder("latin1").decode(value.sealed) : "");
  return keys.map((key, n) => ({ key, extractable: values[n].extractable, text: text(values[n]) }));
}"""
# Nobody else writes to the store until `letGo`: a transaction lives as long as something is asked of it.
HOLD_THE_STORE = """() => new Promise((held) => {
  indexedDB.open("keyval-store").onsuccess = ({ target }) => {
    const store = target.result.transaction("keyval", "readwrite").objectStore("keyval");
    const ask = () => { if (!window.letGo) store.get("nothing").onsuccess = ask; };
    ask();
    held();
  };
})"""
# What of `alice`'s the key of whoever is signed in opens: intakes named, answers read, and intakes of their own.
OPENED = """async (alice) => {
  const address = document.querySelector('script[src*="/desk/left.js"]').src.replace("left.js", "keeper.js");
  const { openKeeper, Keeper } = await import(address);
  const mine = await openKeeper();
  const asAlice = new Keeper(alice, mine.key);
  const intakes = await asAlice.intakes();
  return [intakes.length, (await asAlice.kept(intakes[0])).length, (await mine.intakes()).length];
}"""


# Whether the key of the answers can be exported, and what who tries is told.
THE_KEY = """async () => {
  const address = document.querySelector('script[src*="/desk/form.js"]').src.replace("form.js", "keeper.js");
  const { key } = await (await import(address)).openKeeper();
  return [key.extractable, await crypto.subtle.exportKey("raw", key).catch((error) => error.name)];
}"""
# Seals anew what waits, as the version before did.
AS_BEFORE = """async () => {
  const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  const address = document.querySelector('script[src*="/desk/form.js"]').src.replace("form.js", "keeper.js");
  const now = (await (await import(address)).openKeeper()).key;
  const { secret } = await (await fetch("/api/v1/sessions/current/browser-key")).json();
  const part = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const bytes = (text) => new TextEncoder().encode(text);
  const both = await crypto.subtle.sign("HMAC", part, bytes(secret));
  const key = await crypto.subtle.importKey("raw", both, "AES-GCM", false, ["encrypt"]);
  const db = await done(indexedDB.open("keyval-store"));
  const names = (await done(db.transaction("keyval").objectStore("keyval").getAllKeys())).filter((name) => name.includes("|"));
  for (const name of names) {
    const kept = await done(db.transaction("keyval").objectStore("keyval").get(name));
    const way = { name: "AES-GCM", iv: kept.iv, additionalData: bytes(name) };
    kept.sealed = await crypto.subtle.encrypt(way, key, await crypto.subtle.decrypt(way, now, kept.sealed));
    await done(db.transaction("keyval", "readwrite").objectStore("keyval").put(kept, name));
  }
  await done(db.transaction("keyval", "readwrite").objectStore("keyval").put(part, "browser-part"));
  await done(db.transaction("keyval", "readwrite").objectStore("keyval").delete("browser-base"));
  db.close();
  return names.length;
}"""


@pytest.fixture
def form(alice: Page) -> Form:
    form = Form.begin(alice)
    expect(form.page.locator('#form[data-keeps="true"]')).to_be_attached()
    return form


def stored(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(STORED)
    return [one for one in found if one["key"] != "browser-base"]


def waits(page: Page, count: int) -> None:
    """So much is in the browser's store, the last letter too: what is typed in the very moment of closing may not be."""
    for _ in range(200):
        found = stored(page)
        page.wait_for_timeout(100)
        if len(found) == count and page.locator("#form[data-keeping]").count() == 0 and stored(page) == found:
            return
    raise AssertionError(found)


def nothing_waits(page: Page) -> None:
    """What the desk has is gone from the browser."""
    for _ in range(200):
        if not stored(page):
            return
        page.wait_for_timeout(100)
    raise AssertionError(stored(page))


def cut_off(page: Page) -> None:
    intercept(page, SAVING, lambda route: route.abort("connectionrefused"))


def close(form: Form) -> None:
    """The window is gone, without a question and without a word to the desk."""
    form.page.close(run_before_unload=False)


def again(context: BrowserContext, url: str) -> Form:
    page = context.new_page()
    page.goto(url)
    form = Form(page).ready()
    expect(page.locator("#form[data-keeps]")).to_be_attached()
    return form


def elsewhere(context: BrowserContext, url: str) -> Form:
    """The same draft in another browser, which keeps nothing of this one."""
    assert context.browser is not None
    other = context.browser.new_context()
    other.add_cookies(context.cookies())  # type: ignore[arg-type]
    return again(other, url)


def test_what_was_typed_in_a_window_that_closed_goes_in_from_the_next(
    form: Form, context: BrowserContext, provoked: list[str]
) -> None:
    provoked.append("Failed to load resource")
    cut_off(form.page)
    form.type(form.answer("caller", "given_name"), "Dolores")
    form.choose(form.answer("intake", "for_whom"), "other")
    expect(form.page.locator("#saved")).to_contain_text("Not saved: will retry")
    waits(form.page, 2)
    url = form.page.url
    close(form)
    later = again(context, url)
    expect(later.page.locator("#toasts")).to_contain_text("2 answers typed here before had not reached the desk.")
    expect(later.answer("caller", "given_name").locator("input")).to_have_value("Dolores")
    later.saved()
    later.page.reload()
    later.ready()
    expect(later.answer("caller", "given_name").locator("input")).to_have_value("Dolores")
    expect(later.answer("intake", "for_whom").locator("input:checked")).to_have_value("other")
    nothing_waits(later.page)


def test_what_a_closed_window_sent_and_could_not_keep_is_no_question(
    form: Form, context: BrowserContext, provoked: list[str]
) -> None:
    """Its last letters were on their way before they were in the browser's store."""
    provoked.extend(["Failed to load resource", "409"])
    cut_off(form.page)
    form.type(form.answer("caller", "given_name"), "Dol")
    expect(form.page.locator("#saved")).to_contain_text("Not saved: will retry")
    waits(form.page, 1)
    url = form.page.url
    close(form)
    other = elsewhere(context, url)
    other.type(other.answer("caller", "given_name"), "Dolores")
    other.saved()
    later = again(context, url)
    later.saved()
    expect(later.answer("caller", "given_name").locator("input")).to_have_value("Dolores")
    expect(later.page.locator(".conflict")).to_have_count(0)
    nothing_waits(later.page)


def test_a_substance_named_while_the_line_is_cut_goes_in_with_its_answers(
    form: Form, context: BrowserContext, provoked: list[str]
) -> None:
    provoked.append("Failed to load resource")
    cut_off(form.page)
    card = form.add_substance("klonapin")
    form.type(card.locator('[data-field="amount_per_day"]'), "2")
    form.type(card.locator('[data-field="last_used_at"]'), "3 days ago")
    expect(form.page.locator("#saved")).to_contain_text("Not saved: will retry")
    form.page.unroute(SAVING)
    form.saved()
    expect(form.page.locator('.finding[data-rule^="benzodiazepine"]').first).to_be_visible()
    form.type(card.locator('[data-field="months_of_use"]'), "2 years")
    form.saved()
    form.page.reload()
    form.ready()
    expect(form.cards("substance-use")).to_have_count(1)
    expect(form.cards("substance-use").first.locator('[data-field="amount_per_day"] input')).to_have_value("2")
    expect(form.cards("substance-use").first.locator('[data-field="months_of_use"] input')).to_have_value("24 months (2 years)")


def test_a_card_of_a_window_that_closed_comes_back_once(form: Form, context: BrowserContext, provoked: list[str]) -> None:
    """Also when the desk had it already, and only its word was lost on the way."""
    provoked.append("Failed to load resource")

    def lose_the_receipt(route: Any) -> None:
        route.fetch()
        route.abort("connectionreset")

    intercept(form.page, "**/substances", lose_the_receipt)
    card = form.add_substance("xanex")
    form.type(card.locator('[data-field="amount_per_day"]'), "4")
    expect(form.page.locator("#saved")).to_contain_text("Not saved: will retry")
    waits(form.page, 2)
    url = form.page.url
    close(form)
    later = again(context, url)
    later.saved()
    expect(later.cards("substance-use")).to_have_count(1)
    expect(later.cards("substance-use").first.locator('[data-field="amount_per_day"] input')).to_have_value("4")
    later.page.reload()
    later.ready()
    expect(later.cards("substance-use")).to_have_count(1)
    expect(later.cards("substance-use").first.locator('[data-field="amount_per_day"] input')).to_have_value("4")


def test_what_somebody_else_answered_meanwhile_is_not_overwritten(
    form: Form, context: BrowserContext, provoked: list[str]
) -> None:
    provoked.extend(["Failed to load resource", "409"])
    url = form.page.url
    cut_off(form.page)
    form.type(form.answer("caller", "given_name"), "Dolores")
    expect(form.page.locator("#saved")).to_contain_text("Not saved: will retry")
    waits(form.page, 1)
    close(form)
    colleague = elsewhere(context, url)
    colleague.type(colleague.answer("caller", "given_name"), "Maria")
    colleague.saved()
    colleague.page.context.close()
    later = again(context, url)
    name = later.answer("caller", "given_name")
    expect(name.locator(".conflict")).to_contain_text("Theirs: Maria")
    expect(name.locator(".conflict")).to_contain_text("Mine: Dolores")
    # What is typed on before anybody chose is kept as well.
    later.type(name, "Dolores Ann")
    later.kept()
    close(later)
    later = again(context, url)
    name = later.answer("caller", "given_name")
    expect(name.locator(".conflict")).to_contain_text("Mine: Dolores Ann")
    name.locator('[data-choice="mine"]').click()
    later.saved()
    nothing_waits(later.page)


def test_an_answer_read_before_a_reload_of_the_page_does_not_overwrite(
    form: Form, context: BrowserContext, provoked: list[str]
) -> None:
    """The version is that of the moment of typing, though the page has read a newer one since."""
    provoked.extend(["Failed to load resource", "409"])
    answers = "**/answers/**"
    intercept(form.page, answers, lambda route: route.abort("connectionrefused"))
    form.type(form.answer("caller", "given_name"), "Dolores")
    expect(form.answer("caller", "given_name")).to_contain_text("Not saved yet")
    colleague = elsewhere(context, form.page.url)
    colleague.type(colleague.answer("caller", "given_name"), "Maria")
    colleague.saved()
    colleague.page.context.close()
    number = form.page.locator("#new-number")
    number.fill("561 555 0144")
    number.press("Enter")
    expect(form.cards("contact-point")).to_have_count(2)
    form.page.unroute(answers)
    # By itself it would be tried again too, within seconds; whoever types on does not wait for that.
    form.type(form.answer("caller", "family_name"), "Demo")
    expect(form.answer("caller", "given_name").locator(".conflict")).to_contain_text("Theirs: Maria")


def test_a_page_whose_desk_is_gone_right_after_it_keeps_what_is_typed(
    form: Form, context: BrowserContext, provoked: list[str]
) -> None:
    """The page has come, and nothing that it asks for is answered any more."""
    provoked.append("Failed to load resource")
    url = form.page.url
    close(form)
    page = context.new_page()
    page.route("**/api/v1/**", lambda route: route.abort("connectionrefused"))
    page.goto(url)
    cut = Form(page).ready()
    expect(page.locator('#form[data-keeps="true"]')).to_be_attached()
    cut.type(cut.answer("caller", "given_name"), "Dolores")
    waits(page, 1)
    close(cut)
    later = again(context, url)
    later.saved()
    expect(later.answer("caller", "given_name").locator("input")).to_have_value("Dolores")
    nothing_waits(later.page)


def test_letters_that_come_faster_than_the_store_takes_them_are_one_write(form: Form) -> None:
    """And what was let go in between stays gone, what came after it stays."""
    told = form.page.evaluate(
        """async (path) => {
          const { openKeeper } = await import(path);
          const keeper = await openKeeper();
          const writes = [];
          const put = IDBObjectStore.prototype.put;
          IDBObjectStore.prototype.put = function (value, name) { writes.push(name); return put.call(this, value, name); };
          await keeper.keep("i", "first", "its turn");
          writes.length = 0;
          for (const letters of ["C", "Ca", "Cal", "Call"]) keeper.keep("i", "text", letters);
          keeper.keep("i", "gone", "x");
          keeper.letGo("i", "gone", "first");
          await keeper.keep("i", "gone", "back");
          IDBObjectStore.prototype.put = put;
          const kept = (await keeper.kept("i")).map(({ place, content }) => [place, content]).sort();
          await keeper.letGo("i", "text", "gone");
          return [writes.map((name) => name.split("|")[2]), kept];
        }""",
        f"/static/{own_version()}/js/desk/keeper.js",
    )
    assert told == [["text", "gone", "gone"], [["gone", "back"], ["text", "Call"]]]


def test_what_comes_back_does_not_write_over_what_is_being_typed(
    form: Form, context: BrowserContext, provoked: list[str]
) -> None:
    """The browser's store opens while the first letters of the next answer stand there already."""
    provoked.append("Failed to load resource")
    cut_off(form.page)
    form.type(form.answer("caller", "given_name"), "Dolores")
    expect(form.page.locator("#saved")).to_contain_text("Not saved: will retry")
    waits(form.page, 1)
    url = form.page.url
    close(form)
    later = context.new_page()
    later.add_init_script(LONGER_PAUSE)
    holder = context.new_page()
    holder.goto(url.partition("/desk/")[0] + "/desk")
    holder.evaluate(HOLD_THE_STORE)
    later.goto(url)
    name = Form(later).ready().answer("caller", "given_name").locator("input")
    name.press_sequentially("Mar")
    expect(later.locator("#form[data-keeps]")).not_to_be_attached()
    holder.evaluate("window.letGo = true")
    expect(later.locator("#toasts")).to_contain_text("had not reached the desk")
    name.press_sequentially("ia")
    expect(name).to_have_value("Maria")
    name.press("Tab")
    Form(later).saved()
    later.reload()
    expect(Form(later).ready().answer("caller", "given_name").locator("input")).to_have_value("Maria")


def test_the_next_person_at_the_workstation_reads_nothing(
    form: Form, context: BrowserContext, desk: Desk, provoked: list[str]
) -> None:
    provoked.append("Failed to load resource")
    cut_off(form.page)
    form.type(form.answer("caller", "given_name"), "Dolores")
    form.type(form.answer("intake", "narrative").locator(".."), "unusual words about her son")
    expect(form.page.locator("#saved")).to_contain_text("Not saved: will retry")
    waits(form.page, 2)
    url = form.page.url
    told = form.page.evaluate(STORED)
    assert "Dolores" not in json.dumps(told)
    assert "unusual" not in json.dumps(told)
    assert [one["extractable"] for one in told if one["key"] == "browser-base"] == [False]
    assert form.page.evaluate(THE_KEY) == [False, "InvalidAccessError"]
    owner = stored(form.page)[0]["key"].partition("|")[0]
    close(form)
    context.clear_cookies()
    page = sign_in(context, desk, "bob")
    expect(page.locator("#left-here")).to_be_hidden()
    assert page.evaluate(OPENED, owner) == [1, 0, 0]
    context.clear_cookies()
    home = sign_in(context, desk, "alice")
    expect(home.locator("#left-here")).to_contain_text("Not everything that you typed on this computer has reached the desk.")
    home.locator("#left-here a").click()
    expect(home).to_have_url(url)
    later = Form(home).ready()
    later.saved()
    expect(later.answer("caller", "given_name").locator("input")).to_have_value("Dolores")
    nothing_waits(home)


def test_what_the_version_before_sealed_goes_in_too(form: Form, context: BrowserContext, provoked: list[str]) -> None:
    provoked.append("Failed to load resource")
    page = form.page
    page.route(SAVING, lambda route: route.abort() if route.request.method == "PUT" else route.fallback())
    form.type(form.answer("caller", "given_name"), "Dolores")
    waits(page, 1)
    assert page.evaluate(AS_BEFORE) == 1
    url = page.url
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{url.partition('/desk')[0]}/desk")
    later = again(context, url)
    later.saved()
    expect(later.answer("caller", "given_name").locator("input")).to_have_value("Dolores")


def test_words_half_typed_when_the_page_is_left_are_kept(form: Form, context: BrowserContext, provoked: list[str]) -> None:
    provoked.append("Failed to load resource")
    cut_off(form.page)
    told = form.answer("intake", "narrative").locator("textarea")
    told.fill("He ran out three days ago")
    url = form.page.url
    form.page.on("dialog", lambda dialog: dialog.accept())
    form.page.goto(f"{url.partition('/desk')[0]}/desk")
    later = again(context, url)
    later.saved()
    expect(later.answer("intake", "narrative").locator("textarea")).to_have_value("He ran out three days ago")


def test_notes_wait_like_answers_and_half_a_note_is_there_again(form: Form, context: BrowserContext, provoked: list[str]) -> None:
    provoked.append("Failed to load resource")
    page = form.page
    page.keyboard.press("Alt+n")
    page.keyboard.type("He is in the next room.")
    page.keyboard.press("Enter")
    form.saved()
    cut_off(page)
    page.keyboard.type("She whispers.")
    page.keyboard.press("Enter")
    page.keyboard.type("Call back only")
    expect(page.locator("#saved")).to_contain_text("Not saved: will retry")
    expect(page.locator("#notes p")).to_have_text(["He is in the next room.", "She whispers."])
    waits(page, 2)
    url = page.url
    close(form)
    later = again(context, url)
    expect(later.page.locator("#note-text")).to_have_value("Call back only")
    later.saved()
    later.page.reload()
    later.ready()
    expect(later.page.locator("#notes p")).to_have_text(["He is in the next room.", "She whispers."])
    expect(later.page.locator("#note-text")).to_have_value("Call back only")
    later.page.locator("#note-text").press("Enter")
    later.saved()
    nothing_waits(later.page)


def test_five_minutes_without_a_network_lose_nothing(form: Form, context: BrowserContext, provoked: list[str]) -> None:
    provoked.append("Failed to load resource")
    page = form.page
    page.clock.install()
    context.set_offline(True)
    form.type(form.answer("caller", "given_name"), "Dolores")
    form.choose(form.answer("intake", "for_whom"), "other")
    page.clock.run_for("02:30")
    form.type(form.answer("intake", "narrative").locator(".."), "He ran out three days ago.")
    page.locator("#note-text").fill("Call after six.")
    page.locator("#note-text").press("Enter")
    page.clock.run_for("02:30")
    expect(page.locator("#saved")).to_contain_text("Not saved: will retry")
    context.set_offline(False)
    page.clock.resume()
    form.saved()
    page.reload()
    form.ready()
    expect(form.answer("caller", "given_name").locator("input")).to_have_value("Dolores")
    expect(form.answer("intake", "narrative").locator("textarea")).to_have_value("He ran out three days ago.")
    expect(page.locator("#notes p")).to_have_text(["Call after six."])


def test_two_counselors_on_one_draft_see_both_answers(form: Form, chromium: Browser, desk: Desk, provoked: list[str]) -> None:
    with chromium.new_context(viewport={"width": 1366, "height": 768}, locale="en-US") as elsewhere:
        colleague = sign_in(elsewhere, desk, "bob")
        colleague.goto(form.page.url)
        other = Form(colleague).ready()
        form.type(form.answer("caller", "given_name"), "Dolores")
        form.saved()
        name = other.answer("caller", "given_name")
        other.type(name, "Maria")
        expect(name.locator(".conflict")).to_contain_text("Theirs: Dolores")
        expect(name.locator(".conflict")).to_contain_text("Mine: Maria")
        colleague.keyboard.press("Alt+t")
        other.saved()
        expect(name.locator("input")).to_have_value("Dolores")
    form.page.reload()
    expect(form.ready().answer("caller", "given_name").locator("input")).to_have_value("Dolores")


def test_a_phrase_that_was_not_understood_outlives_the_window_and_goes_once_it_is_mended(form: Form) -> None:
    page = form.page
    card = form.add_substance("klonopin")
    form.saved()
    long = card.locator('[data-field="months_of_use"]')
    form.type(long, "since he lost his job")
    expect(long).to_have_attribute("data-state", "refused")
    waits(page, 1)
    assert "job" not in stored(page)[0]["text"]
    page.reload()
    form.ready()
    expect(long.locator("input")).to_have_value("since he lost his job")
    expect(long).to_have_attribute("data-state", "refused")
    form.type(long, "2 years")
    form.saved()
    waits(page, 0)
    page.reload()
    form.ready().kept()
    expect(long.locator("input")).to_have_value("24 months (2 years)")
