// @ts-check
/** What the person says of places (wanted, refused, and why), and which places are marked to be compared or taken along. */

import { ask } from "../api.js";
import { makeFinder } from "../finder.js";
import { byId, fromHere, h, icon } from "../html.js";
import { t, tell } from "../words.js";
import { phoneWords } from "./phone.js";
import { toast } from "./toast.js";

const MOST_COMPARED = 4;
const MOST_TAKEN = 20;
const MOST_PROPOSED = 8;

export class Choosing {
  /** @param {string} intakeId @param {() => Promise<void>} again ranks anew */
  constructor(intakeId, again) {
    this.intakeId = intakeId;
    this.again = again;
    /** @type {Set<string>} */
    this.marked = new Set();
    /** @type {{place: any, kind: string} | null} */
    this.open = null;
    byId("choice-form").addEventListener("submit", (event) => this.#answered(/** @type {SubmitEvent} */ (event)));
    this.#findPlaces();
  }

  /** A place that somebody names is held against what is needed like any other, whether it stands in the list or not. */
  #findPlaces() {
    makeFinder(/** @type {HTMLElement} */ (document.querySelector('[data-finder="find-place"]')), {
      address: (text) => `/api/v1/facilities?limit=${MOST_PROPOSED}&q=${encodeURIComponent(text)}`,
      hits: (answer) => answer.items,
      words: (place) => ({ title: [place.name, place.program].filter(Boolean).join(", "), note: [place.site.street, `${place.site.city}, ${place.site.state}`].filter(Boolean).join(", ") }),
      otherwise: t("look for it in the directory"),
      choose: (place, text) => {
        if (place) this.#ask({ ...place, facility_id: place.id }, "pinned");
        else window.open(`/places?q=${encodeURIComponent(text)}`, "_blank", "noopener");
      },
    });
  }

  /** What stands at the side of a place's card. @param {any} place @param {string | null} said pinned, refused or null */
  controls(place, said) {
    const button = (/** @type {string} */ kind, /** @type {string} */ words) =>
      h("button.btn.btn-sm.btn-quiet", { type: "button", "data-choose": kind, onclick: () => this.#ask(place, kind) }, words);
    return h("span.place-choices", {},
      h("label.place-mark", {}, h("input.form-check-input", { type: "checkbox", checked: this.marked.has(place.facility_id), "data-mark": place.facility_id, onchange: (/** @type {Event} */ event) => this.#mark(place.facility_id, /** @type {HTMLInputElement} */ (event.target)) }), t("Compare")),
      said ? h("button.btn.btn-sm.btn-quiet", { type: "button", "data-take-back": place.facility_id, onclick: () => this.#takeBack(place) }, t("Take back")) : "",
      said === "pinned" ? "" : button("pinned", t("Wants it")),
      said === "refused" ? "" : button("refused", t("Refuses it")));
  }

  /** The places that the person wants, above the list; those refused stand apart below it. @param {any[]} places @param {"pinned" | "refused"} kind */
  draw(places, kind) {
    if (!places.length) return [];
    const title = kind === "pinned" ? t("The person wants: {count}", { count: places.length }) : t("The person refuses: {count}", { count: places.length });
    return [h("h3", {}, title), ...places.map((place) => this.#chosen(place, kind))];
  }

  /** @param {any} place @param {"pinned" | "refused"} kind */
  #chosen(place, kind) {
    const reason = (/** @type {string} */ shade, /** @type {"check" | "ask" | "no"} */ mark) => (/** @type {any} */ one) => h(`li.${shade}`, {}, icon(mark), h("span", {}, tell(one.words)));
    const verdict = { fits: h("span.tag.tag-good", {}, t("fits")), to_find_out: h("span.tag.tag-caution", {}, t("call to find out")), does_not_fit: h("span.tag.tag-no", {}, t("does not fit")) }[/** @type {"fits" | "to_find_out" | "does_not_fit"} */ (place.verdict)];
    return h(`article.place.is-${kind}`, { "data-chosen": place.facility_id },
      h("span.place-rank", {}, icon(kind === "pinned" ? "check" : "no")),
      h("div", {},
        h("a.place-name", { href: `/places/${place.facility_id}`, target: "_blank", rel: "noopener" }, [place.name, place.program].filter(Boolean).join(", ")),
        h("p.place-where", {}, `${place.city}, ${place.state}`, place.phone && h("span.nowrap", {}, ` · ${phoneWords(place.phone.split(";")[0])}`))),
      h("span.place-distance", {}, tell(place.distance)),
      place.reason && h("p.place-said", {}, `“${place.reason}”`),
      kind === "pinned" && h("ul.reasons", {}, ...place.fits.map(reason("fits", "check")), ...place.ask.map(reason("ask", "ask")), ...place.does_not_fit.map(reason("not", "no"))),
      h("div.place-does", {}, verdict, this.controls(place, kind)));
  }

  /** @param {string} id @param {HTMLInputElement} box */
  #mark(id, box) {
    if (box.checked && this.marked.size >= MOST_TAKEN) {
      box.checked = false;
      toast(t("No more than {count} places go on one list.", { count: MOST_TAKEN }));
      return;
    }
    if (box.checked) this.marked.add(id);
    else this.marked.delete(id);
    for (const other of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(`[data-mark="${id}"]`))) other.checked = box.checked;
    this.#bar();
  }

  #bar() {
    const ids = [...this.marked].join(",");
    byId("marked-places").hidden = !this.marked.size;
    byId("marked-count").textContent = t("{count} marked", { count: this.marked.size });
    const compare = /** @type {HTMLAnchorElement} */ (byId("compare-places"));
    compare.href = `/desk/intakes/${this.intakeId}/compare?places=${ids}`;
    compare.hidden = this.marked.size > MOST_COMPARED;
    /** @type {HTMLAnchorElement} */ (byId("list-places")).href = `/places/list?places=${ids}`;
  }

  /** @param {any} place @param {string} kind */
  #ask(place, kind) {
    this.open = { place, kind };
    byId("choice-title").textContent = kind === "pinned" ? t("The person wants this place") : t("The person refuses this place");
    byId("choice-place").textContent = [place.name, place.program].filter(Boolean).join(", ");
    const input = /** @type {HTMLInputElement} */ (byId("choice-reason"));
    input.value = place.reason ?? "";
    byId("choice-problem").hidden = true;
    /** @type {HTMLDialogElement} */ (byId("choice")).showModal();
    input.focus();
  }

  /** Enter keeps, Cancel and Escape do not. @param {SubmitEvent} event */
  async #answered(event) {
    const isKept = /** @type {HTMLButtonElement | null} */ (event.submitter)?.value !== "";
    if (!isKept || !this.open) return;
    event.preventDefault();
    const { place, kind } = this.open;
    const reason = /** @type {HTMLInputElement} */ (byId("choice-reason")).value.trim();
    try {
      await ask("PUT", this.#path(place), { body: { kind, ...(reason && { reason }) } });
    } catch (error) {
      byId("choice-problem").textContent = /** @type {Error} */ (error).message;
      byId("choice-problem").hidden = false;
      return;
    }
    /** @type {HTMLDialogElement} */ (byId("choice")).close();
    if (kind === "refused") return this.#refused(place);
    const goOn = fromHere();
    await this.again();
    goOn(document.querySelector(`[data-chosen="${place.facility_id}"] .place-name`));
  }

  /** It stands below the list now; who goes through the list stays where they are, at the place that comes up. @param {any} place */
  async #refused(place) {
    const places = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#matches [data-place]")]);
    const at = places().findIndex((one) => one.dataset.place === place.facility_id);
    const goOn = fromHere();
    await this.again();
    toast(t("{name} is refused: it stands below the list.", { name: place.name }), () => this.#takeBack(place));
    const next = at < 0 ? document.querySelector(`[data-chosen="${place.facility_id}"] .place-name`) : (places()[at] ?? places().at(-1))?.querySelector(".place-name");
    goOn(next);
  }

  /** @param {any} place */
  async #takeBack(place) {
    try {
      await ask("DELETE", this.#path(place));
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
      return;
    }
    await this.again();
  }

  /** @param {any} place */
  #path(place) {
    return `/api/v1/intakes/${this.intakeId}/choices/${place.facility_id}`;
  }
}
