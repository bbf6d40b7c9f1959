// The live page: it looks again every few seconds, but not while nobody sees it.
(() => {
  "use strict";
  const watching = () => document.querySelector("[data-watching]");
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (document.hidden && event.detail.elt.matches("[data-watching]")) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    const region = watching();
    if (!document.hidden && region) window.htmx.trigger(region, "look");
  });
})();
