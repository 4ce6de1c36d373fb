// @ts-check
/** New cards: a substance or an insurer by the type-ahead, no coverage by a button, a number by its field. */

import { makeFinder } from "../finder.js";
import { byId } from "../html.js";
import { t } from "../words.js";

/** @param {import("./cards.js").Cards} cards */
export function addCards(cards) {
  findSubstances(cards);
  findPayers(cards);
  addNumbers(cards);
}

/** @param {import("./cards.js").Cards} cards */
function findSubstances(cards) {
  const { classes } = cards.names;
  makeFinder(finderOf("find-substance"), {
    address: (text) => `/api/v1/substances?q=${encodeURIComponent(text)}`,
    hits: (answer) => answer.items,
    words: (hit) => ({ title: hit.name, note: hit.matched.toLowerCase() === hit.name.toLowerCase() ? classes[hit.substance_class] : `${hit.matched} · ${classes[hit.substance_class]}` }),
    otherwise: t("as they say it, not in the catalogue"),
    choose: (hit, text, goOn) => {
      if (hit) cards.learn(hit);
      const unit = hit?.usual_units[0];
      cards.add("substances", { said_as: text, ...(hit && { substance_code: hit.code }), ...(unit && { amount_unit: unit }) }, goOn);
    },
  });
}

/** @param {import("./cards.js").Cards} cards */
function findPayers(cards) {
  makeFinder(finderOf("find-payer"), {
    address: (text) => `/api/v1/payers?q=${encodeURIComponent(text)}`,
    hits: (answer) => answer.items,
    words: (hit) => ({ title: hit.name, note: hit.states.length && hit.states.length < 4 ? hit.states.join(", ") : "" }),
    otherwise: t("as they say it"),
    choose: (hit, text, goOn) => {
      if (hit) cards.names.payers[hit.code] = hit.name;
      const state = hit?.states.length === 1 ? { state: hit.states[0] } : {};
      cards.add("policies", hit ? { payer_code: hit.code, payer_said_as: text, coverage_kind: hit.kind, ...state } : { payer_said_as: text }, goOn);
    },
  });
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-no-coverage]"))) {
    const said = button.dataset.noCoverage ?? "";
    button.addEventListener("click", () => cards.add("policies", { coverage_kind: said.startsWith("?") ? { missing: said.slice(1) } : said }));
  }
}

/** @param {import("./cards.js").Cards} cards */
function addNumbers(cards) {
  const form = /** @type {HTMLFormElement} */ (document.querySelector('[data-add="contact-point"]'));
  const input = /** @type {HTMLInputElement} */ (byId("new-number"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const value = input.value.trim();
    if (!value) return;
    input.value = "";
    cards.add("contact-points", { kind: value.includes("@") ? "email" : "phone", value });
  });
}

/** @param {string} id */
const finderOf = (id) => /** @type {HTMLElement} */ (document.querySelector(`[data-finder="${id}"]`));
