namespace Pipelines.Spec;

/// <summary>Where each setting of a pipeline file stands. Kept apart from the spec, so that moving a line changes no spec.</summary>
public sealed class SourceMap
{
    private readonly Func<string, SettingPosition?> find;

    internal SourceMap(Func<string, SettingPosition?> find) => this.find = find;

    /// <summary>The positions of no file.</summary>
    public static SourceMap Empty { get; } = new(static _ => null);

    /// <summary>
    /// Where a setting stands, by its path (<c>models.docs-lm.dim</c>); the nearest enclosing setting's place when it is not written
    /// in the file, or null when nothing of the path is.
    /// </summary>
    public SettingPosition? Find(string path)
    {
        for (; ; path = path.Substring(0, path.LastIndexOf('.')))
        {
            if (find(path) is { } position) return position;
            if (path.LastIndexOf('.') < 0) return null;
        }
    }
}

/// <summary>Where a setting stands.</summary>
/// <param name="Key">its name</param>
/// <param name="Value">its value</param>
public sealed record SettingPosition(SourcePosition Key, SourcePosition Value);
