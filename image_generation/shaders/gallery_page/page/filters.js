"use strict";
/* Which entries are shown, in which order: search, tags, choices (dialect, status), ranges (cost, motion), sorting. */

const TAGS_SHOWN = 30;
const STEPS = 200; // positions of a range's two thumbs

class Filters {
  /** changed: called with the numbers of the entries that match, in order. */
  constructor(changed) {
    this.changed = changed;
    this.table = entries();
    this.count = this.table.name.length;
    this.tags = new Set();
    this.allTags = false;
    this.choices = [];
    this.ranges = [];
    this.words = Array.from({ length: this.count }, (_, k) => this.searchable(k));
    this.makeControls();
    let timer = 0;
    byId("search").addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.apply(), this.count > 5000 ? 120 : 0);
    });
    byId("sort").addEventListener("change", () => this.apply());
    byId("clear").addEventListener("click", () => this.clear());
    byId("more-tags").addEventListener("click", () => {
      this.allTags = !this.allTags;
      this.showTags();
    });
  }

  searchable(k) {
    const texts = [this.table.name[k], ...tagsOf(k), statusOf(k)];
    for (const p of data.kind === "programs" ? [k] : this.table.programs[k]) {
      const programs = data.programs;
      texts.push(programs.name[p], programs.title[p], programs.description[p], programs.path[p]);
      texts.push(programs.dialects[programs.dialect[p]]);
    }
    return texts.join("\n").toLowerCase();
  }

  makeControls() {
    const { programs, images } = data;
    const where = byId("choices");
    const sorts = [["", data.kind === "images" ? "order" : "name"]];
    if (data.kind === "programs") {
      this.addChoice(where, "Dialect", programs.dialects, programs.dialect);
      this.addChoice(where, "Status", programs.statuses, programs.status);
      this.addRange(where, "Cost", "ms a frame", programs.cost);
      this.addRange(where, "Motion", "of 255", programs.motion);
      sorts.push(["cost", "cost"], ["-cost", "cost, dearest first"], ["-motion", "motion, most first"]);
      sorts.push(["motion", "motion, least first"], ["-contrast", "contrast, most first"]);
    } else {
      this.addChoice(where, "Status", images.statuses, images.status);
    }
    sorts.push(["random", "chance"]);
    byId("sort").append(...sorts.map(([value, text]) => make("option", { value }, text)));
  }

  addChoice(where, label, words, column) {
    const used = new Set(column);
    if (used.size < 2) return;
    const select = make("select", { id: `choice-${label.toLowerCase()}` }, make("option", { value: "" }, "all"));
    words.forEach((word, k) => used.has(k) && select.append(make("option", { value: k }, word || "none")));
    select.addEventListener("change", () => this.apply());
    where.append(make("label", { className: "choice" }, make("span", {}, label), select));
    this.choices.push({ select, column });
  }

  /** Two thumbs over the logarithm of the values. */
  addRange(where, label, unit, column) {
    const values = column.filter((value) => value !== null);
    const low = Math.max(0.01, values.reduce((a, b) => Math.min(a, b), Infinity));
    const high = values.reduce((a, b) => Math.max(a, b), 0);
    if (!(high > low)) return;
    const at = (step) => low * (high / low) ** (step / STEPS);
    const thumbs = [0, STEPS].map((value, k) =>
      make("input", {
        type: "range", min: 0, max: STEPS, value, id: `${label.toLowerCase()}-${k ? "most" : "least"}`,
        ariaLabel: `${label}, ${k ? "at most" : "at least"}`,
      }),
    );
    const text = make("output");
    const range = { label, column, thumbs, bounds: [-Infinity, Infinity] };
    range.read = () => {
      const [from, to] = thumbs.map((thumb) => Number(thumb.value));
      range.bounds = [from > 0 ? at(from) : -Infinity, to < STEPS ? at(to) : Infinity];
      text.value = from > 0 || to < STEPS ? `${short(at(from))} – ${short(at(to))} ${unit}` : unit;
      track.style.setProperty("--from", `${(from / STEPS) * 100}%`);
      track.style.setProperty("--to", `${(to / STEPS) * 100}%`);
    };
    thumbs.forEach((thumb, k) =>
      thumb.addEventListener("input", () => {
        const other = thumbs[1 - k];
        if (k === 0 ? Number(thumb.value) > Number(other.value) : Number(thumb.value) < Number(other.value)) {
          other.value = thumb.value;
        }
        range.read();
        this.apply();
      }),
    );
    const track = make("div", { className: "range" }, ...thumbs);
    where.append(make("div", { className: "choice" }, make("span", {}, label, text), track));
    this.ranges.push(range);
    range.read();
  }

  clear() {
    byId("search").value = "";
    this.tags.clear();
    for (const { select } of this.choices) select.value = "";
    for (const range of this.ranges) {
      range.thumbs[0].value = 0;
      range.thumbs[1].value = STEPS;
      range.read();
    }
    this.apply();
  }

  toggleTag(tag) {
    if (!this.tags.delete(tag)) this.tags.add(tag);
    this.apply();
  }

  /** Find the entries that match and hand them over. */
  apply() {
    const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const choices = this.choices.filter(({ select }) => select.value !== "");
    const ranges = this.ranges.filter(({ bounds }) => bounds[0] !== -Infinity || bounds[1] !== Infinity);
    const tags = [...this.tags];
    const found = [];
    for (let k = 0; k < this.count; k++) {
      if (
        words.every((word) => this.words[k].includes(word)) &&
        choices.every(({ select, column }) => column[k] === Number(select.value)) &&
        ranges.every(({ bounds, column }) => column[k] !== null && column[k] >= bounds[0] && column[k] <= bounds[1]) &&
        tags.every((tag) => this.table.tags[k].includes(tag))
      ) {
        found.push(k);
      }
    }
    this.counts = new Map(); // tag -> how many of the entries found have it
    for (const k of found) {
      for (const tag of this.table.tags[k]) this.counts.set(tag, (this.counts.get(tag) ?? 0) + 1);
    }
    this.showTags();
    const noun = data.kind;
    const all = found.length === this.count;
    byId("count").textContent = `${all ? "" : `${found.length.toLocaleString()} of `}${this.count.toLocaleString()} ${noun}`;
    show(byId("clear"), words.length > 0 || choices.length > 0 || ranges.length > 0 || this.tags.size > 0);
    this.changed(this.sorted(found));
  }

  sorted(found) {
    const how = byId("sort").value;
    if (how === "random") {
      for (let k = found.length - 1; k > 0; k--) {
        const other = Math.floor(Math.random() * (k + 1));
        [found[k], found[other]] = [found[other], found[k]];
      }
    } else if (how) {
      const sign = how.startsWith("-") ? -1 : 1;
      const column = this.table[how.replace("-", "")];
      const last = Infinity; // what was not measured comes last
      found.sort((a, b) => (column[a] === null ? last : sign * column[a]) - (column[b] === null ? last : sign * column[b]) || a - b);
    }
    return found;
  }

  showTags() {
    const order = [...this.counts.entries()].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([tag]) => tag);
    const listed = [...this.tags, ...order.filter((tag) => !this.tags.has(tag))];
    const shown = this.allTags ? listed.slice(0, 1000) : listed.slice(0, Math.max(TAGS_SHOWN, this.tags.size));
    byId("tags").replaceChildren(
      ...shown.map((tag) => {
        const count = make("span", { className: "number" }, (this.counts.get(tag) ?? 0).toLocaleString());
        const button = make("button", { type: "button", className: "tag" }, data.tagWords[tag], count);
        button.setAttribute("aria-pressed", this.tags.has(tag));
        button.addEventListener("click", () => this.toggleTag(tag));
        return button;
      }),
    );
    const more = byId("more-tags");
    show(more, listed.length > TAGS_SHOWN, this.allTags ? "Fewer tags" : `All ${listed.length} tags`);
    show(byId("tag-section"), data.tagWords.length > 0);
  }
}
