// Hugging Face's tokenizers, told by lines on standard input what to do; answers each with the seconds it took.
// Its trainer takes files line by line and stops at 30,000 tokens.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [folder, text, documents, trained, empty] = process.argv.slice(2);
const { Tokenizer } = createRequire(`${folder}/`)('tokenizers');
const seconds = (begin) => Number(process.hrtime.bigint() - begin) / 1e9;
const all = JSON.parse(readFileSync(documents));

const work = {
  train: () => Tokenizer.fromFile(empty).train([text]),
  encode: async () => {
    const tokenizer = Tokenizer.fromFile(trained);
    for (let at = 0; at < all.length; at += 4096) await tokenizer.encodeBatch(all.slice(at, at + 4096), { addSpecialTokens: false });
  },
};

for await (const name of createInterface({ input: process.stdin })) {
  const begin = process.hrtime.bigint();
  await work[name]();
  console.log(`seconds ${seconds(begin)}`);
}
