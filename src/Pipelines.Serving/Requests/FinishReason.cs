namespace Pipelines.Serving;

/// <summary>Why a continuation ended.</summary>
public enum FinishReason
{
    /// <summary>The model ended it, or a stop text came, or its grammar was complete.</summary>
    Stop,

    /// <summary>It has as many tokens as were asked for, or the context is full.</summary>
    Length,

    /// <summary>Its time was over.</summary>
    Timeout,
}
