// Improves pages that work without it: drafts while typing, a warning before leaving
// with something unsaved, and the error summary brought to attention.
"use strict";

(() => {
  const summary = document.getElementById("summary");
  if (summary) summary.focus();

  const form = document.querySelector("form[data-draft]");
  if (form) keepDrafts(form);

  document.addEventListener("change", keepAlone);

  for (const upload of document.querySelectorAll("form[data-upload]")) showUpload(upload);

  const propose = document.querySelector("form[data-propose]");
  if (propose) proposeKinds(propose);

  const slow = document.querySelector("form[data-slow]");
  if (slow) sayWait(slow);

  const board = document.querySelector("[data-board]");
  if (board) followBoard(board);

  const job = document.querySelector("[data-job]");
  if (job) followJob(job);

  // A box that excludes all others ("None of these") unticks them, and they untick it.
  function keepAlone(event) {
    const box = event.target;
    const group = box.type === "checkbox" && box.checked && box.closest("fieldset");
    if (!group) return;
    for (const other of group.querySelectorAll("input[type=checkbox]")) {
      if (other === box || other.name !== box.name) continue;
      if ("alone" in box.dataset || "alone" in other.dataset) other.checked = false;
    }
  }

  // Says how far a file is, and refuses one that is too large before it is sent.
  function showUpload(form) {
    const state = form.querySelector("[data-upload-state]");
    const input = form.querySelector("input[type=file]");
    form.addEventListener("submit", (event) => {
      const size = [...input.files].reduce((sum, file) => sum + file.size, 0);
      if (size > Number(input.dataset.most)) {
        event.preventDefault();
        state.textContent = input.files.length > 1
          ? "These files are too large together. Attach them in several steps."
          : "This file is too large. Attach an extract or a report instead.";
        return;
      }
      if (size < 1e6) return;
      event.preventDefault();
      const request = new XMLHttpRequest();
      request.upload.addEventListener("progress", (sent) => {
        const megabytes = (part) => Math.ceil(part / 1e6);
        state.textContent = `${megabytes(sent.loaded)} of ${megabytes(sent.total)} MB sent.`;
      });
      request.addEventListener("load", () => {
        const page = new DOMParser().parseFromString(request.responseText, "text/html");
        document.title = page.title;
        document.body.replaceWith(page.body);
        history.replaceState(null, "", request.responseURL);
        window.scrollTo(0, 0);
      });
      request.addEventListener("error", () => {
        state.textContent = "The file could not be sent. Try again.";
      });
      request.open("POST", form.action);
      request.send(new FormData(form));
    });
  }

  // Shows for each chosen file what kind it may be, and what asks for that kind.
  function proposeKinds(form) {
    const input = form.querySelector("input[type=file]");
    const place = form.querySelector("[data-proposals]");
    const forAll = form.querySelector("[data-for-all]");
    const headBytes = 65536;
    const digestBytes = 64e6;
    let turn = 0;

    input.addEventListener("change", async () => {
      const mine = ++turn;
      place.replaceChildren();
      useForAll(true);
      if (!input.files.length) return;
      try {
        const found = await ask([...input.files], 0, "");
        if (mine !== turn) return;
        place.replaceChildren(...found);
        useForAll(false);
      } catch {} // The form asks for kind and links itself.
    });
    place.addEventListener("change", async (event) => {
      const box = event.target.closest("[data-file]");
      if (!box || !("kind" in event.target.dataset) || !event.target.value) return;
      const at = Number(box.dataset.file);
      try {
        box.replaceWith(...await ask([input.files[at]], at, event.target.value));
        document.getElementById(`kind-${at}`)?.focus();
      } catch {}
    });

    async function ask(files, first, kind) {
      const body = new FormData();
      for (const name of ["csrf_token", "for"]) body.append(name, form.elements[name].value);
      body.append("first", String(first));
      body.append("kind", kind);
      for (const file of files) {
        body.append("name", file.name);
        body.append("head", file.slice(0, headBytes), "head");
        body.append("sha256", file.size <= digestBytes ? await digest(file) : "");
      }
      const answer = await fetch(form.dataset.propose, { method: "POST", body });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      return [...page.body.children];
    }

    async function digest(file) {
      if (!window.crypto?.subtle) return "";
      const made = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
      return [...new Uint8Array(made)].map((one) => one.toString(16).padStart(2, "0")).join("");
    }

    function useForAll(used) {
      forAll.hidden = !used;
      for (const field of forAll.querySelectorAll("input, select")) field.disabled = !used;
    }
  }

  // Says that work has begun, and sends a form only once.
  function sayWait(form) {
    let sent = false;
    form.addEventListener("submit", (event) => {
      if (sent) event.preventDefault();
      sent = true;
      form.querySelector("[data-slow-state]").textContent = "Working; please wait…";
    });
    window.addEventListener("pageshow", () => {
      sent = false;
      form.querySelector("[data-slow-state]").textContent = "";
    });
  }

  // Shows the list again when the last assessment has been worked out.
  function followBoard(place) {
    const timer = window.setInterval(async () => {
      const answer = await fetch(place.dataset.board);
      if (!answer.ok || (await answer.json()).pending) return;
      window.clearInterval(timer);
      window.location.reload();
    }, 1000);
  }

  function followJob(place) {
    const bar = place.querySelector("progress");
    const timer = window.setInterval(async () => {
      const answer = await fetch(place.dataset.job);
      const job = await answer.json();
      bar.max = job.total || 1;
      bar.value = job.done || 0;
      if (job.state !== place.dataset.state) {
        window.clearInterval(timer);
        window.location.reload();
      }
    }, 1000);
  }

  function keepDrafts(form) {
    const status = form.querySelector("[data-autosave]");
    let changed = false;
    let timer = 0;
    let sending = false;
    let again = false;

    // Not on the form: fields of it may stand elsewhere on the page.
    document.addEventListener("input", (event) => {
      if (event.target.form !== form) return;
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
      if (document.visibilityState !== "hidden" || !changed) return;
      if (sending) again = true;
      else send();
    });

    async function send() {
      if (sending) return;
      sending = true;
      changed = false;
      try {
        const answer = await post(document.visibilityState === "hidden");
        if (!answer.ok) throw new Error(String(answer.status));
        say("Draft kept, not recorded yet.");
      } catch {
        changed = true;
        say("The draft could not be kept. Save before you leave.");
      } finally {
        sending = false;
        // What was typed meanwhile, when the page went away before its turn came.
        if (again) { again = false; send(); }
      }
    }

    async function post(leaving) {
      const request = { method: "POST", body: new FormData(form) };
      if (leaving) {
        // Outlives the page, but the browser refuses more than 64 KiB of it.
        try { return await fetch(form.dataset.draft, { ...request, keepalive: true }); } catch {}
      }
      return fetch(form.dataset.draft, request);
    }

    function say(text) {
      if (status) status.textContent = text;
    }
  }
})();
