/* Nothing on a page needs this file. It blanks a page left alone, leaves one in haste, closes menus. */
"use strict";
(() => {
  const root = document.documentElement;

  const blank = () => {
    document.title = "\u00a0";
    document.body.replaceChildren();
  };

  for (const link of document.querySelectorAll("[data-leave]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      blank();
      location.replace(link.href);
    });
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  for (const menu of document.querySelectorAll("[data-menu]")) {
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
  }

  /* On a narrow window the rail is a strip that slides: where one is comes into view. */
  for (const strip of document.querySelectorAll(".rail")) {
    const entry = strip.querySelector("[aria-current]");
    if (entry && strip.scrollWidth > strip.clientWidth) entry.scrollIntoView({ block: "nearest", inline: "center" });
  }

  const limit = Number(root.dataset.lockMinutes) * 60000;
  const url = root.dataset.lockUrl;
  if (!(limit > 0) || !url) return;

  const notice = document.getElementById("lock-notice");
  const endNotice = document.getElementById("end-notice");
  const end = Date.now() + Number(root.dataset.secondsLeft) * 1000 - 60000;
  const others = "BroadcastChannel" in window ? new BroadcastChannel("lock") : null;
  let last = Date.now();
  let told = Date.now();
  let saved = false;
  let locked = false;

  /* A page that can pause is kept half filled on the server: nothing of it is ever stored here. */
  const keep = () => {
    const button = document.querySelector("button[data-pause]");
    if (!button || !button.form) return Promise.resolve();
    const body = new FormData(button.form);
    body.set(button.name, button.dataset.pause || button.value);
    const address = button.form.getAttribute("action") || location.href;
    return fetch(address, { method: "POST", body, redirect: "manual" }).catch(() => {});
  };

  const lock = (tell) => {
    if (locked) return;
    locked = true;
    const kept = keep();
    blank();
    if (tell && others) others.postMessage("lock");
    const gone = new Promise((done) => setTimeout(done, 3000));
    Promise.race([kept, gone]).then(() => location.replace(url));
  };

  /* Asked at most once a minute: who types is not signed out in the middle of a sentence. */
  const typing = () => {
    const now = Date.now();
    if (now - told < 60000) return;
    told = now;
    fetch(root.dataset.typingUrl, { redirect: "manual", cache: "no-store" }).catch(() => {});
  };

  const touch = () => {
    const now = Date.now();
    if (now - last >= limit || now >= end) return lock(true);
    if (others && now - last > 1000) others.postMessage("touch");
    last = now;
    saved = false;
    if (notice) notice.hidden = true;
  };

  const look = () => {
    const idle = Date.now() - last;
    const ends = Date.now() >= end - 60000;
    if (idle >= limit || Date.now() >= end) return lock(true);
    const soon = idle >= limit - 60000;
    if (notice) notice.hidden = !soon || ends;
    if (endNotice) endNotice.hidden = !ends;
    if ((soon || ends) && !saved) {
      saved = true;
      keep();
    }
  };

  /* A flow keeps its half page before the language changes; a page of one form is sent along by its buttons. */
  const languages = document.querySelector("form.languages");
  if (languages) {
    languages.addEventListener("submit", (event) => {
      if (locked || languages.dataset.kept || !document.querySelector("button[data-pause]")) return;
      event.preventDefault();
      const pressed = event.submitter;
      languages.dataset.kept = "1";
      keep().then(() => languages.requestSubmit(pressed));
    });
  }

  if (others) {
    others.addEventListener("message", (event) => {
      if (event.data === "lock") lock(false);
      else last = Date.now();
    });
  }
  for (const kind of ["pointerdown", "pointermove", "keydown", "scroll", "input"]) {
    addEventListener(kind, touch, { passive: true });
  }
  addEventListener("input", typing, { passive: true });
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  setInterval(look, 1000);
})();

// A map tells below it the name of the State one points at or has come to with the Tab key.
(() => {
  const says = document.querySelector("[data-map-says]");
  if (!says) return;
  for (const kind of ["focusin", "pointerover"]) {
    document.addEventListener(kind, (event) => {
      const state = event.target.closest("svg a");
      if (state) says.textContent = state.querySelector("title").textContent;
    });
  }
})();
