// Which runs a person looks for: words that stand anywhere in what is known of a run, and bounds of metrics such as loss<2.

const bound = /^(\S+?)([<>])(-?[\d.]+(?:e[+-]?\d+)?)$/i;

/** A predicate of runs: all words and bounds must hold. */
export function matcher(text) {
  const terms = text.trim().toLowerCase().split(/\s+/).filter(term => term).map(term => {
    const found = bound.exec(term);
    return found ? run => within(run, found[1], found[2], Number(found[3])) : run => known(run).includes(term);
  });
  return run => terms.every(holds => holds(run));
}

function within({ metrics }, name, side, limit) {
  return Object.entries(metrics).some(([key, [, value]]) =>
    key.toLowerCase().includes(name) && (side === '<' ? Number(value) < limit : Number(value) > limit));
}

const known = ({ id, name, experiment, status, tags }) =>
  [id, name, experiment, status, ...Object.values(tags)].join('\n').toLowerCase();
