// @ts-check
/** Why other places are not in the list: counted, the nearest one by one, and what could be given up so that more fit. */

import { h, icon } from "../html.js";
import { t, tell } from "../words.js";
import { phoneWords } from "./phone.js";

/** Fewer matches than this, and what could be given up is shown without being asked for. */
const FEW = 5;

/** @param {any} run @returns {HTMLElement[]} */
export function drawLeftOut(run) {
  return [...ways(run), ...nearest(run), ...counts(run)];
}

/** @param {any} run */
function ways({ ways: found, match_count: fit }) {
  if (!found.length) return [];
  const rows = found.map((/** @type {any} */ way) =>
    h("li", {}, h("span", {}, tell(way.words)), h("strong.numbers", {}, gain(way)), ...way.notes.map((/** @type {string} */ note) => h("span.way-note", { "data-clinician": String(way.needs_clinician) }, tell(note)))));
  return [h("details.ways", { open: fit < FEW }, h("summary", {}, t("What could be given up so that more fit")), h("ul", {}, ...rows))];
}

/** @param {any} way */
function gain(way) {
  const surely = t("{count} more", { count: way.matches });
  return way.to_find_out ? `${surely}, ${t("{count} to find out", { count: way.to_find_out })}` : surely;
}

/** @param {any} run */
function nearest({ nearest_left_out: found }) {
  if (!found.length) return [];
  const rows = found.map((/** @type {any} */ place) =>
    h("li", { "data-left-out": place.facility_id },
      h("a", { href: `/places/${place.facility_id}`, target: "_blank", rel: "noopener" }, [place.name, place.program].filter(Boolean).join(", ")),
      h("span.quiet", {}, ` ${place.city}, ${place.state} · ${tell(place.distance)}`, place.phone && h("span.nowrap", {}, ` · ${phoneWords(place.phone.split(";")[0])}`)),
      h("ul.reasons.is-single", {}, ...place.reasons.map((/** @type {any} */ one) => h("li.not", {}, icon("no"), h("span", {}, tell(one.words)))))));
  return [h("details.left-out-near", {}, h("summary", {}, t("The nearest that do not fit, and why")), h("ul", {}, ...rows))];
}

/** @param {any} run */
function counts({ left_out: left }) {
  return left.length ? [h("h3", {}, t("Why others are not here")), h("ul.left-out", {}, ...left.map((/** @type {any} */ one) => h("li", {}, tell(one.words))))] : [];
}
