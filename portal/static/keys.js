// Keys. The keymap is the list in the page's help (keymap.go); this file knows
// the verbs only. Single keys are inactive while somebody types, and when they
// are switched off (WCAG 2.1.4); the choice stays in this browser.

const switchedOff = () => localStorage.getItem("single-keys") === "off";
const typing = (el) => el && (el.isContentEditable || /^(input|select|textarea)$/i.test(el.tagName)) && !el.readOnly && el.type !== "checkbox";

let at = -1;

function list(selector) {
  return [...document.querySelectorAll(selector)].filter((el) => el.getClientRects().length);
}

function go(selector, step) {
  const all = list(selector);
  if (!all.length) return;
  const marked = all.findIndex((el) => el.classList.contains("here") || el === document.activeElement);
  at = Math.max(0, Math.min(all.length - 1, (marked < 0 ? (step > 0 ? -1 : all.length) : marked) + step));
  document.querySelectorAll(".here").forEach((el) => el.classList.remove("here"));
  all[at].classList.add("here");
  all[at].scrollIntoView({ block: "nearest" });
  if (all[at].matches("input, [tabindex]")) all[at].focus();
}

const verbs = {
  next: (selector) => go(selector, 1),
  previous: (selector) => go(selector, -1),
  open: (selector) => {
    // A row is opened by its link; what is a link itself needs no marking first.
    const target = document.querySelector(selector + ".here a[href]") ?? document.querySelector("a" + selector);
    if (target) location.assign(target.href);
  },
  press: (selector) => list(selector)[0]?.click(),
  focus: (selector) => {
    const el = list(selector)[0];
    if (!el) return;
    if (el.tagName === "SUMMARY") el.parentElement.open = true;
    (el.tagName === "SUMMARY" ? el.parentElement.querySelector("input:not([type=hidden])") : el).focus();
  },
  words: (selector) => document.querySelector(selector)?.dispatchEvent(new CustomEvent("letters")),
  help: (selector) => document.querySelector(selector)?.showModal(),
};

const bindings = new Map();
for (const el of document.querySelectorAll("[data-bind]")) {
  bindings.set(el.dataset.bind, { act: verbs[el.dataset.do], selector: el.dataset.at });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape" && typing(event.target)) return event.target.blur();
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && event.target !== document.body && event.target.matches("a, button, summary")) return;
  const bound = bindings.get(event.key);
  if (!bound || (switchedOff() && event.key.length === 1)) return;
  event.preventDefault();
  bound.act(bound.selector);
});

const choice = document.getElementById("single-keys");
if (choice) {
  choice.checked = !switchedOff();
  choice.addEventListener("change", () => localStorage.setItem("single-keys", choice.checked ? "on" : "off"));
}

// Style sheet and tests can tell that keys work.
document.documentElement.dataset.keys = switchedOff() ? "some" : "all";
