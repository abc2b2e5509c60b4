// Improves pages that work without it: drafts while typing, a warning before leaving
// with something unsaved, and the error summary brought to attention.
"use strict";

(() => {
  const summary = document.getElementById("summary");
  if (summary) summary.focus();

  const form = document.querySelector("form[data-draft]");
  if (form) keepDrafts(form);

  function keepDrafts(form) {
    const status = form.querySelector("[data-autosave]");
    let changed = false;
    let timer = 0;
    let sending = false;

    form.addEventListener("input", () => {
      changed = true;
      window.clearTimeout(timer);
      timer = window.setTimeout(send, 1500);
    });
    form.addEventListener("submit", () => {
      changed = false;
      window.clearTimeout(timer);
    });
    window.addEventListener("beforeunload", (event) => {
      if (changed) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && changed) send();
    });

    async function send() {
      if (sending) return;
      sending = true;
      changed = false;
      const body = new FormData(form);
      try {
        const answer = await fetch(form.dataset.draft, { method: "POST", body, keepalive: true });
        if (!answer.ok) throw new Error(String(answer.status));
        say("Draft kept, not recorded yet.");
      } catch {
        changed = true;
        say("The draft could not be kept. Save before you leave.");
      } finally {
        sending = false;
      }
    }

    function say(text) {
      if (status) status.textContent = text;
    }
  }
})();
