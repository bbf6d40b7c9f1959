// Reviewing cards. Without it everything works by plain forms; with it:
//   the next twenty cards are already here, a rating is sent in the background · answers that
//   cannot be sent are kept on this device, and sent in order, once each, with their own time ·
//   a page opened without a connection shows the cards that were kept (review_worker.js finds it) ·
//   keys, by their place on the keyboard
(() => {
  "use strict";
  const kept = document.getElementById("kept");
  if (!kept) return;
  const { learner } = kept.dataset;
  const WAITING = "izium:reviews:";
  const KEY = `${WAITING}${learner}:`;
  const DEALT = `izium:dealt:${learner}`;
  const COPIES = `izium-review-1:${learner}`;
  const PAGE_LASTS = 2 * 24 * 3600 * 1000; // milliseconds; its cards no longer than the study day
  const TOO_OLD = 14 * 24 * 3600 * 1000; // an answer that the server would refuse
  const HASHED = /\.[0-9a-f]{12}\.\w+$/; // a file whose name changes with its contents
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
  let awaited = ""; // the entry whose outcome the page is about to show
  let fetching = null; // the cards ahead, on their way
  let sinceAsked = new Set(); // cards dealt with since more were asked for
  let stranded = false; // nothing to show until the line is back
  let ended = false; // the session
  let wantedBack = false; // the last answer, though nobody knows whether it arrived
  let copied = "copy" in kept.dataset; // the page is a copy, and the server has not been heard yet
  let dayEnds = 0; // until when copies of cards are good; 0: none can be kept
  let retryIn = FIRST_RETRY;
  let retrying = null;

  const announce = (words) => {
    document.dispatchEvent(new CustomEvent("announce", { detail: { value: words } }));
  };
  const tell = (words) => {
    if (kept.textContent === words) return; // or it is read out again
    kept.textContent = words;
    kept.hidden = !words;
  };

  // --- What waits to be sent: the storage is the truth, for another tab may send it too ------------
  // Each entry under its own key: two tabs cannot write over one another's.
  let memory = []; // where storage is forbidden or full
  const read = (key) => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };
  const keysOf = (prefix) => {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)); } catch { return []; }
  };
  const forget = (key) => {
    try { localStorage.removeItem(key); } catch { /* forbidden */ }
  };
  const waiting = () => [...keysOf(KEY).map(read).filter(Boolean), ...memory]
    .sort((one, other) => one.turn - other.turn);
  const store = (entry) => {
    memory = memory.filter(({ id }) => id !== entry.id);
    try {
      localStorage.setItem(KEY + entry.id, JSON.stringify(entry));
    } catch {
      memory.push(entry);
    }
  };
  // In the order in which they were given, whatever becomes of the clock.
  const add = (entry) => {
    const last = waiting().at(-1);
    store({ ...entry, turn: Math.max(entry.at, last ? last.turn + 1 : 0) });
  };
  const remove = (entry) => {
    memory = memory.filter(({ id }) => id !== entry.id);
    forget(KEY + entry.id);
  };
  // Of somebody who never came back to this device.
  const prune = () => {
    for (const key of keysOf("izium:dealt:")) if (key !== DEALT) forget(key);
    for (const key of keysOf(WAITING)) {
      const entry = read(key);
      if (!key.startsWith(KEY) && !(entry && Date.now() - entry.at < TOO_OLD)) forget(key);
    }
  };
  window.addEventListener("beforeunload", (event) => { if (memory.length) event.preventDefault(); });

  // --- Requests -----------------------------------------------------------------------------------
  const csrf = () => JSON.parse(document.body.getAttribute("hx-headers"));
  // An answer that is not ours (of a portal between us and the server) counts as none.
  const OURS = /id="(?:player|problem)"/;
  const ask = async (path, options) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch(path, {
        credentials: "same-origin", signal: stop.signal, ...options,
      });
      return { response, text: await response.text() };
    } finally {
      clearTimeout(timer);
    }
  };
  const request = async (path, options = {}) => {
    const headers = { "HX-Request": "true", ...csrf() };
    const { response, text } = await ask(path, { ...options, headers });
    return { status: response.status, text, login: response.headers.has("HX-Redirect") };
  };
  const isLost = ({ status, text }) => status >= 500 || [408, 429].includes(status)
    || (status !== 204 && !OURS.test(text));
  // Asked for a card, the server may also send the page of somebody who is not logged in.
  const isNoPage = ({ status, text }) => status >= 500
    || !(OURS.test(text) || text.includes("hx-headers="));
  const isLoggedOut = ({ status, login }) => login || status === 403;
  const parsed = (text) => new DOMParser().parseFromString(text, "text/html");
  // The button by hand: browsers before 2023 leave it out.
  const fieldsOf = (form, button) => [
    ...[...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"),
    ...(button && button.name ? [[button.name, button.value]] : []),
  ];
  const post = (entry) => {
    const body = new URLSearchParams(entry.fields);
    body.set("ago", String(Math.max(0, Math.round((Date.now() - entry.at) / 1000))));
    // A page closed at once after the last card still sends it.
    return request(entry.path, { method: "POST", body, keepalive: true });
  };
  // The page without a card, as it is now; null where it is not this learner's.
  const ownPage = async () => {
    const { response, text } = await ask(kept.dataset.page);
    const page = parsed(text);
    const theirs = page.getElementById("kept");
    if (!response.ok || !theirs || theirs.dataset.learner !== learner) return null;
    return { page, text, response, lasts: Number(theirs.dataset.lasts) };
  };
  // A log-in, in another tab perhaps, changes what forms are signed with.
  const renewed = async () => {
    const own = await ownPage().catch(() => null);
    if (!own) return false;
    document.body.setAttribute("hx-headers", own.page.body.getAttribute("hx-headers"));
    const token = Object.values(csrf())[0];
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    return true;
  };
  // As `request`, once more where the session is another of the same learner.
  const requestAgain = async (attempt) => {
    const answer = await attempt();
    return isLoggedOut(answer) && await renewed() ? attempt() : answer;
  };

  // Sends what waits, oldest first. Gives the server's words by entry, or null if the line is lost.
  const send = () => {
    sending ??= run().finally(() => { sending = null; onItsWay = null; });
    return sending;
  };
  const run = async () => {
    const said = new Map();
    let failed = false;
    for (let entry = waiting()[0]; entry; entry = waiting()[0]) {
      onItsWay = entry;
      const sure = !navigator.onLine; // then it does not leave this device
      const answer = await requestAgain(() => post(entry)).catch(() => null);
      if (answer && isLoggedOut(answer)) return loggedOut();
      if (!answer || isLost(answer)) {
        if (!sure) store({ ...entry, mayHaveArrived: true });
        return lost();
      }
      said.set(entry.id, answer.text);
      remove(entry);
      undoable.delete(entry.id);
      // Where the page waits for it, it shows the server's own words.
      if (answer.status >= 400 && entry.id !== awaited) failed = true;
    }
    if (said.size) {
      found(failed);
      // The line that tells of today asks for itself, once for all that was sent.
      document.body.dispatchEvent(new CustomEvent("answered"));
    }
    return said;
  };
  const lost = () => {
    const count = waiting().length;
    tell([
      copied && !stranded && kept.dataset.copied,
      count === 1 && kept.dataset.one,
      count > 1 && kept.dataset.many.replace("{n}", count),
      memory.length && kept.dataset.here,
      stranded && kept.dataset.none,
      wantedBack && kept.dataset.later,
    ].filter(Boolean).join(" "));
    tryLater();
    return null;
  };
  const tryLater = () => {
    if (retrying) return;
    retrying = setTimeout(() => { retrying = null; resume(); }, retryIn);
    retryIn = Math.min(2 * retryIn, LAST_RETRY);
  };
  const loggedOut = () => {
    tryLater();
    if (ended) return null;
    ended = true;
    tell(kept.dataset.login);
    const link = document.createElement("a");
    link.href = `/login/?next=${encodeURIComponent(kept.dataset.card)}`;
    link.textContent = "→";
    link.setAttribute("aria-label", kept.dataset.login);
    kept.append(" ", link);
    return null;
  };
  const found = (failed = false) => {
    clearTimeout(retrying);
    retrying = null;
    retryIn = FIRST_RETRY;
    ended = false;
    wantedBack = false;
    if (failed) tell(kept.dataset.refused);
    else if (!kept.hidden && kept.textContent !== kept.dataset.refused) tell(kept.dataset.sent);
  };
  const resume = async () => {
    if (!waiting().length && !stranded && !copied) return;
    if (await send() === null) return;
    if (stranded) await fromServer();
    else await freshen();
  };
  // More cards; and the one on the page stays only if the server would still show it, where it
  // stands there from a copy.
  const freshen = async () => {
    if (copied && !await checked()) return;
    await fetchAhead();
  };

  // --- Cards at hand ------------------------------------------------------------------------------
  const fetchAhead = () => {
    fetching ??= fetchCards().finally(() => { fetching = null; });
    return fetching;
  };
  const fetchCards = async () => {
    if (waiting().length) return;
    sinceAsked = new Set();
    const shown = () => (player() && player().dataset.review) || "";
    let answer;
    try {
      answer = await request(`${kept.dataset.ahead}?after=${shown()}`);
    } catch { return; }
    if (answer.status !== 200 || (answer.text.trim() && !OURS.test(answer.text))) return;
    ahead = [...parsed(answer.text).querySelectorAll("template")]
      .filter((one) => one.content.firstElementChild.dataset.learner === learner)
      .map((one) => ({ card: one.dataset.card, html: one.innerHTML }))
      .filter(({ card }) => card !== shown() && !sinceAsked.has(card));
    await keepCards();
  };
  // As an htmx swap, but for its settling, which carries old attributes over to new elements.
  // Says whether it was this learner's card.
  const show = (html, counts) => {
    const theirs = parsed(html).getElementById("player");
    if (!theirs || theirs.dataset.learner !== learner) {
      loggedOut();
      strand();
      return false;
    }
    const fresh = document.importNode(theirs, true);
    if (counts) count(fresh, counts);
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
    return true;
  };
  const prepare = () => {
    pristine = player() ? player().outerHTML : "";
    shownAt = performance.now();
  };
  // Cards of today that were not answered yet, and those that come once more.
  const countsIn = (element) => {
    const number = (selector) => {
      const count = element && element.querySelector(selector);
      return count ? Number(count.textContent) : 0;
    };
    return { left: number("[data-cards-left]"), again: number("[data-cards-again]") };
  };
  const counts = () => countsIn(player());
  const count = (element, { left, again }) => {
    const once = element.querySelector("[data-cards-again]");
    if (!once) return;
    element.querySelector("[data-cards-left]").textContent = left;
    once.textContent = again;
    once.parentElement.hidden = !again;
  };
  // Without the card on the page, which may be one that comes again.
  const countsAfter = (comesAgain) => {
    const { left, again } = counts();
    if (!player().dataset.review) return { left, again }; // answered, and counted as such
    const isOnceMore = player().hasAttribute("data-once-more");
    return {
      left: Math.max(left - !isOnceMore, 0),
      again: Math.max(again - isOnceMore + comesAgain, 0),
    };
  };

  const fromServer = async () => {
    const answer = await request(kept.dataset.card).catch(() => null);
    if (!answer || isNoPage(answer)) return strand();
    if (!show(answer.text)) return undefined;
    heard();
    return fetchAhead();
  };
  // The server was heard by a page that was a copy.
  const heard = () => {
    found();
    if (!copied) return;
    copied = false;
    keepPage();
  };
  const checked = async () => {
    const { review } = player().dataset;
    if (!review) { // what was answered is told, so the server has spoken
      heard();
      return true;
    }
    const version = () => (find("[name=version]") || {}).value;
    const before = version();
    const answer = await request(`${kept.dataset.card}?card=${review}`).catch(() => null);
    if (!answer || isNoPage(answer)) return lost();
    const fresh = parsed(answer.text).getElementById("player");
    const same = fresh && fresh.dataset.learner === learner && fresh.dataset.review === review
      && fresh.querySelector("[name=version]").value === before;
    const gone = player().dataset.review !== review; // dealt with meanwhile
    if (!same && !gone && !show(answer.text)) return false;
    heard();
    return true;
  };
  // Away from a card that is dealt with: to one at hand, else to what the server has.
  const goOn = async (remaining = counts()) => {
    const next = ahead.shift();
    if (next) {
      show(next.html, remaining);
      const said = await send();
      if (said !== null && (copied || ahead.length < FEW)) await freshen();
      return;
    }
    if (await send() === null) strand();
    else await fromServer();
  };
  const strand = () => {
    const already = stranded;
    stranded = true;
    for (const bar of player().querySelectorAll(".action-bar, form, details")) bar.hidden = true;
    if (!ended) lost();
    if (already) return;
    kept.setAttribute("tabindex", "-1");
    kept.focus();
  };

  // --- Copies, for a page that is opened without a connection ---------------------------------------
  // Of this learner alone: app.js drops those of all others. Without room, over plain http or in
  // a private window there are none, and nothing else changes.
  const put = async (path, text, { until, headers = {} }) => {
    const told = new Headers(headers);
    for (const name of ["Content-Encoding", "Content-Length"]) told.delete(name);
    told.set("X-Until", String(until));
    await (await caches.open(COPIES)).put(path, new Response(text, { headers: told }));
  };
  const keepPage = async () => {
    try {
      if (!window.caches || !navigator.serviceWorker) return;
      const own = await ownPage();
      if (!own) return;
      const files = [...own.page.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")]
        .map((element) => element.getAttribute("src") || element.getAttribute("href"));
      if (!files.every((address) => HASHED.test(address))) return;
      const cache = await caches.open(COPIES);
      // Page and files fit one another at each moment: its files come first, the old ones go last.
      for (const address of files) if (!await cache.match(address)) await cache.add(address);
      await put(kept.dataset.page, own.text, {
        until: Date.now() + PAGE_LASTS, headers: own.response.headers,
      });
      const wanted = [...files, kept.dataset.page, kept.dataset.ahead];
      for (const old of await cache.keys()) {
        if (!wanted.includes(new URL(old.url).pathname)) await cache.delete(old);
      }
      dayEnds = Date.now() + 1000 * own.lasts;
      await navigator.serviceWorker.register(kept.dataset.worker);
    } catch { /* see above */ }
  };
  const keepCards = async () => {
    if (!dayEnds || copied) return;
    const here = player() && player().dataset.review;
    const cards = [...(here ? [{ card: here, html: pristine }] : []), ...ahead];
    try {
      await put(kept.dataset.ahead, JSON.stringify(cards), { until: dayEnds });
      localStorage.setItem(DEALT, JSON.stringify([...sinceAsked]));
    } catch { /* see above */ }
  };
  const keepDealt = (change) => {
    const dealt = new Set(read(DEALT) || []);
    change(dealt);
    try { localStorage.setItem(DEALT, JSON.stringify([...dealt])); } catch { /* full or forbidden */ }
  };
  const keptCards = async () => {
    try {
      const copy = await (await caches.open(COPIES)).match(kept.dataset.ahead);
      const good = copy && Number(copy.headers.get("X-Until")) > Date.now();
      return good ? await copy.json() : [];
    } catch { return []; }
  };
  const fromCopies = async () => {
    const cards = await keptCards();
    const entries = waiting();
    const dealt = new Set([...(read(DEALT) || []), ...entries.map(({ card }) => card)]);
    for (const entry of entries) {
      const own = cards.find(({ card }) => card === entry.card);
      if (own) undoable.set(entry.id, { html: own.html });
    }
    ahead = cards.filter(({ card }) => !dealt.has(card));
    const next = ahead.shift();
    if (!next) return strand();
    const before = countsIn(parsed(cards[0].html));
    show(next.html, { ...before, left: Math.max(before.left - (cards.length - 1 - ahead.length), 0) });
    return lost();
  };

  // --- What the learner does ----------------------------------------------------------------------
  const newToken = () => Array.from(crypto.getRandomValues(new Uint8Array(16)),
    (byte) => byte.toString(16).padStart(2, "0")).join("");
  const entryOf = (form, submitter) => {
    const seconds = form.elements.namedItem("seconds");
    if (seconds) seconds.value = Math.round((performance.now() - shownAt) / 1000);
    return {
      id: newToken(),
      path: new URL(form.action).pathname,
      fields: fieldsOf(form, submitter),
      at: Date.now(),
      card: player().dataset.review,
    };
  };
  // The card put off or set aside just now, until something else is done.
  let away = null;
  const tellAway = (what) => {
    away = what;
    const line = document.getElementById("away");
    line.hidden = !what;
    if (!what) return;
    line.action = what.entry.path;
    line.querySelector("p").textContent = line.dataset[Object.fromEntries(what.entry.fields).change];
  };
  const undoable = new Map(); // entry id → the page of its card, as long as it was not sent
  const deal = (form, submitter) => {
    const entry = entryOf(form, submitter);
    const page = { html: pristine, counted: counts() };
    wantedBack = false;
    player().toggleAttribute("data-busy", true);
    sinceAsked.add(entry.card);
    keepDealt((dealt) => dealt.add(entry.card));
    undoable.set(entry.id, page);
    add(entry);
    tellAway(form.matches("[data-put-off]") ? { entry, page } : null);
    return entry;
  };
  const takeUp = () => {
    const { entry, page } = away;
    const fields = fieldsOf(document.getElementById("away"));
    backTo(entry, page);
    // Under no card: a copy of this page would take it for dealt with.
    add({ id: newToken(), path: entry.path, fields, at: Date.now(), card: "" });
    send();
  };
  const rate = (form, submitter) => {
    const said = submitter ? [...submitter.querySelectorAll("[data-said]")] : [];
    deal(form, submitter);
    announce(said.map((words) => words.textContent.trim()).join(", "));
    goOn(countsAfter(Boolean(submitter) && submitter.hasAttribute("data-comes-again")));
  };
  const answer = async (form, submitter) => {
    const entry = deal(form, submitter);
    awaited = entry.id;
    const said = await send();
    awaited = "";
    const told = said && said.get(entry.id);
    if (told) show(told);
    else if (said !== null || ahead.length) goOn(countsAfter(false));
    else strand();
  };
  const restore = ({ html, counted }) => {
    show(html, counted || { ...counts(), left: counts().left + 1 });
  };
  // What was done last: a card put away, else the last rating.
  const undo = async (form) => {
    const last = waiting().at(-1);
    const isOnItsWay = last && onItsWay && onItsWay.id === last.id;
    if (last && undoable.has(last.id) && !last.mayHaveArrived && !isOnItsWay) {
      undoHere(last);
      return;
    }
    if (away) {
      takeUp();
      return;
    }
    if (last && last.mayHaveArrived) {
      later();
      send();
      return;
    }
    const page = player();
    if (await send() === null) {
      later();
      return;
    }
    if (player() !== page || page.hasAttribute("data-busy")) return; // the learner went on
    page.toggleAttribute("data-busy", true);
    await undoThere(form);
    page.toggleAttribute("data-busy", false);
  };
  const undoHere = (last) => {
    remove(last);
    backTo(last, undoable.get(last.id));
    if (waiting().length || copied) lost();
    else tell("");
  };
  const backTo = ({ card }, page) => {
    tellAway(null);
    if (player().dataset.review) ahead.unshift({ card: player().dataset.review, html: pristine });
    sinceAsked.delete(card);
    keepDealt((dealt) => dealt.delete(card));
    restore(page);
    announce(kept.dataset.undone);
  };
  const later = () => {
    wantedBack = true;
    if (!ended) lost();
  };
  const undoThere = async (form) => {
    const body = new URLSearchParams(fieldsOf(form));
    // A token takes back one review only, and this page may come once more.
    const html = pristine.replace(body.get("token"), newToken());
    const here = { card: player().dataset.review, html };
    const path = new URL(form.action).pathname;
    const answer = await requestAgain(() => request(path, { method: "POST", body }))
      .catch(() => null);
    if (answer && isLoggedOut(answer)) return loggedOut();
    if (!answer || isLost(answer)) return later();
    document.body.dispatchEvent(new CustomEvent("answered"));
    if (here.card && answer.status === 200) ahead.unshift(here);
    show(answer.text);
    ahead = ahead.filter(({ card }) => card !== player().dataset.review);
    return keepCards();
  };
  const reveal = async (form) => {
    const typed = form.elements.namedItem("typed");
    const page = player();
    if (typed && typed.value.trim()) {
      try {
        const query = new URLSearchParams(new FormData(form));
        const response = await request(`${new URL(form.action).pathname}?${query}`);
        if (player() !== page) return; // the learner went on
        if (response.status === 200 && OURS.test(response.text)) {
          const began = shownAt;
          show(response.text, counts());
          shownAt = began;
          return;
        }
      } catch { /* without a connection the learner compares */ }
      if (player() !== page) return;
    }
    find("#back").hidden = false;
    form.hidden = true;
    find("[data-rate]").hidden = false;
    find("#back-text").focus();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const isAway = form.id === "away" && away; // else the server made it
    if (!player() || !(player().contains(form) || isAway)) return;
    const act = isAway ? ["", undo] : [
      ["[data-rate]", rate], ["[data-put-off]", rate], ["[data-undo]", undo],
      ["[data-reveal]", reveal], ["[data-question]", answer],
    ].find(([selector]) => form.matches(selector));
    if (!act) return;
    event.preventDefault();
    if (player().hasAttribute("data-busy")) return; // a double click
    act[1](form, event.submitter);
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-next-card]") || event.defaultPrevented) return;
    event.preventDefault();
    goOn();
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
    const stands = here !== document.body && here.getClientRects().length;
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
  // A phone in a pocket counts no seconds.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) resume(); });
  document.addEventListener("DOMContentLoaded", async () => {
    prepare();
    prune();
    if (copied) {
      await fromCopies();
      return;
    }
    const had = waiting().length;
    if (!had || await send() !== null) {
      if (had && player()) await fromServer();
      else if (player()) await fetchAhead();
    }
    await keepPage();
    if (!ahead.length && !player()) await fetchAhead();
    else await keepCards();
  });
})();
