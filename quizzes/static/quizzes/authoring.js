// Marking a passage in the text of a source, and taking it into the fields of a voice.
(() => {
  "use strict";
  const voices = () => [...document.querySelectorAll("[data-voice]")];
  let last = null;

  // With several voices, the one that was worked on last takes the passage.
  document.addEventListener("focusin", (event) => {
    last = event.target.closest("[data-voice]") ?? last;
  });

  const take = (text) => {
    const said = document.querySelector(`[data-take-marked="${text.id}"]`);
    const note = said.parentElement.querySelector("[data-taken]");
    const marked = text.value.slice(text.selectionStart, text.selectionEnd).trim();
    const voice = last?.isConnected ? last : voices()[0];
    if (marked) {
      const passage = voice.querySelector("[name$='-quote']");
      passage.value = marked;
      passage.focus();
      voice.querySelector("[name$='-source']").value = text.dataset.sourceText;
    }
    const words = marked ? said.dataset.told : said.dataset.nothing;
    note.textContent = words;
    document.getElementById("live").textContent = words;
  };

  // Not "readonly": browsers would show no caret then, and keys could not mark. Nothing of it is
  // sent, so that what is typed where no script runs does no harm either.
  document.addEventListener("beforeinput", (event) => {
    if (event.target.matches("[data-source-text]")) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take-marked]");
    if (button) take(document.getElementById(button.dataset.takeMarked));
  });
})();
