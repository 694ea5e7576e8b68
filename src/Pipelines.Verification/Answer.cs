namespace Pipelines.Verification;

/// <summary>What was written, and what it was written to.</summary>
/// <param name="Prompt">the text of the last turn of the prompt</param>
/// <param name="Text">the answer, without its end token</param>
/// <param name="Fields">the example's other fields by name, such as <c>answer</c>, what would be right</param>
/// <param name="Ended">whether the answer came to its end token, instead of being cut at the most tokens</param>
public sealed record Answer(string Prompt, string Text, IReadOnlyDictionary<string, string> Fields, bool Ended)
{
    /// <summary>The example's field of a name.</summary>
    /// <exception cref="VerifierException">the example has no such field</exception>
    public string Field(string name) => Fields.TryGetValue(name, out var value)
        ? value
        : throw new VerifierException(
            $"the example has no field '{name}'; it has {(Fields.Count == 0 ? "none" : string.Join(", ", Fields.Keys.Order()))}");
}
