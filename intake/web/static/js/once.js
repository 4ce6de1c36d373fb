// @ts-check
/** A form that is on its way is not sent a second time: on a slow line people press again, and two calls would begin. */

const AGAIN = 10_000;

/** @type {Set<HTMLFormElement>} */
const sent = new Set();

/** Forms that change something; what the page itself sends it watches over itself. */
export function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post]")) return;
    if (sent.has(form)) return event.preventDefault();
    sent.add(form);
    // After a file that was handed out the page is still here, and it may be wanted once more.
    setTimeout(() => sent.delete(form), AGAIN);
  });
  // Back on the page as it was: it is a new beginning.
  window.addEventListener("pageshow", () => sent.clear());
}
