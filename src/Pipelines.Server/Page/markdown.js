// Text that a model wrote, shown as Markdown while it grows. Nothing of it is ever parsed as HTML.

import { blocks, lines } from './blocks.js';
import { inline } from './inline.js';

/** An element that shows a growing source; blocks that did not change stay as they are. */
export class Markdown {
  #element;
  #shown = []; // { source, at, element, segments }

  constructor(element) {
    this.#element = element;
  }

  /** Shows a source instead of the one before. */
  show(source) {
    const all = lines(source);
    const found = blocks(all);
    const ends = found.map(block => all[block.last].at + all[block.last].text.length);
    const same = found.findIndex((block, i) => {
      const known = this.#shown[i];
      return !known || known.at !== all[block.first].at || known.source !== source.slice(known.at, ends[i]);
    });
    for (const gone of this.#shown.splice(same < 0 ? found.length : same)) gone.element.remove();
    for (let i = this.#shown.length; i < found.length; i++) {
      const at = all[found[i].first].at;
      const segments = [];
      const element = this.#element.appendChild(write(found[i], segments));
      this.#shown.push({ source: source.slice(at, ends[i]), at, element, segments });
    }
  }

  /** The text nodes on the screen in their order, `{ node, at }`, each with its place in the source. */
  get segments() {
    return this.#shown.flatMap(block => block.segments);
  }
}

/** Text as it is, with the same segments as Markdown has: for models that go on with a text. */
export class PlainText {
  #node;

  constructor(element) {
    this.#node = element.appendChild(document.createTextNode(''));
  }

  show(source) {
    this.#node.data = source;
  }

  get segments() {
    return [{ node: this.#node, at: 0 }];
  }
}

const writers = { code, heading, rule: () => make('hr'), quote, list, table, paragraph };

const write = (block, segments) => writers[block.kind](block, segments);

function code({ language, body }, segments) {
  const figure = make('figure');
  figure.className = 'code';
  const bar = figure.appendChild(make('figcaption', language || 'text'));
  const copy = bar.appendChild(make('button', 'Copy'));
  copy.type = 'button';
  copy.dataset.action = 'copy-code';
  const inner = figure.appendChild(make('pre')).appendChild(make('code'));
  inner.parentNode.tabIndex = 0;
  body.forEach((line, i) => verbatim(inner, i < body.length - 1 ? `${line.text}\n` : line.text, line.at, segments));
  return figure;
}

function heading({ level, body }, segments) {
  const element = make(`h${Math.min(level + 2, 6)}`); // below the page's own headings
  words(body, element, segments);
  return element;
}

function quote({ blocks: inner }, segments) {
  const element = make('blockquote');
  element.append(...inner.map(block => write(block, segments)));
  return element;
}

function list({ ordered, start, items }, segments) {
  const element = make(ordered ? 'ol' : 'ul');
  if (start !== 1) element.start = start;
  for (const item of items) element.appendChild(make('li')).append(...item.blocks.map(block => write(block, segments)));
  return element;
}

function table({ head, align, rows }, segments) {
  const scroll = make('div');
  scroll.className = 'table';
  scroll.tabIndex = 0;
  const element = scroll.appendChild(make('table'));
  const row = (into, cells, name) => {
    const line = into.appendChild(make('tr'));
    cells.forEach((cell, i) => {
      const made = line.appendChild(make(name));
      made.dataset.align = align[i];
      words([cell], made, segments);
    });
  };
  row(element.appendChild(make('thead')), head, 'th');
  const body = element.appendChild(make('tbody'));
  for (const cells of rows) row(body, cells, 'td');
  return scroll;
}

function paragraph({ body }, segments) {
  const element = make('p');
  words(body, element, segments);
  return element;
}

/** Lines as one text with emphasis and links; what is written goes back to its line, and so to its place in the source. */
function words(body, parent, segments) {
  const starts = [];
  let text = '';
  for (const line of body) {
    starts.push(text.length);
    text += `${line.text}\n`;
  }
  text = text.slice(0, -1);
  inline(text, parent, (into, from, to) => {
    let line = starts.findLastIndex(start => start <= from);
    for (let at = from; at < to; line++) {
      const end = Math.min(to, starts[line + 1] ?? to);
      verbatim(into, text.slice(at, end), body[line].at + at - starts[line], segments);
      at = end;
    }
  });
}

function verbatim(parent, text, at, segments) {
  segments.push({ node: parent.appendChild(document.createTextNode(text)), at });
}

function make(name, text = '') {
  const element = document.createElement(name);
  if (text) element.append(text);
  return element;
}
