// @ts-check
/** Reads answers from their controls and shows answers in them. The one place that knows how each kind looks. */

import { t } from "../words.js";
import { NOT_ASKED, isMissing } from "./record.js";
import { dose } from "./dose.js";
import { moment, momentInWords } from "./moments.js";
import { NUMBERS } from "./numbers.js";
import { plain } from "./plain.js";
import { inEnglish } from "./spanish.js";
import { bareNumber, months, monthsInWords } from "./understand.js";

/** @typedef {import("./record.js").Answer} Answer */
/** @typedef {{text: string, value: string}} Moment */

const EARLIEST = "1880-01-01";
/** Of a moment, which words stand for it here, and which words were read as it: the same words are the same moment, however late they are read. */
const shown = /** @type {WeakMap<HTMLElement, Moment>} */ (new WeakMap());
const heard = /** @type {WeakMap<HTMLElement, Moment>} */ (new WeakMap());

/** What was typed cannot be an answer; the message says how to mend it. */
export class NotUnderstood extends Error {}

/** A number that could be one of several things: it is asked, never guessed. */
export class OfWhat extends NotUnderstood {
  /** @param {number} count */
  constructor(count) {
    super(t("{count} of what?", { count }));
    this.count = count;
  }
}

/** @param {HTMLElement} answer the `.answer` element */
export const kindOf = (answer) => answer.dataset.kind ?? "text";

/** @param {HTMLElement} answer @returns {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} */
export const inputOf = (answer) => /** @type {any} */ (answer.querySelector("input:not([type=radio]):not([type=checkbox]), select, textarea"));

/** @param {HTMLElement} answer */
export const focusOf = (answer) =>
  /** @type {HTMLElement | null} */ (answer.querySelector("input[type=radio]:checked, input:not([type=radio]), select, textarea") ?? answer.querySelector("input"));

/**
 * @param {HTMLElement} answer
 * @returns {Answer}
 */
export function read(answer) {
  const kind = kindOf(answer);
  if (kind === "yesno" || kind === "choice") return readSegments(answer, kind);
  const missing = /** @type {HTMLElement | null} */ (answer.querySelector('.missing [aria-pressed="true"]'));
  if (missing) return { missing: missing.dataset.missing ?? "unknown" };
  if (kind === "many") return readMany(answer);
  const input = inputOf(answer);
  // A day of which only the month stands there is empty to the browser, and is not taken back.
  if (input.validity.badInput) throw new NotUnderstood(kind === "day" ? t("Fill in the whole date.") : t("Fill in the whole time."));
  const text = plain(input.value);
  if (text === "") return NOT_ASKED;
  return kind === "ago" ? readMoment(answer, text) : readText(kind, text, input);
}

/** @param {HTMLElement} answer @param {string} text */
function readMoment(answer, text) {
  const before = [shown, heard].map((kept) => kept.get(answer)).find((one) => one?.text === text);
  if (before) return before.value;
  const value = understood(moment(said(text), new Date()), t("Say when, like 3 days ago, yesterday or 11/20.")).toISOString();
  heard.set(answer, { text, value });
  return value;
}

/** @param {HTMLElement} answer @param {string} kind @returns {Answer} */
function readSegments(answer, kind) {
  const chosen = /** @type {HTMLInputElement | null} */ (answer.querySelector("input:checked"));
  if (!chosen) return NOT_ASKED;
  if (chosen.value.startsWith("?")) return { missing: chosen.value.slice(1) };
  return kind === "yesno" ? chosen.value === "yes" : chosen.value;
}

/** @param {HTMLElement} answer @returns {Answer} */
function readMany(answer) {
  const boxes = /** @type {HTMLInputElement[]} */ ([...answer.querySelectorAll("input:checked")]);
  if (!boxes.length) return NOT_ASKED;
  return boxes.filter((box) => !("none" in box.dataset)).map((box) => box.value);
}

/** @param {string} kind @param {string} text @param {HTMLElement} input @returns {Answer} */
function readText(kind, text, input) {
  if (kind === "whole" || kind === "number") return readNumber(kind, text, input);
  if (kind === "dollars") return readDollars(text, input);
  if (kind === "months") return readMonths(said(text));
  if (kind === "states") {
    const states = text.toUpperCase().split(/[\s,;]+/).filter(Boolean);
    if (states.some((state) => !/^[A-Z]{2}$/.test(state))) throw new NotUnderstood(t("Use two letters for each state, like FL, GA."));
    return states;
  }
  if (kind === "time") return text.slice(0, 5);
  // The 19 of 1985 is a year as well, to the browser.
  if (kind === "day" && text < EARLIEST) throw new NotUnderstood(t("Use a year of four digits, like 1985."));
  if (kind === "zip" && !/^\d{5}(-\d{4})?$/.test(text)) throw new NotUnderstood(t("Use a ZIP code of 5 digits, like 33401."));
  return text;
}

/** @param {string} text */
function readMonths(text) {
  const bare = bareNumber(text);
  if (bare !== null) throw new OfWhat(bare);
  return understood(months(text, new Date()), t("Say for how long, like 2 years or 6 months."));
}

/** @param {string} kind @param {string} text @param {HTMLElement} input */
function readNumber(kind, text, input) {
  const told = kind === "number" ? dose(said(text), []) : null;
  const value = told?.unit === null ? told.amount : kind === "whole" ? wholeNumber(text, input) : NaN;
  if (Number.isNaN(value)) throw new NotUnderstood(kind === "whole" ? t("Type a whole number.") : t("Type a number, like 2 or 0.5, and choose the unit beside it."));
  checkRange(value, input);
  return value;
}

/** "7", "seven", "every day" of a week or a month. @param {string} text @param {HTMLElement} input */
function wholeNumber(text, input) {
  const words = said(text).toLowerCase();
  if (/-days_/.test(input.id) && /^(?:every ?day|daily|a day)$/.test(words)) return Number(input.dataset.most);
  return /^\d+$/.test(text) ? Number(text) : (/^an?$/.test(words) ? NaN : (NUMBERS[words.replaceAll("-", " ")] ?? NaN));
}

/** @param {number} value @param {HTMLElement} input */
export function checkRange(value, input) {
  const least = Number(input.dataset.least);
  const most = Number(input.dataset.most);
  if (value < least || value > most) throw new NotUnderstood(t("Type a number from {least} to {most}.", { least, most }));
}

/** In cents, as money is kept. @param {string} text @param {HTMLElement} input */
function readDollars(text, input) {
  const told = /^\$?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?$/.exec(text);
  if (!told) throw new NotUnderstood(t("Type an amount in dollars, like 1500 or 1,500.50."));
  const cents = Number(told[1].replaceAll(",", "")) * 100 + Number((told[2] ?? "").padEnd(2, "0"));
  checkRange(cents / 100, input);
  return cents;
}

/** Words of this page's language, as `understand.js`, `moments.js` and `dose.js` know them. @param {string} text */
export const said = (text) => (document.documentElement.lang === "es" ? inEnglish(text) : text);

/**
 * @template T
 * @param {T | null} value @param {string} otherwise
 * @returns {T}
 */
function understood(value, otherwise) {
  if (value === null) throw new NotUnderstood(otherwise);
  return value;
}

/**
 * @param {HTMLElement} answer @param {Answer | null | undefined} value
 */
export function show(answer, value) {
  const missing = isMissing(value) ? (/** @type {any} */ (value)?.missing ?? "not_asked") : null;
  const kind = kindOf(answer);
  answer.classList.toggle("is-missing", missing === "unknown" || missing === "declined");
  for (const button of answer.querySelectorAll(".missing button")) {
    button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset.missing === missing));
  }
  if (kind === "yesno" || kind === "choice") showSegments(answer, value, missing);
  else if (kind === "many") showMany(answer, Array.isArray(value) ? value : null);
  else showText(answer, kind, missing ? null : value);
}

/** @param {HTMLElement} answer @param {any} value @param {string | null} missing */
function showSegments(answer, value, missing) {
  const wanted = missing ? `?${missing}` : value === true ? "yes" : value === false ? "no" : String(value);
  for (const radio of /** @type {NodeListOf<HTMLInputElement>} */ (answer.querySelectorAll("input"))) radio.checked = radio.value === wanted;
}

/** @param {HTMLElement} answer @param {string[] | null} value */
function showMany(answer, value) {
  for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (answer.querySelectorAll("input"))) {
    box.checked = value !== null && ("none" in box.dataset ? value.length === 0 : value.includes(box.value));
  }
}

/** @param {HTMLElement} answer @param {string} kind @param {any} value */
function showText(answer, kind, value) {
  const input = inputOf(answer);
  input.value = value === null ? "" : inWords(kind, value);
  const unasked = kind === "months" ? t("2 years") : kind === "ago" ? t("3 days ago") : "";
  input.setAttribute("placeholder", answer.classList.contains("is-missing") ? missingWord(answer) : unasked);
  if (kind !== "ago") return;
  shown.set(answer, { text: plain(input.value), value });
  heard.delete(answer);
}

/** @param {HTMLElement} answer */
const missingWord = (answer) => answer.querySelector('.missing [aria-pressed="true"]')?.textContent ?? "";

/** @param {string} kind @param {any} value */
function inWords(kind, value) {
  if (kind === "ago") return momentInWords(new Date(value), new Date());
  if (kind === "months") return monthsInWords(value);
  if (kind === "states") return value.join(", ");
  if (kind === "dollars") return (value / 100).toFixed(value % 100 ? 2 : 0);
  if (kind === "time") return String(value).slice(0, 5);
  return String(value);
}

/**
 * An answer as words, for the choice between two values.
 * @param {HTMLElement} answer @param {any} value
 */
export function words(answer, value) {
  if (isMissing(value)) return { unknown: t("Unknown"), declined: t("Declined") }[/** @type {string} */ (value?.missing)] ?? t("Not asked");
  if (value === true) return t("Yes");
  if (value === false) return t("No");
  const chosen = (/** @type {string} */ one) => answer.querySelector(`input[value="${CSS.escape(one)}"] + span, option[value="${CSS.escape(one)}"]`)?.textContent ?? one;
  if (Array.isArray(value)) return value.length ? value.map(chosen).join(", ") : t("None");
  return ["choice", "select"].includes(kindOf(answer)) ? chosen(String(value)) : inWords(kindOf(answer), value);
}

/** What is typed or chosen is an answer after all. @param {HTMLElement} answer */
export function unpress(answer) {
  answer.classList.remove("is-missing");
  for (const button of answer.querySelectorAll(".missing button")) button.setAttribute("aria-pressed", "false");
}

/** "None of these" and the others exclude each other. @param {HTMLElement} answer @param {HTMLInputElement} box */
export function oneOfNone(answer, box) {
  for (const other of /** @type {NodeListOf<HTMLInputElement>} */ (answer.querySelectorAll("input:checked"))) {
    if (other !== box && ("none" in other.dataset) !== ("none" in box.dataset)) other.checked = false;
  }
}
