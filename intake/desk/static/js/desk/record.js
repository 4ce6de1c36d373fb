// @ts-check
/** The intake as this page knows it: each answer with the version it was read at. Tells listeners when something changes. */

import { t } from "../words.js";

/** @typedef {string | number | boolean | string[] | {missing: string}} Answer */
/** @typedef {Record<string, any> & {id: string, versions: Record<string, number>}} Row */

const MOMENT = /^\d{4}-\d\d-\d\dT/;
/** The person in need while it is not settled who that is: what is typed of them then is never sent to anybody else. */
export const SUBJECT = "subject";
export const NOT_ASKED = { missing: "not_asked" };

/** @param {any} answer */
export const isMissing = (answer) => answer === null || answer === undefined || (typeof answer === "object" && !Array.isArray(answer));

/**
 * A known value, or null.
 * @param {Row | undefined} row @param {string} field
 */
export const known = (row, field) => (row && !isMissing(row[field]) ? row[field] : null);

/** @param {Row | undefined} row @param {string} field */
export const isAsked = (row, field) => !!row && !(isMissing(row[field]) && (row[field]?.missing ?? "not_asked") === "not_asked");

/** @param {Row} person */
export const nameOf = (person) => known(person, "preferred_name") ?? ([known(person, "given_name"), known(person, "family_name")].filter(Boolean).join(" ") || null);

/** @param {string} born "1985-02-03" */
export function yearsSince(born) {
  const [year, month, day] = born.split("-").map(Number);
  const today = new Date();
  const before = today.getMonth() + 1 < month || (today.getMonth() + 1 === month && today.getDate() < day);
  return today.getFullYear() - year - (before ? 1 : 0);
}

/**
 * Do two answers mean the same? A moment may be written in two ways.
 * @param {any} one @param {any} other
 */
export function isSame(one, other) {
  if (isMissing(one) || isMissing(other)) return isMissing(one) && isMissing(other) && (one?.missing ?? "not_asked") === (other?.missing ?? "not_asked");
  if (Array.isArray(one) || Array.isArray(other)) return JSON.stringify(one) === JSON.stringify(other);
  if (MOMENT.test(one) && MOMENT.test(other)) return Date.parse(one) === Date.parse(other);
  return String(one) === String(other);
}

/** @type {Record<string, string>} */
const LISTS = { "substance-use": "substances", policy: "policies", "contact-point": "contact-points" };

/** @param {any} state @param {string} list @returns {Row[]} */
const listIn = (state, list) => (list === "contact-points" ? state.caller.contact_points : state[list]);

export class IntakeRecord extends EventTarget {
  /** @param {any} state @param {Record<string, string>} kinds of the substances, by their code */
  constructor(state, kinds = {}) {
    super();
    this.state = state;
    this.kinds = kinds;
    /** True from "for whom" to the desk's word who the person in need is: what is typed of them waits, so that it reaches the right one. */
    this.isSettling = false;
    /** Whether something may have been answered elsewhere that is not here. */
    this.isBehind = false;
    /** Why what is complete is being corrected. */
    this.amendReason = "";
  }

  get id() {
    return /** @type {string} */ (this.state.id);
  }

  /** The version that the desk tells. @param {number} version @param {number} [own] how many changes of this page it counts */
  moves(version, own = 0) {
    if (version > this.state.version + own) this.isBehind = true;
    this.state.version = version;
  }

  /** A draft is changed as one types; a record only with a reason. */
  get mayChange() {
    return this.isDraft || this.amendReason.length > 4;
  }

  get isDraft() {
    return this.state.state === "draft";
  }

  /** In the words of the lists. */
  get stateWords() {
    return this.state.state === "abandoned" ? t("kept for later") : t(this.state.state);
  }

  /** True when the caller is the person in need. */
  get isOnePerson() {
    return this.state.caller.id === this.state.subject.id;
  }

  /** Of one substance; "unknown" when nobody could say. @param {Row | undefined} row @returns {string} */
  kindOf(row) {
    return this.kinds[(row && known(row, "substance_code")) ?? ""] ?? "unknown";
  }

  /** The kinds of what is used, and of what is taken with it. */
  kindsUsed() {
    return this.cards("substances").flatMap((row) => [this.kinds[known(row, "substance_code")], ...(known(row, "taken_with") ?? [])]);
  }

  /** What the desk tells anew; cards that it does not know yet stay. @param {any} state */
  replace(state) {
    for (const list of Object.values(LISTS)) listIn(state, list).push(...listIn(this.state, list).filter((row) => row.isLocal));
    this.state = state;
    this.tell("replaced");
    this.isBehind = false;
  }

  /** @param {string} kind @param {any} [detail] */
  tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }

  /**
   * @param {string} record @param {string} id
   * @returns {Row | undefined}
   */
  row(record, id) {
    const { state } = this;
    if (record === "intake") return state.situation;
    if (id === SUBJECT) return state.subject;
    const people = [state.caller, state.subject];
    const points = people.flatMap((person) => person.contact_points);
    /** @type {Record<string, Row[]>} */
    const lists = { person: people, "contact-point": points, "substance-use": state.substances, policy: state.policies };
    return lists[record]?.find((row) => row.id === id);
  }

  /** The rows of one list of cards. @param {string} list @returns {Row[]} */
  cards(list) {
    return listIn(this.state, list);
  }

  /** The list in which cards of a record stand. @param {string} record */
  listOf(record) {
    return LISTS[record] ?? "";
  }

  /** @param {string} record @param {string} id @param {string} field */
  version(record, id, field) {
    return this.row(record, id)?.versions[field] ?? 0;
  }

  /**
   * What the desk has now for one answer.
   * @param {string} record @param {string} id @param {string} field @param {Answer} answer @param {number} version
   */
  keep(record, id, field, answer, version) {
    const rows = record === "person" ? [this.state.caller, this.state.subject].filter((person) => person.id === id) : [this.row(record, id)];
    for (const row of rows) {
      if (!row) continue;
      row[field] = answer;
      row.versions[field] = version;
    }
    this.tell("answer", { record, id, field });
  }
}
