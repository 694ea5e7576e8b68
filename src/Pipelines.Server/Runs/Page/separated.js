// Values separated by commas or tabs (RFC 4180).

/** The rows of a text, each a list of cells. */
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
