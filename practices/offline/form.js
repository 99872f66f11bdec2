"use strict";
const form = document.querySelector("form");
let unsaved = false;

function row(part) {
  const found = {};
  for (const input of part.querySelectorAll("[data-key]")) if (input.value !== "") found[input.dataset.key] = input.value;
  return found;
}

function answer(question) {
  const inputs = [...question.querySelectorAll("[data-key]")];
  switch (question.dataset.shape) {
    case "table": return [...question.querySelectorAll(".row")].map(row).filter((found) => Object.keys(found).length);
    case "group": return row(question);
    case "list": return inputs.map((input) => input.value).filter((value) => value !== "");
    case "lines": return inputs[0].value.split("\n").filter((line) => line.trim() !== "");
    default: return inputs[0].value;
  }
}

function collect() {
  const values = {};
  for (const question of form.querySelectorAll("[data-question]")) values[question.dataset.question] = answer(question);
  return { ...JSON.parse(form.dataset.about), values };
}

form.addEventListener("input", () => { unsaved = true; });

form.addEventListener("click", (event) => {
  const button = event.target.closest("button.add");
  if (!button) return;
  const rows = button.parentElement.querySelectorAll(".row");
  const last = rows[rows.length - 1];
  const fresh = last.cloneNode(true);
  for (const input of fresh.querySelectorAll("[data-key]")) {
    input.value = "";
    input.name = input.name.replace(/\.\d+\./, `.${rows.length}.`);
  }
  last.after(fresh);
  fresh.querySelector("[data-key]").focus();
});

form.addEventListener("submit", (event) => {
  if (event.submitter && event.submitter.value === "send") { unsaved = false; return; }
  event.preventDefault();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(collect())], { type: "application/json" }));
  link.download = form.dataset.file;
  link.click();
  unsaved = false;
  document.querySelector("[role=status]").hidden = false;
});

window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
