// Tables out of text: values separated by commas or tabs (RFC 4180), and objects of JSON, one a line.

/** The rows of separated values, each a list of cells. */
export function rows(text, separator) {
  const found = [];
  let [row, cell, quoted] = [[], '', false];
  const endRow = () => { found.push([...row, cell]); row = []; cell = ''; };
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (quoted && letter === '"' && text[i + 1] === '"') cell += text[i++];
    else if (letter === '"' && (quoted || cell === '')) quoted = !quoted;
    else if (!quoted && letter === separator) { row.push(cell); cell = ''; }
    else if (!quoted && letter === '\n') endRow();
    else if (quoted || letter !== '\r') cell += letter;
  }
  if (cell || row.length) endRow();
  return found;
}

/** The rows of lines of JSON, names of columns first and numbers as such; null where a line is no object. */
export function rowsOfObjects(text) {
  const objects = [];
  for (const line of text.split('\n').filter(line => line.trim())) {
    const value = parsed(line);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
    objects.push(value);
  }
  const names = [...new Set(objects.flatMap(Object.keys))];
  const cell = value => value == null ? '' : typeof value === 'object' ? JSON.stringify(value) : typeof value === 'number' ? value : String(value);
  return [names, ...objects.map(object => names.map(name => cell(object[name])))];
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
