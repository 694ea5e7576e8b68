using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>One <see cref="BlockFormat"/> for each type that weights are kept in.</summary>
internal static class BlockFormats
{
    public static readonly IReadOnlyDictionary<GgufType, BlockFormat> All = new BlockFormat[]
    {
        new F32(), new F16(), new BF16(),
        new Q4_0(), new Q4_1(), new Q5_0(), new Q5_1(), new Q8_0(), new IQ4_NL(), new MXFP4(),
        new Q2_K(), new Q3_K(), new Q4_K(), new Q5_K(), new Q6_K(), new IQ4_XS(),
        new TQ1_0(), new TQ2_0(),
    }.ToDictionary(format => format.Type);
}
