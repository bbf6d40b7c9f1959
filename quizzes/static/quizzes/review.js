// Reviewing cards. Without it everything works by plain forms; with it:
//   the next twenty cards are already here, a rating is sent in the background · answers that
//   cannot be sent are kept on this device, and sent in order, once each, with their own time ·
//   keys, by their place on the keyboard
(() => {
  "use strict";
  const kept = document.getElementById("kept");
  if (!kept) return;
  const KEY = `izium:reviews:${kept.dataset.learner}`;
  const FEW = 8; // fewer cards than this at hand: fetch more
  const PATIENCE = 15000; // milliseconds until a request counts as lost
  const FIRST_RETRY = 4000;
  const LAST_RETRY = 60000;
  const player = () => document.getElementById("player");
  const find = (selector) => player() && player().querySelector(selector);
  const singleKeys = () => player() && !player().hasAttribute("data-no-single-keys");

  let ahead = []; // { card, html }, in order
  let pristine = ""; // the card on the page as it came
  let shownAt = performance.now();
  let sending = null; // the run that sends, and the entry on its way
  let onItsWay = null;
  let sinceAsked = new Set(); // cards dealt with since more were asked for
  let stranded = false; // nothing to show until the line is back
  let retryIn = FIRST_RETRY;
  let retrying;

  const announce = (words) => {
    document.dispatchEvent(new CustomEvent("announce", { detail: { value: words } }));
  };
  const tell = (words) => {
    kept.textContent = words;
    kept.hidden = !words;
  };

  // --- What waits to be sent: the storage is the truth, for another tab may send it too ------------
  let memory = []; // where storage is forbidden or full
  const waiting = () => {
    try { return JSON.parse(localStorage.getItem(KEY)) || memory; } catch { return memory; }
  };
  const store = (entries) => {
    memory = entries;
    try {
      if (entries.length) localStorage.setItem(KEY, JSON.stringify(entries));
      else localStorage.removeItem(KEY);
    } catch { /* full or forbidden: this page still has them */ }
  };
  const add = (entry) => store([...waiting(), entry]);
  const remove = (entry) => store(waiting().filter((other) => other.id !== entry.id));

  // --- Requests -----------------------------------------------------------------------------------
  const csrf = () => JSON.parse(document.body.getAttribute("hx-headers"));
  const request = async (path, options = {}) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      return await fetch(path, {
        credentials: "same-origin",
        signal: stop.signal,
        ...options,
        headers: { "HX-Request": "true", ...csrf() },
      });
    } finally {
      clearTimeout(timer);
    }
  };
  const post = (entry) => {
    const body = new URLSearchParams(entry.fields);
    body.set("ago", String(Math.max(0, Math.round((Date.now() - entry.at) / 1000))));
    return request(entry.path, { method: "POST", body });
  };

  // Sends what waits, oldest first. Gives the server's words by entry, or null if the line is lost.
  const send = () => {
    sending ??= run().finally(() => { sending = null; });
    return sending;
  };
  const run = async () => {
    const said = new Map();
    let failed = false;
    for (let entry = waiting()[0]; entry; entry = waiting()[0]) {
      onItsWay = entry;
      let response;
      try { response = await post(entry); } catch { return lost(); } finally { onItsWay = null; }
      if (response.headers.get("HX-Redirect") || response.status === 403) return loggedOut();
      if (response.status >= 500 || response.status === 429) return lost();
      said.set(entry.id, response.status === 204 ? "" : await response.text());
      remove(entry);
      if (response.status >= 400) failed = true;
    }
    found(failed);
    // The line that tells of today asks for itself, once for all that was sent.
    if (said.size) document.body.dispatchEvent(new CustomEvent("answered"));
    return said;
  };
  const lost = () => {
    const count = waiting().length;
    const words = count === 1 ? kept.dataset.one : kept.dataset.many.replace("{n}", count);
    tell(stranded ? `${words} ${kept.dataset.none}` : words);
    clearTimeout(retrying);
    retrying = setTimeout(resume, retryIn);
    retryIn = Math.min(2 * retryIn, LAST_RETRY);
    return null;
  };
  const loggedOut = () => {
    tell(kept.dataset.login);
    const link = document.createElement("a");
    link.href = `/login/?next=${encodeURIComponent(kept.dataset.card)}`;
    link.textContent = "→";
    link.setAttribute("aria-label", kept.dataset.login);
    kept.append(" ", link);
    return null;
  };
  const found = (failed) => {
    clearTimeout(retrying);
    retryIn = FIRST_RETRY;
    if (failed) tell(kept.dataset.refused);
    else if (!kept.hidden && kept.textContent !== kept.dataset.refused) tell(kept.dataset.sent);
  };
  const resume = async () => {
    if (!waiting().length && !stranded) return;
    if (await send() === null) return;
    if (stranded) await fromServer();
    else await fetchAhead();
  };

  // --- Cards at hand ------------------------------------------------------------------------------
  const fetchAhead = async () => {
    if (!player() || waiting().length) return;
    sinceAsked = new Set();
    const current = player().dataset.review;
    let response;
    try {
      response = await request(`${kept.dataset.ahead}?after=${current || ""}`);
    } catch { return; }
    if (response.status !== 200) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const shown = player().dataset.review;
    ahead = [...page.querySelectorAll("template")]
      .map((one) => ({ card: one.dataset.card, html: one.innerHTML }))
      .filter(({ card }) => card !== shown && !sinceAsked.has(card));
  };
  // As an htmx swap, but for its settling, which carries old attributes over to new elements.
  const show = (html, { left } = {}) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = document.importNode(page.getElementById("player"), true);
    if (left !== undefined) fresh.querySelector("[data-cards-left]").textContent = left;
    // A card that came with its whole page asks for no focus.
    if (!fresh.querySelector("[data-focus]")) {
      fresh.querySelector("#stem").setAttribute("data-focus", "");
    }
    stranded = false;
    player().replaceWith(fresh);
    window.htmx.process(fresh);
    prepare();
    window.scrollTo(0, 0);
    const detail = { target: fresh, requestConfig: { verb: "get" } };
    window.htmx.trigger(fresh, "htmx:afterSwap", detail);
    window.htmx.trigger(fresh, "htmx:afterSettle", detail);
  };
  const prepare = () => {
    pristine = player() ? player().outerHTML : "";
    shownAt = performance.now();
  };
  const left = () => Number(find("[data-cards-left]").textContent);

  const fromServer = async () => {
    let response;
    try { response = await request(kept.dataset.card); } catch { return strand(); }
    if (response.status !== 200) return strand();
    show(await response.text());
    return fetchAhead();
  };
  // Away from a card that is dealt with: to one at hand, else to what the server has.
  const goOn = async ({ counted = true } = {}) => {
    const next = ahead.shift();
    if (next) {
      const remaining = Math.max(left() - (counted ? 1 : 0), 1);
      show(next.html, { left: remaining });
      const said = await send();
      if (said !== null && ahead.length < FEW) await fetchAhead();
      return;
    }
    if (await send() === null) strand();
    else await fromServer();
  };
  const strand = () => {
    stranded = true;
    for (const bar of player().querySelectorAll(".action-bar, form, details")) bar.hidden = true;
    lost();
    if (!waiting().length) tell(kept.dataset.none);
    kept.setAttribute("tabindex", "-1");
    kept.focus();
  };

  // --- What the learner does ----------------------------------------------------------------------
  const entryOf = (form, submitter) => {
    const seconds = form.elements.namedItem("seconds");
    if (seconds) seconds.value = Math.round((performance.now() - shownAt) / 1000);
    const fields = [...new FormData(form, submitter)]
      .filter(([name]) => name !== "csrfmiddlewaretoken");
    return {
      id: crypto.randomUUID ? crypto.randomUUID() : String(Math.random()),
      path: new URL(form.action).pathname,
      fields,
      at: Date.now(),
      card: player().dataset.review,
    };
  };
  const undoable = new Map(); // entry id → the page of its card, as long as it was not sent
  const deal = (form, submitter) => {
    const entry = entryOf(form, submitter);
    sinceAsked.add(entry.card);
    undoable.set(entry.id, pristine);
    add(entry);
    return entry;
  };
  const rate = (form, submitter) => {
    const said = submitter ? [...submitter.querySelectorAll("[data-said]")] : [];
    deal(form, submitter);
    announce(said.map((words) => words.textContent.trim()).join(", "));
    goOn();
  };
  const answer = async (form, submitter) => {
    if (find("[data-busy]")) return;
    form.toggleAttribute("data-busy", true);
    const entry = deal(form, submitter);
    const said = await send();
    const told = said && said.get(entry.id);
    if (told) show(told);
    else if (said !== null || ahead.length) goOn();
    else strand();
  };
  const undo = async (form) => {
    const last = waiting().at(-1);
    if (last && undoable.has(last.id) && (!onItsWay || onItsWay.id !== last.id)) {
      remove(last);
      if (player().dataset.review) ahead.unshift({ card: player().dataset.review, html: pristine });
      sinceAsked.delete(last.card);
      show(undoable.get(last.id), { left: left() + 1 });
      announce(kept.dataset.undone);
      if (waiting().length) lost();
      else tell("");
      return;
    }
    if (await send() === null) return;
    const here = { card: player().dataset.review, html: pristine };
    let response;
    try {
      response = await request(new URL(form.action).pathname, {
        method: "POST", body: new URLSearchParams(new FormData(form)),
      });
    } catch { lost(); return; }
    if (![200, 409].includes(response.status)) return;
    document.body.dispatchEvent(new CustomEvent("answered"));
    const html = await response.text();
    if (here.card && response.status === 200) ahead.unshift(here);
    show(html);
    ahead = ahead.filter(({ card }) => card !== player().dataset.review);
  };
  const reveal = async (form) => {
    const typed = form.elements.namedItem("typed");
    if (typed && typed.value.trim()) {
      try {
        const query = new URLSearchParams(new FormData(form));
        const response = await request(`${new URL(form.action).pathname}?${query}`);
        if (response.status === 200) {
          const began = shownAt;
          show(await response.text(), { left: left() });
          shownAt = began;
          return;
        }
      } catch { /* without a connection the learner compares */ }
    }
    find("#back").hidden = false;
    form.hidden = true;
    find("[data-rate]").hidden = false;
    find("#back-text").focus();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!player() || !player().contains(form)) return;
    const act = [
      ["[data-rate]", rate], ["[data-put-off]", rate], ["[data-undo]", undo],
      ["[data-reveal]", reveal], ["[data-question]", answer],
    ].find(([selector]) => form.matches(selector));
    if (!act) return;
    event.preventDefault();
    act[1](form, event.submitter);
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-next-card]") || event.defaultPrevented) return;
    event.preventDefault();
    goOn({ counted: false });
  });

  // --- Keys ---------------------------------------------------------------------------------------
  const showing = (element) => element && !element.closest("[hidden]");
  const KEYS = {
    Space: () => find("[data-show]"),
    KeyU: () => find("[data-undo] button"),
    KeyS: () => find("[data-suspend] button"),
    KeyF: () => find("[data-flag] button"),
  };
  const open = (element) => {
    const around = element.closest("details:not([open])");
    if (around) around.open = true;
  };
  // By its key the flag changes beside the reading: the focus comes back to where it was.
  let flaggedFrom = null;
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt.id !== "flag" || !flaggedFrom) return;
    flaggedFrom.focus();
    flaggedFrom = null;
  });
  const flag = (button) => {
    const here = document.activeElement;
    // A button of a dialog that has just closed may still hold the focus, until the next frame.
    const stands = here !== document.body && here.checkVisibility();
    flaggedFrom = stands ? here : find(showing(find("#back")) ? "#back-text" : "#stem");
    open(button);
    button.click();
  };
  const edit = () => {
    const link = find("[data-edit]");
    if (link) return link.click();
    const note = find("[data-note]");
    if (!note) return undefined;
    open(note.parentElement.closest("details") || note);
    note.open = true;
    return find("#note-text").focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !player()) return;
    if (event.repeat || document.querySelector("dialog[open]")) return;
    if (event.target.closest("textarea, select, input:not([type=radio], [type=checkbox])")) return;
    const rating = find("[data-rate]");
    if (["Enter", "NumpadEnter"].includes(event.code)) {
      const main = find("[data-rate] .button:not(.button-secondary)");
      if (event.target.closest("a, button, summary") || !showing(main)) return;
      event.preventDefault();
      main.click();
      return;
    }
    if (!singleKeys()) return;
    const digit = /^(?:Digit|Numpad)([1-4])$/.exec(event.code);
    if (digit && showing(rating)) {
      const button = rating.querySelector(`[data-key="${digit[1]}"]`);
      if (!button) return;
      event.preventDefault();
      button.click();
      return;
    }
    if (event.code === "Space" && event.target.closest("a, button, summary, input")) return;
    if (event.code === "KeyE") {
      event.preventDefault();
      edit();
      return;
    }
    const button = KEYS[event.code] && KEYS[event.code]();
    if (!button || button.closest("form").hidden) return;
    event.preventDefault();
    if (event.code === "KeyF") flag(button);
    else button.click();
  });

  // --- Beginning ----------------------------------------------------------------------------------
  window.addEventListener("online", resume);
  document.addEventListener("DOMContentLoaded", async () => {
    prepare();
    const had = waiting().length;
    if (had && await send() === null) return;
    if (!player()) return;
    if (had) await fromServer();
    else await fetchAhead();
  });
})();
