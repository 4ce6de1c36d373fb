// @ts-check
/** The keyboard: sections, yes and no, unknown and declined, the next question. Every key has a button as well. */

import { byId } from "../html.js";
import { focusOf, kindOf } from "./controls.js";
import { NOT_ASKED } from "./record.js";

/** @type {Record<string, string>} */
const ON_SEGMENTS = { y: "yes", n: "no", u: "?unknown", d: "?declined" };

/**
 * @param {import("./answers.js").Answers} answers
 * @param {{undo: () => void, askNext: () => void, emergency: () => void}} does
 */
export function listenToKeys(answers, does) {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "p") return printSummary(event);
    // What stands under a dialog is out of reach, and under the veil of a page left alone out of sight.
    if (document.querySelector("dialog:modal")) return;
    const handled = event.altKey && !event.ctrlKey && !event.metaKey ? withAlt(event, answers, does) : plain(event, answers);
    if (handled) event.preventDefault();
  });
  for (const link of document.querySelectorAll("a[data-section]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      goToSection(/** @type {HTMLElement} */ (link).dataset.section ?? "");
    });
  }
  for (const button of document.querySelectorAll("[data-open]")) {
    button.addEventListener("click", () => openDialog(/** @type {HTMLElement} */ (button).dataset.open ?? ""));
  }
}

/** @param {string} key */
export function goToSection(key) {
  const section = byId(`section-${key}`);
  section.scrollIntoView({ block: "start", behavior: "instant" });
  const controls = ".answer:not([hidden], [inert]) :is(input, select), .finder input:enabled";
  const first = /** @type {HTMLElement | null} */ (section.querySelector(controls) ?? section.querySelector("button"));
  (first ?? section).focus({ preventScroll: true });
  // Nothing there can be changed any more.
  if (!section.contains(document.activeElement)) section.focus({ preventScroll: true });
}

/** @param {HTMLElement} answer @param {ScrollLogicalPosition} [block] "nearest": the page moves no farther than it must */
export function goToAnswer(answer, block = "center") {
  // What is asked for by a finding shows, whatever it was hidden for.
  answer.hidden = false;
  answer.scrollIntoView({ block, behavior: "instant" });
  // One at a time: where the hand was brought last.
  for (const other of document.querySelectorAll(".answer.is-wanted")) other.classList.remove("is-wanted");
  answer.classList.add("is-wanted");
  setTimeout(() => answer.classList.remove("is-wanted"), 4000);
  focusOf(answer)?.focus({ preventScroll: true });
}

/** @param {KeyboardEvent} event @param {import("./answers.js").Answers} answers @param {{undo: () => void, askNext: () => void, emergency: () => void}} does */
function withAlt(event, answers, does) {
  const digit = /^Digit([1-8])$/.exec(event.code);
  if (digit) {
    const link = document.querySelector(`.rail li:nth-child(${digit[1]}) a`);
    goToSection(/** @type {HTMLElement} */ (link).dataset.section ?? "");
    return true;
  }
  const answer = /** @type {HTMLElement | null} */ (document.activeElement?.closest?.(".answer") ?? null);
  switch (event.code) {
    case "Digit9": {
      const first = document.querySelector("#findings button, #findings summary");
      /** @type {HTMLElement | null} */ (first)?.focus();
      return true;
    }
    case "KeyE":
      does.emergency();
      return true;
    case "KeyS":
      byId("find-substance").focus();
      return true;
    case "KeyT":
    case "KeyM":
      return choose(event.code === "KeyT" ? "theirs" : "mine", answer);
    case "KeyN":
      byId("note-text").focus();
      return true;
    case "KeyA":
      does.askNext();
      return true;
    case "KeyZ":
      does.undo();
      return true;
    case "KeyU":
    case "KeyD":
      if (answer) answers.give(answer, { missing: event.code === "KeyU" ? "unknown" : "declined" });
      return !!answer;
    default:
      return false;
  }
}

/** Of two answers to one question: here, else the first on the page. @param {string} which @param {HTMLElement | null} answer */
function choose(which, answer) {
  const button = /** @type {HTMLElement | null} */ ((answer?.querySelector(".conflict") ?? document.querySelector(".conflict"))?.querySelector(`[data-choice="${which}"]`) ?? null);
  button?.click();
  return !!button;
}

/** @param {KeyboardEvent} event @param {import("./answers.js").Answers} answers */
function plain(event, answers) {
  const target = /** @type {HTMLInputElement} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const isTyping = target.matches?.("textarea, select, input:not([type=radio]):not([type=checkbox])");
  if (event.key === "?" && !isTyping) {
    openDialog("keys");
    return true;
  }
  const answer = target.type === "radio" ? /** @type {HTMLElement | null} */ (target.closest(".answer")) : null;
  if (!answer) return false;
  if (event.key === "Backspace" || event.key === "Delete") {
    answers.give(answer, NOT_ASKED);
    return true;
  }
  const wanted = ON_SEGMENTS[event.key.toLowerCase()];
  const radio = /** @type {HTMLInputElement | null} */ (wanted && answer.querySelector(`input[value="${wanted}"]`));
  if (!radio || (kindOf(answer) !== "yesno" && !wanted.startsWith("?"))) return false;
  radio.checked = true;
  radio.focus();
  answers.commit(answer);
  return true;
}

/** The form makes no paper; the summary does, and prints itself. @param {Event} event */
function printSummary(event) {
  event.preventDefault();
  const link = /** @type {HTMLAnchorElement} */ (document.querySelector("[data-summary]"));
  window.open(`${link.href}#print`, "_blank", "noopener");
}

/** @param {string} id */
function openDialog(id) {
  /** @type {HTMLDialogElement} */ (byId(id)).showModal();
}
