// The probabilities of an answer's tokens: beside the pointer, or along the arrow keys, and as shades under the text.

import { ranges, tokenAt } from './tokens.js';

const card = document.getElementById('probability');
const limits = [0.5, 0.2, 0.05]; // below which a token is shaded, and shaded more
const answers = new WeakMap(); // element of a text → { message, markdown, at, shades }
const Marks = globalThis.Highlight ?? Set; // a browser without the CSS Highlight API tells probabilities and marks nothing
const pointed = new Marks();
const shades = limits.map(() => new Marks());
CSS.highlights?.set('pointed', pointed);
shades.forEach((shade, i) => CSS.highlights?.set(`shade-${i}`, shade));

/** Tells of an answer's tokens from now on. */
export function attach(element, message, markdown) {
  answers.set(element, { message, markdown, at: -1, shades: [] });
  element.addEventListener('pointermove', event => point(element, event));
  element.addEventListener('pointerdown', event => point(element, event));
  element.addEventListener('pointerleave', hide);
  element.addEventListener('blur', hide);
  element.addEventListener('keydown', event => walk(element, event));
}

/** Shades the unlikely tokens of an answer, or takes its shades away. */
export function shade(element, wanted) {
  const answer = answers.get(element);
  for (const [level, range] of answer.shades) shades[level].delete(range);
  answer.shades = [];
  const { tokens = [], content } = answer.message;
  if (!wanted || !tokens.length) return;
  const segments = answer.markdown.segments;
  ranges(content, tokens).forEach(([from, to], i) => {
    const level = limits.findLastIndex(limit => Math.exp(tokens[i].logprob) < limit);
    if (level < 0) return;
    for (const range of pieces(segments, from, to)) {
      shades[level].add(range);
      answer.shades.push([level, range]);
    }
  });
}

export function hide() {
  pointed.clear();
  card.hidden = true;
}

addEventListener('scroll', hide, true);

function point(element, { clientX, clientY }) {
  const { message, markdown } = answers.get(element);
  const caret = caretAt(clientX, clientY);
  const segment = caret && markdown.segments.find(({ node }) => node === caret.node);
  const offset = segment && [caret.offset, caret.offset - 1].find(o => covers(caret.node, o, clientX, clientY));
  const token = offset === undefined ? -1 : tokenAt(ranges(message.content, message.tokens ?? []), segment.at + offset);
  if (token < 0) hide();
  else tell(element, token, { clientX, clientY });
}

function walk(element, event) {
  const answer = answers.get(element);
  if (event.key === 'Escape') hide();
  if (event.target !== element || !/^Arrow(Left|Right)$/.test(event.key) || !answer.message.tokens) return;
  event.preventDefault();
  const step = event.key === 'ArrowRight' ? 1 : -1;
  const from = card.hidden && step > 0 ? -1 : answer.at;
  for (let token = from + step; token >= 0 && token < answer.message.tokens.length; token += step)
    if (tell(element, token)) return;
}

/** Shows a token's card; false where nothing of it is on the screen. */
function tell(element, index, pointer) {
  const answer = answers.get(element);
  const [from, to] = ranges(answer.message.content, answer.message.tokens)[index];
  const found = pieces(answer.markdown.segments, from, to);
  if (!found.length) return false;
  answer.at = index;
  pointed.clear();
  for (const range of found) pointed.add(range);
  fill(answer.message.tokens[index]);
  card.hidden = false;
  place(found, pointer);
  return true;
}

function fill({ text, logprob, top }) {
  card.firstElementChild.replaceChildren(visible(text), strong(percent(logprob)));
  const others = top.some(([other]) => other === text) ? top : [[text, logprob], ...top];
  card.querySelector('tbody').replaceChildren(...others.map(([other, its]) => {
    const row = document.createElement('tr');
    row.classList.toggle('written', other === text);
    const name = row.appendChild(document.createElement('th'));
    name.scope = 'row';
    name.append(visible(other));
    const bar = row.appendChild(document.createElement('td')).appendChild(document.createElement('span'));
    bar.style.setProperty('--share', Math.exp(its));
    row.appendChild(document.createElement('td')).append(percent(its));
    return row;
  }));
}

/** Above the token where there is room, else below it. */
function place(found, pointer) {
  const whole = document.createRange();
  whole.setStart(found[0].startContainer, found[0].startOffset);
  whole.setEnd(found.at(-1).endContainer, found.at(-1).endOffset);
  const boxes = [...whole.getClientRects()];
  const box = (pointer && boxes.find(each => each.left <= pointer.clientX && pointer.clientX <= each.right)) ?? boxes[0];
  if (!pointer && (box.top < 0 || box.bottom > innerHeight)) found[0].startContainer.parentElement.scrollIntoView({ block: 'center' });
  const { width, height } = card.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left + box.width / 2 - width / 2, innerWidth - width - 8));
  card.style.left = `${left}px`;
  card.style.top = `${box.top - height - 8 > 0 ? box.top - height - 8 : box.bottom + 8}px`;
}

/** The parts of the screen's text nodes that show a range of the source. */
function pieces(segments, from, to) {
  const found = [];
  for (const { node, at } of segments) {
    const start = Math.max(from, at);
    const end = Math.min(to, at + node.length);
    if (start < end) {
      found.push(new StaticRange({ startContainer: node, startOffset: start - at, endContainer: node, endOffset: end - at }));
    }
  }
  return found;
}

function caretAt(x, y) {
  if (document.caretPositionFromPoint) {
    const caret = document.caretPositionFromPoint(x, y);
    return caret && { node: caret.offsetNode, offset: caret.offset };
  }
  const range = document.caretRangeFromPoint(x, y);
  return range && { node: range.startContainer, offset: range.startOffset };
}

function covers(node, offset, x, y) {
  if (offset < 0 || offset >= node.length) return false;
  const range = document.createRange();
  range.setStart(node, offset);
  range.setEnd(node, offset + 1);
  return [...range.getClientRects()].some(box => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom);
}

/** A token with its spaces and line ends to be seen. */
const visible = text => text === '' ? '∅' : text.replaceAll(' ', '␣').replaceAll('\n', '⏎').replaceAll('\t', '⇥');

function strong(text) {
  const element = document.createElement('strong');
  element.append(text);
  return element;
}

function percent(logprob) {
  const share = 100 * Math.exp(logprob);
  if (share < 0.1) return '< 0.1 %';
  return `${share.toFixed(share < 99.95 ? 1 : 0)} %`;
}
