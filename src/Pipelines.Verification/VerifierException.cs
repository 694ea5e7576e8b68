namespace Pipelines.Verification;

/// <summary>A verifier cannot be made from its settings, or an example lacks what it needs; the message says what to change.</summary>
public sealed class VerifierException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public VerifierException(string message) : base(message)
    {
    }

    /// <summary>Says what is wrong, and what it came from.</summary>
    public VerifierException(string message, Exception inner) : base(message, inner)
    {
    }
}
