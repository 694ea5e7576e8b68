// SentencePiece's precompiled_charsmap of a map from texts to texts: a double-array trie over UTF-8 and its values, the replacements.
const isLeaf = 0x80000000;

export function charsmap(map) {
  const replacements = [], offsets = new Map();
  let length = 0;
  const offsetOf = (text) => {
    if (!offsets.has(text)) {
      offsets.set(text, length);
      const bytes = Buffer.from(text + '\0');
      replacements.push(bytes);
      length += bytes.length;
    }
    return offsets.get(text);
  };

  const root = { children: new Map(), value: -1 };
  for (const [key, text] of [...map].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
    let node = root;
    for (const byte of Buffer.from(key)) {
      if (!node.children.has(byte)) node.children.set(byte, { children: new Map(), value: -1 });
      node = node.children.get(byte);
    }
    node.value = offsetOf(text);
  }

  // A node's children lie at its place ^ offset ^ label, its value at place ^ offset. Offsets are multiples of 1 below 2²¹.
  const units = [0], taken = new Set([0]);
  let free = 1;
  const put = (node, place) => {
    const labels = [...node.children.keys()];
    if (node.value >= 0) labels.unshift(0);
    let base = free;
    while (labels.some((label) => taken.has(base ^ label)) || taken.has(base)) base++;
    for (const label of labels) taken.add(base ^ label);
    taken.add(base);
    while (taken.has(free)) free++;
    units[place] = ((units[place] ?? 0) | ((place ^ base) << 10) | (node.value >= 0 ? 1 << 8 : 0)) >>> 0;
    if (node.value >= 0) units[base] = (isLeaf | node.value) >>> 0;
    for (const [label, child] of node.children) {
      units[base ^ label] = label;
      put(child, base ^ label);
    }
  };
  put(root, 0);

  const count = Math.ceil((Math.max(...taken) + 1) / 256) * 256;
  const bytes = Buffer.alloc(4 + 4 * count);
  bytes.writeUInt32LE(4 * count, 0);
  for (let i = 0; i < count; i++) bytes.writeUInt32LE(units[i] ?? 0, 4 + 4 * i);
  return Buffer.concat([bytes, ...replacements]).toString('base64');
}
