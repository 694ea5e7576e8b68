using static TorchSharp.torch;

namespace Pipelines.Torch;

/// <summary>The shim's kernels, by their names in the dispatcher.</summary>
internal static class Kernels
{
    private static readonly Op Embedding = Op.Get("pipelines", "embedding");
    private static readonly Op Linear = Op.Get("pipelines", "linear");
    private static readonly Op RmsNorm = Op.Get("pipelines", "rms_norm");
    private static readonly Op AddRmsNorm = Op.Get("pipelines", "add_rms_norm");
    private static readonly Op SwiGlu = Op.Get("pipelines", "swiglu");
    private static readonly Op GeGlu = Op.Get("pipelines", "geglu");
    private static readonly Op GatedRmsNorm = Op.Get("pipelines", "gated_rms_norm");
    private static readonly Op Rope = Op.Get("pipelines", "rope");
    private static readonly Op Attention = Op.Get("pipelines", "attention");
    private static readonly Op PagedAttention = Op.Get("pipelines", "paged_attention");
    private static readonly Op CausalConv1d = Op.Get("pipelines", "causal_conv1d");
    private static readonly Op SelectiveScan = Op.Get("pipelines", "selective_scan");
    private static readonly Op Ssd = Op.Get("pipelines", "ssd");
    private static readonly Op LinearCrossEntropy = Op.Get("pipelines", "linear_cross_entropy");
    private static readonly Op LinearLogProb = Op.Get("pipelines", "linear_log_prob");
    private static readonly Op LoraLinear = Op.Get("pipelines", "lora_linear");
    private static readonly Op Nf4Linear = Op.Get("pipelines", "nf4_linear");
    private static readonly Op Nf4Decode = Op.Get("pipelines", "nf4_decode");
    private static readonly Op AdamW8Bit = Op.Get("pipelines", "adamw_8bit_");

    public static Tensor embedding(Tensor ids, Tensor weight) => Embedding.Call(ids, weight);

    public static Tensor linear(Tensor x, Tensor weight, Tensor? bias) => Linear.Call(x, weight, bias);

    public static Tensor lora_linear(Tensor x, Tensor weight, Tensor? bias, Tensor a, Tensor b, double scale) =>
        LoraLinear.Call(x, weight, bias, a, b, scale);

    public static Tensor nf4_linear(Tensor x, Nf4Weight weight, Tensor? bias, Tensor? a, Tensor? b, double scale) =>
        Nf4Linear.Call(x, weight.Parts, weight.Rows, weight.Columns, bias, a, b, scale);

    public static Tensor nf4_decode(Nf4Weight weight) => Nf4Decode.Call(weight.Parts, weight.Rows, weight.Columns);

    public static void adamw_8bit_(
        Tensor parameter, Tensor gradient, AdamMoments8Bit moments, long step, double lr, double beta1, double beta2, double eps,
        double decay) => AdamW8Bit.RunNoGrad(
            parameter, gradient, moments.Means, moments.MeanScales, moments.Squares, moments.SquareScales, AdamMoments8Bit.SignedLevels,
            AdamMoments8Bit.UnsignedLevels, step, lr, beta1, beta2, eps, decay);

    public static Tensor rms_norm(Tensor x, Tensor weight, double eps) => RmsNorm.Call(x, weight, eps);

    public static (Tensor, Tensor) add_rms_norm(Tensor x, Tensor branch, Tensor weight, double eps) =>
        AddRmsNorm.CallPair(x, branch, weight, eps);

    public static Tensor swiglu(Tensor gate, Tensor up) => SwiGlu.Call(gate, up);

    public static Tensor geglu(Tensor gate, Tensor up) => GeGlu.Call(gate, up);

    public static Tensor gated_rms_norm(Tensor x, Tensor gate, Tensor weight, double eps, long groups) =>
        GatedRmsNorm.Call(x, gate, weight, eps, groups);

    public static Tensor rope(Tensor x, Tensor cos, Tensor sin) => Rope.Call(x, cos, sin);

    public static Tensor attention(
        Tensor q, Tensor k, Tensor v, double scale, bool causal, long window, double softcap, Tensor? slopes, Tensor? segments,
        Tensor? sinks) => Attention.Call(q, k, v, scale, causal, window, softcap, slopes, segments, sinks);

    public static Tensor paged_attention(
        Tensor q, Tensor keys, Tensor values, Tensor tables, Tensor lengths, double scale, long window, double softcap, Tensor? slopes,
        Tensor? sinks) => PagedAttention.Call(q, keys, values, tables, lengths, scale, window, softcap, slopes, sinks);

    public static Tensor causal_conv1d(Tensor x, Tensor weight, Tensor? bias, Tensor? past, bool silu) =>
        CausalConv1d.Call(x, weight, bias, past, silu);

    public static Tensor selective_scan(Tensor x, Tensor dt, Tensor A, Tensor B, Tensor C, Tensor? D, Tensor? state) =>
        SelectiveScan.Call(x, dt, A, B, C, D, state);

    public static Tensor ssd(Tensor x, Tensor dt, Tensor A, Tensor B, Tensor C, Tensor? D, Tensor? state) =>
        Ssd.Call(x, dt, A, B, C, D, state);

    public static Tensor linear_cross_entropy(
        Tensor x, Tensor weight, Tensor targets, long ignore_index, double softcap, Tensor? bias) =>
        LinearCrossEntropy.Call(x, weight, targets, ignore_index, softcap, bias);

    public static (Tensor, Tensor) linear_log_prob(Tensor h, Tensor weight, Tensor targets, double softcap, Tensor? bias) =>
        LinearLogProb.CallPair(h, weight, targets, softcap, bias);
}
