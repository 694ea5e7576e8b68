// A chart of one metric: a line for each run, what was measured faint behind what is smoothed, and the values where a person points.

import { draw, make } from './elements.js';
import { bounds, scale } from './scale.js';
import { brief, number } from './words.js';

const height = 220;
const edge = { left: 54, right: 14, top: 10, bottom: 26 };

/** A figure that shows series of `{ name, slot, points, smooth }`, whose points are `[x, y]`. */
export class Chart {
  #plot = draw('svg', { class: 'plot', height, role: 'img' });
  #tip = make('div', { class: 'tip', hidden: true });
  #shown = null;
  #scales = null;

  constructor(title) {
    this.element = make('figure', { class: 'chart' }, make('figcaption', {}, title), make('div', { class: 'room' }, this.#plot, this.#tip));
    this.#plot.setAttribute('aria-label', title);
    new ResizeObserver(() => this.#draw()).observe(this.#plot.parentNode);
    this.#plot.addEventListener('pointermove', event => this.#point(event));
    this.#plot.addEventListener('pointerleave', () => this.#leave());
  }

  /** Shows series instead of those before; `words` writes a place on the x axis, and `axis` does where there is little room. */
  show(series, { logarithmic, words, axis }) {
    this.#shown = { series, logarithmic, words, axis };
    this.#draw();
  }

  #draw() {
    const width = this.#plot.parentNode.clientWidth;
    if (!this.#shown || !width) return;
    const { series, logarithmic, axis } = this.#shown;
    const xs = bounds(series.flatMap(({ points }) => [points[0][0], points.at(-1)[0]]));
    const inside = [Math.max(xs[0], Math.min(...series.map(({ points }) => points[0][0]))), xs[1]];
    const x = scale(...inside, edge.left, width - edge.right);
    const ys = bounds(series.flatMap(({ points }) => points.map(point => point[1])), logarithmic);
    const y = scale(...ys, height - edge.bottom, edge.top, logarithmic);
    this.#scales = { x, y, width };
    this.#plot.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.#plot.replaceChildren(...grid(x, y, width, axis), ...series.flatMap(({ slot, points, smooth }) => [
      smooth ? draw('path', { class: `line raw run-${slot}`, d: path(points, x, y) }) : null,
      draw('path', { class: `line run-${slot}`, d: path(smooth ?? points, x, y) }),
    ]).filter(line => line));
  }

  #point({ clientX }) {
    if (!this.#scales) return;
    const { x, y, width } = this.#scales;
    const { series, words } = this.#shown;
    const at = clientX - this.#plot.getBoundingClientRect().left;
    const found = series.map(one => ({ ...one, i: nearest(one.points, at, x) }));
    const place = found.map(({ points, i }) => points[i][0]).reduce((a, b) => Math.abs(x(a) - at) <= Math.abs(x(b) - at) ? a : b);
    this.#leave();
    this.#plot.append(
      draw('path', { class: 'pointer', d: `M${x(place)} ${edge.top}V${height - edge.bottom}` }),
      ...found.filter(({ points, i }) => Number.isFinite(y(points[i][1]))).map(({ slot, points, smooth, i }) =>
        draw('circle', { class: `pointer run-${slot}`, cx: x(points[i][0]), cy: y((smooth ?? points)[i][1]), r: 3.5 })));
    this.#tip.replaceChildren(make('p', {}, words(place)), make('table', {}, make('tbody', {}, ...found.map(({ name, slot, points, smooth, i }) =>
      make('tr', { class: `run-${slot}` }, make('th', {}, make('i', { class: 'swatch' }), name),
        make('td', {}, number((smooth ?? points)[i][1])), smooth ? make('td', { class: 'quiet' }, number(points[i][1])) : null)))));
    this.#tip.hidden = false;
    const right = x(place) > width / 2;
    this.#tip.style.insetInlineStart = right ? 'auto' : `${x(place) + 12}px`;
    this.#tip.style.insetInlineEnd = right ? `${width - x(place) + 12}px` : 'auto';
  }

  #leave() {
    this.#tip.hidden = true;
    for (const mark of this.#plot.querySelectorAll('.pointer')) mark.remove();
  }
}

function grid(x, y, width, axis) {
  const low = height - edge.bottom;
  return [
    ...y.ticks(5).flatMap(tick => [
      draw('path', { class: 'grid', d: `M${edge.left} ${y(tick)}H${width - edge.right}` }),
      draw('text', { x: edge.left - 8, y: y(tick) + 4, 'text-anchor': 'end' }, brief(tick)),
    ]),
    ...x.ticks(Math.max(2, Math.floor(width / 64))).map(tick =>
      draw('text', { x: x(tick), y: low + 18, 'text-anchor': 'middle' }, axis(tick))),
    draw('path', { class: 'axis', d: `M${edge.left} ${low}H${width - edge.right}` }),
  ];
}

/** A line that breaks where there is no number. */
function path(points, x, y) {
  let command = 'M';
  let line = '';
  for (const point of points) {
    const [across, down] = [x(point[0]), y(point[1])];
    if (!Number.isFinite(down)) {
      command = 'M';
      continue;
    }
    line += `${command}${across.toFixed(1)} ${down.toFixed(1)}`;
    command = 'L';
  }
  return line;
}

/** The index of the point that is nearest to a place across; points are in order. */
function nearest(points, at, x) {
  let [from, to] = [0, points.length - 1];
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if (x(points[middle][0]) < at) from = middle;
    else to = middle;
  }
  return Math.abs(x(points[from][0]) - at) <= Math.abs(x(points[to][0]) - at) ? from : to;
}
