// @ts-check
/** What a card is called, and what stands beside its name. */

import { LOCALE, t } from "../words.js";
import { phoneWords } from "./phone.js";
import { known } from "./record.js";

/** @typedef {{substances: Record<string, string>, payers: Record<string, string>, classes: Record<string, string>}} Names by code */

/** `beside`: the cards of all substances. @param {string} record @param {import("./record.js").Row} row @param {Names} names @param {import("./record.js").Row[]} [beside] @returns {[string, string]} */
export function cardWords(record, row, names, beside = []) {
  if (record === "contact-point") return [phoneWords(row.value), row.confirmed_at ? t("Confirmed {day}", { day: new Date(row.confirmed_at).toLocaleDateString(LOCALE) }) : row.kind === "email" ? t("E-mail") : ""];
  return record === "policy" ? policyWords(row, names) : substanceWords(row, names, beside);
}

/** @param {import("./record.js").Row} row @param {Names} names @returns {[string, string]} */
function policyWords(row, names) {
  const payer = known(row, "payer_code");
  const kind = known(row, "coverage_kind");
  const words = kind && optionWords(row.id, kind);
  return [(payer && names.payers[payer]) || known(row, "payer_said_as") || words || t("Coverage"), t("Not verified: as told on the phone")];
}

/** @param {import("./record.js").Row} row @param {Names} names @param {import("./record.js").Row[]} beside @returns {[string, string]} */
function substanceWords(row, names, beside) {
  const code = known(row, "substance_code");
  const said = known(row, "said_as");
  const name = code && names.substances[code];
  const called = name && said && said.toLowerCase() !== name.toLowerCase() ? t("said as “{words}”", { words: said }) : code ? "" : t("not in the catalogue");
  // From a pharmacy and from the street it is rightly two; by a slip its amounts would be added up.
  const isTwice = code && beside.filter((other) => known(other, "substance_code") === code).length > 1;
  return [name || said || t("Not known what it is"), [called, isTwice && t("on more than one card: different ones, or one too many?")].filter(Boolean).join(" · ")];
}

/** What the form calls a kind of coverage. @param {string} id @param {string} kind */
const optionWords = (id, kind) => document.querySelector(`[data-record-id="${id}"] [data-field="coverage_kind"] option[value="${CSS.escape(kind)}"]`)?.textContent ?? "";
