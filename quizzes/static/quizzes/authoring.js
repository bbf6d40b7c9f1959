// Marking a passage in the text of a source, and taking it into the field of a voice.
(() => {
  "use strict";
  let marked = "";

  // A click on a button may clear the selection, so the last one inside a text is remembered.
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const inside = selection.anchorNode?.parentElement?.closest("[data-source-text]");
    const text = selection.toString().trim();
    if (inside && text) marked = text;
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take-marked]");
    if (!button) return;
    const field = document.getElementById(button.dataset.takeMarked);
    if (marked) field.value = marked;
    field.focus();
  });
})();
