// How runs follow from each other: what a run reads was made by another, it goes on from one, or it is part of one.

const inputs = 'pipelines.input_run.';
const continues = 'pipelines.continues';

/** The links of a run to those before it: `{ from, to, words, loose }`, with ids. */
function linksTo(run) {
  const read = Object.entries(run.tags).filter(([key]) => key.startsWith(inputs))
    .map(([key, from]) => ({ from, to: run.id, words: key.slice(inputs.length), loose: false }));
  if (run.tags[continues]) read.push({ from: run.tags[continues], to: run.id, words: 'continued', loose: true });
  if (run.parent) read.push({ from: run.parent, to: run.id, words: 'part', loose: true });
  return read;
}

/** The chosen runs with all that they came from and all that came from them: `{ columns: [[run, …], …], links }`. */
export function ancestry(chosen, all) {
  const byId = new Map(all.map(run => [run.id, run]));
  const known = all.flatMap(linksTo).filter(link => byId.has(link.from) && link.from !== link.to);
  const ids = new Set([...reach(chosen, known, 'to', 'from'), ...reach(chosen, known, 'from', 'to')]);
  const links = known.filter(link => ids.has(link.from) && ids.has(link.to));
  const depth = depths(ids, links);
  const columns = [];
  for (const id of [...ids].sort((a, b) => byId.get(a).started - byId.get(b).started)) (columns[depth.get(id)] ??= []).push(byId.get(id));
  return { columns: untangled(columns, links), links };
}

function reach(chosen, links, near, far) {
  const found = new Set(chosen.map(run => run.id));
  for (const id of found) for (const link of links) if (link[near] === id) found.add(link[far]); // a set goes on with what is added
  return found;
}

/** The longest way to each run; the bound ends it where tags contradict each other and runs go in a circle. */
function depths(ids, links) {
  const depth = new Map([...ids].map(id => [id, 0]));
  for (let round = 0, changed = true; changed && round < ids.size; round++) {
    changed = false;
    for (const { from, to } of links) {
      if (depth.get(to) > depth.get(from)) continue;
      depth.set(to, depth.get(from) + 1);
      changed = true;
    }
  }
  return depth;
}

/** Each column in the order of the middles of what its runs came from (Sugiyama et al., 1981). */
function untangled(columns, links) {
  const place = new Map();
  return columns.filter(column => column).map(column => {
    const middle = run => {
      const before = links.filter(link => link.to === run.id && place.has(link.from)).map(link => place.get(link.from));
      return before.length ? before.reduce((a, b) => a + b) / before.length : 0;
    };
    const sorted = column.map((run, i) => ({ run, i, middle: middle(run) })).sort((a, b) => a.middle - b.middle || a.i - b.i).map(({ run }) => run);
    sorted.forEach((run, i) => place.set(run.id, i - (sorted.length - 1) / 2));
    return sorted;
  });
}
