// Numbers, times and sizes as people read them.

const dates = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** A measurement in about five digits. */
export function number(value) {
  value = Number(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-3)) return signed(value.toExponential(3).replace(/\.?0+e/, 'e').replace('e+', 'e'));
  if (Number.isInteger(value) || size >= 1e4) return signed(Math.round(value).toLocaleString('en'));
  return signed(String(Number(value.toPrecision(5))));
}

/** The same for an axis, where there is little room: `260 M`. */
export function brief(value) {
  const power = Math.min(4, Math.floor(Math.log10(Math.abs(value)) / 3));
  return Math.abs(value) >= 1e4 ? `${number(value / 1000 ** power)} ${' kMGT'[power]}` : number(value);
}

/** Milliseconds as `4:05` or `1:04:05`. */
export function duration(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const two = part => String(part).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** How long a run took, or has taken. */
export const time = ({ started, ended }) => (ended ?? Date.now()) - started;

/** When something was, by the clock of this machine. */
export const moment = milliseconds => dates.format(milliseconds);

/** Bytes as `2.1 MiB`. */
export function size(bytes) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const unit = Math.min(units.length - 1, bytes ? Math.floor(Math.log2(bytes) / 10) : 0);
  const value = bytes / 1024 ** unit;
  return `${unit && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** The beginning of an id, as `runs show` takes it. */
export const shortId = id => id.slice(0, 8);

const signed = text => text.replace('-', '−');
