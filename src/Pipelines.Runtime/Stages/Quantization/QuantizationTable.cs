using System.Globalization;
using Pipelines.Runtime.Terminal;
using Pipelines.Training;

namespace Pipelines.Runtime.Stages.Quantization;

/// <summary>A model beside that of the checkpoint.</summary>
/// <param name="Name">the word of its type, or what else was done to its weights</param>
/// <param name="Bytes">of its weights, scales included</param>
/// <param name="BitsPerWeight">those bytes in bits over the number of weights</param>
/// <param name="Found">how far it is from the checkpoint's; null where it cannot be asked</param>
/// <param name="Notes">what became otherwise than its type says, and why</param>
internal sealed record QuantizationRow(string Name, long Bytes, double BitsPerWeight, ModelDivergence? Found, IReadOnlyList<string> Notes)
{
    /// <summary>Whether it is there to compare with alone, and no file was written of it.</summary>
    public bool IsComparison { get; init; }
}

/// <summary>What each type costs.</summary>
/// <param name="Stage">the stage whose checkpoint it was</param>
/// <param name="Data">the source of the text that was measured on</param>
/// <param name="Masked">whether hidden tokens were asked for, with both sides of them in sight</param>
/// <param name="Calibration">the text that was read for calibration; null where none was</param>
/// <param name="Weights">number of weights</param>
/// <param name="Before">what the checkpoint's own model makes of the text</param>
/// <param name="Rows">the models beside it</param>
internal sealed record QuantizationTable(
    string Stage, string Data, bool Masked, CalibrationSummary? Calibration, long Weights, Evaluation Before,
    IReadOnlyList<QuantizationRow> Rows)
{
    /// <summary>What the checkpoint's own row is called.</summary>
    public const string Whole = "float32";

    /// <summary>Bytes of the checkpoint's own weights.</summary>
    public long Bytes => Weights * sizeof(float);

    /// <summary>The result in a line: of each type its size and divergence.</summary>
    public string Headline => string.Join(" · ", Rows.Where(row => !row.IsComparison).Select(row =>
        $"{row.Name} {Quantity.Bytes(row.Bytes)}"
        + (row.Found is null ? "" : string.Create(CultureInfo.InvariantCulture, $", KL {row.Found.MeanKl:0.0000}"))));
}

/// <summary>The text that was read for calibration.</summary>
/// <param name="Data">its source</param>
/// <param name="Tokens">how many tokens</param>
internal sealed record CalibrationSummary(string Data, long Tokens);
