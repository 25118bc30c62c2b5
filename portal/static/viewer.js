// The page beside its fields: focusing a field shows its box, clicking a box
// goes to its field, and clicking a word fills the field somebody is in.
import { valueOf } from "./capture.js";

const viewer = document.querySelector(".viewer");
const invoice = document.querySelector("[data-invoice]");

// Others see who is at it. A courtesy: without it nothing breaks.
if (invoice) fetch(`/invoices/${invoice.dataset.invoice}/claim`, { method: "POST", redirect: "manual" }).catch(() => {});

if (viewer) {
  const svgNS = "http://www.w3.org/2000/svg";
  const dpi = Number(viewer.dataset.dpi);
  let active = null;

  for (const img of viewer.querySelectorAll(".page img")) {
    // The server guesses that all pages are as large as the first.
    const fit = () => img.naturalWidth && img.parentElement.querySelector(".marks").setAttribute("viewBox", `0 0 ${(img.naturalWidth * 72) / dpi} ${(img.naturalHeight * 72) / dpi}`);
    if (img.complete) fit();
    img.addEventListener("load", fit);
  }

  const boxes = (field) => viewer.querySelectorAll(`.box[data-field="${CSS.escape(field)}"]`);

  const show = (input) => {
    viewer.querySelectorAll(".box.on").forEach((b) => b.classList.remove("on"));
    for (const box of boxes(input.dataset.field)) {
      box.classList.add("on");
      const page = box.closest(".page").getBoundingClientRect();
      const place = box.getBoundingClientRect();
      const frame = viewer.getBoundingClientRect();
      if (place.top < frame.top || place.bottom > frame.bottom) viewer.scrollBy({ top: place.top - frame.top - frame.height / 3 });
      if (place.left < frame.left || place.right > frame.right) viewer.scrollBy({ left: place.left - page.left - frame.width / 3 });
    }
  };

  document.addEventListener("focusin", (event) => {
    if (!event.target.matches("input[data-field]")) return;
    active = event.target;
    show(active);
    loadWords();
  });
  document.addEventListener("pointerover", (event) => {
    const field = event.target.closest?.(".field")?.querySelector("[data-field]");
    if (field) show(field);
  });

  viewer.addEventListener("pointerdown", (event) => {
    if (event.target.matches(".word")) event.preventDefault(); // the field keeps its focus
  });
  viewer.addEventListener("click", (event) => {
    if (event.target.matches(".word") && active && !active.readOnly) return fill(event.target.dataset.text);
    const field = event.target.dataset?.field;
    if (field) document.getElementById(field)?.focus();
  });

  function fill(text) {
    active.value = valueOf(text, active.dataset.kind);
    active.dispatchEvent(new Event("input", { bubbles: true }));
    active.focus();
  }

  let asked = null;
  function loadWords() {
    if (!("words" in viewer.dataset)) return Promise.resolve();
    asked ??= Promise.all([...viewer.querySelectorAll(".page")].map(async (page) => {
      const answer = await fetch(`/documents/${viewer.dataset.document}/pages/${page.dataset.page}/words`);
      if (!answer.ok) return;
      const { Words } = await answer.json();
      const marks = page.querySelector(".marks");
      for (const { Text, Box } of Words ?? []) {
        const rect = document.createElementNS(svgNS, "rect");
        rect.setAttribute("class", "word");
        rect.setAttribute("x", Box.X0); rect.setAttribute("y", Box.Y0);
        rect.setAttribute("width", Math.max(0, Box.X1 - Box.X0)); rect.setAttribute("height", Math.max(0, Box.Y1 - Box.Y0));
        rect.dataset.text = Text;
        marks.append(rect);
      }
      page.querySelector("[data-text]").textContent = (Words ?? []).map((w) => w.Text).join(" ");
    })).catch(() => { asked = null; });
    return asked;
  }

  // Keyboard capture: letters on the words in sight; typing them fills the field.
  viewer.addEventListener("letters", async () => {
    if (!active) active = document.querySelector("input[data-doubt]") ?? document.querySelector("input[data-field]");
    await loadWords();
    const frame = viewer.getBoundingClientRect();
    const seen = [...viewer.querySelectorAll(".word")].filter((w) => { const r = w.getBoundingClientRect(); return r.bottom > frame.top && r.top < frame.bottom; });
    const alphabet = "asdfghjklqwertyuiopzxcvbnm";
    const tags = new Map();
    const drawn = [];
    seen.slice(0, alphabet.length ** 2).forEach((word, i) => {
      const tag = alphabet[Math.floor(i / alphabet.length)] + alphabet[i % alphabet.length];
      tags.set(tag, word);
      const back = document.createElementNS(svgNS, "rect");
      const letter = document.createElementNS(svgNS, "text");
      const x = Number(word.getAttribute("x")), y = Number(word.getAttribute("y"));
      for (const [k, v] of Object.entries({ class: "letter-back", x: x - 1, y: y - 2, width: 10, height: 8 })) back.setAttribute(k, v);
      for (const [k, v] of Object.entries({ class: "letter", x, y: y + 4 })) letter.setAttribute(k, v);
      letter.textContent = tag;
      word.parentElement.append(back, letter);
      drawn.push(back, letter);
    });
    let typed = "";
    const listen = (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      typed += event.key;
      const word = tags.get(typed);
      if (event.key !== "Escape" && !word && typed.length < 2) return;
      document.removeEventListener("keydown", listen, true);
      drawn.forEach((el) => el.remove());
      if (word) fill(word.dataset.text);
    };
    document.addEventListener("keydown", listen, true);
  });
}

// A link to a field puts the cursor into it.
const jump = () => document.getElementById(location.hash.slice(1))?.matches?.("input") && document.getElementById(location.hash.slice(1)).focus();
addEventListener("hashchange", jump);
jump();
