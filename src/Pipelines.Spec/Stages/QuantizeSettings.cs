using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>kind: quantize</c>.</summary>
internal static class QuantizeSettings
{
    private static readonly WordKind<QuantizationType> Type = new(
        Word(QuantizationType.F32, "float32, unchanged"),
        Word(QuantizationType.F16, "half precision"),
        Word(QuantizationType.BF16, "the upper half of float32"),
        Word(QuantizationType.Q8_0, "8.5 bits a weight"),
        Word(QuantizationType.Q4_0, "4.5 bits a weight"),
        Word(QuantizationType.Q4_1, "5 bits a weight"),
        Word(QuantizationType.Q5_0, "5.5 bits a weight"),
        Word(QuantizationType.Q5_1, "6 bits a weight"),
        Word(QuantizationType.Q2_K, "2.6 bits a weight, and more where it matters most"),
        Word(QuantizationType.Q3_K_M, "3.4 bits a weight, and more where it matters most"),
        Word(QuantizationType.Q4_K_M, "4.5 bits a weight, and more where it matters most"),
        Word(QuantizationType.Q5_K_M, "5.5 bits a weight, and more where it matters most"),
        Word(QuantizationType.Q6_K, "6.6 bits a weight"),
        Word(QuantizationType.IQ4_NL, "4.5 bits a weight, at levels of unequal distance"),
        Word(QuantizationType.IQ4_XS, "4.3 bits a weight, at levels of unequal distance"),
        Word(QuantizationType.MXFP4, "4.3 bits a weight, floating point, with scales that are powers of two"),
        Word(QuantizationType.Int8, "8 bits a weight and a scale for each output channel, for vLLM and transformers"),
        Word(QuantizationType.Gptq, "4 bits a weight by GPTQ, for vLLM and transformers"));

    private static readonly Setting<string> From = Setting.Required(
        "from", new StageReferenceKind(Artifact.Checkpoint), "The stage whose checkpoint is quantized").Known("model");

    private static readonly Setting<EquatableArray<QuantizationType>> Types = Setting.Default(
        "types", new ListKind<QuantizationType>(Type, "types", least: 1), "q4_k_m", "What the weights become: a file or folder each")
        .Known("type", "quantization", "ftype");

    private static readonly Setting<string> CalibrationData = Setting.Required(
        "data", Source(), "The data source whose training part is read").Known("dataset");

    private static readonly Setting<long> CalibrationTokens = Setting.Default("tokens", Amount(), "64k", "Most tokens that are read");

    private static readonly Setting<CalibrationSpec> Calibration = Setting.Derived(
        "calibration",
        new Section<CalibrationSpec>(
            "calibration", "a calibration", "The text whose activations say which weights matter",
            [CalibrationData, CalibrationTokens],
            values => new CalibrationSpec(values.Get(CalibrationData), (int)values.Get(CalibrationTokens))),
        "none: every weight matters alike", "The text whose activations say which weights matter; `gptq` needs one")
        .Known("imatrix");

    private static readonly Setting<int> Group = Setting.Default(
        "group", new IntegerKind(0, 1 << 20), "128", "Columns that share a scale; 0 for all of a row")
        .Known("group_size");

    private static readonly Setting<bool> ActOrder = Setting.Default(
        "act_order", new FlagKind(), "true", "Whether columns are rounded in the order of their activations, greatest first")
        .Known("desc_act");

    private static readonly Setting<double> Damping = Setting.Default(
        "damping", new NumberKind(new(0, 1, MinOpen: true)), "0.01", "The share of the mean of its diagonal that is added to the Hessian's")
        .Known("damp_percent");

    private static readonly Setting<GptqSpec> Gptq = Setting.Default(
        "gptq",
        new Section<GptqSpec>(
            "gptq", "gptq", "How GPTQ rounds to 4 bits (Frantar et al. 2022)", [Group, ActOrder, Damping],
            values => new GptqSpec(values.Get(Group), values.Get(ActOrder), values.Get(Damping))),
        "{}", "How the type `gptq` rounds");

    private static readonly Setting<string> Data = Setting.Derived(
        "data", Source(), "the one that the checkpoint was trained on", "The data source whose held-out part the report measures");

    private static readonly Setting<long> Tokens = Setting.Default(
        "tokens", Amount(), "32k", "Most held-out tokens that the report measures");

    public static readonly StageDefinition Definition = new(
        "quantize", Artifact.QuantizedModel,
        new Section<StageSpec>(
            "stage.quantize", "a quantize stage", "A checkpoint's weights in fewer bits, as other programs read them, and what that costs",
            [From, Types, Calibration, Gptq, Data, Tokens],
            values => new QuantizeSpec(
                values.Slot.Name, values.Get(From), values.Get(Types), values.Find(Calibration), values.Get(Gptq), values.Find(Data),
                (int)values.Get(Tokens))),
        QuantizeGuide.Guide,
        (stage, around) => QuantizeRules.Check((QuantizeSpec)stage, around));

    private static (string Word, QuantizationType Type, string Doc) Word(QuantizationType type, string doc) => (type.Word(), type, doc);

    private static ReferenceKind Source() => new("a data source", "data", names => names.Data);

    private static AmountKind Amount() => new(1, int.MaxValue);
}
