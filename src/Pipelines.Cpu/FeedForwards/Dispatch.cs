namespace Pipelines.Cpu;

/// <summary>Rows of tokens in the order of their experts: a token has one for each expert that it goes to.</summary>
internal sealed class Dispatch
{
    private int[] chosen = [], places = [], next = [];
    private float[] weights = [];

    /// <summary>Where each expert's rows begin, and behind the last where they all end.</summary>
    public int[] Starts { get; private set; } = [];

    /// <summary>Makes room for the choices of some tokens.</summary>
    /// <param name="choices">tokens · top_k</param>
    public void Begin(int choices)
    {
        if (chosen.Length >= choices) return;
        (chosen, places, weights) = (new int[choices], new int[choices], new float[choices]);
    }

    /// <summary>The experts of a token, to be written.</summary>
    public Span<int> Chosen(int token, int topK) => chosen.AsSpan(token * topK, topK);

    /// <summary>Their weights, to be written.</summary>
    public Span<float> Weights(int token, int topK) => weights.AsSpan(token * topK, topK);

    /// <summary>For each of a token's experts, which row is its own, once all are <see cref="Sort"/>ed.</summary>
    public ReadOnlySpan<int> Places(int token, int topK) => places.AsSpan(token * topK, topK);

    /// <summary>Gives every choice its row; the tokens of an expert keep their order.</summary>
    /// <param name="choices">tokens · top_k</param>
    /// <param name="experts">how many experts there are</param>
    public void Sort(int choices, int experts)
    {
        if (Starts.Length != experts + 1) (Starts, next) = (new int[experts + 1], new int[experts]);
        Array.Clear(Starts);
        for (var i = 0; i < choices; i++) Starts[chosen[i] + 1]++;
        for (var expert = 0; expert < experts; expert++) Starts[expert + 1] += Starts[expert];
        Starts.AsSpan(0, experts).CopyTo(next);
        for (var i = 0; i < choices; i++) places[i] = next[chosen[i]]++;
    }
}
