using Pipelines.Modules;

namespace Pipelines.Models;

/// <summary>What sentence-transformers keeps beside a model that makes vectors of texts: how those of its tokens become one.</summary>
internal static class PoolingFile
{
    private const string Prefix = "pooling_mode_";

    private static readonly (string Key, Pooling? Pooling)[] Modes =
    [
        ("cls_token", Pooling.Cls), ("mean_tokens", Pooling.Mean), ("lasttoken", Pooling.Last),
        ("max_tokens", null), ("mean_sqrt_len_tokens", null), ("weightedmean_tokens", null),
    ];

    /// <summary>The pooling of a folder; null where it does not say.</summary>
    /// <exception cref="HuggingFaceException">the file is damaged, or wants another pooling than one of those here</exception>
    public static Pooling? Read(string folder)
    {
        var path = Path.Combine(folder, "1_Pooling", "config.json");
        if (!File.Exists(path)) return null;
        using var json = ConfigJson.Read(path);
        var config = new ConfigSection(path, "", json.RootElement);
        var wanted = Modes.Where(mode => config.Flag(Prefix + mode.Key, false)).ToArray();
        return wanted is [{ Pooling: { } only }]
            ? only
            : throw new HuggingFaceException(
                path, "", $"asks for {(wanted.Length == 0 ? "no pooling" : string.Join(" and ", wanted.Select(mode => Prefix + mode.Key)))}; " +
                "one of pooling_mode_cls_token, pooling_mode_mean_tokens and pooling_mode_lasttoken can be had");
    }
}
