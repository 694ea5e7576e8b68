namespace Pipelines.Generators.Emission.Models;

/// <summary>A mixer or feed-forward as its block shows it.</summary>
/// <param name="Type">its class among the hand-written modules</param>
/// <param name="Arguments">what its constructor takes; <c>o</c> is the model's options</param>
/// <param name="Shapes">what goes in and out: <c>192 → 512 → 192</c></param>
/// <param name="Words">what it is, in the block's summary: <c>SwiGLU 512</c></param>
/// <param name="Options">its sizes and numbers</param>
/// <param name="Local">the line by which <c>Options.From</c> gets at its spec; null when <c>block</c> is enough</param>
internal sealed record Part(
    string Type,
    string Arguments,
    string Shapes,
    string Words,
    IReadOnlyList<Option> Options,
    string? Local = null)
{
    /// <summary>It as the child <paramref name="name"/> with <paramref name="parameters"/> weights.</summary>
    public Child As(string name, long parameters) => new(name, Type, Arguments, $"{Shapes}: {DocText.Parameters(parameters)}.");
}
