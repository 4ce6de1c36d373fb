"""The example call, and the states that the form goes through."""

from playwright.sync_api import Page

from tests.browser.stage import Form, take_klonopin_call
from tests.factories.callers import a_person
from tools.console import say
from tools.pictures.album import Album

SECTIONS = ("caller", "situation", "substances", "safety", "insurance", "needs", "match", "next")


def take(album: Album) -> None:
    say("· The example call")
    with album.signed_in("alice") as page:
        form = Form.begin(page)
        album.save(page, "form-empty")
        take_klonopin_call(form)
        page.locator("#matches .place").first.wait_for()
        sections(album, page, "form")
        _help(album, form)
        _beside(album, form)
        _trouble(album, form)
        _emergency(album, form)
        _complete(album, form)
    with album.signed_in("alice") as page:
        _conflict(album, page)
        _known(album, page)


def quiet(page: Page) -> None:
    """Without what was told in passing."""
    page.evaluate("() => document.querySelectorAll('#toasts > *').forEach((one) => one.remove())")


def _go_to(album: Album, page: Page) -> None:
    page.keyboard.press("Control+k")
    page.locator("#go-to-list [role=option]").first.wait_for()
    album.save(page, "go-to")
    page.keyboard.type("sub")
    page.locator("#go-to-list [aria-selected=true]").wait_for()
    album.save(page, "go-to-typed")
    page.keyboard.press("Control+k")


def sections(album: Album, page: Page, name: str) -> None:
    for section in SECTIONS:
        page.locator(f'.rail a[data-section="{section}"]').click()
        quiet(page)
        album.save(page, f"{name}-{section}")


def _help(album: Album, form: Form) -> None:
    """Type-ahead, keys, what a substance asks for, notes."""
    page = form.page
    page.locator('.rail a[data-section="substances"]').click()
    album.save(page, "intake-form")
    page.locator("#find-substance").fill("fent")
    page.locator("#find-substance-list li").first.wait_for()
    album.save(page, "form-type-ahead")
    page.keyboard.press("Escape")
    page.locator("#find-substance").fill("")
    page.locator("#find-substance").fill("lorazepan")
    page.locator("#find-substance-list li").nth(1).wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    named = form.cards("substance-use").last
    named.locator("[data-may-be] button").first.wait_for()
    named.scroll_into_view_if_needed()
    album.save(page, "form-substance-may-be")
    form.saved()
    named.locator("[data-remove]").click()
    quiet(page)
    page.locator("#find-payer").fill("medic")
    page.locator("#find-payer-list li").first.wait_for()
    album.save(page, "form-type-ahead-payer")
    page.keyboard.press("Escape")
    page.locator("#find-payer").fill("")
    page.get_by_role("button", name="Keys").click()
    album.save(page, "form-keys")
    page.keyboard.press("Escape")
    _go_to(album, page)
    for words in ("Son is upstairs, door closed", "Dr. Example wrote the last one, 8 November"):
        page.locator("#note-text").fill(words)
        page.keyboard.press("Enter")
    page.locator("#notes li").nth(1).wait_for()
    form.saved()
    quiet(page)
    album.save(page, "form-notes")


def _beside(album: Album, form: Form) -> None:
    """What opens within the form: people around them, earlier treatment, places, a card of coverage."""
    page = form.page
    page.get_by_text("People around them: a parent").click()
    page.locator("#circle form").wait_for()
    page.locator("#circle").scroll_into_view_if_needed()
    album.save(page, "form-people-around")
    page.get_by_text("Earlier treatment: where").click()
    page.locator("#treatments form").wait_for()
    page.locator("#treatments").scroll_into_view_if_needed()
    album.save(page, "form-earlier-treatment")
    page.locator("#matches .place").first.scroll_into_view_if_needed()
    album.save(page, "form-places")
    page.locator("#matches [data-choose=refused]").first.click()
    album.save(page, "form-place-refused-why")
    page.locator("#choice-reason").fill("He was there before and left")
    page.get_by_role("button", name="Note it", exact=True).click()
    page.locator("#matches .is-refused").wait_for()
    page.locator("#matches [data-choose=pinned]").nth(1).click()
    page.get_by_role("button", name="Note it", exact=True).click()
    page.locator("#matches .is-pinned").wait_for()
    for at in (0, 1):
        page.locator("#matches .place[data-place] [data-mark]").nth(at).check()
    page.locator('.rail a[data-section="match"]').click()
    quiet(page)
    album.save(page, "form-places-chosen")
    _sending(album, form)
    with page.expect_popup() as opened:
        page.locator("#compare-places").click()
    album.save(opened.value, "places-compared", whole=True)
    opened.value.get_by_role("link", name="List to take along").click()
    album.save(opened.value, "places-to-take-along", whole=True)
    opened.value.close()
    page.locator("#find-place").fill("ambrosia")
    page.locator("#find-place-list li").first.wait_for()
    album.save(page, "form-place-named")
    page.keyboard.press("Escape")
    page.locator("#find-place").fill("")
    for summary in page.locator("#matches details > summary").all():
        summary.click()
    page.locator("#matches .left-out").last.scroll_into_view_if_needed()
    album.save(page, "form-places-left-out")


def _sending(album: Album, form: Form) -> None:
    """The list by e-mail: no address, one that is not safe, the letter, and what waits."""
    page = form.page
    page.locator("#send-places").click()
    page.get_by_text("No e-mail address is recorded.").wait_for()
    album.save(page, "form-list-no-address")
    page.keyboard.press("Escape")
    page.locator("#new-number").fill("dolores@example.org")
    page.keyboard.press("Enter")
    address = form.cards("contact-point").last
    form.choose(address.locator('[data-field="may_email"]'), "yes")
    form.saved()
    page.locator("#send-places").click()
    page.get_by_text("Others may read this address.").wait_for()
    album.save(page, "form-list-not-safe")
    page.keyboard.press("Escape")
    form.choose(address.locator('[data-field="shared_line"]'), "no")
    form.saved()
    quiet(page)
    page.locator("#send-places").click()
    page.locator(".sending-body").wait_for()
    album.save(page, "form-list-letter")
    page.locator("#sending-go").click()
    page.locator("#sent-messages [data-state]").first.wait_for()
    quiet(page)
    album.save(page, "form-list-waits")


def _trouble(album: Album, form: Form) -> None:
    page = form.page
    form.cards("substance-use").last.locator("[data-remove]").click()
    page.get_by_role("button", name="Undo").wait_for()
    album.save(page, "form-removed-undo")
    page.get_by_role("button", name="Undo").click()
    form.saved()
    quiet(page)
    form.type(form.cards("substance-use").first.locator('[data-field="last_used_at"]'), "a while back, sort of")
    album.save(page, "form-not-understood")
    form.type(form.cards("substance-use").first.locator('[data-field="months_of_use"]'), "2")
    album.save(page, "form-of-what")
    form.page.locator(".of-what button").last.click()
    form.type(form.cards("substance-use").first.locator('[data-field="last_used_at"]'), "3 days ago")
    form.saved()
    page.context.set_offline(True)
    form.type(form.answer("caller", "family_name"), "Example")
    quiet(page)
    page.wait_for_timeout(700)
    album.save(page, "form-offline")
    page.context.set_offline(False)
    form.saved()
    page.evaluate(
        """() => fetch("/api/v1/sessions/current", {
            method: "DELETE", headers: {"X-CSRF-Token": document.querySelector('meta[name="csrf-token"]').content}})"""
    )
    form.type(form.answer("caller", "pronouns"), "she/her")
    page.get_by_role("button", name="Sign in here").wait_for()
    album.save(page, "form-signed-out")
    page.get_by_role("button", name="Sign in here").click()
    dialog = page.get_by_role("dialog", name="Sign in again")
    dialog.wait_for()
    album.save(page, "form-sign-in-again")
    dialog.get_by_label("Password").fill(album.desk.passwords["alice"])
    dialog.get_by_role("button", name="Sign in and go on").click()
    form.saved()


def _emergency(album: Album, form: Form) -> None:
    page = form.page
    page.keyboard.press("Alt+e")
    page.locator("#emergency-path").wait_for()
    quiet(page)
    album.save(page, "form-emergency-path")
    page.get_by_role("button", name="Back to the whole form").click()
    form.choose(form.answer("intake", "suicidal_thoughts"), "yes")
    page.locator('#alarm[data-severity="emergency"]').wait_for()
    quiet(page)
    album.save(page, "form-emergency")
    page.locator('.rail a[data-section="next"]').click()
    page.get_by_role("button", name="Complete the intake").click()
    page.wait_for_timeout(500)
    album.save(page, "form-cannot-complete-yet")
    page.locator("#findings .finding-done .chip", has_text="Connected to 988").first.click()
    page.locator("#findings .finding-done").first.scroll_into_view_if_needed()
    album.save(page, "form-emergency-what-was-done")
    form.choose(form.answer("intake", "suicidal_thoughts"), "no")
    form.saved()
    page.wait_for_timeout(500)
    album.save(page, "form-finding-gone")


def _complete(album: Album, form: Form) -> None:
    page = form.page
    page.locator("#task-kind").select_option("follow_up_call")
    page.get_by_role("button", name="Add follow-up").click()
    page.locator("#tasks [data-task]").first.wait_for()
    page.get_by_role("button", name="Complete the intake").click()
    page.locator('#intake-state[data-state="complete"]').wait_for()
    page.locator("#matches [data-refer]").first.click(timeout=8000)
    page.locator("#referrals [data-referral]").first.wait_for()
    album.save(page, "form-complete")
    page.locator('.rail a[data-section="next"]').click()
    quiet(page)
    album.save(page, "form-complete-next")
    page.reload()
    form.ready()
    page.locator("#amend-reason").fill("The mother called again: it began earlier.")
    form.type(form.answer("caller", "preferred_name"), "Lola")
    form.saved()
    card = form.cards("substance-use").first
    form.pick(card.locator('[data-field="amount_unit"]'), "pills")
    form.saved()
    page.locator("#amend").scroll_into_view_if_needed()
    quiet(page)
    album.save(page, "form-corrected")
    benefits = page.locator("[data-benefits]").first.get_attribute("href") or ""
    history = page.get_by_role("link", name="What was changed").get_attribute("href") or ""
    album.show(page, history, "history-with-changes")
    album.show(page, benefits, "benefits-not-asked")
    page.locator("#source").select_option(index=0)
    page.locator("#coverage_active").select_option("yes")
    page.locator("#deductible_cents").fill("1500")
    page.locator("#authorization_needed").select_option("yes")
    page.get_by_role("button", name="Keep the worksheet").click()
    album.save(page, "benefits", whole=True)
    page.get_by_role("button", name="Record it, and show what may be said").click()
    album.save(page, "benefits-refused", whole=True)
    page.locator("#ground").select_option("spoke_for_themself")
    page.get_by_role("button", name="Record it, and show what may be said").click()
    album.save(page, "benefits-inquiry", whole=True)


def _conflict(album: Album, page: Page) -> None:
    """Two windows on one draft."""
    form = Form.begin(page, "561 555 0146")
    other = page.context.new_page()
    other.goto(page.url)
    second = Form(other).ready()
    form.type(form.answer("caller", "given_name"), "Dolores")
    form.saved()
    second.type(second.answer("caller", "given_name"), "Maria")
    second.answer("caller", "given_name").locator(".conflict").wait_for()
    album.save(other, "form-conflict")
    other.close()


def _known(album: Album, page: Page) -> None:
    """A number and a name that the desk knows."""
    with album.desk.storage.unit_of_work() as session:
        a_person(session, "Willemijn", "Okonjo", phone="+15615550171", age_years=41)
    album.go(page, "/desk")
    Form.begin(page, "561 555 0171")
    album.save(page, "form-number-known")
    album.go(page, "/desk")
    form = Form.begin(page, "")
    page.keyboard.press("Alt+e")
    album.save(page, "form-emergency-path-at-once")
    page.keyboard.press("Alt+e")
    form.type(form.answer("caller", "given_name"), "Willemjin")
    form.type(form.answer("caller", "family_name"), "Okonjo")
    page.locator("#duplicates-caller p").first.wait_for()
    album.save(page, "form-perhaps-known")
