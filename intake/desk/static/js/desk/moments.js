// @ts-check
/** Understands how people say when, and says back what was understood: the day in `moments.js`, the hour in `clock.js`. Pure. */

import { LOCALE, t } from "../words.js";
import { clock } from "./clock.js";
import { HOURS_IN, span } from "./spans.js";

const MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const SHORT_DAYS = { sun: 0, mon: 1, tue: 2, tues: 2, wed: 3, thu: 4, thur: 4, thurs: 4, fri: 5, sat: 6 };
/** Nobody lives longer. */
const YEARS = 100;
/** As `momentInWords` says it back. */
const ECHO = /^((?:[a-z]{3,4}\.? \d{1,2}|\d{1,2} (?:de )?[a-z]{3,10}\.?)(?:,? (?:de )?\d{4})?), (just now|now|.+ ago)$/;

/**
 * "3 days ago", "yesterday at 9 pm", "this morning", "2026-11-20" -> a moment. Null when it is not understood, or lies ahead.
 * @param {string} text
 * @param {Date} now
 * @returns {Date | null}
 */
export function moment(text, now) {
  const said = text.trim().toLowerCase().replace(/\s+/g, " ").replace(/\.$/, "");
  const echo = ECHO.exec(said);
  const told = echo && !span(echo[1]) ? echo[2] : said;
  if (["now", "just now", "right now", "today"].includes(told)) return now;
  const when = ago(told, now) ?? onDay(told, now);
  return when && when <= now && now.getFullYear() - when.getFullYear() <= YEARS ? when : null;
}

/** "ran out three days ago", "3 days, 2 hours", "3 days clean", "3 days ago in the morning". @param {string} said @param {Date} now @returns {Date | null} */
function ago(said, now) {
  const found = /^(?:(?:ran out|stopped|quit|last|for|since|it was|was) )?(.+?)(?: (?:ago|back|before|earlier|clean|sober|without(?: it)?))?(?: (?:or so|now|already))?$/.exec(said);
  const parts = found && !/^last (?!.*ago)/.test(said) && span(found[1]);
  if (parts) {
    const hours = parts.reduce((sum, { count, unit }) => sum + count * HOURS_IN[unit], 0);
    const night = parts.at(-1)?.unit === "night";
    return Number.isNaN(hours) ? null : night ? atHour(daysBefore(now, hours / 24), 22) : new Date(now.getTime() - hours * 3_600_000);
  }
  const dayAndHour = /^(.+? (?:days?|nights?|weeks?) ago) (.+)$/.exec(said);
  const day = dayAndHour && ago(dayAndHour[1], now);
  return day ? clock(dayAndHour[2], day, now) : null;
}

/** A day, and perhaps the hour: "Friday night", "11/20 at 9 pm", "this morning at 6", "3 pm". @param {string} said @param {Date} now @returns {Date | null} */
function onDay(said, now) {
  const words = said.replace(/^(?:early|late) (?=this|last|yesterday)/, "").replace(/^tonight/, "this night").replace(/^(\d{4}-\d\d?-\d\d?)t/, "$1 ").split(" ");
  for (let at = words.length; at > 0; at -= 1) {
    const [day, hour] = [words.slice(0, at).join(" ").replace(/,$/, ""), words.slice(at).join(" ")];
    const found = named(day, hour, now) ?? weekday(day, now) ?? date(day, now);
    if (found) return hour ? clock(hour, found, now) : found;
  }
  return lately(said, now);
}

/** @param {string} day @param {string} hour what follows @param {Date} now */
function named(day, hour, now) {
  if (day === "this") return /^(?:morning|afternoon|evening|night)\b/.test(hour) ? now : null;
  if (day === "last") return /^(?:night|evening)\b/.test(hour) ? daysBefore(now, 1) : null;
  const days = { today: 0, yesterday: 1, "day before yesterday": 2, "the day before yesterday": 2 }[day];
  return days === undefined ? null : daysBefore(now, days);
}

/** The hour alone: the last time that it was so late. @param {string} said @param {Date} now */
function lately(said, now) {
  if (!/\d|noon|midday|midnight/.test(said)) return null;
  const days = / last /.test(said) ? [1] : / this /.test(said) ? [0] : [0, 1];
  return days.map((count) => clock(said.replace(/^(?:at )?midnight$/, "12 am"), daysBefore(now, count), now)).find(Boolean) ?? null;
}

/** @param {string} said @param {Date} now */
function weekday(said, now) {
  const word = /^(?:on |last )?([a-z]{3,9})$/.exec(said)?.[1] ?? "";
  const day = DAYS.includes(word) ? DAYS.indexOf(word) : SHORT_DAYS[/** @type {keyof typeof SHORT_DAYS} */ (word)];
  return day === undefined ? null : atHour(daysBefore(now, ((now.getDay() - day + 6) % 7) + 1), 12);
}

/** @param {string} said @param {Date} now @returns {Date | null} */
function date(said, now) {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(said);
  if (iso) return onThe(+iso[1], +iso[2] - 1, +iso[3], now);
  const us = /^(?:on )?(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d\d))?$/.exec(said) ?? /^(?:on )?(\d{1,2})-(\d{1,2})-(\d{4}|\d\d)$/.exec(said);
  if (us) return onThe(yearOf(us[3]) ?? now.getFullYear(), +us[1] - 1, +us[2], now);
  const named = /^(?:on )?([a-z]{3,9})\.? (?:the )?(\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?$/.exec(said);
  const british = /^(?:on )?(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of| de)? ([a-z]{3,9})\.?(?:,? (?:of |de )?(\d{4}))?$/.exec(said);
  const month = monthOf(named?.[1] ?? british?.[2] ?? "");
  if (month !== null) return onThe(yearOf(named?.[3] ?? british?.[3]), month, +(named?.[2] ?? british?.[1] ?? 0), now);
  const day = /^(?:on )?the (\d{1,2})(?:st|nd|rd|th)$/.exec(said);
  return day && (onThe(now.getFullYear(), now.getMonth(), +day[1], now) ?? onThe(now.getFullYear(), now.getMonth() - 1, +day[1], now));
}

/** Of two digits, those of this century. @param {string | undefined} said */
const yearOf = (said) => (said ? +said + (said.length === 2 ? 2000 : 0) : null);

/** Noon of a day that has come; without its year the last one that was. Refuses 31 February, which JavaScript would move into March. @param {number | null} year @param {number} month from 0 @param {number} day @param {Date} now */
function onThe(year, month, day, now) {
  const when = new Date(year ?? now.getFullYear(), month, day, 12);
  if (when.getDate() !== day || month > 11) return null;
  if (when.toDateString() === now.toDateString()) return when < now ? when : now;
  if (year === null && when > now) return onThe(now.getFullYear() - 1, month, day, now);
  return when < now ? when : null;
}

/** @param {string} word "nov" or "november" @returns {number | null} from 0 */
export function monthOf(word) {
  const at = MONTHS.findIndex((month) => month === word || (word.length >= 3 && word.length <= 4 && month.startsWith(word.slice(0, 3)) && (word.length === 3 || word === "sept")));
  return at < 0 ? null : at;
}

/**
 * @param {Date} when
 * @param {Date} now
 * @returns {string} "Nov 20, 3 days ago"
 */
export function momentInWords(when, now) {
  const day = when.toLocaleDateString(LOCALE, { month: "short", day: "numeric", year: when.getFullYear() === now.getFullYear() ? undefined : "numeric" });
  const minutes = Math.round((now.getTime() - when.getTime()) / 60_000);
  if (minutes < 1) return t("{day}, just now", { day });
  if (minutes < 60) return minutes === 1 ? t("{day}, 1 minute ago", { day }) : t("{day}, {count} minutes ago", { day, count: minutes });
  const hours = minutes / 60;
  if (hours < 36) return Math.round(hours) === 1 ? t("{day}, 1 hour ago", { day }) : t("{day}, {count} hours ago", { day, count: Math.round(hours) });
  const days = Math.round(hours / 24);
  return t("{day}, {count} days ago", { day, count: days });
}

/** The same hour. @param {Date} now @param {number} count */
function daysBefore(now, count) {
  const day = new Date(now);
  day.setDate(day.getDate() - count);
  return day;
}

/** @param {Date} day @param {number} hour */
function atHour(day, hour) {
  const at = new Date(day);
  at.setHours(hour, 0, 0, 0);
  return at;
}
