// The quiz player. Without it everything works by plain forms; with it:
//   keys · moving and dragging the cards of an ordering · the time spent ·
//   an answer that outlives an expired session or a lost page
(() => {
  "use strict";
  const KEPT = "izium:answer";
  const DRAG_FROM = 5; // pixels; less is a press
  const DOUBLE_CLICK = 350; // milliseconds after a swap in which "Next" cannot be meant
  const player = () => document.getElementById("player");
  const find = (selector) => player() && player().querySelector(selector);
  const singleKeys = () => player() && !player().hasAttribute("data-no-single-keys");
  let shownAt = performance.now();

  const announce = (words) => {
    document.dispatchEvent(new CustomEvent("announce", { detail: { value: words } }));
  };

  // --- Ordering: buttons -----------------------------------------------------------------------
  const cardsOf = (list) => [...list.querySelectorAll(":scope > li")];
  const refresh = (list) => {
    const cards = cardsOf(list);
    cards.forEach((card, index) => {
      for (const button of card.querySelectorAll("[data-move]")) {
        const end = button.dataset.move === "up" ? 0 : cards.length - 1;
        if (index === end) button.setAttribute("aria-disabled", "true");
        else button.removeAttribute("aria-disabled");
      }
    });
  };
  const tell = (list, card) => {
    const cards = cardsOf(list);
    announce(list.dataset.moved
      .replace("{card}", card.querySelector(".option-text").textContent.trim())
      .replace("{place}", cards.indexOf(card) + 1)
      .replace("{count}", cards.length));
  };
  const step = (button) => {
    const card = button.closest("li");
    const list = card.parentElement;
    const up = button.dataset.move === "up";
    const other = up ? card.previousElementSibling : card.nextElementSibling;
    if (!other) return;
    // The neighbour moves, not the card: a node taken out of the page loses its focus.
    if (up) card.after(other);
    else card.before(other);
    refresh(list);
    tell(list, card);
    card.scrollIntoView({ block: "nearest" });
  };

  // --- Ordering: dragging ------------------------------------------------------------------------
  let drag = null;
  const grab = (event) => {
    const card = event.target.closest("[data-ordering] > li");
    if (!card || event.button !== 0 || event.target.closest("button")) return;
    // A finger on the card scrolls the page; on the grip it drags.
    if (event.pointerType !== "mouse" && !event.target.closest("[data-grip]")) return;
    const list = card.parentElement;
    drag = {
      card, list, pointer: event.pointerId, y: event.clientY, shift: 0, moving: false,
      before: cardsOf(list),
    };
  };
  const pull = (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const { card, list } = drag;
    if (!drag.moving) {
      if (Math.abs(event.clientY - drag.y) < DRAG_FROM) return;
      drag.moving = true;
      card.setPointerCapture(drag.pointer);
      card.classList.add("is-dragging");
    }
    event.preventDefault();
    const place = () => { card.style.transform = `translateY(${event.clientY - drag.y}px)`; };
    place();
    for (;;) {
      const box = card.getBoundingClientRect();
      const above = card.previousElementSibling;
      const below = card.nextElementSibling;
      const middle = (element) => {
        const rect = element.getBoundingClientRect();
        return rect.top + rect.height / 2;
      };
      const top = card.offsetTop;
      if (above && box.top < middle(above)) card.after(above);
      else if (below && box.bottom > middle(below)) card.before(below);
      else break;
      drag.y += card.offsetTop - top;
      place();
    }
    refresh(list);
    const edge = 70;
    if (event.clientY < edge) window.scrollBy(0, -10);
    else if (event.clientY > window.innerHeight - edge) window.scrollBy(0, 10);
  };
  const drop = (event, back = false) => {
    if (!drag || (event.pointerId !== undefined && event.pointerId !== drag.pointer)) return;
    const { card, list, moving, before } = drag;
    drag = null;
    card.style.transform = "";
    card.classList.remove("is-dragging");
    if (!moving) return;
    if (back) list.append(...before);
    refresh(list);
    tell(list, card);
  };

  // --- Keys: by place on the keyboard, so that every layout has them -----------------------------
  const digit = (event) => {
    const match = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    return match && !event.shiftKey ? match[1] : null;
  };
  const press = (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !player()) return;
    const target = event.target;
    if (event.code === "Escape" && drag) return drop({}, true);
    // Enter in a line of text sends its form by itself.
    if (target.closest("textarea, select, dialog, input:not([type=radio], [type=checkbox])")) return;
    if (event.key === "?" && singleKeys()) {
      event.preventDefault();
      document.getElementById("keys").showModal();
      return;
    }
    const place = digit(event);
    if (place && singleKeys()) {
      const radio = document.getElementById(`place-${place}`);
      if (!radio) return;
      event.preventDefault();
      radio.checked = radio.type === "checkbox" ? !radio.checked : true;
      radio.focus();
      return;
    }
    if (event.code !== "Enter" && event.code !== "NumpadEnter") return;
    if (event.repeat) return event.preventDefault();
    if (target.closest("a, button, summary")) return;
    const next = find("[data-next]") || find("[data-check]");
    if (!next) return;
    event.preventDefault();
    next.click();
  };

  // --- An answer is kept here until the server has it --------------------------------------------
  const kept = () => {
    try { return JSON.parse(sessionStorage.getItem(KEPT)); } catch { return null; }
  };
  // A page whose answer may be changed numbers what it sends: another answer, another number.
  const number = (form) => {
    const sequence = form.elements.namedItem("sequence");
    if (!sequence) return;
    const said = [...new FormData(form)].filter(([name]) => ["place", "order", "typed"].includes(name));
    const now = JSON.stringify(said);
    if (form.dataset.sent && form.dataset.sent !== now) sequence.value = Number(sequence.value) + 1;
    form.dataset.sent = now;
  };
  const keep = (form) => {
    number(form);
    const seconds = form.elements.namedItem("seconds");
    if (seconds) seconds.value = Math.round((performance.now() - shownAt) / 1000);
    const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    const answer = { path: new URL(form.action).pathname, form: form.id, fields };
    try { sessionStorage.setItem(KEPT, JSON.stringify(answer)); } catch { /* full or forbidden */ }
  };
  const forget = () => {
    try { sessionStorage.removeItem(KEPT); } catch { /* forbidden */ }
  };
  const restore = () => {
    const answer = kept();
    if (!answer) return;
    const form = document.getElementById(answer.form);
    if (!form || new URL(form.action).pathname !== answer.path) {
      if (find(`[data-answered="${answer.path}"]`)) forget();
      return;
    }
    const list = form.querySelector("[data-ordering]");
    for (const box of form.querySelectorAll("[name=place]")) box.checked = false;
    for (const [name, value] of answer.fields) {
      const card = list && list.querySelector(`[data-place="${value}"]`);
      const radio = document.getElementById(`place-${value}`);
      if (name === "order" && card) list.append(card);
      else if (name === "place" && radio) radio.checked = true;
      else if (form.elements.namedItem(name)) form.elements.namedItem(name).value = value;
    }
    if (list) refresh(list);
    form.requestSubmit();
  };

  // --- The time that is left: by the server's clock, told aloud at five minutes and at one --------
  let clock = null;
  const count = () => {
    clearInterval(clock);
    const line = find("[data-left]");
    if (!line) return;
    const face = line.querySelector("[data-clock]");
    const end = performance.now() + 1000 * Number(line.dataset.left);
    const told = { five: 300, one: 60 };
    for (const name of Object.keys(told)) if (line.dataset.left <= told[name]) delete told[name];
    const tick = () => {
      const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      // Before the last hour and a half the time of day says it better.
      face.textContent = left > 5400 ? "" : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      line.classList.toggle("is-short", left <= 60);
      for (const [name, at] of Object.entries(told)) {
        if (left > at) continue;
        announce(line.dataset[name]);
        delete told[name];
      }
      if (left) return;
      clearInterval(clock);
      announce(line.dataset.over);
      // What may be changed is saved as it stands; what would be final is not sent unasked.
      const form = document.getElementById("answer-form");
      const answered = form && form.elements.namedItem("sequence") && (
        form.querySelector("[name=place]:checked, [data-ordering]")
        || (form.elements.namedItem("typed") && form.elements.namedItem("typed").value.trim())
      );
      if (answered) form.requestSubmit();
      const result = line.dataset.result;
      setTimeout(() => { window.location.assign(result); }, 1000 * (Number(line.dataset.grace) + 2));
    };
    clock = setInterval(tick, 1000);
    tick();
  };

  // --- Listeners -----------------------------------------------------------------------------------
  const prepare = () => {
    shownAt = performance.now();
    count();
    const list = find("[data-ordering]");
    if (!list) return;
    for (const card of cardsOf(list)) card.classList.add("is-draggable");
    for (const grip of list.querySelectorAll("[data-grip]")) grip.style.touchAction = "none";
  };
  document.addEventListener("click", (event) => {
    const move = event.target.closest("[data-move]");
    if (move) {
      event.preventDefault();
      step(move);
    } else if (event.target.closest("[data-next]") && event.isTrusted
      && event.detail > 1 && performance.now() - shownAt < DOUBLE_CLICK) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.target.closest("[data-keys]")) {
      document.getElementById("keys").showModal();
    }
  }, true);
  // What opens at the foot of the page would lie beneath the bar.
  document.addEventListener("toggle", (event) => {
    const opened = event.target;
    if (opened.open && opened.closest("#player")) opened.scrollIntoView({ block: "nearest" });
  }, true);
  document.addEventListener("keydown", press);
  document.addEventListener("pointerdown", grab);
  document.addEventListener("pointermove", pull);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", (event) => drop(event, true));
  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.target;
    if (!form.matches("[data-answer]")) return;
    keep(form);
    for (const name of ["seconds", "sequence"]) {
      const field = form.elements.namedItem(name);
      if (field) event.detail.parameters[name] = field.value;
    }
  });
  // app.js has put the focus on the verdict; show as much of the question with it as fits.
  document.addEventListener("htmx:afterSettle", (event) => {
    const verdict = find("#verdict");
    if (event.detail.elt.id !== "player" || !verdict) return;
    const section = verdict.parentElement;
    const room = window.innerHeight - find(".action-bar").offsetHeight - 32;
    const top = find("#stem").getBoundingClientRect().top;
    const bottom = section.getBoundingClientRect().bottom;
    if (top >= 0 && bottom <= room) return;
    if (bottom - top <= room) find("#stem").scrollIntoView({ block: "start" });
    else section.scrollIntoView({ block: section.offsetHeight <= room ? "end" : "start" });
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (!target || target.id !== "player") return;
    if (event.detail.requestConfig.verb === "post") forget();
    prepare();
  });
  // A step back or forward: htmx fetched the whole page anew and put it into the body.
  document.addEventListener("htmx:historyRestore", () => {
    prepare();
    const target = find("#verdict") || find("#stem");
    if (!target) return;
    target.setAttribute("tabindex", "-1");
    target.focus();
  });
  prepare();
  // After htmx has taken the forms in hand, which it does on the same event, being first in line.
  document.addEventListener("DOMContentLoaded", restore);
})();
