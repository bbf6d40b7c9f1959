// The desk at which questions are written. Each of these has a plain way without a script.
//   rows: one more, fewer, up, down · Enter goes to the next · Ctrl+Enter saves, Ctrl+S keeps
//   the draft · drafts as one types, over an expired session too · advice and preview
(() => {
  "use strict";
  const KEEP_AFTER = 2000; // ms without typing
  const CHECK_AFTER = 600;
  const desk = () => document.getElementById("desk");
  const form = () => document.getElementById("editor");
  const say = (words) => {
    if (words) document.dispatchEvent(new CustomEvent("announce", { detail: { value: words } }));
  };

  // --- Drafts and advice: what changed is sent when one pauses, leaves a field or the page --------
  let unkept = false;
  let keeping, checking;
  const keep = () => {
    clearTimeout(keeping);
    if (!unkept || !form()) return;
    unkept = false;
    window.htmx.trigger("#draft-keeper", "keep");
  };
  const check = () => {
    clearTimeout(checking);
    if (form()) window.htmx.trigger("#checker", "check");
  };
  const changed = ({ soon = false } = {}) => {
    unkept = true;
    clearTimeout(keeping);
    clearTimeout(checking);
    keeping = setTimeout(keep, KEEP_AFTER);
    checking = setTimeout(check, soon ? 0 : CHECK_AFTER);
  };
  const beacon = () => {
    if (loggedOut && form()) putAside(); // what was typed on the way to the log-in, too
    if (!unkept || !form()) return;
    const data = new FormData(form());
    data.delete("picture_file");
    if (navigator.sendBeacon(desk().dataset.keep, data)) unkept = false;
  };

  // --- A session that ran out: the words wait in this tab until somebody has logged in again --------
  const waiting = () => `izium:desk:${location.pathname}${location.search}`;
  let loggedOut = false;
  const putAside = () => {
    loggedOut = true;
    const fields = [...new FormData(form())].filter(([name, value]) =>
      typeof value === "string" && name !== "csrfmiddlewaretoken");
    try {
      sessionStorage.setItem(waiting(), JSON.stringify(fields));
    } catch { /* a full or forbidden storage: the draft on the server is what there is */ }
  };
  const takeUp = () => {
    const held = sessionStorage.getItem(waiting());
    if (!held) return;
    sessionStorage.removeItem(waiting());
    const values = {};
    for (const [name, value] of JSON.parse(held)) (values[name] ||= []).push(value);
    window.htmx.ajax("POST", form().getAttribute("action"), {
      source: "#desk", target: "#editor", swap: "outerHTML", values,
    });
  };

  const showAge = () => {
    const told = document.querySelector("[data-saved-at]");
    if (!told) return;
    const seconds = Math.max(0, Math.round((Date.now() - Date.parse(told.dataset.savedAt)) / 1000));
    const { now, seconds: few, minutes } = told.dataset;
    let words = now;
    if (seconds >= 60) words = minutes.replace("{n}", String(Math.floor(seconds / 60)));
    else if (seconds >= 5) words = few.replace("{n}", String(seconds));
    if (told.textContent !== words) told.textContent = words;
  };

  // --- Rows -----------------------------------------------------------------------------------------
  const rows = () => [...form().querySelectorAll("[data-row]")];
  const textOf = (row) => row.querySelector("[data-text]");
  const renumber = () => {
    rows().forEach((row, index) => {
      for (const place of row.querySelectorAll("[data-place]")) place.textContent = index + 1;
    });
  };
  const addRow = () => {
    const list = form().querySelector("[data-rows]");
    const template = document.getElementById("row-template");
    if (!list || !template) return null;
    const used = rows().map((row) => Number(row.querySelector("[name='row']").value));
    if (used.length >= 30) return null;
    const holder = document.createElement("ol");
    holder.innerHTML = template.innerHTML.replaceAll("__n__", String(Math.max(0, ...used) + 1));
    const row = holder.querySelector("[data-row]");
    list.append(row);
    renumber();
    textOf(row).focus();
    return row;
  };
  const removeRow = (row) => {
    const all = rows();
    const neighbour = all[all.indexOf(row) + 1] || all[all.indexOf(row) - 1];
    row.remove();
    renumber();
    if (neighbour) textOf(neighbour).focus();
    else form().querySelector("[data-row-add]").focus();
    say(desk().dataset.removed);
    changed({ soon: true });
  };
  const moveRow = (row, button, step) => {
    const all = rows();
    const there = all.indexOf(row) + step;
    if (there < 0 || there >= all.length) return;
    if (step < 0) all[there].before(row);
    else all[there].after(row);
    renumber();
    button.focus();
    say(desk().dataset.moved.replace("{n}", String(there + 1)));
    changed({ soon: true });
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("#editor button");
    if (!button) return;
    const row = button.closest("[data-row]");
    let taken = true;
    if (button.matches("[data-row-add]")) addRow();
    else if (row && button.matches("[data-row-remove]")) removeRow(row);
    else if (row && button.matches("[data-row-up]")) moveRow(row, button, -1);
    else if (row && button.matches("[data-row-down]")) moveRow(row, button, 1);
    else taken = false;
    if (taken) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);

  // --- Keys ---------------------------------------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    if (!form() || event.isComposing) return;
    const command = event.ctrlKey || event.metaKey;
    if (command && event.code === "KeyS") {
      event.preventDefault();
      unkept = true;
      keep();
      return;
    }
    if (command && event.code === "Enter") {
      event.preventDefault();
      form().querySelector("[data-save]").click();
      return;
    }
    const field = event.target;
    if (event.code !== "Enter" || !form().contains(field) || !field.matches("input")) return;
    if (field.matches("[type='radio'], [type='checkbox'], [type='file']")) return;
    event.preventDefault();
    if (!field.matches("[data-text]")) return;
    const all = rows();
    const next = all[all.indexOf(field.closest("[data-row]")) + 1];
    if (next) textOf(next).focus();
    else if (field.value.trim()) addRow();
  });

  // --- What is typed, chosen and left ---------------------------------------------------------------
  const submitAs = (what) => {
    const button = document.createElement("button");
    button.name = "do";
    button.value = what;
    button.hidden = true;
    form().append(button);
    button.click();
    button.remove();
  };
  // A request may wait for a draft that is on its way, and the focus move on meanwhile: what was
  // pressed is kept in the form itself.
  document.addEventListener("submit", (event) => {
    if (event.target !== form() || !event.submitter) return;
    const held = form().querySelector("[data-pressed]") || document.createElement("input");
    held.type = "hidden";
    held.dataset.pressed = "";
    held.name = event.submitter.name;
    held.value = event.submitter.value;
    form().append(held);
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    const held = form() && event.detail.elt.id === "editor" && form().querySelector("[data-pressed]");
    if (held) held.remove();
  });
  document.addEventListener("input", (event) => {
    if (!form() || !form().contains(event.target)) return;
    if (event.target.matches("[data-find], [data-picture]")) return;
    changed();
  });
  document.addEventListener("change", (event) => {
    if (!form() || !form().contains(event.target)) return;
    if (event.target.matches("[data-kind]")) submitAs("kind");
    else if (event.target.matches("[data-picture]") && event.target.files.length) {
      submitAs("picture");
    } else if (event.target.matches("[type='radio'], [type='checkbox'], select")) {
      changed({ soon: true });
    }
  });
  document.addEventListener("focusout", (event) => {
    if (form() && form().contains(event.target) && unkept) keep();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  window.addEventListener("pagehide", beacon);
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // --- After a swap of the whole form: go where the button led, and look at it anew -----------------
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target && event.detail.target.id === "draft-state") showAge();
    if (!form() || event.detail.elt !== form()) return;
    const there = document.getElementById(form().dataset.goTo || "");
    if (there) there.focus();
    changed({ soon: true });
  });
  // What the form itself is sent for includes all that was typed; a saved question has no draft.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (loggedOut) event.preventDefault(); // one way to the log-in is enough
    if (event.detail.elt !== form()) return;
    clearTimeout(keeping);
    unkept = false;
  });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { elt, xhr } = event.detail;
    if (!form() || !["draft-keeper", "editor", "checker"].includes(elt.id)) return;
    if ((xhr.getResponseHeader("HX-Redirect") || "").startsWith("/login/")) putAside();
  });
  document.addEventListener("htmx:sendError", (event) => {
    const { elt } = event.detail;
    if (elt && (elt === form() || elt.id === "draft-keeper")) unkept = true;
  });
  document.addEventListener("DOMContentLoaded", () => {
    if (!form()) return;
    showAge();
    setInterval(showAge, 1000);
    takeUp();
  });
})();
