namespace Pipelines.Server;

/// <summary>A single value where a list of them may stand.</summary>
internal static class One
{
    /// <summary>The value as a list of one.</summary>
    public static Kind<IReadOnlyList<T>> Of<T>(Kind<T> kind) => new MadeKind<T, IReadOnlyList<T>>(kind, (value, _) => [value]);
}
