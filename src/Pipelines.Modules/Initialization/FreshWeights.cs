namespace Pipelines.Modules;

/// <summary>Whether models that are made get fresh weights.</summary>
public static class FreshWeights
{
    [ThreadStatic]
    private static int skips;

    /// <summary>Whether this thread makes models whose weights are about to be loaded.</summary>
    internal static bool AreSkipped => skips > 0;

    /// <summary>
    /// Until the result is disposed, models that this thread makes hold memory that nobody has written to: neither random numbers
    /// nor zeros. For a model that <see cref="Weights.Load"/> fills next.
    /// </summary>
    public static IDisposable Skip() => new Scope();

    private sealed class Scope : IDisposable
    {
        private bool ended;

        public Scope() => skips++;

        public void Dispose()
        {
            if (!ended) skips--;
            ended = true;
        }
    }
}
