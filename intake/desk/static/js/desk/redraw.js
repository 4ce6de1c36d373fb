// @ts-check
/** Parts that are drawn anew while somebody works in them: what was ticked, typed and unfolded there stays, and so does the focus. */

const WORKED = "details, summary, input, select, textarea, button, a";

/**
 * @param {HTMLElement} root @param {string} part the attribute that tells its parts apart
 * @param {() => void} draw draws them
 */
export function keepingFocus(root, part, draw) {
  const here = root.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
  const owner = here?.closest(`[${part}]`)?.getAttribute(part);
  draw();
  if (!here || document.activeElement === here) return;
  const place = owner ? root.querySelector(`[${part}="${CSS.escape(owner)}"]`) : root;
  // What was pressed may be there no more: then its part, where that can have the focus.
  (root.contains(here) ? here : place && (twin(here, place) ?? /** @type {HTMLElement} */ (place)))?.focus({ preventScroll: true });
}

/** @param {Element} from as it stood @param {Element} to as it was drawn anew */
export function carryOver(from, to) {
  for (const one of from.querySelectorAll(WORKED)) {
    const other = twin(one, to);
    if (one instanceof HTMLDetailsElement && other instanceof HTMLDetailsElement) other.open ||= one.open;
    else if (one instanceof HTMLInputElement && other instanceof HTMLInputElement && one.type === "checkbox") other.checked = one.checked;
    else if (isTyped(one) && isTyped(other)) other.value = one.value;
  }
}

/** @param {Element | null} one @returns {one is HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} */
const isTyped = (one) => one instanceof HTMLInputElement || one instanceof HTMLSelectElement || one instanceof HTMLTextAreaElement;

/** The same element in another drawing. @param {Element} one @param {Element} place @returns {HTMLElement | null} */
function twin(one, place) {
  const all = /** @type {HTMLElement[]} */ ([...place.querySelectorAll(one.tagName)]);
  return all.find((other) => nameOf(other) === nameOf(one)) ?? null;
}

/** @param {Element} one */
function nameOf(one) {
  if (one instanceof HTMLDetailsElement) return one.querySelector("summary")?.textContent;
  if (one instanceof HTMLInputElement && one.type === "checkbox") return JSON.stringify([one.name, one.value, one.dataset]);
  return isTyped(one) ? one.name : one.textContent;
}
