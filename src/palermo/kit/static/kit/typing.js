/* Who types on an open page stays signed in, up to the absolute end; before that, and before the lock, the page is kept.
   Nothing of it is ever stored here. Without this file the button that keeps a page is there. */
"use strict";
(() => {
  const root = document.documentElement;
  const ends = Date.now() + Number(root.dataset.secondsLeft) * 1000 - 60000;
  const lockNotice = document.getElementById("lock-notice");
  const endNotice = document.getElementById("end-notice");
  let told = Date.now();
  let saved = false;

  /* palermo.js keeps and locks; here is said when. */
  const ask = (what, detail) => document.dispatchEvent(new CustomEvent(what, { detail }));
  const keep = () => new Promise((done) => ask("keep", done));

  const typing = () => {
    const now = Date.now();
    if (now - told < 60000) return;
    told = now;
    fetch(root.dataset.typingUrl, { redirect: "manual", cache: "no-store" }).catch(() => {});
  };

  const look = () => {
    const now = Date.now();
    if (now >= ends) return ask("lock");
    endNotice.hidden = now < ends - 60000;
    const soon = !lockNotice.hidden || !endNotice.hidden;
    if (soon && !saved && lockNotice.isConnected) keep();
    saved = soon;
  };

  /* A flow keeps its half page before the language changes; a page of one form is sent along by its buttons. */
  const languages = document.querySelector("form.languages");
  if (languages) {
    languages.addEventListener("submit", (event) => {
      if (languages.dataset.kept || !document.querySelector("button[data-pause]")) return;
      event.preventDefault();
      const pressed = event.submitter;
      languages.dataset.kept = "1";
      keep().then(() => languages.requestSubmit(pressed));
    });
  }

  addEventListener("input", typing, { passive: true });
  setInterval(look, 1000);
})();
