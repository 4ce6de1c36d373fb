// @ts-check
/** A policy's card on the form: what looks wrong with it, pictures of the insurance card, and the way to its benefits. */

import { h, icon } from "../html.js";
import { t } from "../words.js";

/** @typedef {import("./record.js").Row} Row */

/** @param {HTMLElement} card @param {Row} row */
export function showCoverage(card, row) {
  const doubts = /** @type {HTMLElement} */ (card.querySelector("[data-doubts]"));
  const told = (row.warnings ?? []).map((/** @type {{words: string}} */ one) => one.words);
  if (doubts.dataset.told !== told.join("\n")) {
    doubts.dataset.told = told.join("\n");
    doubts.replaceChildren(...told.map((/** @type {string} */ words) => h("li.field-doubt", {}, icon("ask"), words)));
  }
  doubts.hidden = !told.length;
  const link = /** @type {HTMLAnchorElement} */ (card.querySelector("[data-benefits]"));
  link.hidden = !!row.isLocal;
  const form = /** @type {HTMLElement} */ (card.closest("[data-intake]"));
  link.href = `/desk/intakes/${form.dataset.intake}/policies/${row.id}/benefits`;
  showPictures(/** @type {HTMLElement} */ (card.querySelector("[data-pictures]")), row);
}

/** @param {HTMLElement} place @param {Row} row */
function showPictures(place, row) {
  const sides = [
    [row.card_front_id, t("Front of the card")],
    [row.card_back_id, t("Back of the card")],
  ].filter(([id]) => id);
  const key = sides.map(([id]) => id).join();
  if (place.dataset.shown === key) return;
  place.dataset.shown = key;
  place.replaceChildren(
    ...sides.map(([id, words]) =>
      h("a", { href: `/attachments/${id}`, target: "_blank", rel: "noopener" }, h("img.card-picture", { src: `/attachments/${id}`, alt: words, loading: "lazy" })),
    ),
  );
}
