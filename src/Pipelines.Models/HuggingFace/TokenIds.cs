using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>The tokens that mark structure.</summary>
/// <param name="Bos">the one before a text, or null</param>
/// <param name="Eos">those that end one; the first is written where only one can be</param>
/// <param name="Pad">the one that fills up a batch, or null</param>
public sealed record TokenIds(int? Bos, EquatableArray<int> Eos, int? Pad)
{
    /// <summary>None of them.</summary>
    public static TokenIds None { get; } = new(null, default, null);

    /// <exception cref="HuggingFaceException">one is no token</exception>
    internal static TokenIds Read(ConfigSection config) => new(One(config, "bos_token_id"), Ends(config), One(config, "pad_token_id"));

    /// <summary>These, and of <paramref name="others"/> what is missing.</summary>
    internal TokenIds Or(TokenIds others) => new(Bos ?? others.Bos, Eos.Count > 0 ? Eos : others.Eos, Pad ?? others.Pad);

    internal void Write(ConfigWriter json)
    {
        if (Bos is { } bos) json.Add("bos_token_id", bos);
        if (Eos.Count > 0) json.Add("eos_token_id", Eos.Count == 1 ? Eos[0] : Eos.ToArray());
        if (Pad is { } pad) json.Add("pad_token_id", pad);
    }

    // Some files have −1 for none.
    private static int? One(ConfigSection config, string key) =>
        config.OptionalInt(key, least: -1, most: Sizes.Vocab) is { } id and >= 0 ? id : null;

    private static EquatableArray<int> Ends(ConfigSection config)
    {
        if (config.IsArray("eos_token_id")) return new(config.Ints("eos_token_id", Sizes.Vocab)!);
        return One(config, "eos_token_id") is { } end ? new([end]) : default;
    }
}
