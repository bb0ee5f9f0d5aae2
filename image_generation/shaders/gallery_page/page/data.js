"use strict";
/* What the page shows: the tables of entries.js, and parts (texts, media) that are loaded when they are asked for.
   All of it is data: it is parsed as JSON and only ever becomes text nodes, attributes by name or shader text. */

const HERE = new URL(".", document.currentScript.src);
const KEPT_PARTS = 24;

let data = null;
const parts = new Map(); // name -> promise of its value, the one used last at the end
const arrivals = new Map(); // name -> what to call with the text that a part's file brings

/** Called by entries.js. */
function galleryData(text) {
  data = JSON.parse(text);
}

/** Called by the file of a part. */
function galleryPart(name, packed) {
  arrivals.get(name)?.(packed);
}

/** The value of a part; the promise fails, with a message to show, where its file is missing or broken. */
function loadPart(name) {
  const known = parts.get(name);
  parts.delete(name);
  const promise = known ?? fetchPart(name).then(unpack);
  parts.set(name, promise);
  promise.catch(() => parts.delete(name));
  for (const old of parts.keys()) {
    if (parts.size <= KEPT_PARTS) break;
    parts.delete(old);
  }
  return promise;
}

function fetchPart(name) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const end = () => {
      arrivals.delete(name);
      script.remove();
      reject(new Error(`${name}.js cannot be loaded`));
    };
    arrivals.set(name, resolve);
    script.onload = script.onerror = end; // after galleryPart has resolved, rejecting does nothing
    script.src = new URL(`${name}.js`, HERE);
    document.head.append(script);
  });
}

async function unpack(packed) {
  if (!("DecompressionStream" in window)) throw new Error("this browser is too old to unpack the texts");
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

/** {source, cut, preview?} of program number k. */
async function programTexts(k) {
  const size = data.programs.partSize;
  const part = await loadPart(`programs/${String(Math.floor(k / size)).padStart(4, "0")}`);
  return part[k % size];
}

/** The table whose rows are the page's entries. */
function entries() {
  return data.kind === "images" ? data.images : data.programs;
}

/** Words of an entry's tags. */
function tagsOf(k) {
  return entries().tags[k].map((tag) => data.tagWords[tag]);
}

/** 'ok' or what is wrong. */
function statusOf(k) {
  const table = entries();
  return table.statuses[table.status[k]];
}

/** What a tile is called. */
function labelOf(k) {
  if (data.kind === "programs") return data.programs.title[k] || data.programs.name[k];
  const used = data.images.programs[k];
  if (!used.length) return data.images.name[k];
  const names = used.slice(0, 3).map((p) => data.programs.title[p] || data.programs.name[p]);
  return used.length > 3 ? `${names.join(", ")} and ${used.length - 3} more` : names.join(", ");
}

/** The style of an element that shows an entry's thumbnail; nothing where there is none. */
function thumbnailStyle(k) {
  const slot = entries().slot[k];
  if (slot < 0) return {};
  const side = data.sheetSide;
  const place = slot % (side * side);
  const sheet = new URL(`sprites/${String(Math.floor(slot / (side * side))).padStart(4, "0")}.jpg`, HERE);
  return {
    backgroundImage: `url("${sheet}")`,
    backgroundSize: `${side * 100}% ${side * 100}%`,
    backgroundPosition: `${((place % side) / (side - 1)) * 100}% ${(Math.floor(place / side) / (side - 1)) * 100}%`,
  };
}
