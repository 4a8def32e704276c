/* Two keys, while nothing is typed: / goes to the search, ? to the guide. Without this file both are links of the bar. */
"use strict";
(() => {
  const find = document.querySelector(".bar-find input[type=search]");
  const guide = document.querySelector("[data-guide]");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    if (event.key === "/" && find) {
      event.preventDefault();
      find.focus();
    }
    if (event.key === "?" && guide) {
      /* A form that is being filled in stays open: the guide opens beside it. */
      if (document.querySelector("main [method=post]")) guide.target = "_blank";
      guide.click();
    }
  });
})();
