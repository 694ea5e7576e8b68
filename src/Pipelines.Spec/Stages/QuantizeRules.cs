using Pipelines.Spec.Diagnostics;

namespace Pipelines.Spec;

/// <summary>What a quantize stage, the model of its checkpoint and the stages that read what it makes have to do with each other.</summary>
internal static class QuantizeRules
{
    /// <summary>Reports each rule that <paramref name="stage"/> breaks.</summary>
    public static void Check(QuantizeSpec stage, StageSurroundings around)
    {
        Twice(stage, around);
        Data(stage, around);
        if (!stage.Types.Contains(QuantizationType.Gptq)) return;
        Calibration(stage, around);
        Group(stage, around);
    }

    /// <summary>Reports a quantized model of several types to a stage that runs one.</summary>
    /// <param name="stage">the stage that runs it</param>
    /// <param name="from">the stage that makes it</param>
    /// <param name="setting">the setting that names that stage</param>
    /// <param name="around">the rest of the file</param>
    public static void OneType(StageSpec stage, string from, string setting, StageSurroundings around) =>
        OneType(stage.Name, from, around.At(stage, setting), around);

    /// <inheritdoc cref="OneType(StageSpec, string, string, StageSurroundings)"/>
    /// <param name="owner">what runs it</param>
    /// <param name="from">the stage that makes it</param>
    /// <param name="at">where that stage is named</param>
    /// <param name="around">the rest of the file</param>
    public static void OneType(string owner, string from, SourcePosition at, StageSurroundings around)
    {
        if (around.Stages.FirstOrDefault(other => other.Name == from) is not QuantizeSpec { Types.Count: > 1 } quantize) return;
        var words = quantize.Types.Select(type => type.Word()).ToList();
        around.Reading.Report(
            Rules.SeveralTypes, at,
            $"'{from}' makes models of {words.Count} types ({Wording.List(words)}), and '{owner}' runs one; "
            + $"name a quantize stage with one, such as 'types: {words[0]}'");
    }

    /// <summary>Reports settings of an export that mean nothing where files are written as they are.</summary>
    public static void AsItIs(ExportSpec stage, StageSurroundings around)
    {
        if (around.Stages.FirstOrDefault(other => other.Name == stage.From) is not QuantizeSpec quantize) return;
        foreach (var setting in new[] { "dtype", "shard", "format" }.Where(setting => around.Given(stage, setting)))
        {
            around.Reading.Report(
                Rules.UnknownSetting, around.Reading.Positions.At($"stages.{stage.Name}.{setting}")!.Key,
                $"'{setting}' is not a setting of an export of '{quantize.Name}', whose files are written as they are; leave it out");
        }
    }

    private static void Twice(QuantizeSpec stage, StageSurroundings around)
    {
        for (var i = 1; i < stage.Types.Count; i++)
        {
            if (!stage.Types.Take(i).Contains(stage.Types[i])) continue;
            around.Reading.Report(
                Rules.DuplicateKey, around.At(stage, $"types[{i}]"), $"types names '{stage.Types[i].Word()}' twice");
        }
    }

    private static void Data(QuantizeSpec stage, StageSurroundings around)
    {
        if (stage.Data is not null || StageSpec.Begin(stage.From, around.Stages) is not ImportSpec import) return;
        around.Reading.Report(
            Rules.Missing, around.At(stage, "from"),
            $"'{stage.Name}' needs 'data' for its report: '{import.Name}' takes a checkpoint from elsewhere, and nothing says what it was "
            + "trained on");
    }

    private static void Calibration(QuantizeSpec stage, StageSurroundings around)
    {
        if (stage.Calibration is not null) return;
        var data = stage.Data ?? (StageSpec.Begin(stage.From, around.Stages) as PretrainSpec)?.Data ?? "<source>";
        around.Reading.Report(
            Rules.NoCalibration, around.At(stage, $"types[{stage.Types.ToList().IndexOf(QuantizationType.Gptq)}]"),
            $"gptq rounds by the activations that go through each weight, and '{stage.Name}' names no text for them; "
            + $"add 'calibration: {{ data: {data} }}'");
    }

    private static void Group(QuantizeSpec stage, StageSurroundings around)
    {
        if (stage.Gptq.Group is not (> 0 and var group) || around.ModelOf(stage.From) is not { } model) return;
        var widths = Widths(model);
        if (widths.FirstOrDefault(weight => weight.Columns % group != 0) is not { Name: { } name } refused) return;
        var divisor = (int)widths.Select(weight => weight.Columns).Aggregate(GreatestCommonDivisor);
        around.Reading.Report(
            Rules.GroupOfColumns, around.At(stage, "gptq.group"),
            $"group {group} does not divide the {refused.Columns} columns of {name}; nearest for every weight of {model.Name}: "
            + $"{HeadRules.Divisors(divisor, group)}");
    }

    /// <summary>The weights that GPTQ rounds, and how many columns a row of each has.</summary>
    private static List<(string Name, long Columns)> Widths(ModelSpec model)
    {
        // GPT-2's checkpoints store a weight as [in, out].
        var columns = CheckpointNames.Of(model.Family).Form == BlockForm.Gpt2 ? 0 : 1;
        return ShapeInference.Of(model, Math.Max(2, model.Vocab.Size))
            .Where(node => node.Projections.Count > 0).SelectMany(node => node.Weights)
            .Where(weight => weight.Sizes.Count == 2).Select(weight => (weight.Name, weight.Sizes[columns])).ToList();
    }

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
