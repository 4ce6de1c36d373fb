// @ts-check
/**
 * What was typed and is not with the desk yet, kept in this browser: sealed, and gone as soon as the desk has it.
 *
 * The key is made of two parts: one that this browser made, cannot be exported, and never leaves it; and one that the desk tells
 * to the signed-in account alone. So neither the next person at this workstation nor a copy of its disk can read what waits.
 *
 * Each window holds a lock as long as it lives. What a living window keeps is its own to send: it may still be typing there.
 */

import { ask } from "../api.js";
import { delMany, entries, get, set, update } from "../../vendor/idb-keyval.js";

const BROWSER_PART = "browser-base";
const EARLIER_PART = "browser-part";
const LONGEST = 30 * 86_400_000;
const WINDOW = "intake-window-";

/** @typedef {{intake: string, place: string, at: number, content: any}} Kept */
/** @typedef {{content: any, done?: Promise<unknown>}} Queued */

/**
 * @param {(isResting: boolean) => void} [tell]
 * @param {{account_id: string, secret: string}} [told] the account's part, where the page came with it; else it is asked for
 * @returns {Promise<Keeper | null>} null where the browser cannot keep anything (private windows of some)
 */
export async function openKeeper(tell, told) {
  try {
    const { account_id: account, secret } = told ?? (await ask("GET", "/api/v1/sessions/current/browser-key"));
    const window = await alive();
    const keeper = new Keeper(account, await keyOf(await browserPart(), secret), tell, window);
    keeper.earlier = await earlierKey(secret);
    return keeper;
  } catch {
    return null;
  }
}

export class Keeper {
  /** What waits for its turn to be written: letters that come faster than the store takes them are one write, and the last is in it soon. @type {Map<string, Queued>} */
  #queued = new Map();

  /** @param {string} account @param {CryptoKey} key @param {(isResting: boolean) => void} [tell] whether all that it was given is in the store @param {string} [window] the lock of this one */
  constructor(account, key, tell = () => undefined, window = "") {
    this.tell = tell;
    this.window = window;
    this.account = account;
    this.key = key;
    /** @type {CryptoKey | null} */
    this.earlier = null;
    /** One after the other, so that an answer is never kept after it was let go. @type {Promise<unknown>} */
    this.turn = Promise.resolve();
  }

  /** @param {string} intake @param {string} place @param {any} content */
  keep(intake, place, content) {
    const name = this.#name(intake, place);
    const queued = this.#queued.get(name);
    if (queued) {
      queued.content = content;
      return queued.done;
    }
    /** @type {Queued} */
    const mine = { content };
    this.#queued.set(name, mine);
    mine.done = this.#next(async () => {
      if (this.#queued.get(name) === mine) this.#queued.delete(name);
      return set(name, await this.#seal(name, mine.content));
    });
    return mine.done;
  }

  /** @param {string} intake @param {string[]} places */
  letGo(intake, ...places) {
    const names = places.map((place) => this.#name(intake, place));
    // What is kept of them from now on is written after this.
    for (const name of names) this.#queued.delete(name);
    return this.#next(() => delMany(names));
  }

  /** What this account typed here for one intake, the oldest first; not what another living window holds. @param {string} intake @returns {Promise<Kept[]>} */
  async kept(intake) {
    const living = await windows();
    const found = (await this.#mine()).filter((one) => one.intake === intake && (one.sealed.by === this.window || !living.has(one.sealed.by)));
    const opened = await Promise.all(found.map(async (one) => ({ ...one, content: await this.#open(one.name, one.sealed) })));
    return opened.filter((one) => one.content !== undefined).sort((one, other) => one.at - other.at);
  }

  /** Each time that another window with something of this intake is gone. @param {string} intake @param {() => unknown} work */
  async whenLeft(intake, work) {
    const living = await windows();
    const others = new Set((await this.#mine()).filter((one) => one.intake === intake && one.sealed.by !== this.window && living.has(one.sealed.by)).map((one) => one.sealed.by));
    for (const other of others) navigator.locks.request(other, () => undefined).then(work);
  }

  /** The intakes for which something waits here. @returns {Promise<string[]>} */
  async intakes() {
    return [...new Set((await this.#mine()).map((one) => one.intake))];
  }

  async #mine() {
    await this.turn;
    const all = (await entries()).map(([name, sealed]) => ({ name: String(name), sealed }));
    const old = all.filter(({ sealed }) => sealed?.at < Date.now() - LONGEST);
    if (old.length) await delMany(old.map(({ name }) => name));
    const mine = all.filter(({ name }) => name.startsWith(`${this.account}|`));
    return mine.map(({ name, sealed }) => {
      const [, intake, place] = name.split("|");
      return { name, sealed, intake, place, at: sealed.at };
    });
  }

  /** @param {string} intake @param {string} place */
  #name(intake, place) {
    return `${this.account}|${intake}|${place}`;
  }

  /** @template T @param {() => Promise<T>} work @returns {Promise<T | undefined>} a full or forbidden store loses nothing that is on the page */
  #next(work) {
    this.tell(false);
    const done = this.turn.then(work).catch(() => undefined);
    this.turn = done;
    done.then(() => this.tell(this.turn === done));
    return done;
  }

  /** @param {string} name @param {any} content */
  async #seal(name, content) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt(way(name, iv), this.key, new TextEncoder().encode(JSON.stringify(content)));
    return { at: Date.now(), by: this.window, iv, sealed };
  }

  /** @param {string} name @param {any} kept */
  async #open(name, kept) {
    for (const key of [this.key, this.earlier]) {
      const opened = key && (await crypto.subtle.decrypt(way(name, kept.iv), key, kept.sealed).catch(() => null));
      if (opened) return JSON.parse(new TextDecoder().decode(opened));
    }
    return undefined;
  }
}

/** This window's lock, until it is gone; nothing where the browser knows no locks. @returns {Promise<string>} */
async function alive() {
  if (!navigator.locks) return "";
  const name = WINDOW + crypto.randomUUID();
  await new Promise((held) => navigator.locks.request(name, () => new Promise(() => held(name))));
  return name;
}

/** The locks of all windows that live. @returns {Promise<Set<string>>} */
async function windows() {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.map(({ name = "" }) => name).filter((name) => name.startsWith(WINDOW)));
}

/** Sealed for one place: moved to another it does not open. @param {string} name @param {Uint8Array<ArrayBuffer>} iv */
const way = (name, iv) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) });

/** Made once; from then on no script can read its bits, only use it. @returns {Promise<CryptoKey>} */
async function browserPart() {
  const bits = crypto.getRandomValues(new Uint8Array(32));
  const made = await crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"]);
  bits.fill(0);
  // In one step: two windows that open at once must end up with the same.
  await update(BROWSER_PART, (kept) => kept ?? made);
  return /** @type {CryptoKey} */ (await get(BROWSER_PART));
}

/** @param {CryptoKey} part @param {string} secret @returns {Promise<CryptoKey>} made within the browser: nothing on the page can export it */
function keyOf(part, secret) {
  const salted = { name: "HKDF", hash: "SHA-256", salt: bytesOf(secret), info: bytesOf("waiting-answers") };
  return crypto.subtle.deriveKey(salted, part, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** That of the version before, as long as something that it sealed may wait. @param {string} secret @returns {Promise<CryptoKey | null>} */
async function earlierKey(secret) {
  const part = /** @type {CryptoKey | undefined} */ (await get(EARLIER_PART));
  if (!part) return null;
  const both = await crypto.subtle.sign("HMAC", part, bytesOf(secret));
  return crypto.subtle.importKey("raw", both, "AES-GCM", false, ["decrypt"]);
}

/** @param {string} text */
const bytesOf = (text) => new TextEncoder().encode(text);
