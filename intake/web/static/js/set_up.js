// @ts-check
/** The link's code stands behind the #, where no server sees it; it goes into the form and out of the address. */

const field = /** @type {HTMLInputElement} */ (document.getElementById("token"));
if (location.hash.length > 1) {
  field.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  document.getElementById("password")?.focus();
}
