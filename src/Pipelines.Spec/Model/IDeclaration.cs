namespace Pipelines.Spec;

/// <summary>A class of the user's own that has a word in YAML.</summary>
public interface IDeclaration
{
    /// <summary>Its word.</summary>
    string Name { get; }

    /// <summary>Its class, with its namespace.</summary>
    string Class { get; }
}
