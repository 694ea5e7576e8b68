namespace Pipelines.Spec;

/// <summary>What a reader may look at beside the text itself. It opens no files: whoever calls it does.</summary>
public sealed record ReadOptions
{
    /// <summary>
    /// Gives the text of a file named by <c>extends:</c>, or null where there is none.
    /// The path is relative to the folder of the file that is read, with forward slashes and without <c>.</c> segments.
    /// </summary>
    public Func<string, string?> ResolveExtends { get; init; } = static _ => null;

    /// <summary>
    /// Gives the value of an environment variable, or null where it is not set. Without it every <c>${NAME:default}</c> is its default.
    /// </summary>
    public Func<string, string?>? Environment { get; init; }

    /// <summary>Settings that replace the file's, later ones last: <c>models.docs-lm.dim=256</c>. The value is YAML.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>The blocks of the user's own, which mixers and feed-forwards may name.</summary>
    public EquatableArray<BlockDeclaration> Blocks { get; init; }

    /// <summary>The names of the verifiers of the user's own, which rewards may name.</summary>
    public EquatableArray<string> Verifiers { get; init; }

    /// <summary>Whether a value of a sweep is tried: the sweep itself is not looked at again.</summary>
    internal bool IsTrial { get; init; }
}
