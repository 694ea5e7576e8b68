using System.Globalization;
using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>The blocks of the user's own among the mixers, or among the feed-forwards.</summary>
/// <param name="mixes">which of the two</param>
/// <param name="make">makes the record</param>
internal sealed class OwnBlocks<T>(bool mixes, Func<BlockDeclaration, EquatableArray<OwnSetting>, T> make) : IOwnCases<Draft<T>>
    where T : PartSpec
{
    private const int Most = int.MaxValue;

    /// <inheritdoc/>
    public string Noun => "a block of your own";

    /// <inheritdoc/>
    public Case<Draft<T>>? Find(string word, Reading reading) =>
        reading.Blocks.FirstOrDefault(block => block.Mixes == mixes && block.Name == word) is { } block ? new(word, Section(block)) : null;

    /// <inheritdoc/>
    public bool Unknown(Slot slot, ScalarNode word, IEnumerable<string> words, Reading reading)
    {
        if (reading.Blocks.Any(block => block.Name == word.Text))
        {
            var (is_, place) = mixes ? ("a feed-forward", "ffn") : ("a mixer", "mixer");
            return reading.Report(Rules.UnknownBlock, word.At, $"{slot.Name} is {word.Found}, which is {is_}; it stands under '{place}:'");
        }
        var all = words.Concat(reading.Blocks.Where(block => block.Mixes == mixes).Select(block => block.Name)).ToList();
        var hint = Nearest.To(word.Text, all) is { } near ? $"; did you mean '{near}'?" : "; a block of your own is a class with [Block]";
        return reading.Report(Rules.UnknownBlock, word.At, $"{slot.Name} is {word.Found}; expected {Wording.OneOf(all)}{hint}");
    }

    private Section<Draft<T>> Section(BlockDeclaration block)
    {
        var settings = block.Parameters.Select(parameter => (parameter.Key, Setting: Setting(parameter))).ToList();
        return new(
            $"own.{block.Name}", block.Name, "A block of the user's own", settings.Select(setting => setting.Setting).ToList(),
            values => scope =>
            {
                var read = new EquatableArray<OwnSetting>(
                    settings.Select(setting => new OwnSetting(setting.Key, Text(values.Value(setting.Setting)!))));
                return OwnBlockRule.Holds(block, read, values, scope) ? make(block, read) : null;
            });
    }

    private static Setting Setting(BlockParameter parameter) => parameter.Type switch
    {
        "int" => Of(parameter, new IntegerKind(int.MinValue, Most)),
        "bool" => Of(parameter, new FlagKind()),
        _ => Of(parameter, new NumberKind(new(double.MinValue, double.MaxValue))),
    };

    private static Setting Of<TValue>(BlockParameter parameter, ValueKind<TValue> kind) => parameter.Default is { } otherwise
        ? Settings.Setting.Default(parameter.Key, kind, otherwise, "A setting of the user's own")
        : Settings.Setting.Required(parameter.Key, kind, "A setting of the user's own");

    private static string Text(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
    };
}
