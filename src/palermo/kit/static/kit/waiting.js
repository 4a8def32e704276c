/* How much waits, kept true on a page that stays open. Asking touches nothing: page and session end as without it. */
"use strict";
(() => {
  const badge = document.querySelector("[data-waiting]");
  if (!badge) return;
  const number = badge.querySelector("[data-number]");
  const title = document.title;
  let waiting = Number(number.textContent) || 0;

  /* Only while something else is in front: no title that is looked at, or printed, has a number. */
  const name = () => {
    if (!badge.isConnected) return;
    document.title = document.hidden && waiting ? `(${waiting}) ${title}` : title;
  };

  const stop = () => {
    clearInterval(each);
    document.removeEventListener("visibilitychange", name);
  };

  const ask = async () => {
    try {
      const answer = await fetch(badge.dataset.waiting, { redirect: "manual", cache: "no-store" });
      if (!badge.isConnected || answer.type === "opaqueredirect" || answer.status === 404) return stop();
      if (!answer.ok) return;
      waiting = (await answer.json()).waiting;
    } catch {
      return;
    }
    if (!badge.isConnected) return stop();
    number.textContent = waiting;
    badge.hidden = !waiting;
    name();
  };

  const each = setInterval(() => (badge.isConnected ? ask() : stop()), 60000);
  document.addEventListener("visibilitychange", name);
})();
