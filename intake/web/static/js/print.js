// @ts-check
/** A button that prints the page; without scripts the browser's own way is still there. An address that ends in #print prints at once. */

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-print]"))) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
if (location.hash === "#print") window.addEventListener("load", () => window.print());
