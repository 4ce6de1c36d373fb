// @ts-check
/** Understands how people say for how long, and says back what was understood. Pure: data in, answer out. */

import { t } from "../words.js";
import { monthOf, moment } from "./moments.js";
import { span } from "./spans.js";

const MONTHS_IN = { minute: 0, hour: 0, night: 1 / 30.44, day: 1 / 30.44, week: 7 / 30.44, m: 1, month: 1, year: 12 };
const SEASONS = { winter: 11, spring: 2, summer: 5, fall: 8, autumn: 8 };
/** Three weeks are no month yet, and nobody tells a month to the day: a few days short of one is one. */
const NEARLY = 0.25;
/** Nobody lives longer. */
const MOST = 1200;

/**
 * "2 years" -> 24, "since spring 2024" -> from its first day. Null when it is not understood, as a number of nobody knows what.
 * @param {string} text
 * @param {Date} now
 * @returns {number | null}
 */
export function months(text, now) {
  const said = text.trim().toLowerCase();
  const since = /^since (?:about |around |the )?(.+)$/.exec(said);
  const began = since && (beginning(since[1], now) ?? (span(since[1]) ? null : moment(since[1], now)));
  if (began) return whole((now.getTime() - began.getTime()) / 86_400_000 / 30.44);
  const less = /^(?:for )?(?:less than|under|not yet) (.+)$/.exec(said);
  if (less) return (inMonths(less[1]) ?? 2) <= 1 ? 0 : null;
  const told = inMonths(said.replace(/^since /, "").replace(/^(?:for )?(?:(?:the )?(?:past|last) )?/, "").replace(/ (?:ago|now|already|or so|(?:on and off|off and on)|\([^)]*\))$/, ""));
  return told === null ? null : whole(told);
}

/** @param {string} said */
function inMonths(said) {
  const parts = span(said);
  if (!parts || parts.some(({ unit }) => unit === "hour" || unit === "minute")) return null;
  const all = parts.reduce((sum, { count, unit }) => sum + count * MONTHS_IN[unit], 0);
  return all > MOST ? null : all;
}

/** The number of "2" or "about 2": of days, months or years, who knows. @param {string} text @returns {number | null} */
export function bareNumber(text) {
  const found = /^(?:about |for |around )?(\d+(?:[.,]\d+)?)$/i.exec(text.trim());
  return found && Number(found[1].replace(",", "."));
}

/** @param {number} count @param {"day" | "week" | "month" | "year"} unit */
export const monthsOf = (count, unit) => whole(count * MONTHS_IN[unit]);

/** Months that are over. @param {number} months */
const whole = (months) => Math.floor(months + NEARLY);

/**
 * The first day of "spring 2024", "March", "03/2024", "last summer", "2019". Without a year the last one that has begun.
 * @param {string} said @param {Date} now @returns {Date | null}
 */
function beginning(said, now) {
  const year = /^(?:the (?:beginning|start) of )?(\d{4})$/.exec(said);
  if (year) return within(+year[1], 0, now);
  const [, first, second] = /^(\d{1,2})\/(\d{4})$/.exec(said) ?? [];
  const [, written, its] = /^(\d{4})-(\d{1,2})$/.exec(said) ?? [];
  if (first || written) return within(+(second ?? written), +(first ?? its) - 1, now);
  const found = /^(last )?(?:early |mid |late )?([a-z]{3,9})\.?(?:,? (\d{4}))?$/.exec(said);
  const month = found && (SEASONS[/** @type {keyof typeof SEASONS} */ (found[2])] ?? monthOf(found[2]));
  if (!found || month === null || month === undefined) return null;
  if (found[3]) return within(+found[3], month, now);
  const began = new Date(now.getFullYear(), month, 1);
  while (began > now || (found[1] && began.getFullYear() === now.getFullYear())) began.setFullYear(began.getFullYear() - 1);
  return began;
}

/** The first day of a month that has begun, in somebody's life. @param {number} year @param {number} month from 0 @param {Date} now */
function within(year, month, now) {
  const began = new Date(year, month, 1);
  return month < 12 && began <= now && now.getFullYear() - year <= MOST / 12 ? began : null;
}

/**
 * @param {number} count
 * @returns {string} "24 months (2 years)"
 */
export function monthsInWords(count) {
  if (count === 0) return t("less than a month");
  const plain = count === 1 ? t("1 month") : t("{count} months", { count });
  const years = Math.round((count / 12) * 10) / 10;
  return count >= 12 ? `${plain} (${years === 1 ? t("1 year") : t("{count} years", { count: years })})` : plain;
}
