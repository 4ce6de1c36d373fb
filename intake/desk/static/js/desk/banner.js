// @ts-check
/** The banner: who is in need, how old, where, and how the caller may be reached. It always says what is not known. */

import { byId, h } from "../html.js";
import { LOCALE, t } from "../words.js";
import { phoneWords } from "./phone.js";
import { isAsked, known, nameOf, yearsSince } from "./record.js";

/** @typedef {import("./record.js").Row} Row */

/** The rules that are told once somebody said them: each in a word or two. */
const ONCE_TOLD = /** @type {const} */ ([["may_text", t("text")], ["may_email", t("e-mail")], ["may_say_who_we_are", t("who we are")]]);

/** @param {import("./record.js").IntakeRecord} intake @param {Record<string, string>} relations words by code */
export function drawBanner(intake, relations) {
  const { caller, subject, situation } = intake.state;
  const relation = known(situation, "relation");
  const about = intake.isOnePerson ? t("calls for themself") : "";
  drawWho(nameOf(subject) ?? (intake.isOnePerson ? t("The caller") : ""), [age(subject), about].filter(Boolean).join(" · "));
  const where = known(situation, "present_location") ?? [known(subject, "postal_code"), known(subject, "state")].filter(Boolean).join(", ");
  fill("banner-where", [where || null]);
  byId("banner-with").textContent = known(situation, "present_with_caller") ? ` · ${t("with the caller")}` : "";
  fill("banner-caller", [known(caller, "anonymous") ? t("Anonymous") : nameOf(caller), !intake.isOnePerson && relation ? relations[relation]?.toLowerCase() : null]);
  drawReach(caller.contact_points);
}

/** However long the name is, the rest stays in sight. @param {string} name @param {string} rest */
function drawWho(name, rest) {
  fill("banner-who", [name, rest]);
  if (name && rest) byId("banner-who").replaceChildren(h("span.banner-name", {}, `${name} ·`), ` ${rest}`);
  else if (name) byId("banner-who").replaceChildren(h("span.banner-name", {}, name));
}

/** @param {Row[]} points */
function drawReach(points) {
  const place = byId("banner-reach");
  const point = points.find((one) => known(one, "may_call")) ?? points[0];
  place.classList.toggle("is-empty", !point);
  if (!point) return place.replaceChildren(t("No number yet"));
  const may = (/** @type {string} */ field, /** @type {string} */ word) => {
    const told = known(point, field);
    if (told === true) return h("span.tag.tag-good", {}, `${word}: ${t("yes")}`);
    return h("span.tag" + (told === false ? ".tag-no" : ".tag-caution"), {}, `${word}: ${told === false ? t("no") : isAsked(point, field) ? t("not agreed") : t("not asked")}`);
  };
  const ways = point.kind === "email" ? [] : [may("may_call", t("call")), may("may_leave_voicemail", t("message"))];
  const others = ONCE_TOLD.filter(([field]) => isAsked(point, field)).map(([field, word]) => may(field, word));
  return place.replaceChildren(h("span.numbers", {}, phoneWords(point.value)), h("span.banner-rules", {}, ...ways, ...others, ...rules(point)));
}

/** Who else answers, when it is safe, whom to ask for, what else to mind. @param {Row} point */
function rules(point) {
  const [from, until] = ["safe_from", "safe_until"].map((field) => clock(known(point, field)));
  const hours = from && until ? `${from}–${until}` : from ? t("from {time}", { time: from }) : until ? t("until {time}", { time: until }) : "";
  const tag = (/** @type {string} */ words, title = words) => h("span.tag.tag-caution", { title }, words);
  const note = known(point, "note");
  const words = [known(point, "shared_line") && t("shared line"), hours, known(point, "ask_for") && t("ask for {name}", { name: known(point, "ask_for") })];
  return [...words.filter(Boolean).map((one) => tag(one)), ...(note ? [tag(t("mind the note"), note)] : [])];
}

/** @param {string | null} time "09:00:00" */
function clock(time) {
  if (!time) return "";
  const [hour, minute] = time.split(":").map(Number);
  return new Date(2000, 0, 1, hour, minute).toLocaleTimeString(LOCALE, { hour: "numeric", minute: minute ? "2-digit" : undefined });
}

/** @param {string} id @param {(string | null | undefined | false)[]} parts */
function fill(id, parts) {
  const words = parts.filter(Boolean).join(" · ");
  const place = byId(id);
  place.textContent = words || t("Not known yet");
  place.title = words;
  place.classList.toggle("is-empty", !words);
}

/** @param {Row} person */
function age(person) {
  const born = known(person, "birth_date");
  const count = known(person, "age_years");
  if (!born && count !== null) return known(person, "age_is_estimate") ? t("about {count} years", { count }) : t("{count} years", { count });
  if (!born) return { true: t("adult"), false: t("under 18") }[String(known(person, "is_adult"))] ?? null;
  return t("{count} years", { count: yearsSince(born) });
}
