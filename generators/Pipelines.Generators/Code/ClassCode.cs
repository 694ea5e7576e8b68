namespace Pipelines.Generators.Code;

/// <summary>What a class of the project's own does, as far as its text tells.</summary>
/// <param name="Class">the class, with its namespace</param>
/// <param name="Hash">of its text, as <see cref="CodeHash"/> gives it</param>
internal sealed record ClassCode(string Class, string Hash);
