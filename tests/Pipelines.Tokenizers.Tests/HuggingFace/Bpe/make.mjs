// Makes the fixtures: what Hugging Face's tokenizers make of small tokenizers trained on the text below, and of their parts.
// npm install --no-save --prefix <folder> tokenizers@0.23.2; node make.mjs <folder> [<folder to write to> [<random texts for each>]]
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [installed, out = '.', more = '12'] = process.argv.slice(2);
const { Tokenizer, byteLevelAlphabet } = createRequire(`${installed}/`)('tokenizers');
const scratch = mkdtempSync(join(tmpdir(), 'pipelines-'));

const text = `The tokenizer cuts the text into words, and the words into tokens. Every token has a number, and every number is a token.
Each word that was seen often is one token; a word that was never seen is many. Tokenizers are trained on text, and text is what they make again.
In 2024 there were 365 days and 12 months, 1234567 seconds or so, and 3.14 is nearly pi. It's what we'll do, they're sure, I've heard; don't.
for (int i = 0; i < words.Length; i++) { Console.WriteLine(words[i]); }  // writes each word
public static string Join(string separator, params string[] values) => string.Join(separator, values);
    if (token == null) throw new ArgumentNullException(nameof(token));
Ein Wort ist mehr als seine Zeichen. Über den Wörtern steht der Satz, größer als jedes Wort; naïve café crème brûlée.
Слово состоит из букв, и буквы состоят из байтов. 文字は言葉になる。言葉は文になる。日本語の文。 中文的词没有空格。
`;
const words = text.split(/(?<=\s)/);
const texts = [
  '', ' ', '  ', 'a', ' a', 'a ', 'The text', ' The text', '  two  spaces   three    four', 'ends with spaces   ', '\n', 'a\n\nb', '\tif (x)\t{ }\r\n',
  'tokens<s>words</s> more', '<s> The', '<unk>', '<0x41>', 'the <special>  and<special>after', 'a▁b ▁ c', '▁', '▁▁the', 'don\'t I\'VE we\'ll DON\'T \'s',
  '123456 7 12.5 ٣٤ ²½ Ⅷ 𝟘𝟙', 'naïve café cafe\u0301 ﬁne ① ｶ\uFF9E', '日本語の文😀。中文 的词', '👩‍🚀 🇩🇪 ☃☃ 𝐀𝐁 𐐷𐐨 𠀀𠀁', '\u00a0nbsp\u2003em\u3000wide\u2028line\u0085next',
  '\u0000\u0001\u001f\u200d\ufffd\ufeff', 'HTTPServer getURLFor camelCase XMLHttp iOS', '!!! ... --- ===>> </p> $%^&* (a)[b]{c}', '\n\n\n  \n x', 'K\u212A \'\u017F', 'a/b//c\n/\n',
  'Straße GROẞ İstanbul ǅ', '  <special>', '<special>', 'x<tab>y', '\n \n', 'ยินดี हिन्दी العربية עברית',
];
const pieces = [...words, ' ', ' ', '  ', '\n', '\r\n', '\t', '▁', 'é', 'e\u0301', 'ß', 'Ж', '中', '日', 'の', 'カ', '😀', '𝐀', '𝟘', '𠀀', '٣', '²', 'Ⅷ', '1', '23', '456', '\'s', '\'RE', '-',
  '_', '.', ',', '!', '€', '☃', '\u0301', '\u200d', '\u00a0', '\u3000', '\u0085', '\u001f', 'A', 'b', 'Z', 'ǅ', 'ʰ', '<s>', '<special>', '/', '(', '"', '，', '。', '\u20dd', '🇩'];
let seed = 12345;
const random = (below) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
const randomText = () => Array.from({ length: random(14) }, () => pieces[random(pieces.length)]).join('');
const all = [...texts, ...Array.from({ length: +more }, randomText)];

const seq = (name, ...parts) => ({ type: 'Sequence', [name]: parts });
const split = (pattern, behavior = 'Isolated', invert = false) => ({ type: 'Split', pattern, behavior, invert });
const regex = (Regex) => ({ Regex });
const bytes = (use_regex, add_prefix_space = false) => ({ type: 'ByteLevel', add_prefix_space, trim_offsets: true, use_regex });
const mark = '▁';
const replaceMark = { type: 'Replace', pattern: { String: mark }, content: ' ' };
const toMark = { type: 'Replace', pattern: { String: ' ' }, content: mark };
const fromBytes = [{ type: 'ByteFallback' }, { type: 'Fuse' }];
const metaspace = (prepend_scheme, split) => ({ type: 'Metaspace', replacement: mark, prepend_scheme, split });
const lead = { type: 'Strip', content: ' ', start: 1, stop: 0 };
const added = (id, content, special = true, rest = {}) =>
  ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: !special, special, ...rest });

const patterns = {
  o200k: [
    `[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?`,
    `[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?`,
    '\\p{N}{1,3}', ' ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*', '\\s*[\\r\\n]+', '\\s+(?!\\S)', '\\s+'].join('|'),
  cl100k: `'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}+| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*+|\\s++$|\\s*[\\r\\n]|\\s+(?!\\S)|\\s`,
  deepseek: '[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+',
  bloom: ' ?[^(\\s|[.,!?…。，、।۔،])]+',
  kimi: '[\\p{Han}]+|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]]+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s+',
};

// Trained with words that begin with the mark or, byte-level, with a space; the parts are put around the model afterwards.
const train = (preTokenizer) => {
  const empty = { version: '1.0', added_tokens: [], normalizer: null, pre_tokenizer: preTokenizer, post_processor: null, decoder: null,
    model: { type: 'BPE', vocab: {}, merges: [] } };
  const tokenizer = Tokenizer.fromString(JSON.stringify(empty));
  writeFileSync(join(scratch, 'text.txt'), text);
  tokenizer.train([join(scratch, 'text.txt')]);
  tokenizer.save(join(scratch, 'trained.json'));
  return JSON.parse(readFileSync(join(scratch, 'trained.json'))).model;
};
const model = (trained, first, options) => {
  const merges = trained.merges.slice(0, 300);
  const made = new Set(merges.map(([a, b]) => a + b));
  const isKept = (token) => [...token].length === 1 || made.has(token);
  const tokens = [...new Set([...first, ...Object.keys(trained.vocab).sort((a, b) => trained.vocab[a] - trained.vocab[b]).filter(isKept)])];
  return { ...trained, type: 'BPE', unk_token: null, byte_fallback: false, fuse_unk: false, ...options,
    vocab: Object.fromEntries(tokens.map((token, id) => [token, id])), merges };
};
const fallback = Array.from({ length: 256 }, (_, value) => `<0x${value.toString(16).toUpperCase().padStart(2, '0')}>`);
const special = ['<unk>', '<s>', '</s>'];
const marked = train(metaspace('always', true));
const alphabet = byteLevelAlphabet().sort();
const byteTrained = train(bytes(true));
const sentence = model(marked, [...special, ...fallback], { unk_token: '<unk>', byte_fallback: true, fuse_unk: true });
const begin = { type: 'TemplateProcessing', single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
  pair: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
  special_tokens: { '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] } } };
const specials = special.map((content, id) => added(id, content));
const end = (m) => Object.keys(m.vocab).length;
const byteModel = (options) => model(byteTrained, alphabet, options);
const byteLevel = (pre_tokenizer, options = {}, rest = {}) => {
  const m = byteModel(options);
  return { added_tokens: [added(end(m), '<s>'), added(end(m) + 1, '<special>', false, { lstrip: true })], pre_tokenizer, decoder: bytes(true),
    post_processor: bytes(true), model: m, ...rest };
};

const tokenizers = {
  'llama2': { added_tokens: [...specials, added(end(sentence), '<special>', false, { normalized: false, rstrip: true })],
    normalizer: seq('normalizers', { type: 'Prepend', prepend: mark }, toMark), post_processor: begin,
    decoder: seq('decoders', replaceMark, ...fromBytes, lead), model: sentence },
  'llama2-normalized': { added_tokens: specials.map((token) => ({ ...token, normalized: true })),
    normalizer: seq('normalizers', { type: 'Prepend', prepend: mark }, toMark), post_processor: begin,
    decoder: seq('decoders', replaceMark, ...fromBytes, lead), model: sentence },
  'mistral': { added_tokens: specials, pre_tokenizer: metaspace('first', false), post_processor: begin,
    decoder: seq('decoders', replaceMark, ...fromBytes, lead), model: { ...sentence, ignore_merges: true } },
  'gemma': { added_tokens: [...specials, added(end(sentence), '\n\n', false, { normalized: false }), added(end(sentence) + 1, '▁▁▁', false, { normalized: false }),
    added(end(sentence) + 2, '<tab>', false)],
    normalizer: toMark, pre_tokenizer: split({ String: ' ' }, 'MergedWithPrevious'), post_processor: begin,
    decoder: seq('decoders', replaceMark, ...fromBytes), model: sentence },
  'unknown': { added_tokens: specials, normalizer: { type: 'NFKC' }, pre_tokenizer: metaspace('always', true), decoder: metaspace('always', true),
    model: model(marked, special, { unk_token: '<unk>' }) },
  'unknown-fused': { added_tokens: specials, pre_tokenizer: metaspace('never', true), decoder: metaspace('never', true),
    model: model(marked, special, { unk_token: '<unk>', fuse_unk: true }) },
  'some-bytes': { added_tokens: specials, pre_tokenizer: null, normalizer: toMark, decoder: seq('decoders', replaceMark, ...fromBytes),
    model: model(marked, [...special, ...fallback.slice(0, 0xF0)], { unk_token: '<unk>', byte_fallback: true }) },
  'no-decoder': { added_tokens: specials, pre_tokenizer: { type: 'Whitespace' }, normalizer: { type: 'Lowercase' }, model: model(marked, special, { unk_token: '<unk>' }) },
  'o200k': byteLevel(seq('pretokenizers', split(regex(patterns.o200k), 'Removed', true), bytes(false)), { ignore_merges: true }),
  'cl100k': byteLevel(seq('pretokenizers', split(regex(patterns.cl100k), 'Removed', true), bytes(false))),
  'deepseek': byteLevel(seq('pretokenizers', split(regex('\\p{N}{1,3}')), split(regex('[一-龥\u3040-ゟ゠-ヿ]+')), split(regex(patterns.deepseek)), bytes(false))),
  'falcon': byteLevel(seq('pretokenizers', { type: 'Punctuation', behavior: 'Contiguous' }, bytes(true), { type: 'Digits', individual_digits: false },
    split(regex('[0-9][0-9][0-9]')))),
  'starcoder': byteLevel(seq('pretokenizers', { type: 'Digits', individual_digits: true }, bytes(true))),
  'bloom': byteLevel(seq('pretokenizers', split(regex(patterns.bloom)), bytes(false))),
  'qwen': byteLevel(seq('pretokenizers', split(regex("(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+")),
    bytes(false)), {}, { normalizer: { type: 'NFC' } }),
  'prefix-space': byteLevel(bytes(true, true)),
};

for (const [name, parts] of Object.entries(tokenizers)) {
  const file = { version: '1.0', truncation: null, padding: null, added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null,
    decoder: null, ...parts };
  const tokenizer = Tokenizer.fromString(JSON.stringify(file));
  const cases = [];
  for (const text of all) {
    const ids = (await tokenizer.encode(text, null, { addSpecialTokens: false })).getIds();
    const whole = (await tokenizer.encode(text)).getIds();
    // A special token that is normalised is decoded as that, and no special token any more, which is nothing to hold anyone to.
    const known = name !== 'llama2-normalized';
    cases.push({ text, ids, whole, ...(known && { decoded: await tokenizer.decode(ids, false), skipped: await tokenizer.decode(whole, true) }) });
  }
  writeFileSync(join(out, `${name}.json`), `{"tokenizer":${JSON.stringify(file)},\n"cases":[\n${cases.map((c) => JSON.stringify(c)).join(',\n')}\n]}\n`);
}

const behaviors = ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'];
const cutting = [
  ...behaviors.flatMap((behavior) => [false, true].flatMap((invert) => [split({ String: '-' }, behavior, invert), split(regex('[\\p{N}-]'), behavior, invert)])),
  ...behaviors.map((behavior) => ({ type: 'Punctuation', behavior })), { type: 'Digits', individual_digits: true }, { type: 'Digits', individual_digits: false },
  { type: 'Whitespace' }, { type: 'WhitespaceSplit' }, { type: 'CharDelimiterSplit', delimiter: 'e' },
  metaspace('always', true), metaspace('first', true), metaspace('never', false),
  seq('pretokenizers', { type: 'WhitespaceSplit' }, metaspace('always', true)), seq('pretokenizers', { type: 'WhitespaceSplit' }, metaspace('first', true)),
  ...Object.values(patterns).map((pattern) => split(regex(pattern))), split(regex('\\w+|[^\\w\\s]+')), split(regex('^.+$')), split(regex('(a|b)*+c?|\\d{2}+|[[:alpha:]&&[^e]]+|\\h')),
  split(regex('(?i)st|K(?-i:A)|[s-t]')), split(regex('(?<=e).|(?m:n.)')), split(regex('\\P{L}|[^\\P{L}a-z]+')),
];
const normalizing = [
  ...['NFC', 'NFD', 'NFKC', 'NFKD', 'Lowercase'].map((type) => ({ type })), { type: 'Strip', strip_left: true, strip_right: false },
  { type: 'Strip', strip_left: true, strip_right: true }, { type: 'Prepend', prepend: mark }, toMark, { type: 'Replace', pattern: regex(' {2,}|\\p{N}'), content: '$1' },
  seq('normalizers', { type: 'NFKC' }, { type: 'Lowercase' }, toMark),
];
const shell = (part) => Tokenizer.fromString(JSON.stringify({ version: '1.0', added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null,
  model: { type: 'BPE', vocab: {}, merges: [] }, ...part }));
const short = [...all.filter((text) => text.length > 0 && text.length < 26), 'a-b--c---1-2', '---', '-a-', '12-34', 'eee', 'abac 12345 aKA Ka sT'];
const lines = [];
for (const part of cutting) {
  const cutter = shell({ pre_tokenizer: part }).getPreTokenizer();
  lines.push({ pre_tokenizer: part, cases: short.map((text) => [text, ...cutter.preTokenizeString(text).map(([piece]) => piece)]) });
}
for (const part of normalizing) {
  const normalizer = shell({ normalizer: part }).getNormalizer();
  lines.push({ normalizer: part, cases: short.map((text) => [text, normalizer.normalizeString(text)]) });
}
writeFileSync(join(out, 'parts.json'), `[\n${lines.map((line) => JSON.stringify(line)).join(',\n')}\n]\n`);
