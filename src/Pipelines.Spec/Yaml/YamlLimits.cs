namespace Pipelines.Spec.Yaml;

/// <summary>What a pipeline file may at most be: far beyond any that a person writes, and read in no time.</summary>
internal static class YamlLimits
{
    /// <summary>UTF-16 units.</summary>
    public const int Size = 1024 * 1024;

    /// <summary>Maps and lists within each other.</summary>
    public const int Depth = 64;

    /// <summary>Nodes once every alias is written out.</summary>
    public const int Nodes = 20_000;

    /// <summary>Diagnostics that are shown; the rest is counted.</summary>
    public const int Diagnostics = 100;

    /// <summary>Files that one file extends, directly and through others.</summary>
    public const int ExtendedFiles = 64;
}
