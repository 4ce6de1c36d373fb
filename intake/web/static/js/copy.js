// @ts-check
/** A button that copies the field before it; without the browser's clipboard the field is still there to read and select. */

import { t } from "./words.js";

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-copy]"))) {
  const field = /** @type {HTMLTextAreaElement | null} */ (button.closest(".stack-sm")?.querySelector("[data-copied]") ?? null);
  if (!field || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    button.textContent = t("Copied");
  });
}
