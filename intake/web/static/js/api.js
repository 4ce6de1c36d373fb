// @ts-check
/** Talks JSON with the desk's own API: the token against forged requests, the version read, and refusals as one kind of error. */

import { t } from "./words.js";

/** A refusal of the server, or (with status 0) no answer at all. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {Record<string, any>} problem
   */
  constructor(status, problem) {
    super(problem.detail || problem.title || t("The desk did not answer."));
    this.status = status;
    this.problem = problem;
  }

  /** True when trying again later may help: no network, server away or busy. */
  get mayPass() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** @returns {string} */
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
}

/**
 * @param {string} method
 * @param {string} path
 * @param {{body?: unknown, version?: number, signal?: AbortSignal, key?: string}} [options]
 * @returns {Promise<any>} the answer's JSON, or null when there is none
 */
export async function ask(method, path, { body, version, signal, key } = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json", "X-CSRF-Token": csrfToken() };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (version !== undefined) headers["If-Match"] = `"${version}"`;
  if (key !== undefined) headers["Idempotency-Key"] = key;
  let response;
  const asked = Date.now();
  try {
    response = await fetch(path, {
      method,
      headers,
      signal,
      credentials: "same-origin",
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (isBrokenOff(error)) throw error;
    throw noConnection();
  }
  const seconds = response.headers.get("Session-Seconds");
  if (seconds) document.dispatchEvent(new CustomEvent("session-seconds", { detail: { seconds: Number(seconds), asked } }));
  if (response.status === 204) return null;
  const answer = await response.json().catch((error) => {
    if (isBrokenOff(error)) throw error;
    return null;
  });
  if (!response.ok) throw new Refusal(response.status, answer ?? { title: t("The desk answered {status}.", { status: response.status }) });
  // The line was cut within the answer: what it said is not known.
  if (answer === null) throw noConnection();
  return answer;
}

/** By this page itself. @param {unknown} error */
const isBrokenOff = (error) => error instanceof DOMException && error.name === "AbortError";

const noConnection = () => new Refusal(0, { title: t("No connection to the desk.") });

/** For whom a page was made. */
export const accountOf = (page = document) => /** @type {HTMLElement | null} */ (page.querySelector('meta[name="session"]'))?.dataset.account;

/** After a new sign-in in another window the page's token is no longer good: take the one of a fresh page, unless it is somebody else's. */
export async function renewToken() {
  try {
    const page = await fetch("/desk", { credentials: "same-origin" });
    const now = new DOMParser().parseFromString(await page.text(), "text/html");
    const [fresh, meta] = [now, document].map((one) => one.querySelector('meta[name="csrf-token"]'));
    if (fresh && meta && accountOf(now) === accountOf()) meta.setAttribute("content", fresh.getAttribute("content") ?? "");
  } catch {
    // No network: the next try comes back here.
  }
}
