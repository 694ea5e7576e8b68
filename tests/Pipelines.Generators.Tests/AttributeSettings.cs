using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Pipelines.Generators.Attributes;
using Pipelines.Spec;

namespace Pipelines.Generators.Tests;

/// <summary>What YAML can say of a model, <c>[Model]</c> and <c>[Layer]</c> can say too: their properties are the settings of the reference.</summary>
public sealed class AttributeSettings
{
    /// <summary>Settings that are no property: sections, whose own settings are; and what blocks take from the model.</summary>
    private static readonly string[] NoProperty =
    [
        "family", "norm", "init", "latent_attention", "mamba", "mamba2", "moe", "rope.scaling",
        "latent_attention.heads", "latent_attention.rope", "latent_attention.norm", "mamba2.norm", "mamba2.expand",
    ];

    [Fact]
    public void Every_setting_of_a_model_is_a_property()
    {
        var properties = Properties(typeof(ModelAttribute)).Select(SettingPath.InModel).ToHashSet();

        Settings().Except(NoProperty).Where(setting => !properties.Contains(setting)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_property_is_a_setting()
    {
        var settings = Settings().ToHashSet();

        Properties(typeof(ModelAttribute)).Select(SettingPath.InModel).Where(path => !settings.Contains(path)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("attention", "attention", Mixer.Attention, null)]
    [InlineData("latent_attention", "latent_attention", Mixer.LatentAttention, null)]
    [InlineData("mamba", "mamba", Mixer.Mamba, null)]
    [InlineData("mamba2", "mamba2", Mixer.Mamba2, null)]
    [InlineData("swiglu", "swiglu", Mixer.None, FeedForward.SwiGlu)]
    [InlineData("geglu", "geglu", Mixer.None, FeedForward.GeGlu)]
    [InlineData("mlp", "mlp", Mixer.None, FeedForward.Mlp)]
    [InlineData("moe", "moe", Mixer.None, FeedForward.Moe)]
    public void Every_setting_of_a_block_is_a_property_of_a_layer(string section, string word, Mixer mixer, FeedForward? feedForward)
    {
        var owner = feedForward is null ? $"mixer.{word}." : $"ffn.{word}.";
        var paths = Properties(typeof(LayerAttribute))
            .Select(property => SettingPath.InLayer(property, feedForward is null ? word : mixer.ToString(), feedForward is null ? null : word))
            .ToHashSet();

        var settings = Section(section).SelectMany(key => key switch
        {
            "rope" => Section("rope").Where(nested => nested != "scaling").Select(nested => $"rope.{nested}"),
            "norm" => ["norm.eps"],
            _ => [key],
        });
        settings.Where(setting => !paths.Contains(owner + setting)).ShouldBeEmpty();
    }

    /// <summary>The paths of all settings of a model, as docs/settings/models.md has them.</summary>
    private static IEnumerable<string> Settings() =>
    [
        .. Section("A model"),
        .. Below("rope"), .. Below("norm"), .. Below("init"), .. Below("latent_attention"), .. Below("mamba"), .. Below("mamba2"), .. Below("moe"),
        "latent_attention.norm.eps", "mamba2.norm.eps",
        .. new[] { "linear", "llama3", "yarn" }.SelectMany(scaling => Section(scaling).Select(key => $"rope.scaling.{scaling}.{key}")),
    ];

    private static IEnumerable<string> Below(string section) => Section(section).Select(key => $"{section}.{key}");

    private static string[] Section(string title, [CallerFilePath] string file = "")
    {
        var text = File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "docs", "settings", "models.md"));
        var section = Regex.Match(text, $"(?s)## `?{Regex.Escape(title)}`?\n(.*?)(\n## |$)").Groups[1].Value;
        var keys = Regex.Matches(section, "(?m)^\\| `([a-z0-9_]+)` \\|").Select(match => match.Groups[1].Value).ToArray();
        keys.ShouldNotBeEmpty(title);
        return keys;
    }

    private static IEnumerable<string> Properties(Type attribute) =>
        attribute.GetProperties().Where(property => property.CanWrite).Select(property => property.Name);
}
