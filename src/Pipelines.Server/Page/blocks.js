// Markdown's blocks: lines of source → headings, lists, quotes, tables, code and paragraphs. A line knows where it lies in the source.

const fence = /^( {0,3})(`{3,}|~{3,})\s*([^`\s]*)[^`]*$/;
const heading = /^ {0,3}(#{1,6})(?:\s+|$)(.*?)(?:\s+#+)?\s*$/;
const rule = /^ {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$/;
const quote = /^ {0,3}> ?/;
const marker = /^( *)([-*+]|\d{1,9}[.)])(?:\s+|$)/;
const dashes = /^\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?)?\s*$/;
const deepest = 16;

/** The lines of a text, each with the index at which it begins. */
export function lines(source) {
  let at = 0;
  return source.split('\n').map(text => {
    const line = { text: text.replace(/\r$/, ''), at };
    at += text.length + 1;
    return line;
  });
}

/** Blocks in their order: `{ kind, first, last, … }`, where first and last are indices of lines. */
export function blocks(source, depth = 0) {
  const found = [];
  for (let i = 0; i < source.length;) {
    if (!source[i].text.trim()) {
      i++;
      continue;
    }
    const whole = (depth < deepest ? structured(source, i, depth) : null) ?? paragraph(source, i);
    found.push({ ...whole, first: i, last: whole.next - 1 });
    i = whole.next;
  }
  return found;
}

const structured = (source, i, depth) => fenced(source, i) ?? headed(source, i) ?? ruled(source, i)
  ?? quoted(source, i, depth) ?? listed(source, i, depth) ?? tabled(source, i);

function fenced(source, i) {
  const [, indent, ticks, language] = fence.exec(source[i].text) ?? [];
  if (!ticks) return null;
  const closed = new RegExp(`^ {0,3}\\${ticks[0]}{${ticks.length},}\\s*$`);
  let next = i + 1;
  while (next < source.length && !closed.test(source[next].text)) next++;
  const body = source.slice(i + 1, next).map(line => cut(line, indentation(line.text, indent.length)));
  return { kind: 'code', language, body, next: Math.min(next + 1, source.length) };
}

function headed(source, i) {
  const found = heading.exec(source[i].text);
  if (!found) return null;
  const start = source[i].text.indexOf(found[2], found[1].length);
  return { kind: 'heading', level: found[1].length, body: [{ text: found[2], at: source[i].at + start }], next: i + 1 };
}

const ruled = (source, i) => rule.test(source[i].text) ? { kind: 'rule', next: i + 1 } : null;

function quoted(source, i, depth) {
  if (!quote.test(source[i].text)) return null;
  let next = i;
  while (next < source.length && quote.test(source[next].text)) next++;
  const inner = source.slice(i, next).map(line => cut(line, quote.exec(line.text)[0].length));
  return { kind: 'quote', lines: inner, blocks: blocks(inner, depth + 1), next };
}

function listed(source, i, depth) {
  const begun = marker.exec(source[i].text);
  if (!begun || begun[1].length > 3) return null;
  const ordered = /\d/.test(begun[2]);
  const items = [];
  let next = i;
  for (let found = begun; found && /\d/.test(found[2]) === ordered && found[1].length <= begun[1].length + 1;) {
    const inside = begun[1].length + 2;
    const first = next++;
    while (next < source.length && belongs(source, next, inside)) next++;
    while (!source[next - 1].text.trim()) next--;
    const inner = source.slice(first, next).map((line, n) => cut(line, n ? indentation(line.text, found[0].length) : found[0].length));
    items.push({ lines: inner, blocks: blocks(inner, depth + 1) });
    let after = next;
    while (after < source.length && !source[after].text.trim()) after++;
    found = after < source.length && !rule.test(source[after].text) ? marker.exec(source[after].text) : null;
    if (found && /\d/.test(found[2]) === ordered && found[1].length <= begun[1].length + 1) next = after;
  }
  return { kind: 'list', ordered, start: ordered ? parseInt(begun[2], 10) : 1, items, next };
}

/** Whether a line goes on with a list's item: it is indented, or blank before one that is, or follows text as text. */
function belongs(source, i, inside) {
  const { text } = source[i];
  if (!text.trim()) return source.slice(i + 1, i + 3).some(line => line.text.trim() && indentation(line.text, inside) >= inside);
  if (indentation(text, inside) >= inside) return true;
  return source[i - 1].text.trim() !== '' && !marker.test(text) && !interrupts(text);
}

function tabled(source, i) {
  if (!source[i].text.includes('|') || i + 1 >= source.length || !dashes.test(source[i + 1].text)) return null;
  const head = cells(source[i]);
  const rulers = cells(source[i + 1]);
  if (head.length !== rulers.length) return null;
  const align = rulers.map(({ text }) => text.endsWith(':') ? (text.startsWith(':') ? 'center' : 'end') : 'start');
  let next = i + 2;
  while (next < source.length && source[next].text.includes('|')) next++;
  return { kind: 'table', head, align, rows: source.slice(i + 2, next).map(line => cells(line).slice(0, head.length)), next };
}

function cells({ text, at }) {
  const found = [];
  const inner = /^\s*\|?(.*?)\|?\s*$/.exec(text)[1];
  let start = text.indexOf(inner, /^\s*\|?/.exec(text)[0].length);
  for (const part of inner.split(/(?<!\\)\|/)) {
    found.push({ text: part.trim(), at: at + start + part.search(/\S|$/) });
    start += part.length + 1;
  }
  return found;
}

function paragraph(source, i) {
  let next = i + 1;
  while (next < source.length && source[next].text.trim() && !interrupts(source[next].text) && !startsList(source[next].text)) next++;
  return { kind: 'paragraph', body: source.slice(i, next).map(line => trimmed(line)), next };
}

const interrupts = text => fence.test(text) || heading.test(text) || quote.test(text) || rule.test(text);

const startsList = text => /^ {0,3}(?:[-*+]|1[.)])\s+\S/.test(text);

const indentation = (text, most) => Math.min(most, text.length - text.trimStart().length);

const cut = ({ text, at }, count) => ({ text: text.slice(count), at: at + count });

const trimmed = ({ text, at }) => ({ text: text.trim(), at: at + text.length - text.trimStart().length });
