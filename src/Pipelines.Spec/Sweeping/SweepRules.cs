using System.Globalization;
using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>What a sweep and the settings that it varies have to do with each other: every value is tried on the file before any runs.</summary>
internal static class SweepRules
{
    /// <summary>Of a setting's values, those that are tried on the file.</summary>
    private const int MostTried = 16;

    /// <summary>Reports settings that are not there and values that they cannot take.</summary>
    /// <param name="sweep">the sweep</param>
    /// <param name="read">reads the file with a setting replaced, <c>path=value</c></param>
    /// <param name="positions">where things stand in the file</param>
    /// <param name="report">takes what is wrong</param>
    /// <returns>the sweep with its whole budget, where it has one</returns>
    public static SweepSpec Check(
        SweepSpec sweep, Func<string, ReadResult> read, SourceMap positions, Action<SpecDiagnostic> report)
    {
        foreach (var setting in sweep.Settings)
        {
            var at = positions.Key("sweep.settings", setting.Path) ?? positions.Find("sweep.settings")!.Key;
            foreach (var value in Values(setting))
            {
                var wrong = read($"{setting.Path}={value}").Diagnostics.FirstOrDefault(found => found.Level == DiagnosticLevel.Error);
                if (wrong is null) continue;
                report(Rules.SweptValue.At(at, $"{setting.Path} cannot be {value}: {wrong.Message}"));
                break;
            }
        }
        return sweep.Halving is { } halving ? sweep with { Halving = WithBudget(halving, read, positions, report) } : sweep;
    }

    private static HalvingSpec WithBudget(
        HalvingSpec halving, Func<string, ReadResult> read, SourceMap positions, Action<SpecDiagnostic> report)
    {
        var at = positions.Find("sweep.halving.budget")!.Value;
        if (positions.Text(halving.Budget) is not { } text || !AmountKind.TryParse(text, out var whole))
        {
            report(Rules.SweptValue.At(at, $"the budget {halving.Budget} has no amount in the file, of which rounds could have a part"));
            return halving;
        }
        halving = halving with { Whole = (long)whole };
        var wrong = read($"{halving.Budget}={halving.Of(0)}").Diagnostics.FirstOrDefault(found => found.Level == DiagnosticLevel.Error);
        if (wrong is not null)
            report(Rules.SweptValue.At(at, $"{halving.Budget} cannot be {halving.Of(0)}, as in the first round: {wrong.Message}"));
        return halving;
    }

    private static IEnumerable<string> Values(SweptSettingSpec setting) => setting switch
    {
        SweptValuesSpec values => values.Values.Take(MostTried),
        SweptRangeSpec range => [Text(range.From), Text(range.To)],
        _ => [],
    };

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
