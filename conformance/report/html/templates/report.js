"use strict";
// Adds to a page that is whole without it: filters, buttons that copy, and what a link leads to unfolded.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (id) => (id ? document.getElementById(id) : null);
  const form = document.querySelector(".filters");
  const told = one("copied");
  const groups = ["outcome", "level", "area"];
  const rows = all(".requirement").map((element) => ({ element, text: "" }));

  // A row is found by its own words and by those of the exchanges that its verdict rests on.
  function words(row) {
    if (!row.text) {
      const { exchanges, broken } = row.element.dataset;
      const places = [row.element, one(broken), ...exchanges.split(" ").filter(Boolean).map((number) => one(`x${number}`))];
      row.text = places.filter(Boolean).map((place) => place.textContent).join("\n").toLowerCase();
    }
    return row.text;
  }

  function asked() {
    const data = new FormData(form);
    const wish = Object.fromEntries(groups.map((name) => [name, data.getAll(name)]));
    wish.q = String(data.get("q") || "").trim().toLowerCase();
    return wish;
  }

  function fits(row, wish) {
    return groups.every((name) => !wish[name].length || wish[name].includes(row.element.dataset[name]))
      && wish.q.split(/\s+/).every((word) => !word || words(row).includes(word));
  }

  function apply() {
    const wish = asked();
    let count = 0;
    for (const row of rows) {
      row.element.hidden = !fits(row, wish);
      count += row.element.hidden ? 0 : 1;
    }
    for (const area of all(".area")) {
      area.hidden = !all(".requirement:not([hidden])", area).length;
    }
    const filtered = wish.q || groups.some((name) => wish[name].length);
    one("shown").textContent = filtered ? `${count} of ${rows.length} requirements shown` : `All ${rows.length} requirements shown`;
    return wish;
  }

  function remember(wish) {
    const parts = groups.filter((name) => wish[name].length).map((name) => `${name}=${wish[name].join(",")}`);
    if (wish.q) {
      parts.push(`q=${encodeURIComponent(wish.q)}`);
    }
    const bare = location.href.split("#")[0];
    history.replaceState(null, "", parts.length ? `${bare}#${parts.join("&")}` : bare);
  }

  function recall() {
    const wish = new URLSearchParams(location.hash.slice(1));
    const known = [...groups, "q"].some((name) => wish.has(name));
    if (known) {
      for (const name of groups) {
        const chosen = (wish.get(name) || "").split(",");
        for (const box of all(`input[name=${name}]`, form)) {
          box.checked = chosen.includes(box.value);
        }
      }
      form.elements.q.value = wish.get("q") || "";
    }
    apply();
    return known;
  }

  // What a link leads to is unfolded, and shown even where a filter had hidden it.
  function reveal() {
    const place = one(location.hash.slice(1));
    if (!place) {
      return;
    }
    if (place.closest(".requirement[hidden]")) {
      form.reset();
      apply();
    }
    for (let each = place; each; each = each.parentElement) {
      if (each instanceof HTMLDetailsElement) {
        each.open = true;
      }
    }
    place.scrollIntoView();
  }

  function arrive() {
    if (form && recall()) {
      one("requirements").scrollIntoView();
    } else {
      reveal();
    }
  }

  // Where the clipboard is closed to a page, as in some frames, the old way still works.
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      area.className = "aside";
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  }

  let fading = 0;
  function say(text) {
    told.textContent = text;
    clearTimeout(fading);
    fading = setTimeout(() => { told.textContent = ""; }, 4000);
  }

  for (const button of all(".copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const done = await copy(one(button.dataset.copy).textContent);
      button.focus();
      say(done ? "Copied" : "This browser did not allow to copy; select the text instead");
    });
  }
  if (form) {
    form.hidden = false;
    form.addEventListener("input", () => remember(apply()));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => remember(apply())));
    for (const link of all("a[data-filter]")) {
      link.href = `#${link.dataset.filter}`;
    }
    apply();
  }
  addEventListener("hashchange", arrive);
  if (location.hash) {
    arrive();
  }

  // On paper nothing can be unfolded: what matters is, and folded again afterwards.
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = all("details.matters:not([open]), details.more:not([open])");
    unfolded.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => unfolded.forEach((each) => { each.open = false; }));
})();
