// Comfort on short forms (a comment, an answer, a declaration): words that were not sent are offered back.
// They stay in this browser, for the person who typed them, until they are sent or that person signs out.
(() => {
  "use strict";
  const STORE = "brouillon:";
  const form = document.querySelector("form[data-hold]");
  if (!form) return;
  const key = `${STORE}${form.dataset.hold}:${location.pathname}`;
  const texts = [...form.querySelectorAll("textarea")];
  const plain = (words) => words.replace(/\s+/g, " ").trim();
  let timer = 0;

  function keep() {
    const fields = texts.filter((area) => plain(area.value) && area.value !== area.defaultValue).map((area) => [area.name, area.value]);
    try {
      if (fields.length) localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields }));
      else localStorage.removeItem(key);
    } catch {
      // Full, or refused by the browser: the page itself still holds the text
    }
  }

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(key)).fields;
    } catch {
      return [];
    }
  }

  // What is on the page already was sent
  function unsent() {
    const page = plain(document.querySelector("main").textContent);
    return kept().filter(([name, words]) => form.elements[name] && form.elements[name].value !== words && !page.includes(plain(words)));
  }

  const found = unsent();
  const notice = form.querySelector("[data-unsent]");
  if (!found.length) localStorage.removeItem(key);
  notice.hidden = !found.length;
  notice.querySelector("[data-take]").addEventListener("click", () => {
    for (const [name, words] of found) form.elements[name].value = words;
    notice.hidden = true;
    form.elements[found[0][0]].focus();
  });
  notice.querySelector("[data-leave]").addEventListener("click", () => {
    localStorage.removeItem(key);
    notice.hidden = true;
  });
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 400);
  });
  form.addEventListener("submit", keep);
  addEventListener("pagehide", () => timer && keep());
})();
