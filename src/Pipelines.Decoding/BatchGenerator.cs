using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Decoding;

/// <summary>
/// Continues many prompts at once. They are read in one batch, equal ones once, and written in step; each has draws of its own, so that
/// what is written after a prompt does not depend on the others.
/// </summary>
/// <param name="model">the model; dropout is off while it writes</param>
/// <param name="endTokens">tokens that end a continuation, such as the end of a turn and of the text</param>
public sealed class BatchGenerator(Decoder model, IReadOnlySet<int> endTokens)
{
    /// <summary>Writes a continuation of each prompt.</summary>
    /// <param name="prompts">at least one token each, and fewer than the model's context</param>
    /// <param name="sampling">how tokens are chosen; its seed and its stop texts are the caller's affair</param>
    /// <param name="seedOfRow">the seed of a prompt's draws, by its place in <paramref name="prompts"/></param>
    /// <param name="cancellation">ends all continuations where they are</param>
    /// <returns>
    /// one for each prompt, in their order: up to an end token, to <c>max_tokens</c>, or to the token that follows a full context
    /// </returns>
    /// <exception cref="ArgumentException">a prompt is empty or fills the model's context</exception>
    /// <exception cref="ArithmeticException">the model gives a logit that is not a number</exception>
    public IReadOnlyList<Continuation> Generate(
        IReadOnlyList<int[]> prompts, SamplingSpec sampling, Func<int, long> seedOfRow, CancellationToken cancellation = default)
    {
        for (var i = 0; i < prompts.Count; i++)
            if (prompts[i].Length == 0 || prompts[i].Length >= model.Shape.Context)
                throw new ArgumentException(
                    $"prompt {i} has {prompts[i].Length:N0} tokens: it takes one to {model.Shape.Context - 1:N0} for something to follow",
                    nameof(prompts));
        if (prompts.Count == 0) return [];

        var rows = prompts.Select((prompt, i) => new BatchRow(prompt, new Sampler(sampling, seedOfRow(i)))).ToList();
        var training = model.training;
        model.eval();
        try
        {
            using var untracked = no_grad();
            Write(rows, sampling.MaxTokens, cancellation);
        }
        finally
        {
            model.train(training);
        }
        return [.. rows.Select(row => row.Continuation)];
    }

    private void Write(List<BatchRow> rows, int maxTokens, CancellationToken cancellation)
    {
        var prompts = rows.Select(row => row.Prompt).Distinct(TokenSequences.Comparer).ToList();
        using var state = StateFor(prompts, maxTokens);
        int[] lines = [.. rows.Select(row => prompts.FindIndex(prompt => TokenSequences.Comparer.Equals(prompt, row.Prompt)))];
        var logits = Read(prompts, state);                                       // [prompts, vocab]
        state.Keep(lines);
        while (true)
        {
            Choose(rows, lines, logits, maxTokens);
            logits.Dispose();
            if (cancellation.IsCancellationRequested || rows.All(row => row.Done)) return;
            rows = Going(rows, state);
            lines = [.. Enumerable.Range(0, rows.Count)];
            using var last = tensor([.. rows.Select(row => (long)row.Last)], [rows.Count, 1], device: model.Device);
            logits = model.decode(last, state);                                  // [rows, vocab]
        }
    }

    /// <summary>Forgets rows that are done when they are an eighth of all, or when one of them fills the context.</summary>
    private List<BatchRow> Going(List<BatchRow> rows, DecodeState state)
    {
        int[] going = [.. Enumerable.Range(0, rows.Count).Where(row => !rows[row].Done)];
        if (8 * (rows.Count - going.Length) < rows.Count && state.Longest < model.Shape.Context) return rows;
        state.Keep(going);
        return [.. going.Select(row => rows[row])];
    }

    /// <summary>Room for each prompt and its continuation, behind the padding that makes the prompts end together.</summary>
    private DecodeState StateFor(List<int[]> prompts, int maxTokens)
    {
        var longest = prompts.Max(prompt => prompt.Length);
        var capacity = prompts.Max(prompt => longest - prompt.Length + Math.Min(model.Shape.Context, prompt.Length + (long)maxTokens));
        return model.NewState(prompts.Count, (int)capacity, [.. prompts.Select(prompt => longest - prompt.Length)]);
    }

    /// <summary>Logits of what follows each prompt, [prompts, vocab].</summary>
    private Tensor Read(List<int[]> prompts, DecodeState state)
    {
        var longest = prompts.Max(prompt => prompt.Length);
        var ids = new long[prompts.Count * longest];
        for (var row = 0; row < prompts.Count; row++)
            for (var i = 0; i < prompts[row].Length; i++) ids[(row + 1) * longest - prompts[row].Length + i] = prompts[row][i];
        using var input = tensor(ids, [prompts.Count, longest], device: model.Device);
        return model.decode(input, state);
    }

    /// <summary>Gives each row that goes on its next token, from the line of the logits that it reads.</summary>
    private void Choose(List<BatchRow> rows, int[] lines, Tensor logits, int maxTokens)
    {
        using var host = logits.cpu();
        var line = new float[model.Shape.Vocab];
        var values = host.data<float>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Done) continue;
            values.CopyTo(line, 0, (long)lines[i] * line.Length);
            rows[i].Choose(line, endTokens, maxTokens, model.Shape.Context);
        }
    }
}
