using System.Globalization;
using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>A class of the user's own: a call of its constructor, typed and with the names of its parameters.</summary>
internal static class OwnPartEmitter
{
    public static Part Mixer(OwnMixerSpec own, PartSite site) => Part(own.Block, own.Values, "(OwnMixerSpec)block.Mixer", site);

    public static Part FeedForward(OwnFeedForwardSpec own, PartSite site) =>
        Part(own.Block, own.Values, "(OwnFeedForwardSpec)block.FeedForward", site);

    private static Part Part(BlockDeclaration block, EquatableArray<OwnSetting> values, string spec, PartSite site)
    {
        var stem = CSharpName.Of(block.Name);
        var local = block.Mixes ? "own" : "ownTokens";
        var arguments = new List<string> { "o.Dim" };
        arguments.AddRange(block.Parameters.Select(parameter =>
        {
            var value = values.First(value => value.Key == parameter.Key).Value;
            return $"{Naming.CSharpNames.Escape(parameter.Name)}: {Size(parameter, value, local, stem, site.Sizes)}";
        }));
        arguments.Add("device: device");
        var settings = string.Concat(values.Select(value => $", {value.Key} {value.Value}"));
        return new(
            $"global::{block.Class}",
            string.Join(", ", arguments),
            $"{site.Dim} → {site.Dim}{settings}",
            $"{block.Name}{settings}")
        {
            Stem = stem,
            Local = $"var {local} = {spec};",
            TakesPass = block.Mixes,
        };
    }

    private static string Size(BlockParameter parameter, string value, string local, string stem, SizeList sizes)
    {
        var (name, key) = (CSharpName.Of(parameter.Key), Literals.Text(parameter.Key));
        var summary = $"the setting {parameter.Key} of {stem}";
        return parameter.Type switch
        {
            "int" => sizes.Whole(name, stem, int.Parse(value, CultureInfo.InvariantCulture), $"{local}.Values.Whole({key})", summary),
            "double" => sizes.Number(name, stem, double.Parse(value, CultureInfo.InvariantCulture), $"{local}.Values.Number({key})", summary),
            "bool" => sizes.Flag(name, stem, value == "true", $"{local}.Values.Flag({key})", summary),
            _ => throw new NotSupportedException($"no emitter for a setting of type {parameter.Type}"),
        };
    }
}
