using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>One model class to emit; equal units emit equal text.</summary>
/// <param name="Namespace">where it lives; empty for the global namespace</param>
/// <param name="Accessibility"><c>public</c> or <c>internal</c></param>
/// <param name="ClassName">its name in C#</param>
/// <param name="Origin">the file that describes it</param>
/// <param name="Model">what it is</param>
internal sealed record ModelUnit(string Namespace, string Accessibility, string ClassName, string Origin, ModelSpec Model)
{
    /// <summary>Its name with its namespace.</summary>
    public string FullName => Namespace.Length == 0 ? ClassName : $"{Namespace}.{ClassName}";
}
