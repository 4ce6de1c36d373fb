// @ts-check
/** What is answered elsewhere meanwhile: in another window of this browser, or by somebody else while this page was not looked at. */

const PAUSE = 300;

/**
 * @param {import("./saver.js").Saver} saver
 * @param {{answered: () => void, back: () => void}} does `answered`: another window saved something; `back`: somebody looks at this page again
 */
export function followOthers(saver, { answered, back }) {
  const channel = new BroadcastChannel(`intake-${saver.intake.id}`);
  let timer = 0;
  const soon = (/** @type {() => void} */ work) => {
    clearTimeout(timer);
    timer = window.setTimeout(work, PAUSE);
  };
  saver.addEventListener("progress", (event) => /** @type {CustomEvent} */ (event).detail.state === "saved" && channel.postMessage("saved"));
  channel.addEventListener("message", () => soon(answered));
  window.addEventListener("focus", () => soon(back));
}
