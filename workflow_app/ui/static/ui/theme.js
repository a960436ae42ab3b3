/* Applies the appearance before the first paint; "auto" follows the device. */
(function () {
  const root = document.documentElement;
  root.classList.add("has-scripts"); // lets styles fold what a script can unfold
  const device = window.matchMedia("(prefers-color-scheme: dark)");
  function apply() {
    const choice = root.dataset.themeChoice || "auto";
    const dark = choice === "dark" || (choice === "auto" && device.matches);
    root.setAttribute("data-bs-theme", dark ? "dark" : "light");
  }
  apply();
  device.addEventListener("change", apply);
  window.applyTheme = function (choice) {
    root.dataset.themeChoice = choice;
    apply();
  };
})();
