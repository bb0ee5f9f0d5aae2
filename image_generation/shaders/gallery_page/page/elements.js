"use strict";
/* Small helpers for making and finding elements. */

function byId(id) {
  return document.getElementById(id);
}

/** An element with properties and children; strings among the children become text, never markup. */
function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Show or hide an element, with this text where one is given. */
function show(element, shown, text) {
  element.hidden = !shown;
  if (text !== undefined) element.textContent = text;
}

/** A number with the digits that matter: 0.42, 3.1, 128. */
function short(value) {
  if (value === null || value === undefined) return "–";
  return value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(2);
}

/** Text as highlighted GLSL in `target`: comments, directives, numbers and keywords in spans. */
function highlight(target, text) {
  const limit = 80_000;
  const pattern =
    /(\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))|(^[ \t]*#[^\n]*)|\b(0[xX][0-9a-fA-F]+[uU]?|\d+\.?\d*(?:[eE][+-]?\d+)?[uUfF]?)\b|\b(void|float|int|uint|bool|[biu]?vec[234]|mat[234](?:x[234])?|sampler\w+|const|in|out|inout|uniform|varying|struct|return|if|else|for|while|do|break|continue|discard|switch|case|default|true|false|precision|highp|mediump|lowp)\b/gm;
  const kinds = ["comment", "directive", "number", "keyword"];
  const pieces = [];
  let end = 0;
  for (const match of text.slice(0, limit).matchAll(pattern)) {
    const kind = kinds[match.slice(1).findIndex((part) => part !== undefined)];
    pieces.push(text.slice(end, match.index), make("span", { className: kind }, match[0]));
    end = match.index + match[0].length;
  }
  pieces.push(text.slice(end));
  target.replaceChildren(...pieces);
}

/** A name as a part of an address; "" for one that is no Unicode text (such a file has none). */
function addressOf(name) {
  try {
    return encodeURIComponent(name);
  } catch {
    return "";
  }
}
