// Small helpers every page shares. Everything works without them.
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js");

// A day stays on one line: a browser would break it after a hyphen.
const DAY = /\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?/;
const keepDays = (part) => {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (DAY.test(node.data) && !node.parentElement.closest("time, textarea, option, script, svg")) found.push(node);
  }
  for (let rest of found) {
    for (let day = rest.data.match(DAY); day; day = rest.data.match(DAY)) {
      const text = rest.splitText(day.index);
      rest = text.splitText(day[0].length);
      const time = document.createElement("time");
      text.replaceWith(time);
      time.append(text);
    }
  }
};
keepDays(document.body);

// After htmx swaps a part: say so to screen readers, and move focus to what asks for it.
document.addEventListener("htmx:after:settle", (event) => {
  const part = event.target instanceof Element ? event.target : document.body;
  keepDays(part);
  const wanted = part.querySelector("[data-focus], #refusals");
  if (wanted) wanted.focus();
  const words = part.querySelector("[data-say]");
  const live = document.getElementById("live");
  if (words && live) live.textContent = words.dataset.say;
});

// A refused form: the list of refusals gets the focus.
document.getElementById("refusals")?.focus();

// Controls that only work with JavaScript are shown by it.
for (const control of document.querySelectorAll("[data-needs-script]")) control.hidden = false;
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());

// Larger or smaller letters at once, without asking for the page again: what is half typed stays.
document.querySelector("[data-switches]")?.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!button?.dataset.elderLabel) return;
  event.preventDefault();
  const elder = button.value === "1";
  document.documentElement.toggleAttribute("data-elder", elder);
  button.value = elder ? "0" : "1";
  button.textContent = elder ? button.dataset.plainLabel : button.dataset.elderLabel;
  const body = new URLSearchParams({ elder: elder ? "1" : "0" });
  await fetch(event.currentTarget.dataset.switches, { method: "POST", body, redirect: "manual" });
});
