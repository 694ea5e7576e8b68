// Trains small tokenizers with Hugging Face's library on text.txt, and writes what it makes of texts beside them: one file each.
// npm install --prefix <folder> tokenizers@0.23.2, then: node make.mjs <folder>
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync, rmSync } from 'node:fs';
import { charsmap } from './charsmap.mjs';

const { Tokenizer } = createRequire(`${process.argv[2]}/`)('tokenizers');
const here = new URL('.', import.meta.url).pathname;
const added = (id, content, more = {}) =>
  ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true, ...more });
const file = (parts) => ({
  version: '1.0', truncation: null, padding: null, added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null,
  decoder: null, ...parts,
});

function train(parts, model) {
  const tokenizer = Tokenizer.fromString(JSON.stringify(file({ ...parts, added_tokens: [], post_processor: null, model })));
  const lines = `${here}/lines.tmp`;
  writeFileSync(lines, readFileSync(`${here}/text.txt`, 'utf8'));
  tokenizer.train([lines]);
  tokenizer.save(lines);
  const trained = JSON.parse(readFileSync(lines, 'utf8')).model;
  rmSync(lines);
  return trained;
}

function template(before, after, pair, ids) {
  let type = 0;
  const piece = (text) => text === 'A' || text === 'B' ? { Sequence: { id: text, type_id: type = text === 'B' ? 1 : 0 } }
    : { SpecialToken: { id: text, type_id: type } };
  return {
    type: 'TemplateProcessing', single: [...before, 'A', ...after].map(piece), pair: pair.map(piece),
    special_tokens: Object.fromEntries(Object.entries(ids).map(([id, number]) => [id, { id, ids: [number], tokens: [id] }])),
  };
}

// WordPiece, as BERT has it.
function wordPiece(parts, settings) {
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
  const basis = { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, ...settings };
  const trained = train(parts, { ...basis, vocab: {} });
  const learned = Object.entries(trained.vocab).sort(([, a], [, b]) => a - b).map(([token]) => token)
    .filter((token, i) => [...token.replace('##', '')].length === 1 || i % 3 !== 0);
  const vocab = Object.fromEntries([...special, ...learned].map((token, id) => [token, id]));
  return file({ ...parts, added_tokens: special.map((token, id) => added(id, token)), model: { ...trained, ...settings, vocab } });
}

// Unigram, as T5 and XLM-R have it.
function unigram(parts, special, settings = {}) {
  const trained = train(parts, { type: 'Unigram', unk_id: 0, vocab: [['<unk>', 0]], byte_fallback: false });
  const bytes = settings.byte_fallback ? Array.from({ length: 256 }, (_, i) => [`<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`, 0]) : [];
  const learned = trained.vocab.filter(([token]) => token !== '<unk>').map(([token, score]) => [token, Math.round(score * 1e6) / 1e6]);
  const vocab = [...special.map((token) => [token, 0]), ...bytes, ...learned];
  return file({
    ...parts, added_tokens: [...special.map((token, id) => added(id, token)), ...(parts.added_tokens ?? []).map((token, i) => ({ ...token, id: vocab.length + i }))],
    model: { type: 'Unigram', unk_id: special.indexOf('<unk>'), vocab, byte_fallback: false, ...settings },
  });
}

const map = new Map([['\t', ' '], ['\n', ' '], ['\r', ' '], ['\u3000', ' '], ['\u00A0', ' '], ['\u200B', ' '], ['\u0001', ''], ['\u007F', ''], ['\u00AD', '']]);
for (let code = 0xA8; code < 0xFFEF; code++) {
  if (code > 0x2200 && code < 0x3000 || code > 0x3100 && code < 0xFB00) continue;
  const character = String.fromCodePoint(code);
  const normal = character.normalize('NFKC');
  if (normal !== character && !map.has(character)) map.set(character, normal);
}
for (const pair of ['e\u0301', 'u\u0308', 'A\u030A', 'n\u0303', 'か\u3099', 'e\u0302', 'e\u0302\u0301']) map.set(pair, pair.normalize('NFKC'));
map.set('𝐀', 'A').set('𝟘', '0').set('ab', 'never: two characters');
const precompiled = { type: 'Precompiled', precompiled_charsmap: charsmap(map) };

const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true };
const cls = ['[CLS]', 2], sep = ['[SEP]', 3];
const files = {
  'bert-uncased': wordPiece({
    normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: template(['[CLS]'], ['[SEP]'], ['[CLS]', 'A', '[SEP]', 'B', '[SEP]'], { '[CLS]': 2, '[SEP]': 3 }),
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  }, {}),
  'bert-cased': wordPiece({
    normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: false, strip_accents: null, lowercase: false },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: { type: 'BertProcessing', sep, cls },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: false },
  }, { max_input_chars_per_word: 12 }),
  't5': unigram({
    normalizer: { type: 'Sequence', normalizers: [
      precompiled, { type: 'Strip', strip_left: false, strip_right: true }, { type: 'Replace', pattern: { Regex: ' {2,}' }, content: '▁' }] },
    pre_tokenizer: metaspace,
    post_processor: template([], ['</s>'], ['A', '</s>', 'B', '</s>'], { '</s>': 1 }),
    decoder: metaspace,
    added_tokens: [added(0, '<extra_id_1>'), added(0, '<extra_id_0>', { lstrip: true, rstrip: true })],
  }, ['<pad>', '</s>', '<unk>']),
  'xlm-roberta': unigram({
    normalizer: precompiled,
    pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, metaspace] },
    post_processor: template(['<s>'], ['</s>'], ['<s>', 'A', '</s>', '</s>', 'B', '</s>'], { '<s>': 0, '</s>': 2 }),
    decoder: metaspace,
  }, ['<s>', '<pad>', '</s>', '<unk>', '<mask>']),
  'albert-bytes': unigram({
    normalizer: { type: 'Sequence', normalizers: [
      { type: 'Replace', pattern: { String: '``' }, content: '"' }, { type: 'Nmt' }, { type: 'NFKD' }, { type: 'StripAccents' }, { type: 'Lowercase' }] },
    pre_tokenizer: metaspace,
    post_processor: { type: 'RobertaProcessing', sep: ['</s>', 2], cls: ['<s>', 1], trim_offsets: true, add_prefix_space: false },
    decoder: { type: 'Sequence', decoders: [
      { type: 'Replace', pattern: { String: '▁' }, content: ' ' }, { type: 'ByteFallback' }, { type: 'Fuse' },
      { type: 'Strip', content: ' ', start: 1, stop: 0 }] },
  }, ['<unk>', '<s>', '</s>'], { byte_fallback: true }),
};

// Texts that take every way: the lines of text.txt, and what tokenizers trip over, drawn with a fixed seed.
let state = 20241;
const draw = (count) => (state = Math.imul(state, 1664525) + 1013904223 >>> 0) % count;
const pieces = [
  'a', 'b', 'Z', 'token', 'izer', 'learn', 'ing', 'The ', ' the', "n't", " don't", " do not", "'s", "'", '"', '.', ',', '?', '!', '-', '$', '+', '^', '`', '``', '~',
  'é', 'e\u0301', 'E\u0302\u0301', 'ß', 'İ', 'I', 'ı', 'ﬁ', 'Å', 'A\u030A', 'ñ', 'ü', 'u\u0308', 'ệ', 'Đ', 'ς', 'Σ', 'Ж', 'й', '½', 'Ⅷ', '²', '№', '㍿', '①',
  '日本', '語', '中', '文', '\u3400', '𠀀', '\uF900', 'か', 'か\u3099', 'が', 'ﾊ', 'ﾊ\uFF9E', '한국', '\u1112\u1161\u11AB', 'ไทย', 'हिन्दी', 'क्ष', 'مرحبا', 'שָׁלוֹם',
  '😀', '👩‍🚀', '🇩🇪', '👍🏽', '❤\uFE0F', '𝐀', '𝟘', '𐐷', '𐄇', '\u0301', '\u0308\u0323', '\u200D', '\u200B', '\u00AD', '\uFEFF', '\uFFFD', '\u0000', '\u0001', '\u007F', '\u0085',
  ' ', ' ', ' ', '  ', '   ', '\t', '\n', '\r\n', '\u00A0', '\u2003', '\u2028', '\u3000', '▁', '▁▁', 'Ａ', 'Ａ\u0301', '１２', '＃', '。', '、', '«', '„', '—', '…',
  '##ing', '<unk>', '[UNK]', '</s>', '[SEP]', '<extra_id_0>', '[MASK]', '<mask>', '<0x41>', 'x'.repeat(14), 'learning'.repeat(13), 'abc', 'q', 'ж'.repeat(101),
];
const texts = [
  '', ' ', '   ', '\n', 'a', ' a ', 'tokenization', "isn't  it ?", 'x'.repeat(100), 'x'.repeat(101), 'Ünïcödé', '\uFFFD', '\u0000', '\u0301', '[CLS] text [SEP]',
  ...readFileSync(`${here}/text.txt`, 'utf8').split('\n').filter((_, i) => i % 2 === 1),
  ...Array.from({ length: 260 }, () => Array.from({ length: 1 + draw(9) }, () => pieces[draw(pieces.length)]).join('')),
];

for (const [name, definition] of Object.entries(files)) {
  const tokenizer = Tokenizer.fromString(JSON.stringify(definition));
  const cases = [];
  for (const text of texts) {
    const { ids } = { ids: (await tokenizer.encode(text, null, { addSpecialTokens: false })).getIds() };
    const whole = (await tokenizer.encode(text, null, { addSpecialTokens: true })).getIds();
    cases.push({ text, ids, whole: whole.length - ids.length, decoded: await tokenizer.decode(ids, false), skipped: await tokenizer.decode(ids, true) });
  }
  // Any tokens in any order, too; not bytes, of which ours keeps what is well-formed among what is not.
  for (let i = 0; i < 40; i++) {
    const ids = Array.from({ length: 1 + draw(8) }, () => draw(tokenizer.getVocabSize(true))).filter((id) => !tokenizer.idToToken(id).startsWith('<0x'));
    cases.push({ ids, decoded: await tokenizer.decode(ids, false), skipped: await tokenizer.decode(ids, true) });
  }
  const pair = await tokenizer.encode('learning', 'words');
  const lines = cases.map((one) => JSON.stringify(one));
  const json = `{"tokenizer":${JSON.stringify(definition)},\n"pair":${JSON.stringify({ ids: pair.getIds(), types: pair.getTypeIds() })},\n"cases":[\n${lines.join(',\n')}\n]}\n`;
  writeFileSync(`${here}/${name}.json`, json);
  console.log(name, tokenizer.getVocabSize(true), json.length);
}
