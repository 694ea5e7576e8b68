using Pipelines.Decoding;

namespace Pipelines.Serving.Tests.Decoders;

/// <summary>The plainest way to write several texts at once: a new one joins at every step, in pieces, and leaves when it is done.</summary>
internal static class BusySteps
{
    private const int PieceTokens = 7;

    /// <summary>The likeliest continuation of each prompt, <paramref name="count"/> tokens.</summary>
    public static int[][] Greedy(IPagedDecoder decoder, int[][] prompts, int count)
    {
        var texts = prompts.Select(prompt => prompt.ToList()).ToArray();
        var blocks = prompts.Select(_ => new List<int>()).ToArray();
        var (past, free) = (new int[prompts.Length], 0);
        for (var step = 0; ; step++)
        {
            var going = Enumerable.Range(0, Math.Min(step + 1, prompts.Length)).Where(i => texts[i].Count < prompts[i].Length + count).ToArray();
            if (going.Length == 0) return [.. texts.Select((text, i) => text.Skip(prompts[i].Length).ToArray())];
            var chunks = going.Select(i =>
            {
                var time = Math.Min(PieceTokens, texts[i].Count - past[i]);
                while (blocks[i].Count * decoder.Memory.BlockTokens < past[i] + time) blocks[i].Add(free++);
                return new Chunk(
                    texts[i].Skip(past[i]).Take(time).ToArray(), past[i], blocks[i].ToArray(), i, past[i] + time == texts[i].Count ? 1 : 0);
            }).ToArray();
            var logits = new float[chunks.Sum(chunk => chunk.LogitRows) * decoder.Vocab];
            decoder.Step(chunks, logits);
            var row = 0;
            for (var i = 0; i < chunks.Length; i++)
            {
                past[going[i]] += chunks[i].Tokens.Length;
                if (chunks[i].LogitRows == 0) continue;
                var scores = logits[(row * decoder.Vocab)..(++row * decoder.Vocab)];
                texts[going[i]].Add(Array.IndexOf(scores, scores.Max()));
            }
        }
    }
}
