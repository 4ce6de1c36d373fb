// @ts-check
/** Understands how people say lengths and times, and says back what was understood. Pure: data in, answer out. */

import { LOCALE, t } from "../words.js";

const MONTHS_IN = { day: 1 / 30.44, week: 7 / 30.44, month: 1, year: 12 };
const HOURS_IN = { hour: 1, day: 24, week: 168, month: 730.5, year: 8766 };
const SEASONS = { winter: 11, spring: 2, summer: 5, fall: 8, autumn: 8 };
const MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const WORDS = { a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, few: 3 };
const SPAN = /^(?:about |for |since )?(\d+(?:[.,]\d+)?|half an?|an?|one|two|three|four|five|six|seven|eight|nine|ten|a few)\s*(hours?|hrs?|h|days?|d|weeks?|wks?|w|months?|mos?|m|years?|yrs?|y)\b/i;

/**
 * @param {string} text
 * @returns {{count: number, unit: keyof typeof HOURS_IN} | null}
 */
function span(text) {
  const found = SPAN.exec(text.trim());
  if (!found) return null;
  const said = found[1].toLowerCase();
  const word = said.startsWith("half") ? 0.5 : WORDS[/** @type {keyof typeof WORDS} */ (said.replace("a few", "few"))];
  const count = word ?? Number(said.replace(",", "."));
  const letter = found[2][0].toLowerCase();
  const units = /** @type {const} */ ({ h: "hour", d: "day", w: "week", m: "month", y: "year" });
  return { count, unit: units[/** @type {keyof typeof units} */ (letter)] };
}

/** Three weeks are no month yet, and nobody tells a month to the day: a few days short of one is one. */
const NEARLY = 0.25;

/**
 * "2 years" -> 24, "since spring 2024" -> from its first day. Null when it is not understood, as a number of nobody knows what.
 * @param {string} text
 * @param {Date} now
 * @returns {number | null}
 */
export function months(text, now) {
  const since = /^since (?:about |around |the )?(.+)$/i.exec(text.trim());
  const began = since && beginning(since[1].toLowerCase(), now);
  if (began) return whole((now.getTime() - began.getTime()) / 86_400_000 / 30.44);
  if (/^(?:for )?(?:less than|under|not yet) (?:a|one|1) months?$/i.test(text.trim())) return 0;
  const said = span(text);
  if (!said || said.unit === "hour") return null;
  return whole(said.count * MONTHS_IN[said.unit]);
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
 * The first day of "spring 2024", "March", "last summer", "2019". Without a year the last one that has begun.
 * @param {string} said @param {Date} now @returns {Date | null}
 */
function beginning(said, now) {
  const year = /^(?:the (?:beginning|start) of )?(\d{4})$/.exec(said);
  if (year) return past(new Date(+year[1], 0, 1), 1, now);
  const found = /^(last )?(?:early |mid |late )?([a-z]{3,9})\.?(?:,? (\d{4}))?$/.exec(said);
  const month = found && (SEASONS[/** @type {keyof typeof SEASONS} */ (found[2])] ?? monthOf(found[2]));
  if (!found || month === null || month === undefined) return null;
  const began = new Date(+(found[3] ?? now.getFullYear()), month, 1);
  if (found[3]) return past(began, 1, now);
  while (began > now || (found[1] && began.getFullYear() === now.getFullYear())) began.setFullYear(began.getFullYear() - 1);
  return began;
}

/** @param {string} word "nov" or "november" @returns {number | null} from 0 */
function monthOf(word) {
  const at = MONTHS.findIndex((month) => month === word || (word.length >= 3 && word.length <= 4 && month.startsWith(word.slice(0, 3)) && (word.length === 3 || word === "sept")));
  return at < 0 ? null : at;
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

/**
 * "3 days ago", "yesterday", "this morning", "2026-11-20" -> a moment. Null when it is not understood or lies ahead.
 * @param {string} text
 * @param {Date} now
 * @returns {Date | null}
 */
export function moment(text, now) {
  const said = text.trim().toLowerCase();
  if (["now", "just now", "today"].includes(said)) return now;
  if (said === "this morning") return earlier(now, atHour(now, 8));
  if (said === "last night") return atHour(daysBefore(now, 1), 22);
  if (said === "this afternoon") return earlier(now, atHour(now, 14));
  if (said === "yesterday") return daysBefore(now, 1);
  if (said === "the day before yesterday") return daysBefore(now, 2);
  const weekday = /^(?:on |last )?([a-z]{6,9})(?: (?:morning|afternoon|evening|night))?$/.exec(said);
  if (weekday && DAYS.includes(weekday[1])) return atHour(daysBefore(now, (now.getDay() - DAYS.indexOf(weekday[1]) + 6) % 7 + 1), 12);
  // "Nov 20, 3 days ago" is how a moment is said back, so it is understood too.
  const length = span((said.split(",").pop() ?? "").trim().replace(/^(ran out|stopped|last) /, ""));
  if (length) return new Date(now.getTime() - length.count * HOURS_IN[length.unit] * 3_600_000);
  const day = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t](\d{1,2}):(\d{2}))?$/.exec(said);
  const us = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}))?$/.exec(said);
  const named = /^(?:on )?([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?$/.exec(said);
  const month = named && monthOf(named[1]);
  if (named && typeof month === "number") return past(latest(new Date(+(named[3] ?? now.getFullYear()), month, +named[2], 12), !named[3], now), +named[2], now);
  if (day) return past(new Date(+day[1], +day[2] - 1, +day[3], +(day[4] ?? 12), +(day[5] ?? 0)), +day[3], now);
  if (us) return past(new Date(+(us[3] ?? now.getFullYear()), +us[1] - 1, +us[2], 12), +us[2], now);
  return null;
}

/**
 * @param {Date} when
 * @param {Date} now
 * @returns {string} "Nov 20, 3 days ago"
 */
export function momentInWords(when, now) {
  const day = when.toLocaleDateString(LOCALE, { month: "short", day: "numeric", year: when.getFullYear() === now.getFullYear() ? undefined : "numeric" });
  const hours = (now.getTime() - when.getTime()) / 3_600_000;
  if (hours < 1) return t("{day}, just now", { day });
  if (hours < 36) return Math.round(hours) === 1 ? t("{day}, 1 hour ago", { day }) : t("{day}, {count} hours ago", { day, count: Math.round(hours) });
  const days = Math.round(hours / 24);
  return t("{day}, {count} days ago", { day, count: days });
}

/** @param {Date} now @param {number} count */
const daysBefore = (now, count) => new Date(now.getTime() - count * 86_400_000);

/** @param {Date} day @param {number} hour */
function atHour(day, hour) {
  const at = new Date(day);
  at.setHours(hour, 0, 0, 0);
  return at;
}

/** A day without its year is the last one that was. @param {Date} when @param {boolean} isAnyYear @param {Date} now */
const latest = (when, isAnyYear, now) => (isAnyYear && when > now ? new Date(when.getFullYear() - 1, when.getMonth(), when.getDate(), 12) : when);

/** @param {Date} now @param {Date} when */
const earlier = (now, when) => (when < now ? when : now);

/**
 * Refuses 31 February (which JavaScript would move into March) and what lies ahead.
 * @param {Date} when @param {number} day @param {Date} now
 */
const past = (when, day, now) => (when.getDate() === day && when <= now ? when : when.toDateString() === now.toDateString() ? now : null);
