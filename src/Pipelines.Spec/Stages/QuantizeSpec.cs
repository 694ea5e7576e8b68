namespace Pipelines.Spec;

/// <summary>
/// <c>kind: quantize</c>: a checkpoint's weights in fewer bits, in files that other programs run, with a report of what that costs; makes
/// a QuantizedModel.
/// </summary>
/// <param name="Name">the stage's name</param>
/// <param name="From">the stage that makes the checkpoint</param>
/// <param name="Types">what the weights become, a file or folder each</param>
/// <param name="Calibration">the text that says which weights matter; null where no type asks for it</param>
/// <param name="Gptq">how <see cref="QuantizationType.Gptq"/> rounds</param>
/// <param name="Data">
/// the source whose held-out part the report measures; null for the one that the checkpoint was trained on
/// </param>
/// <param name="Tokens">most held-out tokens that the report measures</param>
public sealed record QuantizeSpec(
    string Name,
    string From,
    EquatableArray<QuantizationType> Types,
    CalibrationSpec? Calibration,
    GptqSpec Gptq,
    string? Data,
    int Tokens) : StageSpec(Name)
{
    /// <inheritdoc/>
    public override string Kind => "quantize";

    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => [From];

    /// <inheritdoc/>
    public override string Continues => From;
}

/// <summary>The text whose activations say which weights matter.</summary>
/// <param name="Data">a source of documents or of examples; its training part is read</param>
/// <param name="Tokens">most tokens that are read</param>
public sealed record CalibrationSpec(string Data, int Tokens);

/// <summary>How GPTQ rounds (Frantar et al., arXiv:2210.17323), to 4 bits.</summary>
/// <param name="Group">columns that share a scale; 0 for all</param>
/// <param name="ActOrder">whether columns are rounded in the order of their activations, greatest first</param>
/// <param name="Damping">the share of the mean of its diagonal that is added to the Hessian's</param>
public sealed record GptqSpec(int Group, bool ActOrder, double Damping);

/// <summary>What weights become. Those of GGUF are named as llama.cpp names them.</summary>
public enum QuantizationType
{
    /// <summary>float32, unchanged.</summary>
    F32,

    /// <summary>Half precision.</summary>
    F16,

    /// <summary>The upper half of float32.</summary>
    BF16,

    /// <summary>8.5 bits a weight.</summary>
    Q8_0,

    /// <summary>4.5 bits a weight.</summary>
    Q4_0,

    /// <summary>5 bits a weight.</summary>
    Q4_1,

    /// <summary>5.5 bits a weight.</summary>
    Q5_0,

    /// <summary>6 bits a weight.</summary>
    Q5_1,

    /// <summary>4.5 bits a weight, at levels of unequal distance.</summary>
    IQ4_NL,

    /// <summary>4.25 bits a weight, at levels of unequal distance.</summary>
    IQ4_XS,

    /// <summary>4.25 bits a weight, floating point with scales that are powers of two; of a model with experts those alone.</summary>
    MXFP4,

    /// <summary>2.6 bits a weight and more for what matters most.</summary>
    Q2_K,

    /// <summary>3.4 bits a weight and more for what matters most.</summary>
    Q3_K_M,

    /// <summary>4.5 bits a weight and more for what matters most.</summary>
    Q4_K_M,

    /// <summary>5.5 bits a weight and more for what matters most.</summary>
    Q5_K_M,

    /// <summary>6.6 bits a weight.</summary>
    Q6_K,

    /// <summary>8 bits a weight, a scale for each output channel, in safetensors.</summary>
    Int8,

    /// <summary>4 bits a weight, rounded one column after the other so that errors cancel, in safetensors.</summary>
    Gptq,
}
