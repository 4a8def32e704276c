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
  const others = "BroadcastChannel" in window ? new BroadcastChannel("lock") : null;
  let last = Date.now();
  let locked = false;

  /* A page that can pause is kept half filled on the server before it is blanked. */
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

  /* typing.js asks for both. */
  document.addEventListener("keep", (event) => keep().then(event.detail));
  document.addEventListener("lock", () => lock(true));

  const touch = () => {
    const now = Date.now();
    if (now - last >= limit) return lock(true);
    if (others && now - last > 1000) others.postMessage("touch");
    last = now;
    if (notice) notice.hidden = true;
  };

  const look = () => {
    const idle = Date.now() - last;
    if (idle >= limit) lock(true);
    else if (notice) notice.hidden = idle < limit - 60000;
  };

  if (others) {
    others.addEventListener("message", (event) => {
      if (event.data === "lock") lock(false);
      else last = Date.now();
    });
  }
  for (const kind of ["pointerdown", "pointermove", "keydown", "scroll", "input"]) {
    addEventListener(kind, touch, { passive: true });
  }
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
