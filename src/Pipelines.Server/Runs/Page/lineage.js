// The graph of the runs that the chosen ones came from, and of those that came from them.

import { ancestry } from './ancestry.js';
import * as choice from './choice.js';
import { draw } from './elements.js';
import { shortId } from './words.js';

const panel = document.getElementById('lineage');
const box = { width: 184, height: 62, across: 92, down: 22 };
const letters = 23; // of a line in a box
let last = '';

/** What is returned shows the graph. */
export const load = async (chosen, all) => () => {
  const graph = ancestry(chosen, all);
  const now = JSON.stringify([graph.columns.map(column => column.map(run => [run.id, run.status, told(run), choice.slot(run.id)])), graph.links]);
  if (now === last) return;
  last = now;
  panel.replaceChildren(picture(graph));
};

function picture({ columns, links }) {
  const tallest = Math.max(...columns.map(column => column.length));
  const [width, height] = [columns.length * (box.width + box.across) - box.across + 4, tallest * (box.height + box.down) - box.down + 4];
  const places = new Map();
  columns.forEach((column, i) => column.forEach((run, j) => places.set(run.id, {
    x: 2 + i * (box.width + box.across),
    y: 2 + j * (box.height + box.down) + (tallest - column.length) * (box.height + box.down) / 2,
  })));
  return draw('svg', { class: 'graph', viewBox: `0 0 ${width} ${height}`, width, height, role: 'group', 'aria-label': 'Lineage' },
    ...links.flatMap(link => edge(link, places.get(link.from), places.get(link.to))),
    ...columns.flat().map(run => node(run, places.get(run.id))));
}

function edge({ words, loose }, from, to) {
  const [x, y] = [from.x + box.width, from.y + box.height / 2];
  const [toX, toY] = [to.x, to.y + box.height / 2];
  const bend = Math.min(box.across, (toX - x) / 2);
  // The words stand where the line arrives: there it is alone, where many leave from one place.
  return [
    draw('path', { class: loose ? 'link loose' : 'link', d: `M${x} ${y}C${x + bend} ${y} ${toX - bend} ${toY} ${toX} ${toY}` }),
    draw('text', { class: 'words', x: toX - 6, y: toY - 5, 'text-anchor': 'end' }, words),
  ];
}

function node(run, { x, y }) {
  const slot = choice.slot(run.id);
  const text = (down, className, words) => draw('text', { x: x + 14, y: y + down, class: className }, cut(words));
  return draw('a', { href: choice.address([run.id]), class: `node ${run.status}${slot === undefined ? '' : ` chosen run-${slot}`}` },
    draw('title', {}, `${run.name} ${run.id}\n${run.status}\n${told(run)}`),
    draw('rect', { x, y, width: box.width, height: box.height, rx: 10 }),
    draw('circle', { cx: x + box.width - 15, cy: y + 17, r: 4.5 }),
    text(22, 'name', run.name),
    text(38, 'quiet', `${run.tags['pipelines.kind'] ?? run.experiment} · ${shortId(run.id)}`),
    text(53, 'quiet', told(run)));
}

const told = ({ tags, status }) => (tags['pipelines.error'] ?? tags['pipelines.result'] ?? status).split('\n')[0];
const cut = words => words.length > letters ? `${words.slice(0, letters - 1)}…` : words;
