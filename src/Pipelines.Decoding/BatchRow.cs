using System.Runtime.InteropServices;

namespace Pipelines.Decoding;

/// <summary>One prompt on its way through a <see cref="BatchGenerator"/>.</summary>
/// <param name="prompt">its tokens</param>
/// <param name="sampler">its own draws</param>
internal sealed class BatchRow(int[] prompt, Sampler sampler)
{
    private readonly List<int> seen = [.. prompt];
    private bool ended;

    public int[] Prompt => prompt;

    /// <summary>Whether nothing more is written.</summary>
    public bool Done { get; private set; }

    /// <summary>The token that the model reads next.</summary>
    public int Last => seen[^1];

    public Continuation Continuation => new([.. seen.Skip(prompt.Length)], ended);

    /// <summary>Writes a token.</summary>
    /// <param name="logits">[vocab]; changed by penalties</param>
    /// <param name="endTokens">tokens that end the continuation</param>
    /// <param name="maxTokens">most tokens of the continuation</param>
    /// <param name="context">most tokens that the model reads</param>
    public void Choose(Span<float> logits, IReadOnlySet<int> endTokens, int maxTokens, int context)
    {
        var token = sampler.Next(logits, CollectionsMarshal.AsSpan(seen), prompt.Length);
        seen.Add(token);
        ended = endTokens.Contains(token);
        Done = ended || seen.Count - prompt.Length >= maxTokens || seen.Count > context;
    }
}
