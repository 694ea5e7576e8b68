using Pipelines.Spec;

namespace Pipelines.Generators.Attributes;

/// <summary>One argument of an attribute as the setting that it is in YAML.</summary>
/// <param name="Path">its key, below others where it is nested: <c>rope.theta</c></param>
/// <param name="Value">its value as YAML writes it</param>
/// <param name="Position">the argument</param>
internal sealed record ModelSetting(string Path, string Value, SourcePosition Position);
