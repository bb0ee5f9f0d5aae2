"use strict";
/* An entry at large: figures, tags, source, live preview; for an image, what it was made of. */

class Detail {
  /** grid: whose entries are gone through; filters: for tags that are clicked. */
  constructor(grid, filters) {
    this.grid = grid;
    this.filters = filters;
    this.dialog = byId("detail");
    this.preview = new Preview(byId("canvas"), () => this.showPreview());
    this.turn = 0;
    const on = (id, act) => byId(id).addEventListener("click", act);
    on("close", () => this.dialog.close());
    on("previous", () => this.move(-1));
    on("next", () => this.move(1));
    on("play", () => this.toggle());
    on("play-large", () => this.toggle());
    on("reset", () => this.preview.reset());
    on("copy", () => this.copy());
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
    this.dialog.addEventListener("close", () => this.closed());
    byId("picture").addEventListener("error", () => show(byId("picture"), false));
    byId("picture").addEventListener("load", () => show(byId("picture"), true));
  }

  get open() {
    return this.dialog.open;
  }

  /** Show the entry at a position of the grid. */
  show(position) {
    this.position = position;
    this.k = this.grid.found[position];
    const k = this.k;
    const images = data.kind === "images";
    byId("detail-title").textContent = labelOf(k);
    byId("detail-name").textContent = images ? data.images.name[k] : `${data.programs.name[k]} · ${data.programs.path[k]}`;
    Object.assign(byId("still").style, { backgroundImage: "none" }, thumbnailStyle(k));
    this.showPicture();
    const failed = statusOf(k) !== "ok";
    show(byId("reason"), failed, failed ? `${statusOf(k).replace("_", " ")}: ${entries().message[k] ?? ""}` : "");
    byId("previous").disabled = position === 0;
    byId("next").disabled = position === this.grid.found.length - 1;
    this.showTags();
    this.showFacts();
    const used = images ? data.images.programs[k] : [k];
    this.showMembers(used);
    if (used.length) this.choose(0);
    else this.showNoProgram();
    if (!this.open) {
      this.dialog.showModal();
      byId("next").focus({ focusVisible: false });
    }
    this.dialog.scrollTop = 0;
    history.replaceState(null, "", `#${addressOf(entries().name[k])}`);
  }

  move(step) {
    const position = this.position + step;
    if (position < 0 || position >= this.grid.found.length) return;
    this.grid.reveal(position, false);
    this.show(position);
  }

  closed() {
    this.turn++;
    this.preview.close();
    history.replaceState(null, "", "#");
    if (this.grid.found[this.position] === this.k) this.grid.reveal(this.position, true);
  }

  /** The dataset's own file, where it is still there. */
  showPicture() {
    const picture = byId("picture");
    show(picture, false);
    picture.removeAttribute("src");
    if (data.kind !== "images" || statusOf(this.k) !== "ok") return;
    const path = [...data.root, ...data.images.name[this.k].split("/")];
    const address = path.map(addressOf);
    if (address.every(Boolean)) picture.src = new URL(address.join("/"), new URL("..", HERE)).href;
  }

  showTags() {
    byId("detail-tags").replaceChildren(
      ...entries().tags[this.k].map((tag) => {
        const button = make("button", { type: "button", className: "tag" }, data.tagWords[tag]);
        button.addEventListener("click", () => {
          this.dialog.close();
          this.filters.clear();
          this.filters.toggleTag(tag);
        });
        return button;
      }),
    );
  }

  showFacts() {
    const k = this.k;
    const facts = [];
    if (data.kind === "programs") {
      const table = data.programs;
      if (table.dialects[table.dialect[k]]) facts.push(["Dialect", table.dialects[table.dialect[k]]]);
      if (table.passes[k] > 1) facts.push(["Passes", table.passes[k]]);
      if (table.channels[k]) facts.push(["Inputs", table.channels[k]]);
      if (table.cost[k] !== null) {
        facts.push(["Cost", `${short(table.cost[k])} ms a frame`], ["Compile", `${short(table.compile[k])} ms`]);
        facts.push(["Contrast", short(table.contrast[k])], ["Motion", short(table.motion[k])]);
      }
    } else {
      for (const [name, value] of data.images.facts[k] ?? []) facts.push([name[0].toUpperCase() + name.slice(1), value]);
      const used = data.images.programs[k].length;
      if (data.images.weights[k].length && used === 0) facts.push(["Weights", data.images.weights[k].map(short).join(", ")]);
      if (used > 1) facts.push(["Mixture", `of ${used} samples`]);
    }
    byId("facts").replaceChildren(...facts.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, String(value))]));
  }

  /** The programs of an image, as buttons with time and weight. */
  showMembers(used) {
    const images = data.kind === "images";
    byId("members").replaceChildren(
      ...(images ? used : []).map((p, place) => {
        const time = data.images.times[this.k][place];
        const weight = data.images.weights[this.k][place];
        const said = [time === undefined ? "" : `${time.toFixed(2)} s`, weight === undefined ? "" : `weight ${short(weight)}`];
        const button = make("button", { type: "button", className: "member" });
        button.append(make("span", {}, data.programs.title[p] || data.programs.name[p]));
        button.append(make("span", { className: "number" }, said.filter(Boolean).join(" · ")));
        button.addEventListener("click", () => this.choose(place));
        return button;
      }),
    );
  }

  showNoProgram() {
    this.turn++;
    this.preview.close();
    this.texts = null;
    byId("description").textContent = "";
    show(byId("controls"), false);
    show(byId("play-large"), false);
    show(byId("canvas"), false);
    show(byId("preview-error"), false);
    show(byId("no-preview"), false);
    show(document.querySelector(".source"), false);
  }

  /** Show the source of the entry's program number `place`, and offer its preview. */
  async choose(place) {
    const turn = ++this.turn;
    const images = data.kind === "images";
    const p = images ? data.images.programs[this.k][place] : this.k;
    this.start = images ? (data.images.times[this.k][place] ?? 0) : 0;
    this.texts = null;
    this.preview.close();
    [...byId("members").children].forEach((button, k) => button.setAttribute("aria-pressed", k === place));
    byId("description").textContent = data.programs.description[p];
    show(byId("canvas"), false);
    show(byId("preview-error"), false);
    const reason = data.programs.reasons[data.programs.noPreview[p]];
    show(byId("no-preview"), reason !== "" && statusOf(this.k) === "ok", `No live preview: ${reason}.`);
    show(byId("controls"), reason === "");
    show(document.querySelector(".source"), true);
    byId("source-title").textContent = images ? `Source of ${data.programs.title[p] || data.programs.name[p]}` : "Source";
    byId("source").textContent = "…";
    this.playable = reason === "";
    this.showPreview();
    try {
      this.loading = programTexts(p);
      const texts = await this.loading;
      if (turn !== this.turn) return;
      this.texts = texts;
      highlight(byId("source"), texts.source || "(no text)");
      if (texts.cut) byId("source").append(`\n… ${texts.cut.toLocaleString()} more characters`);
    } catch (error) {
      if (turn === this.turn) byId("source").textContent = `The source cannot be shown: ${error.message}`;
    }
  }

  async toggle() {
    if (this.preview.playing) this.preview.pause();
    else if (this.preview.program) this.preview.play();
    else {
      const turn = this.turn;
      byId("time").value = "compiling …";
      const texts = await this.loading.catch(() => null); // choose() says what is wrong
      if (turn === this.turn && texts?.preview) await this.preview.open(texts.preview, this.start);
    }
  }

  showPreview() {
    const { playing, error, program, time } = this.preview;
    byId("play").textContent = playing ? "Pause" : "Play";
    byId("reset").disabled = !program;
    byId("time").value = program ? `${time.toFixed(2)} s` : "";
    show(byId("canvas"), program !== null);
    show(byId("play-large"), this.playable && !program && !error);
    show(byId("preview-error"), error !== "", error);
  }

  async copy() {
    const text = this.texts?.source ?? byId("source").textContent;
    try {
      await navigator.clipboard.writeText(text);
      byId("copy").textContent = "Copied";
      setTimeout(() => (byId("copy").textContent = "Copy"), 1500);
    } catch {
      getSelection().selectAllChildren(byId("source")); // where the page may not write to the clipboard
    }
  }

  /** Keys while the dialog is open; whether the key meant something. */
  key(name) {
    if (name === "ArrowLeft") this.move(-1);
    else if (name === "ArrowRight") this.move(1);
    else return false;
    return true;
  }
}
