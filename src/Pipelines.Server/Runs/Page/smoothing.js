// The exponential moving average of a curve, without the pull of where it began (Kingma and Ba, 2015, section 3).

/** Smoothed `[x, y]` points; `weight` of 0 ≤ weight < 1 is what is kept of the past. What is no number breaks nothing. */
export function smoothed(points, weight) {
  let [average, share] = [0, 0];
  return points.map(([x, y]) => {
    if (!Number.isFinite(y)) return [x, y];
    average = weight * average + (1 - weight) * y;
    share = weight * share + (1 - weight);
    return [x, average / share];
  });
}
