"use strict";
/* The tiles: only those in view (and a little around it) are in the document, however many entries there are. */

const TILE = 132; // the least width of a tile in CSS pixels
const GAP = 14;
const CAPTION = 44;
const ROWS_AROUND = 2;

class Grid {
  /** opened: called with the position of a tile that was clicked. */
  constructor(opened) {
    this.opened = opened;
    this.scroller = byId("scroller");
    this.surface = byId("grid");
    this.found = [];
    this.current = 0;
    this.tiles = new Map(); // position -> element
    this.scheduled = false;
    this.scroller.addEventListener("scroll", () => this.schedule(), { passive: true });
    new ResizeObserver(() => this.layout()).observe(this.scroller);
  }

  /** Show these entries, from the first. */
  setEntries(found) {
    this.found = found;
    this.current = 0;
    this.scroller.scrollTop = 0;
    for (const tile of this.tiles.values()) tile.remove();
    this.tiles.clear();
    show(byId("empty"), found.length === 0);
    this.layout();
  }

  layout() {
    const width = this.surface.clientWidth;
    if (!width) return;
    this.columns = Math.max(2, Math.floor((width + GAP) / (TILE + GAP)));
    this.width = (width - GAP * (this.columns - 1)) / this.columns;
    this.step = this.width + CAPTION + GAP;
    this.surface.style.height = `${Math.ceil(this.found.length / this.columns) * this.step}px`;
    for (const [position, tile] of this.tiles) this.place(tile, position);
    this.draw();
  }

  place(tile, position) {
    const x = (position % this.columns) * (this.width + GAP);
    const y = Math.floor(position / this.columns) * this.step;
    tile.style.width = `${this.width}px`;
    tile.style.transform = `translate(${x}px, ${y}px)`;
  }

  schedule() {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      this.draw();
    });
  }

  draw() {
    if (!this.columns) return;
    const top = this.scroller.scrollTop;
    const first = Math.max(0, Math.floor(top / this.step) - ROWS_AROUND) * this.columns;
    const last = Math.ceil((top + this.scroller.clientHeight) / this.step + ROWS_AROUND) * this.columns;
    const end = Math.min(this.found.length, last);
    for (const [position, tile] of this.tiles) {
      if (position < first || position >= end) {
        tile.remove();
        this.tiles.delete(position);
      }
    }
    for (let position = first; position < end; position++) {
      if (!this.tiles.has(position)) {
        const tile = this.makeTile(position);
        this.place(tile, position);
        this.tiles.set(position, tile);
        this.surface.append(tile);
      }
    }
  }

  makeTile(position) {
    const k = this.found[position];
    const status = statusOf(k);
    const picture = make("span", { className: "picture" });
    Object.assign(picture.style, thumbnailStyle(k));
    if (status !== "ok") {
      picture.classList.add("failed");
      picture.append(make("strong", {}, status.replace("_", " ")), make("span", {}, entries().message[k] ?? ""));
    }
    const label = labelOf(k);
    const caption = make("span", { className: "caption" }, make("span", { className: "label" }, label));
    caption.append(make("span", { className: "figure" }, this.figure(k)));
    const tile = make("button", { type: "button", className: "tile", title: label, tabIndex: position === this.current ? 0 : -1 });
    tile.append(picture, caption);
    tile.addEventListener("click", () => this.opened(position));
    tile.addEventListener("focus", () => this.setCurrent(position));
    return make("div", { role: "listitem", className: "item" }, tile);
  }

  figure(k) {
    if (data.kind === "programs") return data.programs.cost[k] === null ? "" : `${short(data.programs.cost[k])} ms`;
    const times = data.images.times[k];
    if (times.length > 1) return `mixture of ${times.length}`;
    return times.length === 1 ? `${times[0].toFixed(2)} s` : "";
  }

  setCurrent(position) {
    const button = (at) => this.tiles.get(at)?.firstElementChild;
    if (button(this.current)) button(this.current).tabIndex = -1;
    this.current = position;
    if (button(position)) button(position).tabIndex = 0;
  }

  /** Bring a tile into view and make it the current one; focus: give it the keyboard. */
  reveal(position, focus) {
    if (!this.columns || !this.found.length) return;
    position = Math.max(0, Math.min(this.found.length - 1, position));
    const top = Math.floor(position / this.columns) * this.step;
    const view = this.scroller;
    if (top < view.scrollTop) view.scrollTop = top;
    else if (top + this.step > view.scrollTop + view.clientHeight - GAP) view.scrollTop = top + this.step + GAP - view.clientHeight;
    this.draw();
    this.setCurrent(position);
    if (focus) this.tiles.get(position)?.firstElementChild.focus({ preventScroll: true });
  }

  /** Move by keyboard; whether the key meant something. */
  key(name) {
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / this.step)) * this.columns;
    const steps = {
      ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.columns, ArrowUp: -this.columns, PageDown: page, PageUp: -page,
      Home: -Infinity, End: Infinity,
    };
    if (!(name in steps)) return false;
    const onTile = document.activeElement?.classList.contains("tile");
    this.reveal(onTile ? this.current + steps[name] : this.current, true);
    return true;
  }
}
