using System.Runtime.CompilerServices;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>Keeps what calls itself from using up the stack.</summary>
internal static class Nesting
{
    /// <exception cref="JinjaException">the stack has little left</exception>
    public static void Check()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new JinjaException("expressions, values or calls stand too deep in one another");
    }
}
