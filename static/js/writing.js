// Comfort while writing over a bad line. Without it everything works: the server never loses what it received.
// What is typed stays in this browser until it is saved or its writer signs out; a saving that fails stays in the page.
(() => {
  "use strict";
  const STORE = "brouillon:";
  const WEEK = 7 * 24 * 3600 * 1000;
  const PATIENCE = 60000; // milliseconds for one sending
  const HIDDEN = new Set(["csrfmiddlewaretoken", "written_by", "do"]);
  let form = null;
  let words = {};
  let dirty = false;
  let sending = false;
  let timer = 0;

  // --- What this browser keeps ---

  const key = () => STORE + form.dataset.keep;

  function typed() {
    return [...new FormData(form)].filter(([name, value]) => !HIDDEN.has(name) && typeof value === "string");
  }

  function content(fields) {
    return JSON.stringify(fields.filter(([name]) => !/^(seen_|form_token)/.test(name)).map(([name, value]) => [name, value.replace(/\r\n/g, "\n")]));
  }

  function read() {
    try {
      return JSON.parse(localStorage.getItem(key()));
    } catch {
      return null;
    }
  }

  function keep(sent) {
    clearTimeout(timer);
    const fields = typed();
    const entry = { at: Date.now(), token: form.elements.form_token.value, sent, fields };
    try {
      localStorage.setItem(key(), JSON.stringify(entry));
    } catch {
      // Full, or refused by the browser: the page itself still holds the text
    }
  }

  const drop = () => localStorage.removeItem(key());

  function forgetOld() {
    for (const name of Object.keys(localStorage).filter((one) => one.startsWith(STORE))) {
      let at = 0;
      try {
        at = JSON.parse(localStorage.getItem(name)).at;
      } catch {
        at = 0;
      }
      if (!(Date.now() - at < WEEK)) localStorage.removeItem(name);
    }
  }

  // --- Notices, written by the page and shown when they are true ---

  function notice(name, shown) {
    const found = form.querySelector(`[data-notice="${name}"]`);
    if (found) found.hidden = !shown;
    return found;
  }

  function offer() {
    const entry = read();
    if (!entry) return;
    const saved = form.dataset.saved.split(" ");
    if ((entry.sent && saved.includes(entry.token)) || content(entry.fields) === content(typed())) {
      drop();
      return;
    }
    const found = notice("kept", true);
    found.querySelector("time").textContent = new Date(entry.at).toLocaleString(document.documentElement.lang);
    found.querySelector("[data-take]").addEventListener("click", () => send("show", "", entry.fields));
    found.querySelector("[data-leave]").addEventListener("click", () => {
      drop();
      found.hidden = true;
    });
  }

  // --- Sending without leaving the page ---

  async function send(button, anchor, fields) {
    if (sending) return;
    sending = true;
    form.setAttribute("aria-busy", "true");
    notice("line", false);
    const body = fields ? new FormData() : new FormData(form);
    for (const [name, value] of fields || []) body.append(name, value);
    for (const name of fields ? ["csrfmiddlewaretoken", "written_by"] : []) body.set(name, form.elements[name].value);
    body.set("do", button);
    if (!fields) keep(true);
    try {
      const answer = await fetch(location.pathname, {
        method: "POST",
        body,
        headers: { "X-From-Script": "1" },
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.status >= 500) throw new Error(String(answer.status));
      if ((answer.headers.get("content-type") || "").includes("json")) go((await answer.json()).next);
      else if (answer.redirected) go(answer.url);
      else replace(await answer.text(), anchor);
    } catch {
      sending = false;
      form.removeAttribute("aria-busy");
      notice("line", true).scrollIntoView({ block: "center" });
    }
  }

  function go(address) {
    dirty = false;
    location.assign(address);
  }

  function replace(html, anchor) {
    const page = new DOMParser().parseFromString(html, "text/html");
    document.title = page.title;
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    sending = false;
    start(true);
    const place = (anchor && document.querySelector(anchor)) || document.querySelector('main [role="alert"]');
    if (place) {
      place.tabIndex = -1;
      place.focus({ preventScroll: true });
      place.scrollIntoView({ block: "start" });
    }
  }

  // --- Counting, and marks for rich text ---

  function count(area) {
    const told = document.createElement("p");
    told.className = "help";
    area.after(told);
    const say = () => {
      const text = area.value.trim();
      const most = area.dataset.most;
      const many = text ? text.split(/\s+/).length : 0;
      told.textContent = `${words.words} ${many} · ${words.signs} ${text.length}${most ? ` / ${most}` : ""}`;
    };
    area.addEventListener("input", say);
    say();
  }

  function mark(area, before, after) {
    const [from, to] = [area.selectionStart, area.selectionEnd];
    area.setRangeText(before + area.value.slice(from, to) + after, from, to, "end");
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function tools(area) {
    const bar = document.createElement("p");
    bar.className = "row tools";
    const marks = [["bold", "**", "**"], ["italic", "*", "*"], ["list", "\n- ", ""], ["title", "\n### ", "\n"], ["link", "[", "](https://)"]];
    for (const [name, before, after] of marks) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button second";
      button.textContent = words[name];
      button.addEventListener("click", () => mark(area, before, after));
      bar.append(button);
    }
    area.after(bar);
  }

  // On the first touch of a text, under it: nothing moves while the page is being read
  function help(event) {
    const area = event.target;
    if (area.tagName !== "TEXTAREA" || "helped" in area.dataset) return;
    area.dataset.helped = "";
    count(area);
    if ("rich" in area.dataset) tools(area);
  }

  // --- Beginning ---

  function changed() {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(() => keep(false), 400);
  }

  function start(replaced) {
    form = document.querySelector("form[data-keep]");
    if (!form) return;
    dirty = form.dataset.unsaved === "1";
    if (dirty && replaced) keep(false);
    else offer();
    form.addEventListener("input", changed);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const by = event.submitter;
      send((by && by.value) || "save", (by && by.getAttribute("formaction")) || "");
    });
    form.addEventListener("focusin", help);
    if (!navigator.onLine) notice("line", true);
  }

  for (const leaving of document.querySelectorAll("form[data-forget]")) {
    leaving.addEventListener("submit", () => {
      for (const name of Object.keys(localStorage)) if (name.startsWith(STORE)) localStorage.removeItem(name);
    });
  }
  forgetOld();
  words = JSON.parse((document.getElementById("mots") || { textContent: "{}" }).textContent);
  start(false);
  addEventListener("beforeunload", (event) => {
    if (dirty && form) event.preventDefault();
  });
  addEventListener("pagehide", () => {
    if (dirty && form && !sending) keep(false);
  });
  addEventListener("offline", () => form && notice("line", true));
  addEventListener("online", () => form && notice("line", false));
})();
