using System.Globalization;
using System.Text.Json;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Attentions;

/// <summary>One choice of attention's options, over [batch, 11, 24] with six heads, a number that is no power of two.</summary>
internal sealed record AttentionCase(
    long Window, double Softcap, double? Scale, bool QkNorm, bool Causal, bool Alibi, bool Bias, bool Segmented, bool Cross, string Rope)
{
    public const int Dim = 24, Heads = 6, KvHeads = 3, HeadDim = 8, Time = 11, Memory = 5;

    private const double Theta = 50, Eps = 1e-5;

    private static readonly long[] SegmentsOfARow = [0, 0, 0, 0, 7, 7, 7, 7, 7, 3, 3];

    private static readonly string[] Ropes = ["none", "default", "partial", "linear", "llama3", "yarn", "interleaved"];

    private static readonly bool[] No = [false], Both = [false, true];

    /// <summary>Every combination of what changes who sees whom and how scores are made, with the other options in turn.</summary>
    public static IReadOnlyList<AttentionCase> All { get; } =
    [
        .. from window in new[] { 0, 3 }
           from softcap in new[] { 0, 1.5 }
           from norm in Both
           from causal in Both
           from alibi in Both
           from segmented in Both
           from cross in window == 0 && !alibi && !segmented ? Both : No
           select new AttentionCase(window, softcap, null, norm, causal, alibi, false, segmented, cross, ""),
    ];

    /// <summary>The case in its place: it decides over scale, biases and rotary positions.</summary>
    public AttentionCase At(int i) =>
        this with { Scale = i % 3 == 0 ? 0.6 : null, Bias = i % 2 == 0, Rope = Ropes[i % Ropes.Length] };

    public Attention Create(RotaryEmbedding? rope) => new(
        Dim, Heads, KvHeads, HeadDim, rope, qkvBias: Bias, outBias: Bias, window: Window, softcap: Softcap, scale: Scale,
        qkNorm: QkNorm ? Eps : null, causal: Causal, alibi: Alibi, cross: Cross);

    public RotaryEmbedding? CreateRope() => Rope switch
    {
        "none" => null,
        "default" => new RotaryEmbedding(HeadDim, Time, Theta),
        "partial" => new RotaryEmbedding(RopeFrequencies.Default(4, Theta), Time),
        "linear" => new RotaryEmbedding(RopeFrequencies.Linear(HeadDim, Theta, 3), Time),
        "llama3" => new RotaryEmbedding(RopeFrequencies.Llama3(HeadDim, Theta, 8, 1, 4, 24), Time),
        "yarn" => new RotaryEmbedding(RopeFrequencies.Yarn(HeadDim, Theta, 4, 32, 3, 0.5, truncate: false), Time),
        _ => new RotaryEmbedding(RopeFrequencies.Default(HeadDim, Theta), Time, interleaved: true),
    };

    /// <returns>the segments of a batch, [batch, time], or null; the caller disposes them</returns>
    public Tensor? Segments(long batch)
    {
        if (!Segmented) return null;
        return tensor([.. Enumerable.Repeat(SegmentsOfARow, (int)batch).SelectMany(row => row)], [batch, Time]);
    }

    /// <summary>The options as <c>attentions.py</c> reads them.</summary>
    public string Json() => string.Create(CultureInfo.InvariantCulture, $$"""
        {"heads": {{Heads}}, "kv_heads": {{KvHeads}}, "memory": {{Memory}}, "eps": {{Eps}}, "window": {{Window}}, "softcap": {{Softcap}},
         "scale": {{JsonSerializer.Serialize(Scale)}}, "causal": {{Word(Causal)}}, "alibi": {{Word(Alibi)}}, "cross": {{Word(Cross)}},
         "segments": {{(Segmented ? JsonSerializer.Serialize(SegmentsOfARow) : "null")}}, "rope": {{RopeJson()}}}
        """);

    private string RopeJson() => Rope switch
    {
        "none" => "null",
        "default" => """{"theta": 50, "channels": 8}""",
        "partial" => """{"theta": 50, "channels": 4}""",
        "linear" => """{"theta": 50, "channels": 8, "scaling": {"kind": "linear", "factor": 3}}""",
        "llama3" => """
            {"theta": 50, "channels": 8, "scaling":
             {"kind": "llama3", "factor": 8, "low_frequency": 1, "high_frequency": 4, "original_context": 24}}
            """,
        "yarn" => """
            {"theta": 50, "channels": 8, "scaling":
             {"kind": "yarn", "factor": 4, "original_context": 32, "beta_fast": 3, "beta_slow": 0.5, "truncate": false}}
            """,
        _ => """{"theta": 50, "channels": 8, "interleaved": true}""",
    };

    private static string Word(bool value) => value ? "true" : "false";
}
