namespace Pipelines.Generators.Emission.Models;

/// <summary>A mixer or feed-forward as its block shows it.</summary>
/// <param name="Type">its class</param>
/// <param name="Arguments">what its constructor takes; <c>o</c> is the model's options, <c>s</c> the block's sizes</param>
/// <param name="Shapes">what goes in and out: <c>192 → 512 → 192</c></param>
/// <param name="Words">what it is, in the block's summary: <c>SwiGLU 512</c></param>
internal sealed record Part(string Type, string Arguments, string Shapes, string Words)
{
    /// <summary>What blocks are named for that have it: <c>SwiGlu</c>.</summary>
    public string Stem { get; init; } = Type;

    /// <summary>The line by which <c>From</c> gets at its spec; null when <c>block</c> is enough.</summary>
    public string? Local { get; init; }

    /// <summary>Whether it is called with the pass: every mixer, and experts, which note there how they routed.</summary>
    public bool TakesPass { get; init; }

    /// <summary>It as the child <paramref name="name"/> with <paramref name="parameters"/> weights.</summary>
    public Child As(string name, long parameters) => new(name, Type, Arguments, $"{Shapes}: {DocText.Parameters(parameters)}.");
}
