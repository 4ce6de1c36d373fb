// @ts-check
/**
 * Understands how people say an amount of a day: "2 mg twice a day", "two 2 mg bars", "a handle every 2 days", and says back what it
 * makes of it. What could mean two things is not understood, and asked again. Pure: data in, answer out.
 */

import { t } from "../words.js";
import { COUNT, countOf, drinksOf, unitOf, weightOf } from "./amounts.js";
import { spelled } from "./numbers.js";

/** @typedef {import("./amounts.js").Measures} Measures */
/** @typedef {{amount: number, unit: string | null, words: string}} Dose `words`: how it was worked out, empty where nothing was */
/** @typedef {{rest: string, times: number, days: number}} Often how many times in how many days */
/** @typedef {{units: string[], measures: Measures | null, about: string}} Known */

const TIMES = { once: 1, twice: 2, thrice: 3, bid: 2, tid: 3, qid: 4, qhs: 1, hs: 1, qd: 1 };
const HOUR = "(?:in the\\s+|at\\s+|every\\s+|each\\s+|before\\s+|around\\s+)?\\b(?:mornings?|am|noon|midday|lunch|afternoons?|evenings?|nights?|pm|bed|bedtime)";
const A_DAY = `(?:a|per|each|every)\\s+day|daily|(?:a|per)\\s+night|nightly|${HOUR}|\\/\\s*day`;
const HEDGE = /^(?:about|around|roughly|approximately|like|say|some|~)\s+(?=\S)/;
const MEASURED = ["mg", "mcg", "g"];
/** What is no part of a name: something more is said then, perhaps how often. */
const MORE = /\b(?:and|or|plus|with|then|an?|at|in|on|over|all|every|each|per|since|when|while|if|for|as|until|from|hourly|sometimes|often|usually|lately)\b/;

/**
 * @param {string} text
 * @param {string[]} units those of the list beside it
 * @param {Measures | null} measures
 * @param {string} about what the substance was called: "vodka" tells what a pint is of
 * @returns {Dose | null}
 */
export function dose(text, units, measures = null, about = "") {
  const said = spelled(text.trim().toLowerCase()).replace(/(\w)-(?=\w)/g, (_, letter) => `${letter} `).replace(/\s+/g, " ").replace(/\b([btq])\.(?:i\.?d)\b\.?/g, "$1id").replace(/\.$/, "");
  // "2 3 pills" was "2-3 pills": a range is no amount
  if (/\d\s*-\s*\d|\d to \d/.test(text.toLowerCase())) return null;
  const known = { units, measures, about: about.toLowerCase() };
  const plain = said.replace(HEDGE, "");
  return byTheHour(plain, known) ?? inADay(plain, known);
}

/** @param {string} said @param {Known} known @returns {Dose | null} */
function inADay(said, known) {
  const often = oftenOf(said);
  if (!often) return null;
  const one = amountOf(often.rest, known);
  // an amount of several days is one of a day only for what is drunk; pills of every other day are so many on that day
  if (!one || (often.days !== 1 && one.unit !== "drinks")) return null;
  const amount = rounded((one.amount * often.times) / often.days);
  const { times, days } = often;
  const each = one.unit ? `${one.amount} ${one.unit}` : one.amount;
  const spread = days !== 1 ? t("in {days} days", { days }) : times !== 1 ? t("{amount} × {times} a day", { amount: each, times }) : "";
  return { amount, unit: one.unit, words: [one.words, spread].filter(Boolean).join(", ") };
}

/** "1 mg in the morning and 2 mg at night", "1 mg morning and night". @param {string} said @param {Known} known @returns {Dose | null} */
function byTheHour(said, known) {
  const parts = said.split(/\s*(?:,\s*and|,|\band\b|\bplus\b|\bthen\b)\s*/);
  if (parts.length < 2 || !parts.every((part) => new RegExp(`(?:^|\\s)${HOUR}$`).test(part))) return null;
  const doses = parts.map((part) => part.replace(new RegExp(`(?:^|\\s)${HOUR}$`), "").trim());
  if (doses.slice(1).every((one) => one === "")) return inADay(`${doses[0]} ${parts.length} times`, known);
  const told = doses.map((one) => amountOf(one, known));
  const unit = told[0]?.unit ?? null;
  if (told.some((one) => one?.unit !== unit)) return null;
  const amounts = told.map((one) => /** @type {Dose} */ (one).amount);
  return { amount: rounded(amounts.reduce((sum, one) => sum + one, 0)), unit, words: amounts.join(" + ") };
}

/** What is taken at a time. @param {string} said @param {Known} known @returns {Dose | null} */
function amountOf(said, { units, measures, about }) {
  const halved = /^(.*?) and a half(?: of (.*))?$/.exec(said);
  if (halved && !/^(?:\S+)$/.test(halved[1])) said = `${halved[1].replace(new RegExp(`^(${COUNT})`), (count) => String(countOf(count) + 0.5))}${halved[2] ? ` of ${halved[2]}` : ""}`;
  const found = new RegExp(`^(${COUNT})(?:\\s+and\\s+(a\\s+half))?\\s*(?:x\\s*(?=\\d))?(.*)$`).exec(said);
  if (!found) return null;
  const count = countOf(found[1]) + (found[2] ? 0.5 : 0);
  const thing = found[3].trim().replace(/^of\s+(?:an?\s+|the\s+)?/, "");
  if (!thing) return { amount: count, unit: null, words: "" };
  const drinks = measures && drinksOf(found[1], count, found[3].trim(), measures, about);
  if (drinks) return { amount: drinks, unit: "drinks", words: t("{words}: {count} drinks", { words: `${found[1]} ${thing}`, count: drinks }) };
  const weight = measures && units.includes("g") && weightOf(`${found[1]} ${thing}`, measures);
  if (weight) return { amount: weight, unit: "g", words: `${found[1]} ${thing}: ${weight} g` };
  return eachOf(count, thing, units) ?? plainly(count, thing, units);
}

/** "two 2 mg bars", "2 tablets of 10 mg": so many of a strength. @param {number} count @param {string} thing @param {string[]} units */
function eachOf(count, thing, units) {
  const before = new RegExp(`^(\\d[\\d.,]*)\\s*([a-z]+?)s?(?:\\s+([a-z ]+))?$`).exec(thing);
  const behind = new RegExp(`^([a-z]+)\\s+(?:of\\s+)?(\\d[\\d.,]*)\\s*([a-z]+)(?:\\s+each)?$`).exec(thing);
  const [strength, unit, counted] = before ? [before[1], before[2], before[3]] : behind ? [behind[2], behind[3], behind[1]] : ["", "", ""];
  const measured = unitOf(unit ?? "", units);
  if (!measured || !MEASURED.includes(measured) || (counted && !unitOf(counted, units))) return null;
  const each = countOf(strength);
  return { amount: rounded(count * each), unit: measured, words: `${count} × ${each} ${measured}` };
}

/** "3 bars", "5 grams of kratom". @param {number} count @param {string} thing @param {string[]} units @returns {Dose | null} */
function plainly(count, thing, units) {
  const [named, rest] = thing.split(/\s+of\s+/);
  const unit = unitOf(named, units);
  const isOne = !rest || (/^[a-z' ]+$/.test(rest) && !MORE.test(rest));
  return unit && isOne ? { amount: count, unit, words: "" } : null;
}

/** How often a day; null for what is no number of a day. @param {string} said @returns {Often | null} */
function oftenOf(said) {
  const word = (/** @type {string} */ one) => TIMES[/** @type {keyof typeof TIMES} */ (one)];
  const ahead = new RegExp(`^(once|twice|thrice|(${COUNT})\\s*times)\\s*(?:${A_DAY}),?\\s+(.+)$`).exec(said);
  if (ahead) said = `${ahead[3]} ${ahead[1]}`;
  const hours = new RegExp(`^(.*?)\\s*(?:(?:every|each)\\s+|q\\s*)(${COUNT})\\s*(?:hours|hrs|hr|h)$`).exec(said);
  if (hours) return 24 % countOf(hours[2]) === 0 ? { rest: hours[1], times: 24 / countOf(hours[2]), days: 1 } : null;
  const days = new RegExp(`^(.*?)\\s*(?:every|each|in|lasts? (?:me|him|her|them|us)?)\\s*(${COUNT})\\s*days$`).exec(said);
  if (days) return countOf(days[2]) > 0 ? { rest: days[1].replace(/\s+that$/, ""), times: 1, days: countOf(days[2]) } : null;
  if (/\b(?:week|month|other day|year|prn|as needed|if needed|when needed)\b|weekly/.test(said)) return null;
  const short = /^(.*?)\s+(bid|tid|qid|qhs|hs|qd)$/.exec(said);
  if (short) return { rest: short[1], times: word(short[2]), days: 1 };
  const crossed = /^(.*?[a-z])\s*x\s*(\d\d?)$/.exec(said.replace(new RegExp(`,?\\s*(?:${A_DAY})$`), ""));
  if (crossed) return { rest: crossed[1], times: Number(crossed[2]), days: 1 };
  const told = new RegExp(`^(.*?),?\\s*(?:(once|twice|thrice)|(${COUNT})\\s*(?:x|times))\\s*(?:${A_DAY})?$`).exec(said);
  if (told) return { rest: told[1], times: told[2] ? word(told[2]) : countOf(told[3]), days: 1 };
  return { rest: said.replace(new RegExp(`,?\\s*(?:${A_DAY})$`), "").trim(), times: 1, days: 1 };
}

/** @param {number} amount */
const rounded = (amount) => Math.round(amount * 1000) / 1000;
