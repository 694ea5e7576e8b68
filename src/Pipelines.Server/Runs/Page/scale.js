// From numbers to places on a chart, and the round numbers that stand beside its axes.

/** A scale from `[least, greatest]` to `[from, to]`; a logarithmic one needs numbers above zero. */
export function scale(least, greatest, from, to, logarithmic = false) {
  const warp = logarithmic ? Math.log10 : value => value;
  const [low, high] = [warp(least), warp(greatest)];
  const place = value => from + (to - from) * (warp(value) - low) / (high - low);
  place.ticks = most => logarithmic && high - low >= 1 ? powers(low, high, most) : round(least, greatest, most);
  return place;
}

/** Bounds with some room, so that what is flat has a height, too. */
export function bounds(values, logarithmic = false) {
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value) || (logarithmic && value <= 0)) continue;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  if (least > greatest) return logarithmic ? [0.1, 1] : [0, 1];
  if (logarithmic) return least === greatest ? [least / 2, greatest * 2] : [least / 1.1, greatest * 1.1];
  const room = least === greatest ? Math.abs(least) / 2 || 1 : (greatest - least) * 0.05;
  return [least - (least >= 0 && least < room ? least : room), greatest + room];
}

/** Multiples of 1, 2 or 5 and a power of ten. */
function round(least, greatest, most) {
  const rough = (greatest - least) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find(part => part * power >= rough * 0.999);
  const ticks = [];
  for (let i = Math.ceil(least / step); i * step <= greatest * (1 + 1e-12); i++) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

function powers(low, high, most) {
  const every = Math.ceil((high - low) / most);
  const ticks = [];
  for (let power = Math.ceil(low); power <= high; power += every) ticks.push(10 ** power);
  if (ticks.length > most / 2) return ticks;
  return ticks.concat([...Array(Math.ceil(high) - Math.floor(low))].flatMap((_, i) => [2, 5].map(part => part * 10 ** (Math.floor(low) + i))))
    .filter(tick => Math.log10(tick) >= low && Math.log10(tick) <= high).sort((a, b) => a - b);
}
