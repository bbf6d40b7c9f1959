// What every page does with JavaScript; each of it has a plain way without.
//   theme, menu · the banner for requests that failed · focus and announcement after a swap
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  // Safari before 16 sends a form by a button alone.
  HTMLFormElement.prototype.requestSubmit ??= function requestSubmit(submitter) {
    const button = submitter || document.createElement("button");
    if (!submitter) {
      button.hidden = true;
      this.append(button);
    }
    button.click();
    if (!submitter) button.remove();
  };

  // --- Theme: a cookie, so that the server writes the right colours into the next page ---------
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
  const showTheme = () => {
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.setAttribute("aria-pressed", String(isDark()));
    }
  };
  const switchTheme = () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${root.dataset.theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    showTheme();
  };

  // --- Menu -------------------------------------------------------------------------------------
  const setMenu = (open) => {
    document.getElementById("site-header").classList.toggle("is-open", open);
    document.querySelector("[data-menu]").setAttribute("aria-expanded", String(open));
  };

  // --- Announcements: the region stands in the page before any swap ------------------------------
  let announcing;
  const announce = (words) => {
    const live = document.getElementById("live");
    if (!live || !words) return;
    live.textContent = "";
    clearTimeout(announcing);
    announcing = setTimeout(() => { live.textContent = words; }, 60);
  };

  // --- Requests that failed ----------------------------------------------------------------------
  let failed = null;
  const banner = () => document.getElementById("banner");
  const wordsFor = (status) => {
    if (status === 0) return "lost";
    if (status === 404 || status === 410) return "gone";
    if (status === 413) return "large";
    if (status === 429) return "busy";
    return status >= 500 ? "fault" : "refused";
  };
  // The server's own short page (#problem) knows best what happened and what to do.
  const wordsOfServer = (xhr) => {
    if (!xhr || !xhr.responseText || !xhr.responseText.includes("id=\"problem\"")) return "";
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    return [...page.querySelectorAll("#problem p")]
      .filter((line) => !line.querySelector("a, button"))
      .map((line) => line.textContent.trim()).join(" ");
  };
  const showFailure = (detail, kind) => {
    const element = banner();
    if (!element) return;
    failed = detail;
    const again = !["gone", "refused", "large"].includes(kind);
    const saving = detail.requestConfig && detail.requestConfig.verb !== "get";
    element.querySelector("[data-banner-title]").textContent =
      saving ? element.dataset.unsaved : element.dataset.unloaded;
    element.querySelector("[data-banner-words]").textContent =
      wordsOfServer(detail.xhr) || element.dataset[kind];
    element.querySelector("[data-retry]").hidden = !again;
    element.querySelector("[data-reload]").hidden = again;
    element.hidden = false;
    document.dispatchEvent(new CustomEvent("app:failed", { detail: { kind, elt: detail.elt } }));
  };
  const hideFailure = () => {
    failed = null;
    const element = banner();
    if (element && !element.hidden) element.hidden = true;
  };
  const retry = () => {
    if (!failed) return;
    const { elt, requestConfig } = failed;
    const form = elt.closest && elt.closest("form");
    if (form && requestConfig.verb === "post") {
      const submitter = requestConfig.triggeringEvent && requestConfig.triggeringEvent.submitter;
      form.requestSubmit(submitter && submitter.isConnected ? submitter : undefined);
    } else {
      window.htmx.ajax(requestConfig.verb, requestConfig.path, {
        source: elt, target: requestConfig.target, values: requestConfig.parameters,
      });
    }
  };

  document.addEventListener("htmx:sendError", (event) => showFailure(event.detail, "lost"));
  document.addEventListener("htmx:timeout", (event) => showFailure(event.detail, "slow"));
  document.addEventListener("htmx:responseError", (event) => {
    showFailure(event.detail, wordsFor(event.detail.xhr.status));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) hideFailure();
  });
  window.addEventListener("online", () => { if (failed) retry(); });

  // --- After a swap: focus goes where the new content asks for it ---------------------------------
  let focusWasInside = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target } = event.detail;
    focusWasInside = target !== document.body && target.contains(document.activeElement);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const swapped = event.detail.elt;
    const find = (selector) =>
      swapped.matches(selector) ? swapped : swapped.querySelector(selector);
    const target = find("[data-focus]");
    if (target) {
      if (!target.matches("a[href], button, input, select, textarea, [tabindex]")) {
        target.setAttribute("tabindex", "-1");
      }
      target.focus();
    } else if (focusWasInside && document.activeElement === document.body) {
      // The button that was pressed went with the swap: without this the focus would be lost.
      swapped.setAttribute("tabindex", "-1");
      swapped.focus({ preventScroll: true });
    }
    const spoken = find("[data-announce]");
    if (spoken) announce(spoken.dataset.announce);
  });
  // A server may also send HX-Trigger: {"announce": "…"}.
  document.addEventListener("announce", (event) => announce(event.detail.value));

  // --- Copying: the words stand on the page, too, for browsers that do not let us ----------------
  const copy = async (button) => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      announce(button.dataset.copied);
      button.textContent = button.dataset.copied;
    } catch {
      button.hidden = true;
    }
  };

  // --- Copies of the review for a bad line (review.js): whoever else comes here finds none --------
  const dropCopies = async (learner) => {
    try {
      for (const name of await caches.keys()) {
        const theirs = name.startsWith("izium-review") && !(learner && name.endsWith(`:${learner}`));
        if (theirs) await caches.delete(name);
      }
    } catch { /* forbidden, or over plain http: then there are none */ }
  };
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-leave]")) dropCopies();
  });

  // --- One listener for clicks --------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches("[data-theme-switch]")) switchTheme();
    else if (button.matches("[data-menu]")) setMenu(button.getAttribute("aria-expanded") !== "true");
    else if (button.matches("[data-retry]")) retry();
    else if (button.matches("[data-print]")) window.print();
    else if (button.matches("[data-copy]")) copy(button);
  });
  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector("[data-menu][aria-expanded='true']");
    if (event.code !== "Escape" || !menu) return;
    setMenu(false);
    menu.focus();
  });
  document.addEventListener("DOMContentLoaded", () => {
    showTheme();
    dropCopies(document.body.dataset.learner);
    const first = document.querySelector(".error-summary, [data-focus-first]");
    if (first) {
      first.setAttribute("tabindex", "-1");
      first.focus();
    }
  });
  dark.addEventListener("change", showTheme);
})();
