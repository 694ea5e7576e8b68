namespace Pipelines.Modules;

/// <summary>How the vectors of a text's tokens become one.</summary>
public enum Pooling
{
    /// <summary>Their mean, padding left out.</summary>
    Mean,

    /// <summary>The vector of the first token, which stands for the whole where a model was trained so.</summary>
    Cls,

    /// <summary>The vector of the last token: the only one that has seen the whole text where none sees those after it.</summary>
    Last,
}
