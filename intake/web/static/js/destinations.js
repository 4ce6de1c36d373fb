// @ts-check
/** Where one may go: pages, sections of the form, what one has begun and promised, people and intakes. What is of a person is asked of the desk and kept nowhere. */

import { ask } from "./api.js";
import { LOCALE, t } from "./words.js";

/** `key` is its own: a draft of mine that is found by its reference stands there twice. @typedef {{key: string, title: string, note: string, href?: string, go?: () => void}} Destination */
/** @typedef {{title: string, items: Destination[]}} Group */

// Fewer letters would find everybody.
const LEAST = 3;
const REFERENCE = 7;
/** @type {Intl.DateTimeFormatOptions} */
const MOMENT = { year: "numeric", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" };

/** @param {ParentNode} dialog @returns {Group} */
export function pages(dialog) {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (dialog.querySelectorAll("[data-pages] a"));
  return { title: t("Pages"), items: [...links].map((link) => ({ key: link.pathname, title: link.textContent ?? "", note: "", href: link.pathname })) };
}

/** Of the form, where one is on it. @returns {Group} */
export function sections() {
  const links = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".rail a[data-section]"));
  const items = [...links].map((link) => ({
    key: `#${link.dataset.section}`,
    title: link.querySelector(".rail-title")?.textContent ?? "",
    note: (link.getAttribute("aria-keyshortcuts") ?? "").replace("+", " "),
    go: () => link.click(),
  }));
  return { title: t("This intake"), items };
}

/** @returns {Promise<Group[]>} what one has begun and promised */
export async function work() {
  const { drafts, tasks } = await ask("GET", "/api/v1/work");
  const resumed = drafts.map((/** @type {any} */ one) => ({
    key: one.id,
    title: one.name ?? t("Name not known"),
    note: [one.state === "abandoned" && t("kept for later"), one.caller && t("{name} called about them", { name: one.caller }), when(one.created_at), one.reference].filter(Boolean).join(" · "),
    href: `/desk/intakes/${one.id}`,
  }));
  const promised = tasks.map((/** @type {any} */ one) => ({
    key: one.id,
    title: `${one.kind}: ${one.name ?? t("Name not known")}`,
    note: t("due {when}", { when: when(one.due_at, one.time_zone) }),
    href: `/desk/tasks/${one.id}`,
  }));
  const elsewhere = (/** @type {Destination} */ one) => one.href !== window.location.pathname;
  return [{ title: t("My drafts"), items: resumed.filter(elsewhere) }, { title: t("My tasks"), items: promised }];
}

/** @param {string} moment @param {string} [timeZone] told with it: it may be another than that of whoever reads it */
const when = (moment, timeZone) => new Date(moment).toLocaleString(LOCALE, { ...MOMENT, timeZone, timeZoneName: timeZone ? "short" : undefined });

/** What the text may be, beyond what is known on the page: a number, a name, a reference. @param {string} text */
export function meant(text) {
  const digits = text.replace(/\D/g, "").length;
  const isNumber = digits > 3 && /^[+\d\s().-]+$/.test(text);
  const letters = text.replace(/[\W_]/g, "").replace(/^in(?=\w{7}$)/i, "");
  return {
    phone: isNumber && digits >= 10 ? text : "",
    isPart: isNumber && digits < 10,
    name: digits || (text.match(/\p{L}/gu)?.length ?? 0) < LEAST ? "" : text,
    reference: letters.length === REFERENCE && !/[^\w\s-]/.test(text) ? text : "",
  };
}

/** @param {ReturnType<typeof meant>} told @param {AbortSignal} signal @returns {Promise<Group>} */
export async function people({ phone, name }, signal) {
  const { items } = await ask("POST", "/api/v1/people/search", { body: { ...(phone ? { phone } : { name }), limit: 8 }, signal });
  const found = items.map((/** @type {any} */ one) => ({
    key: one.id,
    title: one.name ?? t("Name not known"),
    note: [one.age_years && t("{age} years", { age: one.age_years }), one.state].filter(Boolean).join(" · "),
    href: `/desk/people/${one.id}`,
  }));
  return { title: t("People"), items: found };
}

/** @param {string} reference @param {AbortSignal} signal @returns {Promise<Group>} */
export async function intakes(reference, signal) {
  const { items } = await ask("POST", "/api/v1/intakes/search", { body: { reference }, signal });
  return { title: t("Intakes"), items: items.map((/** @type {any} */ one) => ({ key: one.reference, title: one.reference, note: `${t(one.state)} · ${when(one.created_at)}`, href: `/desk/intakes/${one.id}` })) };
}

/** Every word that was typed begins a word there. @param {Group} group @param {string} text @returns {Group} */
export function narrowed(group, text) {
  const typed = folded(text).split(" ").filter(Boolean);
  const fits = (/** @type {Destination} */ one) => {
    const words = folded(`${one.title} ${one.note}`).split(" ");
    return typed.every((part) => words.some((word) => word.startsWith(part)));
  };
  return { ...group, items: group.items.filter(fits) };
}

/** Without accents, capitals and marks. @param {string} text */
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
