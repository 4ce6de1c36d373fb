// @ts-check
/**
 * Understands how people say an amount of a day: "2 mg twice a day", "a bar a day", "half a pint of vodka", and says back what it
 * makes of it. What could mean two things is not understood, and asked again. Pure: data in, answer out.
 */

import { t } from "../words.js";

/** @typedef {{kinds: Record<string, string[]>, drinks: Record<string, Record<string, number>>}} Measures drinks in a container, by kind of drink */
/** @typedef {{amount: number, unit: string | null, words: string}} Dose `words`: how it was worked out, empty where nothing was */

const NUMBERS = { a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, twelve: 12 };
const COUNT = "\\d+(?:[.,]\\d+)?(?:\\s*\\/\\s*\\d+)?|half an?|half|a half|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve";
const TIMES = { once: 1, twice: 2, thrice: 3, bid: 2, tid: 3, qid: 4 };
const SHORT = { milligram: "mg", microgram: "mcg", ug: "mcg", gram: "g", milliliter: "ml", ounce: "ounce", oz: "ounce", pint: "pint" };
const A_DAY = "(?:a|per|each|every)\\s+day|daily|a\\s+night|nightly|every\\s+(?:night|morning|evening)|at\\s+night|\\/\\s*day";

/**
 * @param {string} text
 * @param {string[]} units those of the list beside it
 * @param {Measures | null} measures
 * @param {string} about what the substance was called: "vodka" tells what a pint is of
 * @returns {Dose | null}
 */
export function dose(text, units, measures = null, about = "") {
  const said = text.trim().toLowerCase().replaceAll("-", " ").replace(/\s+/g, " ").replace(/\.$/, "");
  const { rest, times } = timesOf(said);
  const found = new RegExp(`^(${COUNT})(?:\\s+and\\s+(a\\s+half))?\\s*(.*)$`).exec(rest);
  if (!found || times === null) return null;
  const count = countOf(found[1]) + (found[2] ? 0.5 : 0);
  const thing = found[3].trim();
  if (!thing) return told(count, times, null, "");
  const contained = measures && drinksOf(`${found[1]} ${thing}`, count, thing, measures, about);
  if (contained) return told(contained, times, "drinks", `${found[1]} ${thing}`);
  const unit = unitOf(thing.replace(/^of\s+/, ""), units);
  return unit ? told(count, times, unit, "") : null;
}

/** @param {number} count @param {number} times @param {string | null} unit @param {string} container @returns {Dose} */
function told(count, times, unit, container) {
  const amount = Math.round(count * times * 1000) / 1000;
  const one = unit ? `${count} ${unit}` : String(count);
  const parts = [container && t("{words}: {count} drinks", { words: container, count }), times !== 1 && t("{amount} × {times} a day", { amount: one, times })].filter(Boolean);
  return { amount, unit, words: parts.join(", ") };
}

/** How often a day; null for what is no number of a day. @param {string} said @returns {{rest: string, times: number | null}} */
function timesOf(said) {
  const hours = /^(.*?)\s*(?:every|each)\s+(\d+)\s*(?:hours|hrs|h)$/.exec(said);
  if (hours) return { rest: hours[1], times: 24 % Number(hours[2]) === 0 ? 24 / Number(hours[2]) : null };
  if (/\b(?:week|month|other day|year)\b|weekly/.test(said)) return { rest: said, times: null };
  const short = /^(.*?)\s+(bid|tid|qid)$/.exec(said);
  if (short) return { rest: short[1], times: TIMES[/** @type {keyof typeof TIMES} */ (short[2])] };
  const often = new RegExp(`^(.*?),?\\s*(?:(once|twice|thrice)|(${COUNT})\\s*(?:x|times))\\s*(?:${A_DAY})?$`).exec(said);
  if (often) return { rest: often[1], times: often[2] ? TIMES[/** @type {keyof typeof TIMES} */ (often[2])] : countOf(often[3]) };
  return { rest: said.replace(new RegExp(`,?\\s*(?:${A_DAY})$`), ""), times: 1 };
}

/** @param {string} said */
function countOf(said) {
  if (/half/.test(said)) return 0.5;
  const [top, bottom] = said.split("/").map((part) => NUMBERS[/** @type {keyof typeof NUMBERS} */ (part.trim())] ?? Number(part.trim().replace(",", ".")));
  return bottom ? top / bottom : top;
}

/**
 * @param {string} whole with its count: "half a pint" is a bottle of its own @param {number} count @param {string} thing
 * @param {Measures} measures @param {string} about
 */
function drinksOf(whole, count, thing, measures, about) {
  const [container, named] = thing.split(/\s+of\s+/);
  const kind = kindOf(named ?? "", measures) ?? kindOf(container, measures) ?? kindOf(about.toLowerCase(), measures);
  const sizes = kind && measures.drinks[kind];
  if (!sizes) return null;
  const half = /^half (?:an? )?/.test(whole) && sizes[`half ${bare(container)}`];
  if (half) return half;
  const size = sizes[bare(container)] ?? sizes[container];
  return size === undefined ? null : Math.round(count * size * 100) / 100;
}

/** @param {string} name @param {Measures} measures */
const kindOf = (name, { kinds }) => Object.keys(kinds).find((kind) => kinds[kind].includes(name) || kinds[kind].includes(bare(name)));

/**
 * The unit of the list that was meant: "mgs" -> "mg", "pill" -> "pills". Null when it is none of them.
 * @param {string} said @param {string[]} units @returns {string | null}
 */
export function unitOf(said, units) {
  return units.find((unit) => bare(unit) === bare(said.toLowerCase())) ?? null;
}

/** @param {string} word */
function bare(word) {
  const one = word.replace(/s$/, "");
  return SHORT[/** @type {keyof typeof SHORT} */ (one)] ?? one;
}
