namespace Pipelines.Spec;

/// <summary>A model: its name, the vocabulary's origin and the architecture that its settings resolve to.</summary>
/// <param name="Name">its name under <c>models:</c></param>
/// <param name="Family">the preset</param>
/// <param name="Vocab">number of tokens</param>
/// <param name="Architecture">what the settings resolve to</param>
public sealed record ModelSpec(string Name, Family Family, VocabSpec Vocab, Architecture Architecture);

/// <summary>The size of a vocabulary: a number, or that of the tokenizer which a stage makes.</summary>
/// <param name="Size">number of tokens; for a stage, the size that it was asked to make</param>
/// <param name="Stage">the tokenizer stage, or null when a number was given</param>
public sealed record VocabSpec(int Size, string? Stage);
