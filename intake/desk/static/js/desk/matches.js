// @ts-check
/** Treatment places, live: ranked anew when an answer changes that places depend on, each with its reasons. */

import { ask } from "../api.js";
import { byId, h, icon } from "../html.js";
import { t, tell } from "../words.js";
import { Choosing } from "./choosing.js";
import { drawLeftOut } from "./leftout.js";
import { drawMap } from "./map.js";
import { phoneWords } from "./phone.js";
import { known } from "./record.js";
import { keepingFocus } from "./redraw.js";

const PAUSE = 900;
const AGAIN = 4000;
const SHOWN = 10;
/** @type {Record<string, Set<string> | true>} */
const MATTERS = {
  person: new Set(["age_years", "age_is_estimate", "birth_date", "is_adult", "postal_code", "state", "gender", "language", "other_languages", "interpreter_needed"]),
  intake: new Set(["search_states", "search_radius_miles", "must_haves", "wishes", "level_of_care", "legal_status", "access_needs", "veteran", "pregnant", "past_withdrawal_seizure", "past_withdrawal_delirium", "seizure_disorder", "withdrawal_symptoms_now", "for_whom"]),
  "substance-use": true,
  policy: true,
  list: true,
};

export class Matches extends EventTarget {
  /** @param {import("./record.js").IntakeRecord} intake */
  constructor(intake) {
    super();
    this.intake = intake;
    this.timer = 0;
    this.turn = 0;
    this.isLoading = false;
    this.isAll = false;
    /** @type {Set<string>} places that a referral is drafted to */
    this.chosen = new Set();
    /** @type {any} */
    this.run = null;
    /** Places that the last answer brought, or moved to the other list. @type {Set<string>} */
    this.fresh = new Set();
    this.choosing = new Choosing(intake.id, () => this.#load());
    intake.addEventListener("answer", (event) => this.#changed(/** @type {CustomEvent} */ (event).detail));
    byId("match-now").addEventListener("click", () => this.#load());
  }

  /** Start with what the intake tells already. */
  begin() {
    if (this.#hasPlace()) this.#load();
  }

  /** @param {{record: string, field: string}} change */
  #changed({ record, field }) {
    const matters = MATTERS[record];
    if (matters !== true && !matters?.has(field)) return;
    clearTimeout(this.timer);
    this.timer = this.#hasPlace() ? window.setTimeout(() => this.#load(), PAUSE) : 0;
    this.#tellBusy();
  }

  /** While that is so the list is of earlier answers. */
  #tellBusy() {
    byId("matches").setAttribute("aria-busy", String(this.isLoading || this.timer > 0));
  }

  #hasPlace() {
    const { subject, situation } = this.intake.state;
    return known(subject, "postal_code") !== null || known(subject, "state") !== null || (known(situation, "search_states") ?? []).length > 0;
  }

  async #load() {
    const turn = (this.turn += 1);
    clearTimeout(this.timer);
    this.timer = 0;
    this.isLoading = true;
    this.#tellBusy();
    try {
      const run = await ask("POST", `/api/v1/intakes/${this.intake.id}/matches`);
      if (turn !== this.turn) return;
      this.fresh = freshOf(this.run, run);
      this.run = run;
      this.draw();
    } catch (error) {
      if (turn === this.turn) this.#failed(/** @type {any} */ (error));
    }
    if (turn === this.turn) this.isLoading = false;
    this.#tellBusy();
  }

  /** What may pass is tried again by itself, and the list that was found before stays meanwhile. @param {any} error */
  #failed(error) {
    // Whoever was signed out signs in again in place: then it passes too.
    const mayPass = error.mayPass || error.status === 401;
    clearTimeout(this.timer);
    this.timer = mayPass ? window.setTimeout(() => this.#load(), AGAIN) : 0;
    if (mayPass && this.run) return;
    byId("matches").replaceChildren(h("p.note-box.note-box-caution", {}, error.problem?.errors?.[0]?.detail ?? error.message));
  }

  /** @param {Set<string>} [chosen] */
  draw(chosen) {
    this.chosen = chosen ?? this.chosen;
    if (!this.run) return;
    const { matches, match_count: fit, to_find_out: unsure, to_find_out_count: open } = this.run;
    const unfolded = [...byId("matches").querySelectorAll("details[open]")].map((one) => one.className);
    keepingFocus(byId("matches"), "data-place", () => byId("matches").replaceChildren(
      ...this.choosing.draw(this.run.pinned, "pinned"),
      h("div.row-line", {}, h("h3", {}, fit === 1 ? t("1 place that fits") : t("{count} places that fit", { count: fit })), open > 0 && h("span.tag.tag-caution", {}, t("{count} to find out", { count: open })), this.fresh.size > 0 && h("span.tag.tag-new", {}, t("{count} new", { count: this.fresh.size }))),
      h("p.small", {}, h("a", { href: "/matching/rules", target: "_blank", rel: "noopener" }, t("What is asked of places, and from which source"))),
      drawNotKnown(this.run.not_known),
      drawMap(this.run.needs.origin, matches.slice(0, this.isAll ? undefined : SHOWN), unsure.slice(0, this.isAll ? undefined : SHOWN)),
      ...this.#places(matches, "match"),
      unsure.length ? h("h3", {}, t("Call to find out: {count}", { count: open })) : "",
      unsure.length ? h("p.quiet.small", {}, t("Something that is needed is not stated by these places. They are not matches until somebody asks.")) : "",
      ...this.#places(unsure, "unsure"),
      ...this.choosing.draw(this.run.refused, "refused"),
      ...drawLeftOut(this.run),
    ));
    // What somebody is reading does not fold because the list was drawn anew.
    for (const one of byId("matches").querySelectorAll("details")) one.open ||= unfolded.includes(one.className);
    this.#live(matches, fit, open);
  }

  /** @param {any[]} places @param {string} kind */
  #places(places, kind) {
    const some = this.isAll ? places : places.slice(0, SHOWN);
    const cards = some.map((place, index) => this.#card(place, kind === "match" ? index + 1 : null));
    const rest = places.length - some.length;
    return rest > 0 ? [...cards, h("button.btn.btn-plain", { type: "button", onclick: () => { this.isAll = true; this.draw(); } }, t("Show {count} more", { count: rest }))] : cards;
  }

  /** @param {any} place @param {number | null} rank */
  #card(place, rank) {
    const isChosen = this.chosen.has(place.facility_id);
    const reason = (/** @type {string} */ kind, /** @type {"check" | "ask" | "no"} */ mark) => (/** @type {any} */ one) => h(`li.${kind}`, {}, icon(mark), h("span", {}, tell(one.words)));
    return h(`article.place${isChosen ? ".is-chosen" : ""}`, { "data-place": place.facility_id, "data-hospital": String(place.hospital) },
      h("span.place-rank.numbers", {}, rank ?? "?"),
      h("div", {},
        h("a.place-name", { href: `/places/${place.facility_id}`, target: "_blank", rel: "noopener" }, [place.name, place.program].filter(Boolean).join(", ")),
        ...(this.fresh.has(place.facility_id) ? [" ", h("span.tag.tag-new", {}, t("New"))] : []),
        h("p.place-where", {}, `${place.city}, ${place.state}`, place.phone && h("span.nowrap", {}, ` · ${phoneWords(place.phone.split(";")[0])}`))),
      h("span.place-distance", {}, tell(place.distance)),
      h("ul.reasons", {}, ...place.fits.map(reason("fits", "check")), ...place.ask.map(reason("ask", "ask")), ...place.does_not_fit.map(reason("not", "no"))),
      h("div.place-does", {},
        h("button.btn.btn-sm.btn-plain", { type: "button", disabled: isChosen, "data-refer": place.facility_id, onclick: () => this.dispatchEvent(new CustomEvent("refer", { detail: { place, run: this.run.run_id } })) }, icon(isChosen ? "check" : "send"), isChosen ? t("Drafted") : t("Draft referral")),
        this.choosing.controls(place, this.run.pinned.some((/** @type {any} */ one) => one.facility_id === place.facility_id) ? "pinned" : null)),
    );
  }

  /** @param {any[]} matches @param {number} fit @param {number} open */
  #live(matches, fit, open) {
    const summary = h("p.small", {}, h("strong", {}, fit === 1 ? t("1 place fits") : t("{count} places fit", { count: fit })), open ? `, ${t("{count} to find out", { count: open })}` : "");
    const first = matches.slice(0, 3).map((place) => h("div.live-place", {}, h("strong", {}, place.name), h("span.quiet", {}, `${place.city} · ${tell(place.distance)}${place.hospital ? ` · ${t("hospital")}` : ""}`)));
    byId("live-matches").replaceChildren(summary, ...first);
  }
}

/** Nothing is new in a first list, nor where everything is. @param {any} before @param {any} now @returns {Set<string>} */
function freshOf(before, now) {
  const lists = (/** @type {any} */ run) => ["matches", "to_find_out"].flatMap((list) => run[list].map((/** @type {any} */ place) => `${list}|${place.facility_id}`));
  const [earlier, later] = [new Set(before ? lists(before) : []), lists(now)];
  const fresh = later.filter((one) => !earlier.has(one));
  return new Set(fresh.length < later.length ? fresh.map((one) => one.split("|")[1]) : []);
}

/** The needs that an answer still decides, each on one line: the places come first here. @param {{words: string, ask: string[]}[]} needs */
const drawNotKnown = (needs) =>
  needs.length === 0 ? "" : h("div.note-box.note-box-caution", { "data-not-known": "" }, ...needs.map(notKnown), h("p.small", {}, t("Until then no place is left out for it.")));

/** Many questions are folded: each stands with its finding too. @param {{words: string, ask: string[]}} need */
const notKnown = ({ words, ask: questions }) => {
  const what = [icon("ask"), " ", h("strong", {}, tell(words)), " "];
  if (questions.length === 1) return h("p", {}, ...what, tell(questions[0]));
  return h("details.not-known", { open: questions.length < 3 }, h("summary", {}, ...what, t("What to ask: {count}", { count: questions.length })), h("ul", {}, ...questions.map((question) => h("li", {}, tell(question)))));
};
