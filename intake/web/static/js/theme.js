// Before the first paint: light or dark as the computer is set; paper is always light. A classic script, because a module would come too late.
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light";
  };
  apply();
  dark.addEventListener("change", apply);
  window.addEventListener("beforeprint", () => {
    document.documentElement.dataset.bsTheme = "light";
  });
  window.addEventListener("afterprint", apply);
})();
