namespace Pipelines.Modules;

/// <summary>How the vectors of a text's tokens become one.</summary>
public enum Pooling
{
    /// <summary>Their mean, padding left out.</summary>
    Mean,

    /// <summary>The vector of the first token, which stands for the whole where a model was trained so.</summary>
    Cls,
}
