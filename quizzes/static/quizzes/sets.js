// Dragging the entries of a set. Without it the buttons do the same; the server keeps the order.
// Picking from the bank: a tick made while another list is on its way is not lost.
(() => {
  "use strict";
  const DRAG_FROM = 5; // pixels; less is a press
  const EDGE = 70; // so near to the end of the window it scrolls
  let drag = null;
  const rows = (list) => [...list.querySelectorAll(":scope > [data-entry]")];
  const middle = (row) => {
    const box = row.getBoundingClientRect();
    return box.top + box.height / 2;
  };
  const grab = (event) => {
    const grip = event.target.closest("[data-entries] [data-grip]");
    if (!grip || event.button !== 0) return;
    const row = grip.closest("[data-entry]");
    const list = row.parentElement;
    event.preventDefault();
    drag = { row, list, pointer: event.pointerId, y: event.clientY, moving: false, before: rows(list) };
    grip.setPointerCapture(event.pointerId);
  };
  const pull = (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const { row } = drag;
    if (!drag.moving) {
      if (Math.abs(event.clientY - drag.y) < DRAG_FROM) return;
      drag.moving = true;
      row.classList.add("is-dragging");
    }
    event.preventDefault();
    const place = () => { row.style.transform = `translateY(${event.clientY - drag.y}px)`; };
    place();
    for (;;) {
      const box = row.getBoundingClientRect();
      const above = row.previousElementSibling;
      const below = row.nextElementSibling;
      const top = row.offsetTop;
      if (above && box.top < middle(above)) row.after(above);
      else if (below && box.bottom > middle(below)) row.before(below);
      else break;
      drag.y += row.offsetTop - top;
      place();
    }
    if (event.clientY < EDGE) window.scrollBy(0, -10);
    else if (event.clientY > window.innerHeight - EDGE) window.scrollBy(0, 10);
  };
  let dragged = "";
  const drop = (event, back = false) => {
    if (!drag || (event.pointerId !== undefined && event.pointerId !== drag.pointer)) return;
    const { row, list, moving, before } = drag;
    drag = null;
    // An empty attribute would stay, which htmx copies and the policy against inline style refuses.
    row.removeAttribute("style");
    row.classList.remove("is-dragging");
    if (!moving) return;
    if (back) return list.append(...before);
    const now = rows(list);
    if (now.every((other, index) => other === before[index])) return;
    dragged = list.dataset.moved
      .replace("{card}", row.querySelector(".entry-text").textContent.trim())
      .replace("{place}", now.indexOf(row) + 1)
      .replace("{count}", now.length);
    list.closest("form").requestSubmit();
  };
  // Told once it is saved, in the place of "Saved.": of two words at once only the last is heard.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "entries" || !dragged) return;
    const words = dragged;
    dragged = "";
    if (event.detail.xhr.status !== 200) return;
    document.dispatchEvent(new CustomEvent("announce", { detail: { value: words } }));
  });
  document.addEventListener("app:failed", () => { dragged = ""; });
  // What is ticked when the answer comes, and not when it was asked for.
  let ticked = [];
  const boxes = (checked) => [...document.querySelectorAll(
    `#pick-form [name=question]${checked ? ":checked" : ""}`)];
  const picking = (event) => event.detail.target.id === "found" && document.getElementById("pick-form");
  document.addEventListener("htmx:beforeSwap", (event) => {
    ticked = picking(event) ? boxes(true).map((box) => box.value) : [];
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!ticked.length || !picking(event)) return;
    const there = new Map(boxes(false).map((box) => [box.value, box]));
    for (const value of ticked) {
      const box = there.get(value);
      if (box) {
        box.checked = true;
      } else {
        const kept = document.createElement("input");
        Object.assign(kept, { type: "hidden", name: "question", value });
        document.getElementById("found").append(kept);
      }
    }
    ticked = [];
  });
  document.addEventListener("pointerdown", grab);
  document.addEventListener("pointermove", pull);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", (event) => drop(event, true));
  document.addEventListener("keydown", (event) => {
    if (event.code === "Escape" && drag) drop({}, true);
  });
})();
