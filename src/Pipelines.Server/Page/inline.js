// Markdown inside a line of text: code, emphasis, links. What is written is only ever text nodes and elements made here, and each
// text node is a verbatim piece of the source, so that a place on the screen is a place in the source.

const escaped = /\\[!-/:-@[-`{-~]/y;
const link = /\[([^\]\n]*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+"[^"\n]*")?\)/y;
const address = /https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]*_]/y;
const emphasis = { '**': 'strong', '__': 'strong', '~~': 'del', '*': 'em', '_': 'em' };
const deepest = 16;

/** Writes `text` into `parent`; `verbatim(parent, from, to)` writes what stands between two indices of it. */
export function inline(text, parent, verbatim) {
  write({ text, verbatim, unclosed: new Set() }, 0, text.length, parent, 0);
}

function write(run, from, to, parent, depth) {
  let plain = from;
  for (let at = from; at < to;) {
    const found = depth < deepest ? marked(run, at, to, from) : null;
    if (!found) {
      at++;
      continue;
    }
    if (at > plain) run.verbatim(parent, plain, at);
    const into = found.element ? parent.appendChild(found.element) : parent;
    if (found.verbatim) run.verbatim(into, found.from, found.to);
    else write(run, found.from, found.to, into, depth + 1);
    at = plain = found.end;
  }
  if (to > plain) run.verbatim(parent, plain, to);
}

const marked = (run, at, to, begin) =>
  code(run, at, to) ?? hyperlink(run, at, to) ?? emphasized(run, at, to, begin) ?? escape(run, at, to);

const element = name => document.createElement(name);

function code({ text, unclosed }, at, to) {
  if (text[at] !== '`') return null;
  const length = count(text, at, to, '`');
  if (unclosed.has(length)) return { from: at, to: at + length, end: at + length, verbatim: true };
  for (let close = text.indexOf('`', at + length); close >= 0 && close < to;) {
    const ticks = count(text, close, to, '`');
    if (ticks === length) return { element: element('code'), from: at + length, to: close, end: close + length, verbatim: true };
    close = text.indexOf('`', close + ticks);
  }
  unclosed.add(length);
  return { from: at, to: at + length, end: at + length, verbatim: true };
}

function hyperlink({ text }, at, to) {
  if (text[at] === '[') {
    const [whole, words, target] = match(link, text, at, to) ?? [];
    if (!whole || !words || !/^(https?:|mailto:)/i.test(target)) return null;
    return { element: anchor(target), from: at + 1, to: at + 1 + words.length, end: at + whole.length };
  }
  if (text[at] !== 'h' || isWord(text[at - 1])) return null;
  const [whole] = match(address, text, at, to) ?? [];
  return whole ? { element: anchor(whole), from: at, to: at + whole.length, end: at + whole.length, verbatim: true } : null;
}

function anchor(target) {
  const made = element('a');
  made.href = target;
  made.target = '_blank';
  made.rel = 'noopener noreferrer';
  return made;
}

function emphasized(run, at, to, begin) {
  const { text } = run;
  const marker = emphasis[text.slice(at, at + 2)] ? text.slice(at, at + 2) : emphasis[text[at]] ? text[at] : null;
  if (!marker || (marker[0] === '_' && isWord(text[at - 1]))) return null;
  if (at > begin && text[at - 1] === marker[0]) return null; // the rest of a run that opened nothing
  const from = at + marker.length;
  if (from >= to || /\s/.test(text[from])) return null;
  const close = closing(run, marker, from, to);
  return close < 0 ? null : { element: element(emphasis[marker]), from, to: close, end: close + marker.length };
}

/** Where a marker closes: after something that is no space, and not inside a longer run that means something else. */
function closing({ text, unclosed }, marker, from, to) {
  const failed = `${marker}${to}`;
  if (unclosed.has(failed)) return -1;
  for (let at = text.indexOf(marker, from); at >= 0 && at < to;) {
    const length = count(text, at, to, marker[0]);
    const end = at + length;
    const fits = marker.length === 2 ? length >= 2 : length !== 2;
    if (fits && at > from && !/\s/.test(text[at - 1]) && !(marker[0] === '_' && isWord(text[end]))) return end - marker.length;
    at = text.indexOf(marker, end);
  }
  unclosed.add(failed);
  return -1;
}

function escape({ text }, at, to) {
  return match(escaped, text, at, to) ? { from: at + 1, to: at + 2, end: at + 2, verbatim: true } : null;
}

function match(pattern, text, at, to) {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found && at + found[0].length <= to ? found : null;
}

function count(text, at, to, character) {
  let end = at;
  while (end < to && text[end] === character) end++;
  return end - at;
}

const isWord = character => character !== undefined && /[\p{L}\p{N}_]/u.test(character);
