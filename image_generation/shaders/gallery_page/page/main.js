"use strict";
/* Puts the page together, and gives keys their meaning. */

let grid, filters, detail;

function openNamed() {
  const name = decodedHash();
  const k = name ? entries().name.indexOf(name) : -1;
  if (k < 0) return;
  const position = grid.found.indexOf(k);
  if (position < 0) return;
  grid.reveal(position, false);
  detail.show(position);
}

function decodedHash() {
  const hash = location.hash.slice(1);
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash; // written by hand: 50%.png
  }
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches?.("input, select, textarea");
  if (event.key === "Escape" && typing && event.target.id === "search") {
    event.target.value = "";
    filters.apply();
    event.target.blur();
  } else if (event.key === "/" && !typing && !detail.open) {
    byId("search").focus();
    event.preventDefault();
  } else if (event.key === "ArrowDown" && event.target.id === "search") {
    if (grid.key("ArrowDown")) event.preventDefault();
  } else if (!typing) {
    const scrolling = event.target.id === "source" && detail.open;
    if (!scrolling && (detail.open ? detail : grid).key(event.key)) event.preventDefault();
  }
}

if (data === null) {
  byId("count").textContent = "entries.js is missing: make the gallery again.";
} else {
  document.title = data.title;
  byId("title").textContent = data.title;
  grid = new Grid((position) => detail.show(position));
  filters = new Filters((found) => grid.setEntries(found));
  detail = new Detail(grid, filters);
  filters.apply();
  openNamed();
  addEventListener("hashchange", openNamed);
  addEventListener("keydown", onKey);
  byId("filters-button").addEventListener("click", () => {
    const shown = document.body.classList.toggle("filters-shown");
    byId("filters-button").setAttribute("aria-expanded", shown);
    grid.layout();
  });
}
