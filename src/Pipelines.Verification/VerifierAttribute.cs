namespace Pipelines.Verification;

/// <summary>Makes an <see cref="IVerifier"/> of the project's own a word in <c>rewards:</c>.</summary>
/// <param name="name">the word</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class VerifierAttribute(string name) : Attribute
{
    /// <summary>The word.</summary>
    public string Name { get; } = name;
}
